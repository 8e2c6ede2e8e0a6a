"""Themes: the list, naming and rewording, showing and hiding, and the months as a spreadsheet."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openward.kit.csv_cells import write_rows
from openward.kit.opened_forms import ChangedMeanwhile, hash_of
from openward.people.access import actor_from
from openward.spaces.access import READING_STAFF
from openward.themes.access import (
    CODING,
    engagement_for_coding,
    organisation_for_themes,
    theme_for_coding,
    theme_for_reading,
    theme_for_showing,
    themes_for_reading,
)
from openward.themes.actions.themes import change_theme, name_theme, show_theme
from openward.themes.forms import ThemeChangeForm, ThemeForm
from openward.themes.presenters import theme_groups
from openward.themes.queries import theme_rows, theme_trend, trend_rows
from openward.themes.queries.standing import theme_standing


@require_safe
def theme_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What people tell one organisation."""
    actor = actor_from(request)
    organisation = organisation_for_themes(slug)
    request.organisation = organisation  # type: ignore[attr-defined]
    is_staff = actor.holds(*READING_STAFF, organisation_id=organisation.pk)
    rows = theme_rows(themes_for_reading(actor, organisation), is_staff=is_staff)
    context = {
        "groups": theme_groups(rows),
        "is_staff": is_staff,
        "is_coder": actor.holds(*CODING, organisation_id=organisation.pk),
    }
    return render(request, "themes/theme_list.html", context)


@require_http_methods(["GET", "POST"])
def theme_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Bring codes together under a name."""
    actor = actor_from(request)
    engagement = engagement_for_coding(actor, slug)
    form = ThemeForm(request.POST or None, engagement=engagement)
    if form.is_valid():
        theme = name_theme(engagement=engagement, **form.cleaned_data, by=actor)
        messages.success(request, _("The theme is named."))
        return redirect("theme_show", theme.pk)
    return render(request, "themes/theme_edit.html", {"form": form, "engagement": engagement, "theme": None})


@require_http_methods(["GET", "POST"])
def theme_edit(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Put a theme into other words, or group its codes anew."""
    actor = actor_from(request)
    theme = theme_for_coding(actor, key)
    now = theme_standing(theme)
    first = {**now, "opened": hash_of(now)}
    form = ThemeChangeForm(request.POST or None, engagement=theme.engagement, initial=first)
    if form.is_valid():
        try:
            change_theme(theme=theme, **form.cleaned_data, by=actor)
            messages.success(request, _("The theme is changed."))
            return redirect("theme_show", theme.pk)
        except ChangedMeanwhile:
            form.say_changed(theme_standing(theme_for_coding(actor, key)))
    return render(request, "themes/theme_edit.html", {"form": form, "engagement": theme.engagement, "theme": theme})


@require_POST
def theme_reveal(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Show a theme to everybody, or stop showing it."""
    actor = actor_from(request)
    theme = theme_for_showing(actor, key)
    is_public = request.POST.get("is_public") == "yes"
    try:
        show_theme(theme=theme, is_public=is_public, opened=request.POST.get("opened", ""), by=actor)
        said = _("Everybody can read this theme now.") if is_public else _("Only staff can read this theme now.")
        messages.success(request, said)
    except ChangedMeanwhile:
        why = _("Somebody changed this theme since you opened the page. Read it as it stands now, then choose again.")
        messages.warning(request, why)
    return redirect("theme_show", theme.pk)


@require_safe
def theme_chart_csv(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The months of a theme as this reader may know them."""
    actor = actor_from(request)
    theme = theme_for_reading(actor, key)
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{theme.slug}.csv"'},
    )
    write_rows(response, trend_rows(theme_trend(theme, actor)))  # type: ignore[arg-type]
    return response
