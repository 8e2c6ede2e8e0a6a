"""Plain text on its way in and out of pages."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openward.kit.text import address_part, beginning, marked, tidy, with_numbers_to_call


def test_tidy_takes_away_what_nobody_types() -> None:
    assert tidy(" a \r\nb\x00\x07  \n\n\n\n c\r") == "a\nb\n\n c"
    assert tidy("سلام‌ها") == "سلام‌ها"  # the joining mark belongs to the word


@given(st.text())
def test_tidy_text_stays_as_it_is(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert "\x00" not in tidy(text)


@given(st.text(max_size=300), st.integers(1, 120))
def test_a_beginning_is_a_beginning(text: str, length: int) -> None:
    shown, is_cut = beginning(text, length=length)
    assert len(shown) <= length + 1
    assert is_cut == (len(text) > length)
    assert text.startswith(shown.removesuffix("…")) or not is_cut


def test_a_beginning_ends_after_a_sentence_where_one_ends_late_enough() -> None:
    assert beginning("One two three. Four five six seven.", length=20) == ("One two three.", True)
    assert beginning("One two three four five six", length=20) == ("One two three four…", True)


def test_numbers_to_call_are_links() -> None:
    found = str(with_numbers_to_call("Call 999, 111 or 116 123 <now>. On 22 May we moved."))
    assert '<a class="ow-call" href="tel:999">999</a>' in found
    assert 'href="tel:116123">116 123</a>' in found
    assert "&lt;now&gt;" in found


@given(st.text(alphabet="ab<>&\n 12", max_size=40), st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50))))
def test_marking_changes_no_word(text: str, passages: list[tuple[int, int]]) -> None:
    found = str(marked(text, passages))
    plain = html.unescape(found.replace("<mark>", "").replace("</mark>", "").replace("<br>", "\n"))
    assert plain == text


@pytest.mark.parametrize("passages", [[(0, 3), (2, 5)], [(2, 5), (0, 3)]])
def test_overlapping_passages_are_marked_once(passages: list[tuple[int, int]]) -> None:
    assert str(marked("abcdef", passages)) == "<mark>abc</mark><mark>de</mark>f"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Kinder waits", "kinder-waits"),
        ("Calmer nights in the emergency department and on the wards", "calmer-nights-in-the-emergency"),
        ("Calmer nights in the emergency department", "calmer-nights-in-the-emergency"),
        ("a" * 50, "a" * 33),
        ("夜间更安静", "plan"),
        ("", "plan"),
        ("-- --", "plan"),
    ],
)
def test_an_address_is_cut_after_a_whole_word(title: str, expected: str) -> None:
    assert address_part(title, longest=33, instead="plan") == expected
