"""The instrument beside its slow twins, its patterns under the loupe, and its work counted."""

import importlib
import pkgutil
import re
import sys
from re import _constants as codes  # the parsed form of a pattern, to see what it may repeat
from re import _parser as parser

import pytest
from hypothesis import given
from hypothesis import strategies as st

import openward.methods.identifiers as instrument
from openward.methods.identifiers import Kind, find_identifiers
from openward.methods.identifiers.checks import is_chinese_id, is_iban, is_luhn, is_medicare, is_nhi, is_pps
from tests.methods.identifier_examples import harmless_examples, marked_examples
from tests.methods.naive_identifiers import chinese_id, every_reading, iban, luhn, medicare

TEXTS = [text for _, text, _ in marked_examples()] + harmless_examples()
PIECES = """
    Sarah Smith sarah smith Will May June Mark Dr Mr Nurse nurse consultant my son mum called named is I am I'm was said
    St Mary's Hospital Road Street Ward ward bed 12 7 93 2024 March in with at to from the a and , . ' - / ( ) @ :
    London Chester Parkinson's disease Yasmin mg O'Neill van der J. A SW1A 1AA AB12 CDE 07700 900123 943 476 5919
    12/03/2024 3rd of May 2023 year old she SARAH NHS number MRN 00451234 example.org www. jo@example.org PO Box Flat
    Regards Thanks love Kowalczyk Xyzzy Acacia Avenue Leeds 1AA 2123 45670 1 Medicare plate rego postcode 90210 CA
    护士 王芳 很好 我叫 李娜 路 88号 3病区 2024年3月12日 vicar only nan Jan January Christmas ninety hundred nineties
""".split()
stories = st.lists(st.sampled_from([*PIECES, "\n"]), max_size=40).map(" ".join)
glued = st.lists(st.sampled_from([*PIECES, " ", "\n", "  "]), max_size=40).map("".join)


@given(st.one_of(stories, glued))
def test_shortcuts_lose_nothing(text):
    assert find_identifiers(text) == every_reading(text)


@pytest.mark.parametrize("text", TEXTS)
def test_shortcuts_lose_nothing_in_the_labelled_examples(text):
    assert find_identifiers(text) == every_reading(text)


@given(st.text("0123456789", min_size=10, max_size=10))
def test_medicare_numbers_agree_with_the_twin(digits):
    assert is_medicare(digits) == medicare(digits)


@given(st.text("0123456789", min_size=12, max_size=19).filter(lambda digits: len(set(digits)) > 1))
def test_luhn_agrees_with_the_twin(digits):
    assert is_luhn(digits) == luhn(digits)


@given(st.dates(), st.text("0123456789", min_size=9, max_size=9), st.sampled_from("0123456789X"))
def test_chinese_numbers_agree_with_the_twin(born, rest, check):
    code = f"{rest[:6]}{born.year:04}{born.month:02}{born.day:02}{rest[6:]}{check}"
    assert is_chinese_id(code) == (1880 <= born.year <= 2100 and chinese_id(code))


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=11, max_size=28), st.integers(2, 98))
def test_bank_numbers_agree_with_the_twin(rest, check):
    assert is_iban(f"GB{check:02}{rest}") == iban(f"GB{check:02}{rest}")


@given(st.text("0123456789", min_size=7, max_size=7))
def test_exactly_one_letter_makes_a_pps_number(digits):
    assert sum(is_pps(digits + letter) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 1


@given(st.text("ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=3, max_size=3), st.text("0123456789", min_size=3, max_size=3))
def test_at_most_one_digit_makes_an_nhi_number(letters, digits):
    assert sum(is_nhi(f"{letters}{digits}{check}") for check in "0123456789") <= 1


@pytest.mark.parametrize("wrong", ["", "1", "ABCDEFG", "²²²²²²²²²²", "٣" * 10, "a" * 40])
def test_checks_refuse_anything_else(wrong):
    for check in (is_medicare, is_luhn, is_nhi, is_pps, is_iban, is_chinese_id):
        assert not check(wrong)


# No pattern may blow up

MODULES = [
    importlib.import_module(module.name)
    for module in pkgutil.walk_packages(instrument.__path__, instrument.__name__ + ".")
]
PATTERNS = {
    f"{module.__name__}.{name}": value
    for module in MODULES
    for name, value in vars(module).items()
    if isinstance(value, re.Pattern)
}


SAMPLE = [chr(place) for place in range(32, 127)] + ["\n", "é", "Ł", "王", "路"]


def may_begin(parsed):
    """The sample characters with which a parsed pattern may begin; all of them where it may be empty."""
    signs = set()
    for operation, value in parsed:
        is_optional = False
        if operation is codes.LITERAL:
            signs.add(chr(value))
        elif operation is codes.IN:
            signs |= {sign for sign in SAMPLE if is_among(sign, value)}
        elif operation is codes.BRANCH:
            signs |= set().union(*(may_begin(branch) for branch in value[1]))
            is_optional = any(branch.getwidth()[0] == 0 for branch in value[1])
        elif operation is codes.SUBPATTERN:
            signs |= may_begin(value[3])
            is_optional = value[3].getwidth()[0] == 0
        elif operation in (codes.MAX_REPEAT, codes.MIN_REPEAT):
            signs |= may_begin(value[2])
            is_optional = value[0] == 0 or value[2].getwidth()[0] == 0
        elif operation in (codes.ASSERT, codes.ASSERT_NOT, codes.AT):
            is_optional = True
        else:
            return set(SAMPLE)
        if not is_optional:
            return signs
    return set(SAMPLE)


def is_among(sign, listed):
    categories = {
        codes.CATEGORY_DIGIT: str.isdigit,
        codes.CATEGORY_SPACE: str.isspace,
        codes.CATEGORY_WORD: lambda one: one.isalnum() or one == "_",
        codes.CATEGORY_NOT_DIGIT: lambda one: not one.isdigit(),
        codes.CATEGORY_NOT_SPACE: lambda one: not one.isspace(),
        codes.CATEGORY_NOT_WORD: lambda one: not (one.isalnum() or one == "_"),
    }
    is_negated = listed[0][0] is codes.NEGATE
    found = False
    for operation, value in listed[is_negated:]:
        found |= operation is codes.LITERAL and value == ord(sign)
        found |= operation is codes.RANGE and value[0] <= ord(sign) <= value[1]
        found |= operation is codes.CATEGORY and categories[value](sign)
    return found != is_negated


def ambiguous_repeats(parsed, outer=None):
    """Every repeat of changing length within a longer one whose next round may begin with what it repeats itself.

    Only there can one stretch of text be shared out among the rounds in very many ways.
    """
    found = []
    for place, (operation, value) in enumerate(parsed):
        if operation in (codes.MAX_REPEAT, codes.MIN_REPEAT):
            least, most, inner = value
            rest = parsed[place + 1 :]
            is_ended = rest.getwidth()[0] > 0 and not may_begin(inner) & may_begin(rest)
            if (
                least != most
                and most > 1
                and outer is not None
                and not is_ended
                and may_begin(inner) & may_begin(outer)
            ):
                found.append(inner)
            found += ambiguous_repeats(inner, inner if least != most and most > 4 else outer)
        elif operation is codes.SUBPATTERN:
            found += ambiguous_repeats(value[3], outer)
        elif operation is codes.BRANCH:
            for branch in value[1]:
                found += ambiguous_repeats(branch, outer)
    return found


def looked_ahead(parsed):
    """Everything that is only looked at, before or after: a pattern's own length does not count it."""
    found = []
    for operation, value in parsed:
        if operation in (codes.ASSERT, codes.ASSERT_NOT):
            found += [value[1], *looked_ahead(value[1])]
        elif operation is codes.SUBPATTERN:
            found += looked_ahead(value[3])
        elif operation in (codes.MAX_REPEAT, codes.MIN_REPEAT):
            found += looked_ahead(value[2])
        elif operation is codes.BRANCH:
            for branch in value[1]:
                found += looked_ahead(branch)
    return found


def test_there_are_patterns_to_look_at():
    assert len(PATTERNS) > 40


@pytest.mark.parametrize("name", PATTERNS)
def test_every_pattern_has_a_bounded_length(name):
    """So each place in a text costs a bounded number of steps, whatever stands there."""
    if name.endswith(("_PIECES", "_PIECES_OF_ASCII")):
        return  # these split the text: one pass over it, each character belongs to one piece
    pattern = PATTERNS[name]
    parsed = parser.parse(pattern.pattern, pattern.flags)
    assert all(part.getwidth()[1] <= 640 for part in [parsed, *looked_ahead(parsed)]), name
    assert ambiguous_repeats(parsed) == [], name


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


@given(st.lists(st.sampled_from([*PIECES, "\n"]), min_size=1, max_size=4).map(" ".join))
def test_eight_times_the_text_is_about_eight_times_the_work(piece):
    """Work that grew with the square of the length would be sixty-four times as much."""
    find_identifiers(piece)
    assert lines_run(f"{piece} " * 80) <= 20 * lines_run(f"{piece} " * 10) + 200


def test_every_kind_has_a_reason_of_its_own():
    assert {kind for kind, _, _ in marked_examples()} == set(Kind)
