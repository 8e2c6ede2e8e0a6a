"""Personas and the identity vault behind them.

The vault answers two questions only: which persona a signed-in person has in a space (by keyed hash, opening
nothing), and where the mail carrier may write to a persona. No page, export or log receives the second answer, but
for what two people agreed on under break-glass (actions/break_glass.py).
"""

import dataclasses
import json
import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db import IntegrityError, transaction

from openward.kit.sealing import lookup_hash, seal, unseal
from openward.ledger.actions import record
from openward.people.access import Actor
from openward.people.events import IdentityForgotten
from openward.people.models import Account, Persona, VaultEntry


@dataclasses.dataclass(frozen=True, slots=True)
class Envelope:
    """Where a letter to a persona goes, and the receipt code that its link carries."""

    address: str
    receipt_code: str


@transaction.atomic
def make_persona(*, scope_key: uuid.UUID, badge: str, handle: str = "", by: Actor) -> Persona:
    """A new persona in a space.

    Records no fact of its own: the action that makes a persona records what the persona did.
    """
    return Persona.objects.create(scope_key=scope_key, badge=badge, handle=handle)


@transaction.atomic
def persona_of_account(*, account: Account, scope_key: uuid.UUID, badge: str, handle: str) -> Persona:
    """The persona a signed-in person has in a space, made the first time they say something there."""
    lookup = _account_lookup(account, scope_key)
    entry = VaultEntry.objects.select_related("persona").filter(account_lookup=lookup).first()
    if entry:
        return entry.persona
    try:
        with transaction.atomic():
            persona = Persona.objects.create(scope_key=scope_key, badge=badge, handle=handle)
            _store(persona, {"account": str(account.pk), "email": account.email}, account_lookup=lookup)
            return persona
    except IntegrityError:
        # Two first posts at once: the other one made it.
        return VaultEntry.objects.select_related("persona").get(account_lookup=lookup).persona


def is_persona_of(*, persona_id: uuid.UUID, scope_key: uuid.UUID, account: Account) -> bool:
    """Whether a persona is this account's own, without opening the vault."""
    lookup = _account_lookup(account, scope_key)
    return VaultEntry.objects.filter(persona_id=persona_id, account_lookup=lookup).exists()


def personas_of(*, account: Account, scope_keys: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """The account's own personas in the given spaces, without opening the vault."""
    lookups = [_account_lookup(account, scope_key) for scope_key in scope_keys]
    return set(VaultEntry.objects.filter(account_lookup__in=lookups).values_list("persona_id", flat=True))


@transaction.atomic
def keep_email(*, persona: Persona, email: str, receipt_code: str, by: Actor) -> None:
    """Seal an address in the vault with the code its letters lead back to; an empty address forgets both."""
    held = VaultEntry.objects.filter(persona=persona).first()
    kept = _open(held) if held else {}
    kept.pop("email", None)
    kept.pop("receipt_code", None)
    if email:
        kept.update(email=email, receipt_code=receipt_code)
    if kept:
        _store(persona, kept, account_lookup=held.account_lookup if held else None)
    elif held:
        held.delete()


@transaction.atomic
def lead_letters_to(*, persona: Persona, receipt_code: str) -> None:
    """Letters to a persona lead to another code from now on; where they go stays sealed and is told to nobody."""
    entry = VaultEntry.objects.filter(persona=persona).first()
    kept = _open(entry) if entry else {}
    if entry and kept.get("email"):
        _store(persona, {**kept, "receipt_code": receipt_code}, account_lookup=entry.account_lookup)


def envelope_for_delivery(*, persona_id: uuid.UUID) -> Envelope | None:
    """Where to write to a persona, for the mail carrier alone (notifications/tasks.py)."""
    entry = VaultEntry.objects.filter(persona_id=persona_id).first()
    kept = _open(entry) if entry else {}
    return Envelope(kept["email"], kept.get("receipt_code", "")) if kept.get("email") else None


def identity_under_break_glass(*, persona_id: uuid.UUID, fields: Iterable[str]) -> dict[str, str]:
    """The chosen fields and no other, for actions/break_glass.py alone, which says when it may be asked."""
    entry = VaultEntry.objects.filter(persona_id=persona_id).first()
    kept = _open(entry) if entry else {}
    return {name: kept[name] for name in fields if kept.get(name)}


def has_address(*, persona_id: uuid.UUID) -> bool:
    """Whether the vault holds anything a letter could be sent to; says nothing of what."""
    return VaultEntry.objects.filter(persona_id=persona_id).exists()


@transaction.atomic
def forget_identity(*, persona: Persona, organisation_key: str, by: Actor) -> None:
    """Delete what the vault holds of a persona. The persona stays, leading nowhere."""
    VaultEntry.objects.filter(persona=persona).delete()
    record(IdentityForgotten(key=str(persona.pk), organisation_key=organisation_key), by=by)


def _account_lookup(account: Account, scope_key: uuid.UUID) -> str:
    return lookup_hash("account", str(account.pk), str(scope_key), key=settings.SECRETS.lookup_key)


def _store(persona: Persona, values: dict[str, str], *, account_lookup: str | None) -> None:
    key_id, key = list(settings.SECRETS.vault_keys.items())[-1]
    sealed = seal(json.dumps(values).encode(), key=key, context=persona.pk.bytes)
    VaultEntry.objects.update_or_create(
        persona=persona, defaults={"sealed": sealed, "key_id": key_id, "account_lookup": account_lookup}
    )


def _open(entry: VaultEntry) -> dict[str, str]:
    key = settings.SECRETS.vault_keys[entry.key_id]
    opened: dict[str, str] = json.loads(unseal(bytes(entry.sealed), key=key, context=entry.persona_id.bytes))
    return opened
