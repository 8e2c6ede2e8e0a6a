"""`openward methods opinion-map`: the document, the words, and whatever cannot be used."""

import csv
import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from openward.config.commands.methods.opinion_map import instrument
from tests.methods.test_opinion_map import as_dictionary, camps, random_votes

POLIS = Path(__file__).resolve().parents[4] / "shared" / "data" / "polis"

KEYS = {"participants", "statements", "votes", "groups", "assignments", "consensus", "divisive", "stability", "caveats"}
REPRESENTATIVE = {"statement", "direction", "agree", "disagree", "seen", "z", "stability"}


def run(*arguments):
    return CliRunner().invoke(instrument, [str(one) for one in arguments])


def document(*arguments):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output.splitlines()[-1])


def write(folder, name, rows):
    with (folder / name).open("w", newline="") as file:
        csv.writer(file).writerows(rows)


def write_votes(folder, votes, sign=1):
    rows = [(statement, person, sign * vote) for (person, statement), vote in votes.items()]
    write(folder, "votes.csv", [("comment-id", "voter-id", "vote"), *rows])


@pytest.fixture
def folder(tmp_path):
    matrix, _ = camps([40, 30], statements=12, seed=5)
    write_votes(tmp_path, as_dictionary(matrix))
    comments = [(one, -1 if one == 11 else 1, f"Statement number {one}") for one in range(13)]
    write(tmp_path, "comments.csv", [("comment-id", "moderated", "comment-body"), *comments])
    return tmp_path


def test_the_document(folder):
    found = document(folder)
    assert found.keys() >= KEYS | {"seconds", "peak_mb"}
    assert (found["participants"], found["statements"], found["votes"]) == (70, 12, 840)
    assert found["moderated_out"] == 1
    assert sorted(group["size"] for group in found["groups"]) == [30, 40]
    for group in found["groups"]:
        assert group["representative"]
        for one in group["representative"]:
            assert one.keys() >= REPRESENTATIVE
            assert one["direction"] in ("agree", "disagree")
            assert 0 <= one["stability"] <= 1
    assert set(found["assignments"]) == {str(person) for person in range(70)}
    assert set(found["assignments"].values()) == {group["id"] for group in found["groups"]}
    assert found["stability"] > 0.9
    assert {caveat["key"] for caveat in found["caveats"]} >= {"moderated_out", "resamples", "not_a_sample"}
    assert found["ask_next"][0] == {"statement": 12, "weight": 0.288675, "seen": 0}


def test_counts_can_be_checked_from_the_assignments(folder):
    found = document(folder)
    with (folder / "votes.csv").open() as lines:
        votes = [(row["voter-id"], int(row["comment-id"]), int(row["vote"])) for row in csv.DictReader(lines)]
    for group in found["groups"]:
        for one in group["representative"]:
            mine = [
                vote
                for person, statement, vote in votes
                if statement == one["statement"] and found["assignments"][person] == group["id"]
            ]
            assert (mine.count(1), mine.count(-1), len(mine)) == (one["agree"], one["disagree"], one["seen"])


def test_the_words(folder):
    words = run(folder).output
    assert "The votes show 2 groups" in words
    assert "“Statement number" in words
    assert "chose to vote" in words
    (folder / "comments.csv").unlink()
    assert "There is no comments.csv" in run(folder).output


def test_no_groups_is_an_answer(tmp_path):
    write_votes(tmp_path, as_dictionary(random_votes(40, 10, "alike", 2)))
    found = document(tmp_path)
    assert found["groups"] == []
    assert set(found["assignments"].values()) == {None}
    assert found["caveats"][0]["key"] == "no_groups"
    assert "No groups can be told apart" in run(tmp_path).output
    assert len(document(tmp_path, "--groups", 2)["groups"]) == 2


def test_the_wide_layout_gives_the_same_map(folder, tmp_path_factory):
    wide = tmp_path_factory.mktemp("wide")
    votes = {}
    with (folder / "votes.csv").open() as lines:
        for row in csv.DictReader(lines):
            votes.setdefault(row["voter-id"], {})[row["comment-id"]] = row["vote"]
    statements = [str(one) for one in range(12)]
    head = ("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", *statements)
    rows = [
        (person, "", 0, len(mine), list(mine.values()).count("1"), 0, *(mine.get(one, "") for one in statements))
        for person, mine in votes.items()
    ]
    write(wide, "participants-votes.csv", [head, *rows])
    (wide / "comments.csv").write_bytes((folder / "comments.csv").read_bytes())
    changing = {"seconds", "peak_mb"}
    first, second = ({k: v for k, v in document(one).items() if k not in changing} for one in (folder, wide))
    assert first == second


@pytest.mark.parametrize("name", ["15-per-hour-seattle", "football-concussions", "vtaiwan.uberx"])
def test_both_layouts_of_a_real_conversation_give_the_same_map(name, tmp_path):
    if not (POLIS / name).exists():
        pytest.skip(f"the conversation is not here: {POLIS / name}")
    for file in ("participants-votes.csv", "comments.csv"):
        (tmp_path / file).write_bytes((POLIS / name / file).read_bytes())
    first, second = document(POLIS / name, "--resamples", 3), document(tmp_path, "--resamples", 3)
    for key in ("participants", "votes", "groups", "assignments", "consensus", "divisive", "stability"):
        assert first[key] == second[key], key


def test_a_folder_of_packed_files(folder):
    for name in ("votes.csv", "comments.csv"):
        (folder / f"{name}.gz").write_bytes(gzip.compress((folder / name).read_bytes()))
        (folder / name).unlink()
    assert len(document(folder)["groups"]) == 2


def test_names_may_be_text(folder):
    with (folder / "votes.csv").open() as lines:
        rows = list(csv.reader(lines))
    write(folder, "votes.csv", [rows[0], *((f"s{c}", f"p{v}", vote) for c, v, vote in rows[1:])])
    (folder / "comments.csv").unlink()
    found = document(folder)
    assert len(found["groups"]) == 2
    assert {"p0", "p69"} <= set(found["assignments"])


def test_a_kept_map_is_gone_on_from(folder, tmp_path_factory):
    kept = folder / "map.npz"
    yesterday = document(folder, "--keep", kept)
    new = tmp_path_factory.mktemp("new")
    large = max(yesterday["groups"], key=lambda group: group["size"])
    like = next(person for person, group in yesterday["assignments"].items() if group == large["id"])
    with (folder / "votes.csv").open() as lines:
        votes = {row["comment-id"]: row["vote"] for row in csv.DictReader(lines) if row["voter-id"] == like}
    write(new, "votes.csv", [("comment-id", "voter-id", "vote"), *((one, 900, vote) for one, vote in votes.items())])
    today = document(new, "--update-from", kept, "--keep", folder / "next.npz")
    assert today["participants"] == 71
    assert today["votes"] == 852
    assert today["assignments"] == yesterday["assignments"] | {"900": large["id"]}
    assert "carried_over" in {caveat["key"] for caveat in today["caveats"]}
    assert document(new, "--update-from", folder / "next.npz")["votes"] == 852


def test_an_earlier_document_gives_the_names(folder):
    earlier = document(folder)
    named = {group["id"]: 10 + group["id"] for group in earlier["groups"]}
    earlier["assignments"] = {person: named[group] for person, group in earlier["assignments"].items()}
    (folder / "map.json").write_text("Some words before\n" + json.dumps(earlier) + "\n")
    today = document(folder, "--update-from", folder / "map.json")
    assert {group["id"] for group in today["groups"]} == set(named.values())
    assert today["assignments"] == earlier["assignments"]


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"assignments": 3}', b"\xff\xfe", b'{"assignments": {"a": "x"}}']
)
def test_an_earlier_document_that_is_none(folder, content):
    (folder / "map.json").write_bytes(content)
    result = run(folder, "--update-from", folder / "map.json")
    assert result.exit_code == 2
    assert "map.json is no map printed with --json" in result.output


@pytest.mark.parametrize("content", [b"", b"nothing", b"PK\x03\x04torn"])
def test_a_kept_map_that_is_none(folder, content):
    (folder / "map.npz").write_bytes(content)
    result = run(folder, "--update-from", folder / "map.npz")
    assert result.exit_code == 2
    assert "is not a map that was kept with --keep" in result.output


def test_options_that_belong_to_a_full_map(folder):
    assert run(folder, "--keep", folder / "map.npz").exit_code == 0
    result = run(folder, "--update-from", folder / "map.npz", "--groups", 3)
    assert result.exit_code == 2
    assert "--groups" in result.output


def test_votes_the_wrong_way_round_are_refused(folder):
    with (folder / "votes.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    agrees = {str(one): sum(row["comment-id"] == str(one) and row["vote"] == "1" for row in rows) for one in range(12)}
    comments = [(one, 1, agrees.get(str(one), 0)) for one in range(13)]
    write(folder, "comments.csv", [("comment-id", "moderated", "agrees"), *comments])
    right = document(folder)
    write(
        folder,
        "votes.csv",
        [
            ("comment-id", "voter-id", "vote"),
            *((row["comment-id"], row["voter-id"], -int(row["vote"])) for row in rows),
        ],
    )
    result = run(folder)
    assert result.exit_code == 2
    assert "--agree-is -1" in result.output
    turned = document(folder, "--agree-is", "-1")
    assert turned["groups"] == right["groups"]


HEAD = "comment-id,voter-id,vote\n"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "votes.csv is empty."),
        (HEAD, "votes.csv has a header but no rows."),
        ("comment-id,voter-id\n1,2\n", "votes.csv has no column “vote”"),
        (HEAD + "1,2,1\n1,3,yes\n", "votes.csv, line 3: the column “vote” is not a number: “yes”."),
        (HEAD + "1,2,1\n1,3,2\n", "votes.csv, line 3: the column “vote” is none of 1 (agree), 0 (pass) and -1: “2”."),
        (HEAD + "1,2,1\n1,3,NaN\n", "votes.csv, line 3: the column “vote” is not a number: “NaN”."),
        (HEAD + "1,2,1\n1,3,inf\n", "votes.csv, line 3: the column “vote” is not a number: “inf”."),
        (HEAD + "1,2,1\n1,,1\n", "votes.csv, line 3: the column “voter-id” is empty."),
        (HEAD + "1,2,1\n1,3\n1,4,1,1\n", "votes.csv, line 3 has 2 cells; the header has 3."),
        (HEAD.encode() + b"1,2,1\n1,\xff,1\n", "votes.csv, line 3 is not UTF-8 text."),
        (HEAD + "1,2,1\n", "An opinion map needs votes on at least two statements"),
        (HEAD + "1,2,1\n2,2,1\n", "An opinion map needs at least two people"),
        (HEAD + "".join(f"{s},{p},1\n" for s in range(9) for p in range(20)), "do not tell people apart"),
    ],
)
def test_votes_that_cannot_be_used(tmp_path, content, sentence):
    (tmp_path / "votes.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    result = run(tmp_path, "--json")
    assert result.exit_code == 2
    assert sentence in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "participants-votes.csv is empty."),
        ("person,1\n1,1\n", "has no column “participant”"),
        ("participant,group-id\n1,0\n", "has no column for a statement."),
        ("participant,1,2\n1,1,\n2,,x\n", "participants-votes.csv, line 3: the column “2” is not a number: “x”."),
        ("participant,1,2\n1,1,\n2,,7\n", "participants-votes.csv, line 3: the column “2” is none of 1 (agree)"),
        ("participant,1,2\n1,1,\n,1,1\n", "participants-votes.csv, line 3: the column “participant” is empty."),
        ("participant,1,2\n1,,\n2,,\n", "participants-votes.csv holds no vote."),
        ("participant,1,2\n1,1,1\n1,1,1,1\n", "participants-votes.csv, line 3 has 4 cells; the header has 3."),
    ],
)
def test_wide_votes_that_cannot_be_used(tmp_path, content, sentence):
    (tmp_path / "participants-votes.csv").write_text(content)
    result = run(tmp_path, "--json")
    assert result.exit_code == 2, result.output
    assert sentence in result.output


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "comments.csv is empty."),
        ("comment-id\n1\n", "comments.csv has no column “moderated”"),
        ("comment-id,moderated\n1,5\n", "comments.csv, line 2: the column “moderated” is none of 1, 0 and -1: “5”."),
        ("comment-id,moderated\n1,gone\n", "comments.csv, line 2: the column “moderated” is not a number: “gone”."),
    ],
)
def test_comments_that_cannot_be_used(folder, content, sentence):
    (folder / "comments.csv").write_text(content)
    result = run(folder)
    assert result.exit_code == 2
    assert sentence in result.output


def test_a_folder_without_votes(tmp_path):
    result = run(tmp_path)
    assert result.exit_code == 2
    assert "has neither votes.csv nor participants-votes.csv" in result.output


def test_more_groups_than_there_can_be(folder):
    result = run(folder, "--groups", 71)
    assert result.exit_code == 2
    assert "71 groups cannot be made of 70 people" in result.output
