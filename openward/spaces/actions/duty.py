"""The duty rota, written by whoever leads a space; and the escalation form."""

import dataclasses
import datetime
import zoneinfo
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from openward.ledger.actions import record
from openward.ledger.models import RecordedFact
from openward.people.access import Actor
from openward.people.models import Account, Service
from openward.spaces.actions.locks import fact_keys, locked
from openward.spaces.events import (
    AbsenceEnded,
    AbsenceNoted,
    ClocksChosen,
    CoverLost,
    EscalationAgreed,
    ShiftEnded,
    ShiftPlanned,
)
from openward.spaces.models import DutyAbsence, DutyShift, EscalationContact, ModerationMode, Space
from openward.spaces.queries.duty import LOOK_AHEAD_DAYS, ONE_DAY, day_of, spans_between, uncovered

MOST_SHIFTS = 200
A_MOMENT = datetime.timedelta(minutes=1)
"""What passes between counting twice is not lost."""


class TooMuch(ValueError):
    """A rota that nobody could read any more."""


@transaction.atomic
def plan_shifts(
    *,
    space: Space,
    account: Account,
    starts_at: datetime.time,
    ends_at: datetime.time,
    weekdays: Iterable[int] = (),
    on_day: datetime.date | None = None,
    mode: ModerationMode | str = "",
    by: Actor,
) -> list[DutyShift]:
    """Put somebody on the rota: each week on some weekdays, or once on a day. What stands there already is changed.

    Raises ValueError for neither or both, and TooMuch beyond what a rota can hold.
    """
    days = sorted(set(weekdays))
    if bool(days) == (on_day is not None):
        raise ValueError("a shift is weekly or on one day")
    current = locked(space)
    before = _hours_without_anybody(current)
    wanted: list[dict[str, Any]] = [{"weekday": day, "on_day": None} for day in days] or [
        {"weekday": None, "on_day": on_day}
    ]
    values = {"ends_at": ends_at, "moderation_mode": mode}
    made = [
        DutyShift.objects.update_or_create(space=current, account=account, starts_at=starts_at, **day, defaults=values)[
            0
        ]
        for day in wanted
    ]
    if DutyShift.objects.filter(space=current).count() > MOST_SHIFTS:
        raise TooMuch
    _keep_mark(current)
    record(ShiftPlanned(**fact_keys(current), account_key=str(account.pk), count=len(made)), by=by)
    _record_lost_cover(current, before, by=by)
    space.refresh_from_db(fields=["has_rota"])
    return made


@transaction.atomic
def end_shift(*, shift: DutyShift, by: Actor) -> None:
    """Take a shift off the rota; a second time it changes nothing."""
    current = locked(shift.space)
    before = _hours_without_anybody(current)
    gone, _by_table = DutyShift.objects.filter(pk=shift.pk, space=current).delete()
    if not gone:
        return
    _keep_mark(current)
    record(ShiftEnded(**fact_keys(current), account_key=str(shift.account_id)), by=by)
    _record_lost_cover(current, before, by=by)


@transaction.atomic
def note_absence(
    *, space: Space, account: Account | None, first_on: datetime.date, last_on: datetime.date, by: Actor
) -> DutyAbsence:
    """Write down when somebody, or for None everybody, is away: their shifts on those days do not count.

    Raises ValueError when the days run backwards.
    """
    if last_on < first_on:
        raise ValueError("days run forwards")
    current = locked(space)
    before = _hours_without_anybody(current)
    absence, _is_new = DutyAbsence.objects.get_or_create(
        space=current, account=account, first_on=first_on, last_on=last_on
    )
    key = str(account.pk) if account else ""
    days = {"first_on": first_on.isoformat(), "last_on": last_on.isoformat()}
    record(AbsenceNoted(**fact_keys(current), **days, account_key=key), by=by)
    _record_lost_cover(current, before, by=by)
    return absence


@transaction.atomic
def end_absence(*, absence: DutyAbsence, by: Actor) -> None:
    """Somebody is not away after all; a second time it changes nothing."""
    current = locked(absence.space)
    gone, _by_table = DutyAbsence.objects.filter(pk=absence.pk, space=current).delete()
    if gone:
        key = str(absence.account_id) if absence.account_id else ""
        record(AbsenceEnded(**fact_keys(current), account_key=key), by=by)


@transaction.atomic
def note_lost_cover(*, space: Space, account: Account, cause_key: str, by: Actor) -> bool:
    """Somebody on the rota cannot moderate here any more, so their hours do not count. Whether that leaves hours in
    which nobody reads; the same cause is noted once."""
    current = locked(space)
    is_on_rota = current.duty_shifts.filter(account=account).exists()
    if current.state != Space.State.OPEN or not is_on_rota or _is_counted(current, account):
        return False
    known = RecordedFact.objects.filter(kind=CoverLost.kind(), about__contains=[f"space:{space.pk}"])
    if known.filter(payload__cause_key=cause_key).exists() or not _hours_without_anybody(current):
        return False
    record(CoverLost(**fact_keys(current), cause_key=cause_key), by=by)
    return True


def _is_counted(space: Space, account: Account) -> bool:
    now = timezone.now()
    # From yesterday on, for a night that has not ended yet.
    spans = spans_between(space, day_of(space, now) - ONE_DAY, LOOK_AHEAD_DAYS + 1)
    return any(span.shift.account_id == account.pk and span.ends > now for span in spans)


def _hours_without_anybody(space: Space) -> datetime.timedelta:
    """Of the coming days. Everything, where there is no rota."""
    gaps = uncovered(space, timezone.now(), days=LOOK_AHEAD_DAYS)
    return sum((end - start for start, end in gaps), datetime.timedelta())


def _record_lost_cover(space: Space, before: datetime.timedelta, *, by: Actor) -> None:
    if space.state == Space.State.OPEN and _hours_without_anybody(space) > before + A_MOMENT:
        record(CoverLost(**fact_keys(space)), by=by)


@transaction.atomic
def choose_clocks(*, space: Space, time_zone: str, by: Actor) -> None:
    """Say which clocks the rota means; empty for those of the installation. Raises ValueError for a zone that does
    not exist."""
    if time_zone and time_zone not in zoneinfo.available_timezones():
        raise ValueError(f"no such clocks: {time_zone!r}")
    current = locked(space)
    current.time_zone = time_zone
    current.save(update_fields=["time_zone"])
    record(ClocksChosen(**fact_keys(current), time_zone=time_zone), by=by)
    space.refresh_from_db(fields=["time_zone"])


@dataclasses.dataclass(frozen=True, slots=True)
class Contact:
    """One line of the escalation form; `service` None for every service that has no line of its own."""

    part: EscalationContact.Part
    who: str
    number: str
    hours: str
    agreed_with: str
    service: Service | None = None


@transaction.atomic
def agree_escalation(*, space: Space, contacts: Sequence[Contact], by: Actor) -> None:
    """Put the escalation form in place of the one before. A line that stays as it was keeps the day it was agreed on.

    Raises ValueError when a line is incomplete or one for the whole space is missing.
    """
    whole = {one.part for one in contacts if one.service is None}
    words = [word.strip() for one in contacts for word in (one.who, one.number, one.hours, one.agreed_with)]
    if whole != set(EscalationContact.Part) or not all(words):
        raise ValueError("each part has somebody to contact, at a number, at stated hours, who agreed")
    current = locked(space)
    before = {
        (one.part, one.service_id, one.who, one.number, one.hours, one.agreed_with): one.agreed_on
        for one in current.escalation_contacts.all()
    }
    current.escalation_contacts.all().delete()
    today = day_of(current, timezone.now())
    for one in contacts:
        said = (one.who.strip(), one.number.strip(), one.hours.strip(), one.agreed_with.strip())
        EscalationContact.objects.create(
            space=current,
            part=one.part,
            service=one.service,
            who=said[0],
            number=said[1],
            hours=said[2],
            agreed_with=said[3],
            agreed_on=before.get((one.part, one.service.pk if one.service else None, *said), today),
        )
    record(EscalationAgreed(**fact_keys(current), count=len(contacts)), by=by)


def _keep_mark(space: Space) -> None:
    space.has_rota = DutyShift.objects.filter(space=space).exists()
    space.save(update_fields=["has_rota"])
