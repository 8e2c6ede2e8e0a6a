"""Addresses of this room's pages."""

from django.urls import URLPattern, path

from openward.web.views import (
    colleagues,
    contributions,
    histories,
    homes,
    receipts,
    searching,
    spaces,
    starts,
    themes,
)

urlpatterns: list[URLPattern] = [
    path("", homes.home_show, name="home_show"),
    path("at/<slug:slug>/", homes.organisation_show, name="organisation_show"),
    path("at/<slug:slug>/search/", searching.search_show, name="search_show"),
    path("at/<slug:slug>/people/", colleagues.colleague_list, name="colleague_list"),
    path("at/<slug:slug>/people/invite/", colleagues.colleague_invite, name="colleague_invite"),
    path("at/<slug:slug>/people/<uuid:key>/", colleagues.colleague_show, name="colleague_show"),
    path("at/<slug:slug>/people/<uuid:key>/role/", colleagues.role_give, name="role_give"),
    path("at/<slug:slug>/people/<uuid:key>/suspend/", colleagues.colleague_suspend, name="colleague_suspend"),
    path("at/<slug:slug>/people/<uuid:key>/restore/", colleagues.colleague_restore, name="colleague_restore"),
    path("at/<slug:slug>/people/roles/<int:number>/take/", colleagues.role_take, name="role_take"),
    path("at/<slug:slug>/people/invited/<uuid:key>/again/", colleagues.invitation_resend, name="invitation_resend"),
    path("at/<slug:slug>/people/invited/<uuid:key>/end/", colleagues.invitation_withdraw, name="invitation_withdraw"),
    path("start/", starts.start_show, name="start_show"),
    path("held/", starts.held_list, name="held_list"),
    path("history/<slug:subject>/<str:key>/", histories.history_show, name="history_show"),
    path("s/<slug:slug>/", spaces.space_show, name="space_show"),
    path("s/<slug:slug>/feed.atom", spaces.space_feed, name="space_feed"),
    path("c/<uuid:key>/", contributions.contribution_show, name="contribution_show"),
    path("themes/<uuid:key>/", themes.theme_show, name="theme_show"),
    path("receipt/", receipts.receipt_find, name="receipt_find"),
    path("receipt/<str:code>/", receipts.receipt_show, name="receipt_show"),
]
