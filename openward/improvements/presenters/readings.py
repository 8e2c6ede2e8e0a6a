"""Readings as they are pasted, previewed, listed and taken away. Nothing here asks the database."""

import datetime
import io
from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from openward.design.shapes import Cell, TableView, Tag
from openward.design.wording import day, number
from openward.improvements.actions.measures import Entered
from openward.improvements.forms import OTHER_UNIT
from openward.improvements.models import Measure, Reading
from openward.improvements.queries.chart_words import unit_suffix, value_in_words
from openward.improvements.queries.charts import KINDS, ChartedMeasure, meaning_cell
from openward.kit.csv_cells import write_rows
from openward.methods.pasted_readings import Pasted, PastedProblem

ByDate = Mapping[datetime.date, float]


def problem_in_words(problem: PastedProblem, unit: str) -> str:
    """Why a pasted line was set aside, and what to do about it."""
    words = {
        "no_value_column": _("there is no second column. Put the value beside the date."),
        "too_many_columns": _("there are more than two columns (%(words)s). Copy the date and one value only."),
        "no_date": _("“%(words)s” is no date we know. Write it like 31/01/2026 or Jan 2026."),
        "impossible_date": _("there is no such day as %(words)s."),
        "too_old": _("%(words)s is too long ago."),
        "in_the_future": _("%(words)s is still to come."),
        "no_number": _("“%(words)s” is no number."),
        "other_unit": str(OTHER_UNIT),
        "too_large": _("%(words)s is too large."),
        "formula": _("“%(words)s” is a formula. Paste its value instead."),
        "spreadsheet_error": _("the spreadsheet says %(words)s here."),
        "twice": _("%(words)s has another value on line %(other)s."),
        "line_too_long": _("the line is too long."),
        "too_many_lines": _("that is more than we can read at once. Paste the rest afterwards."),
    }[problem.key]
    said = words % {"words": problem.words, "other": problem.other_line, "unit": unit}
    return _("Line %(line)s: %(words)s") % {"line": problem.line, "words": said}


def preview_table(pasted: Pasted, there: Mapping[datetime.date, float], unit: str) -> TableView:
    """What was understood, beside what is there."""
    rows = []
    for reading in sorted(pasted.readings, key=lambda one: one.on):
        before = there.get(reading.on)
        if before is None:
            what = Cell("", tag=Tag(_("new"), "good"))
        elif before == reading.value:
            what = Cell(_("there already"))
        else:
            was = _("was %(value)s") % {"value": value_in_words(before, unit)}
            what = Cell("", tag=Tag(was, "attention"))
        rows.append((day(reading.on), _exact(reading.value, unit), what, number(reading.line)))
    return TableView(
        _("What we understood"),
        (_("When"), _("Value"), _("What happens"), _("Line")),
        tuple(rows),
        numeric=(1, 3),
    )


def _exact(value: float, unit: str) -> str:
    return f"{value:,.10g}{unit_suffix(unit)}"


def readings_table(readings: Sequence[Reading], measure: Measure, found: ChartedMeasure) -> TableView:
    """Every reading with a link to put it right, the newest first."""
    kinds = [KINDS[kind] for kind in found.chart.point_type] if found.chart else ["common"] * len(readings)
    rows = [
        (
            Cell(day(reading.on), reverse("reading_edit", args=[measure.pk, reading.pk])),
            _exact(reading.value, measure.unit),
            meaning_cell(kind),
        )
        for reading, kind in zip(readings, kinds, strict=True)
    ]
    return TableView(
        _("Readings"), (_("When"), _("Value"), _("What it means")), tuple(reversed(rows)), numeric=(1,),
        note=_("Choose a date to put its reading right or to remove it."),
    )  # fmt: skip


def readings_csv(found: ChartedMeasure) -> str:
    """The readings with their limits as a file for spreadsheets, in which no cell is taken for a formula."""
    chart, series = found.chart, found.series
    head = ["date", found.measure.name]
    head += ["count", "out_of"] if series.counts is not None else []
    head += ["mean", "lower_limit", "upper_limit", "signal"] if chart is not None else []
    rows: list[list[object]] = [list(head)]
    for index, (on, value) in enumerate(zip(series.dates, series.values, strict=True)):
        row: list[object] = [on.isoformat(), value]
        row += list(series.counts[index]) if series.counts is not None else []
        if chart is not None:
            row += [line[index] for line in (chart.centre, chart.lower, chart.upper)]
            row.append(chart.special_cause_type[index].value)
        rows.append(row)
    file = io.StringIO()
    # Spreadsheets take a file without this mark for one in another alphabet.
    file.write("\ufeff")
    write_rows(file, rows)
    return file.getvalue()


def entered_in_words(entered: Entered) -> str:
    """What saving readings did."""
    return _("Saved: %(added)s new, %(changed)s changed, %(same)s as they were.") % {
        "added": entered.added, "changed": entered.changed, "same": entered.same
    }  # fmt: skip
