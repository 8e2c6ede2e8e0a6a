import json

import pytest
from click.testing import CliRunner

from openward.config.commands.methods import methods

STORIES = [
    {"id": "a", "text": "Nurse Sarah rang my son Jack on 12 March 2024."},
    {"id": 2, "text": "The tea was cold."},
    {"id": "丙", "text": "护士王芳很好，电话13800138000。"},
]
KEYS = {"start", "end", "kind", "confidence", "why", "suggestion"}


@pytest.fixture
def run(tmp_path):
    def runs(content, *options):
        path = tmp_path / "stories.jsonl"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return CliRunner().invoke(methods, ["identifiers", str(path), *options])

    return runs


def written(stories):
    return "\n".join(json.dumps(story) for story in stories) + "\n"


def test_one_line_of_json_for_each_story_in_order(run):
    result = run(written(STORIES), "--json")
    assert result.exit_code == 0
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", 2, "丙"]
    assert all(set(answer) == {"id", "spans"} for answer in answers)
    assert all(set(span) == KEYS for answer in answers for span in answer["spans"])
    text = STORIES[0]["text"]
    first = answers[0]["spans"]
    assert [text[span["start"] : span["end"]] for span in first] == ["Nurse Sarah", "my son Jack", "12 March 2024"]
    assert [span["kind"] for span in first] == ["staff_name", "name", "date"]
    assert [span["suggestion"] for span in first] == ["The nurse", "my son", "a day in spring"]
    assert answers[1]["spans"] == []
    assert [span["kind"] for span in answers[2]["spans"]] == ["staff_name", "phone"]


def test_two_processes_say_the_same(run):
    content = written({"id": number, "text": STORIES[number % 3]["text"] * 60} for number in range(60))
    alone = run(content, "--json", "--processes", "1")
    together = run(content, "--json", "--processes", "2")
    assert alone.exit_code == together.exit_code == 0
    assert alone.stdout == together.stdout


def test_the_south_has_other_seasons(run):
    answer = json.loads(run(written(STORIES[:1]), "--json", "--southern").stdout)
    assert answer["spans"][-1]["suggestion"] == "a day in autumn"


def test_without_json_it_says_in_words_what_was_found(run):
    result = run(written(STORIES))
    assert result.exit_code == 0
    assert "5 passages in 2 of 3 stories may point to a person" in result.stdout
    assert "names of staff" in result.stdout
    assert "does not mean that nobody can be recognised" in result.stdout


def test_nothing_found_is_no_promise(run):
    result = run(written(STORIES[1:2]))
    assert result.stdout.startswith("Nothing was found in 1 story. That does not mean")


def test_half_a_character_in_an_id_is_still_written_as_json(run):
    result = run('{"id": "\\ud800", "text": "Nurse Sarah"}\n', "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["id"] == "\ud800"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "stories.jsonl is empty."),
        (b"\n \n", "stories.jsonl is empty."),
        (b"story\n", "stories.jsonl, line 1 is not JSON"),
        (b'{"id": 1, "text": "a"}\n[]\n', "stories.jsonl, line 2 is not an object"),
        (b'{"id": 1}\n', "stories.jsonl, line 1 has no “text”."),
        (b'{"text": "a"}\n', "stories.jsonl, line 1 has no “id”."),
        (b'{"id": 1, "text": "a"}\n{"id": 2, "text": 3}\n', "stories.jsonl, line 2: “text” is not text."),
        (b'{"id": 1, "text": null}\n', "stories.jsonl, line 1: “text” is not text."),
        (b'{"id": 1, "text": NaN}\n', "stories.jsonl, line 1: “text” is not text."),
        (b'{"id": NaN, "text": "a"}\n', "stories.jsonl, line 1: “id” is neither text nor a whole number."),
        (b'{"id": Infinity, "text": "a"}\n', "stories.jsonl, line 1: “id” is neither text nor a whole number."),
        (b'{"id": true, "text": "a"}\n', "stories.jsonl, line 1: “id” is neither text nor a whole number."),
        (b'{"id": 1, "text": "\xff"}\n', "stories.jsonl, line 1 is not UTF-8 text."),
    ],
)
@pytest.mark.parametrize("options", [(), ("--json",)])
def test_bad_input_is_one_sentence_and_status_2(run, content, sentence, options):
    result = run(content, *options)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


def test_a_file_that_is_not_there(run, tmp_path):
    result = CliRunner().invoke(methods, ["identifiers", str(tmp_path / "nowhere.jsonl")])
    assert result.exit_code == 2
