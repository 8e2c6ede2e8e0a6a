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
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

MOST_LINES = 5_000
LONGEST_LINE = 500
LARGEST = 1e15
FIRST_YEAR, LAST_YEAR = 1900, 2200

PROBLEM_KEYS = (
    "no_value_column",
    "too_many_columns",
    "no_date",
    "impossible_date",
    "too_old",
    "in_the_future",
    "no_number",
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


class _Unread(ValueError):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def read_pasted(text: str, *, unit: str = "", latest: datetime.date | None = None) -> Pasted:
    """The readings in a pasted text, in the order of its lines.

    `unit` is the measure's own unit, which may stand behind a number ("12 minutes"); a percent sign and a currency
    sign are always let through. `latest` is the last day that a reading can be of; None takes any. Values come back
    in the unit they were written in (12.5% is 12.5). Lines are counted from 1 as a text box shows them. Raises
    nothing: whatever is not understood is a `PastedProblem`. Source: the module docstring.

    >>> found = read_pasted("Month\\tWaits\\nJan 2026\\t1,234\\n01/02/2026\\tn/a\\nMarch\\t7")
    >>> [(one.line, one.on.isoformat(), one.value) for one in found.readings]
    [(2, '2026-01-01', 1234.0)]
    >>> found.header, found.without_value, [(one.line, one.key) for one in found.problems]
    (1, (3,), [(4, 'no_date')])
    """
    raw = re.split(r"\r\n|\n|\r", text)
    lines = [(number, line) for number, line in enumerate(raw, start=1) if not is_blank(line)]
    day_first = _is_day_first(line for _number, line in lines[:MOST_LINES])
    found = _Found()
    for place, (number, line) in enumerate(lines):
        if place == MOST_LINES:
            found.problems.append(PastedProblem(number, "too_many_lines"))
            break
        if len(line) > LONGEST_LINE:
            found.problems.append(PastedProblem(number, "line_too_long", _shown(line)))
            continue
        cells = _cells(line, day_first)
        if place == 0 and _is_header(cells, day_first, unit):
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
        on = _date(cells[0], day_first)
        if latest is not None and on > latest:
            raise _Unread("in_the_future")
        if len(cells) == 1:
            raise _Unread("no_value_column")
        if len(cells) > 2:
            written = " | ".join(cells)
            raise _Unread("too_many_columns")
        written = cells[1]
        value = _value(cells[1], unit)
    except _Unread as unread:
        found.problems.append(PastedProblem(number, unread.key, _shown(written)))
        return
    if value is None:
        found.without_value.append(number)
        return
    earlier = found.by_date.get(on)
    if earlier is None:
        found.by_date[on] = PastedReading(number, on, value)
        found.readings.append(found.by_date[on])
    elif earlier.value != value:
        found.problems.append(PastedProblem(number, "twice", _shown(cells[0]), earlier.line))


# --- Lines into cells ---------------------------------------------------------------------------------------------


def _cells(line: str, day_first: bool) -> list[str]:
    """The cells of a line, parted in the first way in which a date comes first, preferring two cells."""
    ways = [cells for way in _ways(line) if (cells := _trimmed(way))]
    dated = [cells for cells in ways if _is_date(cells[0], day_first)]
    two = [cells for cells in dated if len(cells) == 2]
    whole = [cells for cells in dated if len(cells) == 1]
    # "Jan 2026" alone is a month without a value, not January with the value 2026.
    if whole and not re.search(r"[\t;]|\S\s{2,}\S", line):
        return whole[0]
    return (two or dated or ways)[0]


def _ways(line: str) -> Iterator[list[str]]:
    for mark in "\t;":
        if mark in line:
            yield _split_quoted(line, mark)
    plain = line.strip()
    if re.search(r"\s{2,}", plain):
        yield re.split(r"\s{2,}", plain)
    if "," in line:
        yield _split_quoted(line, ",")
    yield [plain]
    if "," in plain:
        yield plain.rsplit(",", 1)
    if re.search(r"\s", plain):
        yield plain.rsplit(None, 1)


def _split_quoted(line: str, mark: str) -> list[str]:
    cells, cell, is_quoted = [], "", False
    for place, letter in enumerate(line):
        if letter == '"':
            if is_quoted and line[place + 1 : place + 2] == '"':
                continue
            is_quoted = not is_quoted
        if letter == mark and not is_quoted:
            cells.append(cell)
            cell = ""
        else:
            cell += letter
    return [*cells, cell]


def _trimmed(cells: Sequence[str]) -> list[str]:
    """Cells without their quotes; empty ones at either end belong to nothing, one after a date is its empty value."""
    bare = [_bare(cell) for cell in cells]
    while bare and not bare[0]:
        bare.pop(0)
    while len(bare) > 2 and not bare[-1]:
        bare.pop()
    return bare


def _bare(cell: str) -> str:
    cell = cell.strip()
    if len(cell) >= 2 and cell[0] == cell[-1] == '"':
        cell = cell[1:-1].replace('""', '"')
    # Spreadsheets keep a text apart from a number by an apostrophe that they do not show.
    return cell.strip().removeprefix("'").strip()


def _is_header(cells: Sequence[str], day_first: bool, unit: str) -> bool:
    if _is_date(cells[0], day_first) or any(_is_formula(cell) for cell in cells):
        return False
    if not re.search(r"[0-9]", _normal(cells[0])):
        return True
    try:
        return len(cells) > 1 and all(_value(cell, unit) is None for cell in cells[1:])
    except _Unread:
        return True


def _shown(words: str) -> str:
    words = " ".join("".join(letter if letter.isprintable() else " " for letter in words).split())
    return words if len(words) <= 60 else f"{words[:59]}…"


def _normal(words: str) -> str:
    """One way of writing digits, spaces and dashes."""
    plain = unicodedata.normalize("NFKC", words)
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", plain)
    return " ".join(plain.split())


# --- Dates --------------------------------------------------------------------------------------------------------

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_YEAR = r"(?P<year>[0-9]{4}|'?[0-9]{2})"
_NAME = r"(?P<name>[a-z]{3,9})"
_DAY = r"(?P<day>[0-9]{1,2})"
_NUMERIC = re.compile(rf"(?P<first>[0-9]{{1,2}})(?P<mark>[-/. ])(?P<second>[0-9]{{1,2}})(?P=mark){_YEAR}")
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<year>[0-9]{4})(?P<mark>[-/. ])(?P<month>[0-9]{1,2})(?:(?P=mark)(?P<day>[0-9]{1,2}))?",
        r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
        r"(?P<month>[0-9]{1,2})[-/. ](?P<year>[0-9]{4})",
        rf"{_DAY}(?:st|nd|rd|th)?[-/. ]*{_NAME}\.?[-/, ]*{_YEAR}",
        rf"{_NAME}\.?[-/ ]*{_DAY}(?:st|nd|rd|th)?(?:, ?| )(?P<year>[0-9]{{4}})",
        rf"{_NAME}\.?[-/, ]*{_YEAR}",
        rf"(?P<year>[0-9]{{4}})[-/, ]*{_NAME}",
        r"q(?P<quarter>[1-4])[-/ ]*(?P<year>[0-9]{4})",
        r"(?P<year>[0-9]{4})[-/ ]*q(?P<quarter>[1-4])",
        r"(?P<year>[0-9]{4}) ?年 ?(?P<month>[0-9]{1,2}) ?月(?: ?(?P<day>[0-9]{1,2}) ?日)?",
    )
)
_BEFORE = re.compile(
    r"^(?:(?:w/c|week commencing|week beginning|week of|month of) *|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? +)+"
)
_TIME = re.compile(
    r"(?:,? +|t)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?: ?[ap]m)?(?:z| ?[+-][0-9]{2}:?[0-9]{2})?$"
)


def _is_day_first(lines: Iterator[str] | Sequence[str]) -> bool:
    """False only when some date must be month first (01/31/2026) and none must be day first."""
    month_first = False
    for line in lines:
        for way in _ways(line[:LONGEST_LINE]):
            numeric = _NUMERIC.fullmatch(_plain_date(_bare(way[0])))
            if numeric:
                first, second = int(numeric["first"]), int(numeric["second"])
                if first > 12 >= second:
                    return True
                month_first = month_first or second > 12 >= first
    return not month_first


def _is_date(words: str, day_first: bool) -> bool:
    try:
        _date(words, day_first)
    except _Unread as unread:
        return unread.key != "no_date"
    return True


def _plain_date(words: str) -> str:
    return _TIME.sub("", _BEFORE.sub("", _normal(words).lower()))


def _date(words: str, day_first: bool) -> datetime.date:
    if _is_formula(words):
        raise _Unread("formula")
    plain = _plain_date(words)
    numeric = _NUMERIC.fullmatch(plain)
    if numeric:
        first, second = int(numeric["first"]), int(numeric["second"])
        return _day_of(numeric["year"], *((second, first) if day_first else (first, second)))
    for pattern in _PATTERNS:
        match = pattern.fullmatch(plain)
        if match is None:
            continue
        parts = match.groupdict()
        if parts.get("quarter"):
            month = 3 * int(parts["quarter"]) - 2
        elif parts.get("name"):
            month = _month_named(parts["name"])
        else:
            month = int(parts["month"])
        if month:
            return _day_of(parts["year"], month, int(parts.get("day") or 1))
    raise _Unread("no_date")


def _month_named(name: str) -> int:
    if name == "sept":
        return 9
    return next((place for place, month in enumerate(_MONTHS, start=1) if month.startswith(name)), 0)


def _day_of(year_written: str, month: int, day: int) -> datetime.date:
    year = int(year_written.lstrip("'"))
    if len(year_written.lstrip("'")) == 2:
        year += 2000 if year < 70 else 1900
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _Unread("too_old" if year < FIRST_YEAR else "impossible_date")
    try:
        return datetime.date(year, month, day)
    except ValueError:
        raise _Unread("impossible_date") from None


# --- Values -------------------------------------------------------------------------------------------------------

_NOTHING = frozenset({"", "-", "--", ".", "..", "n/a", "na", "n.a.", "#n/a", "null", "none", "no data", "missing"})
_NUMBERS = (
    # pattern, what parts thousands, what parts decimals
    (re.compile(r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+"), "", "."),
    (re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?"), ",", "."),
    (re.compile(r"[1-9][0-9]{0,2}(?:[ '’][0-9]{3})+(?:[.,][0-9]+)?"), " '’", ".,"),
    (re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+,[0-9]+"), ".", ","),
    (re.compile(r"[0-9]+,[0-9]+"), "", ","),
)
_SIGNED = re.compile(r"(?:(?P<before>[+-]) *[£$€¥]?|[£$€¥]? *(?P<after>[+-])?) *(?P<number>[0-9.].*)")


def _is_formula(words: str) -> bool:
    plain = _normal(words)
    return plain.startswith(("=", "@")) or bool(re.match(r"[+-] *[a-z(]", plain, re.IGNORECASE))


def _value(words: str, unit: str) -> float | None:
    plain = _normal(words).lower()
    if plain in _NOTHING:
        return None
    if _is_formula(words):
        raise _Unread("formula")
    if re.fullmatch(r"#[a-z0-9/]+[!?]?", plain):
        raise _Unread("spreadsheet_error")
    plain_unit = _normal(unit).lower()
    if plain_unit and plain.endswith(plain_unit):
        plain = plain.removesuffix(plain_unit).strip()
    plain = plain.removesuffix("%").strip()
    is_negative = plain.startswith("(") and plain.endswith(")")
    if is_negative:
        plain = plain[1:-1].strip()
    signed = _SIGNED.fullmatch(plain)
    if signed is None:
        raise _Unread("no_number")
    is_negative ^= "-" in (signed["before"], signed["after"])
    plain = signed["number"]
    for pattern, thousands, decimals in _NUMBERS:
        if pattern.fullmatch(plain):
            for mark in thousands:
                plain = plain.replace(mark, "")
            for mark in decimals:
                plain = plain.replace(mark, ".")
            value = float(plain)
            if value > LARGEST:
                raise _Unread("too_large")
            return -value if is_negative and value else value
    raise _Unread("no_number")
