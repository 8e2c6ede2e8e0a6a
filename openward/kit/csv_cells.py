"""Writing CSV that a spreadsheet opens as text and never as a formula."""

import csv
from collections.abc import Iterable
from typing import Any, TextIO

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: Any) -> Any:
    """A value as it may stand in a CSV cell: text that a spreadsheet would run is given a leading apostrophe.

    Numbers stay numbers; so do minus signs before them.
    """
    if not isinstance(value, str):
        return value
    # A spreadsheet skips leading blanks before it looks for a formula.
    return f"'{value}" if value.lstrip(" \u00a0\ufeff").startswith(_FORMULA_STARTS) else value


def write_rows(file: TextIO, rows: Iterable[Iterable[Any]]) -> None:
    """Write rows with every cell made safe."""
    csv.writer(file).writerows([safe_cell(cell) for cell in row] for row in rows)
