"""Looking after those who moderate: what they choose, whom they call, a talk after something hard, practice."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from openward.contributions.actions.stories import fact_keys, locked
from openward.ledger.actions import record
from openward.people.access import Actor, actor_for_account
from openward.people.models import Account
from openward.safety.access.cases import has_reported
from openward.safety.access.readings import can_decide, moderated_spaces
from openward.safety.actions.cases import held, moderating_account, move
from openward.safety.actions.topics import say_who_is_missing
from openward.safety.events.care import (
    BuddyCalled,
    CaseHandedOver,
    DebriefOffered,
    DebriefSettled,
    DebriefWanted,
)
from openward.safety.models import DEBRIEF, Case, Debrief, ModeratorCare, PracticeAnswer, Report, Topic
from openward.safety.queries.care import buddies_for, care_of, listeners_for, severe
from openward.spaces.models import Space

MOST_SEVERE = 20


class BuddyCannot(Exception):
    """The colleague cannot take it now. Nobody is told why: it may be about what they leave to others."""


# --- What a moderator chooses: theirs alone, so it leaves no fact -------------------------------------------------


@transaction.atomic
def choose_care(
    *, leaves: Iterable[str], folds_severe: bool, severe_most: int, buddy: Account | None, by: Actor
) -> list[tuple[Space, str]]:
    """Keep what a moderator chose. The leads are told of a topic for which nobody is left, and not by whom.

    Returns those topics with their space. Raises ValueError for a buddy who is no colleague.
    """
    account = moderating_account(by)
    if buddy is not None and buddy not in buddies_for(by):
        raise ValueError("a buddy is a moderator of the same organisation")
    topics = sorted({str(Topic(one)) for one in leaves})
    values = {
        "leaves_to_others": topics,
        "folds_severe": folds_severe,
        "severe_most": min(max(severe_most, 1), MOST_SEVERE),
        "buddy": buddy,
    }
    ModeratorCare.objects.update_or_create(account=account, defaults=values)
    spaces = moderated_spaces(by).select_related("organisation").filter(state=Space.State.OPEN)
    return [(space, topic) for space in spaces for topic in say_who_is_missing(space=space, topics=topics, by=by)]


@transaction.atomic
def choose_folding(*, folds_severe: bool, by: Actor) -> None:
    """Remember whether words that are hard to read open by themselves."""
    account = moderating_account(by)
    ModeratorCare.objects.update_or_create(account=account, defaults={"folds_severe": folds_severe})


# --- A buddy ------------------------------------------------------------------------------------------------------


@transaction.atomic
def call_buddy(*, by: Actor) -> Account:
    """Ask one's buddy for a moment. Raises BuddyCannot for whoever has chosen none."""
    buddy = _buddy(moderating_account(by))
    record(BuddyCalled(key=str(buddy.pk)), by=by)
    return buddy


@transaction.atomic
def hand_over(*, case: Case, by: Actor) -> Case:
    """Give a report case that one holds into the hands of one's buddy, for 15 minutes; then anybody can take it.

    Raises BuddyCannot when they wrote or reported the words, do not moderate there, leave the topic to others, have
    read enough or rest: whichever it is, nobody is told.
    """
    contribution = locked(case.contribution)
    found = held(case, by=by)
    account = moderating_account(by)
    buddy = _buddy(account)
    taker = actor_for_account(buddy)
    care = care_of(taker)
    if (
        not can_decide(taker, contribution)
        or has_reported(taker, found)
        or not set(found.topics).isdisjoint(care.avoids)
        or (severe(found) and care.has_seen_enough)
        or care.paused_until(timezone.now())
        or care.on_break_until(timezone.now())
    ):
        raise BuddyCannot
    found.passed_back_by = [*{*found.passed_back_by, account.pk}]
    move(found, Case.State.OPEN)
    move(found, Case.State.CLAIMED, claimed_by=buddy)
    found.reports.filter(state=Report.State.QUEUED).update(state=Report.State.ASSIGNED)
    record(CaseHandedOver(**fact_keys(contribution), case_key=str(found.pk)), by=by)
    return found


def _buddy(account: Account) -> Account:
    row = ModeratorCare.objects.select_related("buddy").filter(account=account, buddy__is_active=True).first()
    if row is None or row.buddy is None:
        raise BuddyCannot
    return row.buddy


# --- Debriefs -----------------------------------------------------------------------------------------------------


@transaction.atomic
def offer_debrief(*, moderator: Account, about: str, by: Actor) -> Debrief:
    """Offer a talk to somebody after something hard. `about` is "crisis:key" or "case:key"; once for each."""
    debrief, is_new = Debrief.objects.get_or_create(
        account=moderator, about=about, defaults={"state": Debrief.State.OFFERED}
    )
    if is_new:
        record(DebriefOffered(key=str(debrief.pk)), by=by)
    return debrief


@transaction.atomic
def ask_debrief(*, with_account: Account, debrief: Debrief | None = None, by: Actor) -> Debrief:
    """Ask somebody for a talk, after an offer or without one; asking the same person twice asks once.

    Raises ValueError for somebody who does not listen in the actor's organisations, and IllegalMove for an offer that
    was answered.
    """
    account = moderating_account(by)
    if with_account not in listeners_for(by):
        raise ValueError("a talk is asked for with a lead, a safeguarding lead or a moderator of one's organisation")
    if debrief is None:
        waiting = Debrief.objects.filter(account=account, with_account=with_account, state=Debrief.State.ASKED).first()
        if waiting is not None:
            return waiting
        asked = Debrief.objects.create(account=account, with_account=with_account, state=Debrief.State.ASKED)
    else:
        asked = _own(debrief, account)
        DEBRIEF.check(asked.state, Debrief.State.ASKED)
        asked.state, asked.with_account, asked.settled_at = Debrief.State.ASKED, with_account, None
        asked.save()
    record(DebriefWanted(key=str(asked.pk)), by=by)
    return asked


@transaction.atomic
def settle_debrief(*, debrief: Debrief, state: Debrief.State, by: Actor) -> Debrief:
    """The talk was held, as either of the two says, or whoever it is for does not want it. Nothing of it is kept."""
    account = moderating_account(by)
    found = Debrief.objects.select_for_update(of=("self",)).get(pk=debrief.pk)
    is_theirs = found.account_id == account.pk
    if not is_theirs and (found.with_account_id != account.pk or state != Debrief.State.HELD):
        raise ValueError("a talk is settled by those whose talk it is")
    DEBRIEF.check(found.state, state)
    found.state = state
    found.settled_at = timezone.now()
    found.save(update_fields=["state", "settled_at"])
    record(DebriefSettled(key=str(found.pk)), by=by)
    return found


def _own(debrief: Debrief, account: Account) -> Debrief:
    found = Debrief.objects.select_for_update(of=("self",)).get(pk=debrief.pk)
    if found.account_id != account.pk:
        raise ValueError("only whoever it was offered to takes it up")
    return found


# --- Practice: apart from everything real, so it leaves no fact ---------------------------------------------------


@transaction.atomic
def answer_practice(*, case_key: str, outcome: str, by: Actor) -> PracticeAnswer:
    """Keep how somebody decided an invented case; answering again replaces it."""
    answer, _is_new = PracticeAnswer.objects.update_or_create(
        account=moderating_account(by), case_key=case_key, defaults={"outcome": outcome, "answered_at": timezone.now()}
    )
    return answer


@transaction.atomic
def forget_practice(*, by: Actor) -> None:
    """Begin practice anew."""
    PracticeAnswer.objects.filter(account=moderating_account(by)).delete()
