"""`openward methods spc`: a control chart of one series, as a reading in words or as JSON."""

import itertools
import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from openward.config.commands.methods.lines import FILE, BadInput, said_plainly, sentence
from openward.config.commands.methods.printing import AS_JSON, Meter, print_document
from openward.config.commands.methods.reading import Table, read_table

if TYPE_CHECKING:
    from openward.methods.spc import ControlChart, Reading

CHARTS = {
    "xmr": "a measure taken once per period",
    "p": "a share: --value counts some of --of",
    "u": "events for each unit of --of",
    "c": "events per period",
    "g": "cases between two rare events",
    "t": "time between two rare events",
    "run": "the first few readings",
}
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class SeveralDates(click.Command):
    """Lets one --rebase-at be followed by several dates."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        spread: list[str] = []
        for argument in args:
            follows_a_date = len(spread) > 1 and spread[-2] == "--rebase-at" and DATE.fullmatch(spread[-1])
            if DATE.fullmatch(argument) and follows_a_date:
                spread.append("--rebase-at")
            spread.append(argument)
        return super().parse_args(ctx, spread)


@click.command(cls=SeveralDates)
@click.argument("file", type=FILE)
@click.option("--value", metavar="COLUMN", help="The column with the values. A t chart can do without: see below.")
@click.option("--date", required=True, metavar="COLUMN", help="The column with the dates, such as 2026-11-22.")
@click.option("--of", "denominator", metavar="COLUMN", help="What the values are counted of (p chart) or in (u chart).")
@click.option("--chart", type=click.Choice(list(CHARTS)), default="xmr", show_default=True)
@click.option(
    "--improvement",
    type=click.Choice(["increase", "decrease", "neutral"]),
    default="neutral",
    show_default=True,
    help="Which way is better.",
)
@click.option("--target", type=float, help="A target, in the unit of the chart (a p chart's is between 0 and 1).")
@click.option("--freeze-after", type=int, metavar="N", help="Work out the limits from the first N points.")
@click.option("--rebase-at", multiple=True, metavar="DATE ...", help="Start new limits on these dates.")
@click.option("--keep-outliers", is_flag=True, help="Let unusually large jumps widen the limits (xmr and t charts).")
@AS_JSON
def instrument(
    file: Path,
    value: str | None,
    date: str,
    denominator: str | None,
    chart: str,
    improvement: str,
    target: float | None,
    freeze_after: int | None,
    rebase_at: tuple[str, ...],
    keep_outliers: bool,
    as_json: bool,
) -> None:
    """Tell ordinary variation from real change in a series over time.

    FILE is a CSV with a row per period, or per event for g and t charts. Rows may come in any order; the chart goes
    by date. The rules are those of NHS "Making Data Count".

    \b
    --chart xmr  a measure taken once per period
    --chart p    a share: --value counts some of --of
    --chart u    events (--value) for each unit of --of
    --chart c    events per period
    --chart g    cases between two rare events
    --chart t    time between two rare events; without --value, the days between the dates
    --chart run  the first few readings
    """
    meter = Meter()
    from openward.methods.spc import TooFewPointsError, UnusableOptionsError, UnusableValuesError

    check_options(chart, value, denominator, keep_outliers)
    table = read_table(file, needed=[name for name in (value, date, denominator) if name])
    if len(table) < 2:
        raise BadInput(f"{file.name} has one row; a chart over time needs more.")
    dates, order, notes = dates_of(table, date, may_repeat=chart in "gt")
    if value is None:
        values = [float((after - before).days) for before, after in itertools.pairwise(dates)]
        labels = [str(day) for day in dates[1:]]
    else:
        refuse_broken(table, chart, value, denominator)
        values = table.numbers(value)[order].tolist()
        labels = [str(day) for day in dates]
    options: dict[str, Any] = {
        "improvement": improvement,
        "target": target,
        "freeze_after": freeze_after,
        "rebase_at": positions_of(rebase_at, labels),
    }
    if keep_outliers:
        options["keep_outliers"] = True
    amounts = [table.numbers(denominator)[order].tolist()] if denominator else []
    try:
        with said_plainly(UnusableOptionsError, UnusableValuesError):
            drawn = draw(chart)(values, *amounts, **options)
    except TooFewPointsError as few:
        since = f"From {labels[few.phase_start]} on there are" if few.phase_start else "There are"
        if freeze_after == few.points:
            since = "--freeze-after leaves"
        raise BadInput(
            f"{since} {few.points} points, and limits need at least {few.needed}; --chart run can do with fewer."
        ) from None
    if len(set(drawn.values)) == 1:
        raise BadInput(
            f"Every one of the {len(values)} points is {number(drawn.values[0])}: "
            "without any variation there is nothing to tell apart."
        )
    if as_json:
        print_document(document(drawn, labels, notes) | meter.reading())
    else:
        for line in [*in_words(drawn, labels), *notes]:
            click.echo(line)


def check_options(chart: str, value: str | None, denominator: str | None, keep_outliers: bool) -> None:
    """Refuse what does not go together."""
    if value is None and chart != "t":
        raise BadInput("Say which column has the values: --value COLUMN.")
    if chart in ("p", "u") and denominator is None:
        raise BadInput(
            f"A {chart} chart needs --of COLUMN: {'what the counts are a part of' if chart == 'p' else 'the exposure'}."
        )
    if chart not in ("p", "u") and denominator is not None:
        raise BadInput(f"--of belongs to p and u charts; this is --chart {chart}.")
    if keep_outliers and chart not in ("xmr", "t"):
        raise BadInput(f"--keep-outliers belongs to xmr and t charts; this is --chart {chart}.")


def refuse_broken(table: Table, chart: str, value: str, denominator: str | None) -> None:
    """Refuse the first value that is none of its kind, with its line."""
    import polars as pl

    values = pl.Series(table.numbers(value))
    if chart in ("p", "u", "c", "g"):
        table.refuse_where((values < 0) | (values != values.floor()), value, "is not a whole number from 0 on", values)
    if chart == "t":
        table.refuse_where(values < 0, value, "is not a time between two events", values)
    if denominator is not None:
        amounts = pl.Series(table.numbers(denominator))
        table.refuse_where(amounts <= 0, denominator, "must be more than 0", amounts)
        if chart == "p":
            table.refuse_where(amounts != amounts.floor(), denominator, "is not a whole number", amounts)
            table.refuse_where(values > amounts, value, f"is more than “{denominator}”", values)


def draw(chart: str) -> "Callable[..., ControlChart]":
    """The method behind a chart's name."""
    from openward.methods import spc

    methods: dict[str, Callable[..., ControlChart]] = {
        "xmr": spc.xmr_chart,
        "p": spc.p_chart,
        "u": spc.u_chart,
        "c": spc.c_chart,
        "g": spc.g_chart,
        "t": spc.t_chart,
        "run": spc.run_chart,
    }
    return methods[chart]


def dates_of(table: Table, column: str, *, may_repeat: bool) -> tuple[list[Any], Any, list[str]]:
    """The dates in order, the rows in that order, and a sentence when they were not."""
    import numpy as np

    dates = table.dates(column)
    days = dates.to_physical().to_numpy()
    if not may_repeat:
        first_rows = np.unique(days, return_index=True)[1]
        repeated = np.setdiff1d(np.arange(len(days)), first_rows)
        if len(repeated):
            row = int(repeated[0])
            raise table.refusal(row, column, f"has {dates[row]} a second time; a chart needs one value per date")
    order = np.argsort(days, kind="stable")
    notes = [] if (days[1:] >= days[:-1]).all() else ["The rows were not in the order of their dates; the chart is."]
    return [dates[int(row)] for row in order], order, notes


def positions_of(rebase_at: Sequence[str], labels: Sequence[str]) -> list[int]:
    """Where each date's new limits begin: at the first point on or after it."""
    positions = set()
    for day in rebase_at:
        if not DATE.fullmatch(day):
            raise BadInput(f"--rebase-at needs a date such as 2026-11-22, not “{day}”.")
        position = sum(label < day for label in labels)
        if not 0 < position < len(labels):
            raise BadInput(
                f"--rebase-at {day} does not lie between the first point ({labels[0]}) and the last ({labels[-1]})."
            )
        positions.add(position)
    return sorted(positions)


def document(chart: "ControlChart", labels: Sequence[str], notes: Sequence[str]) -> dict[str, Any]:
    """The chart as JSON: one object per point in the columns of the NHS reference."""
    from openward.methods.spc import RunChart

    points = [
        {
            "x": label,
            "y": chart.values[index],
            "mean": chart.centre[index],
            "lpl": finite(chart.lower[index]),
            "upl": finite(chart.upper[index]),
            "special_cause": chart.special_cause[index],
            "special_cause_type": chart.special_cause_type[index].value,
            "relative_to_mean": chart.relative_to_mean[index],
            "close_to_limits": chart.close_to_limits[index],
            "outside_limits": chart.outside_limits[index],
            "point_type": chart.point_type[index].value,
        }
        for index, label in enumerate(labels)
    ]
    caveats = [
        {
            "key": caveat.key.value,
            "since": labels[caveat.phase_start],
            "count": caveat.count,
            "sentence": caveat.sentence,
        }
        for caveat in chart.caveats
    ] + [{"key": "dates_out_of_order", "since": labels[0], "count": len(labels), "sentence": note} for note in notes]
    found: dict[str, Any] = {
        "points": points,
        "caveats": caveats,
        "chart": chart.kind.value,
        "improvement": chart.improvement.value,
        "target": chart.target,
        "assurance": chart.assurance,
        "reading": in_words(chart, labels),
    }
    if isinstance(chart, RunChart):
        found["runs"] = [
            {
                "since": labels[phase.start],
                "median": runs.median,
                "useful": runs.useful,
                "runs": runs.runs,
                "fewest_runs": runs.fewest_runs,
                "most_runs": runs.most_runs,
                "longest_run": runs.longest_run,
                "longest_run_allowed": runs.longest_run_allowed,
                "crossings": runs.crossings,
                "crossings_needed": runs.crossings_needed,
            }
            for phase, runs in zip(chart.phases, chart.stretches, strict=True)
        ]
    return found


def finite(line: float) -> float | None:
    """A line's height, None where the chart has no such line."""
    return line if math.isfinite(line) else None


def number(value: float) -> str:
    """At most four digits behind the point, and none that say nothing."""
    return f"{round(value, 4):,.10g}"


def in_words(chart: "ControlChart", labels: Sequence[str]) -> list[str]:
    """The reading as sentences, most important first."""
    from openward.methods.spc import reading_in_words

    said = [lines_in_words(chart)]
    caveats = {caveat.key.value for caveat in chart.caveats}
    said += [in_a_sentence(reading, chart, labels) for reading in reading_in_words(chart) if reading.key not in caveats]
    return said + [caveat.sentence for caveat in chart.caveats]


def lines_in_words(chart: "ControlChart") -> str:
    """Where the lines of the latest phase lie."""
    centre = "median" if chart.kind in ("run", "g") else "centre" if chart.kind == "t" else "mean"
    said = f"{len(chart)} points; {centre} {number(chart.centre[-1])}"
    if math.isfinite(chart.upper[-1]):
        said += f", limits {number(chart.lower[-1])} to {number(chart.upper[-1])}"
    return said + (" since the limits were last set." if len(chart.phases) > 1 else ".")


def in_a_sentence(reading: "Reading", chart: "ControlChart", labels: Sequence[str]) -> str:
    """One thing that the chart says, in English."""
    values = reading.values
    line = "mean" if chart.kind in ("xmr", "p", "u", "c") else "centre line"
    if reading.key == "ordinary_variation":
        return f"Ordinary variation: no sign of a real change since {labels[int(values['since_index'])]}."
    if reading.key == "latest_point_ordinary":
        return "The latest point is ordinary again."
    if reading.key == "rebased":
        before, after = number(float(values["before"])), number(float(values["after"]))
        return f"New limits since {labels[int(values['at_index'])]}: the {line} went from {before} to {after}."
    if reading.key.startswith("target_"):
        met = {
            "target_always_met": "will be met every time",
            "target_hit_and_miss": "will be met at times and missed at times, by chance alone",
            "target_always_missed": "will not be met without a real change",
        }[reading.key]
        return f"As things are now, the target of {number(float(values['target']))} {met}."
    points = values["points"]
    why = {
        "outside_upper": f"{points} above the upper limit",
        "outside_lower": f"{points} below the lower limit",
        "trend_up": f"{points} in a row, each higher than the one before",
        "trend_down": f"{points} in a row, each lower than the one before",
        "near_upper": "two of three close to the upper limit",
        "near_lower": "two of three close to the lower limit",
        "shift_up": f"{points} in a row above the {line}",
        "shift_down": f"{points} in a row below the {line}",
    }[reading.key]
    meaning = {"improvement": "for the better", "concern": "for the worse"}.get(str(values["meaning"]), "")
    first, last = labels[int(values["since_index"])], labels[int(values["until_index"])]
    when = f"on {first}" if first == last else f"from {first} to {last}"
    return sentence(f"A real change {meaning} {when}: {why}".replace("  ", " "))
