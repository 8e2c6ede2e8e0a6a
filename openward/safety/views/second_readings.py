"""Deciding a second time without seeing the first decision, and how far the two agree."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openward.people.access import Actor, actor_from
from openward.safety.access.appeals import (
    can_set_share,
    organisation_for_agreement,
    organisations_with_agreement,
    second_reading_for_reading,
)
from openward.safety.access.readings import is_moderator
from openward.safety.actions.second_readings import pass_reading_on, put_reading_back, read_second_time, set_share
from openward.safety.forms.cases import NoteOnForm
from openward.safety.forms.second_readings import SecondReadingForm, ShareForm
from openward.safety.models import Decision
from openward.safety.presenters import second_readings as presenters
from openward.safety.presenters.cases import queue_tabs
from openward.safety.presenters.fates import told
from openward.safety.queries.fates import fate_of_second_reading
from openward.safety.queries.second_readings import (
    agreement_in,
    outcomes_for,
    share_of,
    waiting_readings,
    waiting_readings_count,
)
from openward.safety.views.working import workers_only
from openward.spaces.queries import rules_in_force

second_readers_only = workers_only(
    is_moderator, back_to="second_reading_list", page="second_reading_show", fate_of=fate_of_second_reading
)


@require_GET
@second_readers_only
def second_reading_list(request: HttpRequest) -> HttpResponse:
    """Decisions that were drawn and wait for a second pair of eyes."""
    actor = actor_from(request)
    count = waiting_readings_count(actor)
    page = {
        "rows": presenters.reading_rows(waiting_readings(actor)),
        "sentence": presenters.waiting_sentence(count),
        "tabs": queue_tabs(count=count, here="second_reading_list"),
        "organisations": organisations_with_agreement(actor),
        "said": told(request.GET.get("said", "")),
    }
    return render(request, "safety/second_reading_list.html", page)


@require_http_methods(["GET", "POST"])
@second_readers_only
def second_reading_show(request: HttpRequest, number: int) -> HttpResponse:
    """One wording, the rules, and one question."""
    actor = actor_from(request)
    reading = second_reading_for_reading(actor, number)
    given = request.POST if request.method == "POST" else None
    form = SecondReadingForm(given, outcomes=outcomes_for(reading.decision))
    if form.is_valid():
        read_second_time(reading=reading, outcome=Decision.Outcome(form.cleaned_data["outcome"]), by=actor)
        messages.success(request, _("Thank you. Nobody is told of this one; it counts together with many."))
        return _to_next(actor)
    page = presenters.reading_page(reading, rules_in_force(reading.decision.case.contribution.space))
    status = 400 if form.errors else 200
    return render(request, "safety/second_reading_show.html", {**page, "form": form}, status=status)


@require_POST
@second_readers_only
def second_reading_back(request: HttpRequest, number: int) -> HttpResponse:
    """Leave it to a colleague, without a reason, and go on with the next one."""
    actor = actor_from(request)
    put_reading_back(reading=second_reading_for_reading(actor, number), by=actor)
    messages.success(request, _("It is back. A colleague can take it."))
    return _to_next(actor)


@require_http_methods(["GET", "POST"])
@second_readers_only
def second_reading_pass(request: HttpRequest, number: int) -> HttpResponse:
    """Pass it on to a senior colleague, with a note."""
    actor = actor_from(request)
    reading = second_reading_for_reading(actor, number)
    form = NoteOnForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        pass_reading_on(reading=reading, note=form.cleaned_data["words"], by=actor)
        messages.success(request, _("Passed on. A senior colleague finds it with your note."))
        return _to_next(actor)
    page = {"reading": reading, "form": form}
    return render(request, "safety/second_reading_pass.html", page, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@login_required
def agreement_show(request: HttpRequest, slug: str) -> HttpResponse:
    """How far moderators agree, and how many decisions are made a second time."""
    actor = actor_from(request)
    organisation = organisation_for_agreement(actor, slug)
    may_set = can_set_share(actor, organisation)
    request.organisation = organisation  # type: ignore[attr-defined]
    given = request.POST if request.method == "POST" and may_set else None
    form = ShareForm(given, initial={"percent": share_of(organisation.pk)})
    if form.is_valid():
        set_share(organisation=organisation, percent=form.cleaned_data["percent"], by=actor)
        messages.success(request, _("Kept. It counts from the next decision on."))
        return redirect("agreement_show", slug=slug)
    page = {
        "organisation": organisation,
        "found": presenters.shown_agreements(agreement_in(organisation)),
        "share": share_of(organisation.pk),
        "form": form if may_set else None,
    }
    return render(request, "safety/agreement_show.html", page, status=400 if form.errors else 200)


def _to_next(actor: Actor) -> HttpResponse:
    waiting = waiting_readings(actor, limit=1)
    if waiting and not waiting[0].was_put_back:
        return redirect("second_reading_show", number=waiting[0].reading.pk)
    return redirect("second_reading_list")
