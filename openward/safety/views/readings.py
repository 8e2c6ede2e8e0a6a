"""The moderator's pages."""

import dataclasses
import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openward.contributions.actions.reviews import WordsChanged
from openward.contributions.models import Contribution, Revision
from openward.contributions.models.contributions import joined
from openward.contributions.queries.masks import masks_on
from openward.people.access import Actor, actor_from
from openward.safety.access.readings import (
    case_for_deciding,
    decision_for_reopening,
    is_moderator,
)
from openward.safety.actions.cases import CaseMoved, NothingWaits
from openward.safety.actions.readings import (
    claim_case,
    claim_next,
    decide_case,
    read_afterwards,
    release_case,
    renew_lease,
    reopen_decision,
    write_note,
)
from openward.safety.forms.readings import AgainstForm, DeclineForm, NoteForm, ScreenForm, StayForm, SuggestForm
from openward.safety.models import Case, Decision
from openward.safety.presenters.care import care_line
from openward.safety.presenters.cases import queue_tabs
from openward.safety.presenters.decisions import (
    decision_page,
    done_sentence,
    kind_words,
    preview_for_author,
    undo_offer,
)
from openward.safety.presenters.desk import Desk, desk_for
from openward.safety.presenters.fates import told
from openward.safety.presenters.masks import mask_rows
from openward.safety.presenters.queue import count_sentence, queue_rows, unread_rows, unread_sentence
from openward.safety.presenters.screening import checked
from openward.safety.queries.care import Care, care_of, spaces_and_care, topics_of
from openward.safety.queries.fates import fate_of_reading
from openward.safety.queries.readings import (
    author_history,
    decisions_in,
    decisions_on,
    is_in_crisis,
    newest_own_decision,
    notes_on,
    open_case,
    queue,
    queue_count,
    unread_afterwards,
    waiting_revision,
)
from openward.safety.queries.screening import screening_of
from openward.safety.views.working import InHand, workers_only
from openward.spaces.queries import rules_in_force

moderators_only = workers_only(is_moderator, back_to="queue_show", page="case_show", fate_of=fate_of_reading)
IN_HAND = InHand(
    door=case_for_deciding,
    page="case_show",
    take_it=lambda thing, by: claim_case(contribution=thing, by=by),
    renew_it=lambda thing, by: renew_lease(case=held_case(thing), by=by),
    put_it_back=lambda thing, by: release_case(case=held_case(thing), by=by),
)


@require_GET
@moderators_only
def queue_show(request: HttpRequest) -> HttpResponse:
    actor = actor_from(request)
    spaces, care = spaces_and_care(actor)
    count = queue_count(actor, spaces=spaces, care=care)
    page = {
        "care": care_line(care),
        "rows": queue_rows(queue(actor, spaces=spaces, care=care)),
        "sentence": count_sentence(count),
        "tabs": queue_tabs(count=count.waiting, here="queue_show"),
        "undo": undo_offer(newest_own_decision(actor)),
        "said": told(request.GET.get("said", "")),
    }
    return render(request, "safety/queue_show.html", page)


@require_GET
@moderators_only
def queue_afterwards(request: HttpRequest) -> HttpResponse:
    """What was shown without a person and is still to be read, the oldest first."""
    actor = actor_from(request)
    spaces, care = spaces_and_care(actor)
    items, count = unread_afterwards(actor, spaces=spaces, care=care)
    page = {
        "care": care_line(care),
        "rows": unread_rows(items),
        "sentence": unread_sentence(count, len(items)),
        "tabs": queue_tabs(count=count, here="queue_afterwards"),
        "said": request.GET.get("said", ""),
    }
    return render(request, "safety/queue_afterwards.html", page)


@require_POST
@moderators_only
def words_stay(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Somebody has read words that were shown at once: they can stay."""
    actor = actor_from(request)
    contribution = case_for_deciding(actor, key)
    form = StayForm(request.POST)
    try:
        if not form.is_valid():
            raise WordsChanged
        read_afterwards(contribution=contribution, by=actor, **form.cleaned_data)
    except (NothingWaits, WordsChanged) as refused:
        said = "changed" if isinstance(refused, WordsChanged) else "nothing"
        return redirect(f"{reverse('queue_afterwards')}?said={said}")
    messages.success(request, _("Read. The words stay where they are."))
    return redirect("queue_afterwards")


@require_POST
@moderators_only
def queue_next(request: HttpRequest) -> HttpResponse:
    return to_next(actor_from(request))


@require_GET
@moderators_only
def case_show(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    actor = actor_from(request)
    care = care_of(actor)
    desk = desk_of(actor, case_for_deciding(actor, key), care)
    items = queue(actor, limit=4, care=care)
    rows = queue_rows([item for item in items if item.contribution.pk != key], first_is_large=False)
    page = {
        "care": care_line(care),
        "desk": desk,
        "rows": rows[:3],
        "undo": undo_offer(newest_own_decision(actor)),
        "note_form": NoteForm(),
        "masks": mask_rows(desk.kept, masks_on(desk.kept)),
        "said": told(request.GET.get("said", "")),
    }
    return render(request, "safety/case_show.html", page)


@require_POST
@moderators_only
def case_claim(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    return IN_HAND.take(request, key)


@require_POST
@moderators_only
def case_renew(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    return IN_HAND.renew(request, key)


@require_POST
@moderators_only
def case_release(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    said = _("It is back in the queue. A colleague can take it.")
    return IN_HAND.put_back(request, key, said=said, then=to_next)


@require_POST
@moderators_only
def case_decide(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    actor = actor_from(request)
    contribution = case_for_deciding(actor, key)
    form = ScreenForm(request.POST)
    if not form.is_valid():
        raise CaseMoved
    case, outcome = held_case(contribution), Decision.Outcome.APPROVE
    decide_case(case=case, outcome=outcome, by=actor, **form.cleaned_data)
    messages.success(request, done_sentence(outcome))
    return to_next(actor)


@require_http_methods(["GET", "POST"])
@moderators_only
def case_suggest(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    return against(request, key, Decision.Outcome.PROPOSE_EDIT)


@require_http_methods(["GET", "POST"])
@moderators_only
def case_decline(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    return against(request, key, Decision.Outcome.DECLINE)


@require_POST
@moderators_only
def case_note(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    actor = actor_from(request)
    contribution = case_for_deciding(actor, key)
    form = NoteForm(request.POST)
    if form.is_valid():
        write_note(contribution=contribution, words=form.cleaned_data["words"], by=actor)
        messages.success(request, _("Your note is kept for your colleagues."))
        return redirect("case_show", key=key)
    desk = desk_of(actor, contribution)
    masks = mask_rows(desk.kept, masks_on(desk.kept))
    page = {"desk": desk, "masks": masks, "rows": [], "undo": None, "note_form": form, "said": None, "care": None}
    return render(request, "safety/case_show.html", page, status=400)


@require_GET
@moderators_only
def decision_list(request: HttpRequest) -> HttpResponse:
    actor = actor_from(request)
    found = Paginator(decisions_in(actor), 25).get_page(request.GET.get("page"))
    assert actor.account is not None
    return render(request, "safety/decision_list.html", decision_page(found, actor.account))


@require_POST
@moderators_only
def decision_reopen(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    actor = actor_from(request)
    case = reopen_decision(decision=decision_for_reopening(actor, key), by=actor)
    messages.success(request, _("Taken back. Nobody but moderators reads the words until there is a new decision."))
    return redirect("case_show", key=case.contribution_id)


def to_next(actor: Actor) -> HttpResponse:
    """Straight to the next item, or to the queue when nothing is left to take."""
    case = claim_next(by=actor)
    return redirect("case_show", key=case.contribution_id) if case else redirect("queue_show")


def held_case(contribution: Contribution) -> Case:
    """The case that is being decided; CaseMoved when it was decided meanwhile."""
    case = open_case(contribution)
    if case is None:
        raise CaseMoved
    return case


def desk_of(actor: Actor, contribution: Contribution, care: Care | None = None) -> Desk:
    """Everything that lies beside the words."""
    assert actor.account is not None
    care = care or care_of(actor)
    waiting = waiting_revision(contribution)
    desk = desk_for(
        actor.account,
        contribution,
        revision=waiting,
        newest=contribution.revisions.filter(written_by=Revision.WrittenBy.AUTHOR).last(),
        case=open_case(contribution),
        rules=rules_in_force(contribution.space),
        history=author_history(contribution),
        notes=notes_on(contribution),
        decisions=list(decisions_on(contribution)),
        topics=topics_of(contribution),
        folds=care.folds_severe,
        is_in_crisis=is_in_crisis(contribution),
    )
    return dataclasses.replace(desk, checked=checked(waiting, screening_of(waiting)) if waiting else None)


# --- Decisions against words: fill in, look at what the author will get, send ----------------------------------------


def against(request: HttpRequest, key: uuid.UUID, outcome: Decision.Outcome) -> HttpResponse:
    actor = actor_from(request)
    desk = desk_of(actor, case_for_deciding(actor, key))
    if desk.revision is None or not desk.is_mine:
        raise CaseMoved
    form = against_form(request, desk, outcome)
    if form.is_bound and form.data.get("revision_sha256") != desk.revision.sha256:
        raise WordsChanged
    if form.is_valid() and request.POST.get("step") == "send":
        return send_against(request, desk, form, outcome)
    return render(request, f"safety/{PAGES[outcome]}.html", against_page(desk, form, outcome))


PAGES = {Decision.Outcome.PROPOSE_EDIT: "case_suggest", Decision.Outcome.DECLINE: "case_decline"}


def against_form(request: HttpRequest, desk: Desk, outcome: Decision.Outcome) -> AgainstForm:
    """The form of an outcome; where a rule is chosen and no words are written, the rule's own words stand in."""
    assert desk.revision is not None
    form_class = SuggestForm if outcome == Decision.Outcome.PROPOSE_EDIT else DeclineForm
    asked = [rule for rule in desk.rules if len(desk.rules) == 1 or str(rule.number) == request.GET.get("rule")]
    chosen = {"rule": str(asked[0].pk)} if asked else {}
    given = request.POST.copy() if request.method == "POST" else chosen
    rule = next((rule for rule in desk.rules if str(rule.pk) == given.get("rule")), None)
    if rule and not given.get("words_to_author", "").strip():
        given["words_to_author"] = kind_words(rule, outcome, desk.space.reading_days)
    initial = {"revision_sha256": desk.revision.sha256, "version": desk.version}
    if request.method == "POST":
        return form_class(given, rules=desk.rules, revision=desk.revision, initial=initial)
    # With a rule nothing is missing for declining: what the author will read is shown at once.
    offered = {**given, **initial} if rule and outcome == Decision.Outcome.DECLINE else None
    return form_class(offered, rules=desk.rules, revision=desk.revision, initial={**given, **initial})


def against_page(desk: Desk, form: AgainstForm, outcome: Decision.Outcome) -> dict[str, Any]:
    days = desk.space.reading_days
    page: dict[str, Any] = {
        "desk": desk,
        "form": form,
        "preview": None,
        "kind_words": {str(rule.pk): kind_words(rule, outcome, days) for rule in desk.rules},
    }
    if form.is_bound and form.is_valid():
        assert desk.revision is not None
        values = form.cleaned_data
        page["preview"] = preview_for_author(
            outcome=outcome,
            revision=desk.revision,
            space=desk.space,
            rule=values["rule"],
            words=values["words_to_author"],
            passages=values.get("passages", ()),
            suggested=joined(values["parts"]) if "parts" in values else "",
        )
    return page


def send_against(request: HttpRequest, desk: Desk, form: AgainstForm, outcome: Decision.Outcome) -> HttpResponse:
    actor = actor_from(request)
    names = ("revision_sha256", "version", "note", "rule", "words_to_author", "passages", "parts")
    values = {name: form.cleaned_data[name] for name in names if name in form.cleaned_data}
    decide_case(case=held_case(desk.contribution), outcome=outcome, by=actor, **values)
    messages.success(request, done_sentence(outcome))
    return to_next(actor)
