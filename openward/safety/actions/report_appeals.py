"""People who reported ask for another look at what was decided: once for each case, once more on new facts.

Whoever looks again either lets the decision stand or decides anew, in the ordinary way and on the case that is opened
again for it: the author is told of that decision and can appeal against it, and never hears who asked.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone

from openward.contributions.actions.stories import locked
from openward.contributions.models import Contribution, Lifecycle
from openward.ledger.actions import record, refuse_second_sending
from openward.people.access import Actor, persona_actor
from openward.people.actions.personas import is_persona_of, keep_email, make_persona
from openward.people.models import Badge, Persona
from openward.safety.actions.appeals import (
    appeal_number,
    close_others_against,
    held_appeal,
    open_appeal,
    require_somebody_else,
    settle_appeal,
)
from openward.safety.actions.cases import CaseMoved, case_keys, close, moderating_account, move
from openward.safety.actions.decisions import decide_report_case, end_interim, undo
from openward.safety.actions.overturning import set_suggestion_aside
from openward.safety.actions.reports import OPEN_STATES, reopen
from openward.safety.events.cases import CaseClosed, CaseReopened, CaseTaken
from openward.safety.models import CAUSES, REPORT, Appeal, Case, Decision, Report
from openward.safety.queries.report_appeals import harder_than, second_look

State = Appeal.State


@transaction.atomic
def appeal_as_reporter(
    *, report: Report, words: str, new_facts: str = "", email: str = "", code: str = "", by: Actor
) -> Appeal:
    """Ask somebody else to look again at what was decided about words that one reported.

    An address is kept for one letter, which leads back to the five words in `code`. Raises NoAppeal with why nobody can
    ask (any more), and ValueError without words, for somebody who did not send the report, or for an address without
    a code.
    """
    refuse_second_sending(by)
    contribution = locked(report.contribution)
    kept = Report.objects.select_for_update(of=("self",)).select_related("case", "contribution", "reporter")
    found = kept.get(pk=report.pk)
    asking = _as_reporter(found, contribution, by)
    look = second_look(found, timezone.now())
    number = appeal_number(look.why_not, words, new_facts)
    if email and not code:
        raise ValueError("a letter leads back to five words")
    assert look.decision is not None
    appeal = Appeal(
        about=Appeal.About.DECISION,
        side=Appeal.Side.REPORTER,
        report=found,
        decision=look.decision,
        contribution=contribution,
        space=contribution.space,
        appellant=found.reporter,
        first_decider=look.decision.decided_by,
        letter_to=_keep_for_a_letter(found, email, code, by=by) if email else None,
    )
    return open_appeal(appeal, number, words, new_facts, by=asking)


@transaction.atomic
def decide_anew(
    *,
    appeal: Appeal,
    outcome: Decision.Outcome,
    reason: str,
    cause: str,
    version: int,
    by: Actor,
    **decision: Any,
) -> Appeal:
    """Somebody who reported was right that it was too little: undo what was decided and decide further, in the
    ordinary way. `reason` goes to whoever asked; `decision` is what `decide_report_case` takes.

    Raises CaseMoved when a colleague has the appeal, the screen was stale or the words are gone, DeciderIsInvolved and
    SeniorNeeded as `take_appeal` does, WordsChanged, and ValueError for what goes no further, without a reason, or
    without why the first decision went wrong.
    """
    found = held_appeal(appeal, version=version, by=by)
    require_somebody_else(found, by=by)
    first = found.decision
    if found.side != Appeal.Side.REPORTER or first is None:
        raise ValueError("only what somebody who reported thinks too little is decided anew")
    if not reason.strip() or cause not in CAUSES[found.side]:
        raise ValueError("whoever appealed is told why, and a decision that was wrong was so for a reason")
    if outcome not in harder_than(first):
        raise ValueError("deciding anew goes further than the first decision")
    contribution = found.contribution
    if first.overturned_at is not None or contribution.lifecycle in {Lifecycle.WITHDRAWN, Lifecycle.ERASED}:
        raise CaseMoved
    undo(decision=first, by=by)
    set_suggestion_aside(contribution, first, by=by)
    close_others_against(found, by=by)
    case = _reopened_for(found, contribution, by=by)
    found.replacement = decide_report_case(case=case, outcome=outcome, version=case.version, by=by, **decision)
    is_first_step = first.outcome == Decision.Outcome.KEEP
    return settle_appeal(found, State.OVERTURNED if is_first_step else State.VARIED, reason=reason, cause=cause, by=by)


def _reopened_for(appeal: Appeal, contribution: Contribution, *, by: Actor) -> Case:
    """The case of the first decision, in the hands of whoever looks again. A newer case about the same words joins it:
    what is decided now answers its reports too. The reports that the first decision answered wait once more."""
    assert appeal.decision is not None
    case = Case.objects.select_for_update(of=("self",)).get(pk=appeal.decision.case_id)
    reports = contribution.reports.select_for_update()
    for newer in _other_open_cases(contribution, case):
        reports.filter(case=newer).update(case=case)
        end_interim(contribution, newer, by=by)
        close(newer, Case.State.CLOSED)
        record(CaseClosed(**case_keys(newer, contribution)), by=by)
    anew = contribution.reports.filter(state__in=REPORT.before(Report.State.DECIDED)).values("reporter")
    answered = case.reports.filter(state__in=REPORT.before(Report.State.QUEUED))
    answered = answered.exclude(state=Report.State.INVALIDATED).exclude(reporter__in=anew)
    newest = answered.order_by("reporter", "-received_at").distinct("reporter").values_list("pk", flat=True)
    reports.filter(pk__in=list(newest)).update(state=Report.State.QUEUED, was_agreed_with=None, decided_at=None)
    if case.state not in OPEN_STATES:
        reopen(case, contribution, by=by)
    elif case.state == Case.State.CLAIMED:
        # A colleague has it because a report was restored: what is decided now answers that one too.
        move(case, Case.State.OPEN)
        record(CaseReopened(**case_keys(case, contribution)), by=by)
    move(case, Case.State.CLAIMED, claimed_by=moderating_account(by))
    record(CaseTaken(**case_keys(case, contribution)), by=by)
    return case


def _other_open_cases(contribution: Contribution, case: Case) -> list[Case]:
    found = Case.objects.select_for_update(of=("self",)).exclude(pk=case.pk)
    return list(found.filter(contribution=contribution, kind=Case.Kind.REPORT, state__in=OPEN_STATES))


def _as_reporter(report: Report, contribution: Contribution, by: Actor) -> Actor:
    """Whoever reported as the ledger knows them: a persona, also when they are signed in."""
    if by.kind == "persona" and by.key == str(report.reporter_id):
        return by
    if by.account is not None and is_persona_of(
        persona_id=report.reporter_id, scope_key=contribution.space_id, account=by.account
    ):
        return persona_actor(report.reporter_id, submission=by.submission)
    raise ValueError("only whoever reported appeals about a report")


def _keep_for_a_letter(report: Report, email: str, code: str, *, by: Actor) -> Persona:
    """A persona of its own for the letter: that of the first letter may still wait for its own, and is forgotten with
    it."""
    chosen = make_persona(scope_key=report.reporter.scope_key, badge=Badge.UNSAID, by=by)
    keep_email(persona=chosen, email=email, receipt_code=code, by=by)
    return chosen
