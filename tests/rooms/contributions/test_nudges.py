"""Before words are sent their author is asked, kindly, to look again; and whoever needs help sees the numbers."""

import pytest

from openward.contributions.presenters import looked_at, may_need_help, reasons_of


@pytest.mark.parametrize(
    ("words", "marked", "reason"),
    [
        ("Stop taking your insulin!", "<mark>Stop taking your insulin</mark>", "stop a treatment"),
        ("Dr John Smith lied to me.", "<mark>lied</mark>", "accuses somebody by name"),
        ("You are all idiots.", "<mark>idiots</mark>", "Other words may help"),
        ("Ring me on 07700 900123.", "<mark>07700 900123</mark>", "telephone number"),
    ],
)
def test_what_may_be_changed_is_marked_and_explained(words: str, marked: str, reason: str) -> None:
    (part,) = looked_at([["happened", words]])
    assert marked in part.html
    assert any(reason in one for one in part.reasons)


def test_ordinary_words_are_left_alone() -> None:
    assert reasons_of([["happened", "I waited two hours and I was dying for a coffee."]]) == []


@pytest.mark.parametrize(
    ("words", "needs"),
    [("Most days I want to die.", True), ("My husband hits me.", True), ("I will stab that nurse.", False)],
)
def test_numbers_to_call_are_shown_to_whoever_may_need_them(words: str, needs: bool) -> None:
    assert may_need_help([["good", ""], ["happened", words]]) is needs
    assert may_need_help([["happened", "The nurse was kind."]]) is False
