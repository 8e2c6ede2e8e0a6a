"""The duty rota as the people who keep it and the people on it see it."""

import dataclasses
import datetime
from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from openward.design.shapes import SummaryRow, TaskItem, Tone
from openward.design.wording import day, day_short, weekday
from openward.spaces.models import DutyAbsence, DutyShift, EscalationContact, ModerationMode, Space, Weekday
from openward.spaces.queries.duty import OwnDuty, Stretch


@dataclasses.dataclass(frozen=True, slots=True)
class ShiftLine:
    """One shift on the rota."""

    number: int
    who: str
    hours: str
    note: str
    tone: Tone


@dataclasses.dataclass(frozen=True, slots=True)
class DayOfRota:
    """A day of the week, or one day, with its shifts."""

    title: str
    lines: tuple[ShiftLine, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class AbsenceLine:
    """Days without duty."""

    number: int
    who: str
    days: str


@dataclasses.dataclass(frozen=True, slots=True)
class DutyLine:
    """Hours for which the reader of the page is on duty."""

    day: str
    hours: str
    place: str
    slug: str
    note: str
    is_now: bool


def week(shifts: Iterable[DutyShift]) -> tuple[DayOfRota, ...]:
    """The seven days of every week, empty ones too: a gap is what a rota must show."""
    kept = list(shifts)
    return tuple(
        DayOfRota(str(one.label), tuple(_shift(shift) for shift in kept if shift.weekday == one.value))
        for one in Weekday
    )


def single_days(shifts: Iterable[DutyShift]) -> tuple[DayOfRota, ...]:
    """Days with shifts that are done once."""
    by_day: dict[datetime.date, list[DutyShift]] = {}
    for shift in shifts:
        if shift.on_day is not None:
            by_day.setdefault(shift.on_day, []).append(shift)
    return tuple(
        DayOfRota(weekday(on_day), tuple(_shift(shift) for shift in by_day[on_day])) for on_day in sorted(by_day)
    )


def _shift(shift: DutyShift) -> ShiftLine:
    mode = ModerationMode(shift.moderation_mode).label if shift.moderation_mode else ""
    return ShiftLine(shift.pk, shift.account.name, _span(shift.starts_at, shift.ends_at), str(mode), "quiet")


def _span(starts_at: datetime.time, ends_at: datetime.time) -> str:
    words = {"start": f"{starts_at:%H:%M}", "end": f"{ends_at:%H:%M}"}
    if ends_at <= starts_at:
        return _("%(start)s to %(end)s the next day") % words
    return _("%(start)s to %(end)s") % words


def absences(found: Iterable[DutyAbsence]) -> tuple[AbsenceLine, ...]:
    """Who is away when."""
    return tuple(
        AbsenceLine(one.pk, one.account.name if one.account else _("Everybody"), _days(one.first_on, one.last_on))
        for one in found
    )


def _days(first: datetime.date, last: datetime.date) -> str:
    if first == last:
        return day(first)
    return _("%(first)s to %(last)s") % {"first": day_short(first), "last": day(last)}


def gaps(found: Iterable[Stretch]) -> tuple[str, ...]:
    """Stretches without anybody, in words."""
    return tuple(_gap(starts, ends) for starts, ends in found)


def _gap(starts: datetime.datetime, ends: datetime.datetime) -> str:
    words = {
        "start": date_format(starts.replace(tzinfo=None), "H:i"),
        "end": date_format(ends.replace(tzinfo=None), "H:i"),
        "first": weekday(starts.date()),
        "last": weekday(ends.date()),
    }
    if starts.date() == ends.date():
        return _("%(first)s, %(start)s to %(end)s") % words
    return _("%(first)s, %(start)s, to %(last)s, %(end)s") % words


def own_lines(found: Iterable[OwnDuty], now: datetime.datetime) -> tuple[DutyLine, ...]:
    """Somebody's own hours."""
    return tuple(
        DutyLine(
            weekday(one.starts.date()),
            _span(one.starts.time(), one.ends.time()),
            one.space.name,
            one.space.slug,
            str(ModerationMode(one.mode).label) if one.mode else "",
            one.starts <= now < one.ends,
        )
        for one in found
    )


def parts_of_duty(space: Space, lacking: Iterable[EscalationContact.Part], address: dict[str, str]) -> list[TaskItem]:
    """The pages that belong to duty, each with whether it is done."""
    rota = _("Who reads when. Without one, a person reads everything first.")
    form = _("Whom to contact in the service and in the safeguarding team.")
    numbers = _("What people read beside every box.")
    return [
        TaskItem(_("Duty rota"), space.has_rota, address["rota_edit"], rota),
        TaskItem(_("Escalation form"), not list(lacking), address["escalation_edit"], form),
        TaskItem(
            _("Local numbers for an emergency"),
            bool(space.organisation.emergency_text.strip()),
            address["numbers_edit"],
            numbers,
        ),
    ]


def contact_rows(contacts: Iterable[EscalationContact]) -> list[SummaryRow]:
    """The escalation form as it is read in a hurry."""
    return [
        SummaryRow(
            one.service.name if one.service else str(one.get_part_display()),
            _("%(who)s: %(number)s. %(hours)s. Agreed with %(agreed_with)s on %(day)s.")
            % {
                "who": one.who,
                "number": one.number,
                "hours": one.hours,
                "agreed_with": one.agreed_with,
                "day": day(one.agreed_on),
            },
        )
        for one in contacts
    ]
