"""`openward methods near-duplicates` reads CSV and JSON lines and refuses what it cannot use."""

import gzip
import json

import pytest
from click.testing import CliRunner

from openward.config.commands.methods import methods

TEXTS = ["The nurse was kind to my mother.", "the nurse was kind to my mother", "We waited in the corridor for hours"]


@pytest.fixture
def run(tmp_path):
    def on(content, name="posts.csv", *options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return CliRunner().invoke(methods, ["near-duplicates", str(path), *options])

    return on


def as_lines(texts, **more):
    return "".join(json.dumps({"id": f"p{n}", "text": text} | more) + "\n" for n, text in enumerate(texts))


def as_csv(texts):
    return "id,text\n" + "".join(f'p{n},"{text}"\n' for n, text in enumerate(texts))


@pytest.mark.parametrize("name", ["posts.csv", "posts.jsonl", "posts.jsonl.gz"])
def test_the_document(run, name):
    content = as_csv(TEXTS) if name.endswith(".csv") else as_lines(TEXTS)
    result = run(gzip.compress(content.encode()) if name.endswith(".gz") else content, name, "--json")
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout.splitlines()[-1])
    assert document["groups"] == [{"size": 2, "similarity": 1.0, "copies": 1, "members": ["p0", "p1"]}]
    assert document["texts"] == 3
    assert document["distinct"] == 2
    assert document["pairs"] == []
    assert document["pairs_found"] == 0
    assert {caveat["key"] for caveat in document["caveats"]} == {"short_texts", "words_only"}
    assert document["seconds"] >= 0
    assert document["peak_mb"] > 0


def test_pairs_are_named_and_cut(run):
    three = ["my mother waited for nine hours on a cold trolley in ward " + ward for ward in ("one", "two", "three")]
    document = json.loads(run(as_lines(three), "posts.jsonl", "--json", "--pairs-at-most", "2").stdout)
    assert document["pairs"] == [
        {"first": "p0", "second": "p1", "similarity": 0.857143},
        {"first": "p0", "second": "p2", "similarity": 0.857143},
    ]
    assert document["pairs_found"] == 3
    assert document["groups"][0] == {"size": 3, "similarity": 0.857143, "copies": 0, "members": ["p0", "p1", "p2"]}


def test_texts_without_names_are_numbered_from_one(run):
    document = json.loads(
        run("comment\nhow very kind\nHow very kind!\n", "a.csv", "--text", "comment", "--json").stdout
    )
    assert document["groups"][0]["members"] == [1, 2]


def test_in_plain_words(run):
    output = run(as_csv(TEXTS)).stdout
    assert output.splitlines()[0] == "2 of 3 texts are nearly the same as another one. They form one group."
    assert "2 texts, all in the same words: “The nurse was kind to my mother.” (p0, p1)" in output
    assert run(as_csv(TEXTS[1:])).stdout.startswith("None of the 2 texts is nearly the same as another one.")


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.csv", "a.csv is empty."),
        (b"", "a.jsonl", "a.jsonl is empty."),
        (b"id,text\n", "a.csv", "a.csv has a header but no rows."),
        (b"id,words\n1,a\n2,b\n", "a.csv", "a.csv has no column “text”; it has “id”, “words”."),
        (b"id,text\n1,a\n", "a.csv", "a.csv has one text; at least two are needed to compare."),
        (b'{"id": 1, "text": "a"}\n', "a.jsonl", "a.jsonl has one text; at least two are needed to compare."),
        (b"id,text\n1,a\n2,\xff\n", "a.csv", "a.csv, line 3 is not UTF-8 text."),
        (b"id,text\n1,a\n,b\n", "a.csv", "a.csv, line 3: the column “id” is empty."),
        (b'{"text": "a"}\n{"text": 5}\n', "a.jsonl", "a.jsonl, line 2: “text” is not a text."),
        (b'{"text": "a"}\n{"id": 5}\n', "a.jsonl", "a.jsonl, line 2 has no “text”."),
        (b'id,text\n1,\n2,"..."\n', "a.csv", "No text in a.csv has a word in it."),
    ],
)
def test_bad_input_is_one_sentence(run, content, name, sentence):
    result = run(content, name, "--json")
    assert result.exit_code == 2
    assert result.stderr == f"Error: {sentence}\n"
    assert result.stdout == ""


@pytest.mark.parametrize("options", [("--threshold", "0"), ("--threshold", "nan"), ("--seed", "-1")])
def test_bad_options(run, options):
    result = run(as_csv(TEXTS), "a.csv", *options)
    assert result.exit_code == 2
    assert "Traceback" not in result.output
