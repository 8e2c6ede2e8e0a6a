"""Break-glass: asking to know who an author is, agreeing as the second person, reading, and closing.

One of the two is data protection; the other is an administrator or answers for safeguarding. What is read is the
least that was asked for, and every step is a fact.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from openward.ledger.actions import record
from openward.people.access import Actor, sides_of
from openward.people.actions.personas import identity_under_break_glass
from openward.people.events import IdentityAgreed, IdentityAsked, IdentityClosed, IdentityRead, IdentityRefused
from openward.people.models import Account, BreakGlass, Organisation, Persona
from openward.people.models.break_glass import ASKED_FOR, OPEN_FOR

Side = BreakGlass.Side


class NotOpen(Exception):
    """It was not agreed to, it is over, or it was closed: nothing is shown."""


class AnotherPersonNeeded(Exception):
    """Whoever asks cannot agree, and one of the two is data protection."""


@transaction.atomic
def ask_identity(
    *,
    organisation: Organisation,
    persona: Persona,
    side: BreakGlass.Side,
    reason: str,
    legal_basis: BreakGlass.Basis,
    fields: Iterable[str],
    by: Actor,
) -> BreakGlass:
    """Ask to know who somebody is. Shows nothing: somebody else has to agree within a day. The caller says on which
    side the requester stands, because only the room above knows who answers for safeguarding."""
    chosen = [BreakGlass.Field(one).value for one in dict.fromkeys(fields)]
    if not reason.strip() or not chosen:
        raise ValueError("it takes a reason and what is to be known")
    now = timezone.now()
    asked = BreakGlass.objects.create(
        organisation=organisation,
        persona=persona,
        requester=_account(by),
        requester_side=Side(side),
        reason=reason.strip(),
        legal_basis=BreakGlass.Basis(legal_basis),
        fields=chosen,
        asked_at=now,
        expires_at=now + ASKED_FOR,
    )
    record(IdentityAsked(**_keys(asked), legal_basis=asked.legal_basis), by=by)
    return asked


@transaction.atomic
def agree_to_identity(*, asked: BreakGlass, by: Actor) -> BreakGlass:
    """Agree as the second person: for four hours the two can read it. Raises AnotherPersonNeeded for whoever asked or
    where neither is data protection, and NotOpen when it waits no longer."""
    account = _account(by)
    current = _locked(asked)
    now = timezone.now()
    if current.requester_id == account.pk or not may_second(current, by):
        raise AnotherPersonNeeded
    if not current.waits(now):
        raise NotOpen
    current.approver = account
    current.opened_at = now
    current.expires_at = now + OPEN_FOR
    current.save()
    record(IdentityAgreed(**_keys(current)), by=by)
    return current


@transaction.atomic
def refuse_identity(*, asked: BreakGlass, by: Actor) -> None:
    """Do not agree: it is closed and shows nothing."""
    current = _locked(asked)
    if current.requester_id == _account(by).pk or not may_second(current, by):
        raise AnotherPersonNeeded
    if not current.waits(timezone.now()):
        raise NotOpen
    current.closed_at = timezone.now()
    current.save(update_fields=["closed_at"])
    record(IdentityRefused(**_keys(current)), by=by)


@transaction.atomic
def read_identity(*, opened: BreakGlass, by: Actor) -> dict[str, str]:
    """What was agreed on, and nothing else. Raises NotOpen before somebody agreed, after its time, once closed, and
    for anybody but the two."""
    current = _locked(opened)
    account = _account(by)
    if not current.is_live(timezone.now()) or account.pk not in {current.requester_id, current.approver_id}:
        raise NotOpen
    found = identity_under_break_glass(persona_id=current.persona_id, fields=current.fields)
    if "account" in found:
        name = Account.objects.filter(pk=found["account"]).values_list("name", flat=True).first()
        found["account"] = name or ""
    record(IdentityRead(**_keys(current)), by=by)
    return found


@transaction.atomic
def close_identity(*, opened: BreakGlass, by: Actor) -> None:
    """Close it early. Closing it twice closes it once."""
    current = _locked(opened)
    if current.closed_at is not None:
        return
    current.closed_at = timezone.now()
    current.save(update_fields=["closed_at"])
    record(IdentityClosed(**_keys(current)), by=by)


def may_second(asked: BreakGlass, by: Actor) -> bool:
    """Whether the actor can be the second person: data protection, or an administrator where data protection asked."""
    sides = sides_of(by, asked.organisation_id)
    wanted = Side.ADMINISTRATOR if asked.requester_side == Side.DATA_PROTECTION else Side.DATA_PROTECTION
    return wanted in sides


def _locked(asked: BreakGlass) -> BreakGlass:
    return BreakGlass.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=asked.pk)


def _account(by: Actor) -> Account:
    if by.account is None:
        raise ValueError("only a person who is signed in asks who somebody is")
    return by.account


def _keys(asked: BreakGlass) -> dict[str, str]:
    return {"key": str(asked.pk), "organisation_key": str(asked.organisation_id)}
