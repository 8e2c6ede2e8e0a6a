"""`openward safety screen`: one JSON line per text, words for people, one plain sentence for what cannot be read."""

import json

import pytest
from click.testing import CliRunner

from openward.config.commands.safety import safety

TEXTS = [
    {"id": 1, "text": "The nurse was kind."},
    {"id": "b", "text": "Most days I want to die."},
    {"id": "c", "text": "You can reach me on 07700 900123."},
]


@pytest.fixture
def run(tmp_path):
    def run(content, *options):
        path = tmp_path / "texts.jsonl"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return CliRunner().invoke(safety, ["screen", str(path), *options])

    return run


def as_lines(given):
    return "\n".join(json.dumps(one) for one in given)


def test_a_line_for_each_text_in_order(run):
    answered = run(as_lines(TEXTS), "--json")
    assert answered.exit_code == 0
    lines = [json.loads(line) for line in answered.stdout.splitlines()]
    assert [(one["id"], one["outcome"]) for one in lines] == [(1, "clean"), ("b", "crisis"), ("c", "hold")]
    assert lines[0]["signals"] == []
    (signal,) = lines[1]["signals"]
    assert signal.items() >= {"kind": "self_harm", "start": 12, "end": 23}.items()
    assert "suicide" in signal["why"]


def test_the_same_in_words(run):
    answered = run(as_lines(TEXTS))
    assert answered.stdout.startswith("3 texts in ")
    assert "1  may speak of somebody in danger" in answered.stdout


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        ("{", "line 1 is not JSON"),
        ("[1]", "line 1 is not an object"),
        ('{"id": 1}', "line 1 has no “text”"),
        ('{"id": 1, "text": 2}', "line 1: “text” is not text"),
        ('{"id": null, "text": ""}', "line 1: “id” is neither"),
        (b'{"id": 1, "text": "\xff"}', "line 1 is not UTF-8"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_and_status_2(run, content, said):
    answered = run(content, "--json")
    assert answered.exit_code == 2
    assert said in answered.stderr
    assert "Traceback" not in answered.output


LIST = "phrase,effect,why,state\ngargoyle,mask,It hurts.,armed\nblue form,hold,'=We look for it.,trial\n"


def test_an_organisations_list_says_what_readers_would_see(run, tmp_path):
    words = tmp_path / "watched-words.csv"
    words.write_text(LIST, encoding="utf-8-sig")
    texts = [{"id": 1, "text": "A gargoy\u0301le!"}, {"id": 2, "text": "The blue form."}, TEXTS[0]]
    answered = run(as_lines(texts), "--json", "--watched", str(words))
    assert answered.exit_code == 0
    covered, held, clean = (json.loads(line) for line in answered.stdout.splitlines())
    assert (covered["outcome"], covered["masks"], covered["for_readers"]) == ("clean", [[2, 11]], "A [hidden word]!")
    assert covered["signals"][0]["rule"] == "watched:mask:gargoyle"
    assert held["outcome"] == "hold"
    assert set(clean) == {"id", "outcome", "signals"}


@pytest.mark.parametrize(
    "content", ["phrase,why\na,b\n", "phrase,effect,why\na,delete,b\n", "phrase,effect,why\n<x>,hold,b\n"]
)
def test_a_list_that_cannot_be_read_is_one_sentence_and_status_2(run, tmp_path, content):
    words = tmp_path / "list.csv"
    words.write_text(content, encoding="utf-8")
    answered = run(as_lines(TEXTS), "--watched", str(words))
    assert answered.exit_code == 2
    assert "list.csv" in answered.stderr
