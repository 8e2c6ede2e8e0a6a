"""The coach for replies: what it points at, and what it leaves alone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openward.methods.replies import (
    HINT_KEYS,
    READER_KEYS,
    READING_AGE_AIM,
    needs_a_reader,
    reading_age,
    reply_hints,
)

GOOD = (
    "I am Daniel and I run the clinic where you waited. Thank you for telling us about your two hours in the hall. "
    "I am sorry that nobody told you why. You asked for a screen. We will put one up by June."
)


@pytest.mark.parametrize(
    ("text", "key", "passage"),
    [
        ("We are sorry if you were upset.", "conditional_apology", "sorry if"),
        ("If you were upset, we apologise.", "conditional_apology", "If you were upset, we apologise"),
        ("I am sorry that you feel this way.", "conditional_apology", "sorry that you feel"),
        ("We apologise for any inconvenience.", "conditional_apology", "apologise for any"),
        ("Our records show a visit.", "from_records", "Our records show"),
        ("We looked at your test results.", "from_records", "your test results"),
        ("Thank you for your feedback.", "stock_phrase", "Thank you for your feedback"),
        ("We take all feedback very seriously.", "stock_phrase", "take all feedback very seriously"),
        ("Your feedback is very important to us.", "stock_phrase", "Your feedback is very important to us"),
        ("We were sorry to hear about your experience.", "stock_phrase", "sorry to hear about your experience"),
        ("Lessons will be learned.", "stock_phrase", "Lessons will be learned"),
        ("Please contact PALS so that we can look.", "offline", "Please contact PALS so that we can"),
        ("You came on 3 March 2026.", "identifier", "3 March 2026"),
    ],
)
def test_it_points_at_the_passage(text: str, key: str, passage: str) -> None:
    assert (key, passage) in [(hint.key, text[hint.start : hint.end]) for hint in reply_hints(text)]


def test_a_plain_personal_reply_is_left_alone() -> None:
    assert reply_hints(GOOD) == ()


def test_sorry_that_it_happened_is_a_whole_apology() -> None:
    assert reply_hints("I am sorry that you waited. Tell me if the screen helps.") == ()


def test_other_languages_are_searched_for_identifiers_only() -> None:
    text = "We are sorry if. Ring 07700 900123."
    assert [hint.key for hint in reply_hints(text, is_english=False)] == ["identifier"]


def test_long_words_in_long_sentences_are_named_with_an_age() -> None:
    text = (
        "Notwithstanding considerable organisational challenges, multidisciplinary practitioners endeavoured to "
        "facilitate timely communication regarding anticipated appointment availability throughout outpatients, "
    ) * 3
    assert (reading_age(text) or 0) > 16
    assert reply_hints(text)[-1].key == "reading_age"
    assert (reading_age(GOOD * 2) or 99) <= READING_AGE_AIM


@pytest.mark.parametrize(
    ("text", "key", "passage"),
    [
        ("You should have told the nurse that day.", "blame", "You should have"),
        ("Your daughter did not attend on the day.", "blame", "Your daughter did not attend"),
        ("As you were told, the clinic is full.", "blame", "As you were told"),
        ("If you had rung us we could have helped.", "blame", "If you had rung"),
        ("The agency was to blame for the mistake.", "blame", "The agency was to blame"),
        ("We are sorry that you misunderstood the letter.", "blame", "you misunderstood"),
        ("It was your behaviour that the team minded.", "blame", "your behaviour"),
        ("We have changed the letters for all of you.", "change", "We have changed"),
        ("There is now a board in the hall for you.", "change", "There is now"),
        ("The letters have been rewritten for you.", "change", "have been rewritten"),
        ("Our notes show that you were here.", "from_records", "Our notes show"),
        ("Please ring me on 0113 496 0000 if you want.", "identifier", "0113 496 0000"),
    ],
)
def test_a_second_person_reads_what_hurts_breaks_a_confidence_or_has_to_be_true(
    text: str, key: str, passage: str
) -> None:
    found = [(hint.key, text[hint.start : hint.end]) for hint in needs_a_reader(text)]
    assert (key, passage) in found
    assert {one for one, _passage in found} <= set(READER_KEYS)


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "You should not have had to wait. We will put up a screen by June.",
        "You told us that nobody asked you. You were right to say so.",
        "Thank you for your feedback, which we take very seriously.",
        "You could have been told sooner, and I am sorry that you were not.",
        "",
    ],
)
def test_kind_words_promises_and_stock_phrases_need_no_second_person(text: str) -> None:
    assert [text[hint.start : hint.end] for hint in needs_a_reader(text)] == []


@pytest.mark.parametrize("text", ["谢谢您告诉我们，我们会改进", "Wir danken Ihnen, dass Sie uns schrieben."])
def test_what_cannot_be_looked_through_is_read(text: str) -> None:
    (hint,) = needs_a_reader(text)
    assert (hint.key, hint.start, hint.end) == ("language", 0, len(text))


@given(st.text())
def test_reader_hints_lie_inside_any_text(text: str) -> None:
    for hint in needs_a_reader(text):
        assert 0 <= hint.start < hint.end <= len(text)


@given(st.text())
def test_any_text_gives_passages_within_it(text: str) -> None:
    for hint in reply_hints(text):
        assert hint.key in HINT_KEYS
        assert 0 <= hint.start <= hint.end <= len(text)


def test_work_grows_in_step_with_length() -> None:
    hard = "sorry " * 4_000 + "if " * 4_000
    began = time.perf_counter()
    reply_hints(hard)
    assert time.perf_counter() - began < 2
