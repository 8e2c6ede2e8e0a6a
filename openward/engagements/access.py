"""Who may read and change a plan. Plans are made by leads and read by colleagues and the advisory group."""

import uuid
from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.http import Http404

from openward.engagements.models import Engagement, Risk
from openward.people.access import Actor
from openward.people.models import Organisation, Role

PLANNING = (Role.LEAD, Role.ADMINISTRATOR)
READING = tuple(Role)


def can_plan(actor: Actor, organisation_id: uuid.UUID) -> bool:
    """Whether the actor may plan engagements in an organisation."""
    return actor.holds(*PLANNING, organisation_id=organisation_id)


def _holds(actor: Actor, roles: Collection[str], engagement: Engagement) -> bool:
    """Whether one of the roles is held in the organisation or in a space of this engagement."""
    if actor.holds(*roles, organisation_id=engagement.organisation_id):
        return True
    return any(
        holding.space_key in engagement.space_keys
        for holding in actor.holdings
        if holding.space_key is not None
        and holding.role in roles
        and holding.organisation_id == engagement.organisation_id
    )


def held_engagements(actor: Actor, *roles: str) -> Q:
    """The engagements for which the actor holds one of the roles, as a condition on Engagement: by a role in the
    whole organisation, or in one of the engagement's spaces."""
    if actor.kind == "system":
        return Q()
    condition = Q(pk__in=[])
    for holding in actor.holdings:
        if holding.role in roles:
            own = Q(organisation_id=holding.organisation_id)
            condition |= own if holding.space_key is None else own & Q(space_keys__contains=[holding.space_key])
    return condition


def can_change_plan(actor: Actor, engagement: Engagement) -> bool:
    """Whether the actor may change this plan; a closed one stays as it was."""
    return engagement.state != Engagement.State.CLOSED and _holds(actor, PLANNING, engagement)


def can_read_plan(actor: Actor, engagement: Engagement) -> bool:
    """Whether the actor may read the plan: everybody with a role there, advisory members included."""
    return _holds(actor, READING, engagement)


def can_sign(actor: Actor, engagement: Engagement) -> bool:
    """Only advisory members speak for the advisory group, never the people who wrote the plan."""
    return (
        actor.account is not None
        and engagement.state != Engagement.State.CLOSED
        and bool(engagement.model_of_use)
        and _holds(actor, (Role.ADVISORY,), engagement)
    )


def organisations_for_planning(actor: Actor) -> QuerySet[Organisation]:
    """Organisations in which the actor may plan."""
    return _organisations(actor, tuple(PLANNING))


def organisation_for_planning(actor: Actor, slug: str = "") -> Organisation:
    """The organisation in which the actor plans: the named one, or the first; "not found" when there is none."""
    found = organisations_for_planning(actor)
    organisation = found.filter(slug=slug).first() if slug else found.first()
    if organisation is None:
        raise Http404
    return organisation


def engagements_for_reading(actor: Actor) -> QuerySet[Engagement]:
    """The engagements whose plans the actor may read; "not found" for somebody without any role."""
    if actor.kind != "system" and not actor.holdings:
        raise Http404
    return Engagement.objects.select_related("organisation", "service").filter(held_engagements(actor, *READING))


def engagement_for_reading(actor: Actor, slug: str) -> Engagement:
    """The engagement, for anybody with a role in its organisation."""
    engagement = _engagement(slug)
    if engagement is None or not can_read_plan(actor, engagement):
        raise Http404
    return engagement


def engagement_for_planning(actor: Actor, slug: str) -> Engagement:
    """The engagement, for somebody who may change its plan."""
    engagement = _engagement(slug)
    if engagement is None or not can_change_plan(actor, engagement):
        raise Http404
    return engagement


def engagement_for_signing(actor: Actor, slug: str) -> Engagement:
    """The engagement, for an advisory member who says what they think of the plan."""
    engagement = _engagement(slug)
    if engagement is None or not can_sign(actor, engagement):
        raise Http404
    return engagement


def risk_for_settling(actor: Actor, slug: str, number: int) -> Risk:
    """One risk of an engagement whose plan the actor may change."""
    engagement = engagement_for_planning(actor, slug)
    risk = engagement.risks.select_related("owner").filter(pk=number).first()
    if risk is None:
        raise Http404
    risk.engagement = engagement
    return risk


def _organisations(actor: Actor, roles: tuple[str, ...]) -> QuerySet[Organisation]:
    if actor.kind == "system":
        return Organisation.objects.order_by("name")
    whole = [holding for holding in actor.holdings if holding.space_key is None and holding.role in roles]
    return Organisation.objects.filter(pk__in=[holding.organisation_id for holding in whole]).order_by("name")


def _engagement(slug: str) -> Engagement | None:
    return Engagement.objects.select_related("organisation", "service").filter(slug=slug).first()
