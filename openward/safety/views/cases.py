"""The moderator's pages for what was reported: the queue, one case, and every decision."""

import uuid
from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openward.contributions.actions.reviews import WordsChanged
from openward.contributions.models import Revision
from openward.contributions.models.contributions import joined
from openward.contributions.queries.masks import masks_on
from openward.people.access import Actor, actor_from
from openward.people.models import Account
from openward.safety.access.cases import case_for_working
from openward.safety.access.readings import is_moderator
from openward.safety.actions.cases import (
    CaseMoved,
    NothingWaits,
    SeniorNeeded,
    ask_second_opinion,
    give_second_opinion,
    pass_case_on,
    put_case_back,
    renew_case,
    take_case,
)
from openward.safety.actions.decisions import REPORT_OUTCOMES, decide_report_case
from openward.safety.actions.readings import write_note
from openward.safety.actions.reports import invalidate_reports, restore_reports
from openward.safety.actions.shifts import SeenEnough
from openward.safety.forms.cases import ENDLESS, DecisionForm, NoteOnForm
from openward.safety.forms.readings import NoteForm, ScreenForm
from openward.safety.forms.reports import SetAsideForm
from openward.safety.models import Case, Decision, Report, Step
from openward.safety.presenters import cases as presenters
from openward.safety.presenters import decisions as decided
from openward.safety.presenters.care import care_line
from openward.safety.presenters.fates import told
from openward.safety.presenters.masks import mask_rows
from openward.safety.queries.care import care_of, hard_among, spaces_and_care
from openward.safety.queries.cases import (
    case_count,
    case_queue,
    reports_in,
    screenings_of,
    thread_around,
)
from openward.safety.queries.fates import fate_of_case
from openward.safety.queries.measures import record_of
from openward.safety.queries.readings import DecisionForAuthor, author_history, decisions_on, notes_on
from openward.safety.queries.reports import rule_for
from openward.safety.views.working import InHand, workers_only
from openward.spaces.models import HouseRule, Space
from openward.spaces.queries import rules_in_force

AGAINST = tuple(outcome for outcome in REPORT_OUTCOMES if outcome != Decision.Outcome.KEEP)


case_workers_only = workers_only(is_moderator, back_to="case_list", page="report_case_show", fate_of=fate_of_case)
IN_HAND = InHand(
    door=case_for_working,
    page="report_case_show",
    take_it=lambda thing, by: take_case(case=thing, by=by),
    renew_it=lambda thing, by: renew_case(case=thing, by=by),
    put_it_back=lambda thing, by: put_case_back(case=thing, by=by),
)


@require_GET
@case_workers_only
def case_list(request: HttpRequest) -> HttpResponse:
    """What was reported and waits, the actor's own first."""
    actor = actor_from(request)
    spaces, care = spaces_and_care(actor)
    count = case_count(actor, spaces=spaces, care=care)
    page = {
        "care": care_line(care),
        "rows": presenters.case_rows(case_queue(actor, spaces=spaces, care=care)),
        "sentence": presenters.case_sentence(count),
        "tabs": presenters.queue_tabs(count=count.waiting, here="case_list"),
        "said": told(request.GET.get("said", "")),
    }
    return render(request, "safety/case_list.html", page)


@require_POST
@case_workers_only
def report_case_next(request: HttpRequest) -> HttpResponse:
    """Straight to the next case."""
    return to_next_case(actor_from(request))


@require_GET
@case_workers_only
def report_case_show(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One case with everything that lies beside the words."""
    actor = actor_from(request)
    return _desk_page(request, case_for_working(actor, key))


@require_POST
@case_workers_only
def report_case_take(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    return IN_HAND.take(request, key)


@require_POST
@case_workers_only
def report_case_renew(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    return IN_HAND.renew(request, key)


@require_POST
@case_workers_only
def report_case_back(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Skip it, without a reason, and go on with the next one."""
    said = _("It is back in the queue. A colleague can take it.")
    return IN_HAND.put_back(request, key, said=said, then=to_next_case)


@require_http_methods(["GET", "POST"])
@case_workers_only
def report_case_pass(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Pass it on to a senior colleague, with a note."""
    actor = actor_from(request)
    case = case_for_working(actor, key)
    form = NoteOnForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        pass_case_on(case=case, note=form.cleaned_data["words"], by=actor)
        messages.success(request, _("Passed on. A senior colleague finds it with your note."))
        return to_next_case(actor)
    return render(request, "safety/report_case_pass.html", {"case": case, "form": form})


@require_http_methods(["GET", "POST"])
@case_workers_only
def report_case_ask(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Ask colleagues what they think."""
    actor = actor_from(request)
    case = case_for_working(actor, key)
    form = NoteOnForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        ask_second_opinion(case=case, note=form.cleaned_data["words"], by=actor)
        messages.success(request, _("Asked. It comes back to you with the answer."))
        return to_next_case(actor)
    return render(request, "safety/report_case_ask.html", {"case": case, "form": form})


@require_POST
@case_workers_only
def report_case_answer(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Say what one thinks about a colleague's case."""
    actor = actor_from(request)
    case = case_for_working(actor, key)
    form = NoteOnForm(request.POST)
    if not form.is_valid():
        return _desk_page(request, case, answer_form=form)
    version = form.cleaned_data["version"] or 0
    give_second_opinion(case=case, words=form.cleaned_data["words"], version=version, by=actor)
    messages.success(request, _("Thank you. Your colleague has it again, with what you think."))
    return redirect("case_list")


@require_POST
@case_workers_only
def report_case_note(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    actor = actor_from(request)
    case = case_for_working(actor, key)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _desk_page(request, case, note_form=form)
    write_note(contribution=case.contribution, words=form.cleaned_data["words"], by=actor)
    messages.success(request, _("Your note is kept for your colleagues."))
    return redirect("report_case_show", key=key)


@require_POST
@case_workers_only
def report_case_keep(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Leave the words as they are: one key, and on to the next case."""
    actor = actor_from(request)
    case = case_for_working(actor, key)
    form = ScreenForm(request.POST)
    if not form.is_valid():
        raise CaseMoved
    decide_report_case(case=case, outcome=Decision.Outcome.KEEP, by=actor, **form.cleaned_data)
    messages.success(request, decided.done_sentence(Decision.Outcome.KEEP))
    return to_next_case(actor)


@require_http_methods(["GET", "POST"])
@case_workers_only
def report_case_decide(request: HttpRequest, key: uuid.UUID, outcome: str) -> HttpResponse:
    """Fill in a decision, look at what the author will read, send it."""
    actor = actor_from(request)
    case = case_for_working(actor, key)
    if outcome not in AGAINST:
        raise Http404
    desk = _desk(actor, case)
    if desk.revision is None or not desk.is_mine:
        raise CaseMoved
    form = _decision_form(request, desk, Decision.Outcome(outcome))
    if form.is_bound and form.data.get("revision_sha256") != desk.revision.sha256:
        raise WordsChanged
    if form.is_valid() and request.POST.get("step_to") == "send":
        return _decided(request, case, form)
    return render(request, "safety/report_case_decide.html", _decision_page(desk, form))


@require_http_methods(["GET", "POST"])
@case_workers_only
def reports_invalidate(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Set reports aside together that were sent as a weapon."""
    actor = actor_from(request)
    case = case_for_working(actor, key)
    form = _set_aside_form(request, case)
    if not form.is_valid():
        return render(request, "safety/reports_invalidate.html", {"case": case, "form": form})
    keys = [uuid.UUID(one) for one in form.cleaned_data["keys"]]
    invalidate_reports(case=case, keys=keys, reason=form.cleaned_data["reason"], by=actor)
    messages.success(request, _("Set aside. These reports count for nothing, and you can take that back."))
    return redirect("report_case_show", key=key)


@require_POST
@case_workers_only
def reports_restore(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Let reports count again that were set aside by mistake."""
    actor = actor_from(request)
    if restore_reports(case=case_for_working(actor, key), by=actor):
        messages.success(request, _("The reports count again."))
    return redirect("report_case_show", key=key)


def to_next_case(actor: Actor) -> HttpResponse:
    """Take the next case, or go to the queue when nothing is left but what the actor put back. During a pause nothing
    is given out by itself."""
    care = care_of(actor)
    if care.paused_until(timezone.now()):
        return redirect("pause_show")
    for item in case_queue(actor, care=care):
        if (item.was_passed_back and not item.is_mine) or item.asks_me:
            continue
        try:
            case = take_case(case=item.case, by=actor)
        except (CaseMoved, NothingWaits, SeenEnough, SeniorNeeded):
            continue
        return redirect("report_case_show", key=case.pk)
    return redirect("case_list")


def _account(actor: Actor) -> Account:
    assert actor.account is not None
    return actor.account


def _desk(actor: Actor, case: Case) -> presenters.ReportDesk:
    contribution, thread = case.contribution, thread_around(case.contribution)
    beside = presenters.Beside(
        reports=reports_in(case),
        screenings=screenings_of(contribution),
        thread=thread,
        hard=hard_among(thread),
        rules=rules_in_force(contribution.space),
        history=author_history(contribution),
        record=record_of(contribution.author, contribution.space),
        notes=notes_on(contribution),
        decisions=list(decisions_on(contribution)),
    )
    return presenters.report_desk(_account(actor), case, beside, folds=care_of(actor).folds_severe)


def _desk_page(
    request: HttpRequest, case: Case, *, answer_form: NoteOnForm | None = None, note_form: NoteForm | None = None
) -> HttpResponse:
    actor = actor_from(request)
    desk = _desk(actor, case)
    page = {
        "desk": desk,
        "masks": mask_rows(desk.revision, masks_on(desk.revision)),
        "answer_form": answer_form or NoteOnForm(initial={"version": case.version}),
        "note_form": note_form or NoteForm(),
        "said": told(request.GET.get("said", "")),
        "care": care_line(care_of(actor)),
    }
    is_wrong = answer_form is not None or note_form is not None
    return render(request, "safety/report_case_show.html", page, status=400 if is_wrong else 200)


def _top_category(case: Case) -> str:
    standing = case.reports.exclude(state=Report.State.INVALIDATED).values_list("category", flat=True)
    common = Counter(standing).most_common(1)
    return common[0][0] if common else ""


def _decision_form(request: HttpRequest, desk: presenters.ReportDesk, outcome: Decision.Outcome) -> DecisionForm:
    """The form of an outcome, with what is known already filled in: the rule that most reports speak of, what was
    reported, and kind words that belong to both. Nothing is sent before the moderator has seen it."""
    assert desk.revision is not None
    given = request.POST if request.method == "POST" else None
    asked = request.GET.get("rule", "")
    chosen = next((one for one in desk.rules if str(one.number) == asked), None)
    rule = chosen or rule_for(desk.space, _top_category(desk.case))
    initial = decision_form_values(desk.revision, rule, outcome, reasons=desk.reasons, version=desk.version)
    options: dict[str, Any] = {"outcome": outcome, "rules": desk.rules, "revision": desk.revision, "initial": initial}
    if given is None:
        # When nothing is missing, what the author will read is shown at once: three keys from queue to next case.
        whole = {**initial, "step": Step.OK, "step_lasts": "7", "lasts": ENDLESS}
        offered = DecisionForm({name: str(value) for name, value in whole.items() if value is not None}, **options)
        if offered.is_valid():
            return offered
    return DecisionForm(given, **options)


def decision_form_values(
    revision: Revision, rule: HouseRule | None, outcome: Decision.Outcome, *, reasons: str, version: int
) -> dict[str, Any]:
    """What a decision against shown words begins with."""
    return {
        "revision_sha256": revision.sha256,
        "version": version,
        "rule": rule.pk if rule else None,
        "facts": _("Reported: %(reasons)s") % {"reasons": reasons} if reasons else "",
        "words_to_author": decided.kind_words_about_shown(rule, outcome),
    }


def decision_preview(form: DecisionForm, revision: Revision, space: Space) -> DecisionForAuthor:
    """What the author will read of a decision that is filled in whole."""
    values = form.values()
    return decided.preview_for_author(
        outcome=form.outcome,
        revision=revision,
        space=space,
        rule=values.get("rule"),
        words=values["words_to_author"],
        passages=values.get("passages", ()),
        suggested=joined(values["parts"]) if "parts" in values else "",
        is_about_shown=True,
        law=values.get("legal_ground", ""),
        ends_at=values.get("ends_at"),
        pinned_note=values.get("pinned_note", ""),
        pinned_source=values.get("pinned_source", ""),
        step=values["step"].label if "step" in values else "",
        step_until=values.get("step_until"),
        can_be_appealed=True,
    )


def _decision_page(desk: presenters.ReportDesk, form: DecisionForm) -> dict[str, Any]:
    assert desk.revision is not None
    preview = decision_preview(form, desk.revision, desk.space) if form.is_bound and form.is_valid() else None
    title = str(Decision.Outcome(form.outcome).label)
    words = decided.kind_words_by_rule(desk.rules, form.outcome)
    return {"desk": desk, "form": form, "preview": preview, "kind_words": words, "title": title}


def _decided(request: HttpRequest, case: Case, form: DecisionForm) -> HttpResponse:
    actor = actor_from(request)
    decide_report_case(case=case, outcome=form.outcome, by=actor, **form.values())
    is_suggestion = form.outcome == Decision.Outcome.PROPOSE_EDIT
    messages.success(request, decided.suggested_sentence() if is_suggestion else decided.done_sentence(form.outcome))
    return to_next_case(actor)


def _set_aside_form(request: HttpRequest, case: Case) -> SetAsideForm:
    standing = [one for one in reports_in(case) if one.state != Report.State.INVALIDATED]
    choices = [(str(one.pk), presenters.report_line(one)) for one in standing]
    given = request.POST if request.method == "POST" else None
    return SetAsideForm(given, reports=choices, initial={"keys": [key for key, _line in choices]})
