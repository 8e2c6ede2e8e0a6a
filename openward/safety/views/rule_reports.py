"""Words about the house rules: reported in one step, looked at by somebody who did not write them, and looked at again.
"""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from openward.contributions.access import may_look_up, receipt_hash
from openward.contributions.actions.stories import code_for_submission
from openward.kit.plain_codes import mended_code
from openward.kit.secret_addresses import keep_code_private
from openward.kit.state_graphs import IllegalMove
from openward.kit.text import with_numbers_to_call
from openward.ledger.actions import SentTwice
from openward.people.access import VISITOR, actor_from
from openward.safety.access.readings import is_moderator
from openward.safety.access.reports import why_not_report
from openward.safety.access.rule_reports import (
    check_that_looks,
    own_rule_words,
    proposal_of,
    rule_report_behind,
    rule_words_for_deciding,
    rule_words_for_looking_again,
    rule_words_for_reporting,
)
from openward.safety.actions.reports import AlreadyJudged
from openward.safety.actions.rule_reports import (
    DecidedMeanwhile,
    NotForThem,
    agree_with_reports,
    ask_for_another_look,
    leave_rule_words,
    look_again,
    report_rule_words,
)
from openward.safety.forms.rule_reports import AskAgainForm, LookAgainForm, RuleReportForm, TakeRuleWordsAwayForm
from openward.safety.models import Report
from openward.safety.presenters import rule_reports as presenters
from openward.safety.presenters.reports import Told
from openward.safety.queries.rule_reports import (
    looks_at,
    may_ask_again,
    reported_rule_words,
    rule_words_to_look_at_again,
    rules_to_cite,
)
from openward.safety.views.working import only_for
from openward.spaces.models import RuleProposal, RuleRemark

MOST_ROWS = 20
"""On one page of forms; the next follow once these are decided."""


@csrf_exempt
@require_http_methods(["GET", "POST"])
def rule_words_report(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Say that something is wrong with a proposal or a remark. Exempt from the general check against forged forms:
    `why_not_report` checks."""
    actor = actor_from(request)
    said = rule_words_for_reporting(actor, key)
    form = RuleReportForm(request.POST if request.method == "POST" else None)
    notice = why_not_report(request, VISITOR) if form.is_valid() else ""
    if notice or not form.is_valid():
        return _report_page(request, said, form, notice=notice)
    try:
        code = report_rule_words(said=said, **form.cleaned_data, by=actor)
    except SentTwice:
        code = code_for_submission(actor)
    except AlreadyJudged:
        return _report_page(request, said, form, refusal=presenters.refused_judged())
    except IllegalMove:
        raise Http404 from None
    return redirect("rule_report_show", code=code)


@require_safe
def rule_report_show(request: HttpRequest, code: str) -> HttpResponse:
    """What came of such a report, for whoever holds its five words."""
    if not may_look_up(request):
        return render(request, "contributions/too_many_tries.html", status=429)
    report = rule_report_behind(receipt_hash(code))
    space = report.proposal.space
    request.organisation = space.organisation  # type: ignore[attr-defined]
    context = {
        "code": mended_code(code),
        "report": report,
        "told": presenters.told_reporter(report),
        "space": space,
        "is_danger": report.reason == Report.Category.DANGER and not report.outcome,
        "emergency": with_numbers_to_call(space.organisation.emergency_text),
    }
    return keep_code_private(render(request, "safety/rule_report_show.html", context))


@require_GET
@only_for(check_that_looks)
def rule_report_list(request: HttpRequest) -> HttpResponse:
    """What was reported of the talk about the rules, and what its author asks to be looked at again."""
    return _list(request)


@require_POST
@only_for(check_that_looks)
def rule_words_leave(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """They stay as they are."""
    actor = actor_from(request)
    said = rule_words_for_deciding(actor, key)
    return _decided(
        request,
        lambda: leave_rule_words(said=said, by=actor),
        _("They stay. Whoever reported them can read that."),
    )


@require_POST
@only_for(check_that_looks)
def rule_words_take_away(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Nobody else reads them any more; whoever wrote them is told why."""
    actor = actor_from(request)
    said = rule_words_for_deciding(actor, key)
    form = TakeRuleWordsAwayForm(request.POST, rules=rules_to_cite(said), auto_id=f"id_{key}_%s")
    if not form.is_valid():
        return _list(request, wrong=(key, form))
    return _decided(
        request,
        lambda: agree_with_reports(said=said, **form.decided, by=actor),
        _("Taken away. Whoever wrote them reads why, and how to ask for another look."),
    )


@require_POST
@only_for(check_that_looks)
def rule_words_look_again(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Somebody else's decision: shown again, or not."""
    actor = actor_from(request)
    said = rule_words_for_looking_again(actor, key)
    form = LookAgainForm(request.POST, auto_id=f"id_{key}_%s")
    if not form.is_valid():
        return _list(request, wrong=(key, form))
    puts_back, answer = "back" in request.POST, form.cleaned_data["answer"]
    return _decided(
        request,
        lambda: look_again(said=said, puts_back=puts_back, answer=answer, by=actor),
        _("It is decided. Whoever wrote the words reads your answer."),
    )


@require_http_methods(["GET", "POST"])
def rule_look(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One's own words that were taken away: why, what to do now, and how to ask somebody else to look again."""
    actor = actor_from(request)
    said = own_rule_words(actor, key)
    form = AskAgainForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _own_page(request, said, form)
    try:
        ask_for_another_look(said=said, words=form.cleaned_data["words"], by=actor)
        messages.success(request, _("Thank you. Somebody else looks at it."))
    except DecidedMeanwhile:
        messages.info(request, _("You have asked before, or it was decided meanwhile."))
    return redirect("rule_look", key=key)


def _decided(request: HttpRequest, decide: Callable[[], object], done: str) -> HttpResponse:
    try:
        decide()
        messages.success(request, done)
    except (DecidedMeanwhile, IllegalMove):
        messages.info(request, _("It was decided meanwhile."))
    except NotForThem:
        raise Http404 from None
    return redirect("rule_report_list")


def _list(request: HttpRequest, *, wrong: tuple[uuid.UUID, Any] | None = None) -> HttpResponse:
    actor = actor_from(request)
    reported, again = reported_rule_words(actor), rule_words_to_look_at_again(actor)
    forms: dict[uuid.UUID, Any] = {
        one.said.pk: TakeRuleWordsAwayForm(rules=one.rules, auto_id=f"id_{one.said.pk}_%s") for one in reported
    }
    forms |= {one.said.pk: LookAgainForm(auto_id=f"id_{one.said.pk}_%s") for one in again}
    forms |= dict([wrong] if wrong else [])
    context = {
        "rows": presenters.rows(reported[:MOST_ROWS]),
        "again": presenters.rows(again[:MOST_ROWS]),
        "left": max(0, len(reported) - MOST_ROWS),
        "forms": forms,
        "is_moderator": is_moderator(actor),
    }
    return render(request, "safety/rule_report_list.html", context, status=422 if wrong else 200)


def _report_page(
    request: HttpRequest,
    said: RuleProposal | RuleRemark,
    form: RuleReportForm,
    *,
    notice: str = "",
    refusal: Told | None = None,
) -> HttpResponse:
    proposal = proposal_of(said)
    request.organisation = proposal.space.organisation  # type: ignore[attr-defined]
    context = {
        "proposal": proposal,
        "shown": presenters.rule_words_shown(said),
        "emergency": with_numbers_to_call(proposal.space.organisation.emergency_text),
        "form": form,
        "notice": notice,
        "refusal": refusal,
    }
    return render(request, "safety/rule_words_report.html", context, status=422 if form.errors else 200)


def _own_page(request: HttpRequest, said: RuleProposal | RuleRemark, form: AskAgainForm) -> HttpResponse:
    space, looks = proposal_of(said).space, looks_at(said)
    may_ask = may_ask_again(said, timezone.now())
    request.organisation = space.organisation  # type: ignore[attr-defined]
    context = {
        "said": said,
        "space": space,
        "shown": presenters.rule_words_shown(said),
        "told": presenters.told_author(said, looks, may_ask=may_ask),
        "answer": looks[0].answer if looks and not may_ask else "",
        "form": form if may_ask else None,
    }
    return render(request, "safety/rule_look.html", context, status=422 if form.errors else 200)
