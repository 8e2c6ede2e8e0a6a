"""`openward methods disclosure`: the keys of its document, its ledger, and every bad input."""

import json

import pytest
from click.testing import CliRunner

from openward.config.commands.methods import methods

TABLE = "ward,age,people\n" + "".join(
    f"{ward},{age},{number}\n"
    for ward, row in {"A": (4, 31, 22), "B": (18, 26, 40), "C": (55, 12, 37)}.items()
    for age, number in zip(("young", "middle", "old"), row, strict=True)
)


@pytest.fixture
def run(tmp_path):
    def call(content, *options):
        path = tmp_path / "table.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return CliRunner().invoke(methods, ["disclosure", str(path), "--count", "people", *options])

    return call


def document_of(result):
    assert result.exit_code == 0, result.output
    return json.loads(result.output.splitlines()[-1])


def test_the_document(run):
    found = document_of(run(TABLE, "--threshold", "10", "--json"))
    assert list(found) == [
        "columns", "threshold", "release", "cells", "totals", "shown", "withheld", "caveats", "seconds", "peak_mb",
    ]  # fmt: skip
    assert len(found["cells"]) == 9
    assert len(found["totals"]) == 7
    assert found["shown"] + found["withheld"] == 16
    small = next(cell for cell in found["cells"] if cell["groups"] == {"ward": "A", "age": "young"})
    assert (small["count"], small["text"]) == (None, "withheld")
    assert found["totals"][-1]["groups"] == {"ward": None, "age": None}
    assert found["totals"][-1]["count"] == 245
    shown = [entry for entry in found["cells"] + found["totals"] if entry["count"] is not None]
    assert all(entry["count"] % 5 == 0 and entry["text"] == "about" for entry in shown)
    assert {caveat["key"] for caveat in found["caveats"]} == {"rounded", "no_key"}


def test_the_reading_in_words(run):
    lines = run(TABLE).output.splitlines()
    assert "ward A, age young: not shown" in lines
    assert "All: about 245" in lines
    assert any(line.endswith("of 16 figures can be shown (release 1).") for line in lines)


def test_a_ledger_is_made_and_carried_on(run, tmp_path):
    ledger = tmp_path / "ledger.json"
    first = document_of(run(TABLE, "--ledger", str(ledger), "--json"))
    kept = json.loads(ledger.read_text())
    assert all(entry["count"] == 0 or entry["count"] >= 10 for entry in kept["stand_in"])
    second = document_of(run(TABLE.replace("55", "57"), "--ledger", str(ledger), "--json"))
    assert (first["release"], second["release"]) == (1, 2)
    was = {json.dumps(entry["groups"]): entry["count"] for entry in first["cells"]}
    now = {json.dumps(entry["groups"]): entry["count"] for entry in second["cells"]}
    assert all(now[place] == count for place, count in was.items() if count is not None and now[place] is not None)
    assert "later_release" in {caveat["key"] for caveat in second["caveats"]}


def test_with_a_key_the_answer_stays_the_same(run, tmp_path):
    key = tmp_path / "key"
    key.write_text("a secret of many characters\n")
    options = ["--key-file", str(key), "--json"]
    once, again = document_of(run(TABLE, *options)), document_of(run(TABLE, *options))
    assert once["cells"] == again["cells"]
    assert "no_key" not in {caveat["key"] for caveat in once["caveats"]}


@pytest.mark.parametrize(
    ("content", "options", "sentence"),
    [
        ("", [], "table.csv is empty."),
        ("ward,people\n", [], "table.csv has a header but no rows."),
        ("ward,people\nA,30\n", [], "table.csv has one row; a table needs at least two cells."),
        ("ward,number\nA,30\n", [], "table.csv has no column “people”; it has “ward”, “number”."),
        ("people\n30\n40\n", [], "table.csv has no column beside “people”: what are the counts of?"),
        ("ward,people\nA,30\nB,3.5\n", [], "line 3: the column “people” is not a whole number from 0 on: “3.5”."),
        ("ward,people\nA,30\nB,-3\n", [], "line 3: the column “people” is not a whole number from 0 on: “-3.0”."),
        ("ward,people\nA,30\nB,NaN\n", [], "line 3: the column “people” is not a number: “NaN”."),
        ("ward,people\nA,30\nB,inf\n", [], "line 3: the column “people” is not a number: “inf”."),
        ("ward,people\nA,30\nB,\n", [], "line 3: the column “people” is empty."),
        ("ward,people\nA,30\n,4\n", [], "line 3: the column “ward” is empty."),
        ("ward,people\nA,30\nA,4\n", [], "line 3: the column “ward” begins a cell that stands there twice: A."),
        (b"ward,people\nA,30\n\xff,4\n", [], "table.csv, line 3 is not UTF-8 text."),
        (TABLE, ["--threshold", "1"], "A threshold below 2 protects nobody."),
    ],
)
def test_bad_input_is_one_sentence_and_status_2(run, content, options, sentence):
    result = run(content, "--json", *options)
    assert result.exit_code == 2, result.output
    assert sentence in result.output
    assert result.output.count("\n") == 1


def test_a_broken_ledger_or_key_is_refused(run, tmp_path):
    ledger, key = tmp_path / "ledger.json", tmp_path / "key"
    for content in ("", "[]", '{"columns": ["ward", "age"]}', "\xff"):
        ledger.write_text(content)
        result = run(TABLE, "--ledger", str(ledger))
        assert (result.exit_code, result.output.count("\n")) == (2, 1)
        assert "is not a ledger that this command has written." in result.output
    key.write_text("short")
    result = run(TABLE, "--key-file", str(key))
    assert (result.exit_code, result.output.count("\n")) == (2, 1)


def test_a_ledger_of_another_table_is_refused_and_kept(run, tmp_path):
    ledger = tmp_path / "ledger.json"
    document_of(run("area,people\nA,30\nB,40\n", "--ledger", str(ledger), "--json"))
    before = ledger.read_text()
    result = run(TABLE, "--ledger", str(ledger))
    assert (result.exit_code, result.output) == (2, "Error: The ledger is of a table by area.\n")
    assert run("area,people\nA,30\nB,40\n", "--ledger", str(ledger), "--threshold", "5").exit_code == 2
    assert ledger.read_text() == before
