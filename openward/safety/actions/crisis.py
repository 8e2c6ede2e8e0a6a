"""The crisis path: somebody may be in danger.

It is apart from rules. Nothing here gives a strike, declines words or takes a step against anybody: nobody who asks
for help breaks a rule. Every action locks the contribution first, then the case, as everywhere in this room.
"""

import datetime
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from openward.contributions.actions.reviews import hold, release_hold
from openward.contributions.actions.stories import locked
from openward.contributions.models import Contribution, Hold
from openward.ledger.actions import record
from openward.people.access import SYSTEM, Actor
from openward.people.actions.break_glass import ask_identity
from openward.people.models import Account, BreakGlass
from openward.safety.actions.cases import moderating_account
from openward.safety.actions.measures import set_place_measure
from openward.safety.events.crisis import (
    CrisisAcknowledged,
    CrisisActedOn,
    CrisisAlerted,
    CrisisAssessed,
    CrisisClosed,
    CrisisFollowedUp,
    CrisisHeardAgain,
    CrisisMessageWritten,
    CrisisOpened,
    CrisisReviewed,
    CrisisSecondOpinionGiven,
    CrisisWordsErased,
    CrisisWordsReleased,
    DebriefAsked,
    DrillStarted,
    ThreadCaredFor,
)
from openward.safety.models import (
    ALERT_AGAIN_AFTER,
    CRISIS,
    FOLLOW_UP_AFTER,
    REVIEW_AFTER,
    CrisisAlert,
    CrisisCase,
    CrisisStep,
    PlaceMeasure,
)
from openward.safety.queries.crisis import (
    UNANSWERED,
    Recipient,
    crisis_with_place,
    is_judged_harmless,
    open_crisis_of,
    recipients_in,
    watchers_of,
)
from openward.spaces.models import Space

State = CrisisCase.State
Level = CrisisCase.Level
Act = CrisisCase.Act
Channel = CrisisAlert.Channel

ACTS: dict[str, tuple[Act, ...]] = {
    Level.LOW: (Act.SIGNPOST, Act.MESSAGE, Act.NOTHING),
    Level.MEDIUM: (Act.MESSAGE, Act.SERVICE),
    Level.HIGH: (Act.MESSAGE, Act.SERVICE, Act.EMERGENCY),
}
"""What can be done at each level of danger."""

NEEDS_SECOND_OPINION = frozenset({Level.MEDIUM, Level.HIGH})
ORDER = [Level.LOW, Level.MEDIUM, Level.HIGH]
QUIET = datetime.timedelta(minutes=15)
"""Another sign within this time after the last alert does not alert again what somebody has taken on."""


class CrisisMoved(Exception):
    """Somebody else did it meanwhile; nothing was changed."""


class SecondPersonNeeded(Exception):
    """The first opinion cannot be the second, and medium and high danger need both before anything is chosen."""


class WordsNeeded(ValueError):
    """What is done on this path is written down."""


@transaction.atomic
def open_crisis(
    *,
    contribution: Contribution,
    source: CrisisCase.Source,
    signals: Iterable[Sequence[object]] = (),
    by: Actor,
) -> CrisisCase:
    """Hold words kindly and alert the people on call. Another sign about the same words joins the open crisis.

    Words that people looked at on this path before and let go are not held once more for the same wording; they are
    looked at once more.
    """
    current = locked(contribution)
    marked = [list(one) for one in signals]
    found = open_crisis_of(current)
    if found is not None:
        return _hear_again(found, CrisisCase.Source(source), marked, by=by)
    crisis = CrisisCase.objects.create(contribution=current, source=CrisisCase.Source(source), signals=marked)
    record(CrisisOpened(**_keys(crisis), source=str(crisis.source)), by=by)
    if current.hold == Hold.NONE and not is_judged_harmless(current):
        hold(contribution=current, kind=Hold.SAFEGUARDING, by=by)
    send_alerts(crisis=crisis, by=SYSTEM)
    crisis.refresh_from_db()
    return crisis


@transaction.atomic
def flag_by_moderator(*, contribution: Contribution, words: str = "", by: Actor) -> CrisisCase:
    """A moderator thinks that somebody may be in danger, and may say why in a note for the people on call."""
    account = moderating_account(by)
    crisis = open_crisis(contribution=contribution, source=CrisisCase.Source.MODERATOR, by=by)
    if words.strip():
        _step(crisis, "flagged", words, account)
    return crisis


@transaction.atomic
def drill(*, space: Space, by: Actor) -> CrisisCase:
    """Practise: alerts go out as in a true crisis and say that it is a drill. Nobody's words are touched."""
    crisis = CrisisCase.objects.create(drill_space=space, source=CrisisCase.Source.MODERATOR, is_drill=True)
    record(DrillStarted(**_keys(crisis)), by=by)
    _step(crisis, "drill", "", moderating_account(by))
    send_alerts(crisis=crisis, by=SYSTEM)
    crisis.refresh_from_db()
    return crisis


@transaction.atomic
def send_alerts(*, crisis: CrisisCase, by: Actor) -> int:
    """Write the first alerts: to those first on the list by e-mail, by text where they gave an address, and on every
    page. Writing them twice writes nothing. Returns how many were written; none when nobody is there to alert."""
    current = _locked(crisis)
    if current.state != State.DETECTED:
        return 0
    recipients = recipients_in(current, 0)
    if not recipients:
        return 0
    count = _write_alerts(current, recipients, 0)
    told = {one.account.pk for one in recipients}
    count += _write_on_screen(current, [one for one in watchers_of(current) if one.pk not in told], 0)
    _move(current, State.ALERTED)
    record(CrisisAlerted(**_keys(current), round=0, count=count), by=by)
    return count


@transaction.atomic
def alert_again(*, crisis: CrisisCase, now: datetime.datetime, by: Actor) -> int:
    """Alert the next person when nobody acknowledged for 5, 10 and 15 minutes. Rounds that were missed, because the
    worker stood still, are made up for at once. Returns how many alerts were written."""
    current = _locked(crisis)
    if current.state != State.ALERTED:
        return 0
    due = sum(current.opened_at + after <= now for after in ALERT_AGAIN_AFTER)
    written = current.alerts.order_by("-round").values_list("round", flat=True).first()
    total = 0
    for number in range((written or 0) + 1, due + 1):
        count = _write_alerts(current, recipients_in(current, number), number)
        record(CrisisAlerted(**_keys(current), round=number, count=count), by=by)
        total += count
    return total


@transaction.atomic
def keep_delivery(*, alert: CrisisAlert, is_delivered: bool, by: Actor) -> None:
    """Keep whether an alert left. Its case keeps the facts; each letter leaves none."""
    now = timezone.now()
    alert.delivered_at, alert.failed_at = (now, None) if is_delivered else (None, now)
    alert.save(update_fields=["delivered_at", "failed_at"])


@transaction.atomic
def acknowledge(*, crisis: CrisisCase, by: Actor) -> CrisisCase:
    """Take it on; alerts stop. Raises CrisisMoved when somebody was faster."""
    account = moderating_account(by)
    current = _locked(crisis)
    if current.state not in UNANSWERED:
        if current.acknowledged_by_id == account.pk:
            return current
        raise CrisisMoved
    current.acknowledged_by = account
    current.acknowledged_at = timezone.now()
    _move(current, State.ACKNOWLEDGED)
    _step(current, "acknowledged", "", account)
    record(CrisisAcknowledged(**_keys(current)), by=by)
    return current


@transaction.atomic
def assess(*, crisis: CrisisCase, level: Level, words: str = "", version: int | None = None, by: Actor) -> CrisisCase:
    """Say how great the danger is. Medium and high wait for the opinion of a second person, which an earlier one of
    another assessment does not replace."""
    account = moderating_account(by)
    current = _locked(crisis, version)
    current.level = Level(level)
    current.assessed_by = account
    current.second_opinion_by = None
    current.act = ""
    _move(current, State.ASSESSED)
    _step(current, f"assessed_{current.level}", words, account)
    record(CrisisAssessed(**_keys(current)), by=by)
    return current


@transaction.atomic
def give_second_opinion(
    *, crisis: CrisisCase, level: Level, words: str = "", version: int | None = None, by: Actor
) -> CrisisCase:
    """The opinion of another person; where two differ, the graver holds. Raises SecondPersonNeeded for the first."""
    account = moderating_account(by)
    current = _locked(crisis, version)
    if current.state != State.ASSESSED:
        raise CrisisMoved
    if current.assessed_by_id == account.pk:
        raise SecondPersonNeeded
    current.level = max(Level(current.level), Level(level), key=ORDER.index)
    current.second_opinion_by = account
    _move(current, State.ASSESSED)
    _step(current, f"opinion_{Level(level)}", words, account)
    record(CrisisSecondOpinionGiven(**_keys(current)), by=by)
    return current


@transaction.atomic
def act(*, crisis: CrisisCase, act: Act, words: str, version: int | None = None, by: Actor) -> CrisisCase:
    """Choose what is done and do it. `words` go to the author for a signpost or a message; otherwise they are the
    note of what was done. "Nothing is needed" releases the words and closes the crisis.

    Raises SecondPersonNeeded before the second opinion, ValueError for what does not belong to the level.
    """
    account = moderating_account(by)
    chosen = Act(act)
    current = _locked(crisis, version)
    CRISIS.check(current.state, State.ACTING)
    if current.level in NEEDS_SECOND_OPINION and current.second_opinion_by_id is None:
        raise SecondPersonNeeded
    if current.level not in ACTS or chosen not in ACTS[current.level]:
        raise ValueError(f"{chosen} does not belong to the level {current.level or 'that nobody has judged yet'}")
    if not words.strip():
        raise WordsNeeded("what is done is written down")
    current.act = chosen
    if chosen == Act.NOTHING:
        _step(current, "nothing", words, account)
        _close(current, by=by)
        return current
    now = timezone.now()
    current.follow_up_at = now + FOLLOW_UP_AFTER
    current.review_at = now + REVIEW_AFTER
    _move(current, State.ACTING)
    record(CrisisActedOn(**_keys(current)), by=by)
    if chosen in {Act.SIGNPOST, Act.MESSAGE}:
        _write_to_author(current, words, account, by=by)
    else:
        _step(current, f"did_{chosen}", words, account)
    return current


@transaction.atomic
def write_to_author(*, crisis: CrisisCase, words: str, by: Actor) -> CrisisStep:
    """Write to the author once more. They read it on their private page; a letter only says that it is there."""
    account = moderating_account(by)
    current = _locked(crisis)
    if current.state in {*UNANSWERED, State.CLOSED}:
        raise CrisisMoved
    if not words.strip():
        raise WordsNeeded("a message has words")
    return _write_to_author(current, words, account, by=by)


@transaction.atomic
def follow_up(*, crisis: CrisisCase, words: str, version: int | None = None, by: Actor) -> CrisisCase:
    """Somebody looked again how things are. The reminder for it is over."""
    account = moderating_account(by)
    current = _locked(crisis, version)
    if not words.strip():
        raise WordsNeeded("what was found is written down")
    current.follow_up_at = None
    _move(current, State.FOLLOW_UP)
    _step(current, "followed_up", words, account)
    record(CrisisFollowedUp(**_keys(current)), by=by)
    return current


@transaction.atomic
def review(*, crisis: CrisisCase, words: str, version: int | None = None, by: Actor) -> CrisisCase:
    """Look back: what went well, and what the team does in another way next time."""
    account = moderating_account(by)
    current = _locked(crisis, version)
    if not words.strip():
        raise WordsNeeded("what was learnt is written down")
    current.follow_up_at = None
    current.review_at = None
    _move(current, State.REVIEWED)
    _step(current, "reviewed", words, account)
    record(CrisisReviewed(**_keys(current)), by=by)
    return current


@transaction.atomic
def close_crisis(*, crisis: CrisisCase, by: Actor) -> CrisisCase:
    """Close it after looking back. Words that are still held are released: reading before showing goes on as ever."""
    current = _locked(crisis)
    if current.state != State.REVIEWED:
        raise CrisisMoved
    _step(current, "closed", "", moderating_account(by))
    _close(current, by=by)
    return current


@transaction.atomic
def release_words(*, crisis: CrisisCase, by: Actor) -> bool:
    """Hold the words no longer, while the crisis goes on; False when no hold of this path is on them."""
    current = _locked(crisis)
    if current.state not in {State.ACTING, State.FOLLOW_UP, State.REVIEWED}:
        raise CrisisMoved
    if not _release(current, by=by):
        return False
    _step(current, "released", "", moderating_account(by))
    return True


@transaction.atomic
def care_for_thread(*, crisis: CrisisCase, words: str, is_locked: bool, by: Actor) -> PlaceMeasure:
    """Tell the others in the conversation, in words that stand above it, and close it for a while or slow it."""
    current = _locked(crisis)
    wording = current.contribution
    if wording is None:
        raise CrisisMoved
    kind = PlaceMeasure.Kind.LOCK if is_locked else PlaceMeasure.Kind.SLOW_MODE
    measure = set_place_measure(
        space=wording.space,
        thread=wording.root or wording,
        kind=kind,
        reason=words.strip(),
        pause_s=0 if is_locked else 300,
        by=by,
    )
    _step(current, "thread_locked" if is_locked else "thread_slowed", words, moderating_account(by))
    record(ThreadCaredFor(**_keys(current)), by=by)
    return measure


@transaction.atomic
def ask_who_it_is(
    *,
    crisis: CrisisCase,
    side: str,
    reason: str,
    legal_basis: BreakGlass.Basis,
    fields: Iterable[str],
    by: Actor,
) -> BreakGlass:
    """Ask to know who the author is. Nothing is shown before another person has agreed."""
    current = _locked(crisis)
    if current.contribution is None or current.state in {*UNANSWERED, State.CLOSED}:
        raise CrisisMoved
    asked = ask_identity(
        organisation=current.space.organisation,
        persona=current.contribution.author,
        side=BreakGlass.Side(side),
        reason=reason,
        legal_basis=legal_basis,
        fields=fields,
        by=by,
    )
    _step(current, "identity", "", moderating_account(by))
    return asked


@transaction.atomic
def ask_for_debrief(*, crisis: CrisisCase, by: Actor) -> None:
    """Somebody who helped would like to talk it through. Asking twice asks once."""
    account = moderating_account(by)
    current = _locked(crisis)
    if current.steps.filter(kind="debrief", taken_by=account).exists():
        return
    _step(current, "debrief", "", account)
    record(DebriefAsked(**_keys(current), account_key=str(account.pk)), by=by)


@transaction.atomic
def erase_crisis_words(*, contribution: Contribution, by: Actor) -> None:
    """Erase what was noted about words that were erased: it may have quoted them. That something was done stays."""
    current = locked(contribution)
    erased = CrisisStep.objects.filter(crisis__contribution=current).exclude(words="").update(words="")
    marked = CrisisCase.objects.filter(contribution=current).exclude(signals=[])
    first = CrisisCase.objects.filter(contribution=current).select_related("contribution__space").first()
    if (marked.update(signals=[]) or erased) and first is not None:
        record(CrisisWordsErased(**_keys(first)), by=by)


def _hear_again(
    crisis: CrisisCase, source: CrisisCase.Source, signals: list[list[object]], *, by: Actor
) -> CrisisCase:
    current = _locked(crisis)
    new = [one for one in signals if one not in current.signals]
    if new:
        current.signals = [*current.signals, *new]
        current.save(update_fields=["signals"])
    _step(current, f"heard_{source}", "", by.account)
    record(CrisisHeardAgain(**_keys(current), source=str(source)), by=by)
    last = current.alerts.order_by("-written_at").first()
    if current.state in UNANSWERED or (last is not None and last.written_at > timezone.now() - QUIET):
        return current
    number = last.round + 1 if last is not None else 0
    recipients = recipients_in(current, 0)
    if current.acknowledged_by is not None:
        recipients = [*recipients, Recipient(current.acknowledged_by)]
    count = _write_alerts(current, recipients, number)
    record(CrisisAlerted(**_keys(current), round=number, count=count), by=SYSTEM)
    return current


def _write_alerts(crisis: CrisisCase, recipients: Iterable[Recipient], number: int) -> int:
    """Two channels at least for everybody: e-mail and the screen, and a text where there is an address for it."""
    chosen = list({one.account.pk: one for one in recipients}.values())
    letters = [
        CrisisAlert(crisis=crisis, account=one.account, channel=channel, round=number)
        for one in chosen
        for channel in (Channel.EMAIL, *([Channel.TEXT] if one.text_address else []))
    ]
    written = CrisisAlert.objects.bulk_create(letters, ignore_conflicts=True)
    return len(written) + _write_on_screen(crisis, [one.account for one in chosen], number)


def _write_on_screen(crisis: CrisisCase, accounts: Iterable[Account], number: int) -> int:
    now = timezone.now()
    rows = [
        CrisisAlert(crisis=crisis, account=one, channel=Channel.SCREEN, round=number, delivered_at=now)
        for one in accounts
    ]
    return len(CrisisAlert.objects.bulk_create(rows, ignore_conflicts=True))


def _write_to_author(crisis: CrisisCase, words: str, account: Account, *, by: Actor) -> CrisisStep:
    step = _step(crisis, "message", words, account)
    record(CrisisMessageWritten(**_keys(crisis), step_key=step.pk), by=by)
    return step


def _release(crisis: CrisisCase, *, by: Actor) -> bool:
    if crisis.contribution is None:
        return False
    current = locked(crisis.contribution)
    if current.hold != Hold.SAFEGUARDING:
        return False
    release_hold(contribution=current, by=by)
    record(CrisisWordsReleased(**_keys(crisis)), by=by)
    return True


def _close(crisis: CrisisCase, *, by: Actor) -> None:
    crisis.closed_at = timezone.now()
    crisis.follow_up_at = None
    crisis.review_at = None
    _move(crisis, State.CLOSED)
    _release(crisis, by=by)
    record(CrisisClosed(**_keys(crisis)), by=by)


def _locked(crisis: CrisisCase, version: int | None = None) -> CrisisCase:
    """The crisis, locked, as the actor saw it; CrisisMoved when somebody changed it since."""
    if crisis.contribution_id is not None:
        Contribution.objects.select_for_update(of=("self",)).get(pk=crisis.contribution_id)
    CrisisCase.objects.select_for_update(of=("self",)).get(pk=crisis.pk)
    found = crisis_with_place(crisis.pk)
    assert found is not None
    if version is not None and found.version != version:
        raise CrisisMoved
    return found


def _move(crisis: CrisisCase, state: CrisisCase.State) -> None:
    """Move a locked crisis along its graph; IllegalMove for a move it does not know."""
    CRISIS.check(crisis.state, state)
    crisis.state = state
    crisis.version += 1
    crisis.save()


def _step(crisis: CrisisCase, kind: str, words: str, account: Account | None) -> CrisisStep:
    return CrisisStep.objects.create(crisis=crisis, kind=kind, words=words.strip(), taken_by=account)


def _keys(crisis: CrisisCase) -> dict[str, str]:
    space = crisis.space
    return {"key": str(crisis.pk), "organisation_key": str(space.organisation_id), "space_key": str(space.pk)}
