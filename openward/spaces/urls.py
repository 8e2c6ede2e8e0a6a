"""Addresses of this room's pages."""

from django.urls import URLPattern, path

from openward.spaces.views import engagements, links, members, places, preparing

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
    path("s/<slug:slug>/people/", members.member_list, name="member_list"),
    path("s/<slug:slug>/people/letters/", members.letters_send, name="letters_send"),
    path("s/<slug:slug>/people/codes/", members.codes_show, name="codes_show"),
    path("s/<slug:slug>/people/<int:number>/end/", members.membership_end, name="membership_end"),
    path("s/<slug:slug>/people/invited/<uuid:key>/end/", members.guest_withdraw, name="guest_withdraw"),
    path("join/", places.place_find, name="place_find"),
    path("join/<str:code>/", places.place_join, name="place_join"),
    path("place/<str:code>/", places.place_show, name="place_show"),
    path("place/<str:code>/in/", places.place_enter, name="place_enter"),
    path("place/<str:code>/leave/", places.place_leave, name="place_leave"),
    path("my-place/<int:number>/", places.membership_show, name="membership_show"),
    path("t/<str:code>/", links.link_follow, name="link_follow"),
]
