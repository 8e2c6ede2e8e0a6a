"""`openward methods readability` reads a text, JSON lines and CSV, and refuses what it cannot use."""

import json

import pytest
from click.testing import CliRunner

from openward.config.commands.methods import methods

LONG = "The nurse came at once and she was kind to my mother. We commenced treatment prior to lunch.\n" * 7


@pytest.fixture
def run(tmp_path):
    def on(content, name="leaflet.txt", *options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return CliRunner().invoke(methods, ["readability", str(path), *options])

    return on


def document(result):
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout.splitlines()[-1])


def test_the_document_of_one_text(run):
    found = document(run(LONG, "leaflet.txt", "--json"))
    (one,) = found["texts"]
    assert one["id"] == "leaflet.txt"
    assert one["youngest"] <= one["age"] <= one["oldest"]
    assert {formula["name"] for formula in one["formulas"]} == {
        "flesch_kincaid",
        "smog",
        "coleman_liau",
        "automated_readability_index",
    }
    first = one["marks"][0]
    assert LONG[first["start"] : first["end"]] == "commenced"
    assert (first["kind"], first["suggestions"]) == ("plainer_word", ["start", "begin"])
    assert (one["words"], one["sentences"]) == (126, 14)
    assert found["seconds"] >= 0
    assert found["peak_mb"] > 0


def test_many_texts(run):
    lines = "".join(json.dumps(row) + "\n" for row in [{"id": "a", "text": LONG}, {"text": "Kind."}, {"text": "…"}])
    found = document(run(lines, "comments.jsonl", "--json"))["texts"]
    assert [one["id"] for one in found] == ["a", 2, 3]
    assert found[0]["age"] is not None
    assert [caveat["key"] for caveat in found[1]["caveats"]] == ["too_short"]
    assert [caveat["key"] for caveat in found[2]["caveats"]] == ["no_words"]
    csv = document(run("id,comment\nx,护士很好。\n", "a.csv", "--text", "comment", "--json"))["texts"]
    assert (csv[0]["id"], csv[0]["script"], csv[0]["characters_per_sentence"]) == ("x", "chinese", 4)


def test_in_plain_words(run):
    output = run(LONG).stdout
    assert output.startswith("Reading age: about 8 years (the formulas say 7 to 10).")
    assert "line 1: “commenced”; plainer: start, begin" in output
    assert "Ask a reader." in output
    short = run("We waited.").stdout
    assert "The text is too short for a reading age (2 of 100 words)." in short
    assert "Nothing is marked as hard." in short
    many = run(f'{json.dumps({"text": LONG})}\n{{"text": "Kind."}}\n', "a.jsonl").stdout
    assert many.startswith("2 texts, of which English and long enough for a reading age: 1.")
    assert "characters a sentence" in run("护士很好。").stdout


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.txt", "a.txt is empty."),
        (b" \n", "a.txt", "a.txt is empty."),
        (b"...\n", "a.txt", "a.txt holds no word: there is nothing to read."),
        (b"fine\n\xff\n", "a.txt", "a.txt, line 2 is not UTF-8 text."),
        (b"", "a.jsonl", "a.jsonl is empty."),
        (b'{"id": 1}\n', "a.jsonl", "a.jsonl, line 1 has no “text”."),
        (b'{"text": 5}\n', "a.jsonl", "a.jsonl, line 1: “text” is not a text."),
        (b'{"text": "!"}\n', "a.jsonl", "a.jsonl holds no word: there is nothing to read."),
        (b"id,words\n1,x\n", "a.csv", "a.csv has no column “text”; it has “id”, “words”."),
        (b"id,text\n", "a.csv", "a.csv has a header but no rows."),
    ],
)
def test_bad_input_is_one_sentence(run, content, name, sentence):
    result = run(content, name, "--json")
    assert result.exit_code == 2
    assert result.stderr == f"Error: {sentence}\n"
    assert result.stdout == ""
