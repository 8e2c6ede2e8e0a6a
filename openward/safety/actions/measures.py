"""Measures on people and places: the ladder, strikes, slow mode, locks, raid mode."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from openward.contributions.models import Contribution
from openward.ledger.actions import record
from openward.people.access import Actor
from openward.people.models import Persona
from openward.safety.events.decisions import PlaceMeasureLifted, PlaceMeasureSet, StepEnded, StepTaken
from openward.safety.models import STRIKE_LASTS, Decision, PlaceMeasure, Sanction, Step, Strike
from openward.spaces.actions.brakes import put_on_person, put_on_place, take_off_person, take_off_place
from openward.spaces.models import PersonBrake, PlaceBrake, Space

FURTHEST_FOR_A_MACHINE = Step.PRE_MODERATED
RAID_PAUSE_S = 300
"""Seconds between two posts of one person while a space is in raid mode."""


def give_strike(*, persona: Persona, decision: Decision, weight: int, by: Actor) -> Strike:
    """What a decision weighs on its author until it expires. Part of carrying a decision out."""
    return Strike.objects.create(
        persona=persona, decision=decision, weight=weight, expires_at=timezone.now() + STRIKE_LASTS
    )


def cancel_strike(*, decision: Decision, by: Actor) -> None:
    """A decision that was overturned weighs nothing. Part of undoing it."""
    Strike.objects.filter(decision=decision, cancelled_at__isnull=True).update(cancelled_at=timezone.now())


@transaction.atomic
def take_step(
    *,
    persona: Persona,
    space: Space,
    step: Step,
    until: datetime.datetime | None = None,
    decision: Decision | None = None,
    reason: str,
    by: Actor,
) -> dict[str, str]:
    """Put somebody on a step of the ladder in one space; returns what was before, for putting it back.

    Raises ValueError for a step that needs a decision, an end or a reason that is missing, and for a machine that
    goes beyond "read first".
    """
    rungs = list(Step)
    if by.kind == "system" and rungs.index(step) > rungs.index(FURTHEST_FOR_A_MACHINE):
        raise ValueError("a machine goes no further than reading first")
    if step in {Step.READ_ONLY, Step.SUSPENDED} and (until is None or until <= timezone.now()):
        raise ValueError("this step ends at a time in the future")
    if rungs.index(step) > rungs.index(FURTHEST_FOR_A_MACHINE) and decision is None:
        raise ValueError("this step rests on a decision")
    if step != Step.OK and not reason.strip():
        raise ValueError("a step tells the person why")
    current = Sanction.objects.select_for_update().filter(persona=persona).first()
    before = _as_kept(current)
    sanction, _is_new = Sanction.objects.update_or_create(
        persona=persona,
        defaults={"space": space, "step": step, "until": until, "decision": decision, "reason": reason.strip()},
    )
    _keep_brake(persona, space, by=by)
    record(_taken(sanction), by=by)
    return before


@transaction.atomic
def put_step_back(*, persona: Persona, space: Space, before: dict[str, str], by: Actor) -> None:
    """Put somebody back on the step they stood on before a decision that was undone."""
    current = Sanction.objects.select_for_update().filter(persona=persona).first()
    if current is None:
        return
    ended = current.step
    until = parse_datetime(before["until"]) if before["until"] else None
    if before["step"] == Step.OK or (until is not None and until <= timezone.now()):
        current.delete()
    else:
        current.step = before["step"]
        current.until = until
        current.reason = before["reason"]
        current.decision = Decision.objects.filter(pk=before["decision"]).first() if before["decision"] else None
        current.save()
    _keep_brake(persona, space, by=by)
    record(_ended(persona, space, ended), by=by)
    stands = Sanction.objects.filter(persona=persona).first()
    if stands is not None:
        # The ledger alone must tell on which step somebody stands.
        record(_taken(stands), by=by)


def explain_anew(*, sanction: Sanction, reason: str, by: Actor) -> None:
    """Another reason for the step that somebody stands on, which goes on as it was. Part of erasing: what was written
    to them may have quoted the words."""
    # Not `save`, which would make it a new step.
    Sanction.objects.filter(pk=sanction.pk).update(reason=reason)
    _keep_brake(sanction.persona, sanction.space, by=by)


@transaction.atomic
def end_step(*, sanction: Sanction, now: datetime.datetime, by: Actor) -> bool:
    """End a measure whose time is over; False when it was changed meanwhile."""
    current = Sanction.objects.select_for_update(of=("self",)).select_related("space", "persona")
    found = current.filter(pk=sanction.pk).first()
    if found is None or found.until is None or found.until > now:
        return False
    fact = _ended(found.persona, found.space, found.step)
    persona, space = found.persona, found.space
    found.delete()
    _keep_brake(persona, space, by=by)
    record(fact, by=by)
    return True


@transaction.atomic
def set_place_measure(
    *,
    space: Space,
    kind: PlaceMeasure.Kind,
    reason: str,
    thread: Contribution | None = None,
    pause_s: int = 0,
    ends_at: datetime.datetime | None = None,
    by: Actor,
) -> PlaceMeasure:
    """Slow or close a thread or a space for everybody, with the reason that readers see.

    Setting what is set already changes its end and its reason. Raises ValueError for a missing reason, pause or end.
    """
    if not reason.strip():
        raise ValueError("a measure tells readers why")
    _check_place_measure(kind, thread, pause_s, ends_at)
    measure, _is_new = PlaceMeasure.objects.update_or_create(
        space=space,
        thread=thread,
        kind=kind,
        lifted_at=None,
        defaults={
            "pause_s": pause_s,
            "reason": reason.strip(),
            "set_by": by.account,
            "starts_at": timezone.now(),
            "ends_at": ends_at,
        },
    )
    _brake_place(measure, by=by)
    record(PlaceMeasureSet(**_place_keys(measure), measure=kind, reason=reason.strip()), by=by)
    return measure


@transaction.atomic
def lift_place_measure(*, measure: PlaceMeasure, by: Actor) -> bool:
    """Lift a measure; False when it was lifted meanwhile."""
    found = PlaceMeasure.objects.select_for_update(of=("self",)).filter(pk=measure.pk, lifted_at__isnull=True).first()
    if found is None:
        return False
    found.lifted_at = timezone.now()
    found.save(update_fields=["lifted_at"])
    take_off_place(key=found.pk, space=found.space, by=by)
    record(PlaceMeasureLifted(**_place_keys(found), measure=found.kind), by=by)
    return True


def _check_place_measure(
    kind: PlaceMeasure.Kind, thread: Contribution | None, pause_s: int, ends_at: datetime.datetime | None
) -> None:
    if kind == PlaceMeasure.Kind.SLOW_MODE and pause_s <= 0:
        raise ValueError("slow mode needs a pause")
    if kind in {PlaceMeasure.Kind.COOL_DOWN, PlaceMeasure.Kind.SCHEDULED_CLOSE} and ends_at is None:
        raise ValueError("this measure needs a time")
    if kind == PlaceMeasure.Kind.RAID and thread is not None:
        raise ValueError("raid mode is for a whole space")


def _brake_place(measure: PlaceMeasure, *, by: Actor) -> None:
    """What a measure means where words are sent, on the floor below."""
    is_raid = measure.kind == PlaceMeasure.Kind.RAID
    is_checking = measure.kind == PlaceMeasure.Kind.CHECKING
    is_closing = measure.kind in {PlaceMeasure.Kind.LOCK, PlaceMeasure.Kind.COOL_DOWN}
    is_scheduled = measure.kind == PlaceMeasure.Kind.SCHEDULED_CLOSE
    put_on_place(
        key=measure.pk,
        space=measure.space,
        thread_key=measure.thread_id,
        kind=PlaceBrake.Kind(measure.kind),
        # What a machine sets is said in each reader's language, where the brake is drawn.
        reason="" if is_checking else measure.reason,
        pause_s=RAID_PAUSE_S if is_raid else measure.pause_s,
        closes_at=measure.ends_at if is_scheduled else measure.starts_at if is_closing else None,
        # What closes at a set time stays closed until somebody opens it.
        ends_at=None if is_scheduled else measure.ends_at,
        reads_first=is_raid,
        takes_nobody_new=is_checking or is_raid,
        by=by,
    )


def _keep_brake(persona: Persona, space: Space, *, by: Actor) -> None:
    """What somebody's step on the ladder means where words are sent, on the floor below."""
    current = Sanction.objects.filter(persona=persona).first()
    if current is None or current.step not in PersonBrake.Kind.values:
        take_off_person(persona=persona, by=by)
        return
    kind = PersonBrake.Kind(current.step)
    put_on_person(persona=persona, space=space, kind=kind, reason=current.reason, until=current.until, by=by)


def _as_kept(sanction: Sanction | None) -> dict[str, str]:
    if sanction is None:
        return {"step": str(Step.OK), "until": "", "reason": "", "decision": ""}
    return {
        "step": sanction.step,
        "until": sanction.until.isoformat() if sanction.until else "",
        "reason": sanction.reason,
        "decision": str(sanction.decision_id or ""),
    }


def _taken(sanction: Sanction) -> StepTaken:
    return StepTaken(
        key=str(sanction.persona_id),
        organisation_key=str(sanction.space.organisation_id),
        space_key=str(sanction.space_id),
        step=sanction.step,
        decision_key=str(sanction.decision_id or ""),
    )


def _ended(persona: Persona, space: Space, step: str) -> StepEnded:
    return StepEnded(
        key=str(persona.pk), organisation_key=str(space.organisation_id), space_key=str(space.pk), step=step
    )


def _place_keys(measure: PlaceMeasure) -> dict[str, Any]:
    return {
        "key": str(measure.space_id),
        "organisation_key": str(measure.space.organisation_id),
        "space_key": str(measure.space_id),
        "thread_key": str(measure.thread_id or ""),
    }
