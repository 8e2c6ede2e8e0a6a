"""The duty rota: who reads now, until when, and that nothing is shown unread while nobody does."""

import datetime
import re
import zoneinfo
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from openward.contributions.models import Lifecycle
from openward.ledger.models import RecordedFact
from openward.people.access import SYSTEM
from openward.people.actions.organisations import give_role, invite_account
from openward.people.models import Account, Belonging, HeldRole, Role
from openward.safety.actions.screening import screen_revision
from openward.safety.queries.screening import needs_reading
from openward.spaces.actions import (
    agree_escalation,
    choose_clocks,
    end_absence,
    end_shift,
    note_absence,
    plan_shifts,
)
from openward.spaces.actions.duty import Contact
from openward.spaces.models import DutyAbsence, DutyShift, EscalationContact, ModerationMode, Space
from openward.spaces.queries import missing_before_opening
from openward.spaces.queries.duty import cover, mode_now, on_duty, own_duty, reading_now, spans_of, uncovered
from tests.factories.riverbend import Riverbend, sent_story

ClientOf = Callable[[str], Client]
LONDON = zoneinfo.ZoneInfo("Europe/London")
MONDAY = datetime.date(2026, 11, 23)
NINE, FIVE = datetime.time(9), datetime.time(17)
UNREAD = (ModerationMode.NEWCOMERS, ModerationMode.AFTER, ModerationMode.REPORTED)


def at(day: datetime.date, hour: int, minute: int = 0, zone: datetime.tzinfo = LONDON) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(hour, minute), tzinfo=zone)


@pytest.fixture
def space(riverbend: Riverbend) -> Space:
    riverbend.space.moderation_mode = ModerationMode.AFTER
    riverbend.space.save()
    return riverbend.space


def put_on(riverbend: Riverbend, starts: datetime.time = NINE, ends: datetime.time = FIVE, **values: object) -> None:
    given: dict[str, object] = {"weekdays": [0], "account": riverbend.account("moderator"), **values}
    plan_shifts(
        space=riverbend.space,
        starts_at=starts,
        ends_at=ends,
        by=riverbend.actor("lead"),
        **given,  # type: ignore[arg-type]
    )
    riverbend.space.refresh_from_db()


def second_moderator(riverbend: Riverbend) -> Account:
    organisation = riverbend.cast.organisation
    account = invite_account(organisation=organisation, email="b@riverbend.example", name="Bea Lund", by=SYSTEM)
    give_role(account=account, organisation=organisation, role=Role.MODERATOR, by=SYSTEM)
    return account


# --- Who is on duty ------------------------------------------------------------------------------------------------


def test_without_a_rota_nobody_is_on_duty_and_no_query_is_made(
    riverbend: Riverbend, space: Space, django_assert_num_queries: Callable[[int], object]
) -> None:
    with django_assert_num_queries(0):  # type: ignore[attr-defined]
        assert on_duty(space, timezone.now()) == []
        assert mode_now(space, timezone.now()).why == "nobody_on_duty"


@pytest.mark.parametrize(
    ("hour", "minute", "is_there"), [(8, 59, False), (9, 0, True), (16, 59, True), (17, 0, False), (23, 0, False)]
)
def test_a_weekly_shift_counts_from_its_first_to_its_last_minute(
    riverbend: Riverbend, space: Space, hour: int, minute: int, is_there: bool
) -> None:
    put_on(riverbend)
    found = on_duty(space, at(MONDAY, hour, minute))
    assert found == ([riverbend.account("moderator")] if is_there else [])
    assert on_duty(space, at(MONDAY + datetime.timedelta(days=1), 12)) == []
    assert on_duty(space, at(MONDAY + datetime.timedelta(days=7), 12)) == [riverbend.account("moderator")]


def test_a_shift_over_midnight_goes_on_the_next_day(riverbend: Riverbend, space: Space) -> None:
    put_on(riverbend, datetime.time(22), datetime.time(6))
    tuesday = MONDAY + datetime.timedelta(days=1)
    there = [bool(on_duty(space, at(day, hour))) for day, hour in ((MONDAY, 21), (MONDAY, 22), (tuesday, 5))]
    assert there == [False, True, True]
    assert not on_duty(space, at(tuesday, 6))
    assert not on_duty(space, at(MONDAY, 5))


def test_a_shift_on_one_day_counts_on_that_day_alone(riverbend: Riverbend, space: Space) -> None:
    put_on(riverbend, weekdays=[], on_day=MONDAY)
    assert on_duty(space, at(MONDAY, 12))
    assert not on_duty(space, at(MONDAY + datetime.timedelta(days=7), 12))


def test_several_are_named_once_each_by_name(riverbend: Riverbend, space: Space) -> None:
    bea = second_moderator(riverbend)
    put_on(riverbend)
    put_on(riverbend, datetime.time(8), datetime.time(13))
    put_on(riverbend, account=bea)
    assert on_duty(space, at(MONDAY, 12)) == [bea, riverbend.account("moderator")]


@pytest.mark.parametrize("loss", ["role", "suspended", "inactive", "other_space", "away", "everybody_away"])
def test_whoever_cannot_read_does_not_count(riverbend: Riverbend, space: Space, loss: str) -> None:
    put_on(riverbend)
    assert on_duty(space, at(MONDAY, 12))
    account = riverbend.account("moderator")
    held = HeldRole.objects.filter(account=account, role=Role.MODERATOR)
    if loss == "role":
        held.delete()
    elif loss == "suspended":
        Belonging.objects.filter(account=account).update(suspended_at=timezone.now())
    elif loss == "inactive":
        Account.objects.filter(pk=account.pk).update(is_active=False)
    elif loss == "other_space":
        held.update(space_key="00000000-0000-7000-8000-000000000001")
    else:
        who = account if loss == "away" else None
        note_absence(space=space, account=who, first_on=MONDAY, last_on=MONDAY, by=riverbend.actor("lead"))
    assert on_duty(space, at(MONDAY, 12)) == []
    assert mode_now(space, at(MONDAY, 12)).is_fallback


def test_a_senior_moderator_counts_alone(riverbend: Riverbend, space: Space) -> None:
    put_on(riverbend)
    HeldRole.objects.filter(account=riverbend.account("moderator")).update(role=Role.SENIOR_MODERATOR)
    assert on_duty(space, at(MONDAY, 10)) == [riverbend.account("moderator")]
    assert "moderator" not in {one.key for one in missing_before_opening(space)}
    HeldRole.objects.filter(account=riverbend.account("moderator")).delete()
    assert on_duty(space, at(MONDAY, 10)) == []
    assert "moderator" in {one.key for one in missing_before_opening(space)}


def test_somebody_away_from_midnight_ends_a_night_shift_there(riverbend: Riverbend, space: Space) -> None:
    put_on(riverbend, datetime.time(22), datetime.time(6))
    tuesday = MONDAY + datetime.timedelta(days=1)
    account, lead = riverbend.account("moderator"), riverbend.actor("lead")
    absence = note_absence(space=space, account=account, first_on=tuesday, last_on=tuesday, by=lead)
    assert on_duty(space, at(MONDAY, 23, 59))
    assert not on_duty(space, at(tuesday, 0))
    end_absence(absence=absence, by=lead)
    assert on_duty(space, at(tuesday, 0))
    assert not DutyAbsence.objects.exists()


def test_somebody_elses_absence_takes_nobody_away(riverbend: Riverbend, space: Space) -> None:
    put_on(riverbend)
    bea = second_moderator(riverbend)
    note_absence(space=space, account=bea, first_on=MONDAY, last_on=MONDAY, by=riverbend.actor("lead"))
    assert on_duty(space, at(MONDAY, 12))


def test_the_rota_means_the_clocks_of_the_space(riverbend: Riverbend, space: Space) -> None:
    put_on(riverbend)
    choose_clocks(space=space, time_zone="Australia/Sydney", by=riverbend.actor("lead"))
    sydney = zoneinfo.ZoneInfo("Australia/Sydney")
    assert on_duty(space, at(MONDAY, 9, zone=sydney))
    assert not on_duty(space, at(MONDAY, 9))
    assert not on_duty(space, at(MONDAY, 17, zone=sydney))
    with pytest.raises(ValueError, match="no such clocks"):
        choose_clocks(space=space, time_zone="Europe/Riverbend", by=riverbend.actor("lead"))


# --- When a person reads -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("own", UNREAD)
def test_the_mode_of_the_space_holds_only_while_somebody_is_there(
    riverbend: Riverbend, space: Space, own: ModerationMode
) -> None:
    space.moderation_mode = own
    space.save()
    put_on(riverbend)
    there, gone = mode_now(space, at(MONDAY, 12)), mode_now(space, at(MONDAY, 18))
    assert (there.mode, there.is_fallback, there.why) == (own, False, "")
    assert (gone.mode, gone.is_fallback, gone.why) == (ModerationMode.BEFORE, True, "nobody_on_duty")


def test_where_everything_is_read_first_nothing_falls_back(riverbend: Riverbend, space: Space) -> None:
    space.moderation_mode = ModerationMode.BEFORE
    assert mode_now(space, timezone.now()) == mode_now(space, at(MONDAY, 3))
    assert not mode_now(space, timezone.now()).is_fallback


def test_a_mode_that_nobody_knows_is_read_first(riverbend: Riverbend, space: Space) -> None:
    put_on(riverbend)
    space.moderation_mode = "whenever"
    assert mode_now(space, at(MONDAY, 12)).mode == ModerationMode.BEFORE


@pytest.mark.parametrize(
    ("own", "asked", "holds"),
    [
        (ModerationMode.AFTER, ModerationMode.BEFORE, ModerationMode.BEFORE),
        (ModerationMode.REPORTED, ModerationMode.NEWCOMERS, ModerationMode.NEWCOMERS),
        # Hours never ask for less care than the space.
        (ModerationMode.NEWCOMERS, ModerationMode.AFTER, ModerationMode.NEWCOMERS),
        (ModerationMode.AFTER, "", ModerationMode.AFTER),
    ],
)
def test_hours_can_ask_for_more_care(
    riverbend: Riverbend, space: Space, own: ModerationMode, asked: str, holds: ModerationMode
) -> None:
    space.moderation_mode = own
    space.save()
    put_on(riverbend, mode=asked)
    found = mode_now(space, at(MONDAY, 12))
    assert (found.mode, found.is_fallback) == (holds, False)
    assert found.why == ("" if holds == own else "these_hours")


def test_of_shifts_at_the_same_time_the_most_careful_holds(riverbend: Riverbend, space: Space) -> None:
    put_on(riverbend)
    put_on(riverbend, account=second_moderator(riverbend), mode=ModerationMode.BEFORE)
    assert mode_now(space, at(MONDAY, 12)).mode == ModerationMode.BEFORE


@pytest.mark.parametrize("own", UNREAD)
@pytest.mark.parametrize("is_there", [True, False])
def test_while_nobody_is_on_duty_clean_words_wait(
    riverbend: Riverbend, space: Space, own: ModerationMode, is_there: bool
) -> None:
    space.moderation_mode = own
    space.save()
    if is_there:
        put_on(riverbend, datetime.time(0), datetime.time(0), weekdays=range(7))
    story = sent_story(riverbend).contribution
    revision = story.revisions.get()
    screen_revision(revision=revision, by=SYSTEM)
    story.refresh_from_db()
    shown_unread = is_there and own != ModerationMode.NEWCOMERS
    assert story.lifecycle == (Lifecycle.PUBLISHED if shown_unread else Lifecycle.SUBMITTED)
    why = needs_reading(story, timezone.now()).why
    assert why == ({True: "" if shown_unread else "newcomer", False: "nobody_on_duty"}[is_there])


# --- The property: with nobody on the rota, nothing is shown unread ------------------------------------------------

ZONES = ("Europe/London", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca", "UTC")
TIMES = st.times().map(lambda one: one.replace(second=0, microsecond=0, fold=0))
# Both nights on which European clocks change, those of Newfoundland and Lord Howe, a year's end and a leap day.
DAYS = st.sampled_from(
    [
        *(datetime.date(2026, 3, day) for day in (7, 8, 9, 28, 29, 30)),
        *(datetime.date(2026, 10, day) for day in (3, 4, 5, 24, 25, 26)),
        *(datetime.date(2026, 11, 1), datetime.date(2026, 4, 5), datetime.date(2028, 2, 29)),
        *(datetime.date(2026, 12, 31), datetime.date(2027, 1, 1)),
    ]
)


def wall_clock_says_so(shift: DutyShift, now: datetime.datetime, zone: zoneinfo.ZoneInfo) -> bool:
    """The slow and obvious twin: look at the clock on the wall, minute by minute back to the start of the shift."""
    local = now.astimezone(zone)
    for days_back in (0, 1):
        day = local.date() - datetime.timedelta(days=days_back)
        if day.weekday() != shift.weekday and day != shift.on_day:
            continue
        if any(
            away["first"] <= one.isoformat() <= away["last"] for one in {day, local.date()} for away in shift.away_days
        ):  # type: ignore[attr-defined]
            continue
        wall = local.replace(tzinfo=None, fold=0)
        starts = datetime.datetime.combine(day, shift.starts_at)
        ends = datetime.datetime.combine(day, shift.ends_at)
        if shift.ends_at <= shift.starts_at:
            ends += datetime.timedelta(days=1)
        if starts <= wall < ends:
            return True
    return False


@st.composite
def rotas(draw: st.DrawFn) -> list[DutyShift]:
    made = []
    for number in range(draw(st.integers(0, 4))):
        weekly = draw(st.booleans())
        shift = DutyShift(
            pk=number,
            weekday=draw(st.integers(0, 6)) if weekly else None,
            on_day=None if weekly else draw(DAYS),
            starts_at=draw(TIMES),
            ends_at=draw(TIMES),
        )
        away = draw(st.lists(st.tuples(DAYS, st.integers(0, 3)), max_size=2))
        shift.away_days = [  # type: ignore[attr-defined]
            {"first": first.isoformat(), "last": (first + datetime.timedelta(days=more)).isoformat()}
            for first, more in away
        ]
        made.append(shift)
    return made


@settings(max_examples=400, deadline=None)
@given(rotas(), st.sampled_from(ZONES), DAYS, TIMES, st.integers(0, 1))
def test_whoever_is_counted_as_there_is_on_the_wall_clock_too(
    shifts: list[DutyShift], name: str, day: datetime.date, time: datetime.time, fold: int
) -> None:
    """On every clock and over every change of it: nobody counts as there whom the rota on the wall does not name."""
    zone = zoneinfo.ZoneInfo(name)
    now = datetime.datetime.combine(day, time.replace(fold=fold), tzinfo=zone).astimezone(datetime.UTC)
    first = now.astimezone(zone).date() - datetime.timedelta(days=1)
    for span in spans_of(shifts, zone, first, 2):
        if span.starts <= now < span.ends:
            assert wall_clock_says_so(span.shift, now, zone)


@settings(max_examples=300, deadline=None)
@given(rotas(), st.sampled_from(ZONES), DAYS, TIMES)
def test_away_from_a_change_of_clocks_everybody_on_the_wall_counts(
    shifts: list[DutyShift], name: str, day: datetime.date, time: datetime.time
) -> None:
    zone = zoneinfo.ZoneInfo(name)
    now = datetime.datetime.combine(day, time, tzinfo=zone).astimezone(datetime.UTC)
    offsets = {(now + datetime.timedelta(hours=hours)).astimezone(zone).utcoffset() for hours in range(-50, 51)}
    if len(offsets) > 1:
        return
    first = now.astimezone(zone).date() - datetime.timedelta(days=1)
    found = {span.shift.pk for span in spans_of(shifts, zone, first, 2) if span.starts <= now < span.ends}
    assert found == {shift.pk for shift in shifts if wall_clock_says_so(shift, now, zone)}


@pytest.mark.parametrize(
    ("day", "starts", "ends", "hours"),
    [
        (datetime.date(2026, 3, 29), datetime.time(0), datetime.time(6), 5.0),
        # 00:30 to 01:30 when 01:00 never comes round to 02:00: the shift ends where the clocks jump.
        (datetime.date(2026, 3, 29), datetime.time(0, 30), datetime.time(1, 30), 0.0),
        (datetime.date(2026, 10, 25), datetime.time(0), datetime.time(6), 7.0),
        # 01:30 comes twice: the later one for a start, the earlier one for an end.
        (datetime.date(2026, 10, 25), datetime.time(1, 30), datetime.time(6), 4.5),
        (datetime.date(2026, 10, 25), datetime.time(0), datetime.time(1, 30), 1.5),
    ],
)
def test_hours_on_the_nights_when_clocks_change(
    day: datetime.date, starts: datetime.time, ends: datetime.time, hours: float
) -> None:
    shift = DutyShift(pk=1, on_day=day, starts_at=starts, ends_at=ends)
    shift.away_days = []  # type: ignore[attr-defined]
    worked = sum((span.ends - span.starts).total_seconds() for span in spans_of([shift], LONDON, day, 1))
    assert worked / 3600 == hours


# --- What people are told ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "hour", "says"),
    [
        (MONDAY, 12, "Somebody reads until 17:00 today."),
        (MONDAY, 8, "Nobody is on duty just now. Somebody reads again from 09:00 today."),
        (MONDAY, 18, "Nobody is on duty just now. Somebody reads again from 09:00 tomorrow."),
        (MONDAY + datetime.timedelta(days=1), 18, "Somebody reads again from 09:00 on Monday 30 November."),
    ],
)
def test_cover_in_words(riverbend: Riverbend, space: Space, day: datetime.date, hour: int, says: str) -> None:
    put_on(riverbend, weekdays=[0, 1])
    assert says in reading_now(space, at(day, hour)).cover


def test_shifts_that_follow_one_another_are_one_stretch(riverbend: Riverbend, space: Space) -> None:
    put_on(riverbend)
    put_on(riverbend, FIVE, datetime.time(1), account=second_moderator(riverbend))
    assert "until 01:00 tomorrow" in reading_now(space, at(MONDAY, 12)).cover
    assert cover(space, at(MONDAY, 12)).until == at(MONDAY, 1).astimezone(datetime.UTC) + datetime.timedelta(days=1)


def test_cover_at_every_hour_says_so(riverbend: Riverbend, space: Space) -> None:
    put_on(riverbend, datetime.time(0), datetime.time(0), weekdays=range(7))
    assert reading_now(space).cover == "Somebody reads here at every hour."
    assert uncovered(space, timezone.now()) == []


def test_a_rota_that_has_run_out_says_that_nobody_knows(riverbend: Riverbend, space: Space) -> None:
    put_on(riverbend, weekdays=[], on_day=MONDAY)
    said = reading_now(space, at(MONDAY, 20))
    assert said.cover == "Nobody is on duty just now, and we do not know yet when somebody is."
    assert said.reads_first
    assert "nobody else sees it, until a person has read it" in said.fallback


def test_the_stretches_that_nobody_covers(riverbend: Riverbend, space: Space) -> None:
    put_on(riverbend)
    found = uncovered(space, at(MONDAY, 12), days=1)
    tuesday = MONDAY + datetime.timedelta(days=1)
    assert found == [(at(MONDAY, 17), at(tuesday, 12))]


def test_moderators_see_their_own_hours(riverbend: Riverbend, space: Space) -> None:
    put_on(riverbend, weekdays=[0, 3])
    put_on(riverbend, account=second_moderator(riverbend), weekdays=[1])
    found = own_duty(riverbend.account("moderator"), at(MONDAY, 12), days=7)
    assert [one.starts.date() - MONDAY for one in found] == [datetime.timedelta(days=days) for days in (0, 3)]
    assert own_duty(riverbend.account("lead"), at(MONDAY, 12)) == []


# --- Keeping the rota ----------------------------------------------------------------------------------------------


def facts(kind: str) -> int:
    return RecordedFact.objects.filter(kind=f"spaces.{kind}").count()


def test_planning_the_same_shift_again_changes_it(riverbend: Riverbend, space: Space) -> None:
    put_on(riverbend, weekdays=[0, 1])
    put_on(riverbend, ends=datetime.time(18), weekdays=[0])
    shifts = list(DutyShift.objects.order_by("weekday"))
    assert [shift.ends_at.hour for shift in shifts] == [18, 17]
    assert facts("ShiftPlanned") == 2
    assert space.has_rota
    for shift in shifts:
        end_shift(shift=shift, by=riverbend.actor("lead"))
        end_shift(shift=shift, by=riverbend.actor("lead"))
    space.refresh_from_db()
    assert not space.has_rota
    assert facts("ShiftEnded") == 2


@pytest.mark.parametrize("values", [{"weekdays": []}, {"weekdays": [1], "on_day": MONDAY}])
def test_a_shift_is_weekly_or_once(riverbend: Riverbend, space: Space, values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="weekly or on one day"):
        put_on(riverbend, **values)


def test_the_escalation_form_keeps_the_day_of_lines_that_stay(riverbend: Riverbend, space: Space) -> None:
    lead = riverbend.actor("lead")
    service = Contact(EscalationContact.Part.SERVICE, "Site manager", "01632 960000", "At any hour", "Head of nursing")
    team = Contact(EscalationContact.Part.SAFEGUARDING, "Duty nurse", "01632 960001", "9 to 5", "Team lead")
    with pytest.raises(ValueError, match="each part"):
        agree_escalation(space=space, contacts=[service], by=lead)
    agree_escalation(space=space, contacts=[service, team], by=lead)
    earlier = datetime.date(2026, 1, 5)
    EscalationContact.objects.update(agreed_on=earlier)
    ward = Contact(
        EscalationContact.Part.SERVICE,
        "Nurse in charge",
        "2000",
        "At any hour",
        "Ward",
        riverbend.cast.services["Maternity"],
    )
    agree_escalation(space=space, contacts=[service, team, ward], by=lead)
    found = {(one.part, one.service_id is None): one.agreed_on for one in EscalationContact.objects.all()}
    assert found[("service", True)] == found[("safeguarding", True)] == earlier
    assert found[("service", False)] == timezone.localdate()
    assert facts("EscalationAgreed") == 2


def test_the_same_time_twice_is_a_slip_and_no_shift_of_a_whole_day(riverbend: Riverbend, client_of: ClientOf) -> None:
    values = {
        "account": str(riverbend.account("moderator").pk),
        "how_often": "weekly",
        "weekdays": "0",
        "starts_at": "22:00",
        "ends_at": "22:00",
    }
    address = f"/s/{riverbend.space.slug}/duty/rota/"
    page = client_of("lead").post(address, values).content.decode()
    assert "Say another time than the first one." in page
    assert not DutyShift.objects.filter(ends_at=datetime.time(22)).exists()
    client_of("lead").post(address, {**values, "ends_at": "06:00"})
    assert DutyShift.objects.filter(starts_at=datetime.time(22), ends_at=datetime.time(6)).exists()


def test_clocks_are_chosen_by_a_city_with_those_of_the_organisation_first(
    riverbend: Riverbend, client_of: ClientOf, space: Space
) -> None:
    other = Space.objects.exclude(pk=space.pk).filter(organisation=space.organisation).first()
    named = other or space
    choose_clocks(space=named, time_zone="America/New_York", by=riverbend.actor("lead"))
    lead, page = client_of("lead"), reverse("rota_edit", args=[space.slug])
    shown = lead.get(page).content.decode()
    select = shown[shown.index('name="clocks-time_zone"') : shown.index("</select>", shown.index("clocks-time_zone"))]
    groups = re.findall(r'<optgroup label="([^"]+)"', select)
    assert groups[0] == "Used in your organisation"
    assert "Europe" in groups
    assert "Those of this website: London" in select
    assert re.search(r'value="America/New_York"[^>]*>New York<', select)
    assert ">Europe/London<" not in select
    lead.post(reverse("clocks_choose", args=[space.slug]), {"clocks-time_zone": "Asia/Tokyo"})
    space.refresh_from_db()
    assert space.time_zone == "Asia/Tokyo"
    assert re.search(r'value="Asia/Tokyo"[^>]* selected', lead.get(page).content.decode())
    lead.post(reverse("clocks_choose", args=[space.slug]), {"clocks-time_zone": "Europe/Riverbend"})
    space.refresh_from_db()
    assert space.time_zone == "Asia/Tokyo"
