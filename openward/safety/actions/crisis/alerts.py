"""A crisis is noticed: words are held kindly, and people are alerted until somebody answers."""

import datetime
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from openward.contributions.actions.reviews import hold
from openward.contributions.actions.stories import locked
from openward.contributions.models import Contribution, Hold
from openward.engagements.actions import keep_open
from openward.ledger.actions import record
from openward.people.access import SYSTEM, Actor
from openward.people.models import Account
from openward.safety.actions.cases import moderating_account
from openward.safety.actions.crisis.rows import add_step, crisis_keys, locked_crisis, move_crisis
from openward.safety.events.crisis import CrisisAlerted, CrisisHeardAgain, CrisisOpened, DrillStarted
from openward.safety.models import ALERT_AGAIN_AFTER, CrisisAlert, CrisisCase
from openward.safety.queries.crisis import (
    UNANSWERED,
    Recipient,
    alert_rounds,
    is_judged_harmless,
    open_crisis_of,
    recipients_in,
    watchers_of,
)
from openward.spaces.models import Space

State = CrisisCase.State
Channel = CrisisAlert.Channel

QUIET = datetime.timedelta(minutes=15)
"""Another sign within this time after the last alert does not alert again what somebody has taken on."""


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
    keep_open(engagement=current.space.engagement, space_key=current.space_id, key=crisis.pk)
    record(CrisisOpened(**crisis_keys(crisis), source=str(crisis.source)), by=by)
    # A check that did not finish makes way for this hold: once it finishes, it would take its own off and show them.
    if current.hold in {Hold.NONE, Hold.SCREENING_ERROR} and not is_judged_harmless(current):
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
        add_step(crisis, "flagged", words, account)
    return crisis


@transaction.atomic
def drill(*, space: Space, by: Actor) -> CrisisCase:
    """Practise: alerts go out as in a true crisis and say that it is a drill. Nobody's words are touched."""
    crisis = CrisisCase.objects.create(drill_space=space, source=CrisisCase.Source.MODERATOR, is_drill=True)
    record(DrillStarted(**crisis_keys(crisis)), by=by)
    add_step(crisis, "drill", "", moderating_account(by))
    send_alerts(crisis=crisis, by=SYSTEM)
    crisis.refresh_from_db()
    return crisis


@transaction.atomic
def send_alerts(*, crisis: CrisisCase, by: Actor) -> int:
    """Write the first alerts: to those first on the list by e-mail, by text where they gave an address, and on every
    page. Writing them twice writes nothing. Returns how many were written; none when nobody is there to alert."""
    current = locked_crisis(crisis)
    if current.state != State.DETECTED:
        return 0
    recipients = recipients_in(current, 0)
    if not recipients:
        return 0
    count = _write_alerts(current, recipients, 0)
    told = {one.account.pk for one in recipients}
    count += _write_on_screen(current, [one for one in watchers_of(current) if one.pk not in told], 0)
    move_crisis(current, State.ALERTED)
    record(CrisisAlerted(**crisis_keys(current), round=0, count=count), by=by)
    return count


@transaction.atomic
def alert_again(*, crisis: CrisisCase, now: datetime.datetime, by: Actor) -> int:
    """Alert the next person when nobody acknowledged for 5, 10 and 15 minutes, and then everybody again every half hour
    for a day. The first rounds that were missed, because the worker stood still, are made up for at once; of the later
    ones, which say the same, the last. Returns how many alerts were written."""
    current = locked_crisis(crisis)
    if current.state != State.ALERTED:
        return 0
    due = sum(at <= now for at in alert_rounds(current))
    written = current.alerts.order_by("-round").values_list("round", flat=True).first() or 0
    total = 0
    for number in range(written + 1, due + 1):
        if len(ALERT_AGAIN_AFTER) < number < due:
            continue
        count = _write_alerts(current, recipients_in(current, number), number)
        record(CrisisAlerted(**crisis_keys(current), round=number, count=count), by=by)
        total += count
    return total


@transaction.atomic
def keep_delivery(*, alert: CrisisAlert, is_delivered: bool, by: Actor) -> None:
    """Keep whether an alert left. Its case keeps the facts; each letter leaves none."""
    now = timezone.now()
    alert.delivered_at, alert.failed_at = (now, None) if is_delivered else (None, now)
    alert.save(update_fields=["delivered_at", "failed_at"])


def _hear_again(
    crisis: CrisisCase, source: CrisisCase.Source, signals: list[list[object]], *, by: Actor
) -> CrisisCase:
    current = locked_crisis(crisis)
    new = [one for one in signals if one not in current.signals]
    if new:
        current.signals = [*current.signals, *new]
        current.save(update_fields=["signals"])
    add_step(current, f"heard_{source}", "", by.account)
    record(CrisisHeardAgain(**crisis_keys(current), source=str(source)), by=by)
    last = current.alerts.order_by("-written_at").first()
    if current.state in UNANSWERED or (last is not None and last.written_at > timezone.now() - QUIET):
        return current
    number = last.round + 1 if last is not None else 0
    recipients = recipients_in(current, 0)
    if current.acknowledged_by is not None:
        recipients = [*recipients, Recipient(current.acknowledged_by)]
    count = _write_alerts(current, recipients, number)
    record(CrisisAlerted(**crisis_keys(current), round=number, count=count), by=SYSTEM)
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
