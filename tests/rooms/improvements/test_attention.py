"""What waits for somebody: readings overdue and tests that ended without a result."""

import datetime

import pytest
import time_machine

from openward.improvements.actions.cycles import learn_from_cycle, start_cycle
from openward.improvements.actions.improvements import follow_theme, stop_improvement
from openward.improvements.actions.team import add_member
from openward.improvements.queries import needing_attention
from openward.people.access import SYSTEM
from tests.factories.riverbend import Riverbend
from tests.rooms.improvements.ground import actor_of, make_improvement, make_measure, month, patient_of


def found(riverbend: Riverbend, part: str, today: datetime.date) -> list[str]:
    return [item.sentence for item in needing_attention(riverbend.actor(part), today=today)]


def test_readings_are_overdue_when_the_next_is_late_by_their_own_rhythm(riverbend: Riverbend) -> None:
    make_measure(riverbend, make_improvement(riverbend), 12)
    assert found(riverbend, "improver", datetime.date(2026, 2, 5)) == []
    assert found(riverbend, "improver", datetime.date(2026, 2, 9)) == [
        "“Minutes to being called in” has no reading since 1 December 2025."
    ]


def test_a_measure_without_readings_is_overdue_after_a_month(riverbend: Riverbend) -> None:
    with time_machine.travel(datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC), tick=False):
        improvement = make_improvement(riverbend)
        make_measure(riverbend, improvement, 0)
        follow_theme(improvement=improvement, theme=improvement.themes.get(), by=SYSTEM)
    assert found(riverbend, "lead", datetime.date(2026, 4, 5)) == []
    assert found(riverbend, "lead", datetime.date(2026, 4, 6)) == ["“Minutes to being called in” has no readings yet."]


def test_a_test_that_ended_waits_for_its_result(riverbend: Riverbend) -> None:
    improvement, by = make_improvement(riverbend), riverbend.actor("improver")
    cycle = start_cycle(
        improvement=improvement, title="T", plan="p", prediction="q", starts_on=month(0), ends_on=month(1), by=by
    )
    assert found(riverbend, "improver", month(1)) == []
    items = needing_attention(riverbend.actor("improver"), today=month(2))
    assert [(item.kind, item.href, item.since_on) for item in items] == [
        ("test_without_result", f"/tests/{cycle.pk}/learn/", month(1))
    ]
    assert items[0].sentence == "Test 1 of “Say how long” ended on 1 February 2025 and has no result yet."
    learn_from_cycle(cycle=cycle, result="r", learning="l", verdict="adopt", ends_on=month(1), version=1, by=by)
    assert found(riverbend, "improver", month(2)) == []


@pytest.mark.parametrize(
    ("part", "sees"),
    [
        ("improver", True), ("lead", True), ("moderator", False), ("responder", True), ("advisory", False),
        ("outsider", False), ("visitor", False),
    ],
)  # fmt: skip
def test_work_is_offered_to_those_who_can_do_it(riverbend: Riverbend, part: str, sees: bool) -> None:
    improvement = make_improvement(riverbend)
    make_measure(riverbend, improvement, 12)
    add_member(improvement=improvement, account=riverbend.account("responder"), part="staff", by=SYSTEM)
    assert bool(found(riverbend, part, datetime.date(2026, 6, 1))) == sees
    patient = actor_of(patient_of(riverbend, improvement))
    assert needing_attention(patient, today=datetime.date(2026, 6, 1)) == []


def test_what_has_ended_waits_for_nobody(riverbend: Riverbend) -> None:
    improvement = make_improvement(riverbend)
    make_measure(riverbend, improvement, 12)
    stop_improvement(improvement=improvement, why="w", by=SYSTEM)
    assert found(riverbend, "improver", datetime.date(2026, 6, 1)) == []
