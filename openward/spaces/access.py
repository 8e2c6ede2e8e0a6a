"""Who may see a space, and who may change it. A planned space is seen by the people who prepare it."""

import dataclasses
import datetime
import re
import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.utils import timezone

from openward.engagements.models import Phase
from openward.kit.plain_codes import plain_code
from openward.kit.prepared import Prepared
from openward.kit.sealing import lookup_hash
from openward.people.access import Actor, suspended_at
from openward.people.models import Role
from openward.spaces.models import (
    Direction,
    PersonBrake,
    PlaceBrake,
    Space,
    SpaceInvitation,
    SpaceMember,
    Visibility,
)

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
        .annotate(listens_until=Subquery(listening_phases(OuterRef("engagement")).values("ends_on")[:1]))
    ),
    slug="a-slug",
)


def listening_phases(engagement: Any) -> QuerySet[Phase]:
    """The time in which an engagement takes words from people; the space's page says until when that is."""
    return Phase.objects.filter(engagement=engagement, kind=Phase.Kind.LISTEN).order_by("starts_on", "pk")


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


class NotNow(Exception):
    """Nothing new can be sent here at this moment, or not by this person. Whoever catches it keeps the words.

    `kind` is that of the brake ("pause" for slow mode that is not over yet), `reason` what was written to readers or
    to the person, `until` when it ends as far as that is known.
    """

    def __init__(self, kind: str, reason: str, until: datetime.datetime | None = None) -> None:
        super().__init__(kind)
        self.kind = kind
        self.reason = reason
        self.until = until


ONE_AN_HOUR = datetime.timedelta(hours=1)


def brakes_on(space: Space, *, thread_key: uuid.UUID | None = None) -> list[PlaceBrake]:
    """What slows or stops new words in a space now, and in one thread of it. No query where nothing does."""
    return _in_force(space, thread_key) if space.has_brakes else []


def _in_force(space: Space, thread_key: uuid.UUID | None) -> list[PlaceBrake]:
    here = Q(thread_key__isnull=True)
    if thread_key is not None:
        here |= Q(thread_key=thread_key)
    in_time = Q(ends_at__isnull=True) | Q(ends_at__gt=timezone.now())
    return list(PlaceBrake.objects.filter(here, in_time, space=space).order_by("kind"))


def takes_words_now(brakes: Iterable[PlaceBrake]) -> bool:
    """Whether new words can be sent under these brakes."""
    now = timezone.now()
    return not any(brake.is_closed(now) for brake in brakes)


def check_place(space: Space, *, thread_key: uuid.UUID | None, last_sent_at: datetime.datetime | None) -> None:
    """Raise NotNow when a place is closed to new words, or the sender's last ones there are too fresh. Asks the
    database anew: what the page was drawn from may be older than a lock."""
    now = timezone.now()
    brakes = _in_force(space, thread_key)
    for brake in brakes:
        if brake.is_closed(now):
            until = brake.ends_at if brake.kind != PlaceBrake.Kind.SCHEDULED_CLOSE else None
            raise NotNow(brake.kind, brake.reason, until)
    slowest = max(brakes, key=lambda brake: brake.pause_s, default=None)
    if slowest is None or last_sent_at is None:
        return
    over_at = last_sent_at + datetime.timedelta(seconds=slowest.pause_s)
    if over_at > now:
        raise NotNow("pause", slowest.reason, over_at)


def check_person(persona_id: uuid.UUID, *, last_sent_at: datetime.datetime | None) -> None:
    """Raise NotNow when a persona may not send now, with the reason that was written to them."""
    now = timezone.now()
    brake = PersonBrake.objects.filter(persona=persona_id).first()
    if brake is None or (brake.until is not None and brake.until <= now):
        return
    if brake.kind != PersonBrake.Kind.RATE_LIMITED:
        raise NotNow(brake.kind, brake.reason, brake.until)
    if last_sent_at is not None and last_sent_at + ONE_AN_HOUR > now:
        raise NotNow(brake.kind, brake.reason, last_sent_at + ONE_AN_HOUR)


def check_joining(space: Space) -> None:
    """Raise NotNow while nobody new comes in."""
    for brake in _in_force(space, None):
        if brake.takes_nobody_new:
            raise NotNow(brake.kind, brake.reason, brake.ends_at)
