"""Reading CSV row by row: what Python's csv reads is read the same, and nothing broken takes good rows with it."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from openward.kit.csv_cells import safe_cell, write_rows
from openward.kit.csv_rows import BrokenRow, CsvRows, Row

NAMES = [f"column {number}" for number in range(8)]
cells = st.lists(st.text(st.characters(exclude_characters="\0\r", codec="utf-8"), max_size=12), min_size=8, max_size=8)
plain_rows = st.lists(st.integers(0, 999).map(lambda number: [str(number)] * 8), min_size=1, max_size=6)


def written(rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def read(data: bytes) -> list[Row | BrokenRow]:
    return list(CsvRows(io.BytesIO(written([NAMES]) + data)))


@given(st.lists(cells, max_size=8))
def test_what_a_spreadsheet_writes_is_read_as_it_was(rows: list[list[str]]) -> None:
    assert [row.cells for row in read(written(rows)) if isinstance(row, Row)] == rows


@given(st.binary(max_size=400))
def test_any_bytes_give_rows_or_faults_in_order(data: bytes) -> None:
    found = read(data)
    assert [row.line for row in found] == sorted({row.line for row in found})
    assert all(len(row.cells) == 8 for row in found if isinstance(row, Row))


@given(plain_rows, st.binary(max_size=60).map(lambda data: data.replace(b"\n", b"")), plain_rows)
def test_one_broken_line_takes_no_good_row_with_it(
    before: list[list[str]], broken: bytes, after: list[list[str]]
) -> None:
    found = [row.cells for row in read(written(before) + broken + b"\n" + written(after)) if isinstance(row, Row)]
    assert found[: len(before)] == before
    assert found[len(found) - len(after) :] == after


@given(st.text(max_size=20))
def test_no_cell_starts_a_formula(text: str) -> None:
    made = io.StringIO(newline="")
    write_rows(made, [[text, 1]])
    first = next(csv.reader(io.StringIO(made.getvalue(), newline="")))[0]
    assert first.removeprefix("'") == text or first == text
    assert not first.strip(" \u00a0\ufeff").startswith(("=", "+", "-", "@"))


def test_numbers_stay_numbers() -> None:
    assert safe_cell(-3) == -3
