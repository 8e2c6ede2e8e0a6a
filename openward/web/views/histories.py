"""The history of a thing, in sentences."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from openward.people.access import actor_from
from openward.web.access import is_colleague, subject_for_reading
from openward.web.presenters.histories import history_rows
from openward.web.queries.histories import history_lines


@require_safe
def history_show(request: HttpRequest, subject: str, key: str) -> HttpResponse:
    """What happened to a thing, newest first, for people who may read the thing."""
    actor = actor_from(request)
    thing = subject_for_reading(actor, subject, key)
    request.organisation = thing.organisation  # type: ignore[attr-defined]
    colleague = is_colleague(actor, thing.organisation)
    within = str(thing.organisation.pk) if thing.is_within else ""
    lines = history_lines(subject, key, is_colleague=colleague, within=within, tells_danger=thing.tells_danger)
    rows = history_rows(lines, is_colleague=colleague)
    return render(request, "web/history_show.html", {"thing": thing, "rows": rows, "is_colleague": colleague})
