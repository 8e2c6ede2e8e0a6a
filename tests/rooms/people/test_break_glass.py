"""Knowing who somebody is: two people, one of them data protection, as little as will do, for a short time."""

import datetime
import json
import re
from pathlib import Path

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.http import Http404
from django.test import Client

import openward
from openward.ledger.models import RecordedFact
from openward.people.access import SYSTEM, Actor, break_glass_for_reading
from openward.people.actions.break_glass import (
    AnotherPersonNeeded,
    NotOpen,
    agree_to_identity,
    ask_identity,
    close_identity,
    read_identity,
    refuse_identity,
)
from openward.people.actions.personas import keep_email, make_persona, persona_of_account
from openward.people.models import BreakGlass, Persona
from tests.factories.riverbend import Riverbend

ADDRESS = "gwendolyn.secret@example.org"
CODE = "amber-otter-linen-cloud-seven"
NOW = datetime.datetime(2026, 11, 22, 9, 0, tzinfo=datetime.UTC)
Side, Field = BreakGlass.Side, BreakGlass.Field


@pytest.fixture
def persona(riverbend: Riverbend) -> Persona:
    made = make_persona(scope_key=riverbend.space.pk, badge="patient", by=SYSTEM)
    keep_email(persona=made, email=ADDRESS, receipt_code=CODE, by=SYSTEM)
    return made


def ask(
    riverbend: Riverbend, persona: Persona, part: str = "administrator", fields: tuple[str, ...] = ("email",)
) -> BreakGlass:
    side = {"administrator": Side.ADMINISTRATOR, "data_protection": Side.DATA_PROTECTION}.get(part, Side.SAFEGUARDING)
    return ask_identity(
        organisation=riverbend.cast.organisation,
        persona=persona,
        side=side,
        reason="They said that they would not wake up tomorrow.",
        legal_basis=BreakGlass.Basis.VITAL_INTERESTS,
        fields=fields,
        by=riverbend.actor(part),
    )


@pytest.mark.parametrize(
    ("asks", "agrees"),
    [("administrator", "data_protection"), ("data_protection", "administrator"), ("lead", "data_protection")],
)
def test_two_people_can_read_the_least(riverbend: Riverbend, persona: Persona, asks: str, agrees: str) -> None:
    asked = ask(riverbend, persona, asks)
    agree_to_identity(asked=asked, by=riverbend.actor(agrees))
    for part in (asks, agrees):
        assert read_identity(opened=asked, by=riverbend.actor(part)) == {"email": ADDRESS}


@pytest.mark.parametrize("part", ["administrator", "data_protection", "lead"])
def test_one_person_alone_reads_nothing(riverbend: Riverbend, persona: Persona, part: str) -> None:
    asked = ask(riverbend, persona, part)
    with pytest.raises(NotOpen):
        read_identity(opened=asked, by=riverbend.actor(part))
    with pytest.raises(AnotherPersonNeeded):
        agree_to_identity(asked=asked, by=riverbend.actor(part))
    with pytest.raises(IntegrityError), transaction.atomic():
        BreakGlass.objects.filter(pk=asked.pk).update(approver=asked.requester)


@pytest.mark.parametrize("part", ["moderator", "lead", "coder", "outsider", "administrator"])
def test_only_data_protection_seconds_an_administrator(riverbend: Riverbend, persona: Persona, part: str) -> None:
    asked = ask(riverbend, persona)
    with pytest.raises(AnotherPersonNeeded):
        agree_to_identity(asked=asked, by=riverbend.actor(part))
    with pytest.raises(AnotherPersonNeeded):
        refuse_identity(asked=asked, by=riverbend.actor(part))


def test_only_an_administrator_seconds_data_protection(riverbend: Riverbend, persona: Persona) -> None:
    asked = ask(riverbend, persona, "data_protection")
    with pytest.raises(AnotherPersonNeeded):
        agree_to_identity(asked=asked, by=riverbend.actor("lead"))


def test_nobody_but_the_two_reads_it(riverbend: Riverbend, persona: Persona) -> None:
    asked = ask(riverbend, persona, "lead")
    agree_to_identity(asked=asked, by=riverbend.actor("data_protection"))
    for part in ("administrator", "moderator", "outsider"):
        with pytest.raises(NotOpen):
            read_identity(opened=asked, by=riverbend.actor(part))


def test_it_ends_by_itself(riverbend: Riverbend, persona: Persona) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        asked = ask(riverbend, persona)
        agree_to_identity(asked=asked, by=riverbend.actor("data_protection"))
        clock.move_to(NOW + datetime.timedelta(hours=3, minutes=59))
        assert read_identity(opened=asked, by=riverbend.actor("administrator"))
        clock.move_to(NOW + datetime.timedelta(hours=4))
        with pytest.raises(NotOpen):
            read_identity(opened=asked, by=riverbend.actor("administrator"))


def test_a_request_that_nobody_answered_for_a_day_cannot_be_agreed_to(riverbend: Riverbend, persona: Persona) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        asked = ask(riverbend, persona)
        clock.move_to(NOW + datetime.timedelta(hours=24))
        with pytest.raises(NotOpen):
            agree_to_identity(asked=asked, by=riverbend.actor("data_protection"))


def test_closed_or_refused_it_shows_nothing(riverbend: Riverbend, persona: Persona) -> None:
    closed, refused = ask(riverbend, persona), ask(riverbend, persona)
    agree_to_identity(asked=closed, by=riverbend.actor("data_protection"))
    close_identity(opened=closed, by=riverbend.actor("administrator"))
    refuse_identity(asked=refused, by=riverbend.actor("data_protection"))
    for one in (closed, refused):
        with pytest.raises(NotOpen):
            read_identity(opened=one, by=riverbend.actor("administrator"))
        with pytest.raises(NotOpen):
            agree_to_identity(asked=one, by=riverbend.actor("data_protection"))


def test_only_what_was_chosen_is_read(riverbend: Riverbend) -> None:
    coder = riverbend.account("coder")
    persona = persona_of_account(account=coder, scope_key=riverbend.space.pk, badge="staff", handle="")
    asked = ask(riverbend, persona, fields=("account",))
    agree_to_identity(asked=asked, by=riverbend.actor("data_protection"))
    assert read_identity(opened=asked, by=riverbend.actor("administrator")) == {"account": coder.name}


@pytest.mark.parametrize(("reason", "fields"), [(" ", ["email"]), ("A life.", []), ("A life.", ["receipt_code"])])
def test_it_takes_a_reason_and_something_to_know(
    riverbend: Riverbend, persona: Persona, reason: str, fields: list[str]
) -> None:
    with pytest.raises(ValueError, match=r"reason|receipt_code"):
        ask_identity(
            organisation=riverbend.cast.organisation, persona=persona, side=Side.ADMINISTRATOR, reason=reason,
            legal_basis=BreakGlass.Basis.COURT, fields=fields, by=riverbend.actor("administrator"),
        )


def test_every_step_is_a_fact_that_names_nobody(riverbend: Riverbend, persona: Persona) -> None:
    asked = ask(riverbend, persona)
    agree_to_identity(asked=asked, by=riverbend.actor("data_protection"))
    for _time in range(2):
        read_identity(opened=asked, by=riverbend.actor("administrator"))
    close_identity(opened=asked, by=riverbend.actor("administrator"))
    found = RecordedFact.objects.filter(about__contains=[f"break_glass:{asked.pk}"]).order_by("pk")
    kinds = [row.kind.rsplit(".", 1)[-1] for row in found]
    assert kinds == ["IdentityAsked", "IdentityAgreed", "IdentityRead", "IdentityRead", "IdentityClosed"]
    kept = json.dumps([[row.payload, row.shreddable, row.about] for row in found])
    for secret in (ADDRESS, CODE, str(persona.pk), asked.reason):
        assert secret not in kept


@pytest.mark.parametrize("part", ["moderator", "lead", "coder", "outsider", "visitor"])
def test_others_do_not_find_it(riverbend: Riverbend, persona: Persona, part: str) -> None:
    asked = ask(riverbend, persona)
    with pytest.raises(Http404):
        break_glass_for_reading(riverbend.actor(part), asked.pk)


def signed_in(by: Actor) -> Client:
    client = Client()
    assert by.account is not None
    client.force_login(by.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_page_shows_the_address_only_between_agreeing_and_closing(riverbend: Riverbend, persona: Persona) -> None:
    asked = ask(riverbend, persona)
    owen, priya = signed_in(riverbend.actor("administrator")), signed_in(riverbend.actor("data_protection"))
    address = f"/account/identity/{asked.pk}/"

    def shown(client: Client) -> bool:
        looked = client.get(address).content.decode()
        read = client.post(f"{address}read/", follow=True).content.decode()
        assert ADDRESS not in looked
        assert CODE not in read
        return ADDRESS in read

    assert not shown(owen)
    owen.post(f"{address}agree/", {"answer": "yes"})
    assert not shown(owen)
    assert "Yes, I agree" in priya.get(address).content.decode()
    assert "Yes, I agree" not in owen.get(address).content.decode()
    priya.post(f"{address}agree/", {"answer": "yes"})
    assert shown(owen)
    assert shown(priya)
    page = owen.post(f"{address}read/")
    assert "no-store" in page["Cache-Control"]
    owen.post(f"{address}close/")
    assert not shown(owen)


def test_the_vault_is_read_nowhere_else() -> None:
    house = Path(openward.__file__).parent
    allowed = {
        r"identity_under_break_glass": {"people/actions/personas.py", "people/actions/break_glass.py"},
        r"envelope_for_delivery": {"people/actions/personas.py", "notifications/tasks.py"},
        r"VaultEntry": {
            "people/actions/personas.py",
            "people/models/__init__.py",
            "people/models/personas.py",
        },
    }
    for pattern, files in allowed.items():
        found = {
            str(path.relative_to(house))
            for path in house.rglob("*.py")
            if "migrations" not in path.parts and re.search(pattern, path.read_text())
        }
        assert found == files
