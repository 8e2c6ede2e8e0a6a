"""Rare words are found by the index of words, common ones by walking the list; both find the same."""

import pytest

from openward.contributions.queries.feeds import Narrowing, feed, feed_page, few_that_hold
from openward.people.access import VISITOR, Actor
from tests.factories.riverbend import Riverbend, published_story, sent_story

QUERIES = ("parking", "zebra", '"green parking"', '"parking green"', 'parking -"green parking"', "parking or zebra", "")


def _said(riverbend: Riverbend, words: str, **values: object) -> None:
    published_story(riverbend, parts=[["happened", words]], **values)


@pytest.mark.parametrize("few", [0, 200])
@pytest.mark.parametrize("words", QUERIES)
def test_few_or_many_a_search_finds_the_same(
    riverbend: Riverbend, monkeypatch: pytest.MonkeyPatch, words: str, few: int
) -> None:
    for said in ("The green parking was full.", "Parking is green.", "A zebra stood there.", "Nobody came."):
        _said(riverbend, said)
    sent_story(riverbend, parts=[["happened", "Parking for a zebra, not shown."]])
    monkeypatch.setattr(few_that_hold, "__kwdefaults__", {"few": few})
    chosen = Narrowing(words=words)
    for part in ("visitor", "moderator"):
        actor: Actor = riverbend.actor(part)
        page = feed_page(actor, riverbend.space, chosen=chosen, everything=False, place={})
        assert {one.pk for one in page.items} == {one.pk for one in feed(actor, riverbend.space, chosen=chosen)}


def test_few_are_told_by_their_keys_and_many_are_not(riverbend: Riverbend) -> None:
    for _time in range(3):
        _said(riverbend, "The green parking was full.")
    assert len(few_that_hold("parking", few=3) or ()) == 3
    assert few_that_hold("parking", few=2) is None
    assert few_that_hold("zebra") == []
    assert len(few_that_hold('"parking green"') or ()) == 3, "the order of words is left to the search"
    assert few_that_hold('-"green parking"') is None
    assert few_that_hold("停车") is None
    assert feed(VISITOR, riverbend.space, chosen=Narrowing(words='"parking green"')).count() == 0
