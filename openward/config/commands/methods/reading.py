"""How an instrument reads a file: whole columns at once, and a line number for whatever cannot be read."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openward.config.commands.methods.lines import BadInput, shortened, unpacked


@dataclass(frozen=True)
class Table:
    """A file's columns as text, and the way back from a row to the line it stood on."""

    path: Path
    frame: pl.DataFrame

    def __len__(self) -> int:
        return self.frame.height

    @property
    def columns(self) -> list[str]:
        """The header, in the file's order."""
        return self.frame.columns

    def texts(self, column: str, *, needed: bool = True) -> pl.Series:
        """The column as text; an empty cell is "" or, when `needed`, refused."""
        cells = self.frame[column].fill_null("")
        if needed:
            self.refuse_where((cells == ""), column, "is empty")
        return cells

    def numbers(self, column: str, *, needed: bool = True) -> NDArray[np.float64]:
        """The column as finite numbers; an empty cell is NaN or, when `needed`, refused."""
        cells = self.frame[column].fill_null("").str.strip_chars()
        numbers = cells.cast(pl.Float64, strict=False)
        empty = cells == ""
        if needed:
            self.refuse_where(empty, column, "is empty")
        self.refuse_where(~empty & ~numbers.is_finite().fill_null(False), column, "is not a number", cells)
        return numbers.fill_null(float("nan")).to_numpy()

    def instants(self, column: str) -> NDArray[np.float64]:
        """The column as seconds since 1970 in UTC: written as such a number, or as ISO 8601 (UTC unless it says)."""
        cells = self.texts(column).str.strip_chars()
        seconds = cells.cast(pl.Float64, strict=False)
        is_number = seconds.is_finite().fill_null(False)
        if 2 * is_number.sum() > len(cells):
            self.refuse_where(~is_number, column, "is not a number of seconds like the others", cells)
            return seconds.to_numpy()
        return np.array([self._instant(column, row, cell) for row, cell in enumerate(cells)], dtype=np.float64)

    def _instant(self, column: str, row: int, cell: str) -> float:
        try:
            at = datetime.fromisoformat(cell)
        except ValueError:
            raise self.refusal(row, column, f"is not a date and time: “{shortened(cell)}”") from None
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()

    def dates(self, column: str) -> pl.Series:
        """The column as dates, written 2026-11-22."""
        cells = self.texts(column).str.strip_chars()
        dates = cells.str.head(10).str.to_date("%Y-%m-%d", strict=False)
        self.refuse_where(dates.is_null(), column, "is not a date such as 2026-11-22", cells)
        return dates

    def refuse_where(self, wrong: pl.Series, column: str, what: str, cells: pl.Series | None = None) -> None:
        """Raise `BadInput` with the line of the first row for which `wrong` is true."""
        first = wrong.arg_max() if len(wrong) and wrong.any() else None
        if first is not None:
            shown = "" if cells is None else f": “{shortened(str(cells[first]))}”"
            raise self.refusal(first, column, what + shown)

    def refusal(self, row: int, column: str, what: str) -> BadInput:
        """The error for row `row` (from 0, without the header) of `column`."""
        return BadInput(f"{self.path.name}, line {self.line_of(row)}: the column “{column}” {what}.")

    def line_of(self, row: int) -> int:
        """The line, from 1, on which row `row` begins. Slow: a cell may hold line breaks, so the file is read again."""
        lines = csv.reader(io.StringIO(unpacked(self.path).decode(), newline=""))
        next(lines)
        seen = -1
        before = lines.line_num
        for cells in lines:
            seen += bool(cells)
            if seen == row:
                return before + 1
            before = lines.line_num
        return before


def read_table(path: Path, *, needed: Sequence[str] = (), wanted: Sequence[str] | None = None) -> Table:
    """The CSV file's columns as text. `needed` must be there; with `wanted` only those and the needed are read.

    Raises `BadInput` for an empty file, a missing column, a row that is too long, and bytes that are not UTF-8.
    """
    header = header_of(path)
    missing = [column for column in needed if column not in header]
    if missing:
        raise BadInput(
            f"{path.name} has no column “{missing[0]}”; it has {', '.join(f'“{column}”' for column in header[:12])}."
        )
    columns = None if wanted is None else [name for name in header if name in {*needed, *wanted}]
    try:
        frame = pl.read_csv(path, infer_schema=False, columns=columns)
    except (pl.exceptions.ComputeError, pl.exceptions.SchemaError) as error:
        raise BadInput(broken_row(path, header) or f"{path.name} cannot be read as CSV: {error}.") from error
    except pl.exceptions.NoDataError:
        raise BadInput(f"{path.name} is empty.") from None
    if frame.height == 0:
        raise BadInput(f"{path.name} has a header but no rows.")
    return Table(path, frame)


def header_of(path: Path) -> list[str]:
    """The names in the first line; `BadInput` when there are none, or one stands there twice."""
    content = unpacked(path, most=1 << 20)
    if not content.strip():
        raise BadInput(f"{path.name} is empty.")
    first = content.splitlines()[0]
    try:
        names = next(csv.reader([first.decode("utf-8-sig")]))
    except UnicodeDecodeError:
        raise BadInput(f"{path.name}, line 1 is not UTF-8 text.") from None
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise BadInput(f"{path.name} has two columns called “{twice}”.")
    return names


def broken_row(path: Path, header: list[str]) -> str | None:
    """What is wrong with the first row that is not UTF-8 or has another number of cells than the header."""
    content = unpacked(path)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return f"{path.name}, line {line} is not UTF-8 text."
    csv.field_size_limit(1 << 30)
    lines = csv.reader(io.StringIO(text, newline=""))
    before = 0
    for cells in lines:
        if cells and len(cells) != len(header):
            return f"{path.name}, line {before + 1} has {len(cells)} cells; the header has {len(header)}."
        before = lines.line_num
    return None
