"""Who may see a space, and who may change it. A planned space is seen by the people who prepare it."""

import dataclasses
import re
import uuid
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from openward.engagements.models import Phase
from openward.kit.plain_codes import plain_code
from openward.kit.prepared import Prepared
from openward.kit.sealing import lookup_hash
from openward.people.access import Actor, suspended_at
from openward.people.models import MODERATING, Role
from openward.spaces.models import (
    Direction,
    DutyAbsence,
    DutyShift,
    Space,
    SpaceInvitation,
    SpaceMember,
    Visibility,
)

PREPARING = (Role.LEAD, Role.ADMINISTRATOR, Role.ADVISORY, Role.DATA_PROTECTION)
READING_STAFF = (
    Role.LEAD,
    *MODERATING,
    Role.CODER,
    Role.IMPROVER,
    Role.RESPONDER,
    Role.DATA_PROTECTION,
    Role.ADMINISTRATOR,
)


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is to one space. The one thing `visible()` needs to know about a reader."""

    reads_space: bool
    is_member: bool
    is_staff_reader: bool
    is_moderator: bool


def standing_in(actor: Actor, space: Space) -> Standing:
    """What the actor is to the space; one query at most, and none for visitors and for staff."""
    where = {"organisation_id": space.organisation_id, "space_key": space.pk}
    is_staff_reader = actor.holds(*READING_STAFF, **where)
    is_moderator = actor.holds(*MODERATING, **where)
    is_member = is_staff_reader
    if not is_member and (actor.account is not None or actor.places):
        if space.pk not in actor.memberships:
            actor.memberships[space.pk] = memberships_of(actor).filter(space=space).exists()
        is_member = actor.memberships[space.pk]
    if space.state == Space.State.PLANNED:
        reads = actor.holds(*PREPARING, **where)
    elif space.visibility == Visibility.PUBLIC:
        reads = True
    elif space.visibility == Visibility.REGISTERED:
        reads = actor.is_signed_in or actor.kind == "system"
    elif space.visibility == Visibility.INVITED:
        reads = is_member
    else:
        reads = is_staff_reader
    return Standing(reads, is_member, is_staff_reader, is_moderator)


def memberships_of(actor: Actor) -> QuerySet[SpaceMember]:
    """The actor's places in invited spaces that have not ended: their account's, and those their browser carries."""
    mine = Q(pk__in=actor.places)
    if actor.account is not None:
        mine |= Q(account=actor.account) & ~Q(space__organisation__in=suspended_at(actor.account))
    return SpaceMember.objects.filter(mine, ended_at__isnull=True)


def readable_spaces(actor: Actor) -> Q:
    """The spaces an actor reads, as a condition on Space; the same rule as `standing_in(...).reads_space`."""
    rule = Q(visibility=Visibility.PUBLIC)
    if actor.is_signed_in or actor.kind == "system":
        rule |= Q(visibility=Visibility.REGISTERED)
    if actor.account is not None or actor.places:
        rule |= Q(visibility=Visibility.INVITED, pk__in=memberships_of(actor).values("space_id"))
    staff = _held_in(actor, READING_STAFF)
    rule = ~Q(state=Space.State.PLANNED) & (rule | staff)
    return rule | (Q(state=Space.State.PLANNED) & _held_in(actor, PREPARING))


def _held_in(actor: Actor, roles: tuple[Role, ...]) -> Q:
    if actor.kind == "system":
        return Q()
    condition = Q(pk__in=[])
    for holding in actor.holdings:
        if holding.role in roles:
            place = Q(organisation_id=holding.organisation_id)
            condition |= place if holding.space_key is None else place & Q(pk=holding.space_key)
    return condition


def space_for_reading(actor: Actor, slug: str) -> Space:
    """The space, if the actor may read it; "not found" both when it is hidden and when there is none."""
    found = _with_statement(slug=slug)
    if not found or not standing_in(actor, found[0]).reads_space:
        raise Http404
    return found[0]


_with_statement = Prepared(
    lambda slug: (
        Space.objects.filter(slug=slug)
        .select_related("organisation", "engagement__public_statement")
        .annotate(ends_on=Subquery(last_phases(OuterRef("engagement")).values("ends_on")[:1]))
    ),
    slug="a-slug",
)


def last_phases(engagement: Any) -> QuerySet[Phase]:
    """The phases of an engagement, the one that ends last first: its spaces close after that one."""
    return Phase.objects.filter(engagement=engagement).order_by("-ends_on", "pk")


class PlaceClosed(Http404):
    """The space took words once and is closed now: what came of it can still be read."""


def space_for_contributing(actor: Actor, slug: str) -> Space:
    """The space, if it is open and takes words from people. Raises PlaceClosed where it did, to whoever may read it."""
    space = space_for_reading(actor, slug)
    if space.state == Space.State.CLOSED and space.takes_stories and space.direction != Direction.OUTWARD:
        raise PlaceClosed
    if not can_contribute(actor, space):
        raise Http404
    return space


def can_contribute(actor: Actor, space: Space) -> bool:
    """Whether words can be sent to the space now."""
    return (
        space.state == Space.State.OPEN
        and space.takes_stories
        and space.direction != Direction.OUTWARD
        and standing_in(actor, space).reads_space
    )


def can_prepare(actor: Actor, space: Space) -> bool:
    """Whether the actor may change the space's settings, rules and links."""
    return actor.holds(Role.LEAD, Role.ADMINISTRATOR, organisation_id=space.organisation_id, space_key=space.pk)


def spaces_to_prepare(actor: Actor) -> QuerySet[Space]:
    """The spaces whose settings, rules and rota the actor may change."""
    return Space.objects.filter(_held_in(actor, (Role.LEAD, Role.ADMINISTRATOR)))


def space_for_preparing(actor: Actor, slug: str) -> Space:
    """The space, for somebody who may change it."""
    space = Space.objects.select_related("organisation", "engagement").filter(slug=slug).first()
    if space is None or not can_prepare(actor, space):
        raise Http404
    return space


def shift_for_ending(actor: Actor, slug: str, number: int) -> DutyShift:
    """A shift of the space's rota, for whoever prepares it."""
    space = space_for_preparing(actor, slug)
    shift = DutyShift.objects.select_related("account").filter(space=space, pk=number).first()
    if shift is None:
        raise Http404
    shift.space = space
    return shift


def absence_for_ending(actor: Actor, slug: str, number: int) -> DutyAbsence:
    """Days without duty in the space's rota, for whoever prepares it."""
    space = space_for_preparing(actor, slug)
    absence = DutyAbsence.objects.filter(space=space, pk=number).first()
    if absence is None:
        raise Http404
    absence.space = space
    return absence


def can_write_numbers(actor: Actor, space: Space) -> bool:
    """Whether the actor writes what everybody in the organisation reads in an emergency: not for one space alone."""
    return actor.holds(Role.LEAD, Role.ADMINISTRATOR, organisation_id=space.organisation_id)


def space_for_staff(actor: Actor, slug: str) -> Space:
    """The space, for the people of the service who work with it: they hang its posters."""
    space = Space.objects.select_related("organisation", "engagement").filter(slug=slug).first()
    if space is None or not standing_in(actor, space).is_staff_reader:
        raise Http404
    return space


def can_invite(actor: Actor, space: Space) -> bool:
    """Whether the actor says who comes into an invited space: its lead alone."""
    return space.visibility == Visibility.INVITED and actor.holds(
        Role.LEAD, organisation_id=space.organisation_id, space_key=space.pk
    )


def space_for_inviting(actor: Actor, slug: str) -> Space:
    """The invited space, for its lead."""
    space = Space.objects.select_related("organisation", "engagement").filter(slug=slug).first()
    if space is None or not can_invite(actor, space):
        raise Http404
    return space


def member_for_ending(actor: Actor, slug: str, number: int) -> SpaceMember:
    """Somebody who has a place in the space now, for its lead."""
    space = space_for_inviting(actor, slug)
    found = SpaceMember.objects.select_related("persona", "account").filter(space=space, ended_at__isnull=True)
    member = found.filter(pk=number).first()
    if member is None:
        raise Http404
    member.space = space
    return member


def invitation_for_withdrawing(actor: Actor, slug: str, key: uuid.UUID) -> SpaceInvitation:
    """An invitation that nobody has used or taken back, for the lead of its space."""
    space = space_for_inviting(actor, slug)
    waiting = SpaceInvitation.objects.filter(space=space, used_at__isnull=True, withdrawn_at__isnull=True)
    invitation = waiting.filter(pk=key).first()
    if invitation is None:
        raise Http404
    return invitation


def own_membership(actor: Actor, number: int) -> SpaceMember:
    """The actor's own place by their account, also when it has ended: its page says why."""
    mine = SpaceMember.objects.select_related("space__organisation", "account")
    member = mine.filter(pk=number, account=actor.account, account__isnull=False).first()
    if member is None:
        raise Http404
    return member


def invitation_code(invitation: SpaceInvitation) -> str:
    """The five words that use an invitation."""
    return plain_code(f"space invitation {invitation.pk}", key=settings.SECRETS.receipt_key)


def place_code(invitation: SpaceInvitation) -> str:
    """The five words that let in again whoever used an invitation. They are others than those of the invitation:
    whoever finds the paper or the letter afterwards comes nowhere."""
    return plain_code(f"space place {invitation.pk}", key=settings.SECRETS.receipt_key)


def code_hash(code: str) -> str:
    """The keyed hash under which either kind of code is kept; case and what parts the words do not matter."""
    words = " ".join(re.findall("[a-z]+", code.lower()))
    return lookup_hash("space code", words, key=settings.SECRETS.receipt_key)


def invitation_for_joining(code: str) -> SpaceInvitation:
    """The invitation that a code belongs to, used and old ones too: their page says so."""
    found = SpaceInvitation.objects.select_related("space__organisation", "space__engagement", "persona")
    invitation = found.filter(code_hash=code_hash(code)).first()
    if invitation is None:
        raise Http404
    return invitation


def place_for_guest(code: str) -> SpaceMember:
    """The place that a guest's five words open."""
    found = SpaceMember.objects.select_related("space__organisation", "persona")
    member = found.filter(code_hash=code_hash(code)).first()
    if member is None:
        raise Http404
    return member
