"""`openward methods spc`: every column of the NHS reference, every bad input with one sentence."""

import csv
import gzip
import json
import os
from collections import defaultdict
from pathlib import Path

import pytest
from click.testing import CliRunner

from openward.config.commands.methods import methods

REFERENCE = Path(__file__).resolve().parents[4] / "shared" / "data" / "spc" / "nhs-ae-reference.csv.gz"
OPTIONS = {
    "default": ["--improvement", "increase"],
    "no_screening": ["--improvement", "increase", "--keep-outliers"],
    "decrease": ["--improvement", "decrease"],
    "fix_after_12": ["--improvement", "decrease", "--freeze-after", "12"],
    "rebase_at_19": ["--improvement", "decrease", "--rebase-at", "2017-10-01"],
    "target_20": ["--improvement", "decrease", "--target", "20"],
}
NUMBERS = ("y", "mean", "lpl", "upl")
TRUTHS = ("special_cause", "close_to_limits", "outside_limits")
LABELS = ("x", "special_cause_type", "point_type")
OF_ALL = ["--chart", "p", "--of", "all"]
NIGHTLY = os.environ.get("OPENWARD_TESTS") == "nightly"


@pytest.fixture
def run(tmp_path):
    def call(content, *options):
        path = tmp_path / "series.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return CliRunner().invoke(methods, ["spc", str(path), *options])

    return call


def series(values, column="value", start=1):
    return f"day,{column}\n" + "".join(
        f"2026-{1 + at // 28:02}-{start + at % 28:02},{v}\n" for at, v in enumerate(values)
    )


def document_of(result):
    assert result.exit_code == 0, result.output
    return json.loads(result.output.strip().splitlines()[-1])


@pytest.fixture(scope="module")
def reference():
    if not REFERENCE.exists():
        pytest.skip(f"the NHS reference answers are not here: {REFERENCE}")
    groups = defaultdict(list)
    with gzip.open(REFERENCE, "rt", newline="") as lines:
        for row in csv.DictReader(lines):
            groups[row["option"], row["series"]].append(row)
    return groups


@pytest.mark.parametrize("option", OPTIONS)
def test_the_command_gives_every_column_of_the_reference(run, reference, option):
    chosen = [name for which, name in reference if which == option]
    assert len(chosen) == 30
    for name in chosen if NIGHTLY else chosen[::6]:
        rows = reference[option, name]
        content = "x,y\n" + "".join(f"{row['x']},{row['y']}\n" for row in rows)
        found = document_of(run(content, "--value", "y", "--date", "x", *OPTIONS[option], "--json"))
        assert len(found["points"]) == 36
        assert isinstance(found["caveats"], list)
        for point, row in zip(found["points"], rows, strict=True):
            assert list(point) == [key for key in row if key not in ("series", "option")]
            for column in NUMBERS:
                assert point[column] == pytest.approx(float(row[column]), rel=0, abs=1e-6), (name, column)
            assert [str(point[column]).upper() for column in TRUTHS] == [row[column] for column in TRUTHS]
            assert [point[column] for column in LABELS] == [row[column] for column in LABELS], name
            assert point["relative_to_mean"] == int(row["relative_to_mean"])


def test_several_dates_after_one_rebase_at(run):
    content = series([5, 6, 4, 5, 6] * 4)
    wanted = ["--value", "value", "--date", "day", "--json"]
    together = document_of(run(content, "--rebase-at", "2026-01-06", "2026-01-12", *wanted))
    apart = document_of(run(content, *wanted, "--rebase-at", "2026-01-12", "--rebase-at", "2026-01-06"))
    assert together["points"] == apart["points"]
    assert [caveat["since"] for caveat in together["caveats"]] == ["2026-01-01", "2026-01-06", "2026-01-12"]


def test_rows_in_any_order_give_one_chart_and_say_so(run):
    lines = series([5, 6, 4, 5, 6, 4, 9]).splitlines()
    shuffled = "\n".join([lines[0], *reversed(lines[1:])])
    found = document_of(run(shuffled, "--value", "value", "--date", "day", "--json"))
    assert [point["y"] for point in found["points"]] == [5, 6, 4, 5, 6, 4, 9]
    assert found["caveats"][-1]["key"] == "dates_out_of_order"


@pytest.mark.parametrize(
    ("chart", "content", "options"),
    [
        ("p", "day,value,all\n" + "".join(f"2026-01-{d:02},{d % 5},{20 + d}\n" for d in range(1, 13)), ["--of", "all"]),
        (
            "u",
            "day,value,all\n" + "".join(f"2026-01-{d:02},{d % 7},{9.5 + d}\n" for d in range(1, 13)),
            ["--of", "all"],
        ),
        ("c", series([9, 8, 7, 9, 12, 11, 30]), []),
        ("g", series([3, 30, 12, 0, 44, 5, 9]), []),
        ("t", series([3.5, 30, 12, 0, 44, 5, 9]), ["--keep-outliers"]),
        ("run", series([1, 3]), []),
    ],
)
def test_every_chart_has_the_same_columns(run, chart, content, options):
    wanted = ["--value", "value", "--date", "day", "--chart", chart, *options]
    found = document_of(run(content, *wanted, "--json"))
    assert found["chart"] == chart
    assert list(found["points"][0])[:4] == ["x", "y", "mean", "lpl"]
    assert {"seconds", "peak_mb", "reading"} <= set(found)
    assert (found["points"][0]["upl"] is None) == (chart == "run")
    in_words = run(content, *wanted)
    assert in_words.exit_code == 0
    assert all(line[0].isupper() or line[0].isdigit() for line in in_words.output.splitlines())


def test_a_t_chart_can_go_by_the_dates_alone(run):
    found = document_of(run("day\n2026-01-01\n2026-01-05\n2026-01-05\n2026-02-01\n2026-02-20\n2026-03-02\n",
                            "--date", "day", "--chart", "t", "--json"))  # fmt: skip
    assert [point["y"] for point in found["points"]] == [4, 0, 27, 19, 10]
    assert found["points"][0]["x"] == "2026-01-05"
    assert "events_at_once" in {caveat["key"] for caveat in found["caveats"]}


def test_a_run_chart_tells_its_runs(run):
    found = document_of(run(series(range(20)), "--value", "value", "--date", "day", "--chart", "run", "--json"))
    assert found["runs"][0]["runs"] == 2
    assert {caveat["key"] for caveat in found["caveats"]} == {"too_few_runs"}
    assert any("in a row, each higher" in line for line in found["reading"])


@pytest.mark.parametrize(
    ("content", "options", "sentence"),
    [
        ("", [], "series.csv is empty."),
        ("day,value\n", [], "series.csv has a header but no rows."),
        ("day,value\n2026-01-01,4\n", [], "series.csv has one row; a chart over time needs more."),
        ("day,amount\n2026-01-01,4\n", [], "series.csv has no column “value”; it has “day”, “amount”."),
        (series([3, 3, 3, 3, 3, 3]), [], "Every one of the 6 points is 3: without any variation there is nothing"),
        (series([3, 4, 5]), [], "There are 3 points, and limits need at least 5; --chart run can do with fewer."),
        (series([3, 4, 5, 4, 3, 4]), ["--freeze-after", "3"], "--freeze-after leaves 3 points"),
        (series([3, 4, 5, 4, 3, 4]), ["--rebase-at", "2026-01-04"], "There are 3 points, and limits need"),
        (series([3, 4, 5, 4, 3, 4, 5]), ["--rebase-at", "2026-01-06"], "From 2026-01-06 on there are 2 points"),
        (series([3, 4, 5, 4, 3, 4]), ["--rebase-at", "2026-01-01"], "the first point (2026-01-01)"),
        (series([3, 4, 5, 4, 3, 4]), ["--rebase-at", "2027-01-01"], "does not lie between the first point"),
        (series([3, 4, 5, 4, 3, 4]), ["--rebase-at", "soon"], "--rebase-at needs a date such as 2026-11-22"),
        (series([3, 4, 5, 4, 3, 4]), ["--target", "nan"], "A target must be a finite number."),
        (series([3, 4, 5, 4, 3, 4]), ["--of", "value"], "--of belongs to p and u charts; this is --chart xmr."),
        (series([3, 4, 5, 4, 3, 4]), ["--chart", "p"], "A p chart needs --of COLUMN"),
        (series([3, 4, 5, 4, 3, 4]), ["--chart", "g", "--keep-outliers"], "--keep-outliers belongs to"),
        (series([3, 4, 5.5, 4, 3]), ["--chart", "c"], "line 4: the column “value” is not a whole number"),
        (series([3, 4, -5, 4, 3]), ["--chart", "t"], "line 4: the column “value” is not a time between two events"),
        ("day,value,all\n2026-01-01,4,0\n2026-01-02,4,9\n", OF_ALL, "line 2: the column “all” must be"),
        ("day,value,all\n2026-01-01,4,8\n2026-01-02,9,8\n", OF_ALL, "line 3: the column “value” is more than"),
        ("day,value\n2026-01-01,4\n2026-01-02,NaN\n", [], "line 3: the column “value” is not a number: “NaN”."),
        ("day,value\n2026-01-01,4\n2026-01-02,inf\n", [], "line 3: the column “value” is not a number: “inf”."),
        ("day,value\n2026-01-01,4\n2026-01-02,\n", [], "line 3: the column “value” is empty."),
        ("day,value\n2026-01-01,4\n2 Jan 2026,5\n", [], "line 3: the column “day” is not a date such as 2026-11-22"),
        ("day,value\n2026-01-01,4\n2026-01-01,5\n", [], "line 3: the column “day” has 2026-01-01 a second time"),
        (b"day,value\n2026-01-01,4\n2026-01-02,\xff\n", [], "series.csv, line 3 is not UTF-8 text."),
    ],
)  # fmt: skip
def test_bad_input_is_one_sentence_and_status_2(run, content, options, sentence):
    result = run(content, "--value", "value", "--date", "day", "--json", *options)
    assert result.exit_code == 2, result.output
    assert sentence in result.output
    assert result.output.count("\n") == 1
    assert "Traceback" not in result.output


def test_a_value_column_must_be_named(run):
    result = run(series([3, 4, 5, 4, 3]), "--date", "day")
    assert (result.exit_code, result.output) == (2, "Error: Say which column has the values: --value COLUMN.\n")
