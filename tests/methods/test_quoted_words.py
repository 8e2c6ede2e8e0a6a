"""Taking out what was copied: examples, and a naive rival that looks at every stretch."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openward.methods.quoted_words import MARK, without_quotes

WORDS = st.lists(st.sampled_from(["a", "b", "Bee", "c", "dé", "等", "了"]), max_size=14)


def naive(text: list[str], source: list[str], at_least: int) -> list[bool]:
    """For each word of a text whether it lies in a stretch of that many words that the source has too."""
    folded, known = [word.casefold() for word in text], [word.casefold() for word in source]
    quoted = [False] * len(text)
    for start in range(len(text)):
        for end in range(start + at_least, len(text) + 1):
            stretch = folded[start:end]
            if any(known[at : at + len(stretch)] == stretch for at in range(len(known) - len(stretch) + 1)):
                quoted[start:end] = [True] * (end - start)
    return quoted


@given(WORDS, WORDS, st.integers(1, 5))
def test_as_the_naive_rival_says(text: list[str], source: list[str], at_least: int) -> None:
    left = without_quotes(" ".join(text), " - ".join(source), at_least=at_least)
    quoted = naive(text, source, at_least)
    kept = [word for word, is_quoted in zip(text, quoted, strict=True) if not is_quoted]
    assert re.sub(re.escape(MARK), " ", left).split() == kept
    stretches = sum(now and not before for before, now in zip([False, *quoted], quoted, strict=False))
    assert left.count(MARK) == stretches


@given(WORDS, st.integers(1, 4))
def test_nothing_of_a_whole_copy_is_left(source: list[str], at_least: int) -> None:
    left = without_quotes(", ".join(source), " ".join(source), at_least=at_least)
    assert left == (MARK if len(source) >= at_least else ", ".join(source))


def test_a_quotation_within_a_sentence() -> None:
    source = "My mother waited at the desk. Sister Joan shouted at her, in front of everybody."
    assert without_quotes("Says that sister Joan shouted at her twice.", source) == "Says that […] twice."
    assert without_quotes("It accuses a nurse of shouting.", source) == "It accuses a nurse of shouting."
    assert without_quotes("", source) == ""


def test_a_stretch_has_a_word() -> None:
    with pytest.raises(ValueError, match="at least one"):
        without_quotes("a", "a", at_least=0)
