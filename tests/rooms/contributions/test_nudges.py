"""Before words are sent their author is asked, kindly, to look again; and whoever needs help sees the numbers."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from openward.contributions.actions.reviews import restrict
from openward.contributions.models import Restriction
from openward.contributions.presenters import looked_at, may_need_help, reasons_of
from openward.contributions.queries.nudges import nudges_for
from openward.safety.actions.watched import add_phrases, arm_phrase, put_off_phrase, try_phrase
from tests.factories.riverbend import Riverbend, published_story


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


def test_an_organisations_own_words_are_pointed_out_once_they_are_armed(riverbend: Riverbend) -> None:
    here, by = riverbend.cast.organisation, riverbend.actor("moderator")
    rows = [
        ("bed blocker", "nudge", "Say “somebody who waits for a place” instead."),
        ("blue form", "hold", "Watched."),
    ]
    one, other = add_phrases(organisation=here, rows=rows, by=by)
    words = [["happened", "They called him a bed blocker, you idiots, and lost the blue form."]]
    usual = ["Some people may stop reading here. Other words may help to be heard."]
    assert reasons_of(words, nudges_for(here.pk)) == usual
    for row in (one, other):
        try_phrase(phrase=row, days=7, by=by)
        arm_phrase(phrase=row, by=by)
    assert sorted(reasons_of(words, nudges_for(here.pk))) == sorted([*usual, one.why])
    put_off_phrase(phrase=one, by=by)
    assert reasons_of(words, nudges_for(here.pk)) == usual


def test_the_page_before_sending_uses_them(riverbend: Riverbend, client_of: Callable[[str], Client]) -> None:
    here, by = riverbend.cast.organisation, riverbend.actor("moderator")
    (row,) = add_phrases(organisation=here, rows=[("bed blocker", "nudge", "Say it in another way.")], by=by)
    try_phrase(phrase=row, days=7, by=by)
    arm_phrase(phrase=row, by=by)
    story = published_story(riverbend)
    given = {"words": "A bed blocker.", "badge": "patient", "publish": "on", "keeps_rules": "on", "rules_version": "1"}
    page = client_of("visitor").post(reverse("comment_new", args=[story.pk]), given)
    assert "Say it in another way." in page.content.decode()


def test_words_are_never_lost_when_replies_close_meanwhile(
    riverbend: Riverbend, client_of: Callable[[str], Client]
) -> None:
    story, visitor = published_story(riverbend), client_of("visitor")
    address = reverse("comment_new", args=[story.pk])
    assert visitor.get(address).status_code == 200
    restrict(
        contribution=story,
        restriction=Restriction.INTERACTION_LIMITED,
        reason="Enough.",
        by=riverbend.actor("moderator"),
    )
    assert visitor.get(address).status_code == 404
    assert visitor.post(address, {"words": " "}).status_code == 404
    page = visitor.post(address, {"words": "I wrote this for an hour."})
    assert (page.status_code, story.thread.count()) == (200, 0)
    assert "I wrote this for an hour." in page.content.decode()
    assert "closed while you wrote" in page.content.decode()
