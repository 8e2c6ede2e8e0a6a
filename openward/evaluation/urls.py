"""Addresses of this room's pages."""

from django.urls import path

from openward.evaluation import views

urlpatterns = [
    path("at/<slug:slug>/heard-decided-did/", views.promises_show, name="promises_show"),
    path("engagements/<slug:slug>/funnel/", views.funnel_show, name="funnel_show"),
]
