"""Addresses of the installation itself: its health."""

from django.urls import URLPattern, path

from openward.config import views

urlpatterns: list[URLPattern] = [path("health/", views.health_show, name="health_show")]
