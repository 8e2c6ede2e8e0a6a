"""What a theme's numbers tell, and what they must not tell to the public."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openward.people.access import VISITOR
from openward.themes.models import EngagementMonth, Theme, ThemeCount, ThemeMonth
from openward.themes.queries import drawn_trend, theme_counts, theme_trend, trend_rows
from openward.themes.queries.counts import MonthCount
from openward.themes.queries.trends import _guarded
from tests.factories.loops import theme_of
from tests.factories.riverbend import Riverbend


def month(number: int) -> datetime.date:
    return datetime.date(2024 + number // 12, 1 + number % 12, 1)


def counted(theme: Theme, parts: list[int], wholes: list[int]) -> Theme:
    ThemeMonth.objects.filter(theme=theme).delete()
    EngagementMonth.objects.filter(engagement=theme.engagement).delete()
    for number, (part, whole) in enumerate(zip(parts, wholes, strict=True)):
        EngagementMonth.objects.create(
            engagement=theme.engagement, month=month(number), contributions=whole, people=whole
        )
        ThemeMonth.objects.create(theme=theme, month=month(number), contributions=part, people=part)
    ThemeCount.objects.filter(theme=theme).update(contributions=sum(parts), people=sum(parts), most_of_one=1)
    return Theme.objects.get(pk=theme.pk)


@pytest.mark.parametrize(
    ("people", "most_of_one", "value", "key"),
    [(0, 0, None, "fewer_than"), (9, 1, None, "fewer_than"), (10, 1, 10, "about"), (13, 1, 15, "about")],
)
def test_the_public_reads_rounded_people_from_ten_on(
    riverbend: Riverbend, people: int, most_of_one: int, value: int | None, key: str
) -> None:
    theme = theme_of(riverbend, stories=1)
    ThemeCount.objects.filter(theme=theme).update(contributions=people, people=people, most_of_one=most_of_one)
    for part in ("visitor", "advisory", "outsider"):
        found = theme_counts(Theme.objects.get(pk=theme.pk), riverbend.actor(part))
        assert (found.people.value, found.people.text_key) == (value, key)
        assert found.contributions is None
        assert found.out_of is None


def test_one_persons_words_are_not_many_peoples(riverbend: Riverbend) -> None:
    theme = theme_of(riverbend, stories=1)
    ThemeCount.objects.filter(theme=theme).update(contributions=40, people=12, most_of_one=25)
    assert theme_counts(Theme.objects.get(pk=theme.pk), VISITOR).people.text_key == "one_voice"


def test_staff_read_every_month_and_the_public_only_large_ones(riverbend: Riverbend) -> None:
    theme = counted(theme_of(riverbend, stories=1), [30, 3, 31, 45, 8, 33, 29], [100, 90, 110, 120, 18, 100, 100])
    staff, public = theme_trend(theme, riverbend.actor("coder")), theme_trend(theme, VISITOR)
    assert [row.part for row in staff.months] == [30, 3, 31, 45, 8, 33, 29]
    assert staff.chart is not None
    assert len(staff.chart) == 6, "a share of 18 is no share"
    assert public.months[1].percent is None, "three people"
    assert public.months[4].percent is None, "18 people in all"
    shown = [row for row in public.months if row.percent is not None]
    assert all(row.part is not None and row.part % 5 == 0 and row.whole is not None for row in shown)
    text = str(trend_rows(public))
    assert "'2024-02', None, None, None" in text
    view = drawn_trend(theme, public)
    assert view is not None
    assert view.points[1].value is None
    assert "Too few" not in view.finding


def test_a_theme_of_small_months_says_so_instead_of_drawing(riverbend: Riverbend) -> None:
    theme = counted(theme_of(riverbend, stories=1), [3, 4, 2, 6], [40, 50, 45, 60])
    trend = theme_trend(theme, VISITOR)
    assert trend.shown == ()
    assert drawn_trend(theme, trend) is None
    assert len(trend.sentences) == 1


def test_months_without_a_word_are_gaps_in_the_picture(riverbend: Riverbend) -> None:
    theme = counted(theme_of(riverbend, stories=1), [30, 30], [100, 100])
    EngagementMonth.objects.filter(month=month(1)).update(month=month(4))
    ThemeMonth.objects.filter(month=month(1)).update(month=month(4))
    view = drawn_trend(theme, theme_trend(theme, riverbend.actor("coder")))
    assert view is not None
    assert [point.value for point in view.points] == [30.0, None, None, None, 30.0]


def test_a_real_change_is_called_one_and_chance_is_not(riverbend: Riverbend) -> None:
    theme = theme_of(riverbend, stories=1)
    steady = counted(theme, [20, 22, 19, 21, 20, 18, 22, 20, 19, 21, 20, 22], [100] * 12)
    said = theme_trend(steady, riverbend.actor("coder")).sentences
    assert "not really changed" in said[0]
    rising = counted(theme, [10] * 6 + [30] * 8, [100] * 14)
    said = theme_trend(rising, riverbend.actor("coder")).sentences
    assert any(sentence.startswith("Since July 2024 a larger share") for sentence in said), said


@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.integers(0, 90), st.integers(1, 3)), min_size=1, max_size=10
    )
)
def test_nothing_shown_rests_on_fewer_than_ten_people(rows: list[tuple[int, int, int]]) -> None:
    months = [
        MonthCount(month(number), part * each, (part + rest) * each, part, part + rest)
        for number, (part, rest, each) in enumerate(rows)
    ]
    for row, shown in zip(months, _guarded(months), strict=True):
        if shown.percent is not None:
            assert row.people >= 10
            assert row.of_people - row.people >= 10
            assert row.of_people >= 20
            assert shown.part is not None
            assert shown.part % 5 == 0
        else:
            assert shown.part is None
            assert shown.whole is None
