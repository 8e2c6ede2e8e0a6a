"""Addresses of the installation itself: its health."""

from django.urls import URLPattern, path

urlpatterns: list[URLPattern] = []
