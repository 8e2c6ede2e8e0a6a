"""Who works on a crisis: those on call, the safeguarding lead and moderators of the space; never the author."""

import uuid

from django.http import Http404

from openward.contributions.models import Contribution
from openward.people.access import Actor, sides_of
from openward.people.actions.personas import is_persona_of
from openward.people.models import BreakGlass, Organisation, Role
from openward.safety.access.readings import can_moderate, case_for_deciding, is_moderator
from openward.safety.models import CrisisCase, OnCall
from openward.spaces.models import Space


def may_see_crises(actor: Actor) -> bool:
    """Whether anything on the crisis path could be the actor's business."""
    if actor.account is None:
        return False
    return (
        is_moderator(actor)
        or bool(actor.organisation_ids({Role.LEAD, Role.DATA_PROTECTION}))
        or OnCall.objects.filter(account=actor.account).exists()
        or Space.objects.filter(safeguarding_lead=actor.account).exists()
    )


def require_crisis_worker(actor: Actor) -> None:
    """"Not found" for everybody who has nothing to do with the crisis path."""
    if not may_see_crises(actor):
        raise Http404


def works_on_crises(actor: Actor, space: Space) -> bool:
    """Whether the actor answers alerts of a space."""
    if actor.account is None:
        return False
    return (
        can_moderate(actor, space)
        or space.safeguarding_lead_id == actor.account.pk
        or OnCall.objects.filter(account=actor.account, organisation=space.organisation_id).exists()
    )


def _is_wanted(actor: Actor, crisis: CrisisCase) -> bool:
    """Whether the actor answers alerts of the space, was alerted of this crisis, which where nobody is on the list may
    be a lead, or is one of those who choose what is done in high danger."""
    if works_on_crises(actor, crisis.space):
        return True
    if actor.account is None:
        return False
    is_called = crisis.level == CrisisCase.Level.HIGH and is_senior(actor, crisis.space)
    return is_called or crisis.alerts.filter(account=actor.account).exists()


def is_senior(actor: Actor, space: Space) -> bool:
    """Whether the actor may choose what is done in high danger: the safeguarding lead, a senior moderator, a lead."""
    if actor.account is None:
        return False
    return space.safeguarding_lead_id == actor.account.pk or actor.holds(
        Role.SENIOR_MODERATOR, Role.LEAD, organisation_id=space.organisation_id, space_key=space.pk
    )


def crisis_for_working(actor: Actor, key: uuid.UUID) -> CrisisCase:
    """The crisis with this key, for somebody who answers alerts of its space or was called, and did not write the
    words."""
    crisis = (
        CrisisCase.objects.select_related(
            "contribution__space__organisation",
            "contribution__space__safeguarding_lead",
            "contribution__author",
            "contribution__service",
            "contribution__root",
            "drill_space__organisation",
            "drill_space__safeguarding_lead",
            "acknowledged_by",
            "assessed_by",
            "second_opinion_by",
        )
        .filter(pk=key)
        .first()
    )
    if crisis is None or not _is_wanted(actor, crisis):
        raise Http404
    if crisis.contribution is not None and _wrote(actor, crisis.contribution):
        raise Http404
    return crisis


def crisis_for_history(actor: Actor, key: uuid.UUID) -> CrisisCase:
    """The crisis with this key, for those who may know what was done in it; "not found" for everybody else."""
    found = CrisisCase.objects.select_related("contribution__space__organisation", "drill_space__organisation")
    crisis = found.filter(pk=key).first()
    if crisis is None or not _may_know(actor, crisis):
        raise Http404
    if crisis.contribution is not None and _wrote(actor, crisis.contribution):
        raise Http404
    return crisis


def knows_of_danger(actor: Actor, contribution: Contribution) -> bool:
    """Whether the actor may learn that the author of these words may have been in danger: who answers alerts of the
    space, and who was called for one of its crises; never the author."""
    if actor.account is None:
        return False
    is_known = works_on_crises(actor, contribution.space) or any(
        _may_know(actor, one) for one in contribution.crisis_cases.all()
    )
    return is_known and not _wrote(actor, contribution)


def crisis_called_for(actor: Actor, contribution_key: uuid.UUID) -> CrisisCase | None:
    """The newest crisis about these words that the actor may know of; None where there is none."""
    found = CrisisCase.objects.select_related("contribution__space__organisation")
    for crisis in found.filter(contribution=contribution_key).order_by("-opened_at"):
        assert crisis.contribution is not None
        if _may_know(actor, crisis) and not _wrote(actor, crisis.contribution):
            return crisis
    return None


def _may_know(actor: Actor, crisis: CrisisCase) -> bool:
    """Whether the actor is wanted in a crisis, or helped in it while they were: a danger that turned out smaller does
    not take from those who were called what they themselves have done."""
    if actor.account is None:
        return False
    if _is_wanted(actor, crisis):
        return True
    is_colleague = crisis.space.organisation_id in actor.organisation_ids()
    return is_colleague and crisis.steps.filter(taken_by=actor.account).exists()


def side_for_identity(actor: Actor, crisis: CrisisCase) -> str:
    """On which side the actor can ask who an author is; empty for moderators, drills and what is over."""
    if actor.account is None or crisis.contribution is None or crisis.closed_at is not None:
        return ""
    space = crisis.space
    sides = sides_of(actor, space.organisation_id)
    for side in (BreakGlass.Side.DATA_PROTECTION, BreakGlass.Side.ADMINISTRATOR):
        if side in sides:
            return str(side)
    on_call = OnCall.objects.filter(account=actor.account, organisation=space.organisation_id)
    is_safeguarding = space.safeguarding_lead_id == actor.account.pk or on_call.exists()
    return str(BreakGlass.Side.SAFEGUARDING) if is_safeguarding else ""


def crisis_for_identity(actor: Actor, key: uuid.UUID) -> CrisisCase:
    """A crisis whose author somebody who answers for safety may ask to know, with a second person."""
    crisis = crisis_for_working(actor, key)
    if not side_for_identity(actor, crisis):
        raise Http404
    return crisis


def contribution_for_flagging(actor: Actor, key: uuid.UUID) -> Contribution:
    """Something that a moderator of its space reads and did not write."""
    return case_for_deciding(actor, key)


def space_for_drill(actor: Actor, slug: str) -> Space:
    """A space whose alerts the actor answers, or that they lead: a drill is theirs to start."""
    found = Space.objects.select_related("organisation", "safeguarding_lead").filter(slug=slug).first()
    if found is None or not (works_on_crises(actor, found) or can_prepare_crises(actor, found.organisation_id)):
        raise Http404
    return found


def can_prepare_crises(actor: Actor, organisation_id: uuid.UUID) -> bool:
    """Whether the actor keeps the list of people on call and the messages: leads and data protection."""
    return actor.account is not None and actor.holds(Role.LEAD, Role.DATA_PROTECTION, organisation_id=organisation_id)


def organisation_for_crises(actor: Actor, slug: str) -> Organisation:
    """The organisation, for those who keep its list of people on call and its messages."""
    found = Organisation.objects.filter(slug=slug).first()
    if found is None or not can_prepare_crises(actor, found.pk):
        raise Http404
    return found


def _wrote(actor: Actor, contribution: Contribution) -> bool:
    assert actor.account is not None
    return is_persona_of(
        persona_id=contribution.author_id, scope_key=contribution.space_id, account=actor.account
    )
