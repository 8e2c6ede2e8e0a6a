"""The first page and each organisation's own."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from openward.engagements.models import Phase
from openward.kit.keys import new_key
from openward.people.models import Organisation
from openward.spaces.models import Space
from tests.factories.loops import a_claim, measured, shown, theme_of
from tests.factories.riverbend import Riverbend

SignIn = Callable[[str], Client]


def _home(client: Client) -> str:
    return str(client.get(reverse("organisation_show", args=["riverbend"])).content.decode())


def test_the_newest_finished_loop_is_told_with_its_chart(riverbend: Riverbend, client_of: SignIn) -> None:
    theme = theme_of(riverbend, stories=2)
    measure = measured(riverbend, theme)
    shown(riverbend, theme=theme, status="did", claim=a_claim(measure))
    page = _home(client_of("visitor"))
    assert "A nurse tells everybody in the room" in page
    assert measure.name in page
    assert "ow-way--full" in page
    assert "1 promise kept" in page
    assert "people told us the same" not in page


def test_an_empty_home_is_honest(riverbend: Riverbend, client_of: SignIn) -> None:
    assert "Nothing has changed yet." in _home(client_of("visitor"))
    Space.objects.update(state=Space.State.CLOSED)
    page = _home(client_of("visitor"))
    assert "We are not asking anything at the moment." in page
    assert "Tell your story" not in page
    assert "See what changed" in page


def test_what_is_asked_now_says_until_when(riverbend: Riverbend, client_of: SignIn) -> None:
    page = _home(client_of("visitor"))
    assert "Friends and family" in page
    assert "Open until" in page
    assert reverse("story_new", args=["friends-and-family"]) in page
    Phase.objects.all().delete()
    assert "Open until" not in _home(client_of("visitor"))


def test_conversations_one_cannot_read_are_not_announced(riverbend: Riverbend, client_of: SignIn) -> None:
    Space.objects.update(visibility="staff")
    assert "Friends and family" not in _home(client_of("visitor"))
    assert "Friends and family" not in _home(client_of("outsider"))
    assert "Friends and family" in _home(client_of("moderator"))


def test_a_hidden_loop_is_not_told(riverbend: Riverbend, client_of: SignIn) -> None:
    shown(riverbend, theme=theme_of(riverbend, is_public=False), status="did")
    assert "A nurse tells everybody" not in _home(client_of("visitor"))


def test_several_organisations_are_offered_and_one_is_home(riverbend: Riverbend, client_of: SignIn) -> None:
    page = client_of("visitor").get("/").content.decode()
    assert "Hillside Trust" in page
    assert reverse("organisation_show", args=["riverbend"]) in page
    Organisation.objects.filter(slug="hillside").delete()
    assert "What we are asking now" in client_of("visitor").get("/").content.decode()


def test_nobody_home_is_said(db: None) -> None:
    assert "No service has moved in yet." in Client().get("/").content.decode()
    assert Client().get("/at/nowhere/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_home_costs_the_same_however_much_is_asked(
    riverbend: Riverbend, client_of: SignIn, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        theme = theme_of(riverbend, name=f"Theme {number}")
        shown(riverbend, theme=theme, status="did", claim=a_claim(measured(riverbend, theme)))
        if number:
            space = Space.objects.get(slug="friends-and-family")
            space.pk, space.slug = new_key(), f"copy-{number}"
            space.save(force_insert=True)
    visitor = client_of("visitor")
    address = reverse("organisation_show", args=["riverbend"])
    visitor.get(address)
    with django_assert_num_queries(14):
        visitor.get(address)


def test_navigation_follows_the_roles_one_holds(riverbend: Riverbend, client_of: SignIn) -> None:
    parts = ("visitor", "moderator", "responder", "coder", "lead", "outsider")
    found = {part: _home(client_of(part)) for part in parts}
    for name, expected in (
        ("queue_show", {"moderator", "outsider"}),
        ("response_work_list", {"responder", "lead", "outsider"}),
        ("codebook_list", {"coder", "lead", "outsider"}),
        ("engagement_list", {"lead", "outsider"}),
        ("start_show", {"moderator", "responder", "coder", "lead", "outsider"}),
        ("receipt_find", {"visitor"}),
        ("account_login", {"visitor"}),
        ("account_logout", {"moderator", "responder", "coder", "lead", "outsider"}),
    ):
        assert {part for part, page in found.items() if f'href="{reverse(name)}"' in page} == expected, name


def test_the_page_one_is_on_is_marked(riverbend: Riverbend, client_of: SignIn) -> None:
    page = client_of("visitor").get(reverse("promises_show", args=["riverbend"])).content.decode()
    assert page.count('aria-current="page"') >= 1
    address = reverse("promises_show", args=["riverbend"])
    assert f'href="{address}" aria-current="page"' in page
