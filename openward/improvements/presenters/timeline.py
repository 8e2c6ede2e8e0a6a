"""Tests of change as bars below a chart, on the chart's own time axis."""

import datetime
from collections.abc import Sequence

from django.utils.translation import gettext as _
from markupsafe import Markup

from openward.design.chart_measures import LETTER, WIDE
from openward.design.charts import wide_places
from openward.design.shapes import ChartView
from openward.design.wording import day
from openward.improvements.models import Cycle

BAR, GAP = 24, 6


def timeline(
    view: ChartView, dates: Sequence[datetime.date], cycles: Sequence[Cycle], today: datetime.date
) -> Markup:
    """The bars as SVG, as wide as the chart; empty where nothing can be placed. The cards tell it in words."""
    if len(dates) < 2 or not cycles:
        return Markup("")
    places = wide_places(view)
    bars = Markup("").join(
        _bar(dates, places, cycle, row * (BAR + GAP), today) for row, cycle in enumerate(cycles)
    )
    return Markup('<svg class="imp-time" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        WIDE.width, len(cycles) * (BAR + GAP), _("When each test ran, on the axis of the chart"), bars
    )


def _bar(
    dates: Sequence[datetime.date], places: Sequence[float], cycle: Cycle, top: int, today: datetime.date
) -> Markup:
    ends_on = cycle.ends_on or max(cycle.starts_on, min(today, dates[-1]))
    left = _place(dates, places, cycle.starts_on)
    right = max(_place(dates, places, ends_on), left + 8)
    words = _("Test %(number)s") % {"number": cycle.number}
    is_after = right + len(words) * WIDE.type_size * LETTER + 12 < WIDE.width
    bar = Markup('<rect x="{:.1f}" y="{}" width="{:.1f}" height="{}" rx="4"/>').format(left, top, right - left, BAR)
    text = Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(
        right + 8 if is_after else left - 8, top + BAR * 0.7, "start" if is_after else "end", words
    )
    title = f"{words}: {cycle.title}, {day(cycle.starts_on)}"
    return Markup('<g class="imp-time__test imp-time__test--{}"><title>{}</title>{}{}</g>').format(
        cycle.verdict or "open", title, bar, text
    )


def _place(dates: Sequence[datetime.date], places: Sequence[float], on: datetime.date) -> float:
    """Where a day lies between the readings, which stand at equal distances."""
    if on <= dates[0]:
        return places[0]
    if on >= dates[-1]:
        return places[-1]
    index = max(number for number, date in enumerate(dates) if date <= on)
    share = (on - dates[index]).days / (dates[index + 1] - dates[index]).days
    return places[index] + (places[index + 1] - places[index]) * share
