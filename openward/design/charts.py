"""Charts drawn on the server as SVG.

Every chart is drawn twice, for a wide and for a narrow place; the style sheet shows one of them. Colours come from
classes, so that screen, print and forced colours can each have their own. Nothing is written as a style.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from django.utils.translation import gettext, pgettext
from markupsafe import Markup, escape

from openward.design.chart_measures import LETTER, NARROW, WIDE, Size, axis_for, spread_out, wrapped
from openward.design.chart_words import kind_in_words, last_segment, read_aloud, value_in_words
from openward.design.shapes import ChartPoint, ChartView, PointKind
from openward.design.wording import number

Anchor = Literal["start", "middle", "end"]


# --- Pieces -------------------------------------------------------------------------------------------------------


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _line(x1: float, y1: float, x2: float, y2: float, name: str) -> str:
    return f'<line class="{name}" x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"/>'


def _text(x: float, y: float, words: str, name: str, anchor: Anchor = "start") -> str:
    return f'<text class="{name}" x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}">{escape(words)}</text>'


def _mark(x: float, y: float, kind: PointKind, scale: float) -> str:
    """A dot; special causes differ by shape as well as by colour."""
    name = f"ow-chart__dot ow-chart__dot--{kind}"
    r = {"common": 3.8, "neutral": 5.0, "improvement": 6.2, "concern": 6.2}[kind] * scale
    corners: tuple[tuple[float, float], ...]
    if kind == "improvement":
        corners = ((x, y - r), (x + r, y), (x, y + r), (x - r, y))
    elif kind == "concern":
        corners = ((x, y - r), (x + r * 0.95, y + r * 0.75), (x - r * 0.95, y + r * 0.75))
    elif kind == "neutral":
        corners = ((x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r))
    else:
        return f'<circle class="{name}" cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}"/>'
    return f'<polygon class="{name}" points="{" ".join(f"{_n(a)},{_n(b)}" for a, b in corners)}"/>'


class _Drawing:
    """One drawing of a chart: places are worked out once, then each layer is written."""

    def __init__(self, view: ChartView, size: Size) -> None:
        self.view, self.size = view, size
        values = [point.value for point in view.points if point.value is not None]
        bounds = [*values, *([view.target] if view.target is not None else [])]
        for segment in view.segments:
            bounds += [edge for edge in (segment.mean, segment.lower, segment.upper) if edge is not None]
        self.axis = axis_for(bounds, view.lowest, view.highest)
        self.edge_labels = self._edge_labels()
        longest = max(len(words) for _, words, _ in self.edge_labels)
        room = 0.4 if size is NARROW else 0.25
        self.right = size.width - min(longest * size.type_size * LETTER + 12, size.width * room)
        self.flags, self.top = self._place_flags()
        self.bottom = self.top + size.plot_height
        self.height = self.bottom + size.type_size * 2 + (0 if self.axis.starts_at_zero else size.type_size * 1.5)

    @property
    def inner(self) -> float:
        return self.right - self.size.left

    def x(self, index: float) -> float:
        inset = 12
        count = len(self.view.points)
        if count == 1:
            return self.size.left + self.inner / 2
        return self.size.left + inset + (self.inner - 2 * inset) * index / (count - 1)

    def y(self, value: float) -> float:
        share = (value - self.axis.low) / (self.axis.high - self.axis.low)
        return self.bottom - share * self.size.plot_height

    def _place_flags(self) -> tuple[list[tuple[int, float, int, list[str]]], float]:
        """Flags (index, left edge, lane, lines) in as few lanes as hold them, and where the plot may begin."""
        size = self.size
        notes = sorted(
            (note for note in self.view.notes if 0 <= note.index < len(self.view.points)),
            key=lambda note: note.index,
        )
        if not notes:
            return [], size.type_size * 1.6
        lanes: list[float] = []
        placed = []
        for place, note in enumerate(notes, start=1):
            lines = [f"{place}"]
            if size.notes_as_text:
                lines = wrapped(f"{place}. {note.text}", 26, 2)
            width = max(len(line) for line in lines) * size.type_size * LETTER + 12
            left = self.x(note.index)
            if left + width > size.width - 4:
                left = self.x(note.index) - width
            lane = next((number for number, end in enumerate(lanes) if end <= left - 4), len(lanes))
            if lane == len(lanes):
                lanes.append(0.0)
            lanes[lane] = left + width
            placed.append((note.index, left, lane, lines))
        return placed, len(lanes) * self._lane_height() + size.type_size * 1.2

    def _lane_height(self) -> float:
        return self.size.type_size * (2.7 if self.size.notes_as_text else 1.7)

    # Layers, from the back to the front.

    def grid(self) -> list[str]:
        size, parts = self.size, []
        for tick in self.axis.ticks:
            y = self.y(tick)
            parts.append(_line(size.left, y, self.right, y, "ow-chart__grid"))
            words = f"{number(tick, self.axis.decimals)}{self.view.unit if self.view.unit == '%' else ''}"
            parts.append(_text(size.left - 8, y + size.type_size * 0.35, words, "ow-chart__tick", "end"))
        return parts

    def labels_below(self) -> list[str]:
        points, size = self.view.points, self.size
        longest = max(len(point.label) for point in points) * size.type_size * LETTER + 14
        room = max(1, int(self.inner // longest))
        count = len(points)
        every = max(1, math.ceil((count - 1) / max(1, room - 1))) if room > 1 else count
        parts = []
        y = self.bottom + size.type_size * 1.5
        for index in range(0, count, every):
            half = len(points[index].label) * size.type_size * LETTER / 2
            x = min(max(self.x(index), half), size.width - half)
            parts.append(_line(self.x(index), self.bottom, self.x(index), self.bottom + 5, "ow-chart__grid"))
            parts.append(_text(x, y, points[index].label, "ow-chart__tick", "middle"))
        if not self.axis.starts_at_zero:
            words = gettext("The scale begins at %(value)s.") % {
                "value": f"{number(self.axis.low, self.axis.decimals)}{self.view.unit}"
            }
            parts.append(_text(size.left, y + size.type_size * 1.5, words, "ow-chart__tick"))
        return parts

    def limits(self) -> list[str]:
        parts = []
        trial = " ow-chart__limit--trial" if self.view.trial else ""
        for segment in self.view.segments:
            first = max(self.size.left, self.x(segment.first) - self._half_step())
            last = min(self.right, self.x(segment.last) + self._half_step())
            if segment.lower is not None and segment.upper is not None:
                top = self.y(segment.upper)
                parts.append(
                    f'<rect class="ow-chart__band" x="{_n(first)}" y="{_n(top)}" '
                    f'width="{_n(last - first)}" height="{_n(self.y(segment.lower) - top)}"/>'
                )
            edges = [self.y(edge) for edge in (segment.lower, segment.upper) if edge is not None]
            parts += [_line(first, y, last, y, f"ow-chart__limit{trial}") for y in edges]
            if segment.mean is not None:
                parts.append(_line(first, self.y(segment.mean), last, self.y(segment.mean), "ow-chart__mean"))
        if self.view.target is not None:
            y = self.y(self.view.target)
            parts.append(_line(self.size.left, y, self.right, y, "ow-chart__target"))
        return parts

    def _half_step(self) -> float:
        return (self.x(1) - self.x(0)) / 2 if len(self.view.points) > 1 else self.inner / 2

    def flag_parts(self) -> list[str]:
        parts = []
        size = self.size
        for index, left, lane, lines in self.flags:
            top = 2 + lane * self._lane_height()
            width = max(len(line) for line in lines) * size.type_size * LETTER + 12
            height = size.type_size * (0.5 + 1.1 * len(lines))
            value = self.view.points[index].value
            end = self.bottom if value is None else self.y(value) - 8
            parts.append(_line(self.x(index), top + height, self.x(index), end, "ow-chart__pole"))
            parts.append(
                f'<rect class="ow-chart__flag" x="{_n(left)}" y="{_n(top)}" width="{_n(width)}" '
                f'height="{_n(height)}" rx="3"/>'
            )
            for row, line in enumerate(lines):
                y = top + size.type_size * (1.08 + row * 1.1)
                parts.append(_text(left + 6, y, line, "ow-chart__flag-text"))
        return parts

    def readings(self) -> list[str]:
        parts: list[str] = []
        run: list[tuple[float, float]] = []
        for index, point in enumerate(self.view.points):
            if point.value is None:
                parts += self._path(run)
                run = []
            else:
                run.append((self.x(index), self.y(point.value)))
        parts += self._path(run)
        crowd = (self.x(1) - self.x(0)) / 11 if len(self.view.points) > 1 else 1.0
        scale = min(1.0, max(0.55, crowd))
        for index, point in enumerate(self.view.points):
            if point.value is not None:
                words = f"{point.label}: {value_in_words(self.view, point.value)}"
                if point.kind != "common":
                    words = f"{words}, {kind_in_words(point.kind)}"
                mark = _mark(self.x(index), self.y(point.value), point.kind, scale)
                parts.append(f"<g><title>{escape(words)}</title>{mark}</g>")
        return parts

    @staticmethod
    def _path(run: list[tuple[float, float]]) -> list[str]:
        if len(run) < 2:
            return []
        return [f'<polyline class="ow-chart__line" points="{" ".join(f"{_n(x)},{_n(y)}" for x, y in run)}"/>']

    def run_labels(self) -> list[str]:
        """The meaning of special causes, written once beside each run of them."""
        parts = []
        ends: dict[str, float] = {"above": -math.inf, "below": -math.inf}
        for kind, run in _runs(self.view.points):
            if kind == "common":
                continue
            places = [(self.x(index), self.y(value)) for index, value in run]
            middle = (places[0][0] + places[-1][0]) / 2
            words = kind_in_words(kind)
            half = len(words) * self.size.type_size * LETTER / 2
            middle = min(max(middle, self.size.left + half), self.right - half)
            mean = self._mean_at(run[0][0])
            is_above = mean is None or sum(value for _, value in run) / len(run) >= mean
            side = "above" if is_above else "below"
            near = [place[1] for place in places if abs(place[0] - middle) <= half + 6] or [places[0][1]]
            y = min(near) - 12 if is_above else max(near) + 12 + self.size.type_size * 0.8
            y = self._clear_of_lines(y, run[0][0], up=is_above)
            y = min(max(y, self.top), self.bottom - 4)
            if middle - half < ends[side] + 6:
                continue
            ends[side] = middle + half
            parts.append(_text(middle, y, words, f"ow-chart__say ow-chart__say--{kind}", "middle"))
        return parts

    def _clear_of_lines(self, y: float, index: int, *, up: bool) -> float:
        """A baseline moved past every limit, mean or target that would run through its letters."""
        values = [self.view.target]
        for segment in self.view.segments:
            if segment.first <= index <= segment.last:
                values += [segment.lower, segment.mean, segment.upper]
        height = self.size.type_size * 0.8
        for line in sorted((self.y(value) for value in values if value is not None), reverse=up):
            if y - height - 2 < line < y + 4:
                y = line - 6 if up else line + height + 6
        return y

    def _mean_at(self, index: int) -> float | None:
        for segment in self.view.segments:
            if segment.first <= index <= segment.last:
                return segment.mean
        return None

    def _edge_labels(self) -> list[tuple[float, str, str]]:
        """Last reading, mean, limits and target as (value, words, class)."""
        view, is_narrow = self.view, self.size is NARROW
        known = [point.value for point in view.points if point.value is not None]
        last = pgettext("chart label", "last %(value)s") % {"value": value_in_words(view, known[-1])}
        wanted = [(known[-1], last, "last")]
        segment = last_segment(view)
        if segment:
            upper = pgettext("chart label", "upper %(value)s") if is_narrow else gettext("upper limit %(value)s")
            lower = pgettext("chart label", "lower %(value)s") if is_narrow else gettext("lower limit %(value)s")
            mean = pgettext("chart label", "mean %(value)s")
            for value, words in ((segment.upper, upper), (segment.mean, mean), (segment.lower, lower)):
                if value is not None:
                    wanted.append((value, words % {"value": value_in_words(view, value)}, "edge"))
        if view.target is not None:
            words = pgettext("chart label", "target %(value)s") % {"value": value_in_words(view, view.target)}
            wanted.append((view.target, words, "target"))
        return wanted

    def labels_beside(self) -> list[str]:
        """The lines and the last reading named at the right edge, moved apart where they would meet."""
        size = self.size
        places = spread_out(
            [self.y(value) for value, _, _ in self.edge_labels], size.type_size * 1.15, self.top, self.bottom
        )
        return [
            _text(self.right + 8, y + size.type_size * 0.35, words, f"ow-chart__label ow-chart__label--{name}")
            for y, (_, words, name) in zip(places, self.edge_labels, strict=True)
        ]

    def svg(self) -> str:
        name = f"{self.view.key}-{self.size.name}"
        title, words = escape(self.view.title), escape(f"{self.view.finding} {read_aloud(self.view)}".strip())
        layers = [
            *self.grid(), *self.limits(), *self.flag_parts(), *self.readings(), *self.run_labels(),
            *self.labels_below(), *self.labels_beside(),
        ]  # fmt: skip
        return (
            f'<svg class="ow-chart__drawing ow-chart__drawing--{self.size.name}" role="img" '
            f'viewBox="0 0 {self.size.width} {_n(self.height)}" '
            f'aria-labelledby="{name}-title" aria-describedby="{name}-desc">'
            f'<title id="{name}-title">{title}</title><desc id="{name}-desc">{words}</desc>{"".join(layers)}</svg>'
        )


def _runs(points: Sequence[ChartPoint]) -> list[tuple[PointKind, list[tuple[int, float]]]]:
    runs: list[tuple[PointKind, list[tuple[int, float]]]] = []
    for index, point in enumerate(points):
        if point.value is None:
            continue
        if runs and runs[-1][0] == point.kind and runs[-1][1][-1][0] == index - 1:
            runs[-1][1].append((index, point.value))
        else:
            runs.append((point.kind, [(index, point.value)]))
    return runs


# --- What templates call ------------------------------------------------------------------------------------------


def draw_chart(view: ChartView) -> Markup:
    """The picture alone, wide and narrow; the `chart` component adds finding, notes, table and download.

    A chart without a single reading draws nothing: the component says so in words.
    """
    if all(point.value is None for point in view.points):
        return Markup("")
    return Markup(_Drawing(view, WIDE).svg() + _Drawing(view, NARROW).svg())  # noqa: S704 -- escaped piece by piece


def wide_places(view: ChartView) -> tuple[float, ...]:
    """How far from the left each point stands on the wide drawing, for what is drawn below it on the same axis."""
    drawing = _Drawing(view, WIDE)
    return tuple(drawing.x(index) for index in range(len(view.points)))


def draw_sparkline(values: Sequence[float | None], label: str, mean: float | None = None) -> Markup:
    """A line as high as a line of text. `label` says in words what it shows."""
    known = [value for value in values if value is not None]
    width, height, edge = 120, 32, 4
    if not known:
        return Markup("")
    bounds = [*known, *([mean] if mean is not None else [])]
    low, high = min(bounds), max(bounds)
    span = (high - low) or 1.0

    def y(value: float) -> float:
        return height - edge - (value - low) / span * (height - 2 * edge) if high > low else height / 2

    step = (width - 2 * edge) / max(1, len(values) - 1)
    parts: list[str] = []
    if mean is not None:
        parts.append(_line(edge, y(mean), width - edge, y(mean), "ow-chart__mean"))
    run: list[tuple[float, float]] = []
    for index, value in enumerate(values):
        if value is None:
            parts += _Drawing._path(run)
            run = []
        else:
            run.append((edge + index * step, y(value)))
    parts += _Drawing._path(run)
    last = max(index for index, value in enumerate(values) if value is not None)
    parts.append(
        f'<circle class="ow-chart__dot ow-chart__dot--last" cx="{_n(edge + last * step)}" '
        f'cy="{_n(y(known[-1]))}" r="3"/>'
    )
    return Markup(  # noqa: S704 -- the label is escaped, everything else is numbers
        f'<svg class="ow-sparkline" role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )
