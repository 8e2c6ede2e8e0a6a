"""The administrator's pages about who works here."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from openward.people.access import SYSTEM, actor_for_account
from openward.people.actions.colleagues import invite_colleague
from openward.people.actions.organisations import give_role
from openward.people.models import Belonging, HeldRole, Invitation, Role
from tests.factories.riverbend import Riverbend

ClientOf = Callable[[str], Client]
PEOPLE = "/at/riverbend/people/"


def page_of(riverbend: Riverbend, part: str) -> str:
    return f"{PEOPLE}{riverbend.account(part).pk}/"


def test_everybody_stands_there_with_their_roles_and_where_they_hold_them(
    riverbend: Riverbend, client_of: ClientOf
) -> None:
    give_role(
        account=riverbend.account("coder"),
        organisation=riverbend.cast.organisation,
        role=Role.MODERATOR,
        space_key=riverbend.space.pk,
        place="Friends and family",
        by=SYSTEM,
    )
    page = client_of("administrator").get(PEOPLE).content.decode()
    assert "Dr Leila Haddad" in page
    assert "Moderator: Friends and family" in page
    assert "Ruth Adeyemi" not in page


@pytest.mark.parametrize("people", [1, 4])
def test_a_longer_list_costs_no_more_queries(
    riverbend: Riverbend, client_of: ClientOf, people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(people):
        invite_colleague(
            organisation=riverbend.cast.organisation, email=f"{number}@riverbend.example", name="One", by=SYSTEM
        )
    if people == 1:
        Belonging.objects.exclude(account=riverbend.account("administrator")).delete()
    client = client_of("administrator")
    with django_assert_num_queries(10):
        assert client.get(PEOPLE).status_code == 200


def test_inviting_from_the_page(riverbend: Riverbend, client_of: ClientOf) -> None:
    client = client_of("administrator")
    answer = client.post(
        PEOPLE + "invite/", {"name": "Noor Rahman", "email": "noor@riverbend.example", "roles": ["coder", "improver"]}
    )
    assert answer["Location"] == PEOPLE
    invitation = Invitation.objects.get()
    assert invitation.roles == ["coder", "improver"]
    assert invitation.invited_by == riverbend.account("administrator")
    page = client.get(PEOPLE).content.decode()
    assert "noor@riverbend.example" in page
    again = client.post(PEOPLE + "invite/", {"name": "Noor", "email": "noor@riverbend.example"}).content.decode()
    assert "invited already" in again
    colleague = client.post(PEOPLE + "invite/", {"name": "L", "email": "lead@riverbend.example"}).content.decode()
    assert "works here already" in colleague


def test_inviting_says_the_same_of_an_address_known_elsewhere_and_of_one_known_nowhere(
    riverbend: Riverbend, client_of: ClientOf
) -> None:
    client = client_of("administrator")
    answers = [
        client.post(PEOPLE + "invite/", {"name": "Noor", "email": email})
        for email in ("lead@hillside.example", "nobody@hillside.example")
    ]
    assert [answer["Location"] for answer in answers] == [PEOPLE, PEOPLE]
    page = client.get(PEOPLE).content.decode()
    assert page.count("On its way") == 2
    assert "Ruth" not in page


def test_a_role_is_given_after_reading_what_it_opens(riverbend: Riverbend, client_of: ClientOf) -> None:
    client = client_of("administrator")
    address = page_of(riverbend, "coder") + "role/"
    asked = client.get(address, {"role": "moderator", "place": str(riverbend.space.pk)}).content.decode()
    assert "Friends and family" in asked
    assert "decide whether it can be shown" in asked
    assert not HeldRole.objects.filter(account=riverbend.account("coder"), role=Role.MODERATOR).exists()
    client.post(address, {"role": "moderator", "place": str(riverbend.space.pk)})
    held = HeldRole.objects.get(account=riverbend.account("coder"), role=Role.MODERATOR)
    assert held.space_key == riverbend.space.pk


def test_administrators_are_made_for_the_whole_organisation_only(riverbend: Riverbend, client_of: ClientOf) -> None:
    answer = client_of("administrator").post(
        page_of(riverbend, "coder") + "role/", {"role": "administrator", "place": str(riverbend.space.pk)}
    )
    assert "held in the whole organisation" in answer.content.decode()
    assert not HeldRole.objects.filter(account=riverbend.account("coder"), role=Role.ADMINISTRATOR).exists()


def test_a_space_of_another_organisation_cannot_be_named(riverbend: Riverbend, client_of: ClientOf) -> None:
    foreign = "0" * 8 + "-0000-4000-8000-" + "0" * 12
    client_of("administrator").post(page_of(riverbend, "coder") + "role/", {"role": "coder", "place": foreign})
    assert not HeldRole.objects.filter(account=riverbend.account("coder"), space_key__isnull=False).exists()


def test_taking_a_role_asks_first(riverbend: Riverbend, client_of: ClientOf) -> None:
    client = client_of("administrator")
    held = HeldRole.objects.get(account=riverbend.account("coder"))
    address = f"{PEOPLE}roles/{held.pk}/take/"
    assert "will no longer be Coder" in client.get(address).content.decode()
    assert HeldRole.objects.filter(pk=held.pk).exists()
    client.post(address)
    assert not HeldRole.objects.filter(pk=held.pk).exists()


def test_ones_own_administrator_role_needs_a_tick_and_a_successor(riverbend: Riverbend, client_of: ClientOf) -> None:
    client = client_of("administrator")
    held = HeldRole.objects.get(account=riverbend.account("administrator"), role=Role.ADMINISTRATOR)
    address = f"{PEOPLE}roles/{held.pk}/take/"
    assert "Tick the box" in client.post(address).content.decode()
    refused = client.post(address, {"is_sure": "on"}, follow=True).content.decode()
    assert "Nobody else can give roles" in refused
    give_role(account=riverbend.account("lead"), organisation=held.organisation, role=Role.ADMINISTRATOR, by=SYSTEM)
    assert client.post(address, {"is_sure": "on"})["Location"] == "/start/"
    assert client.get(PEOPLE).status_code == 404


def test_suspending_and_restoring_from_the_page(riverbend: Riverbend, client_of: ClientOf) -> None:
    client, coder = client_of("administrator"), client_of("coder")
    address = page_of(riverbend, "coder")
    assert "Write why" in client.post(address + "suspend/", {"because": ""}).content.decode()
    client.post(address + "suspend/", {"because": "Left the hospital."})
    assert coder.get("/start/").status_code == 302
    assert "Left the hospital." in client.get(address).content.decode()
    client.post(address + "restore/")
    assert actor_for_account(riverbend.account("coder")).holdings
    history = client.get(f"/history/account/{riverbend.account('coder').pk}/").content.decode()
    assert "was suspended: Left the hospital." in history
    assert "was let in again" in history


def test_the_history_of_an_account_stays_within_the_organisation(riverbend: Riverbend, client_of: ClientOf) -> None:
    give_role(account=riverbend.outsider, organisation=riverbend.cast.organisation, role=Role.CODER, by=SYSTEM)
    address = f"/history/account/{riverbend.outsider.pk}/"
    page = client_of("administrator").get(address).content.decode()
    assert "was given the role “Coder”" in page
    assert "was given the role “Moderator”" not in page


def test_only_administrators_find_the_page(riverbend: Riverbend, client_of: ClientOf) -> None:
    assert PEOPLE in client_of("administrator").get("/start/").content.decode()
    assert PEOPLE not in client_of("lead").get("/start/").content.decode()
