"""`openward methods coordination`: its JSON, its words, its files, and every way a file can be unusable."""

import csv
import json

import pytest
from click.testing import CliRunner

from openward.config.commands.methods.coordination import BEHAVIOURS, instrument
from openward.methods.coordination import Behaviour
from openward.methods.coordination.planted import planted_stream

HEADER = b"object_id,account_id,content_id,timestamp_share\n"


def run(*arguments):
    return CliRunner().invoke(instrument, [str(argument) for argument in arguments])


def document(*arguments):
    done = run(*arguments, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def stream():
    return planted_stream(8, posts=6_000, campaigns=5, behaviours=tuple(Behaviour), taking_part=1.0)


@pytest.fixture(scope="module")
def posts(stream, tmp_path_factory):
    path = tmp_path_factory.mktemp("posts") / "posts.csv"
    stream.posts.write_csv(path)
    return path


@pytest.fixture
def file(tmp_path):
    def write(content, name="posts.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def test_the_document_of_one_behaviour(posts, stream):
    found = document(posts, "--window", 60, "--min-participation", 2)
    assert {"behaviour", "window", "min_participation", "posts", "shares", "accounts", "pairs", "edges"} <= set(found)
    assert {"edge_count", "groups", "set_aside", "bursts", "caveats", "column", "seconds", "peak_mb"} <= set(found)
    assert (found["behaviour"], found["column"], found["posts"]) == ("object", "object_id", stream.posts.height)
    assert set(found["edges"][0]) == {
        "account_id",
        "account_id_y",
        "weight",
        "occasions",
        "seconds_apart",
        "expected",
        "p",
        "expected_anywhere",
    }
    (group,) = found["groups"]
    planted = [campaign for campaign in stream.campaigns if campaign.behaviour is Behaviour.OBJECT]
    assert set(group["accounts"]) == set(planted[0].accounts)
    assert (group["size"], group["occasions"], group["kind"]) == (12, 5, "acted together")
    assert group["why"].startswith("12 accounts shared the same thing within 60 seconds of each other on 5 occasions")
    assert 0 <= group["expected_by_chance"] < 1
    assert {caveat["key"] for caveat in found["caveats"]} == {"not_proof"}


def test_every_behaviour_in_one_run(posts, stream):
    found = document(posts, "--behaviour", "all")
    assert set(found["behaviours"]) == set(BEHAVIOURS)
    assert found["passed_over"] == []
    for campaign in stream.campaigns:
        groups = found["behaviours"][campaign.behaviour.value]["groups"]
        assert set(campaign.accounts) <= {account for group in groups for account in group["accounts"]}


def test_pairs_and_edges_are_written(posts, tmp_path):
    pairs, edges = tmp_path / "pairs.csv", tmp_path / "edges.csv"
    found = document(posts, "--pairs", pairs, "--edges", edges)
    with pairs.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert list(rows[0]) == ["object_id", "content_id", "content_id_y", "account_id", "account_id_y", "time_delta"]
    assert len(rows) == found["pairs"]
    assert all(0 <= int(row["time_delta"]) <= 60 and row["account_id"] != row["account_id_y"] for row in rows)
    with edges.open(newline="") as lines:
        assert sum(int(row["weight"]) for row in csv.DictReader(lines)) == found["pairs"]


def test_the_answer_in_words_stands_alone(posts):
    done = run(posts, "--behaviour", "link")
    assert done.exit_code == 0
    assert "Who posted the same link within 60 seconds of each other?" in done.stdout
    assert "Acted together, group 1: 12 accounts posted the same link" in done.stdout
    assert "Bear in mind: Acting together is no wrong" in done.stdout
    assert " bot" not in done.stdout.lower()


def test_where_nobody_stands_out_it_says_so(file):
    path = file(HEADER + b"x,a,1,0\nx,b,2,10\ny,a,3,5000\ny,c,4,9000\n")
    done = run(path, "--min-participation", 1)
    assert "0 groups stand out against chance" in done.stdout
    assert "Nobody acted together more often than chance allows" in done.stdout
    found = document(path, "--min-participation", 1)
    assert (found["pairs"], found["groups"], found["edges"][0]["expected"]) == (1, [], None)


def test_moments_may_be_dates_and_links_may_stand_in_the_text(file):
    path = file(
        b"object_id,account_id,content_id,timestamp_share,text\n"
        b"x,a,1,2026-01-01T10:00:00Z,see https://example.org/a\n"
        b"y,b,2,2026-01-01T10:00:30Z,look: http://www.example.org/a/\n"
        b"z,b,3,2026-01-02,nothing\n"
    )
    found = document(path, "--behaviour", "link", "--min-participation", 1)
    assert (found["pairs"], found["column"], found["shares"]) == (1, "text", 2)
    assert {caveat["key"] for caveat in found["caveats"]} >= {"posts_without"}


def test_without_a_column_of_its_own_the_object_is_the_target(file):
    path = file(HEADER + b"x,a,1,0\nx,b,2,10\n")
    found = document(path, "--behaviour", "reply", "--min-participation", 1)
    assert (found["column"], found["pairs"]) == ("object_id", 1)


def test_all_passes_over_what_the_file_does_not_hold(file):
    path = file(HEADER + b"x,a,1,0\nx,b,2,10\n")
    found = document(path, "--behaviour", "all", "--min-participation", 1)
    assert {gap["behaviour"] for gap in found["passed_over"]} == {"text", "similar-text"}
    assert "has no column “text”" in found["passed_over"][0]["why"]
    assert "Not looked at (text): posts.csv has no column “text”" in run(path, "--behaviour", "all").stdout


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "posts.csv is empty."),
        (HEADER, "posts.csv has a header but no rows."),
        (b"object_id,content_id,timestamp_share\nx,1,0\n", "posts.csv has no column “account_id”"),
        (
            b"account_id,content_id,timestamp_share\na,1,0\nb,2,1\n",
            "no column “object_id”, which --behaviour object needs",
        ),
        (HEADER + b"x,a,1,0\n", "There is one post to compare: at least two are needed."),
        (HEADER + b"x,a,1,0\n,b,2,4\n", "There is one post to compare: at least two are needed."),
        (HEADER + b"x,a,1,0\nx,a,2,1\n", "All posts are by one account: at least two accounts are needed to compare."),
        (
            HEADER + b"x,a,1,7\nx,b,2,7\n",
            "All posts carry the same moment: nothing can be said about who acted together.",
        ),
        (HEADER + b"x,a,1,0\nx,b,2,soon\n", "line 3: the column “timestamp_share” is not a number: “soon”."),
        (
            HEADER + b"x,a,1,2026-01-01\nx,b,2,soon\n",
            "line 3: the column “timestamp_share” is not a date and time: “soon”.",
        ),
        (HEADER + b"x,a,1,0\nx,b,2,\n", "line 3: the column “timestamp_share” is empty."),
        (HEADER + b"x,a,1,0\nx,b,2,NaN\n", "line 3: the column “timestamp_share” is not a number: “NaN”."),
        (HEADER + b"x,a,1,0\nx,b,2,inf\n", "line 3: the column “timestamp_share” is not a number: “inf”."),
        (HEADER + b"x,a,1,0\nx,b,2,1700000000000\n", "beyond the year 5000: are these milliseconds? Give seconds."),
        (HEADER + b"x,a,1,0\nx,,2,5\n", "line 3: the column “account_id” is empty."),
        (HEADER + b"x,a,1,0\nx,b,2,\xff\n", "posts.csv, line 3 is not UTF-8 text."),
        (HEADER + b"x,a,1,0\nx,b,2,5,6\n", "line 3 has 5 cells; the header has 4."),
        (HEADER + b",a,1,0\n,b,2,5\n", "posts.csv: the column “object_id” is empty throughout."),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(file, content, sentence):
    done = run(file(content), "--json")
    assert done.exit_code == 2
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not done.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--window", 0], "The window must be a positive number of seconds."),
        (["--window", "nan"], "The window must be a positive number of seconds."),
        (["--min-participation", 0], "--min-participation"),
        (["--behaviour", "text"], "posts.csv has no column “text”, which --behaviour text needs."),
        (["--behaviour", "all", "--pairs", "out.csv"], "--pairs and --edges need a single --behaviour."),
        (["--behaviour", "dance"], "--behaviour"),
    ],
)
def test_options_that_cannot_be_used_are_refused(file, arguments, sentence):
    done = run(file(HEADER + b"x,a,1,0\nx,b,2,5\n"), *arguments)
    assert done.exit_code == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.output


def test_a_link_is_needed_for_links(file):
    path = file(b"object_id,account_id,content_id,timestamp_share,text\nx,a,1,0,hello\nx,b,2,5,there\n")
    done = run(path, "--behaviour", "link")
    assert done.exit_code == 2
    assert "posts.csv holds no link." in done.stderr


def test_a_similarity_that_is_none_is_refused(posts):
    done = run(posts, "--behaviour", "similar-text", "--similarity", 1.5)
    assert done.exit_code == 2
    assert "threshold" in done.stderr.lower()
