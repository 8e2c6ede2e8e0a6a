"""Having a case in one's hands: taking it, keeping it, passing it on, asking a colleague.

Every action locks the contribution first. That one lock puts moderators and the author in a queue of their own, so
that of two who act at once the second sees what the first did.
"""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from openward.contributions.actions.stories import fact_keys, locked
from openward.contributions.models import Contribution, Revision
from openward.ledger.actions import record
from openward.methods.text_passages import UnusablePassageError, locate
from openward.people.access import Actor
from openward.people.models import Account
from openward.safety.actions.shifts import count_severe, require_fit
from openward.safety.events.cases import (
    CaseClosed,
    CaseOverdue,
    CasePassedOn,
    CasePutBack,
    CaseTaken,
    OpinionAsked,
    OpinionGiven,
)
from openward.safety.models import CASE, LEASE, Case, Note, Report, Severity
from openward.safety.queries.care import is_senior, seniors_of, severe


class CaseMoved(Exception):
    """Somebody else took or decided it meanwhile, or the screen was stale; nothing was changed."""


class NothingWaits(Exception):
    """There is nothing to decide: the words were read already, or taken back."""


class SeniorNeeded(Exception):
    """Only a senior colleague may: it was passed on to one and there is one, or one decided first."""


def moderating_account(by: Actor) -> Account:
    """Who moderates; a machine and a visitor never do."""
    if by.account is None:
        raise ValueError("only a person who is signed in moderates")
    return by.account


def held(case: Case, *, version: int | None = None, by: Actor) -> Case:
    """The case, locked, if it is in the actor's hands and as they saw it; CaseMoved otherwise."""
    found = Case.objects.select_for_update(of=("self",)).select_related("contribution").get(pk=case.pk)
    is_held = found.state == Case.State.CLAIMED and found.claimed_by_id == moderating_account(by).pk
    if not is_held or (version is not None and found.version != version):
        raise CaseMoved
    return found


def move(case: Case, state: Case.State, *, claimed_by: Account | None = None) -> None:
    """Move a locked case along its graph, out of or into somebody's hands. Part of an action, never one by itself."""
    CASE.check(case.state, state)
    case.state = state
    case.claimed_by = claimed_by
    case.claimed_until = timezone.now() + LEASE if claimed_by else None
    case.version += 1
    case.save()


def close(case: Case, state: Case.State) -> None:
    """Decide or close a locked case. Part of an action, never one by itself."""
    case.decided_at = timezone.now()
    if state == Case.State.CLOSED:
        case.closed_at = case.decided_at
    move(case, state)


def usable_passages(passages: Iterable[tuple[int, int]], revision: Revision) -> list[list[int]]:
    """The marked passages as whole words of the wording, in order; ValueError for one that lies outside."""
    try:
        found = {locate(revision.text, start, end) for start, end in passages}
    except UnusablePassageError as error:
        raise ValueError(str(error)) from None
    return sorted([passage.start, passage.end] for passage in found)


def case_keys(case: Case, contribution: Contribution) -> dict[str, str]:
    """The keys that every fact about a case carries."""
    return {**fact_keys(contribution), "case_key": str(case.pk)}


@transaction.atomic
def take_case(*, case: Case, by: Actor) -> Case:
    """Take a report case for 15 minutes; taking one's own again renews them.

    Raises CaseMoved when a colleague has it, NothingWaits when it was decided, SeniorNeeded for what was passed on to
    a senior colleague, and for something new that is no danger to life NotNow during a pause and SeenEnough.
    """
    account = moderating_account(by)
    contribution = locked(case.contribution)
    found = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    now = timezone.now()
    if found.state in {Case.State.DECIDED, Case.State.NOTIFIED, Case.State.CLOSED}:
        raise NothingWaits
    if found.is_leased(now):
        if found.claimed_by_id != account.pk:
            raise CaseMoved
        found.claimed_until = now + LEASE
        found.save(update_fields=["claimed_until"])
        return found
    is_severe = severe(found)
    require_fit(is_severe=is_severe, is_danger=found.severity == Severity.DANGER, by=by)
    if found.state == Case.State.ESCALATED and not is_senior(by, contribution.space) and seniors_of(contribution.space):
        raise SeniorNeeded
    if is_severe:
        count_severe(by=by)
    if found.state == Case.State.CLAIMED:
        # The lease of whoever had it ran out.
        move(found, Case.State.OPEN)
    move(found, Case.State.CLAIMED, claimed_by=account)
    taken = [Report.State.QUEUED, Report.State.MERGED]
    found.reports.filter(state__in=taken).update(state=Report.State.ASSIGNED)
    record(CaseTaken(**case_keys(found, contribution)), by=by)
    return found


@transaction.atomic
def put_case_back(*, case: Case, by: Actor) -> Case:
    """Put a case back for a colleague. Nobody asks why."""
    contribution = locked(case.contribution)
    found = held(case, by=by)
    account = moderating_account(by)
    if account.pk not in found.passed_back_by:
        found.passed_back_by = [*found.passed_back_by, account.pk]
    move(found, Case.State.OPEN)
    found.reports.filter(state=Report.State.ASSIGNED).update(state=Report.State.QUEUED)
    record(CasePutBack(**case_keys(found, contribution)), by=by)
    return found


@transaction.atomic
def pass_case_on(*, case: Case, note: str, by: Actor) -> Case:
    """Pass a case on to a senior colleague with a note. Raises ValueError without one."""
    if not note.strip():
        raise ValueError("a case is passed on with a note")
    contribution = locked(case.contribution)
    found = held(case, by=by)
    account = moderating_account(by)
    found.handed_on_with = note.strip()
    found.passed_back_by = [*{*found.passed_back_by, account.pk}]
    move(found, Case.State.ESCALATED)
    record(CasePassedOn(**case_keys(found, contribution)), by=by)
    return found


@transaction.atomic
def ask_second_opinion(*, case: Case, note: str, by: Actor) -> Case:
    """Ask the colleagues what they think; whoever answers writes a note and the case comes back to the queue."""
    if not note.strip():
        raise ValueError("a question is needed for a second opinion")
    contribution = locked(case.contribution)
    found = held(case, by=by)
    found.handed_on_with = note.strip()
    found.second_opinion_by = None
    found.asked_by = moderating_account(by)
    move(found, Case.State.WAITING)
    record(OpinionAsked(**case_keys(found, contribution)), by=by)
    return found


@transaction.atomic
def give_second_opinion(*, case: Case, words: str, version: int, by: Actor) -> Case:
    """Answer a colleague who asked; the case goes back to whoever asked, for 15 minutes.

    Raises CaseMoved when somebody answered meanwhile, or the asker answers the own question.
    """
    if not words.strip():
        raise ValueError("an opinion has words")
    account = moderating_account(by)
    contribution = locked(case.contribution)
    found = Case.objects.select_for_update(of=("self",)).select_related("asked_by").get(pk=case.pk)
    if found.state != Case.State.WAITING or found.version != version or found.asked_by_id == account.pk:
        raise CaseMoved
    Note.objects.create(contribution=contribution, words=words.strip(), written_by=account)
    found.second_opinion_by = account
    if found.asked_by is None:
        move(found, Case.State.OPEN)
    else:
        move(found, Case.State.CLAIMED, claimed_by=found.asked_by)
    record(OpinionGiven(**case_keys(found, contribution)), by=by)
    return found


@transaction.atomic
def mark_overdue(*, case: Case, now: datetime.datetime, by: Actor) -> bool:
    """Once, when the clock of a case ran out: it becomes graver by one and the lead hears of it (by the fact).

    Returns whether it was marked: not when it was decided or marked already.
    """
    contribution = locked(case.contribution)
    found = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    is_open = found.state in CASE.before(Case.State.DECIDED) or found.state in {
        Case.State.OPEN,
        Case.State.ESCALATED,
        Case.State.WAITING,
    }
    if found.is_overdue or not is_open or found.due_at is None or found.due_at > now:
        return False
    found.is_overdue = True
    found.severity = max(found.severity - 1, Severity.SERIOUS) if found.severity > 0 else found.severity
    found.version += 1
    found.save(update_fields=["is_overdue", "severity", "version"])
    record(CaseOverdue(**case_keys(found, contribution), severity=found.severity), by=by)
    return True


@transaction.atomic
def close_delivered_case(*, case: Case, by: Actor) -> bool:
    """Close a case whose notices have arrived, or cannot arrive any more; False when it was taken up meanwhile."""
    contribution = locked(case.contribution)
    found = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if found.state != Case.State.NOTIFIED:
        return False
    found.closed_at = timezone.now()
    move(found, Case.State.CLOSED)
    record(CaseClosed(**case_keys(found, contribution)), by=by)
    return True


@transaction.atomic
def renew_case(*, case: Case, by: Actor) -> None:
    """Keep a report case in the hands that hold it for another 15 minutes: no fact, no new version."""
    found = held(case, by=by)
    found.claimed_until = timezone.now() + LEASE
    found.save(update_fields=["claimed_until"])
