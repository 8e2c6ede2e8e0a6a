"""Reports of words about the house rules: taken in, looked at by somebody who did not write them, and looked at again.

A contribution that is reported becomes a case. Words about the rules are read by a person before anybody else does,
never change, and are few: whoever reads them first also looks at what is reported, in one list.
"""

from django.db import transaction
from django.utils import timezone

from openward.kit.state_graphs import IllegalMove
from openward.kit.text import tidy
from openward.ledger.actions import record, refuse_second_sending
from openward.people.access import Actor, persona_actor
from openward.safety.access.rule_reports import can_look_again, own_by_persona
from openward.safety.actions.nameless import ERASED, answer_reports, erase_what_reports_say, keep_report, nameless
from openward.safety.actions.reports import AlreadyJudged
from openward.safety.events.rule_reports import (
    RuleLookAsked,
    RuleLookDecided,
    RuleReportsAgreedWith,
    RuleReportsEmptied,
    RuleWordsLeft,
    RuleWordsReported,
)
from openward.safety.models import Report, RuleLook, RuleReport
from openward.safety.models.rule_reports import about
from openward.safety.queries.rule_reports import found_fine, may_ask_again, reports_of
from openward.spaces.actions.locks import fact_keys
from openward.spaces.actions.proposals import NothingSaid
from openward.spaces.actions.taken_away import put_rule_words_back, rule_words_locked, take_rule_words_away
from openward.spaces.models import HouseRule, RuleProposal, RuleRemark

HARM = frozenset({Report.Category.DANGER, Report.Category.IDENTIFIES})
"""Reasons that are looked at however often somebody has looked before."""


class DecidedMeanwhile(Exception):
    """A colleague was faster, or the words are not shown any more."""


class NotForThem(PermissionError):
    """Whoever wrote words, or took them away, does not decide about them."""


@transaction.atomic
def report_rule_words(
    *, said: RuleProposal | RuleRemark, reason: Report.Category, words: str = "", by: Actor
) -> str:
    """Take in a report of a shown proposal or remark. Returns the five words behind which its outcome stands. Nothing
    says who reported: neither the row nor the ledger.

    Raises IllegalMove for words that are not shown, AlreadyJudged, and ValueError for "something else" without words.
    """
    refuse_second_sending(by)
    reason = Report.Category(reason)
    current = rule_words_locked(said)
    if not current.is_shown:
        raise IllegalMove("nobody reads these words now")
    if reason not in HARM and found_fine(current):
        raise AlreadyJudged
    report = RuleReport(**about(current), reason=reason, words=words)
    code = keep_report(report, by=by)
    record(RuleWordsReported(**_keys(current), report_key=str(report.pk), reason=reason), by=nameless(by))
    return code


@transaction.atomic
def leave_rule_words(*, said: RuleProposal | RuleRemark, by: Actor) -> None:
    """A person looked, and the words stay. Raises DecidedMeanwhile and NotForThem."""
    refuse_second_sending(by)
    current = _for_deciding(said, by)
    answer_reports(reports_of(current), RuleReport.Outcome.STAYS, by=by)
    record(RuleWordsLeft(**_keys(current)), by=by)


@transaction.atomic
def agree_with_reports(
    *, said: RuleProposal | RuleRemark, because: str, rule: HouseRule | None = None, by: Actor
) -> None:
    """A person looked, and takes the words away: nobody else reads them any more, and their author reads why.

    Raises NothingSaid without a reason, DecidedMeanwhile and NotForThem.
    """
    refuse_second_sending(by)
    current = _for_deciding(said, by)
    take_rule_words_away(said=current, because=because, rule=rule, by=by)
    count = answer_reports(reports_of(current), RuleReport.Outcome.TAKEN_AWAY, by=by)
    record(RuleReportsAgreedWith(**_keys(current), count=count), by=by)


@transaction.atomic
def ask_for_another_look(*, said: RuleProposal | RuleRemark, words: str, by: Actor) -> RuleLook:
    """Whoever wrote words that were taken away asks somebody else to look again, once each time they are taken away.

    Raises NothingSaid without words, and DecidedMeanwhile when there is nothing to ask, or it was asked before.
    """
    refuse_second_sending(by)
    if not tidy(words):
        raise NothingSaid
    current = rule_words_locked(said)
    if not may_ask_again(current, timezone.now()):
        raise DecidedMeanwhile
    look = RuleLook.objects.create(**about(current), words=tidy(words))
    author = persona_actor(current.persona_id, submission=by.submission)
    record(RuleLookAsked(**_keys(current)), by=author)
    return look


@transaction.atomic
def look_again(*, said: RuleProposal | RuleRemark, puts_back: bool, answer: str, by: Actor) -> None:
    """Somebody else looked again: the words are shown again, or stay away, with an answer to their author.

    Raises NothingSaid without an answer, DecidedMeanwhile and NotForThem.
    """
    refuse_second_sending(by)
    if not tidy(answer):
        raise NothingSaid
    current = rule_words_locked(said)
    look = RuleLook.objects.select_for_update().filter(**about(current), outcome="").first()
    if look is None or current.state != current.State.NOT_SHOWN:
        raise DecidedMeanwhile
    if not can_look_again(by, current):
        raise NotForThem
    look.outcome = RuleLook.Outcome.PUT_BACK if puts_back else RuleLook.Outcome.STAYS_AWAY
    look.answer, look.decided_at, look.decided_by = tidy(answer), timezone.now(), by.account
    look.save()
    if puts_back:
        put_rule_words_back(said=current, by=by)
    record(RuleLookDecided(**_keys(current), outcome=look.outcome), by=by)


@transaction.atomic
def forget_what_was_taken_back(*, proposal: RuleProposal, by: Actor) -> None:
    """What reports said about words that their author took back is erased with them: it may have quoted them."""
    reports = RuleReport.objects.filter(proposal=proposal)
    looks = RuleLook.objects.filter(proposal=proposal)
    if proposal.state != RuleProposal.State.WITHDRAWN:
        gone = {"remark__state": RuleRemark.State.WITHDRAWN}
        reports, looks = reports.filter(**gone), looks.filter(**gone)
    emptied = erase_what_reports_say(reports.exclude(words=ERASED)) + looks.exclude(words=ERASED).update(words=ERASED)
    if emptied:
        record(RuleReportsEmptied(**fact_keys(proposal.space), proposal_key=str(proposal.pk)), by=by)


def _for_deciding(said: RuleProposal | RuleRemark, by: Actor) -> RuleProposal | RuleRemark:
    """The words, locked, while a report of them waits; decided by somebody who did not write them."""
    current = rule_words_locked(said)
    if by.account is None or own_by_persona(current, by):
        raise NotForThem
    if not current.is_shown or not reports_of(current).filter(outcome="").exists():
        raise DecidedMeanwhile
    return current


def _keys(said: RuleProposal | RuleRemark) -> dict[str, str]:
    proposal, remark_key = (said.proposal, str(said.pk)) if isinstance(said, RuleRemark) else (said, "")
    return {**fact_keys(proposal.space), "proposal_key": str(proposal.pk), "remark_key": remark_key}
