"""Charts keep every mark inside the picture, differ by shape as well as colour, and say their numbers in words."""

import itertools
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openward.design import samples
from openward.design.chart_measures import axis_for, spread_out, wrapped
from openward.design.chart_words import read_aloud
from openward.design.charts import draw_chart, draw_sparkline
from openward.design.shapes import ChartNote, ChartPoint, ChartSegment, ChartView

Draw = Callable[..., str]

readings = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 3))
kinds = st.sampled_from(["common", "improvement", "concern", "neutral"])


@st.composite
def views(draw: st.DrawFn) -> ChartView:
    values = draw(
        st.lists(st.none() | readings, min_size=1, max_size=40).filter(lambda some: any(v is not None for v in some))
    )
    points = tuple(ChartPoint(draw(st.text("Jan 2026<&", max_size=12)), value, draw(kinds)) for value in values)
    lower, mean, upper = sorted(draw(st.tuples(readings, readings, readings)))
    notes = tuple(
        ChartNote(draw(st.integers(0, len(points) - 1)), draw(st.text("abc <&", max_size=60)))
        for _ in range(draw(st.integers(0, 4)))
    )
    return ChartView(
        "Title", "Finding", "Description", points, draw(st.sampled_from(["", "%", " min"])),
        (ChartSegment(0, len(points) - 1, mean, lower, upper),), draw(st.none() | readings), notes,
        draw(st.booleans()),
    )  # fmt: skip


def drawings(view: ChartView) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(f"<div>{draw_chart(view)}</div>"))


def coordinates(svg: ElementTree.Element) -> list[tuple[float, float]]:
    found = []
    for element in svg.iter():
        for x, y in (("x", "y"), ("x1", "y1"), ("x2", "y2"), ("cx", "cy")):
            if x in element.attrib:
                found.append((float(element.attrib[x]), float(element.attrib[y])))
        if element.tag == "rect":
            far = (float(element.attrib["width"]), float(element.attrib["height"]))
            found.append((found[-1][0] + far[0], found[-1][1] + far[1]))
        found += [tuple(map(float, pair.split(","))) for pair in element.attrib.get("points", "").split()]  # type: ignore[misc]
    return found


@settings(deadline=None, max_examples=60)
@given(views())
def test_everything_lies_inside_the_picture(view: ChartView) -> None:
    wide, narrow = drawings(view)
    for svg in (wide, narrow):
        _, _, width, height = map(float, svg.attrib["viewBox"].split())
        for x, y in coordinates(svg):
            assert -0.1 <= x <= width + 0.1
            assert -0.1 <= y <= height + 0.1
        marks = [element for element in svg.iter() if "ow-chart__dot " in element.attrib.get("class", "")]
        assert len(marks) == sum(point.value is not None for point in view.points)


@settings(deadline=None, max_examples=60)
@given(views())
def test_higher_readings_are_never_drawn_lower(view: ChartView) -> None:
    svg = drawings(ChartView(**{**{name: getattr(view, name) for name in view.__slots__}, "points": tuple(
        ChartPoint(point.label, point.value) for point in view.points
    )}))[0]  # fmt: skip
    places = [float(element.attrib["cy"]) for element in svg.iter("circle")]
    values = [point.value for point in view.points if point.value is not None]
    for (above, high), (below, low) in zip(
        sorted(zip(places, values, strict=True), key=lambda pair: pair[1])[1:],
        sorted(zip(places, values, strict=True), key=lambda pair: pair[1])[:-1],
        strict=True,
    ):
        assert above <= below or high == low


@given(st.lists(readings, min_size=1), st.none() | readings, st.none() | readings)
def test_an_axis_holds_its_values_between_round_ticks(
    values: list[float], lowest: float | None, highest: float | None
) -> None:
    axis = axis_for(values, lowest, highest)
    assert axis.low <= min(values) + 1e-6 * abs(min(values))
    assert axis.high >= max(values) - 1e-6 * abs(max(values))
    assert 2 <= len(axis.ticks) <= 12
    assert axis.low < axis.high


@pytest.mark.parametrize(
    ("values", "lowest", "starts_at"),
    [
        ([12, 40], None, 0),
        ([41, 66], None, 0),
        ([212, 290], None, 0),
        ([980, 1010], None, 980),
        ([-5, 5], None, -5),
        ([7], None, 0),
    ],
)
def test_an_axis_begins_at_zero_unless_nothing_could_be_seen(
    values: list[float], lowest: float | None, starts_at: float
) -> None:
    assert axis_for(values, lowest).low == pytest.approx(starts_at, abs=3)
    assert axis_for(values, lowest).starts_at_zero is (starts_at == 0)


def test_a_cut_scale_says_so() -> None:
    points = (ChartPoint("a", 980), ChartPoint("b", 1010))
    assert "The scale begins at 980" in draw_chart(ChartView("t", "f", "d", points))
    assert "The scale begins" not in draw_chart(samples.charts()["improved"])


@given(st.lists(st.floats(0, 300), max_size=8))
def test_labels_are_moved_apart_in_their_order(places: list[float]) -> None:
    moved = spread_out(places, 18, 0, 300)
    in_order = [moved[which] for which in sorted(range(len(places)), key=lambda which: places[which])]
    assert all(after - before >= 18 - 1e-9 for before, after in itertools.pairwise(in_order))
    assert not moved or max(moved) <= 300


def test_long_notes_are_cut_with_an_ellipsis() -> None:
    assert wrapped("Soft-close bins", 26, 2) == ["Soft-close bins"]
    lines = wrapped(f"{samples.LONG} and more of it here", 26, 2)
    assert len(lines) == 2
    assert all(len(line) <= 26 for line in lines)
    assert lines[0].endswith("…")


class TestTheSleepChart:
    view = samples.charts()["improved"]

    def test_text_alternative_contains_the_numbers(self) -> None:
        words = read_aloud(self.view)
        for expected in ("22 readings", "Jan 2024", "Oct 2025", "37%", "66%", "61%", "51.9%", "70.1%", "75%"):
            assert expected in words
        for svg in drawings(self.view):
            description = svg.find("desc")
            title = svg.find("title")
            assert description is not None
            assert title is not None
            assert words in (description.text or "")
            assert self.view.finding in (description.text or "")
            assert svg.attrib["role"] == "img"
            assert svg.attrib["aria-labelledby"] == title.attrib["id"]

    def test_layers(self) -> None:
        wide, narrow = drawings(self.view)
        for svg in (wide, narrow):
            classes = [element.attrib.get("class", "") for element in svg.iter()]
            assert classes.count("ow-chart__mean") == 2
            assert classes.count("ow-chart__limit") == 4
            assert classes.count("ow-chart__target") == 1
            assert classes.count("ow-chart__flag") == 2
            assert classes.count("ow-chart__line") == 1
            assert sum("ow-chart__say--improvement" in name for name in classes) == 1
            assert classes.count("ow-chart__dot ow-chart__dot--common") == 13
            assert classes.count("ow-chart__dot ow-chart__dot--improvement") == 9
        assert "2. Lights dimmed from 11" in " ".join(wide.itertext())
        assert "Lights dimmed" not in " ".join(text.text or "" for text in narrow.iter("text"))

    def test_labels_beside_do_not_meet(self) -> None:
        for svg, size in zip(drawings(self.view), (16, 14), strict=True):
            places = sorted(
                float(text.attrib["y"]) for text in svg.iter("text") if "ow-chart__label" in text.attrib["class"]
            )
            assert len(places) == 5
            assert all(after - before >= size for before, after in itertools.pairwise(places))

    def test_labels_below_do_not_meet(self) -> None:
        for svg, size in zip(drawings(self.view), (16, 14), strict=True):
            ticks = [
                (float(text.attrib["x"]), len(text.text or "") * size * 0.5)
                for text in svg.iter("text")
                if text.attrib["class"] == "ow-chart__tick" and text.attrib["text-anchor"] == "middle"
            ]
            assert len(ticks) >= 2
            for (left, width), (right, other) in itertools.pairwise(ticks):
                assert left + width / 2 < right - other / 2

    def test_the_component_says_the_finding_and_offers_the_numbers(self, draw: Draw) -> None:
        html = draw("{{ ui.chart(view) }}", view=self.view)
        assert re.search(r"<h3[^>]*>More people sleep well", html)
        assert '<th scope="row"' in html
        assert 'href="#csv"' in html
        assert "style=" not in html


def test_special_causes_differ_by_shape() -> None:
    points = tuple(
        ChartPoint(kind, place, kind) for place, kind in enumerate(("common", "improvement", "concern", "neutral"))
    )  # type: ignore[arg-type]
    wide = drawings(ChartView("t", "f", "d", points))[0]
    shapes = {
        element.attrib["class"].rsplit("--", 1)[1]: len(element.attrib.get("points", "").split())
        for element in wide.iter()
        if "ow-chart__dot " in element.attrib.get("class", "")
    }
    assert shapes == {"common": 0, "improvement": 4, "concern": 3, "neutral": 4}
    diamond = next(e for e in wide.iter("polygon") if "improvement" in e.attrib["class"]).attrib["points"]
    square = next(e for e in wide.iter("polygon") if "neutral" in e.attrib["class"]).attrib["points"]
    assert len({pair.split(",")[0] for pair in square.split()}) == 2
    assert len({pair.split(",")[0] for pair in diamond.split()}) == 3
    words = " ".join(text.text or "" for text in wide.iter("text"))
    for said in ("better than usual", "worse than usual", "unusual"):
        assert said in words or f"{said}" in " ".join(title.text or "" for title in wide.iter("title"))


def test_gaps_break_the_line() -> None:
    svg = drawings(samples.charts()["ordinary"])[0]
    assert len([e for e in svg.iter("polyline") if e.attrib["class"] == "ow-chart__line"]) == 2


def test_a_chart_without_readings_says_so_and_draws_nothing(draw: Draw) -> None:
    assert draw_chart(samples.charts()["empty"]) == ""
    html = draw("{{ ui.chart(view) }}", view=samples.charts()["empty"])
    assert "There are no readings yet." in html
    assert "<svg" not in html
    assert read_aloud(ChartView("t", "f", "d", (ChartPoint("a", None),))) == "There are no readings yet."


def test_trial_limits_are_named(draw: Draw) -> None:
    html = draw("{{ ui.chart(view) }}", view=samples.charts()["trial"])
    assert "trial limits" in html
    assert "ow-chart__limit--trial" in html


def test_a_single_reading_can_be_drawn() -> None:
    assert len(drawings(ChartView("t", "f", "d", (ChartPoint("a", 0.0),)))) == 2


@given(st.lists(st.none() | readings, max_size=30))
def test_a_sparkline_stays_inside_and_says_what_it_shows(values: list[float | None]) -> None:
    html = draw_sparkline(values, 'rising & "quoted"')
    if not any(value is not None for value in values):
        assert html == ""
        return
    svg = ElementTree.fromstring(html)
    assert svg.attrib["aria-label"] == 'rising & "quoted"'
    for x, y in coordinates(svg):
        assert 0 <= x <= 120
        assert 0 <= y <= 32
