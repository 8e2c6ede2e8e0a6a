"""Appeals: asking somebody else to look again, taking one up, and deciding about it.

Whoever decided first is refused three times over: by the door, here, and by a constraint in the database. Every
action locks the contribution first, as all that is decided about words does.
"""

import datetime

from django.db import transaction
from django.utils import timezone

from openward.contributions.actions.stories import locked
from openward.contributions.models import Contribution, Lifecycle
from openward.ledger.actions import record, refuse_second_sending
from openward.people.access import Actor, persona_actor
from openward.people.actions.personas import is_persona_of
from openward.safety.access.appeals import is_involved, is_within_reach, role_of_decider
from openward.safety.actions.cases import CaseMoved, SeniorNeeded, moderating_account
from openward.safety.actions.decisions import DeciderIsInvolved
from openward.safety.actions.overturning import overturn, overturn_measure, vary
from openward.safety.actions.shifts import require_fit
from openward.safety.events.appeals import (
    AppealClosed,
    AppealDecided,
    AppealGivenToPool,
    AppealNotified,
    AppealOpened,
    AppealOverdue,
    AppealPutBack,
    AppealTaken,
)
from openward.safety.models import APPEAL, APPEAL_DUE, CAUSES, LEASE, Appeal, Decision, Sanction
from openward.safety.queries.appeals import (
    WAITING,
    WhyNot,
    appeals_about_measure,
    appeals_against,
    deciders_here,
    why_no_appeal,
    why_no_appeal_of_measure,
)

State = Appeal.State
NOTHING_LEFT = "–"
"""What stands where words were erased that an appeal cannot be without."""


class NoAppeal(Exception):
    """Nobody can ask for another look (any more); `why` says it kindly on the page."""

    def __init__(self, why: WhyNot) -> None:
        super().__init__(why)
        self.why = why


@transaction.atomic
def appeal_decision(*, decision: Decision, words: str, new_facts: str = "", by: Actor) -> Appeal:
    """Ask somebody else to look again at a decision about one's own words; once, and once more on new facts.

    Raises NoAppeal when it is too late, answered or nothing was decided against the words, and ValueError without
    words or for somebody who is not the author.
    """
    refuse_second_sending(by)
    contribution = locked(decision.case.contribution)
    author = _as_author(contribution, by)
    kept = Decision.objects.select_for_update(of=("self",)).select_related("case__contribution").get(pk=decision.pk)
    earlier = appeals_against(kept)
    number = appeal_number(why_no_appeal(kept, earlier, timezone.now()), words, new_facts)
    appeal = Appeal(
        about=Appeal.About.DECISION,
        decision=kept,
        contribution=contribution,
        space=contribution.space,
        appellant=contribution.author,
        first_decider=kept.decided_by,
    )
    return open_appeal(appeal, number, words, new_facts, by=author)


@transaction.atomic
def appeal_measure(
    *, sanction: Sanction, contribution: Contribution, words: str, new_facts: str = "", by: Actor
) -> Appeal:
    """Ask somebody else to look again at what holds one back in a space. `contribution` is the one behind whose
    private page it is asked. Raises as `appeal_decision` does."""
    refuse_second_sending(by)
    current = locked(contribution)
    author = _as_author(current, by)
    found = Sanction.objects.select_for_update(of=("self",)).select_related("decision", "space", "persona")
    held = found.get(pk=sanction.pk)
    if held.persona_id != current.author_id:
        raise ValueError("a measure is appealed by the person whom it holds back")
    number = appeal_number(
        why_no_appeal_of_measure(held, appeals_about_measure(held), timezone.now()), words, new_facts
    )
    appeal = Appeal(
        about=Appeal.About.MEASURE,
        decision=held.decision,
        contribution=current,
        space=held.space,
        appellant=held.persona,
        step=held.step,
        step_set_at=held.set_at,
        first_decider=held.decision.decided_by if held.decision else None,
    )
    return open_appeal(appeal, number, words, new_facts, by=author)


@transaction.atomic
def take_appeal(*, appeal: Appeal, by: Actor) -> Appeal:
    """Take up an appeal for 15 minutes; taking one's own again renews them.

    Raises CaseMoved when a colleague has it or it was decided, DeciderIsInvolved for whoever decided first, wrote or
    reported the words, SeniorNeeded for a lower role than whoever decided first holds, and NotNow for a new one during
    a pause.
    """
    account = moderating_account(by)
    found = locked_appeal(appeal)
    require_somebody_else(found, by=by)
    now = timezone.now()
    if found.is_leased(now):
        if found.assigned_to_id != account.pk:
            raise CaseMoved
        found.assigned_until = now + LEASE
        found.save(update_fields=["assigned_until"])
        return found
    require_fit(is_severe=False, is_danger=False, by=by)
    if found.state == State.ASSIGNED:
        # The lease of whoever had it ran out.
        move_appeal(found, State.OPEN)
    if State.ASSIGNED not in APPEAL.moves[State(found.state)]:
        raise CaseMoved
    found.assigned_to, found.assigned_until = account, now + LEASE
    move_appeal(found, State.ASSIGNED)
    record(AppealTaken(**appeal_keys(found)), by=by)
    return found


@transaction.atomic
def renew_appeal(*, appeal: Appeal, by: Actor) -> None:
    """Keep an appeal in the hands that hold it for another 15 minutes: no fact, no new version."""
    found = held_appeal(appeal, by=by)
    found.assigned_until = timezone.now() + LEASE
    found.save(update_fields=["assigned_until"])


@transaction.atomic
def put_appeal_back(*, appeal: Appeal, by: Actor) -> Appeal:
    """Put an appeal back for a colleague. Nobody asks why."""
    found = held_appeal(appeal, by=by)
    found.assigned_to, found.assigned_until = None, None
    move_appeal(found, State.OPEN)
    record(AppealPutBack(**appeal_keys(found)), by=by)
    return found


@transaction.atomic
def decide_appeal(
    *,
    appeal: Appeal,
    outcome: Appeal.State,
    reason: str,
    cause: str = "",
    milder: Decision.Outcome | None = None,
    version: int,
    by: Actor,
) -> Appeal:
    """Decide about an appeal: the decision stands, is undone with all that followed, or a milder one takes its place.

    Raises CaseMoved when a colleague has it, the screen was stale, the words are gone, or the decision was undone
    meanwhile and neither stands nor can be made milder; DeciderIsInvolved for whoever decided first; SeniorNeeded for a
    lower role than theirs; and ValueError without a reason, without why the first decision went wrong, for a "milder"
    one that is not, or to change what somebody who reported thinks too little (`decide_anew` does that).
    """
    found = held_appeal(appeal, version=version, by=by)
    require_somebody_else(found, by=by)
    if found.about == Appeal.About.DECISION:
        _require_something_to_decide(found, outcome)
    _check(found, outcome, reason, cause, milder)
    found.reason = reason.strip()
    if outcome != State.UPHELD:
        _carry_out(found, milder, by=by)
    return settle_appeal(found, outcome, reason=reason, cause=cause, by=by)


@transaction.atomic
def close_told_appeal(*, appeal: Appeal, by: Actor) -> bool:
    """Whoever appealed was told; False when that was kept before."""
    found = locked_appeal(appeal)
    if State.NOTIFIED not in APPEAL.moves[State(found.state)]:
        return False
    move_appeal(found, State.NOTIFIED)
    record(AppealNotified(**appeal_keys(found)), by=by)
    return True


@transaction.atomic
def close_delivered_appeal(*, appeal: Appeal, by: Actor) -> bool:
    """Close an appeal whose letter has arrived, or cannot arrive any more."""
    found = locked_appeal(appeal)
    if found.state != State.NOTIFIED:
        return False
    move_appeal(found, State.CLOSED)
    record(AppealClosed(**appeal_keys(found)), by=by)
    return True


@transaction.atomic
def close_appeals_without_words(*, contribution: Contribution, erase: bool = False, by: Actor) -> None:
    """The author took the words back: nothing is left to look at again. What holds a person back stays open.

    With `erase`, what was written in appeals is erased too, however they ended: it may have quoted the words.
    """
    current = locked(contribution)
    waiting = Appeal.objects.filter(contribution=current, about=Appeal.About.DECISION, state__in=WAITING)
    for appeal in waiting.select_for_update(of=("self",)):
        close_appeal(appeal, by=by)
    if erase:
        everything = Appeal.objects.filter(contribution=current)
        everything.exclude(new_facts="").update(new_facts=NOTHING_LEFT)
        everything.exclude(reason="").update(reason=NOTHING_LEFT)
        everything.update(words=NOTHING_LEFT)


@transaction.atomic
def give_to_pool(*, appeal: Appeal, by: Actor) -> bool:
    """Let moderators of organisations that help decide, when nobody here can; False when somebody can."""
    found = locked_appeal(appeal)
    if found.is_in_pool or found.state != State.OPEN or deciders_here(found):
        return False
    found.is_in_pool = True
    found.save(update_fields=["is_in_pool"])
    record(AppealGivenToPool(**appeal_keys(found)), by=by)
    return True


@transaction.atomic
def mark_appeal_overdue(*, appeal: Appeal, now: datetime.datetime, by: Actor) -> bool:
    """Once, when seven days are over: the lead hears of it (by the fact)."""
    found = locked_appeal(appeal)
    if found.is_overdue or found.state not in WAITING or found.due_at > now:
        return False
    found.is_overdue = True
    found.save(update_fields=["is_overdue"])
    record(AppealOverdue(**appeal_keys(found)), by=by)
    return True


def held_appeal(appeal: Appeal, *, version: int | None = None, by: Actor) -> Appeal:
    """The appeal, locked with its contribution, if it is in the actor's hands and as they saw it; CaseMoved else."""
    found = locked_appeal(appeal)
    is_held = found.state == State.ASSIGNED and found.assigned_to_id == moderating_account(by).pk
    if not is_held or (version is not None and found.version != version):
        raise CaseMoved
    return found


def require_somebody_else(appeal: Appeal, *, by: Actor) -> None:
    """DeciderIsInvolved for whoever had a part in it, SeniorNeeded for whoever's role is too low or not held there."""
    if is_involved(moderating_account(by), appeal):
        raise DeciderIsInvolved
    if not is_within_reach(by, appeal):
        raise SeniorNeeded


def settle_appeal(appeal: Appeal, outcome: Appeal.State, *, reason: str, cause: str, by: Actor) -> Appeal:
    """Keep what was decided about a locked appeal, and why. Part of deciding, never an action by itself."""
    appeal.reason, appeal.cause = reason.strip(), cause
    appeal.decided_by, appeal.decided_at = moderating_account(by), timezone.now()
    appeal.outcome = outcome
    appeal.assigned_until = None
    move_appeal(appeal, outcome)
    record(AppealDecided(**appeal_keys(appeal), outcome=outcome, cause=cause), by=by)
    return appeal


def close_others_against(appeal: Appeal, *, by: Actor) -> None:
    """Another decision takes the place of the one that was appealed: whoever else asked about it can ask about the new
    one. Part of deciding, never an action by itself."""
    others = Appeal.objects.filter(decision=appeal.decision_id, about=Appeal.About.DECISION, state__in=WAITING)
    for other in others.exclude(pk=appeal.pk).select_for_update(of=("self",)):
        close_appeal(other, by=by)


def close_appeal(appeal: Appeal, *, by: Actor) -> None:
    """Close a locked appeal that has nothing to be about any more. Part of an action, never one by itself."""
    appeal.assigned_to, appeal.assigned_until = None, None
    move_appeal(appeal, State.CLOSED)
    record(AppealClosed(**appeal_keys(appeal)), by=by)


def appeal_keys(appeal: Appeal) -> dict[str, str]:
    """The keys that every fact about an appeal carries. One of somebody who reported stays out of what the author of
    the words can read: they are told when something changes, by the new decision."""
    is_about_words = appeal.about == Appeal.About.DECISION
    is_of_author = appeal.side == Appeal.Side.AUTHOR
    return {
        "key": str(appeal.pk),
        "organisation_key": str(appeal.space.organisation_id),
        "space_key": str(appeal.space_id),
        "contribution_key": str(appeal.contribution_id) if is_about_words and is_of_author else "",
        "persona_key": "" if is_about_words else str(appeal.appellant_id),
        "case_key": str(appeal.decision.case_id) if appeal.decision and is_about_words else "",
        "decision_key": str(appeal.decision_id or ""),
    }


def _as_author(contribution: Contribution, by: Actor) -> Actor:
    """The author as the ledger knows them: a persona, also when they are signed in."""
    if by.kind == "persona" and by.key == str(contribution.author_id):
        return by
    if by.account is not None and is_persona_of(
        persona_id=contribution.author_id, scope_key=contribution.space_id, account=by.account
    ):
        return persona_actor(contribution.author_id, submission=by.submission)
    raise ValueError("only the author appeals")


def appeal_number(why: WhyNot | None, words: str, new_facts: str) -> int:
    """Whether it is the first appeal or the second. Raises NoAppeal, and ValueError without words."""
    if why is not None and not (why == WhyNot.ANSWERED and new_facts.strip()):
        raise NoAppeal(why)
    if not words.strip():
        raise ValueError("an appeal says what was wrong")
    return 1 if why is None else 2


def open_appeal(appeal: Appeal, number: int, words: str, new_facts: str, *, by: Actor) -> Appeal:
    """Keep a new appeal, with its clock and the least role for it. Part of asking, never an action by itself."""
    appeal.least_role = role_of_decider(appeal.first_decider, appeal.space)
    appeal.number, appeal.words = number, words.strip()
    appeal.new_facts = new_facts.strip() if number > 1 else ""
    appeal.due_at = timezone.now() + APPEAL_DUE
    appeal.save()
    record(AppealOpened(**appeal_keys(appeal)), by=by)
    if give_to_pool(appeal=appeal, by=by):
        appeal.is_in_pool = True
    return appeal


def locked_appeal(appeal: Appeal) -> Appeal:
    """The appeal as it is now, locked with its contribution."""
    contribution = locked(appeal.contribution)
    found = (
        Appeal.objects.select_for_update(of=("self",))
        .select_related("decision__case", "decision__revision", "appellant", "space__organisation")
        .get(pk=appeal.pk)
    )
    found.contribution = contribution
    return found


def move_appeal(appeal: Appeal, state: Appeal.State) -> None:
    """Move a locked appeal along its graph. Part of an action, never one by itself."""
    APPEAL.check(appeal.state, state)
    appeal.state = state
    appeal.version += 1
    if state == State.OPEN:
        appeal.assigned_to, appeal.assigned_until = None, None
    appeal.save()


def _check(appeal: Appeal, outcome: Appeal.State, reason: str, cause: str, milder: Decision.Outcome | None) -> None:
    if outcome not in {State.UPHELD, State.OVERTURNED, State.VARIED}:
        raise ValueError("an appeal is upheld, overturned or varied")
    if not reason.strip():
        raise ValueError("whoever appealed is told why")
    if appeal.side == Appeal.Side.REPORTER and outcome != State.UPHELD:
        raise ValueError("what was too little is decided anew")
    if outcome != State.UPHELD and cause not in CAUSES[appeal.side]:
        raise ValueError("a decision that was wrong was so for a reason")
    if (outcome == State.VARIED) != (milder is not None):
        raise ValueError("a milder decision is chosen when one takes the place of the first")


def _require_something_to_decide(appeal: Appeal, outcome: Appeal.State) -> None:
    """The words may have gone, or the decision been undone, since the appeal was taken up."""
    is_gone = appeal.contribution.lifecycle in {Lifecycle.WITHDRAWN, Lifecycle.ERASED}
    is_undone = appeal.decision is not None and appeal.decision.overturned_at is not None
    if is_gone or (is_undone and outcome != State.OVERTURNED):
        raise CaseMoved


def _carry_out(appeal: Appeal, milder: Decision.Outcome | None, *, by: Actor) -> None:
    if appeal.about == Appeal.About.MEASURE:
        if milder is not None:
            raise ValueError("a measure stands or ends")
        overturn_measure(appeal=appeal, by=by)
        return
    assert appeal.decision is not None
    close_others_against(appeal, by=by)
    if milder is None:
        overturn(decision=appeal.decision, by=by)
    else:
        appeal.replacement = vary(decision=appeal.decision, milder=milder, reason=appeal.reason, by=by)
