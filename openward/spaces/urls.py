"""Addresses of this room's pages."""

from django.urls import URLPattern, path

from openward.spaces.views import engagements, links, preparing

urlpatterns: list[URLPattern] = [
    path("engagements/<slug:slug>/", engagements.engagement_show, name="engagement_show"),
    path("engagements/<slug:slug>/prepare/", engagements.space_prepare, name="space_prepare"),
    path("engagements/<slug:slug>/agree/", engagements.sign_off, name="sign_off"),
    path("s/<slug:slug>/settings/", preparing.space_settings, name="space_settings"),
    path("s/<slug:slug>/settings/<slug:key>/", preparing.setting_edit, name="setting_edit"),
    path("s/<slug:slug>/rules/", preparing.rules_edit, name="rules_edit"),
    path("s/<slug:slug>/duty/", preparing.duty_edit, name="duty_edit"),
    path("s/<slug:slug>/open/", preparing.space_open, name="space_open"),
    path("s/<slug:slug>/close/", preparing.space_close, name="space_close"),
    path("s/<slug:slug>/links/", links.link_list, name="link_list"),
    path("s/<slug:slug>/poster/", links.poster_show, name="poster_show"),
    path("t/<str:code>/", links.link_follow, name="link_follow"),
]
