from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import override_settings
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from openward.design import wording


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "0"),
        (1234, "1,234"),
        (12.5, "12.5"),
        (12.345, "12.35"),
        (3.0, "3"),
        (-1234.5, "-1,234.5"),
        (None, "not known"),
    ],
)
def test_number(value: float | None, expected: str) -> None:
    assert wording.number(value) == expected


def test_percent() -> None:
    assert wording.percent(0.256) == "26%"
    assert wording.percent(0.256, 1) == "25.6%"
    assert wording.percent(None) == "not known"


def test_days_in_british_order() -> None:
    when = date(2026, 3, 3)
    assert wording.month(when) == "March 2026"
    assert wording.day(when) == "3 March 2026"
    assert wording.day_short(when) == "3 March"
    assert wording.sentence_time(when) == "by Tuesday 3 March"
    assert wording.day(None) == wording.sentence_time(None) == ""


@pytest.mark.parametrize(
    ("today", "said"), [((2026, 11, 22), "by Tuesday 1 June 2027"), ((2027, 1, 5), "by Tuesday 1 June")]
)
def test_a_deadline_of_another_year_says_which(today: tuple[int, int, int], said: str) -> None:
    with time_machine.travel(datetime(*today, 12, tzinfo=UTC), tick=False):
        assert wording.sentence_time(date(2027, 6, 1)) == said


def test_the_turn_of_a_year_needs_no_year() -> None:
    with time_machine.travel(datetime(2026, 12, 20, 12, tzinfo=UTC), tick=False):
        assert wording.weekday(date(2027, 1, 5)) == "Tuesday 5 January"


@override_settings(TIME_ZONE="Europe/London")
def test_a_moment_is_told_in_local_time() -> None:
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert wording.day(late) == "1 July 2026"
    assert wording.moment(late) == "1 July 2026, 00:30"


def test_days_follow_the_language() -> None:
    with translation.override("zh-hans"):
        assert wording.day(date(2026, 3, 3)) == "2026年3月3日"
    assert wording.day(date(2026, 3, 3)) == "3 March 2026"


@given(st.text())
def test_paragraphs_never_let_markup_through_and_keep_every_word(text: str) -> None:
    html = str(wording.paragraphs(text))
    plain = html.replace("<p>", "").replace("</p>", "").replace("<br>", "")
    assert "<" not in plain
    assert ">" not in plain
    if text.strip():
        assert html.startswith("<p>")
        assert html.endswith("</p>")
    else:
        assert html == ""
