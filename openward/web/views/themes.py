"""A theme: what people tell us, and what came of it."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from openward.kit.opened_forms import hash_of
from openward.people.access import actor_from
from openward.themes.access import theme_for_reading
from openward.themes.queries import drawn_trend
from openward.themes.queries.standing import theme_as_shown
from openward.web.presenters import themes as presenters
from openward.web.queries.themes import theme_page


@require_safe
def theme_show(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A theme's own page; `older` names the last passage of the page before."""
    theme = theme_for_reading(actor_from(request), key)
    request.organisation = theme.engagement.organisation  # type: ignore[attr-defined]
    older = request.GET.get("older", "")
    before = int(older) if older.isascii() and older.isdigit() and len(older) < 19 else None
    found = theme_page(actor_from(request), theme, before=before)
    context = {
        "theme": theme,
        "opened": hash_of(theme_as_shown(theme)),
        "found": found,
        "how_many": presenters.how_many(found.counts),
        "how_sure": presenters.how_sure(found),
        "counted_when": presenters.counted_when(found.counts),
        "chart": drawn_trend(theme, found.trend),
        "sentences": found.trend.sentences,
        "quotes": presenters.quote_rows(found.quotes, is_staff=found.is_staff),
        "page": presenters.quote_pages(found, address=request.path, is_first=before is None),
        "way": presenters.theme_way(found),
    }
    return render(request, "web/theme_show.html", context)
