"""Addresses of the installation itself: its health, and the picture that browsers ask for by themselves."""

from django.urls import URLPattern, path

from openward.config import views

urlpatterns: list[URLPattern] = [
    path("health/", views.health_show, name="health_show"),
    path("favicon.ico", views.favicon_show, name="favicon_show"),
]
