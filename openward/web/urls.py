"""Addresses of this room's pages."""

from django.urls import URLPattern, path

from openward.web.views import contributions, receipts, spaces

urlpatterns: list[URLPattern] = [
    path("s/<slug:slug>/", spaces.space_show, name="space_show"),
    path("s/<slug:slug>/feed.atom", spaces.space_feed, name="space_feed"),
    path("c/<uuid:key>/", contributions.contribution_show, name="contribution_show"),
    path("receipt/", receipts.receipt_find, name="receipt_find"),
    path("receipt/<str:code>/", receipts.receipt_show, name="receipt_show"),
]
