"""Addresses of this room's pages. A theme's own page joins rooms and is in web."""

from django.urls import URLPattern, path

from openward.themes.views import codebooks, codings, themes

urlpatterns: list[URLPattern] = [
    path("at/<slug:slug>/themes/", themes.theme_list, name="theme_list"),
    path("engagements/<slug:slug>/themes/new/", themes.theme_new, name="theme_new"),
    path("themes/<uuid:key>/edit/", themes.theme_edit, name="theme_edit"),
    path("themes/<uuid:key>/reveal/", themes.theme_reveal, name="theme_reveal"),
    path("themes/<uuid:key>/months.csv", themes.theme_chart_csv, name="theme_chart_csv"),
    path("codebooks/", codebooks.codebook_list, name="codebook_list"),
    path("codebooks/new/", codebooks.codebook_new, name="codebook_new"),
    path("codebooks/<uuid:key>/", codebooks.codebook_show, name="codebook_show"),
    path("codebooks/<uuid:key>/codes/new/", codebooks.code_new, name="code_new"),
    path("codes/<uuid:key>/", codebooks.code_edit, name="code_edit"),
    path("codes/<uuid:key>/retire/", codebooks.code_retire, name="code_retire"),
    path("engagements/<slug:slug>/coding/", codings.coding_list, name="coding_list"),
    path("coding/<uuid:key>/", codings.coding_show, name="coding_show"),
    path("coding/passages/<int:number>/remove/", codings.coding_remove, name="coding_remove"),
]
