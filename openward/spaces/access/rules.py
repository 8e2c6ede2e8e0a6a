"""Who may propose house rules, talk about them, read such words first, and take them up."""

import uuid
from collections.abc import Callable

from django.db.models import Q, QuerySet
from django.http import Http404

from openward.people.access import Actor
from openward.people.actions.personas import personas_of
from openward.people.models import MODERATING, Role
from openward.spaces.access.spaces import can_prepare, memberships_of, space_for_reading, standing_in
from openward.spaces.models import RuleProposal, RuleRemark, Space


def can_propose(actor: Actor, space: Space) -> bool:
    """Whether the actor may propose rules and talk about them: everybody who takes part and can be known again."""
    takes_part = actor.is_signed_in or standing_in(actor, space).is_member
    return space.state != Space.State.CLOSED and takes_part and standing_in(actor, space).reads_space


def space_for_proposing(actor: Actor, slug: str) -> Space:
    """The space, for somebody who may propose rules in it."""
    space = space_for_reading(actor, slug)
    if not can_propose(actor, space):
        raise Http404
    return space


def can_read_proposals(actor: Actor, space: Space) -> bool:
    """Whether the actor reads what people say about rules before others do."""
    return actor.holds(Role.LEAD, *MODERATING, organisation_id=space.organisation_id, space_key=space.pk)


def own_personas(actor: Actor, space: Space) -> set[uuid.UUID]:
    """Who the actor is in a space, by account and as a guest, as far as they have said anything there."""
    found = personas_of(account=actor.account, scope_keys=[space.pk]) if actor.account else set()
    if actor.places:
        mine = memberships_of(actor).filter(space=space, persona__isnull=False)
        found |= {key for key in mine.values_list("persona_id", flat=True) if key is not None}
    return found


def spaces_with_rules_to_read(actor: Actor) -> QuerySet[Space]:
    """The spaces whose proposals the actor reads before others do."""
    condition = Q(pk__in=[])
    for holding in actor.holdings:
        if holding.role in (Role.LEAD, *MODERATING):
            place = Q(organisation_id=holding.organisation_id)
            condition |= place if holding.space_key is None else place & Q(pk=holding.space_key)
    return Space.objects.filter(condition).exclude(state=Space.State.CLOSED)


def proposal_for_reading(actor: Actor, slug: str, key: uuid.UUID) -> RuleProposal:
    """What somebody proposed about the rules: once it was read, for everybody who reads the space; before that for
    its author and for whoever reads it."""
    space = space_for_reading(actor, slug)
    proposal = RuleProposal.objects.select_related("persona").filter(space=space, pk=key).first()
    if proposal is None or proposal.state == RuleProposal.State.WITHDRAWN:
        raise Http404
    is_hidden = proposal.state in {RuleProposal.State.WAITING, RuleProposal.State.NOT_SHOWN}
    if is_hidden and not can_read_proposals(actor, space) and proposal.persona_id not in own_personas(actor, space):
        raise Http404
    proposal.space = space
    return proposal


def own_proposal(actor: Actor, slug: str, key: uuid.UUID) -> RuleProposal:
    """What the actor proposed."""
    proposal = proposal_for_reading(actor, slug, key)
    if proposal.persona_id not in own_personas(actor, proposal.space):
        raise Http404
    return proposal


def proposal_for_speaking(actor: Actor, slug: str, key: uuid.UUID) -> RuleProposal:
    """A proposal, for somebody who may say something about it."""
    proposal = proposal_for_reading(actor, slug, key)
    if not can_propose(actor, proposal.space):
        raise Http404
    return proposal


def proposal_for_letting_through(actor: Actor, slug: str, key: uuid.UUID) -> RuleProposal:
    """A proposal, for whoever reads proposals before others do."""
    proposal = proposal_for_reading(actor, slug, key)
    if not can_read_proposals(actor, proposal.space):
        raise Http404
    return proposal


def proposal_for_deciding(actor: Actor, slug: str, key: uuid.UUID) -> RuleProposal:
    """A proposal, for whoever leads the space."""
    proposal = proposal_for_reading(actor, slug, key)
    if not can_prepare(actor, proposal.space):
        raise Http404
    return proposal


def remark_for_letting_through(actor: Actor, slug: str, key: uuid.UUID) -> RuleRemark:
    """What somebody said about a proposal, for whoever reads it before others do."""
    return _remark(slug, key, lambda space, _remark: can_read_proposals(actor, space), actor)


def own_remark(actor: Actor, slug: str, key: uuid.UUID) -> RuleRemark:
    """What the actor said about a proposal."""
    return _remark(slug, key, lambda space, remark: remark.persona_id in own_personas(actor, space), actor)


def _remark(slug: str, key: uuid.UUID, may: Callable[[Space, RuleRemark], bool], actor: Actor) -> RuleRemark:
    space = space_for_reading(actor, slug)
    found = RuleRemark.objects.select_related("proposal", "persona").filter(proposal__space=space, pk=key)
    remark = found.exclude(state=RuleRemark.State.WITHDRAWN).first()
    if remark is None or not may(space, remark):
        raise Http404
    remark.proposal.space = space
    return remark
