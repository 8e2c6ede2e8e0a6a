"""Inviting people to a space, joining it without an account, leaving it."""

import dataclasses
import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from openward.kit.keys import new_key
from openward.ledger.actions import record
from openward.people.access import Actor
from openward.people.actions.personas import forget_identity, keep_email, lead_letters_to, make_persona
from openward.people.models import Badge, Persona
from openward.spaces.access import check_joining, code_hash, invitation_code, place_code
from openward.spaces.actions.locks import fact_keys, locked
from openward.spaces.events import (
    CodesPrinted,
    GuestInvitationWithdrawn,
    GuestJoined,
    GuestsInvited,
    MemberLeft,
    MembershipEnded,
)
from openward.spaces.models import Space, SpaceInvitation, SpaceMember, Visibility

GOOD_FOR = datetime.timedelta(days=30)
MOST_AT_ONCE = 60


class InvitationUsed(Exception):
    """The invitation was used, taken back, or is too old."""


class NotInvited(ValueError):
    """Only an invited space that is not closed has invitations."""


@dataclasses.dataclass(frozen=True, slots=True)
class Joined:
    """A place in a space, and the five words that open it again."""

    member: SpaceMember
    code: str


@transaction.atomic
def invite_by_letter(*, space: Space, addresses: Iterable[str], language: str = "en-gb", by: Actor) -> int:
    """Invite people by e-mail and return how many. Each address is sealed at once: whoever invited cannot read it
    again, and it is forgotten with the invitation. The letters leave when the fact is heard."""
    current = _taking_people(space)
    wanted = list(dict.fromkeys(address.strip() for address in addresses))[:MOST_AT_ONCE]
    keys = []
    for address in wanted:
        persona = make_persona(scope_key=current.pk, badge=Badge.UNSAID, by=by)
        invitation = _invitation(current, SpaceInvitation.Way.LETTER, persona)
        keep_email(persona=persona, email=address, receipt_code=invitation_code(invitation), by=by)
        keys.append(str(invitation.pk))
    fact = GuestsInvited(**fact_keys(current), count=len(keys), invitation_keys=tuple(keys), language=language)
    record(fact, by=by)
    return len(keys)


@transaction.atomic
def print_codes(*, space: Space, count: int, by: Actor) -> list[SpaceInvitation]:
    """Make single-use codes for paper. Raises ValueError for none or for more than fit the occasion."""
    if not 1 <= count <= MOST_AT_ONCE:
        raise ValueError(f"between 1 and {MOST_AT_ONCE} codes at once")
    current = _taking_people(space)
    made = [_invitation(current, SpaceInvitation.Way.PAPER, None) for _number in range(count)]
    record(CodesPrinted(**fact_keys(current), count=count), by=by)
    return made


@transaction.atomic
def withdraw_invitation(*, invitation: SpaceInvitation, by: Actor) -> None:
    """Take an invitation back: its code opens nothing, and an address that it went to is forgotten.

    Raises InvitationUsed.
    """
    current = SpaceInvitation.objects.select_for_update().get(pk=invitation.pk)
    if current.used_at is not None or current.withdrawn_at is not None:
        raise InvitationUsed
    current.withdrawn_at = timezone.now()
    space = Space.objects.get(pk=current.space_id)
    _forget_addressee(current, space, by)
    current.save(update_fields=["withdrawn_at", "persona"])
    record(GuestInvitationWithdrawn(**fact_keys(space)), by=by)


@transaction.atomic
def join_space(*, invitation: SpaceInvitation, handle: str, badge: str, wants_letters: bool, by: Actor) -> Joined:
    """Use an invitation: a persona with the name that others see, and five new words to come back with.

    Without `wants_letters` the address that the letter went to is forgotten here and now. Raises InvitationUsed, and
    NotNow while nobody new comes in: the invitation stays good.
    """
    current = SpaceInvitation.objects.select_for_update(of=("self",)).select_related("persona").get(pk=invitation.pk)
    space = Space.objects.select_related("organisation").get(pk=current.space_id)
    code = place_code(current)
    record(GuestJoined(**fact_keys(space)), by=by)
    if not current.is_open(timezone.now()) or not _takes_people(space):
        raise InvitationUsed
    check_joining(space)
    persona = current.persona or make_persona(scope_key=space.pk, badge=badge, by=by)
    persona.handle, persona.badge = handle.strip(), badge
    persona.save(update_fields=["handle", "badge"])
    if wants_letters:
        lead_letters_to(persona=persona, receipt_code=code)
    elif current.persona is not None:
        forget_identity(persona=persona, organisation_key=str(space.organisation_id), by=by)
    member = SpaceMember.objects.create(space=space, persona=persona, code_hash=code_hash(code))
    current.used_at = timezone.now()
    # What the invitation was is not kept beside who came by it.
    current.persona = None
    current.save(update_fields=["used_at", "persona"])
    return Joined(member, code)


@transaction.atomic
def end_membership(*, member: SpaceMember, because: str, by: Actor) -> None:
    """End somebody's place, at once and on every page. The person is told why. Raises ValueError without a reason."""
    if not because.strip():
        raise ValueError("whoever is asked to leave is told why")
    current = SpaceMember.objects.select_for_update().get(pk=member.pk)
    if current.ended_at is not None:
        return
    current.ended_at, current.ended_because = timezone.now(), because.strip()
    current.save(update_fields=["ended_at", "ended_because"])
    record(MembershipEnded(**fact_keys(member.space), member_number=current.pk), by=by)


@transaction.atomic
def leave_space(*, member: SpaceMember, by: Actor) -> None:
    """Leave: nothing leads from the place to a person any more. What was said there stays, behind its own receipts."""
    current = SpaceMember.objects.select_for_update().get(pk=member.pk)
    if current.ended_at is not None:
        return
    current.ended_at = timezone.now()
    current.save(update_fields=["ended_at"])
    record(MemberLeft(**fact_keys(member.space)), by=by)
    if current.persona_id is not None:
        persona = Persona.objects.get(pk=current.persona_id)
        Persona.objects.filter(pk=persona.pk).update(handle="")
        forget_identity(persona=persona, organisation_key=str(member.space.organisation_id), by=by)


@transaction.atomic
def forget_old_invitations(*, by: Actor) -> int:
    """Take back letters that nobody answered in time, with the addresses they went to; returns how many."""
    old = SpaceInvitation.objects.filter(used_at__isnull=True, withdrawn_at__isnull=True, expires_at__lt=timezone.now())
    for invitation in old:
        withdraw_invitation(invitation=invitation, by=by)
    return len(old)


def _taking_people(space: Space) -> Space:
    current = locked(space)
    if not _takes_people(current):
        raise NotInvited
    check_joining(current)
    return current


def _takes_people(space: Space) -> bool:
    return space.visibility == Visibility.INVITED and space.state != Space.State.CLOSED


def _invitation(space: Space, way: SpaceInvitation.Way, persona: Persona | None) -> SpaceInvitation:
    invitation = SpaceInvitation(
        id=new_key(), space=space, way=way, persona=persona, expires_at=timezone.now() + GOOD_FOR
    )
    invitation.code_hash = code_hash(invitation_code(invitation))
    invitation.save(force_insert=True)
    return invitation


def _forget_addressee(invitation: SpaceInvitation, space: Space, by: Actor) -> None:
    persona, invitation.persona = invitation.persona, None
    if persona is not None:
        forget_identity(persona=persona, organisation_key=str(space.organisation_id), by=by)
