"""The screening pipeline: what follows from what, why, and that a broken check never lets words through."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openward.methods.harmful_claims import ClaimKind, harmful_claims
from openward.methods.phrases import UnusablePhraseError
from openward.methods.screening import (
    STAGES,
    VERSION,
    Effect,
    History,
    Outcome,
    SignalKind,
    Stage,
    Watched,
    WatchedWords,
    default_watched_words,
    screen,
)

STORY = "The nurse was kind to my mother and we waited for three hours in a corridor before somebody came to us."


def found(text, **beside):
    screened = screen(text, **beside)
    return screened.outcome, [(one.kind, text[one.start : one.end]) for one in screened.signals]


@pytest.mark.parametrize(
    ("text", "outcome", "kind", "passage"),
    [
        ("Ring me on 07700 900123.", "hold", "identifier", "07700 900123"),
        ("Noooooooooooooooooo!", "nudge", "repeat", "oooooooooooooooooo"),
        ("Look at www.example.org for more.", "nudge", "link", "www.example.org"),
        ("You are all idiots.", "nudge", "watched_word", "idiots"),
        ("Just kill yourself.", "crisis", "watched_word", "Just kill yourself"),
        ("Most days I want to die.", "crisis", "self_harm", "want to die"),
        ("My husband hits me.", "crisis", "safeguarding", "husband hits me"),
        ("I will stab that nurse.", "crisis", "threat", "I will stab that"),
        ("Stop taking your insulin!", "hold", "harmful_claim", "Stop taking your insulin"),
        ("Sister Mary Jones lied to us.", "hold", "accusation", "lied"),
    ],
)
def test_each_kind_of_signal(text, outcome, kind, passage):
    follows, signals = found(text)
    assert follows == outcome
    assert (kind, passage) in signals


def test_an_ordinary_story_raises_nothing():
    assert found(STORY) == (Outcome.CLEAN, [])
    assert found("I was dying for a coffee.") == (Outcome.CLEAN, [])
    assert found("") == (Outcome.CLEAN, [])


def test_what_is_known_beside_the_text():
    assert found(STORY, history=History(decided=10, declined=3))[0] == Outcome.HOLD
    assert found(STORY, history=History(decided=10, declined=2))[0] == Outcome.CLEAN
    assert found(STORY, history=History(sent_in_an_hour=6))[0] == Outcome.HOLD
    assert found(STORY, recent=[STORY.replace("three", "four")])[1] == [("near_duplicate", STORY)]
    assert found(STORY, recent=["Quite another story of somebody else who came in by ambulance that night."])[1] == []
    assert found("Very good.", recent=["Very good."])[1] == []


def test_too_long_and_the_same_sentence_again():
    assert found("A word. " * 2_000)[0] == Outcome.HOLD
    repeated = "Close this ward now. " * 3
    assert found(repeated) == (Outcome.NUDGE, [("repeat", "Close this ward now")])


def test_an_organisations_own_words_in_every_effect():
    words = WatchedWords(
        [
            Watched("blue form", Effect.HOLD, "held"),
            Watched("matron", Effect.ROUTE, "routed"),
            Watched("dump", Effect.NUDGE, "nudged"),
            Watched("sacked", Effect.MASK, "masked"),
        ]
    )
    assert found("The BLUE form!", watched=words)[0] == Outcome.HOLD
    assert found("The matron came.", watched=words)[0] == Outcome.HOLD
    assert found("What a dump.", watched=words)[0] == Outcome.NUDGE
    masked = screen("They were sacked.", watched=words)
    assert (masked.outcome, masked.masks) == (Outcome.CLEAN, ((10, 16),))
    assert masked.signals[0].why == "masked"
    assert masked.signals[0].rule == "watched:mask:sacked"


def test_a_phrase_that_cannot_be_looked_for_is_refused():
    with pytest.raises(UnusablePhraseError, match="nonsense"):
        WatchedWords([Watched("<nonsense>", Effect.HOLD, "")])


def test_a_check_that_fails_holds_the_words():
    def broken(reading):
        raise RuntimeError("the disk is full of secrets")

    stages = (Stage("broken", broken), *STAGES)
    screened = screen(STORY, stages=stages)
    assert screened.outcome == Outcome.ERROR
    assert [(one.kind, one.rule) for one in screened.signals] == [("unfinished", "stage:broken")]
    assert "secrets" not in str(screened)
    # A cry for help is found all the same, and counts for more.
    assert screen("I want to die.", stages=stages).outcome == Outcome.CRISIS


def test_what_was_made_ready_does_not_keep_the_first_author_waiting():
    """In a process of its own: here other tests have loaded everything already."""
    asked = """
from openward.methods.crisis_language import encoder, reading, weighing
from openward.methods.screening import make_ready
caches = [encoder.shipped_encoder, reading.reader, weighing._weights]
assert not any(one.cache_info().currsize for one in caches), "loaded without being asked for"
make_ready()
assert all(one.cache_info().currsize for one in caches), "left for the first author"
"""
    subprocess.run([sys.executable, "-c", asked], check=True, cwd=Path(__file__).parents[2])


def test_order_and_version_are_part_of_the_answer():
    assert [stage.name for stage in STAGES] == [
        *("length_and_repeats", "identifiers", "watched_words", "links"),
        *("near_duplicates", "history", "crisis", "harmful_claims"),
    ]
    assert screen(STORY).version == VERSION


@given(st.text(max_size=80))
def test_any_text_gets_an_answer_whose_places_lie_in_it(text):
    screened = screen(text)
    assert screened.outcome in {Outcome.CLEAN, Outcome.NUDGE, Outcome.HOLD, Outcome.CRISIS}
    for one in screened.signals:
        assert 0 <= one.start <= one.end <= len(text)
        assert one.kind in set(SignalKind)
        assert one.why
        assert one.rule
    assert screen(text) == screened


@given(st.sampled_from(["I want to die.", "My husband hits me.", "I will kill that doctor."]), st.text(max_size=40))
def test_a_crisis_is_never_outweighed(cry, after):
    assert screen(cry + "\n" + after).outcome == Outcome.CRISIS


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Just stop taking your insulin!", ClaimKind.STOP_TREATMENT),
        ("Throw away your tablets.", ClaimKind.STOP_TREATMENT),
        ("Garlic cures cancer.", ClaimKind.CURE),
        ("Take ten paracetamol tablets at once.", ClaimKind.DOSE),
        ("Dr Smith lied to my face.", ClaimKind.ACCUSATION),
        ("别吃药", ClaimKind.STOP_TREATMENT),
    ],
)
def test_claims_that_could_harm(text, kind):
    assert [claim.kind for claim in harmful_claims(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "I stopped taking my tablets and the nurse noticed.",
        "My doctor told me to stop taking the tablets before the operation.",
        "The pharmacist said take two tablets a day.",
        "Nurse Sarah Jones was wonderful. The car park was a disgrace.",
        "My wife was cured of cancer here.",
    ],
)
def test_ones_own_story_is_no_claim(text):
    assert harmful_claims(text) == ()


def test_the_default_list_can_be_read():
    assert {one.effect for *_, one in default_watched_words().find("bloody foreigners go home, you idiots")} == {
        Effect.HOLD,
        Effect.NUDGE,
    }
