"""Searching one organisation: nothing shows that its reader may not read."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from openward.contributions.actions.stories import keep_consents, withdraw
from openward.people.access import persona_actor
from openward.themes.actions.themes import show_theme
from tests.factories.loops import drafted, measured, shown, theme_of
from tests.factories.riverbend import Riverbend, published_story, sent_story

SignIn = Callable[[str], Client]
WORD = "marmalade"


def _found(client: Client, query: str = WORD, **values: str) -> str:
    return str(client.get(reverse("search_show", args=["riverbend"]), {"q": query, **values}).content.decode())


def test_everything_that_may_be_read_is_found_and_marked(riverbend: Riverbend, client_of: SignIn) -> None:
    published_story(riverbend, happened=f"They gave me {WORD} and a kind word.")
    theme = theme_of(riverbend, name="Marmalade for breakfast")
    measured(riverbend, theme)
    shown(riverbend, theme=theme, words=f"You asked for {WORD}.")
    page = _found(client_of("visitor"))
    for group in ("Stories and comments", "Themes", "Answers"):
        assert f"{group}</h2>" in page
    assert f"<mark>{WORD}</mark>" in page
    assert "<mark>Marmalade</mark>" in page
    assert "Improvements</h2>" not in page
    assert "Improvements</h2>" in _found(client_of("visitor"), "told why")


def test_what_may_not_be_read_is_not_found(riverbend: Riverbend, client_of: SignIn) -> None:
    sent_story(riverbend, happened=f"Waiting to be read: {WORD}.")
    for_staff = published_story(riverbend, happened=f"For staff alone: {WORD}.")
    keep_consents(contribution=for_staff, given=[], language="en-gb", by=persona_actor(for_staff.author_id))
    back = published_story(riverbend, happened=f"Taken back: {WORD}.")
    withdraw(contribution=back, by=persona_actor(back.author_id))
    theme = theme_of(riverbend, name=f"Hidden {WORD}", is_public=False)
    shown(riverbend, theme=theme, words=f"Hidden answer: {WORD}.")
    drafted(riverbend, theme=theme_of(riverbend), words=f"Draft: {WORD}.")
    measured(riverbend, theme, is_public=False)
    for part in ("visitor", "outsider", "advisory"):
        page = _found(client_of(part))
        assert "Nothing holds these words." in page, part
        assert "Improvements</h2>" not in _found(client_of(part), "takes long"), part
    assert "Improvements</h2>" in _found(client_of("coder"), "takes long")
    staff = _found(client_of("coder"))
    assert "For staff alone" in staff
    assert "Waiting to be read" not in staff
    assert "Taken back" not in staff
    assert "Hidden answer" in staff
    assert "Draft:" not in staff
    show_theme(theme=theme, by=riverbend.actor("lead"))
    assert "Hidden answer" in _found(client_of("visitor"))


def test_pages_of_stories_lead_on_and_back(riverbend: Riverbend, client_of: SignIn) -> None:
    for number in range(14):
        published_story(riverbend, happened=f"Number {number}: {WORD}.")
    client = client_of("visitor")
    first = _found(client)
    seen = set(re.findall(r"Number (\d+)", first))
    assert len(seen) == 12
    (href,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = client.get(href.replace("&amp;", "&")).content.decode()
    assert set(re.findall(r"Number (\d+)", second)) == {str(number) for number in range(14)} - seen
    assert 'rel="prev"' in second


@pytest.mark.parametrize(
    "query",
    ["", " ", "'; drop table", "<script>alert(1)</script>", '"', "-", "a" * 500, "\x00", "%", "&|!():*", "等待"],
)
def test_whatever_is_typed_is_answered_as_text(riverbend: Riverbend, client_of: SignIn, query: str) -> None:
    published_story(riverbend)
    page = client_of("visitor").get(reverse("search_show", args=["riverbend"]), {"q": query, "after": "x", "only": "x"})
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_another_organisations_words_are_not_found_here(riverbend: Riverbend, client_of: SignIn) -> None:
    published_story(riverbend, happened=f"Riverbend {WORD}.")
    page = client_of("visitor").get(reverse("search_show", args=["hillside"]), {"q": WORD}).content.decode()
    assert "Nothing holds these words." in page


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_costs_the_same_however_much_is_found(
    riverbend: Riverbend, client_of: SignIn, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        published_story(riverbend, happened=f"{number} {WORD}")
        shown(riverbend, theme=theme_of(riverbend, name=f"{WORD} {number}"))
    visitor = client_of("visitor")
    with django_assert_num_queries(7):
        _found(visitor)
