"""Lines into cells: in which way a line is parted, whether it is a heading, and which part of a date comes first."""

import re
from collections.abc import Iterator, Sequence

from openward.methods.pasted_readings.dates import NUMERIC, is_date, plain_date
from openward.methods.pasted_readings.values import value_in
from openward.methods.pasted_readings.writing import Unread, is_formula, normal

LONGEST_LINE = 500


def cells_of(line: str, day_first: bool) -> list[str]:
    """The cells of a line, parted in the first way in which a date comes first, preferring two cells. Raises nothing.

    >>> cells_of("Jan 2026,12", day_first=True)
    ['Jan 2026', '12']
    """
    ways = [cells for way in _ways(line) if (cells := _trimmed(way))]
    dated = [cells for cells in ways if is_date(cells[0], day_first)]
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


def is_header(cells: Sequence[str], day_first: bool, unit: str) -> bool:
    """Whether the cells of a first line are headings and not a reading. Raises nothing.

    >>> is_header(["Month", "Waits"], day_first=True, unit="")
    True
    """
    if is_date(cells[0], day_first) or any(is_formula(cell) for cell in cells):
        return False
    if not re.search(r"[0-9]", normal(cells[0])):
        return True
    try:
        return len(cells) > 1 and all(value_in(cell, unit) is None for cell in cells[1:])
    except Unread as unread:
        # A number in another unit is somebody's reading: it is named, not passed over as a heading.
        return unread.key != "other_unit"


def is_day_first(lines: Iterator[str] | Sequence[str]) -> bool:
    """False only when some date must be month first (01/31/2026) and none must be day first. Raises nothing.

    >>> is_day_first(["01/31/2026,4"]), is_day_first(["01/02/2026,4"])
    (False, True)
    """
    month_first = False
    for line in lines:
        for way in _ways(line[:LONGEST_LINE]):
            numeric = NUMERIC.fullmatch(plain_date(_bare(way[0])))
            if numeric:
                first, second = int(numeric["first"]), int(numeric["second"])
                if first > 12 >= second:
                    return True
                month_first = month_first or second > 12 >= first
    return not month_first
