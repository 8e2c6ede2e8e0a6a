"""`openward methods agreement` reads both layouts and refuses what it cannot use."""

import json

import pytest
from click.testing import CliRunner

from openward.config.commands.methods import methods

FOUR_OBSERVERS = """unit,a,b,c,d
1,1,1,,1
2,2,2,3,2
3,3,3,3,3
4,3,3,3,3
5,2,2,2,2
6,1,2,3,4
7,4,4,4,4
8,1,1,2,1
9,2,2,2,2
10,,5,5,5
11,,,1,1
12,,3,,
"""
LONG = "unit,coder,value\n" + "".join(
    f"{cells[0]},{coder},{value}\n"
    for line in FOUR_OBSERVERS.splitlines()[1:]
    for cells in [line.split(",")]
    for coder, value in zip("abcd", cells[1:], strict=True)
)
SEVERAL = """unit,coder,value
1,a,wait
1,a,staff
1,b,wait
2,a,
2,b,staff
3,a,food
3,b,food
"""


@pytest.fixture
def run(tmp_path):
    def on(content, *options):
        path = tmp_path / "codings.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return CliRunner().invoke(methods, ["agreement", str(path), "--draws", "50", *options])

    return on


@pytest.mark.parametrize("layout", ["wide", "long"])
@pytest.mark.parametrize(("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_the_document(run, layout, level, alpha):
    result = run(*([FOUR_OBSERVERS, "--wide"] if layout == "wide" else [LONG]), "--level", level, "--json")
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout.splitlines()[-1])
    assert round(document["alpha"], 3) == alpha
    assert document["low"] <= document["alpha"] <= document["high"]
    assert (document["units"], document["ratings"], document["left_out"], document["values"]) == (11, 40, 1, 5)
    assert document["coders"] == ["a", "b", "c", "d"]
    assert len(document["pairs"]) == 6
    assert document["pairs"][0]["coders"] == ["a", "b"]
    assert [one["code"] for one in document["codes"]] == (list("12345") if level == "nominal" else [])
    assert {"few_units", "left_out"} <= {caveat["key"] for caveat in document["caveats"]}
    assert document["seconds"] >= 0
    assert document["peak_mb"] > 0


def test_words_in_an_order(run):
    words = FOUR_OBSERVERS
    for number, word in enumerate(["very low", "low", "middle", "high", "very high"], start=1):
        words = words.replace(f",{number}", f",{word}")
    order = "very low, low, middle, high, very high"
    document = json.loads(run(words, "--wide", "--level", "ordinal", "--order", order, "--json").stdout)
    assert round(document["alpha"], 3) == 0.815


def test_several_codes_for_a_unit(run):
    document = json.loads(run(SEVERAL, "--several", "--json").stdout)
    assert {one["code"]: (one["uses"], one["of_uses"]) for one in document["codes"]} == {
        "food": (2, 1.0),
        "staff": (2, 0.0),
        "wait": (2, 1.0),
    }
    assert document["units"] == 3
    assert document["coders"] == ["a", "b"]


def test_in_plain_words(run):
    output = run(FOUR_OBSERVERS, "--wide").stdout
    assert "Krippendorff's alpha (nominal) is 0.74 (between" in output
    assert "1 would be perfect agreement, 0 what chance alone would give." in output
    assert "a and b: kappa 0.84" in output
    assert "By code:" in output
    assert "wait: alpha 1.00" in run(SEVERAL, "--several").stdout


@pytest.mark.parametrize(
    ("content", "options", "sentence"),
    [
        (b"", (), "codings.csv is empty."),
        (b"unit,coder,value\n", (), "codings.csv has a header but no rows."),
        (b"unit,who,value\n1,a,x\n", (), "codings.csv has no column “coder”; it has “unit”, “who”, “value”."),
        (b"unit,coder,value\n1,a,x\n", (), "No unit was rated by two coders: there is nothing to compare."),
        (
            b"unit,coder,value\n1,a,x\n1,b,x\n",
            (),
            "Every rating is the same value: agreement beyond chance cannot be told.",
        ),
        (
            b"unit,coder,value\n1,a,x\n1,b,x\n1,a,y\n",
            (),
            "codings.csv, line 4: the column “value” is given twice for the same unit and coder "
            "(--several allows that).",
        ),
        (b"unit,coder,value\n1,a,x\n,b,x\n", (), "codings.csv, line 3: the column “unit” is empty."),
        (
            b"unit,coder,value\n1,a,3\n1,b,inf\n",
            ("--level", "interval"),
            "codings.csv, line 3: the column “value” is not a number: “inf”.",
        ),
        (
            b"unit,coder,value\n1,a,3\n1,b,NaN\n",
            ("--level", "ordinal"),
            "codings.csv, line 3: the column “value” is not a number: “NaN”.",
        ),
        (
            b"unit,coder,value\n1,a,low\n1,b,odd\n",
            ("--level", "ordinal", "--order", "low,high"),
            "codings.csv, line 3: the column “value” is not among the values of --order: “odd”.",
        ),
        (
            b"unit,coder,value\n1,a,-3\n1,b,2\n",
            ("--level", "ratio"),
            "At the ratio level a rating must not be negative.",
        ),
        (b"unit,coder,value\n1,a,x\n1,b,\xff\n", (), "codings.csv, line 3 is not UTF-8 text."),
        (b"unit,a\n1,x\n", ("--wide",), "codings.csv has fewer than two columns of coders."),
        (
            b"unit,coder,value\n1,a,\n1,b,\n",
            ("--several",),
            "No code was given to any unit: there is nothing to compare.",
        ),
        (
            b"unit,coder,value\n1,a,x\n",
            ("--several", "--wide"),
            "--several goes with a row for each code and the nominal level, without weights.",
        ),
    ],
)
def test_bad_input_is_one_sentence(run, content, options, sentence):
    result = run(content, *options, "--json")
    assert result.exit_code == 2, result.output
    assert result.stderr == f"Error: {sentence}\n"
    assert result.stdout == ""
