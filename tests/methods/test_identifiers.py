import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openward.methods.identifiers import WHY_KEYS, Certainty, Kind, find_identifiers, is_nhs_number
from tests.methods.identifier_examples import harmless_examples, marked_examples

MARKED = list(marked_examples())
HARMLESS = harmless_examples()


@pytest.mark.parametrize(("kind", "text", "spans"), MARKED, ids=[text for _, text, _ in MARKED])
def test_marks_what_could_point_to_a_person(kind, text, spans):
    found = find_identifiers(text)
    passages = [(one.kind.value, one.start, one.end) for one in found]
    for start, end in spans:
        assert (kind, start, end) in passages, [text[one.start : one.end] for one in found]


@pytest.mark.parametrize("text", HARMLESS)
def test_leaves_harmless_words_alone(text):
    assert [text[one.start : one.end] for one in find_identifiers(text)] == []


def test_there_are_enough_examples_of_every_kind():
    assert len(MARKED) + len(HARMLESS) >= 400
    assert {kind for kind, _, _ in MARKED} == set(Kind)


def test_marks_everything_in_a_story_and_in_order():
    story = (
        "On 12 March 2024 my mother (NHS 943 476 5919) waited 4.5 hours on ward 12. She is 82. "
        "Write to jo@example.org or ring 07700 900123. We live in SW1A 1AA. 10,000 people saw it."
    )
    assert [(one.kind.value, story[one.start : one.end]) for one in find_identifiers(story)] == [
        ("date", "12 March 2024"),
        ("nhs_number", "943 476 5919"),
        ("ward", "ward 12"),
        ("email", "jo@example.org"),
        ("phone", "07700 900123"),
        ("postcode", "SW1A 1AA"),
    ]


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("07700 900123", Certainty.SURE),
        ("0800 496 0000", Certainty.POSSIBLE),
        ("12 March 2024", Certainty.SURE),
        ("12 March", Certainty.POSSIBLE),
        ("SW1A 1AA", Certainty.SURE),
        ("sw1a 1aa", Certainty.POSSIBLE),
        ("12/03/24", Certainty.SURE),
        ("12.03.24", Certainty.POSSIBLE),
    ],
)
def test_says_how_sure_it_is(text, certainty):
    assert [one.certainty for one in find_identifiers(text)] == [certainty]


def naive_nhs_check(nine):
    """The check digit as the NHS Data Dictionary words it, or None when the number is not used."""
    total = 0
    for position in range(9):
        total += int(nine[position]) * (10 - position)
    check = 11 - total % 11
    return {11: "0", 10: None}.get(check, str(check))


@given(st.text("0123456789", min_size=9, max_size=9))
def test_exactly_one_check_digit_makes_an_nhs_number(nine):
    valid = [digit for digit in "0123456789" if is_nhs_number(nine + digit)]
    expected = naive_nhs_check(nine)
    if expected is None or len({*nine, expected}) == 1:
        assert valid == []
    else:
        assert valid == [expected]


@given(st.integers(400_000_000, 499_999_999))
def test_any_spacing_of_an_nhs_number_is_found_and_a_wrong_digit_is_not(nine):
    check = naive_nhs_check(str(nine))
    for digit in "0123456789":
        number = f"{nine}{digit}"
        for written in (number, f"{number[:3]} {number[3:6]} {number[6:]}"):
            kinds = [one.kind for one in find_identifiers(f"it says {written} here")]
            assert kinds == ([Kind.NHS_NUMBER] if digit == check else [])


# Signs, digits and words that the patterns are made of: random prose would hardly ever reach their edges.
NUMBERS = ["0", "7", "12", "44", "1900", "07700", "٣", "1AA", "SW1A"]
SIGNS = ["+", "(", ")", " ", "-", ".", "/", "@", ",", "'", "£", "\n", "\t"]
WORDS = ["a", "é", "March", "th", "of", "MRN", "hospital", "number", "is", "年", "月", "日", "\ud800", "😀"]
fragments = st.lists(st.sampled_from(NUMBERS + SIGNS + WORDS), max_size=60).map("".join)


@given(st.one_of(fragments, st.text(max_size=200)))
def test_spans_lie_in_the_text_in_order_and_apart(text):
    found = find_identifiers(text)
    edges = [edge for one in found for edge in (one.start, one.end)]
    assert edges == sorted(edges)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert {one.why_key for one in found} <= set(WHY_KEYS)
    assert find_identifiers(text) == found


def lines_run(text):
    """How many lines of Python the search runs: the same count on every machine, unlike seconds."""
    count = 0

    def tracer(frame, event, _argument):
        nonlocal count
        if "identifiers" not in frame.f_code.co_filename:
            return None
        count += event == "line"
        return tracer

    previous = sys.gettrace()
    sys.settrace(tracer)
    try:
        find_identifiers(text)
    finally:
        sys.settrace(previous)
    return count


HARD = [
    *NUMBERS,
    *SIGNS,
    *WORDS,
    "0 ",
    "1 1",
    "07700 900123 ",
    "a@",
    "a.",
    "a@a.",
    "a.b@c.d ",
    "12/",
    "1.",
    "12 ",
]
HARD += [
    "12th of ",
    "March ",
    "12 March ",
    "+44 ",
    "(0",
    "SW1A 1A",
    "A1",
    "hospital number ",
    "MRN:",
    "MRN 1-",
]


@pytest.mark.parametrize("piece", HARD)
def test_the_work_grows_in_step_with_the_text(piece):
    once = (piece * 2000)[:1200]
    twice = (piece * 2000)[:2400]
    assert lines_run(twice) <= 2.2 * lines_run(once)


@pytest.mark.parametrize("piece", HARD)
def test_a_text_of_the_greatest_length_is_searched(piece):
    text = (piece * 10_000)[:9_960] + " ring 07700 900123 or jo@example.org now"
    assert {one.kind for one in find_identifiers(text)} >= {Kind.PHONE, Kind.EMAIL}
