"""What readings did somebody paste from a spreadsheet, and which lines could not be understood?

People paste two columns, a date and a value, as their spreadsheet shows them: parted by tabs, semicolons, commas or
spaces, with or without a heading, dates and numbers written in many ways. Every line either becomes a reading, is
set aside with its number and a reason, or has no value. Nothing is guessed silently: a date that could be read in two
ways is read in the way that fits all other lines, day first when nothing decides, and the caller shows what was
understood before anything is kept.

Source: RFC 4180 for quoted cells; ISO 8601 for dates; the rest is what spreadsheets put on the clipboard. A month, a
quarter and a year with a month stand for their first day. Formulas are never worked out: they are refused by name.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from openward.methods.pasted_readings.cells import LONGEST_LINE, cells_of, is_day_first, is_header
from openward.methods.pasted_readings.dates import FIRST_YEAR, LAST_YEAR, date_in
from openward.methods.pasted_readings.values import LARGEST, value_in
from openward.methods.pasted_readings.writing import Unread, shown

MOST_LINES = 5_000

__all__ = [
    "FIRST_YEAR",
    "LARGEST",
    "LAST_YEAR",
    "LONGEST_LINE",
    "MOST_LINES",
    "PROBLEM_KEYS",
    "Pasted",
    "PastedProblem",
    "PastedReading",
    "Unread",
    "is_blank",
    "read_pasted",
    "value_in",
]

PROBLEM_KEYS = (
    "no_value_column",
    "too_many_columns",
    "no_date",
    "impossible_date",
    "too_old",
    "in_the_future",
    "no_number",
    "other_unit",
    "too_large",
    "formula",
    "spreadsheet_error",
    "twice",
    "line_too_long",
    "too_many_lines",
)
"""Every reason why a line is set aside: each needs a sentence in every language."""


@dataclass(frozen=True, slots=True)
class PastedReading:
    """A reading and the line, counted from 1, on which it stood."""

    line: int
    on: datetime.date
    value: float


@dataclass(frozen=True, slots=True)
class PastedProblem:
    """A line that could not be understood. `words` is the cell that is meant, cut to 60 letters; `other_line` the
    line that says something else of the same date."""

    line: int
    key: str
    words: str = ""
    other_line: int | None = None


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was understood. `without_value` are lines with a date and an empty cell; `header` is the line of the
    headings, if there was one; `is_day_first` says how dates such as 03/04/2026 were read."""

    readings: tuple[PastedReading, ...]
    problems: tuple[PastedProblem, ...]
    without_value: tuple[int, ...]
    header: int | None
    is_day_first: bool


def read_pasted(text: str, *, unit: str = "", latest: datetime.date | None = None) -> Pasted:
    """The readings in a pasted text, in the order of its lines.

    `unit` is the measure's own unit, which may stand behind a number ("12 minutes"); another unit, a percent sign or a
    currency sign is let through only where it belongs to that unit, or the measure has none. `latest` is the last day
    that a reading can be of; None takes any. Values come back in the unit they were written in (12.5% is 12.5). Lines
    are counted from 1 as a text box shows them. Raises nothing: whatever is not understood is a `PastedProblem`.
    Source: the module docstring.

    >>> found = read_pasted("Month\\tWaits\\nJan 2026\\t1,234\\n01/02/2026\\tn/a\\nMarch\\t7")
    >>> [(one.line, one.on.isoformat(), one.value) for one in found.readings]
    [(2, '2026-01-01', 1234.0)]
    >>> found.header, found.without_value, [(one.line, one.key) for one in found.problems]
    (1, (3,), [(4, 'no_date')])
    """
    raw = re.split(r"\r\n|\n|\r", text)
    lines = [(number, line) for number, line in enumerate(raw, start=1) if not is_blank(line)]
    day_first = is_day_first(line for _number, line in lines[:MOST_LINES])
    found = _Found()
    for place, (number, line) in enumerate(lines):
        if place == MOST_LINES:
            found.problems.append(PastedProblem(number, "too_many_lines"))
            break
        if len(line) > LONGEST_LINE:
            found.problems.append(PastedProblem(number, "line_too_long", shown(line)))
            continue
        cells = cells_of(line, day_first)
        if place == 0 and is_header(cells, day_first, unit):
            found.header = number
            continue
        _take(found, number, cells, day_first, unit, latest)
    return Pasted(
        tuple(found.readings), tuple(found.problems), tuple(found.without_value), found.header, day_first
    )


def is_blank(line: str) -> bool:
    """Whether a line holds nothing: spaces and the marks between empty cells. Raises nothing.

    >>> is_blank(" ; ;\t"), is_blank("0")
    (True, False)
    """
    return not line.translate(dict.fromkeys(map(ord, ";,\"'"))).strip()


@dataclass(slots=True)
class _Found:
    readings: list[PastedReading] = field(default_factory=list)
    problems: list[PastedProblem] = field(default_factory=list)
    without_value: list[int] = field(default_factory=list)
    header: int | None = None
    by_date: dict[datetime.date, PastedReading] = field(default_factory=dict)


def _take(
    found: _Found,
    number: int,
    cells: Sequence[str],
    day_first: bool,
    unit: str,
    latest: datetime.date | None,
) -> None:
    written = cells[0]
    try:
        on = date_in(cells[0], day_first)
        if latest is not None and on > latest:
            raise Unread("in_the_future")
        if len(cells) == 1:
            raise Unread("no_value_column")
        if len(cells) > 2:
            written = " | ".join(cells)
            raise Unread("too_many_columns")
        written = cells[1]
        value = value_in(cells[1], unit)
    except Unread as unread:
        found.problems.append(PastedProblem(number, unread.key, shown(written)))
        return
    if value is None:
        found.without_value.append(number)
        return
    earlier = found.by_date.get(on)
    if earlier is None:
        found.by_date[on] = PastedReading(number, on, value)
        found.readings.append(found.by_date[on])
    elif earlier.value != value:
        found.problems.append(PastedProblem(number, "twice", shown(cells[0]), earlier.line))
