"""Learning codes by command: what it answers, and what it refuses."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from openward.config.commands.methods.themes import instrument

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "nhs-fft" / "comments.csv"
WHO = ("nurse", "doctor", "porter", "cleaner", "receptionist")
WHERE = ("ward", "clinic", "corridor", "theatre", "waiting room", "car park")


def coded(path: Path, rows: range, columns: tuple[str, ...] = ("comment", "kindness", "waiting")) -> Path:
    """Comments whose codes follow from their words, so that they can be learned."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for row in rows:
            how = ("kind and gentle", "late and slow", "kind but late", "neither here nor there")[row % 4]
            words = f"The {WHO[row % 5]} in the {WHERE[row % 6]} was {how}, on day {row}."
            writer.writerow([words, int("kind" in how), int("late" in how)])
    return path


def ask(*arguments: object) -> object:
    return CliRunner().invoke(instrument, [str(argument) for argument in arguments])


def test_codes_are_learned_and_tested_on_other_comments(tmp_path):
    train, test = coded(tmp_path / "a.csv", range(120)), coded(tmp_path / "b.csv", range(100, 180))
    answer = ask("--train", train, "--test", test, "--text", "comment", "--json")
    assert answer.exit_code == 0, answer.output
    document = json.loads(answer.output.splitlines()[-1])
    assert {"micro_f1", "macro_f1", "labels", "abstained", "train_seconds", "comments_per_second"} <= set(document)
    assert document["micro_f1"] > 0.95
    assert set(document["labels"]) == {"kindness", "waiting"}
    # Twenty comments stand in both files: a copy is no test.
    assert (document["trained_on"], document["tested_on"], document["left_out_as_copies"]) == (120, 60, 20)
    assert "no coding" in document["caveats"][0]


def test_the_same_in_words(tmp_path):
    train, test = coded(tmp_path / "a.csv", range(120)), coded(tmp_path / "b.csv", range(200, 260))
    answer = ask("--train", train, "--test", test, "--text", "comment", "--labels", "waiting")
    assert answer.exit_code == 0, answer.output
    assert "60 different comments judged, tested on others." in answer.output
    assert "kindness" not in answer.output


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"--text": "words"}, "has no column “words”"),
        ({"--labels": "dignity"}, "has no column “dignity”"),
        ({"--labels": "comment"}, "line 2: the column “comment” is not a number"),
    ],
)
def test_what_cannot_be_used_is_one_sentence(tmp_path, change, sentence):
    options = {"--train": coded(tmp_path / "a.csv", range(60)), "--test": coded(tmp_path / "b.csv", range(60, 90))}
    options |= {"--text": "comment", "--labels": "auto"} | change
    answer = ask(*(part for option in options.items() for part in option))
    assert answer.exit_code == 2
    assert sentence in answer.output
    assert "Traceback" not in answer.output


def test_too_few_comments_and_only_copies_are_refused(tmp_path):
    few = coded(tmp_path / "few.csv", range(4))
    answer = ask("--train", few, "--test", few, "--text", "comment")
    assert answer.exit_code == 2
    assert "Too few examples" in answer.output
    many = coded(tmp_path / "many.csv", range(80))
    answer = ask("--train", many, "--test", many, "--text", "comment")
    assert answer.exit_code == 2
    assert "nothing is left to test" in answer.output


def test_without_a_test_file_the_comments_are_cross_validated(tmp_path):
    train = coded(tmp_path / "a.csv", range(100))
    document = json.loads(ask("--train", train, "--text", "comment", "--json").output.splitlines()[-1])
    assert document["micro_f1"] > 0.9
    assert (document["folds"], document["tested_on"]) == (5, 100)
    assert sum(point["decisions"] for point in document["reliability"]) == 100 * 2
    assert document["labels"]["waiting"]["support"] == 50


def test_suggestions_come_with_passages_and_without_any_count(tmp_path):
    train = coded(tmp_path / "a.csv", range(120))
    uncoded = tmp_path / "new.csv"
    uncoded.write_text("comment\nThe surgeon was late and slow.\n,\n你好世界\n".replace(",\n", '""\n'))
    answer = ask("--train", train, "--text", "comment", "--suggest", uncoded, "--next", 1, "--json")
    assert answer.exit_code == 0, answer.output
    document = json.loads(answer.output.splitlines()[-1])
    first, empty, foreign = document["suggestions"]
    assert [code["name"] for code in first["codes"]] == ["waiting"]
    for passage in first["codes"][0]["passages"]:
        assert first["text"][passage["start"] : passage["end"]] == passage["quote"]
    assert any("late" in passage["quote"] or "slow" in passage["quote"] for passage in first["codes"][0]["passages"])
    assert (empty["codes"], foreign["codes"]) == ([], [])
    assert empty["unsure"] == "There are no words in it."
    assert foreign["unsure"] == "Most of its words are new to the suggester."
    assert [comment["row"] for comment in document["next_to_code"]] == [3]
    # Nothing in the document sums suggestions up.
    assert not {"micro_f1", "labels", "abstained", "counts"} & set(document)
    words = ask("--train", train, "--text", "comment", "--suggest", uncoded).output
    assert "do not count or publish" in words


def test_levels_are_learned_too(tmp_path):
    train, test = tmp_path / "a.csv", tmp_path / "b.csv"
    for path, rows in ((train, range(90)), (test, range(90, 120))):
        lines = [f"the {WHO[row % 5]} on day {row} was {('lovely', 'fine', 'awful')[row % 3]}" for row in rows]
        levels = [(1, 3, 5)[row % 3] for row in rows]
        cells = [f"{line},{int(level == 5)},{level}" for line, level in zip(lines, levels, strict=True)]
        path.write_text("\n".join(["comment,bad,level", *cells]))
    asked = ("--train", train, "--text", "comment", "--sentiment", "level", "--json")
    tested = json.loads(ask(*asked, "--test", test).output.splitlines()[-1])["sentiment"]
    assert (tested["texts"], tested["accuracy"], tested["levels"]["2"]["f1"]) == (30, 1.0, None)
    across = json.loads(ask(*asked).output.splitlines()[-1])["sentiment"]
    assert (across["texts"], across["mean_distance"]) == (90, 0.0)
    test.write_text("comment,bad,level\nfine,0,3\nodd,0,6\n")
    refused = ask(*asked, "--test", test)
    assert refused.exit_code == 2
    assert "line 3: the column “level” is no whole number from 1 to 5" in refused.output


def test_a_name_may_hold_a_comma(tmp_path):
    train = coded(tmp_path / "a.csv", range(80), ("comment", "kind, gentle", "waiting"))
    test = coded(tmp_path / "b.csv", range(80, 120), ("comment", "kind, gentle", "waiting"))
    for labels in ("kind, gentle,waiting", '"kind, gentle",waiting'):
        answer = ask("--train", train, "--test", test, "--text", "comment", "--labels", labels, "--json")
        assert set(json.loads(answer.output.splitlines()[-1])["labels"]) == {"kind, gentle", "waiting"}


def test_auto_leaves_out_rare_codes_and_names_them(tmp_path):
    train, test = coded(tmp_path / "a.csv", range(120)), coded(tmp_path / "b.csv", range(120, 160))
    for path in (train, test):
        head, *lines = path.read_text().splitlines()
        rows = [f"{line},{int(number < 3)},,x" for number, line in enumerate(lines)]
        path.write_text("\n".join([head + ",rare,never,note", *rows]))
    document = json.loads(ask("--train", train, "--test", test, "--text", "comment", "--json").output.splitlines()[-1])
    assert set(document["labels"]) == {"kindness", "waiting"}
    assert document["left_out_labels"] == [{"label": "rare", "examples": 6}]
    named = ask("--train", train, "--test", test, "--text", "comment", "--labels", "rare,waiting", "--json")
    found = json.loads(named.output.splitlines()[-1])
    assert (found["labels"]["rare"]["f1"], found["labels"]["rare"]["is_learned"]) == (0.0, False)
    assert found["macro_f1"] == pytest.approx(found["labels"]["waiting"]["f1"] / 2)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "is empty"),
        ("comment,a\n", "has a header but no rows"),
        ("comment,a\nkind staff,1\n", "different comments with a 1"),
        ("comment,a\nkind staff,NaN\nlate,1\n", "no column of 0 and 1"),
        ("comment,a\n" + "".join(f"text {row},1\n" for row in range(60)), "No code can be learned"),
        (b"comment,a\nkind,1\n\xff,0\n", "line 3 is not UTF-8"),
    ],
)
def test_files_that_cannot_be_used(tmp_path, content, sentence):
    path = tmp_path / "odd.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    answer = ask("--train", path, "--text", "comment")
    assert (answer.exit_code, "Traceback" in answer.output) == (2, False)
    assert sentence in answer.output
    for value, told in (("NaN", "is not a number"), ("inf", "is not a number"), ("2", "is neither 0 nor 1")):
        path.write_text(f"comment,a\nkind,1\nlate,{value}\n")
        answer = ask("--train", path, "--text", "comment", "--labels", "a")
        assert (answer.exit_code, f"line 3: the column “a” {told}" in answer.output) == (2, True)


def test_next_without_comments_to_choose_from_is_refused(tmp_path):
    answer = ask("--train", coded(tmp_path / "a.csv", range(60)), "--text", "comment", "--next", 3)
    assert (answer.exit_code, "--next needs --suggest" in answer.output) == (2, True)


@pytest.mark.skipif(not SHARED.exists(), reason="the real comments are not beside this checkout")
def test_the_real_comments_reach_what_is_promised(tmp_path):
    import polars as pl

    comments = pl.read_csv(SHARED, infer_schema=False).sample(fraction=1, shuffle=True, seed=31)
    cut = comments.height * 2 // 3
    comments[:cut].write_csv(tmp_path / "a.csv")
    comments[cut:].write_csv(tmp_path / "b.csv")
    answer = ask("--train", tmp_path / "a.csv", "--test", tmp_path / "b.csv", "--text", "FFT answer", "--json")
    assert answer.exit_code == 0, answer.output
    document = json.loads(answer.output.splitlines()[-1])
    # Three splits are averaged in the bench; a single one may lie a little below.
    assert document["micro_f1"] >= 0.69
    assert document["macro_f1"] >= 0.48
