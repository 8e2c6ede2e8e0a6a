"""What became of something that a moderator had in hand, or wanted to take: a colleague has it, or it is decided.

Told only to those who may work on it: for everybody else it stays as unknown as what never was.
"""

import uuid
from collections.abc import Callable
from enum import StrEnum

from django.http import Http404
from django.utils import timezone

from openward.contributions.access import can_read
from openward.contributions.models import Contribution
from openward.ledger.models import RecordedFact
from openward.people.access import Actor
from openward.people.models import Account
from openward.safety.access.appeals import appeal_for_deciding, second_reading_of
from openward.safety.access.cases import has_reported
from openward.safety.access.readings import can_decide
from openward.safety.events.cases import CaseTaken
from openward.safety.events.readings import ReadingClaimed
from openward.safety.models import Appeal, Case


class Fate(StrEnum):
    """What became of it, for one moderator."""

    TAKEN = "taken"
    DECIDED = "decided"
    DECIDED_BY_YOU = "decided_by_you"
    SENIOR = "senior"
    ASKED = "asked"
    WAITS = "waits"
    STALE = "stale"
    GONE = "gone"


OVER = frozenset({Fate.DECIDED, Fate.DECIDED_BY_YOU, Fate.GONE})
"""What can be told of something whose own page is closed by now."""
Key = uuid.UUID | int
FateOf = Callable[[Actor, Key], Fate | None]
DECIDED = frozenset({Case.State.DECIDED, Case.State.NOTIFIED})


def fate_of_reading(actor: Actor, key: Key) -> Fate | None:
    """What became of words that waited to be read, by the key of their contribution; None where nothing is told."""
    contribution = Contribution.objects.select_related("space").filter(pk=str(key)).first()
    if contribution is None or not can_decide(actor, contribution):
        return None
    if not can_read(actor, contribution):
        return _gone(actor, contribution)
    newest = contribution.cases.filter(kind=Case.Kind.READING).order_by("-opened_at").first()
    return _fate(newest, actor) if newest else None


def fate_of_case(actor: Actor, key: Key) -> Fate | None:
    """What became of a report case; None where nothing is told."""
    found = Case.objects.select_related("contribution__space").filter(pk=str(key), kind=Case.Kind.REPORT)
    case = found.first()
    if case is None or not can_decide(actor, case.contribution) or has_reported(actor, case):
        return None
    return _fate(case, actor) if can_read(actor, case.contribution) else _gone(actor, case.contribution)


def fate_of_appeal(actor: Actor, key: Key) -> Fate | None:
    """What became of an appeal; None where nothing is told."""
    try:
        appeal = appeal_for_deciding(actor, uuid.UUID(str(key)))
    except Http404:
        return None
    if appeal.outcome:
        return _decided_by(appeal.decided_by_id, actor)
    if appeal.is_leased(timezone.now()):
        return Fate.STALE if appeal.assigned_to_id == _account(actor).pk else Fate.TAKEN
    return Fate.GONE if appeal.state == Appeal.State.CLOSED else Fate.WAITS


def fate_of_second_reading(actor: Actor, key: Key) -> Fate | None:
    """What became of a decision to be made a second time; None where nothing is told."""
    found = second_reading_of(actor, int(key))
    if found is None:
        return None
    return _decided_by(found.reader_id, actor) if found.outcome else Fate.WAITS


def _fate(case: Case, actor: Actor) -> Fate:
    account = _account(actor)
    if case.state in DECIDED or (case.state == Case.State.CLOSED and case.decisions.exists()):
        newest = case.decisions.order_by("-decided_at").first()
        return _decided_by(newest.decided_by_id if newest else None, actor)
    if case.state == Case.State.CLAIMED and case.claimed_by_id == account.pk:
        return Fate.STALE
    return {
        Case.State.CLAIMED: Fate.TAKEN if case.is_leased(timezone.now()) else Fate.WAITS,
        Case.State.ESCALATED: Fate.SENIOR,
        Case.State.WAITING: Fate.ASKED,
        Case.State.CLOSED: Fate.GONE,
    }.get(Case.State(case.state), Fate.WAITS)


def _decided_by(account_id: uuid.UUID | None, actor: Actor) -> Fate:
    return Fate.DECIDED_BY_YOU if account_id == _account(actor).pk else Fate.DECIDED


def _gone(actor: Actor, contribution: Contribution) -> Fate | None:
    """That words are not there any more, for those alone who had them in hand."""
    had = RecordedFact.objects.filter(
        about__contains=[f"contribution:{contribution.pk}"],
        kind__in=[ReadingClaimed.kind(), CaseTaken.kind()],
        author_key=str(_account(actor).pk),
    )
    return Fate.GONE if had.exists() else None


def _account(actor: Actor) -> Account:
    assert actor.account is not None
    return actor.account
