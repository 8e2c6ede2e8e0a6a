"""Who reads before showing: moderators of the space, never the author."""

import uuid
from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.http import Http404

from openward.contributions.access import can_read
from openward.contributions.models import Contribution
from openward.people.access import Actor
from openward.people.actions.personas import is_persona_of
from openward.people.models import MODERATING
from openward.safety.models import Decision
from openward.spaces.models import Space


def moderated_spaces(actor: Actor, roles: Collection[str] = MODERATING) -> QuerySet[Space]:
    """The spaces in which the actor is a moderator, or holds one of `roles`."""
    if actor.kind == "system":
        return Space.objects.all()
    condition = Q(pk__in=[])
    for holding in actor.holdings:
        if holding.role in roles:
            place = Q(organisation_id=holding.organisation_id)
            condition |= place if holding.space_key is None else place & Q(pk=holding.space_key)
    return Space.objects.filter(condition)


def is_moderator(actor: Actor) -> bool:
    """Whether the actor is a moderator anywhere."""
    return actor.account is not None and any(holding.role in MODERATING for holding in actor.holdings)


def can_moderate(actor: Actor, space: Space) -> bool:
    """Whether the actor is a moderator of the space."""
    return actor.holds(*MODERATING, organisation_id=space.organisation_id, space_key=space.pk)


def can_decide(actor: Actor, contribution: Contribution) -> bool:
    """Whether the actor may decide about a contribution: somebody who moderates its space and did not write it."""
    return (
        actor.account is not None
        and can_moderate(actor, contribution.space)
        and not is_persona_of(
            persona_id=contribution.author_id, scope_key=contribution.space_id, account=actor.account
        )
    )


def require_moderator(actor: Actor) -> None:
    """"Not found" for everybody who moderates no space."""
    if not is_moderator(actor):
        raise Http404


def case_for_deciding(actor: Actor, key: uuid.UUID) -> Contribution:
    """The contribution with this key, for a moderator who may decide about it; "not found" otherwise.

    What the author took back or had erased is not found either, unless a hold keeps it.
    """
    contribution = (
        Contribution.objects.select_related(
            "space__organisation", "space__safeguarding_lead", "service", "root", "criticality"
        )
        .filter(pk=key)
        .first()
    )
    if contribution is None or not can_read(actor, contribution) or not can_decide(actor, contribution):
        raise Http404
    return contribution


def decision_for_reopening(actor: Actor, key: uuid.UUID) -> Decision:
    """A decision that the actor may ask to look at again; "not found" otherwise."""
    decision = (
        Decision.objects.select_related("case__contribution__space__organisation").filter(pk=key).first()
    )
    if decision is None or not can_decide(actor, decision.case.contribution):
        raise Http404
    return decision
