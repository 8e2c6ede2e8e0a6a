"""Reading CSV files from anywhere: row by row, in little memory, losing only the rows that are broken.

Python's `csv` reads a file as one stream: one forgotten quotation mark swallows everything after it, one wrong byte
stops the whole reading. Here each row is cut out first and parsed by itself. When a row cannot be parsed, reading goes
on at the next line on which a whole row begins.
"""

import csv
import dataclasses
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO, Literal

LONGEST_ROW = 120 * 1024
"""Bytes; below the field limit of Python's csv module, so that this limit is the one that counts."""

Fault = Literal["too_long", "not_utf8", "nul", "unclosed_quote", "stray_quote", "column_count"]


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row and the line of the file it begins on, counted from 1."""

    line: int
    cells: list[str]


@dataclasses.dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that cannot be read, and why."""

    line: int
    fault: Fault


@dataclasses.dataclass(slots=True)
class _Line:
    number: int
    data: bytes
    quotes: int
    is_cut: bool = False


class CsvRows:
    """Iterates over the rows of a binary file. `header` is read first; every row must have as many cells.

    Memory is bounded by a few times LONGEST_ROW whatever the file holds. `position` is the number of bytes read.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._waiting: deque[_Line] = deque()
        self._number = 0
        self.position = 0
        self.header: list[str] = []
        first = self._next_line()
        if first is not None and not first.is_cut:
            first.data = first.data.removeprefix(b"\xef\xbb\xbf")
            found = self._whole_row(first)
            if isinstance(found, Row):
                self.header = found.cells

    def __iter__(self) -> Iterator[Row | BrokenRow]:
        while (line := self._next_line()) is not None:
            if line.is_cut or line.data.strip():
                yield self._whole_row(line)

    def _next_line(self) -> _Line | None:
        if self._waiting:
            return self._waiting.popleft()
        data = self._file.readline(LONGEST_ROW)
        if not data:
            return None
        self._number += 1
        self.position += len(data)
        line = _Line(self._number, data, data.count(b'"'))
        while len(data) == LONGEST_ROW and not data.endswith(b"\n"):
            # A line without end is counted through and thrown away, piece by piece.
            data = self._file.readline(LONGEST_ROW)
            self.position += len(data)
            line.quotes += data.count(b'"')
            line.data, line.is_cut = b"", True
        return line

    def _whole_row(self, first: _Line) -> Row | BrokenRow:
        """The row that begins on a line: with the lines after it as long as a quotation mark stays open."""
        lines, quotes, size = [first], first.quotes, len(first.data)
        is_too_long = first.is_cut
        while quotes % 2 and not is_too_long:
            line = self._next_line()
            if line is None:
                break
            lines.append(line)
            quotes += line.quotes
            size += len(line.data)
            is_too_long = line.is_cut or size > LONGEST_ROW
        if is_too_long:
            return self._after_too_long(lines, quotes)
        parsed = self._parsed(b"".join(line.data for line in lines))
        if isinstance(parsed, list):
            return Row(first.number, parsed)
        if len(lines) > 1:
            # A lone quotation mark, as in 5" pipe, opens nothing when the line is whole without it.
            alone = self._parsed(first.data)
            if isinstance(alone, list):
                self._waiting.extendleft(reversed(lines[1:]))
                return Row(first.number, alone)
            if any(self._is_whole(line) for line in lines[1:]):
                self._waiting.extendleft(reversed(lines[1:]))
                return BrokenRow(first.number, "unclosed_quote")
        return BrokenRow(first.number, "unclosed_quote" if quotes % 2 else parsed)

    def _after_too_long(self, lines: list[_Line], quotes: int) -> BrokenRow:
        if any(self._is_whole(line) for line in lines[1:]):
            self._waiting.extendleft(reversed(lines[1:]))
            return BrokenRow(lines[0].number, "unclosed_quote")
        while quotes % 2:
            line = self._next_line()
            if line is None:
                break
            if self._is_whole(line):
                self._waiting.appendleft(line)
                break
            quotes += line.quotes
        return BrokenRow(lines[0].number, "too_long")

    def _is_whole(self, line: _Line) -> bool:
        return not line.is_cut and line.quotes % 2 == 0 and isinstance(self._parsed(line.data), list)

    def _parsed(self, data: bytes) -> list[str] | Fault:
        if b"\0" in data:
            return "nul"
        try:
            text = data.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            return "not_utf8"
        try:
            cells = next(csv.reader([text], strict=True), [])
        except csv.Error:
            return "stray_quote"
        if self.header and len(cells) != len(self.header):
            return "column_count"
        return cells
