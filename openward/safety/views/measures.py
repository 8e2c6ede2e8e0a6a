"""Slowing and closing a space or a thread, for everybody, with the reason that readers see."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openward.contributions.models import Contribution
from openward.people.access import actor_from
from openward.safety.access.cases import measure_for_lifting, space_for_measures, thread_for_measures
from openward.safety.access.readings import require_moderator
from openward.safety.actions.measures import lift_place_measure, set_place_measure
from openward.safety.forms.measures import PlaceMeasureForm, RaidForm
from openward.safety.models import PlaceMeasure
from openward.safety.presenters.measures import measure_rows
from openward.safety.queries.measures import measures_on
from openward.safety.views.working import only_for
from openward.spaces.models import Space

moderators_here = only_for(require_moderator)


@require_http_methods(["GET", "POST"])
@moderators_here
def measure_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What slows or closes a space, and setting more."""
    return _measures(request, space_for_measures(actor_from(request), slug))


@require_http_methods(["GET", "POST"])
@moderators_here
def thread_measures(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The same for one thread."""
    story = thread_for_measures(actor_from(request), key)
    return _measures(request, story.space, story)


def _measures(request: HttpRequest, space: Space, thread: Contribution | None = None) -> HttpResponse:
    form = PlaceMeasureForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        set_place_measure(space=space, thread=thread, by=actor_from(request), **form.values())
        messages.success(request, _("Done. Readers see the reason."))
        return redirect("thread_measures", key=thread.pk) if thread else redirect("measure_list", slug=space.slug)
    request.organisation = space.organisation  # type: ignore[attr-defined]
    rows = measure_rows(measures_on(space, thread))
    is_raid = any(row.kind == PlaceMeasure.Kind.RAID for row in rows)
    page = {"space": space, "thread": thread, "rows": rows, "form": form, "is_raid": is_raid}
    return render(request, "safety/measure_list.html", page)


@require_http_methods(["GET", "POST"])
@moderators_here
def raid_start(request: HttpRequest, slug: str) -> HttpResponse:
    """Raid mode: one click, and one confirmation that says what it does."""
    actor = actor_from(request)
    space = space_for_measures(actor, slug)
    form = RaidForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        set_place_measure(space=space, kind=PlaceMeasure.Kind.RAID, reason=form.cleaned_data["reason"], by=actor)
        messages.success(request, _("Raid mode is on. Everything is read first, nobody new joins, and it goes slowly."))
        return redirect("measure_list", slug=slug)
    request.organisation = space.organisation  # type: ignore[attr-defined]
    return render(request, "safety/raid_start.html", {"space": space, "form": form})


@require_POST
@moderators_here
def measure_lift(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Take a measure away again."""
    actor = actor_from(request)
    measure = measure_for_lifting(actor, key)
    lift_place_measure(measure=measure, by=actor)
    messages.success(request, _("Lifted. It goes on here as before."))
    if measure.thread_id is not None:
        return redirect("thread_measures", key=measure.thread_id)
    return redirect("measure_list", slug=measure.space.slug)
