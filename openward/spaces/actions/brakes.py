"""What slows or stops posting: put on and taken off by the room that decides it, checked by whoever sends.

These are parts of the deciding room's actions, never actions by themselves: the fact is recorded where the reason is.
"""

import datetime
import uuid

from django.db import transaction

from openward.people.access import Actor
from openward.people.models import Persona
from openward.spaces.actions.locks import locked
from openward.spaces.models import PersonBrake, PlaceBrake, Space


@transaction.atomic
def put_on_place(
    *,
    key: uuid.UUID,
    space: Space,
    kind: PlaceBrake.Kind,
    reason: str,
    thread_key: uuid.UUID | None = None,
    pause_s: int = 0,
    closes_at: datetime.datetime | None = None,
    ends_at: datetime.datetime | None = None,
    reads_first: bool = False,
    takes_nobody_new: bool = False,
    by: Actor,
) -> PlaceBrake:
    """Slow or stop a place from this moment on; the same key again changes how."""
    current = locked(space)
    brake, _is_new = PlaceBrake.objects.update_or_create(
        key=key,
        defaults={
            "space": current,
            "thread_key": thread_key,
            "kind": kind,
            "reason": reason,
            "pause_s": pause_s,
            "closes_at": closes_at,
            "ends_at": ends_at,
            "reads_first": reads_first,
            "takes_nobody_new": takes_nobody_new,
        },
    )
    _keep_mark(current)
    return brake


@transaction.atomic
def take_off_place(*, key: uuid.UUID, space: Space, by: Actor) -> None:
    """Let a place run free again, as far as this brake held it."""
    current = locked(space)
    PlaceBrake.objects.filter(key=key).delete()
    _keep_mark(current)


@transaction.atomic
def put_on_person(
    *,
    persona: Persona,
    space: Space,
    kind: PersonBrake.Kind,
    reason: str,
    until: datetime.datetime | None = None,
    by: Actor,
) -> PersonBrake:
    """Slow or stop one persona of a space."""
    values = {"space": space, "kind": kind, "reason": reason, "until": until}
    brake, _is_new = PersonBrake.objects.update_or_create(persona=persona, defaults=values)
    return brake


@transaction.atomic
def take_off_person(*, persona: Persona, by: Actor) -> None:
    """Let a persona send again as before."""
    PersonBrake.objects.filter(persona=persona).delete()


def _keep_mark(space: Space) -> None:
    has_brakes = PlaceBrake.objects.filter(space=space).exists()
    Space.objects.filter(pk=space.pk).update(has_brakes=has_brakes)
