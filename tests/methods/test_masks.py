"""Masks: nothing covered can be read, everything else stands, and no character is cut in two."""

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openward.methods.masks import covered, masked, masks_of
from openward.methods.text_passages import locate

SIGN = "[hidden word]"
TEXTS = st.text(alphabet="ab \n.\u0301\u200d等待😀👍🏽é", max_size=40)


@st.composite
def texts_with_passages(draw):
    text = draw(TEXTS)
    place = st.integers(-2, len(text) + 2)
    return text, draw(st.lists(st.tuples(place, place), max_size=5))


@pytest.mark.parametrize(
    ("text", "passages", "seen"),
    [
        ("What a dump!", [(7, 11)], "What a [hidden word]!"),
        ("What a dum\u0301p\u0301!", [(7, 12)], "What a [hidden word]!"),
        ("他是白痴吗", [(2, 4)], "他是[hidden word]吗"),
        ("👍🏽 ok", [(0, 1)], "[hidden word] ok"),
        ("a bad bad day", [(2, 5), (5, 9)], "a [hidden word] day"),
        ("ab", [(1, 1), (5, 9), (-3, 0)], "ab"),
    ],
)
def test_what_readers_see(text, passages, seen):
    assert masked(text, masks_of(text, passages, SIGN)) == seen


@given(texts_with_passages())
def test_masks_are_apart_in_order_and_hold_every_passage(given):
    text, passages = given
    masks = masks_of(text, passages, SIGN)
    places = {at for start, end, _ in masks for at in range(start, end)}
    assert all(at in places for start, end in passages for at in range(max(start, 0), min(end, len(text))))
    assert all(first[1] < second[0] for first, second in itertools.pairwise(masks))
    for _start, end, _ in masks:
        assert end == len(text) or unicodedata.category(text[end]) not in {"Mn", "Mc", "Me", "Cf"}


@given(texts_with_passages())
def test_what_is_not_covered_stands_letter_by_letter(given):
    text, passages = given
    masks = masks_of(text, passages, "\ue0ff")
    places = {at for start, end, _ in masks for at in range(start, end)}
    assert masked(text, masks).replace("\ue0ff", "") == "".join(
        sign for at, sign in enumerate(text) if at not in places
    )


@given(texts_with_passages(), st.data())
def test_a_passage_shows_nothing_covered_and_each_mask_once(given, data):
    text, passages = given
    masks = masks_of(text, passages, "\ue0ff")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    seen = masked(text, masks, start=start, end=end)
    places = {at for first, last, _ in masks for at in range(first, last)}
    assert seen.replace("\ue0ff", "") == "".join(text[at] for at in range(start, end) if at not in places)
    assert seen.count("\ue0ff") == sum(first < end and last > start for first, last, _ in masks)


@given(texts_with_passages())
def test_dots_keep_every_sign_in_its_place(given):
    text, passages = given
    masks = masks_of(text, passages, SIGN)
    places = {at for start, end, _ in masks for at in range(start, end)}
    dotted = covered(text, masks)
    assert len(dotted) == len(text)
    for at, (before, after) in enumerate(zip(text, dotted, strict=True)):
        assert after == (("•" if not before.isspace() else before) if at in places else before)


def test_a_passage_beside_dots_can_still_be_pointed_at():
    text = "She was a dum\u0301p to us."
    dotted = covered(text, masks_of(text, [(10, 15)], SIGN))
    assert locate(dotted, 0, 15).quote == "She was a •••••"
