"""Who may see a space, and who may change it. A planned space is seen by the people who prepare it."""

import dataclasses

from django.db.models import Q
from django.http import Http404

from openward.people.access import Actor
from openward.people.models import Role
from openward.spaces.models import Direction, Space, SpaceMember, Visibility

PREPARING = (Role.LEAD, Role.ADMINISTRATOR, Role.ADVISORY, Role.DATA_PROTECTION)
READING_STAFF = (
    Role.LEAD,
    Role.MODERATOR,
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
    is_moderator = actor.holds(Role.MODERATOR, **where)
    is_member = is_staff_reader
    if not is_member and actor.account is not None:
        if space.pk not in actor.memberships:
            found = SpaceMember.objects.filter(space=space, account=actor.account)
            actor.memberships[space.pk] = found.exists()
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


def readable_spaces(actor: Actor) -> Q:
    """The spaces an actor reads, as a condition on Space; the same rule as `standing_in(...).reads_space`."""
    rule = Q(visibility=Visibility.PUBLIC)
    if actor.is_signed_in or actor.kind == "system":
        rule |= Q(visibility=Visibility.REGISTERED)
    if actor.account is not None:
        invited = SpaceMember.objects.filter(account=actor.account).values("space_id")
        rule |= Q(visibility=Visibility.INVITED, pk__in=invited)
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
    space = Space.objects.select_related("organisation", "engagement__public_statement").filter(slug=slug).first()
    if space is None or not standing_in(actor, space).reads_space:
        raise Http404
    return space


def space_for_contributing(actor: Actor, slug: str) -> Space:
    """The space, if it is open and takes words from people."""
    space = space_for_reading(actor, slug)
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


def space_for_preparing(actor: Actor, slug: str) -> Space:
    """The space, for somebody who may change it."""
    space = Space.objects.select_related("organisation", "engagement").filter(slug=slug).first()
    if space is None or not can_prepare(actor, space):
        raise Http404
    return space


def space_for_staff(actor: Actor, slug: str) -> Space:
    """The space, for the people of the service who work with it: they hang its posters."""
    space = Space.objects.select_related("organisation", "engagement").filter(slug=slug).first()
    if space is None or not standing_in(actor, space).is_staff_reader:
        raise Http404
    return space
