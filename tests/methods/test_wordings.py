"""What changed between two wordings."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from openward.methods.wordings import Change, word_changes

WORDS = st.text(alphabet="ab \n.你好", max_size=40)


def changes(before: str, after: str) -> list[tuple[str, str]]:
    return [(str(stretch.change), stretch.text) for stretch in word_changes(before, after)]


@given(WORDS, WORDS)
def test_the_stretches_add_up_to_both_wordings(before: str, after: str) -> None:
    found = word_changes(before, after)
    assert "".join(one.text for one in found if one.change != Change.PUT_IN) == before
    assert "".join(one.text for one in found if one.change != Change.TAKEN_OUT) == after
    assert all(one.text for one in found)
    assert all(one.change != two.change for one, two in pairwise(found))


@given(WORDS)
def test_the_same_words_have_no_changes(text: str) -> None:
    assert changes(text, text) == ([("same", text)] if text else [])


def test_a_name_exchanged_is_taken_out_before_the_new_words_are_put_in() -> None:
    assert changes("At the desk Sandra did not know.", "At the desk the receptionist did not know.") == [
        ("same", "At the desk "),
        ("taken_out", "Sandra "),
        ("put_in", "the receptionist "),
        ("same", "did not know."),
    ]


def test_a_new_paragraph_changes_no_word() -> None:
    assert changes("Either. Then", "Either.\n\nThen") == [
        ("same", "Either."),
        ("taken_out", " "),
        ("put_in", "\n\n"),
        ("same", "Then"),
    ]


def test_scripts_without_spaces_are_compared_sign_by_sign() -> None:
    assert changes("护士很好", "医生很好") == [("taken_out", "护士"), ("put_in", "医生"), ("same", "很好")]


def test_nothing_and_something() -> None:
    assert changes("", "") == []
    assert changes("", "new") == [("put_in", "new")]
    assert changes("old", "") == [("taken_out", "old")]
