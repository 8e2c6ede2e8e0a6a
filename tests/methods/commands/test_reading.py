"""Whatever cannot be read is refused with one sentence and the line it stands on."""

import gzip

import numpy as np
import pytest

from openward.config.commands.methods.lines import BadInput, read_json_lines
from openward.config.commands.methods.reading import read_table


@pytest.fixture
def file(tmp_path):
    def write(content: str | bytes, name: str = "figures.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "figures.csv is empty."),
        (b"\n\n", "figures.csv is empty."),
        (b"day,value\n", "figures.csv has a header but no rows."),
        (b"day,amount\n2026-01-01,3\n", "figures.csv has no column “value”; it has “day”, “amount”."),
        (b"value,value\n1,2\n", "figures.csv has two columns called “value”."),
        (b"day,value\na,1\nb,\xff\n", "figures.csv, line 3 is not UTF-8 text."),
        (b"day,value\na,1\nb,2,3\n", "figures.csv, line 3 has 3 cells; the header has 2."),
        (b"day,value\na,1\nb,two\n", "figures.csv, line 3: the column “value” is not a number: “two”."),
        (b"day,value\na,1\nb,NaN\n", "figures.csv, line 3: the column “value” is not a number: “NaN”."),
        (b"day,value\na,1\nb,inf\n", "figures.csv, line 3: the column “value” is not a number: “inf”."),
        (b"day,value\na,1\nb,\n", "figures.csv, line 3: the column “value” is empty."),
        (b'day,value\n"a\nb",1\nc,x\n', "figures.csv, line 4: the column “value” is not a number: “x”."),
    ],
)
def test_a_table_that_cannot_be_used(file, content, sentence):
    with pytest.raises(BadInput) as refused:
        read_table(file(content), needed=["value"]).numbers("value")
    assert refused.value.message == sentence
    assert refused.value.exit_code == 2


def test_numbers_dates_and_instants(file):
    table = read_table(
        file("a,on,at\n 1.5,2026-01-02,2026-01-02T00:00:01+01:00\n-2,2026-01-03,2026-01-02\n"), needed=["a"]
    )
    assert table.numbers("a").tolist() == [1.5, -2.0]
    assert [str(day) for day in table.dates("on")] == ["2026-01-02", "2026-01-03"]
    assert table.instants("at").tolist() == [1767308401.0, 1767312000.0]


def test_an_empty_cell_may_be_wanted(file):
    table = read_table(file("a,b\n1,\n,x\n"))
    assert np.isnan(table.numbers("a", needed=False)[1])
    assert table.texts("b", needed=False).to_list() == ["", "x"]


@pytest.mark.parametrize("written", ["yesterday", "2026-13-01", "12:00"])
def test_an_instant_or_day_that_is_none(file, written):
    table = read_table(file(f"at\n2026-01-01\n{written}\n"))
    with pytest.raises(BadInput, match="line 3: the column “at” is not a date and time"):
        table.instants("at")
    with pytest.raises(BadInput, match="line 3: the column “at” is not a date such as"):
        table.dates("at")


def test_one_wrong_moment_among_seconds_is_named_with_its_line(file):
    table = read_table(file("at\n10\n20\nsoon\n30\n"))
    with pytest.raises(BadInput, match="line 4: the column “at” is not a number of seconds like the others: “soon”"):
        table.instants("at")


def test_a_packed_file_is_read_alike(file):
    path = file(gzip.compress(b"a,b\n1,2\n"), "figures.csv.gz")
    assert read_table(path, needed=["b"]).numbers("b").tolist() == [2.0]
    with pytest.raises(BadInput, match="cannot be unpacked"):
        read_table(file(b"a,b\n1,2\n", "torn.csv.gz"))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "figures.csv is empty."),
        (b'{"id": 1, "text": "a"}\nnot json\n', "figures.csv, line 2 is not JSON: Expecting value at character 1."),
        (b'{"id": 1, "text": "a"}\n[1]\n', 'figures.csv, line 2 is not an object such as {"id": …}.'),
        (b'{"id": 1, "text": "a"}\n\n{"id": 2}\n', "figures.csv, line 3 has no “text”."),
        (b'{"id": 1, "text": "a"}\n{"id": 2, "text": "\xff"}\n', "figures.csv, line 2 is not UTF-8 text."),
    ],
)
def test_json_lines_that_cannot_be_used(file, content, sentence):
    with pytest.raises(BadInput) as refused:
        list(read_json_lines(file(content), needed=["id", "text"]))
    assert refused.value.message == sentence


def test_json_lines_are_numbered_as_in_the_file(file):
    assert list(read_json_lines(file('{"id": 1}\n\n{"id": 2}\n'), needed=["id"])) == [(1, {"id": 1}), (3, {"id": 2})]
