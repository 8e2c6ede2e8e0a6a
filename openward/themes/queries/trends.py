"""How often people speak of a theme, month by month: as a control chart with what it says in plain words.

Staff see every month as it is. Everybody else sees rounded shares of the months that enough people are behind, and a
chart that is made from those alone, so that its lines tell no more than its points.
"""

import dataclasses
import datetime
import functools
import uuid
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from openward.design.shapes import ChartPoint, ChartSegment, ChartView, PointKind, TableView
from openward.design.wording import month, month_short, number
from openward.methods.small_numbers import LEAST_DENOMINATOR, PUBLIC_THRESHOLD, ROUND_TO, proportion, suppress_table
from openward.methods.spc import ControlChart, PointType, Reading, p_chart, reading_in_words
from openward.methods.spc.result import POINTS_NEEDED
from openward.people.access import Actor
from openward.themes.access import reads_words
from openward.themes.models import Theme
from openward.themes.queries.counts import MonthCount, month_counts

KINDS: dict[PointType, PointKind] = {
    PointType.COMMON: "common",
    PointType.IMPROVEMENT: "neutral",
    PointType.CONCERN: "neutral",
    PointType.NEUTRAL_HIGH: "neutral",
    PointType.NEUTRAL_LOW: "neutral",
}


@dataclasses.dataclass(frozen=True, slots=True)
class ShownMonth:
    """One month as the reader may know it; `part`, `whole` and `percent` are None where too few people spoke."""

    month: datetime.date
    part: int | None
    whole: int | None
    percent: float | None


@dataclasses.dataclass(frozen=True, slots=True)
class ThemeTrend:
    """The months as the reader may know them, and from five of them on a chart of those that are shown."""

    months: tuple[ShownMonth, ...]
    is_exact: bool
    chart: ControlChart | None = dataclasses.field(compare=False)
    """It follows from the months."""

    @property
    def shown(self) -> tuple[ShownMonth, ...]:
        return tuple(row for row in self.months if row.percent is not None)

    @property
    def withheld(self) -> int:
        return len(self.months) - len(self.shown)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What can be said, most important first; never empty."""
        return _sentences(self, get_language())


def theme_trend(theme: Theme, actor: Actor) -> ThemeTrend:
    """The monthly share of a theme in all that was said, as the actor may know it. Two queries for the counts."""
    return _trend(tuple(month_counts(theme)), reads_words(actor, theme.engagement))


# What follows from the months is worked out once for the same months: the counts are read each time, and another
# count, or another reader's rounding of it, is another trend.
KEPT = 512


@functools.lru_cache(maxsize=KEPT)
def _trend(counted: tuple[MonthCount, ...], is_staff: bool) -> ThemeTrend:
    months = _exact(counted) if is_staff else _guarded(counted)
    shown = [(row.part or 0, row.whole or 0) for row in months if row.percent is not None]
    chart = None
    if len(shown) >= POINTS_NEEDED:
        chart = p_chart([part for part, _whole in shown], [whole for _part, whole in shown])
    return ThemeTrend(months, is_staff, chart)


@functools.lru_cache(maxsize=KEPT)
def _sentences(trend: ThemeTrend, _language: str | None) -> tuple[str, ...]:
    said = _findings(trend.chart, [row.month for row in trend.shown])
    if trend.withheld and trend.shown:
        said.append(
            ngettext(
                "%(count)s month is left out, because too few people spoke in it.",
                "%(count)s months are left out, because too few people spoke in them.",
                trend.withheld,
            )
            % {"count": number(trend.withheld)}
        )
    return tuple(said)


def drawn_trend(theme: Theme, trend: ThemeTrend, *, heading_level: int = 2) -> ChartView | None:
    """The trend as the chart wants it; None when no month can be shown."""
    return _drawn_trend(theme.pk, trend, heading_level, get_language())


@functools.lru_cache(maxsize=KEPT)
def _drawn_trend(
    theme_key: uuid.UUID, trend: ThemeTrend, heading_level: int, _language: str | None
) -> ChartView | None:
    if not trend.shown:
        return None
    said = trend.sentences
    months = _without_gaps(trend.months)
    kinds = iter(KINDS[kind] for kind in trend.chart.point_type) if trend.chart else None
    points = [
        ChartPoint(month_short(row.month), row.percent, next(kinds) if kinds and row.percent is not None else "common")
        for row in months
    ]
    return ChartView(
        title=_("Share of everything people told us each month"),
        finding=said[0],
        description=" ".join(said[1:]),
        points=tuple(points),
        unit="%",
        segments=_segments(trend.chart, months),
        trial=bool(trend.chart and trend.chart.has_trial_limits),
        table=trend_table(trend),
        csv_href=reverse("theme_chart_csv", args=[theme_key]),
        lowest=0,
        decimals=1 if trend.is_exact else 0,
        key=f"theme-{theme_key}",
        heading_level=heading_level,
    )


def trend_table(trend: ThemeTrend) -> TableView:
    """The months in words and numbers."""
    withheld = _("too few") if trend.is_exact else _("not shown")
    rows = [
        (
            month(row.month),
            withheld if row.part is None else number(row.part),
            withheld if row.whole is None else number(row.whole),
            withheld if row.percent is None else f"{number(row.percent, 1 if trend.is_exact else 0)}%",
        )
        for row in trend.months
    ]
    about = "" if trend.is_exact else _("Numbers are rounded to 5, and left out where fewer than 10 people spoke.")
    return TableView(
        caption=_("Each month"),
        columns=(_("Month"), _("About this"), _("Everything"), _("Share")),
        rows=tuple(rows),
        numeric=(1, 2, 3),
        note=about,
        caption_is_hidden=True,
    )


def trend_rows(trend: ThemeTrend) -> list[tuple[str | float | None, ...]]:
    """The months for a spreadsheet, with a first row of names; what is not shown is empty."""
    names = (_("Month"), _("About this"), _("Everything"), _("Share in %"))
    return [names, *((f"{row.month:%Y-%m}", row.part, row.whole, row.percent) for row in trend.months)]


def _exact(counted: Sequence[MonthCount]) -> tuple[ShownMonth, ...]:
    """Months as they are. A share of few words is no share, so small months are left out of the chart, unless nearly
    all are small: a rough picture is better than none for those who read every word anyway."""
    large = sum(row.of >= LEAST_DENOMINATOR for row in counted)
    least = LEAST_DENOMINATOR if large >= POINTS_NEEDED else 1
    return tuple(
        ShownMonth(row.month, row.contributions, row.of, 100 * row.contributions / row.of if row.of >= least else None)
        for row in counted
    )


def _without_gaps(months: Sequence[ShownMonth]) -> list[ShownMonth]:
    """From the first month that is shown to the last, with an empty one for each in between of which nothing is."""
    known = {row.month: row for row in months}
    shown = [row.month for row in months if row.percent is not None]
    found = []
    on = min(shown)
    while on <= max(shown):
        found.append(known.get(on, ShownMonth(on, None, None, None)))
        on = (on + datetime.timedelta(days=31)).replace(day=1)
    return found


def _guarded(counted: Sequence[MonthCount]) -> tuple[ShownMonth, ...]:
    """Rounded months; those behind which too few people stand, or that could be worked out from the others, empty.

    People are what is guarded: three comments of one person are one. The total is the number on the same page.
    """
    people = {row.month.isoformat(): row.people for row in counted}
    table = suppress_table(people, total=sum(people.values()), k=PUBLIC_THRESHOLD)
    found = []
    for row in counted:
        is_safe = (
            table.cells[row.month.isoformat()].value is not None
            and proportion(row.people, row.of_people).percent is not None
        )
        share = proportion(row.contributions, row.of).percent if is_safe else None
        if share is None:
            found.append(ShownMonth(row.month, None, None, None))
        else:
            found.append(ShownMonth(row.month, _rounded(row.contributions), _rounded(row.of), share))
    return tuple(found)


def _rounded(count: int) -> int:
    return ROUND_TO * round(count / ROUND_TO)


def _segments(chart: ControlChart | None, months: Sequence[ShownMonth]) -> tuple[ChartSegment, ...]:
    """Limits that widen and narrow with each month's words, under the points that are shown."""
    if chart is None:
        return ()
    places = [place for place, row in enumerate(months) if row.percent is not None]
    return tuple(
        ChartSegment(place, place, 100 * chart.centre[index], 100 * chart.lower[index], 100 * chart.upper[index])
        for index, place in enumerate(places)
    )


def _findings(chart: ControlChart | None, months: Sequence[datetime.date]) -> list[str]:
    if not months:
        return [_("Too few people spoke in any one month to show how it went without pointing at somebody.")]
    if chart is None:
        return [
            ngettext(
                "Too early to say whether this changes: %(count)s month so far, and it takes %(needed)s.",
                "Too early to say whether this changes: %(count)s months so far, and it takes %(needed)s.",
                len(months),
            )
            % {"count": number(len(months)), "needed": POINTS_NEEDED}
        ]
    names = [month(on) for on in months]
    mean = f"{number(100 * chart.centre[-1], 0)}%"
    found = [_finding(reading, names, mean) for reading in reading_in_words(chart)]
    return [sentence for sentence in found if sentence]


def _finding(reading: Reading, names: Sequence[str], mean: str) -> str:
    if reading.key == "ordinary_variation":
        if mean == "0%":
            return _("Few people speak of this, and that has not really changed since {month}.").format(month=names[0])
        return _("About {share} speak of this each month, and that has not really changed since {month}.").format(
            share=mean, month=names[0]
        )
    if reading.key == "latest_point_ordinary":
        return _("The latest month is within the ordinary range again.")
    if reading.key == "small_denominators":
        return _("In months with few words the limits are rough.")
    if "meaning" not in reading.values:
        return ""
    first, last = names[int(reading.values["since_index"])], names[int(reading.values["until_index"])]
    is_more = reading.key.endswith(("upper", "up"))
    if reading.key in {"outside_upper", "outside_lower"} and first == last:
        stands_out = (
            _("{month} stands out: many more people than usual spoke of this.")
            if is_more
            else _("{month} stands out: far fewer people than usual spoke of this.")
        )
        return stands_out.format(month=first)
    if reading.values["is_running"]:
        since = (
            _("Since {first} a larger share of people speaks of this than before.")
            if is_more
            else _("Since {first} a smaller share of people speaks of this than before.")
        )
        return since.format(first=first)
    between = (
        _("From {first} to {last} a larger share of people spoke of this than usual.")
        if is_more
        else _("From {first} to {last} a smaller share of people spoke of this than usual.")
    )
    return between.format(first=first, last=last)
