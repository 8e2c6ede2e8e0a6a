"""Language of crisis: the figures the card promises, on every labelled line and on real comments of patients."""

import csv
import functools
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openward.methods.crisis_language import Danger, encoder
from openward.methods.crisis_language import crisis_signals as signals_of
from openward.methods.crisis_language.pieces import Pieces
from openward.methods.crisis_language.reading import Reader, reader
from openward.methods.crisis_language.respelling import Respelling
from openward.methods.crisis_language.shipped import ENCODER, SUMS, WEIGHTS, ChangedFileError, shipped
from openward.methods.crisis_language.weighing import LONGEST

crisis_signals = functools.cache(signals_of)
"""Many of the tests ask about the same lines."""

NIGHTLY = os.environ.get("OPENWARD_TESTS") == "nightly"
EXAMPLES = Path(__file__).parent / "examples"
COMMENTS = Path(__file__).parents[3] / "shared/data/nhs-fft/comments.csv"
FILES = ["development", "test", "held_back", "unseen"]
"""All of these were learnt from: their figures say that nothing was unlearnt, not what new words would meet with."""


def lines(name):
    """(label, group, text) of every line, without the marks around the sentences that speak of danger."""
    written = (EXAMPLES / f"crisis_{name}.tsv").read_text().translate(str.maketrans("", "", "⟦⟧"))
    return [(label, group, text) for label, group, text in (line.split("\t") for line in written.splitlines())]


def test_there_are_at_least_four_hundred_labelled_lines_of_every_group():
    both = lines("development") + lines("test")
    assert len({text for _, _, text in both}) == len(both) >= 400
    assert len({(label, text) for name in FILES for label, _, text in lines(name)}) == sum(map(len, map(lines, FILES)))
    assert {group for _, group, _ in both} == {
        *("direct", "indirect", "idiom", "past", "others", "quoted", "dialect", "misspelt", "chinese", "ordinary")
    }
    assert {label for label, _, _ in both} == {*Danger, "none"}


@pytest.mark.parametrize("name", FILES)
def test_recall(name):
    dangerous = [text for label, _, text in lines(name) if label != "none"]
    missed = [text for text in dangerous if not crisis_signals(text)]
    assert len(missed) <= 0.05 * len(dangerous), missed


@pytest.mark.parametrize("name", FILES)
def test_false_alarms_on_ordinary_lines(name):
    ordinary = [text for label, _, text in lines(name) if label == "none"]
    raised = [text for text in ordinary if crisis_signals(text)]
    assert len(raised) <= 0.1 * len(ordinary), raised


def number_raised(texts):
    """How many raise a signal. Only numbers are compared: a test that fails must not show the lines of a blind set."""
    return sum(bool(crisis_signals(text)) for text in texts)


@pytest.mark.parametrize(
    ("name", "recall", "false_alarms"),
    [
        *(("blind_four", 0.92, 0.115), ("blind_five", 0.95, 0.09), ("blind_six", 0.96, 0.115)),
        *(("blind_seven", 0.93, 0.085), ("blind_eight", 0.935, 0.095)),
    ],
)
def test_the_blind_sets_were_never_learnt_from_and_keep_their_figures(name, recall, false_alarms):
    """As the card reports them: 0.925, 0.955, 0.965, 0.935 and 0.94 of the dangerous lines.

    Three of the five are short of the 0.95 that the card names as the aim; the floors here only keep what there is.
    """
    blind = lines(name)
    dangerous = [text for label, _, text in blind if label != "none"]
    ordinary = [text for label, _, text in blind if label == "none"]
    numbers = len(dangerous), len(ordinary)
    assert min(numbers) >= 150
    kept = {path.stem.removeprefix("crisis_") for path in EXAMPLES.glob("crisis_*.tsv")} - {"comments"}
    learnt = {text for each in kept if not each.startswith("blind") for _, _, text in lines(each)}
    assert len(learnt) > 12_000
    is_new = learnt.isdisjoint(text for _, _, text in blind)
    assert is_new
    found, alarms = number_raised(dangerous), number_raised(ordinary)
    assert found >= recall * numbers[0]
    assert alarms <= false_alarms * numbers[1]


@pytest.mark.parametrize(
    ("name", "group", "number", "part"),
    [
        *(("blind_four", "story", 100, 0.1), ("blind_four", "short", 50, 0)),
        *(("blind_five", "story", 100, 0.1), ("blind_five", "short", 50, 0)),
        *(("blind_six", "story", 100, 0.1), ("blind_six", "short", 49, 0.021)),
        *(("blind_seven", "story", 100, 0.1), ("blind_seven", "short", 50, 0)),
        *(("blind_eight", "story", 100, 0.1), ("blind_eight", "short", 50, 0)),
    ],
)
def test_ordinary_lines_of_the_blind_sets_hardly_ever_raise_an_alarm(name, group, number, part):
    """The others of these sets were written to be hard: the words of danger, used harmlessly."""
    ordinary = [text for label, one, text in lines(name) if label == "none" and one.startswith(group)]
    found, alarms = len(ordinary), number_raised(ordinary)
    assert found == number
    assert alarms <= part * number


def test_ordinary_stories_hardly_ever_raise_an_alarm():
    """They were learnt from: by weights that never saw them, cross-validation found 4 of 100."""
    stories = [text for _, _, text in lines("stories")]
    assert len(stories) > 140
    assert number_raised(stories) <= 0.03 * len(stories)


def test_what_no_list_holds_is_weighed_and_marks_the_words_that_weighed_most():
    learnt = [text for label, _, text in lines("learning") if label != "none"][:: 1 if NIGHTLY else 3]
    weighed = [(text, signal) for text in learnt for signal in crisis_signals(text) if signal.is_weighed]
    assert len(weighed) > 0.35 * len(learnt)
    assert all(signal.why.endswith("by the words together") for _, signal in weighed)
    before = "The nurse was kind and the tea was hot. "
    text, _signal = next(one for one in weighed if not any(not s.is_weighed for s in crisis_signals(one[0])))
    later = [one for one in crisis_signals(before + text) if one.is_weighed]
    assert any(one.start >= len(before) for one in later)


def test_the_danger_that_is_named_is_among_those_found():
    dangerous = [line for name in FILES for line in lines(name) if line[0] != "none" and crisis_signals(line[2])]
    wrong = [text for label, _, text in dangerous if label not in {one.danger for one in crisis_signals(text)}]
    assert len(wrong) <= 0.02 * len(dangerous), wrong


@pytest.mark.skipif(not COMMENTS.exists(), reason=f"{COMMENTS} is not here")
def test_real_comments_of_patients_hardly_ever_raise_an_alarm():
    """Every eighth by day, all of them at night."""
    with COMMENTS.open(newline="") as opened:
        comments = [row["FFT answer"] or "" for row in csv.DictReader(opened)]
    assert len(comments) > 5_000
    asked = comments if NIGHTLY else comments[::8]
    assert 0 < number_raised(asked) <= 0.01 * len(asked)


PRAISE = ["The nurse was lovely and the tea was warm", "Parking was easy", "The food was cold and the lift broken"]
OUTRIGHT = [
    *("I do not want to be alive any more", "I want to die", "my husband beats me", "I took an overdose last night"),
    *("my stepdad touches me at night", "I will kill that doctor", "she said she wants to kill herself"),
]


@pytest.mark.parametrize("joint", [", but ", " and ", ", "])
@pytest.mark.parametrize("danger", OUTRIGHT)
def test_praise_in_the_same_sentence_never_hides_what_is_said_outright(danger, joint):
    assert all(crisis_signals(praise + joint + danger) for praise in PRAISE)
    assert all(crisis_signals(danger + joint + praise) for praise in PRAISE)


def test_the_words_that_had_the_largest_part_in_a_reading_are_told():
    text = "My stepfather hurts me at night and the tea is nice."
    (read,) = reader().read([text])
    share = {}
    for start, end, part in read.shares:
        share[text[start:end]] = share.get(text[start:end], 0.0) + part
    assert share["tea"] + share["nice"] < 0 < share["stepfather"]
    assert max(share, key=share.get) == "stepfather"


def test_a_passage_reads_the_same_whatever_is_read_beside_it():
    (alone,) = reader().read(["He locks me in when he goes out."])
    beside = reader().read(["Tea.", "He locks me in when he goes out.", "", "x " * 500])
    assert beside[1].weight == pytest.approx(alone.weight, abs=1e-3)
    assert beside[2] is None


def test_of_a_long_text_only_the_heaviest_passages_are_read(monkeypatch):
    """Reading takes time, and a long text must not take more of it than a short one."""
    read = []
    monkeypatch.setattr(Reader, "read", lambda _self, passages: read.append(passages) or [None] * len(passages))
    assert signals_of("Nobody would notice if I was not here any more. I can not go on like this. " * 40)
    (passages,) = read
    assert 1 <= len(passages) < 5
    assert sum(len(one.split()) for one in passages) <= LONGEST


@pytest.mark.parametrize("name", [WEIGHTS, ENCODER])
def test_a_file_that_is_not_what_it_was_is_not_used(name, tmp_path, monkeypatch):
    package = Path(encoder.__file__).parent
    content = shipped(name)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / SUMS).write_text((package / SUMS).read_text())
    monkeypatch.setattr("openward.methods.crisis_language.shipped.resources.files", lambda _package: tmp_path)
    with pytest.raises(OSError):
        shipped(name)
    (tmp_path / name).write_bytes(content)
    assert shipped(name) == content
    (tmp_path / name).write_bytes(content[:-1] + b"x")
    with pytest.raises(ChangedFileError):
        shipped(name)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Téa", ["tea"]),
        ("TEAS", ["tea", "##s"]),
        ("tea’s", ["tea", "'", "s"]),
        ("\u200btea\u00ad", ["tea"]),
        ("茶tea", ["", "tea"]),
        ("zzz tea", ["", "tea"]),
    ],
)
def test_words_are_cut_into_the_longest_pieces_that_are_known(written, read):
    names = ["", "", "", "tea", "te", "##a", "##s", "s", "'"]
    cutter = Pieces({name: number for number, name in enumerate(names) if name})
    assert [names[piece.number] for piece in cutter.of(written)] == read


@given(st.text(max_size=60))
def test_every_piece_stands_within_the_text_one_after_the_other(text):
    last = 0
    for piece in encoder.shipped_encoder().cut(text):
        assert last <= piece.start < piece.end <= len(text)
        assert text[piece.start : piece.end].strip()
        last = piece.start


def test_long_ago_is_said_and_is_no_all_clear():
    now, once = crisis_signals("I want to kill myself."), crisis_signals("Years ago I tried to kill myself.")
    assert not now[0].is_past
    assert once[0].is_past
    assert once[0].why.endswith("long ago")


@given(st.text(max_size=80))
def test_any_text_gives_passages_within_it_and_none_overlap_within_one_danger(text):
    for danger in Danger:
        ends = 0
        for signal in crisis_signals(text):
            if signal.danger == danger:
                assert ends <= signal.start < signal.end <= len(text)
                ends = signal.end


@given(st.sampled_from([text for label, _, text in lines("test") if label == "self_harm"]), st.text(max_size=30))
def test_what_stands_before_a_cry_for_help_never_hides_it(cry, before):
    assert crisis_signals(before + ".\n" + cry)


@given(st.sampled_from(["suicide", "overdose", "strangle", "husband"]), st.integers(0, 6), st.integers(0, 2))
def test_one_slip_is_read_as_the_word_that_was_meant(word, place, slip):
    place = min(place, len(word) - 2)
    changed = {
        0: word[:place] + word[place + 1 :],
        1: word[:place] + word[place + 1] + word[place] + word[place + 2 :],
        2: word[: place + 1] + word[place:],
    }[slip]
    read = Respelling([word]).word(changed)
    assert read == word or read == changed != ""  # a slip can make an ordinary word, which stays as it is
    assert Respelling([word]).word("table") == "table"


@pytest.mark.parametrize(
    ("written", "meant"), [("suicde", "suicide"), ("afriad", "afraid"), ("killl", "kill"), ("cuttin", "cutting")]
)
def test_misspelt_words(written, meant):
    assert Respelling(["suicide", "afraid", "kill", "cutting"]).word(written) == meant
