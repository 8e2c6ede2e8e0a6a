"""Who works on a report case: moderators of the space who neither wrote nor reported the words."""

import uuid

from django.http import Http404

from openward.contributions.access import can_read
from openward.contributions.models import Contribution
from openward.people.access import Actor
from openward.people.actions.personas import personas_of
from openward.safety.access.readings import can_decide, can_moderate
from openward.safety.models import Case, PlaceMeasure
from openward.spaces.access import space_for_reading
from openward.spaces.models import Space


def case_for_working(actor: Actor, key: uuid.UUID) -> Case:
    """The report case with this key, for a moderator who may work on it; "not found" otherwise.

    Whoever wrote or reported the words finds nothing, and so does everybody when the author took them back.
    """
    case = (
        Case.objects.select_related(
            "contribution__space__organisation",
            "contribution__space__safeguarding_lead",
            "contribution__service",
            "contribution__shown_revision",
            "contribution__root__shown_revision",
            "contribution__author",
            "contribution__criticality",
        )
        .filter(pk=key, kind=Case.Kind.REPORT)
        .first()
    )
    if case is None or not can_read(actor, case.contribution) or not can_decide(actor, case.contribution):
        raise Http404
    if has_reported(actor, case):
        raise Http404
    return case


def has_reported(actor: Actor, case: Case) -> bool:
    """Whether the actor is one of those who reported, without opening the vault."""
    if actor.account is None:
        return False
    own = personas_of(account=actor.account, scope_keys=[case.contribution.space_id])
    return bool(own) and case.reports.filter(reporter__in=own).exists()


def space_for_measures(actor: Actor, slug: str) -> Space:
    """The space, for its moderators, who slow it or close it."""
    space = space_for_reading(actor, slug)
    if actor.account is None or not can_moderate(actor, space):
        raise Http404
    return space


def thread_for_measures(actor: Actor, key: uuid.UUID) -> Contribution:
    """A story whose thread the actor may slow or close: a moderator of its space."""
    story = Contribution.objects.select_related("space__organisation").filter(pk=key, root__isnull=True).first()
    if story is None or actor.account is None or not can_read(actor, story) or not can_moderate(actor, story.space):
        raise Http404
    return story


def measure_for_lifting(actor: Actor, key: uuid.UUID) -> PlaceMeasure:
    """A measure that is not lifted yet, for a moderator of its space."""
    found = PlaceMeasure.objects.select_related("space__organisation", "thread").filter(lifted_at__isnull=True)
    measure = found.filter(pk=key).first()
    if measure is None or actor.account is None or not can_moderate(actor, measure.space):
        raise Http404
    return measure
