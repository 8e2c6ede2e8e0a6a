"""Remembered answers: the same as those of the function itself, and nothing of the words is kept."""

import gc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openward.methods.remembering import Remembered

texts = st.text(st.sampled_from("ab\ud800é"), max_size=3)


@given(st.lists(texts, max_size=40), st.integers(1, 6))
def test_every_answer_is_that_of_the_function(asked, most):
    remembered = Remembered(lambda text: (text, len(text)), most=most)
    assert [remembered(text) for text in asked] == [(text, len(text)) for text in asked]


def test_the_newest_texts_are_answered_once():
    asked = []
    remembered = Remembered(lambda text: asked.append(text) or text.upper(), most=2)
    for text in ["one", "two", "one", "three", "one", "two"]:
        remembered(text)
    assert asked == ["one", "two", "three", "two"]
    remembered.forget()
    remembered("two")
    assert asked[4:] == ["two"]


def test_what_failed_is_tried_again():
    answers = [ValueError("not yet"), 7]

    def answer(_text):
        found = answers.pop(0)
        if isinstance(found, ValueError):
            raise found
        return found

    remembered = Remembered(answer, most=2)
    with pytest.raises(ValueError, match="not yet"):
        remembered("tea")
    assert remembered("tea") == remembered("tea") == 7


def test_no_words_are_kept():
    remembered = Remembered(len, most=8)
    said = "".join(["only", " here ", "was it said"])
    remembered(said)
    holders = [one for one in gc.get_objects() if type(one).__name__ == "_Asked"]
    assert holders
    assert all(one.text == "" for one in holders)
