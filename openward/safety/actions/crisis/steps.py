"""From "I have it" to looking back: judged by two, chosen, done, looked at again, closed."""

from django.db import transaction
from django.utils import timezone

from openward.ledger.actions import record
from openward.people.access import Actor
from openward.people.models import Account
from openward.safety.access.crisis import is_senior
from openward.safety.actions.cases import moderating_account
from openward.safety.actions.crisis.care import release, show_to_members
from openward.safety.actions.crisis.rows import (
    CrisisMoved,
    SecondPersonNeeded,
    SeniorDecisionNeeded,
    WordsNeeded,
    add_step,
    crisis_keys,
    locked_crisis,
    move_crisis,
)
from openward.safety.events.crisis import (
    CrisisAcknowledged,
    CrisisActedOn,
    CrisisAssessed,
    CrisisClosed,
    CrisisFollowedUp,
    CrisisMessageWritten,
    CrisisReviewed,
    CrisisSecondOpinionGiven,
)
from openward.safety.models import CRISIS, FOLLOW_UP_AFTER, REVIEW_AFTER, CrisisCase, CrisisStep
from openward.safety.queries.crisis import UNANSWERED

State = CrisisCase.State
Level = CrisisCase.Level
Act = CrisisCase.Act

ACTS: dict[str, tuple[Act, ...]] = {
    Level.LOW: (Act.SIGNPOST, Act.MESSAGE, Act.COMMUNITY, Act.NOTHING),
    Level.MEDIUM: (Act.MESSAGE, Act.SERVICE),
    Level.HIGH: (Act.MESSAGE, Act.SERVICE, Act.EMERGENCY),
}
"""What can be done at each level of danger."""

NEEDS_SECOND_OPINION = frozenset({Level.MEDIUM, Level.HIGH})

ORDER = [Level.LOW, Level.MEDIUM, Level.HIGH]


@transaction.atomic
def acknowledge(*, crisis: CrisisCase, by: Actor) -> CrisisCase:
    """Take it on; alerts stop. Raises CrisisMoved when somebody was faster."""
    account = moderating_account(by)
    current = locked_crisis(crisis)
    if current.state not in UNANSWERED:
        if current.acknowledged_by_id == account.pk:
            return current
        raise CrisisMoved
    current.acknowledged_by = account
    current.acknowledged_at = timezone.now()
    move_crisis(current, State.ACKNOWLEDGED)
    add_step(current, "acknowledged", "", account)
    record(CrisisAcknowledged(**crisis_keys(current)), by=by)
    return current


@transaction.atomic
def assess(*, crisis: CrisisCase, level: Level, words: str = "", version: int | None = None, by: Actor) -> CrisisCase:
    """Say how great the danger is. Medium and high wait for the opinion of a second person, which an earlier one of
    another assessment does not replace."""
    account = moderating_account(by)
    current = locked_crisis(crisis, version)
    current.level = Level(level)
    current.assessed_by = account
    current.second_opinion_by = None
    current.act = ""
    move_crisis(current, State.ASSESSED)
    add_step(current, f"assessed_{current.level}", words, account)
    record(CrisisAssessed(**crisis_keys(current)), by=by)
    return current


@transaction.atomic
def give_second_opinion(
    *, crisis: CrisisCase, level: Level, words: str = "", version: int | None = None, by: Actor
) -> CrisisCase:
    """The opinion of another person; where two differ, the graver holds. Raises SecondPersonNeeded for the first."""
    account = moderating_account(by)
    current = locked_crisis(crisis, version)
    if current.state != State.ASSESSED:
        raise CrisisMoved
    if current.assessed_by_id == account.pk:
        raise SecondPersonNeeded
    current.level = max(Level(current.level), Level(level), key=ORDER.index)
    current.second_opinion_by = account
    move_crisis(current, State.ASSESSED)
    add_step(current, f"opinion_{Level(level)}", words, account)
    record(CrisisSecondOpinionGiven(**crisis_keys(current)), by=by)
    return current


@transaction.atomic
def act(*, crisis: CrisisCase, act: Act, words: str, version: int | None = None, by: Actor) -> CrisisCase:
    """Choose what is done and do it. `words` go to the author for a signpost or a message; otherwise they are the
    note of what was done. "Nothing is needed" releases the words and closes the crisis.

    In high danger a senior colleague chooses: whoever called for help this minute has done right, and writes it down
    for them to read. Raises SecondPersonNeeded before the second opinion, SeniorDecisionNeeded for anybody else, and
    ValueError for what does not belong to the level.
    """
    account = moderating_account(by)
    chosen = Act(act)
    current = locked_crisis(crisis, version)
    CRISIS.check(current.state, State.ACTING)
    if current.level in NEEDS_SECOND_OPINION and current.second_opinion_by_id is None:
        raise SecondPersonNeeded
    if current.level == Level.HIGH and not is_senior(by, current.space):
        raise SeniorDecisionNeeded
    if current.level not in ACTS or chosen not in ACTS[current.level]:
        raise ValueError(f"{chosen} does not belong to the level {current.level or 'that nobody has judged yet'}")
    if not words.strip():
        raise WordsNeeded("what is done is written down")
    current.act = chosen
    if chosen == Act.NOTHING:
        add_step(current, "nothing", words, account)
        _close(current, by=by)
        return current
    now = timezone.now()
    current.follow_up_at = now + FOLLOW_UP_AFTER
    current.review_at = now + REVIEW_AFTER
    move_crisis(current, State.ACTING)
    record(CrisisActedOn(**crisis_keys(current)), by=by)
    if chosen == Act.COMMUNITY:
        show_to_members(current, words, account, by=by)
    if chosen in {Act.SIGNPOST, Act.MESSAGE, Act.COMMUNITY}:
        _write_to_author(current, words, account, by=by)
    else:
        add_step(current, f"did_{chosen}", words, account)
    return current


@transaction.atomic
def write_to_author(*, crisis: CrisisCase, words: str, by: Actor) -> CrisisStep:
    """Write to the author once more. They read it on their private page; a letter only says that it is there."""
    account = moderating_account(by)
    current = locked_crisis(crisis)
    if current.state in {*UNANSWERED, State.CLOSED}:
        raise CrisisMoved
    if not words.strip():
        raise WordsNeeded("a message has words")
    return _write_to_author(current, words, account, by=by)


@transaction.atomic
def follow_up(*, crisis: CrisisCase, words: str, version: int | None = None, by: Actor) -> CrisisCase:
    """Somebody looked again how things are. The reminder for it is over."""
    account = moderating_account(by)
    current = locked_crisis(crisis, version)
    if not words.strip():
        raise WordsNeeded("what was found is written down")
    current.follow_up_at = None
    move_crisis(current, State.FOLLOW_UP)
    add_step(current, "followed_up", words, account)
    record(CrisisFollowedUp(**crisis_keys(current)), by=by)
    return current


@transaction.atomic
def review(*, crisis: CrisisCase, words: str, version: int | None = None, by: Actor) -> CrisisCase:
    """Look back: what went well, and what the team does in another way next time."""
    account = moderating_account(by)
    current = locked_crisis(crisis, version)
    if not words.strip():
        raise WordsNeeded("what was learnt is written down")
    current.follow_up_at = None
    current.review_at = None
    move_crisis(current, State.REVIEWED)
    add_step(current, "reviewed", words, account)
    record(CrisisReviewed(**crisis_keys(current)), by=by)
    return current


@transaction.atomic
def close_crisis(*, crisis: CrisisCase, by: Actor) -> CrisisCase:
    """Close it after looking back. Words that are still held for it are released, unless another crisis about them is
    open: reading before showing goes on as ever."""
    current = locked_crisis(crisis)
    if current.state != State.REVIEWED:
        raise CrisisMoved
    add_step(current, "closed", "", moderating_account(by))
    _close(current, by=by)
    return current


def _write_to_author(crisis: CrisisCase, words: str, account: Account, *, by: Actor) -> CrisisStep:
    step = add_step(crisis, "message", words, account)
    record(CrisisMessageWritten(**crisis_keys(crisis), step_key=step.pk), by=by)
    return step


def _close(crisis: CrisisCase, *, by: Actor) -> None:
    crisis.closed_at = timezone.now()
    crisis.follow_up_at = None
    crisis.review_at = None
    move_crisis(crisis, State.CLOSED)
    release(crisis, by=by)
    record(CrisisClosed(**crisis_keys(crisis)), by=by)
