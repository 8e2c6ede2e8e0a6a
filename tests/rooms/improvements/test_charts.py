"""Charts of measures: what they say, what their limits rest on, and what the public may see of a theme's share."""

import datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from openward.improvements.actions.cycles import start_cycle
from openward.improvements.actions.improvements import follow_theme, show_improvement
from openward.improvements.actions.measures import enter_readings, freeze_limits, rebase_limits, remove_reading
from openward.improvements.models import Measure
from openward.improvements.queries import chart_of, charted, headline_chart
from openward.improvements.queries.chart_words import sentences
from openward.improvements.queries.charts import note_index
from openward.improvements.queries.readings import can_carry_limits
from openward.methods.spc import READING_KEYS, reading_in_words, xmr_chart
from openward.people.access import SYSTEM, VISITOR
from openward.themes.models import EngagementMonth, ThemeMonth
from tests.factories.riverbend import Riverbend
from tests.rooms.improvements.ground import WAITS, make_improvement, make_measure, make_theme, month


def test_a_real_change_is_said_in_plain_words(riverbend: Riverbend) -> None:
    measure = make_measure(riverbend, make_improvement(riverbend), target=20.0)
    view = chart_of(freeze_limits(measure=measure, on=month(11), reason="r", version=1, by=SYSTEM))
    assert view.finding == (
        "There is a real change for the better since December 2025: eight readings in a row below the mean."
    )
    assert "target of 20 minutes will not be met" in view.description
    assert [point.kind for point in view.points[-7:]] == ["improvement"] * 7
    assert view.points[0].label == "Jan 2025"
    assert (view.unit, view.target, view.trial) == (" minutes", 20.0, False)
    assert view.csv_href == f"/measures/{measure.pk}/readings.csv"
    assert view.table is not None
    assert len(view.table.rows) == len(WAITS)


def test_ordinary_variation_and_trial_limits_are_called_so(riverbend: Riverbend) -> None:
    measure = make_measure(riverbend, make_improvement(riverbend), 8)
    view = chart_of(measure)
    assert view.finding == "This is ordinary variation: nothing has really changed since January 2025."
    assert view.trial
    assert "8 readings, and settle at 12" in view.description


@pytest.mark.parametrize(
    ("count", "finding"),
    [
        (0, "There are no readings yet."),
        (1, "Too early to say: 1 reading so far, and limits need at least 5."),
        (4, "Too early to say: 4 readings so far, and limits need at least 5."),
    ],
)
def test_too_few_readings_have_no_limits_and_say_so(riverbend: Riverbend, count: int, finding: str) -> None:
    view = chart_of(make_measure(riverbend, make_improvement(riverbend), count))
    assert (view.finding, view.segments, len(view.points)) == (finding, (), count)


def test_a_rebased_chart_has_lines_of_its_own_on_either_side(riverbend: Riverbend) -> None:
    measure = make_measure(riverbend, make_improvement(riverbend))
    measure = rebase_limits(measure=measure, on=month(12), reason="It lasts", version=1, by=SYSTEM)
    view = chart_of(measure)
    before, after = xmr_chart(WAITS[:12]), xmr_chart(WAITS[12:])
    assert [(part.first, part.last, part.mean) for part in view.segments] == [
        (0, 11, before.centre[0]), (12, 18, after.centre[0])
    ]  # fmt: skip
    assert view.finding == (
        "Better since January 2026: the mean went from 41.7 minutes to 30.1 minutes and has stayed there."
    )
    assert view.trial


def test_frozen_limits_ignore_what_comes_later_also_beside_a_rebased_part(riverbend: Riverbend) -> None:
    measure = make_measure(riverbend, make_improvement(riverbend))
    measure = rebase_limits(measure=measure, on=month(7), reason="r", version=1, by=SYSTEM)
    measure = freeze_limits(measure=measure, on=month(12), reason="r", version=2, by=SYSTEM)
    chart = charted(measure).chart
    assert chart is not None
    assert [(phase.start, phase.stop, phase.baseline) for phase in chart.phases] == [(0, 7, 7), (7, 19, 6)]
    assert chart.centre[7] == xmr_chart(WAITS[7:], freeze_after=6).centre[0]


def test_a_part_left_with_too_few_readings_joins_its_neighbour(riverbend: Riverbend) -> None:
    measure = make_measure(riverbend, make_improvement(riverbend))
    measure = rebase_limits(measure=measure, on=month(14), reason="r", version=1, by=SYSTEM)
    remove_reading(reading=measure.readings.all()[18], was=28.0, by=SYSTEM)
    chart = charted(Measure.objects.get(pk=measure.pk)).chart
    assert chart is not None
    assert len(chart.phases) == 1


DATES = st.lists(st.integers(0, 900), unique=True, max_size=40).map(
    lambda days: sorted(datetime.date(2024, 1, 1) + datetime.timedelta(days=day) for day in days)
)
ANY_DATE = st.integers(-30, 930).map(lambda day: datetime.date(2024, 1, 1) + datetime.timedelta(days=day))


@given(DATES, st.lists(ANY_DATE, max_size=3), st.none() | ANY_DATE, st.data())
def test_any_limits_on_any_dates_draw_a_chart_or_say_that_they_cannot(dates, rebase_on, freeze_on, data) -> None:  # type: ignore[no-untyped-def]
    from openward.improvements.queries.charts import _control_chart
    from openward.improvements.queries.readings import Series, stretches_of

    values = tuple(float(data.draw(st.integers(-50, 50))) for _ in dates)
    measure = Measure(better="increase", rebase_on=sorted(rebase_on), freeze_after_on=freeze_on)
    chart = _control_chart(measure, Series(tuple(dates), values))
    if len(dates) < 5:
        assert chart is None
        return
    assert chart is not None
    assert chart.values == values
    assert len(chart.centre) == len(dates) == chart.phases[-1].stop
    if can_carry_limits(dates, freeze_after_on=freeze_on, rebase_on=rebase_on):
        assert [(phase.start, phase.stop) for phase in chart.phases] == stretches_of(dates, rebase_on)
    assert sentences(chart, dates, "%")


def test_every_reading_of_the_method_has_a_sentence() -> None:
    seen: set[str] = set()
    series = [
        [5, 6, 5, 4, 5, 6], [*[5, 6, 4, 5, 6, 4, 5, 6, 4, 5, 6], 30], [*[5, 6, 4, 5, 6, 4, 5, 6, 4, 5, 6], -20],
        [*range(20)], [*range(20, 0, -1)], [5, 4, 6, 4, 5, 5, 4, 4, 4, 5, 6, 4, 6, 5, 6, 8, 9, 8],
        [5, 6, 4] * 5 + [2.8, 5, 2.7],
        [5, 6, 4] * 4 + [9] * 8, [5, 6, 4] * 4 + [1] * 8, [5, 6, 4] * 4 + [9] * 8 + [5, 6], [3] * 6,
    ]  # fmt: skip
    for values in series:
        for better in ("increase", "decrease", "neutral"):
            for target in (None, -100.0, 5.0, 100.0):
                rebase_at = [6] if len(values) > 11 else []
                for cuts in ([], rebase_at):
                    chart = xmr_chart(values, improvement=better, target=target, rebase_at=cuts)
                    said = sentences(chart, [month(place) for place in range(len(values))], "minutes")
                    seen |= {reading.key for reading in reading_in_words(chart)}
                    for sentence in said:
                        assert "%(" not in sentence
                        assert sentence[0].isupper() or sentence[0].isdigit()
                        assert sentence.endswith(".")
    assert set(READING_KEYS) - seen <= {"small_denominators"}


CHANGED = [*[5, 6, 4, 5, 7, 4, 6, 5, 4, 6, 5, 4], *[12, 13, 11, 12, 14, 11, 13, 12, 13, 12]]


def _said(values: list[int], **options: object) -> list[str]:
    chart = xmr_chart(values, improvement="increase", **options)  # type: ignore[arg-type]
    return sentences(chart, [month(place) for place in range(len(values))], "")


def test_a_lasting_change_is_not_told_a_second_time_as_its_opposite() -> None:
    first, hint, *rest = _said(CHANGED)
    assert first.startswith("There is a real change for the better since ")
    assert first.endswith("ten readings in a row above the mean.")
    assert hint.startswith("The readings before it pull the mean their way. Freeze the limits before the change")
    assert not [one for one in rest if "for the worse" in one or "for the better" in one]


def test_what_is_worse_is_told_wherever_limits_do_not_rest_on_the_change() -> None:
    frozen = _said(CHANGED, freeze_after=12)
    assert frozen[0].startswith("There is a real change for the better since ")
    assert not any("pull the mean" in one for one in frozen)
    # A change that is over, or one for the worse that goes on, hides nothing.
    assert any("for the worse since" in one for one in _said(CHANGED[::-1]))
    came_and_went = _said([*CHANGED[:12], *CHANGED[12:20], *CHANGED[:6]])
    assert not any("pull the mean" in one for one in came_and_went)
    assert any("for the better from" in one for one in came_and_went)


def test_sentences_follow_the_readers_language(riverbend: Riverbend) -> None:
    view = chart_of(make_measure(riverbend, make_improvement(riverbend), 3))
    with translation.override("zh-hans"):
        assert chart_of(Measure.objects.get()).csv_href == view.csv_href


@pytest.mark.parametrize(
    ("on", "index"),
    [
        (datetime.date(2025, 3, 17), 2),
        (month(0), 0),
        (datetime.date(2024, 12, 31), None),
        (datetime.date(2026, 7, 31), 18),
        (datetime.date(2026, 8, 1), None),
    ],
)
def test_a_monthly_reading_stands_for_its_month(on: datetime.date, index: int | None) -> None:
    assert note_index([month(place) for place in range(19)], on) == index


def test_a_weekly_note_stands_on_the_first_reading_that_could_show_it() -> None:
    weeks = [datetime.date(2026, 1, 5) + datetime.timedelta(weeks=place) for place in range(6)]
    assert note_index(weeks, datetime.date(2026, 1, 7)) == 1
    assert note_index(weeks, datetime.date(2026, 1, 1)) == 0
    assert note_index(weeks, datetime.date(2025, 1, 1)) is None
    assert note_index(weeks, datetime.date(2026, 6, 1)) is None
    assert note_index([], datetime.date(2026, 6, 1)) is None


def test_tests_of_change_are_flags_on_the_chart(riverbend: Riverbend) -> None:
    improvement = make_improvement(riverbend)
    measure = make_measure(riverbend, improvement)
    start_cycle(
        improvement=improvement, title="A board", plan="p", prediction="q", starts_on=datetime.date(2026, 1, 12),
        by=riverbend.actor("improver"),
    )  # fmt: skip
    assert [(note.index, note.text) for note in chart_of(measure).notes] == [(12, "A board")]


def test_the_headline_is_the_first_outcome_with_readings(riverbend: Riverbend) -> None:
    improvement = make_improvement(riverbend)
    assert headline_chart(improvement) is None
    make_measure(riverbend, improvement, 0, name="Empty outcome")
    make_measure(riverbend, improvement, 6, name="Process", kind="process")
    view = headline_chart(improvement)
    assert view is not None
    assert view.title == "Process"
    make_measure(riverbend, improvement, 6, name="Outcome")
    assert headline_chart(improvement).title == "Outcome"  # type: ignore[union-attr]


# --- Fed by the feedback ------------------------------------------------------------------------------------------


def count_months(theme, shares: list[tuple[int, int]]) -> None:  # type: ignore[no-untyped-def]
    """Months of a theme as counted: (people who speak of it, people who say anything)."""
    for place, (part, whole) in enumerate(shares):
        on = month(place)
        EngagementMonth.objects.create(
            engagement=theme.engagement, month=on, contributions=whole * 2, people=whole
        )
        ThemeMonth.objects.create(theme=theme, month=on, contributions=part * 2, people=part)


def test_a_themes_share_is_worked_out_from_what_people_say(riverbend: Riverbend) -> None:
    theme = make_theme(riverbend, is_public=True)
    improvement = make_improvement(riverbend, theme)
    measure = follow_theme(improvement=improvement, theme=theme, by=riverbend.actor("improver"))
    count_months(theme, [(30, 60)] * 12 + [(15, 60)] * 7 + [(1, 10), (0, 0)])
    view = chart_of(measure, actor=riverbend.actor("improver"))
    assert [point.value for point in view.points] == [50.0] * 12 + [25.0] * 7 + [10.0]
    assert view.unit == "%"
    assert view.segments[0].mean == pytest.approx(100 * (30 * 12 + 15 * 7 + 1) / (60 * 19 + 10))
    assert view.segments[-1].upper > view.segments[0].upper  # type: ignore[operator]
    assert "60 of 120" in [row[2] for row in view.table.rows]  # type: ignore[union-attr]


@pytest.mark.parametrize("reader", ["visitor", "outsider", "advisory"])
def test_small_numbers_of_a_theme_stay_with_staff(riverbend: Riverbend, reader: str) -> None:
    theme = make_theme(riverbend, is_public=True)
    improvement = make_improvement(riverbend, theme)
    measure = follow_theme(improvement=improvement, theme=theme, by=riverbend.actor("improver"))
    count_months(theme, [(31, 60)] * 6 + [(3, 60), (58, 60), (9, 18)])
    found = charted(measure, actor=riverbend.actor(reader))
    assert set(found.series.values) == {50.0}
    assert (found.series.withheld, found.series.counts) == (3, None)
    assert found.sentences[-1] == "3 months with few words are left out, so that nobody can be recognised."
    assert charted(measure, actor=riverbend.actor("coder")).series.withheld == 0


def test_a_hidden_theme_has_no_chart_for_the_public(riverbend: Riverbend) -> None:
    theme = make_theme(riverbend, is_public=False)
    improvement = make_improvement(riverbend, theme)
    follow_theme(improvement=improvement, theme=theme, by=riverbend.actor("improver"))
    show_improvement(improvement=improvement, by=riverbend.actor("improver"))
    count_months(theme, [(30, 60)] * 6)
    assert headline_chart(improvement, actor=VISITOR) is None
    assert headline_chart(improvement, actor=riverbend.actor("moderator")) is not None


def test_entering_for_a_date_that_is_there_keeps_one_point(riverbend: Riverbend) -> None:
    measure = make_measure(riverbend, make_improvement(riverbend), 5)
    enter_readings(measure=measure, readings={month(4): 99.0}, by=SYSTEM)
    assert [point.value for point in chart_of(measure).points] == [41, 44, 39, 43, 99]
