"""Who reports words about the house rules, who looks at them, and who asks for another look."""

import uuid

from django.db.models import QuerySet
from django.http import Http404

from openward.people.access import Actor
from openward.people.actions.personas import is_persona_of
from openward.people.models import MODERATING, Role
from openward.safety.access.readings import moderated_spaces
from openward.safety.models import RuleLook, RuleReport
from openward.safety.models.rule_reports import about
from openward.spaces.access import can_read_proposals, own_personas, proposal_for_reading, space_for_reading
from openward.spaces.models import RuleProposal, RuleRemark, Space

LOOKING = (Role.LEAD, *MODERATING)
"""Who reads words about the rules before others do looks at them again when they are reported."""


def spaces_to_look_after(actor: Actor) -> QuerySet[Space]:
    """The spaces in which the actor looks at what is reported of the talk about the rules, closed ones too."""
    return moderated_spaces(actor, LOOKING)


def check_that_looks(actor: Actor) -> None:
    """The list is "not found" for everybody who looks at none."""
    if actor.account is None or not actor.organisation_ids(LOOKING):
        raise Http404


def rule_words_for_reporting(actor: Actor, key: uuid.UUID) -> RuleProposal | RuleRemark:
    """A shown proposal, or a shown remark on one, that the actor reads."""
    said = _rule_words(key)
    proposal = proposal_of(said)
    proposal_for_reading(actor, proposal.space.slug, proposal.pk)
    if not (said.is_shown and proposal.is_shown):
        raise Http404
    return said


def rule_words_for_deciding(actor: Actor, key: uuid.UUID) -> RuleProposal | RuleRemark:
    """Words for somebody who looks at what is reported in their space and did not write them. Whether they are still
    shown is for the action to say: a colleague may have been faster."""
    said = _rule_words(key)
    if actor.account is None or not can_read_proposals(actor, proposal_of(said).space) or own_by_persona(said, actor):
        raise Http404
    return said


def rule_words_for_looking_again(actor: Actor, key: uuid.UUID) -> RuleProposal | RuleRemark:
    """The same, for somebody who did not take them away either."""
    said = rule_words_for_deciding(actor, key)
    if not can_look_again(actor, said):
        raise Http404
    return said


def own_rule_words(actor: Actor, key: uuid.UUID) -> RuleProposal | RuleRemark:
    """The actor's own words, once they were taken away; their page stays when they are shown again."""
    said = _rule_words(key)
    space = space_for_reading(actor, proposal_of(said).space.slug)
    was_away = bool(said.away_because) or RuleLook.objects.filter(**about(said)).exists()
    if not was_away or said.persona_id not in own_personas(actor, space):
        raise Http404
    return said


def rule_report_behind(code_hash: str) -> RuleReport:
    """The report that five words open; "not found" for words that open none."""
    found = RuleReport.objects.select_related("proposal__space__organisation", "remark")
    report = found.filter(code_hash=code_hash).first()
    if report is None:
        raise Http404
    return report


def can_look_again(actor: Actor, said: RuleProposal | RuleRemark) -> bool:
    """Whether somebody looks after the space, and neither wrote the words nor took them away."""
    if actor.account is None or not can_read_proposals(actor, proposal_of(said).space) or own_by_persona(said, actor):
        return False
    taken = RuleReport.objects.filter(**about(said), outcome=RuleReport.Outcome.TAKEN_AWAY)
    return not taken.filter(decided_by=actor.account).exists()


def own_by_persona(said: RuleProposal | RuleRemark, actor: Actor) -> bool:
    """Whether somebody who signs in wrote the words."""
    scope = proposal_of(said).space_id
    return actor.account is not None and is_persona_of(
        persona_id=said.persona_id, scope_key=scope, account=actor.account
    )


def proposal_of(said: RuleProposal | RuleRemark) -> RuleProposal:
    """The proposal that somebody talks about."""
    return said.proposal if isinstance(said, RuleRemark) else said


def _rule_words(key: uuid.UUID) -> RuleProposal | RuleRemark:
    proposals = RuleProposal.objects.select_related("space__organisation", "persona", "away_rule")
    remarks = RuleRemark.objects.select_related("proposal__space__organisation", "persona", "away_rule")
    said = proposals.filter(pk=key).first() or remarks.filter(pk=key).first()
    if said is None:
        raise Http404
    return said
