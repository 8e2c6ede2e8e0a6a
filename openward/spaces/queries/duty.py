"""The duty rota: who reads what comes in now, until when, and what that means for words that are sent now.

Everything here fails closed: a shift of somebody who is away, suspended or no moderator any more does not count, nor
do hours that the clocks skip or that they show twice. Whoever asks is told "nobody" rather than "perhaps".
"""

import dataclasses
import datetime
import uuid
import zoneinfo
from collections.abc import Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from openward.design.wording import sentence, weekday
from openward.kit.prepared import Prepared
from openward.people.models import MODERATING, Account, Belonging, HeldRole
from openward.spaces.models import DutyAbsence, DutyShift, ModerationMode, PlaceBrake, Space

ONE_DAY = datetime.timedelta(days=1)
LOOK_AHEAD_DAYS = 14
"""How far a page looks for the next hours in which somebody reads."""

_LATEST_FIRST = (
    ModerationMode.REPORTED,
    ModerationMode.AFTER,
    ModerationMode.NEWCOMERS,
    ModerationMode.BEFORE,
)


@dataclasses.dataclass(frozen=True, slots=True)
class ModeNow:
    """When a person reads what is sent now, and why where that is not what the space says.

    `why` is empty, "nobody_on_duty", "these_hours" (the shift asks for more care) or "not_known".
    """

    mode: ModerationMode
    is_fallback: bool
    why: str


@dataclasses.dataclass(frozen=True, slots=True)
class Span:
    """An unbroken stretch of one person's duty, in UTC; `day` is the day on the space's clocks on which it began."""

    starts: datetime.datetime
    ends: datetime.datetime
    shift: DutyShift
    day: datetime.date


@dataclasses.dataclass(frozen=True, slots=True)
class Cover:
    """Whether somebody reads now, until when that goes on without a break, and else from when on somebody does."""

    is_covered: bool
    until: datetime.datetime | None = None
    next_from: datetime.datetime | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class ReadingNow:
    """What everybody is told beside the box, on the page of the space and after sending.

    `when` says when a person reads, `cover` whether somebody is there now, `fallback` that nobody is and what follows
    from it; it is empty where nothing does.
    """

    mode: ModerationMode
    is_fallback: bool
    when: str
    cover: str
    fallback: str

    @property
    def reads_first(self) -> bool:
        """Whether a person reads everything before it is shown."""
        return self.mode == ModerationMode.BEFORE


def zone_of(space: Space) -> datetime.tzinfo:
    """The clocks that the rota of a space means."""
    return zoneinfo.ZoneInfo(space.time_zone) if space.time_zone else timezone.get_default_timezone()


def zones_of(organisation_id: uuid.UUID) -> list[str]:
    """The clock zones that the spaces of an organisation have chosen."""
    chosen = Space.objects.filter(organisation=organisation_id).exclude(time_zone="")
    return list(chosen.order_by("time_zone").values_list("time_zone", flat=True).distinct())


def day_of(space: Space, now: datetime.datetime) -> datetime.date:
    """The day that a moment is on by the clocks of a space: its rota, and what is agreed on for it, go by these."""
    return now.astimezone(zone_of(space)).date()


def on_duty(space: Space, now: datetime.datetime) -> list[Account]:
    """Who reads in a space at a moment, by name; one query, none where there is no rota."""
    found = {span.shift.account_id: span.shift.account for span in _spans_at(space, now)}
    return sorted(found.values(), key=lambda account: (account.name, str(account.pk)))


def mode_now(space: Space, now: datetime.datetime) -> ModeNow:
    """When a person reads what is sent to a space at a moment.

    Words are shown unread only while somebody is on duty who could take them down again: with nobody there a person
    reads everything first, whatever the space says. A shift may ask for more care, never for less.
    """
    if space.moderation_mode == ModerationMode.BEFORE:
        return ModeNow(ModerationMode.BEFORE, False, "")
    return _mode(space, _spans_at(space, now) if space.moderation_mode in ModerationMode.values else [])


def _mode(space: Space, spans: Iterable[Span]) -> ModeNow:
    if space.moderation_mode not in ModerationMode.values:
        return ModeNow(ModerationMode.BEFORE, True, "not_known")
    own = ModerationMode(space.moderation_mode)
    if own == ModerationMode.BEFORE:
        return ModeNow(own, False, "")
    asked = [span.shift.moderation_mode or own for span in spans]
    if not asked:
        return ModeNow(ModerationMode.BEFORE, True, "nobody_on_duty")
    mode = max((own, *(ModerationMode(one) for one in asked)), key=_LATEST_FIRST.index)
    return ModeNow(mode, False, "" if mode == own else "these_hours")


def cover(space: Space, now: datetime.datetime) -> Cover:
    """Whether somebody reads in a space at a moment, and until or from when; one query."""
    return _cover(spans_between(space, day_of(space, now) - ONE_DAY, LOOK_AHEAD_DAYS + 1), now)


def _cover(spans: Iterable[Span], now: datetime.datetime) -> Cover:
    until: datetime.datetime | None = None
    for span in spans:
        if span.starts <= now < span.ends or (until is not None and span.starts <= until):
            until = max(until or span.ends, span.ends)
        elif until is None and span.starts > now:
            return Cover(False, next_from=span.starts)
    return Cover(until is not None, until=until)


def reading_now(space: Space, now: datetime.datetime | None = None, *, brakes: Iterable[PlaceBrake] = ()) -> ReadingNow:
    """What people are told about who reads, and when. One query, none where there is no rota."""
    at = now or timezone.now()
    spans = spans_between(space, day_of(space, at) - ONE_DAY, LOOK_AHEAD_DAYS + 1)
    mode = _mode(space, [span for span in spans if span.starts <= at < span.ends])
    is_careful = any(brake.reads_first for brake in brakes)
    return ReadingNow(
        mode=ModerationMode.BEFORE if is_careful else mode.mode,
        is_fallback=mode.is_fallback,
        when=_when(ModerationMode.BEFORE if is_careful else mode.mode),
        cover=_in_words(_cover(spans, at), space, at) if space.has_rota else "",
        fallback=_fallback(mode),
    )


def _when(mode: ModerationMode) -> str:
    words = sentence(mode.label)
    if mode == ModerationMode.BEFORE:
        return words
    return words + " " + _("Words that our checks mark wait for a person first.")


def _fallback(mode: ModeNow) -> str:
    if not mode.is_fallback:
        return ""
    return _(
        "Nobody is on duty here just now. So what you send waits, and nobody else sees it, until a person has read it."
    )


def _in_words(found: Cover, space: Space, now: datetime.datetime) -> str:
    if found.is_covered:
        assert found.until is not None
        if found.until - now > datetime.timedelta(days=LOOK_AHEAD_DAYS - 1):
            return _("Somebody reads here at every hour.")
        return _("Somebody reads until %(when)s.") % {"when": _moment(found.until, space, now)}
    if found.next_from is None:
        return _("Nobody is on duty just now, and we do not know yet when somebody is.")
    return _("Nobody is on duty just now. Somebody reads again from %(when)s.") % {
        "when": _moment(found.next_from, space, now)
    }


def _moment(moment: datetime.datetime, space: Space, now: datetime.datetime) -> str:
    """A moment on the space's clocks: "18:00 today", "02:00 tomorrow", "09:00 on Monday 3 March"."""
    local = moment.astimezone(zone_of(space))
    time = date_format(local.replace(tzinfo=None), "H:i")
    days = (local.date() - day_of(space, now)).days
    if days == 0:
        return _("%(time)s today") % {"time": time}
    if days == 1:
        return _("%(time)s tomorrow") % {"time": time}
    return _("%(time)s on %(day)s") % {"time": time, "day": weekday(local.date())}


def spans_between(space: Space, first: datetime.date, days: int) -> list[Span]:
    """Every stretch of duty that begins on one of `days` days from `first` on and counts, in order of time."""
    if not space.has_rota:
        return []
    return spans_of(_rota(space, first), zone_of(space), first, days)


def spans_of(shifts: Iterable[DutyShift], zone: datetime.tzinfo, first: datetime.date, days: int) -> list[Span]:
    """The stretches of shifts that begin on one of `days` days. Each shift carries the days on which its person is
    away as `away_days`: [{"first": "2026-12-24", "last": "2026-12-26"}, …]."""
    found: list[Span] = []
    for shift in shifts:
        for number in range(days):
            day = first + number * ONE_DAY
            if day == shift.on_day or day.weekday() == shift.weekday:
                found += _worked(shift, day, zone)
    return sorted(found, key=lambda span: (span.starts, span.ends, str(span.shift.pk)))


def _worked(shift: DutyShift, day: datetime.date, zone: datetime.tzinfo) -> list[Span]:
    """A shift on one day, without what lies on days when its person is away."""
    next_day = day + ONE_DAY
    over_midnight = shift.ends_at <= shift.starts_at
    if _is_away(shift, day):
        return []
    starts = _instant(day, shift.starts_at, zone, is_start=True)
    ends = _instant(next_day if over_midnight else day, shift.ends_at, zone, is_start=False)
    if over_midnight and _is_away(shift, next_day):
        ends = min(ends, _instant(next_day, datetime.time.min, zone, is_start=False))
    return [Span(starts, ends, shift, day)] if starts < ends else []


def _is_away(shift: DutyShift, day: datetime.date) -> bool:
    days: list[dict[str, str]] = shift.away_days  # type: ignore[attr-defined]
    return any(one["first"] <= day.isoformat() <= one["last"] for one in days)


def _instant(day: datetime.date, time: datetime.time, zone: datetime.tzinfo, *, is_start: bool) -> datetime.datetime:
    """A time on the wall as a moment. When clocks go back a time comes twice, when they go forward some never come:
    the later reading for a start and the earlier for an end, so that nobody is taken to be there too soon or too
    long."""
    readings = [
        datetime.datetime.combine(day, time.replace(fold=fold), tzinfo=zone).astimezone(datetime.UTC) for fold in (0, 1)
    ]
    return max(readings) if is_start else min(readings)


def _spans_at(space: Space, now: datetime.datetime) -> list[Span]:
    spans = spans_between(space, day_of(space, now) - ONE_DAY, 2)
    return [span for span in spans if span.starts <= now < span.ends]


def _rota(space: Space, first: datetime.date) -> list[DutyShift]:
    """The shifts that can count from a day on: of people who may moderate here now, each with when they are away."""
    return _shifts_that_count(space=space.pk, organisation=space.organisation_id, first=first)


def _counting(space: uuid.UUID, organisation: uuid.UUID, first: datetime.date) -> QuerySet[DutyShift]:
    suspended = Belonging.objects.filter(organisation=organisation, suspended_at__isnull=False).values("account_id")
    here = Q(space_key__isnull=True) | Q(space_key=space)
    moderators = HeldRole.objects.filter(here, organisation=organisation, role__in=MODERATING)
    away = DutyAbsence.objects.filter(
        Q(account__isnull=True) | Q(account=OuterRef("account")), space=OuterRef("space"), last_on__gte=first
    )
    days = away.order_by("first_on").values(days=JSONObject(first=F("first_on"), last=F("last_on")))
    return (
        DutyShift.objects.filter(Q(on_day__isnull=True) | Q(on_day__gte=first), space=space)
        .filter(account__is_active=True, account__in=moderators.exclude(account__in=suspended).values("account"))
        .select_related("account")
        .annotate(away_days=ArraySubquery(days))
        .order_by("pk")
    )


_shifts_that_count = Prepared(_counting, space=uuid.uuid4(), organisation=uuid.uuid4(), first=datetime.date(2001, 2, 3))


def lacks_rota(space: Space) -> bool:
    """Whether an open space would show words unread and has no rota, so that everything waits there at every hour."""
    is_to_show = space.moderation_mode != ModerationMode.BEFORE
    return space.state == Space.State.OPEN and not space.has_rota and is_to_show


def rotas_in_use() -> QuerySet[Space]:
    """The open spaces that show words unread while somebody is on duty."""
    open_ones = Space.objects.filter(state=Space.State.OPEN, has_rota=True)
    return open_ones.exclude(moderation_mode=ModerationMode.BEFORE)


def without_rota(spaces: QuerySet[Space]) -> QuerySet[Space]:
    """Of these, the open ones that would show words unread and have no rota: everything waits there, at every hour.
    So it is after an update, for places that are older than the rota."""
    found = spaces.filter(state=Space.State.OPEN, has_rota=False)
    return found.exclude(moderation_mode=ModerationMode.BEFORE).order_by("name", "pk")


# --- For the people on the rota ------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class OwnDuty:
    """Hours for which somebody is on the rota of a space."""

    space: Space
    starts: datetime.datetime
    ends: datetime.datetime
    mode: str
    """When a person reads in these hours, where the shift asks for more care than the space."""


def own_duty(account: Account, now: datetime.datetime, *, days: int = LOOK_AHEAD_DAYS) -> list[OwnDuty]:
    """Somebody's hours that are going on or still to come; one query and one for each of their spaces."""
    spaces = Space.objects.filter(duty_shifts__account=account, state=Space.State.OPEN, has_rota=True)
    found = []
    for space in spaces.select_related("organisation").distinct():
        for span in spans_between(space, day_of(space, now) - ONE_DAY, days + 1):
            if span.shift.account_id == account.pk and span.ends > now:
                zone = zone_of(space)
                mode = span.shift.moderation_mode
                found.append(OwnDuty(space, span.starts.astimezone(zone), span.ends.astimezone(zone), mode))
    return sorted(found, key=lambda duty: (duty.starts, duty.space.name))


def shifts_of(space: Space) -> list[DutyShift]:
    """Every shift of a space as it is written down, weekly ones first; those of days that are over are left out."""
    today = day_of(space, timezone.now())
    found = DutyShift.objects.filter(space=space).filter(Q(on_day__isnull=True) | Q(on_day__gte=today))
    return list(found.select_related("account").order_by(F("weekday").asc(nulls_last=True), "on_day", "starts_at"))


def absences_of(space: Space) -> list[DutyAbsence]:
    """Who is away when, from today on."""
    today = day_of(space, timezone.now())
    return list(DutyAbsence.objects.filter(space=space, last_on__gte=today).select_related("account"))


Stretch = tuple[datetime.datetime, datetime.datetime]


def uncovered(space: Space, now: datetime.datetime, *, days: int = 7) -> list[Stretch]:
    """The stretches of the coming days in which nobody reads, on the space's clocks."""
    zone = zone_of(space)
    ends = now + days * ONE_DAY
    found, since = [], now
    for span in spans_between(space, day_of(space, now) - ONE_DAY, days + 2):
        if span.starts > since:
            found.append((since, min(span.starts, ends)))
        since = max(since, span.ends)
        if since >= ends:
            break
    if since < ends:
        found.append((since, ends))
    return [(start.astimezone(zone), end.astimezone(zone)) for start, end in found if start < min(end, ends)]
