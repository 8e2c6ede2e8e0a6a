"""`openward methods representation`: the keys of its document, its words, and every bad input."""

import csv
import json

import pytest
from click.testing import CliRunner

from openward.config.commands.methods import methods

SAMPLE = "person,age,sex,contributions\n" + "".join(
    f"{at},{'old' if at % 4 else 'young'},{'f' if at % 3 else ('unknown' if at % 2 else 'm')},{1 + at % 5}\n"
    for at in range(60)
)
POPULATION = "age,sex,population\nold,f,300\nold,m,200\nyoung,f,200\nyoung,m,250\nchild,f,40\nchild,m,10\n"


@pytest.fixture
def run(tmp_path):
    def call(sample, population, *options):
        for name, content in (("sample.csv", sample), ("population.csv", population)):
            (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return CliRunner().invoke(
            methods, ["representation", str(tmp_path / "sample.csv"), str(tmp_path / "population.csv"), *options]
        )

    return call


def test_the_document(run, tmp_path):
    result = run(SAMPLE, POPULATION, "--json", "--at-most", "3", "--weights", str(tmp_path / "weights.csv"))
    assert result.exit_code == 0, result.output
    found = json.loads(result.output.splitlines()[-1])
    assert list(found) == [
        "people", "population", "columns", "groups", "crossings", "nobody", "unknown", "weights", "concentration",
        "caveats", "seconds", "peak_mb",
    ]  # fmt: skip
    assert found["columns"] == ["age", "sex"]
    assert found["unknown"]["sex"] == {"people": 10, "share": pytest.approx(1 / 6)}
    assert found["unknown"]["age"] == {"people": 0, "share": 0}
    assert {"age": "child"} in found["nobody"]
    assert {"age": "child", "sex": "m"} in found["nobody"]
    old = next(entry for entry in found["groups"] if entry["group"] == {"age": "old"})
    assert old["reach_ratio"] == pytest.approx((45 / 60) / 0.5)
    assert old["verdict"] == "more"
    raking = found["weights"]["raking"]
    assert raking["converged"]
    assert raking["effective_size"] == pytest.approx(60 / raking["design_effect"])
    assert [top["people"] for top in found["concentration"]["top"]] == [1, 3, 6]
    assert {caveat["key"] for caveat in found["caveats"]} >= {"unknown", "nobody"}
    with (tmp_path / "weights.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    assert sum(float(row["raking"]) for row in rows) == pytest.approx(60)
    assert list(rows[0]) == ["raking", "post_stratification"]


def test_the_reading_in_words(run):
    words = run(SAMPLE, POPULATION).output
    assert "60 people took part." in words
    assert "sex (not known of 10, 16.7%):" in words
    assert "child: 0 people, 0.0% against 5.0% of those affected" in words
    assert "nobody took part." in words
    assert "Gini index" in words


def test_columns_can_be_named(run):
    sample, population = SAMPLE.replace("contributions", "posts"), POPULATION.replace("population", "n")
    plain = json.loads(run(sample, population, "--count", "n", "--json").output)
    assert plain["concentration"] is None
    named = run(sample, population, "--count", "n", "--contributions", "posts", "--unknown", "M", "--json")
    found = json.loads(named.output)
    assert found["concentration"]["people"] == 60
    assert found["unknown"]["sex"]["people"] == 20


def test_groups_that_are_never_known_together_have_no_crossing(run):
    sample = "age,sex\nold,\nyoung,\n,f\n,m\nold,\n"
    found = json.loads(run(sample, POPULATION, "--json").output)
    assert found["crossings"] == []
    assert found["weights"]["post_stratification"] is None
    assert "no_post_stratification" in {caveat["key"] for caveat in found["caveats"]}
    assert run(sample, POPULATION).exit_code == 0


@pytest.mark.parametrize(
    ("sample", "population", "options", "sentence"),
    [
        ("", POPULATION, [], "sample.csv is empty."),
        (SAMPLE, "", [], "population.csv is empty."),
        ("age\n", POPULATION, [], "sample.csv has a header but no rows."),
        ("age\nold\n", POPULATION, [], "sample.csv has one row; there is nothing to compare."),
        (SAMPLE, "age,population\nold,3\n", [], "population.csv has one row; there is nothing to compare."),
        ("group\na\nb\n", POPULATION, [], "sample.csv and population.csv have no column of groups in common."),
        (SAMPLE, "age,number\nold,3\nyoung,4\n", [], "say which counts people, --count."),
        (SAMPLE, POPULATION, ["--count", "n"], "population.csv has no column “n”."),
        (SAMPLE, POPULATION, ["--contributions", "n"], "sample.csv has no column “n”."),
        (SAMPLE, POPULATION, ["--confidence", "1"], "A confidence lies between 0 and 1, not 1."),
        (SAMPLE, POPULATION, ["--at-most", "0.5"], "The largest weight allowed must be more than 1, the mean."),
        (SAMPLE, POPULATION.replace("200", "many", 1), [], "line 3: the column “population” is not a number: “many”."),
        (SAMPLE, POPULATION.replace("200", "NaN", 1), [], "line 3: the column “population” is not a number: “NaN”."),
        (SAMPLE, POPULATION.replace("200", "inf", 1), [], "line 3: the column “population” is not a number: “inf”."),
        (SAMPLE, POPULATION.replace("200", "-2", 1), [], "line 3: the column “population” is negative: “-2.0”."),
        (SAMPLE, "age,population\nold,0\nyoung,0\n", [], "The population has nobody in it."),
        (SAMPLE.replace(",1\n", ",-1\n", 1), POPULATION, [], "line 2: the column “contributions” is negative: “-1.0”."),
        ("age\nold\nold\n", "age,population\nold,3\nold,4\n", [], "is in one and the same group."),
        ("age\n\"\"\nunknown\n", POPULATION, [], "sample.csv has no group that is known."),
        ("age,sex\n,f\n,m\n", POPULATION, [], "Nobody's age is known."),
        (b"age\nold\n\xff\n", POPULATION, [], "sample.csv, line 3 is not UTF-8 text."),
    ],
)  # fmt: skip
def test_bad_input_is_one_sentence_and_status_2(run, sample, population, options, sentence):
    result = run(sample, population, "--json", *options)
    assert result.exit_code == 2, result.output
    assert sentence in result.output
    assert result.output.count("\n") == 1
