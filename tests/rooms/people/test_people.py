"""Accounts and roles, personas and the vault, consent."""

import uuid

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connection

from openward.ledger.models import RecordedFact
from openward.people.access import SYSTEM, VISITOR, actor_for_account
from openward.people.actions.consents import say_consent
from openward.people.actions.organisations import give_role, take_role
from openward.people.actions.personas import (
    envelope_for_delivery,
    forget_identity,
    is_persona_of,
    keep_email,
    make_persona,
    persona_of_account,
)
from openward.people.models import Consent, HeldRole, Role, VaultEntry
from tests.factories.riverbend import Riverbend

CANARY = "quetzal@example.org"


def test_a_role_counts_in_its_own_organisation_and_space_only(riverbend: Riverbend) -> None:
    account, here, there = riverbend.account("coder"), uuid.uuid4(), uuid.uuid4()
    organisation = riverbend.cast.organisation
    give_role(account=account, organisation=organisation, role=Role.MODERATOR, space_key=here, by=SYSTEM)
    actor = actor_for_account(account)
    assert actor.holds(Role.MODERATOR, organisation_id=organisation.pk, space_key=here)
    assert not actor.holds(Role.MODERATOR, organisation_id=organisation.pk, space_key=there)
    assert not actor.holds(Role.MODERATOR, organisation_id=organisation.pk)
    assert not actor.holds(Role.CODER, organisation_id=riverbend.outsider.held_roles.first().organisation_id)
    assert not VISITOR.holds(*Role, organisation_id=organisation.pk)


def test_giving_and_taking_a_role_leaves_facts(riverbend: Riverbend) -> None:
    account, organisation = riverbend.account("coder"), riverbend.cast.organisation
    held = give_role(account=account, organisation=organisation, role=Role.RESPONDER, by=SYSTEM)
    give_role(account=account, organisation=organisation, role=Role.RESPONDER, by=SYSTEM)
    take_role(held=held, by=SYSTEM)
    kinds = list(
        RecordedFact.objects.filter(about__contains=[f"account:{account.pk}"], payload__role="responder")
        .order_by("pk")
        .values_list("kind", flat=True)
    )
    assert kinds == ["people.RoleGiven", "people.RoleTaken"]
    assert not HeldRole.objects.filter(account=account, role=Role.RESPONDER).exists()


def stored_bytes() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select t::text from people_vaultentry t union all select t::text from people_persona t")
        return " ".join(row[0] for row in cursor.fetchall())


@pytest.mark.django_db
def test_an_address_is_kept_sealed_and_found_by_the_carrier_only() -> None:
    persona = make_persona(scope_key=uuid.uuid4(), badge="patient", by=VISITOR)
    keep_email(persona=persona, email=CANARY, receipt_code="five-plain-words-in-row", by=VISITOR)
    envelope = envelope_for_delivery(persona_id=persona.pk)
    assert envelope is not None
    assert (envelope.address, envelope.receipt_code) == (CANARY, "five-plain-words-in-row")
    assert "quetzal" not in stored_bytes()
    assert CANARY.encode().hex() not in stored_bytes()
    keep_email(persona=persona, email="", receipt_code="", by=VISITOR)
    assert envelope_for_delivery(persona_id=persona.pk) is None
    assert not VaultEntry.objects.exists()


@pytest.mark.django_db
def test_a_sealed_address_moved_to_another_persona_cannot_be_opened() -> None:
    scope = uuid.uuid4()
    one, other = (make_persona(scope_key=scope, badge="patient", by=VISITOR) for _ in range(2))
    for persona in (one, other):
        keep_email(persona=persona, email=CANARY, receipt_code="", by=VISITOR)
    VaultEntry.objects.filter(persona=other).update(sealed=VaultEntry.objects.get(persona=one).sealed)
    with pytest.raises(InvalidTag):
        envelope_for_delivery(persona_id=other.pk)


def test_one_account_has_one_persona_in_a_space_and_unlinkable_ones_elsewhere(riverbend: Riverbend) -> None:
    account = riverbend.account("advisory")
    here, there = uuid.uuid4(), uuid.uuid4()
    first, again, elsewhere = (
        persona_of_account(account=account, scope_key=scope, badge="carer", handle="M")
        for scope in (here, here, there)
    )
    assert first == again
    assert first != elsewhere
    lookups = VaultEntry.objects.values_list("account_lookup", flat=True)
    assert len(set(lookups)) == 2
    assert str(account.pk) not in stored_bytes()
    assert is_persona_of(persona_id=first.pk, scope_key=here, account=account)
    assert not is_persona_of(persona_id=elsewhere.pk, scope_key=here, account=account)


@pytest.mark.django_db
def test_forgetting_an_identity_leaves_the_persona_leading_nowhere() -> None:
    persona = make_persona(scope_key=uuid.uuid4(), badge="patient", by=VISITOR)
    keep_email(persona=persona, email=CANARY, receipt_code="", by=VISITOR)
    forget_identity(persona=persona, organisation_key="", by=VISITOR)
    assert envelope_for_delivery(persona_id=persona.pk) is None
    assert RecordedFact.objects.filter(kind="people.IdentityForgotten").count() == 1


@pytest.mark.django_db
def test_every_answer_about_consent_is_kept_and_unknown_purposes_are_not() -> None:
    persona = make_persona(scope_key=uuid.uuid4(), badge="patient", by=VISITOR)
    item = uuid.uuid4()
    for given in (["publish", "quote", "sell"], ["quote"]):
        say_consent(persona=persona, item_key=item, given=given, language="en-gb", organisation_key="", by=VISITOR)
    lines = Consent.objects.filter(item_key=item)
    assert lines.count() == 10
    latest = {line.purpose: line.is_given for line in lines.order_by("pk")}
    assert latest == {"publish": False, "quote": True, "teach": False, "research": False, "contact": False}
