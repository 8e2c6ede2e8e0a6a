"""Pages on which moderators look after themselves and one another."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openward.kit.state_graphs import IllegalMove
from openward.people.access import Actor, actor_from
from openward.people.models import Account
from openward.safety.access.care import debrief_for_taking_part, organisations_led, require_somebody_who_helps
from openward.safety.access.cases import case_for_working
from openward.safety.access.readings import case_for_deciding, require_moderator
from openward.safety.actions import care as actions
from openward.safety.actions.shifts import begin_break
from openward.safety.actions.topics import mark_topics
from openward.safety.forms.care import CareForm, DebriefForm, FoldingForm, TopicsForm
from openward.safety.models import Debrief
from openward.safety.presenters import care as presenters
from openward.safety.queries import care as queries
from openward.safety.queries.crisis import alerts_on, open_crises
from openward.safety.views.cases import case_workers_only, to_next_case
from openward.safety.views.readings import moderators_only
from openward.safety.views.working import only_for

looked_after = only_for(require_moderator)
"""Looking after oneself is no work: it keeps no act and ends no break."""


@require_http_methods(["GET", "POST"])
@looked_after
def care_show(request: HttpRequest) -> HttpResponse:
    """What a moderator chose for themselves, and how their shift stands; nobody else sees it."""
    actor = actor_from(request)
    form = _care_form(request, actor)
    if form.is_valid():
        missing = actions.choose_care(by=actor, **form.cleaned_data)
        messages.success(request, _("Kept. It holds from now on."))
        if missing:
            messages.warning(request, presenters.missing_sentence(missing))
        return redirect("care_show")
    return render(request, "safety/care_show.html", _care_page(actor, form))


@require_POST
@looked_after
def break_begin(request: HttpRequest) -> HttpResponse:
    """A break, from now."""
    begin_break(by=actor_from(request))
    return redirect("pause_show")


@require_GET
@looked_after
def pause_show(request: HttpRequest) -> HttpResponse:
    """A pause or a break: until when, what is still in these hands, and who else looks at what cannot wait."""
    actor = actor_from(request)
    account = _account(actor)
    crises = open_crises(actor)
    page = {
        "care": presenters.care_line(queries.care_of(actor)),
        "alerted": presenters.alerted_rows(crises, alerts_on(crises), account),
        "in_hand": presenters.in_hand_rows(queries.cases_in_hand(actor)),
    }
    return render(request, "safety/pause_show.html", page)


@require_POST
@looked_after
def folding_choose(request: HttpRequest) -> HttpResponse:
    """Remember whether words that are hard to read are folded, and go back to them."""
    form = FoldingForm(request.POST)
    if not form.is_valid():
        return redirect("care_show")
    actions.choose_folding(folds_severe=form.cleaned_data["folds"], by=actor_from(request))
    return redirect(form.cleaned_data["back"])


@require_POST
@looked_after
def buddy_call(request: HttpRequest) -> HttpResponse:
    """Ask one's buddy for a moment."""
    try:
        buddy = actions.call_buddy(by=actor_from(request))
    except actions.BuddyCannot:
        messages.warning(request, _("Choose a buddy first."))
    else:
        messages.success(request, _("%(name)s is told that you would like a moment.") % {"name": buddy.name})
    return redirect("care_show")


@require_POST
@case_workers_only
def case_hand_over(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Hand a case to one's buddy and go on with the next one."""
    actor = actor_from(request)
    try:
        actions.hand_over(case=case_for_working(actor, key), by=actor)
    except actions.BuddyCannot:
        messages.warning(request, _("Your buddy cannot take this one now. Skip it, or pass it on with a note."))
        return redirect("report_case_show", key=key)
    messages.success(request, _("It is in your buddy's hands, and they are told."))
    return to_next_case(actor)


@require_http_methods(["GET", "POST"])
@moderators_only
def topics_mark(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Say what words are about, for colleagues who leave a topic to others."""
    actor = actor_from(request)
    contribution = case_for_deciding(actor, key)
    if request.method == "POST":
        form = TopicsForm(request.POST)
        if form.is_valid():
            mark_topics(contribution=contribution, topics=form.cleaned_data["topics"], by=actor)
            messages.success(request, _("Kept. Colleagues who leave it to others are not given it."))
            return redirect("queue_show")
    else:
        form = TopicsForm(initial={"topics": queries.topics_of(contribution)})
    return render(request, "safety/topics_mark.html", {"contribution": contribution, "form": form})


@require_http_methods(["GET", "POST"])
@login_required
def debrief_list(request: HttpRequest) -> HttpResponse:
    """Talks that are offered to somebody who helped, asked for by them, or wanted with them."""
    actor = actor_from(request)
    require_somebody_who_helps(actor)
    form = _debrief_form(request, actor)
    if form.is_valid():
        actions.ask_debrief(with_account=form.cleaned_data["with_account"], by=actor)
        messages.success(request, _("Good that you ask. They are told now."))
        return redirect("debrief_list")
    rows = [presenters.debrief_row(one, _account(actor)) for one in queries.debriefs_of(actor)[:20]]
    return render(request, "safety/debrief_list.html", {"rows": rows, "form": form})


@require_http_methods(["GET", "POST"])
@login_required
def debrief_show(request: HttpRequest, number: int) -> HttpResponse:
    """One talk: take up the offer, say that it was held, or that it is not wanted."""
    actor = actor_from(request)
    debrief = debrief_for_taking_part(actor, number)
    form = _debrief_form(request, actor)
    if request.method == "POST" and "settle" in request.POST:
        return _settled(request, debrief, actor)
    if form.is_valid() and debrief.account_id == _account(actor).pk:
        actions.ask_debrief(with_account=form.cleaned_data["with_account"], debrief=debrief, by=actor)
        messages.success(request, _("Good that you ask. They are told now."))
        return redirect("debrief_list")
    return render(
        request, "safety/debrief_show.html", {"row": presenters.debrief_row(debrief, _account(actor)), "form": form}
    )


@require_GET
@login_required
def topic_gap_list(request: HttpRequest) -> HttpResponse:
    """For which topics nobody is left, for those who lead; never who chose what."""
    organisations = organisations_led(actor_from(request))
    sentences = presenters.gap_sentences(queries.gaps_in(organisations))
    return render(request, "safety/topic_gap_list.html", {"sentences": sentences})


def _settled(request: HttpRequest, debrief: Debrief, actor: Actor) -> HttpResponse:
    held = request.POST["settle"] == "held"
    try:
        actions.settle_debrief(
            debrief=debrief, state=Debrief.State.HELD if held else Debrief.State.DECLINED, by=actor
        )
    except (IllegalMove, ValueError):
        messages.warning(request, _("That was settled before."))
    else:
        messages.success(request, _("Thank you. Nothing of what you said is kept.") if held else _("That is fine."))
    return redirect("debrief_list")


def _account(actor: Actor) -> Account:
    assert actor.account is not None
    return actor.account


def _care_form(request: HttpRequest, actor: Actor) -> CareForm:
    buddies = queries.buddies_for(actor)
    if request.method == "POST":
        return CareForm(request.POST, buddies=buddies)
    row = queries.care_row(_account(actor))
    initial = {
        "leaves": row.leaves_to_others,
        "folds_severe": row.folds_severe,
        "severe_most": row.severe_most,
        "buddy": row.buddy_id,
    }
    return CareForm(buddies=buddies, initial=initial)


def _care_page(actor: Actor, form: CareForm) -> dict[str, Any]:
    care = queries.care_of(actor)
    return {
        "form": form,
        "care": presenters.care_line(care),
        "figures": queries.own_figures(actor, care),
        "minutes": int(care.worked_at(timezone.now()).total_seconds() // 60),
        "has_buddy": queries.care_row(_account(actor)).buddy_id is not None,
        "offered": queries.debriefs_offered(actor),
    }


def _debrief_form(request: HttpRequest, actor: Actor) -> DebriefForm:
    given = request.POST if request.method == "POST" and "settle" not in request.POST else None
    return DebriefForm(given, listeners=queries.listeners_for(actor))
