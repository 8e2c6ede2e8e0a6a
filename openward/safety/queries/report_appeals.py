"""What somebody who reported can still ask: another look at what was decided, when it was less than they hoped for."""

import dataclasses
import datetime
import uuid

from openward.contributions.models import Lifecycle
from openward.people.access import Actor
from openward.people.actions.personas import personas_of
from openward.people.models import Persona
from openward.safety.access.reports import reports_to_read
from openward.safety.models import APPEAL_WINDOW, Appeal, Decision, Report
from openward.safety.queries.appeals import WAITING, WhyNot, why_answered
from openward.safety.queries.reports import weight_of
from openward.spaces.models import Space

Outcome = Decision.Outcome
BY_HARDNESS = (
    Outcome.KEEP,
    Outcome.LABEL,
    Outcome.CORRECT,
    Outcome.PROPOSE_EDIT,
    Outcome.LIMIT,
    Outcome.COMMUNITY_ONLY,
    Outcome.HIDE,
    Outcome.REMOVE,
)
"""What can be decided about reported words, from nothing to as far as it goes."""
LESS_THAN_ASKED = BY_HARDNESS[: BY_HARDNESS.index(Outcome.HIDE)]
"""Readers still see the words: whoever reported them may think that it was not enough."""

MOST_WAITING, MOST_WAITING_OF_THE_UNHEEDED = 3, 1
"""Appeals of one person that wait at once; one only where their reports were mostly not agreed with."""
UNHEEDED_IN_A_ROW = 5
"""After so many answers in a row that changed nothing, within half a year, somebody else is heard first."""


def harder_than(decision: Decision) -> tuple[Decision.Outcome, ...]:
    """What goes further than a decision about reported words did."""
    return BY_HARDNESS[BY_HARDNESS.index(Outcome(decision.outcome)) + 1 :]


@dataclasses.dataclass(frozen=True, slots=True)
class SecondLook:
    """Where another look at a report stands: the decision it would be about, what this person asked, and what still
    can be asked. `is_waiting` also when somebody else who reported the same words has asked."""

    report: Report
    decision: Decision | None
    asked: list[Appeal]
    why_not: WhyNot | None
    is_waiting: bool

    @property
    def may_ask(self) -> bool:
        return self.why_not in {None, WhyNot.ANSWERED}


def second_look(report: Report, now: datetime.datetime) -> SecondLook:
    """What the sender of a report can ask, in at most five queries."""
    decision = _told_of(report)
    appeals = appeals_of_reporters(report)
    return SecondLook(
        report=report,
        decision=decision,
        asked=[one for one in appeals if one.appellant_id == report.reporter_id],
        why_not=why_no_second_look(report, decision, appeals, now),
        is_waiting=bool(appeals) and appeals[-1].state in WAITING,
    )


def why_no_second_look(
    report: Report, decision: Decision | None, appeals: list[Appeal], now: datetime.datetime
) -> WhyNot | None:
    """Why the sender of a report cannot ask (any more); None when they can, and `ANSWERED` when only something new
    opens it once more. One case is looked at again once for all who reported, and once more on new facts."""
    if report.state == Report.State.INVALIDATED or report.is_set_aside:
        return WhyNot.SET_ASIDE
    if report.state not in {Report.State.DECIDED, Report.State.CLOSED}:
        return WhyNot.NOT_DECIDED
    is_gone = report.contribution.lifecycle in {Lifecycle.WITHDRAWN, Lifecycle.ERASED}
    if decision is None or report.was_agreed_with is None or is_gone:
        return WhyNot.WORDS_GONE
    answered = why_answered(appeals)
    if answered == WhyNot.WAITS:
        return answered
    if decision.overturned_at is not None or decision.source == Decision.Source.APPEAL:
        return WhyNot.AFTER_AN_APPEAL
    if answered == WhyNot.ANSWERED_TWICE:
        return answered
    if decision.outcome not in LESS_THAN_ASKED:
        return WhyNot.AS_ASKED
    if now > decision.decided_at + APPEAL_WINDOW:
        return WhyNot.TOO_LATE
    return WhyNot.TOO_OFTEN if asks_too_often(report.reporter, now) else answered


def appeals_of_reporters(report: Report) -> list[Appeal]:
    """What people who reported asked about the case of a report, oldest first, whoever of them it was."""
    found = Appeal.objects.filter(side=Appeal.Side.REPORTER, decision__case=report.case_id)
    return list(found.select_related("replacement").order_by("opened_at"))


def asks_too_often(reporter: Persona, now: datetime.datetime) -> bool:
    """Whether enough of this person's appeals wait, or the last ones all changed nothing. Nobody is silenced: what
    waits is answered within days, and half a year later everything can be asked again."""
    own = Appeal.objects.filter(appellant=reporter, side=Appeal.Side.REPORTER)
    most = MOST_WAITING if weight_of(reporter) >= 1 else MOST_WAITING_OF_THE_UNHEEDED
    if own.filter(state__in=WAITING).count() >= most:
        return True
    answered = own.filter(decided_at__gt=now - APPEAL_WINDOW).exclude(outcome="").order_by("-decided_at")
    last = list(answered.values_list("outcome", flat=True)[:UNHEEDED_IN_A_ROW])
    return len(last) == UNHEEDED_IN_A_ROW and set(last) == {Appeal.State.UPHELD}


def own_reports(actor: Actor) -> list[Report]:
    """What somebody reported under their account, newest first. Which account reported what is found by keyed hash;
    no vault is opened."""
    if actor.account is None:
        return []
    own = _own_personas(actor)
    if not own:
        return []
    return list(reports_to_read().filter(reporter__in=own).order_by("-received_at")[:50])


def _own_personas(actor: Actor) -> set[uuid.UUID]:
    assert actor.account is not None
    return personas_of(account=actor.account, scope_keys=Space.objects.values_list("pk", flat=True))


def _told_of(report: Report) -> Decision | None:
    """The newest decision that a person made in the case of a report, whether or not it still holds."""
    made = report.case.decisions.filter(is_automatic=False, reopened_at__isnull=True)
    return made.select_related("case__contribution").order_by("-decided_at").first()
