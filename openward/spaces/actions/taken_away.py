"""Taking away what somebody said about the house rules after others have read it, and putting it back as it stood.

Safety decides when. Whoever wrote the words goes on reading them, with the reason.
"""

from typing import Any

from django.db import transaction

from openward.kit.state_graphs import IllegalMove
from openward.kit.text import tidy
from openward.ledger.actions import record
from openward.people.access import Actor
from openward.spaces.actions.locks import fact_keys
from openward.spaces.actions.proposals import NothingSaid
from openward.spaces.events import RuleWordsPutBack, RuleWordsTakenAway
from openward.spaces.models import PROPOSAL, REMARK, HouseRule, RuleProposal, RuleRemark


@transaction.atomic
def take_rule_words_away(
    *, said: RuleProposal | RuleRemark, because: str, rule: HouseRule | None = None, by: Actor
) -> None:
    """Nobody but its author and whoever reads such words first reads a shown proposal or remark any more.

    Raises NothingSaid without a reason, and IllegalMove for what is not shown.
    """
    if not tidy(because):
        raise NothingSaid
    current = rule_words_locked(said)
    _move(current, RuleProposal.State.NOT_SHOWN, RuleRemark.State.NOT_SHOWN)
    current.away_because, current.away_rule = tidy(because)[:1000], rule
    current.save(update_fields=["state", "away_because", "away_rule"])
    record(RuleWordsTakenAway(**_keys(current)), by=by)


@transaction.atomic
def put_rule_words_back(*, said: RuleProposal | RuleRemark, by: Actor) -> None:
    """Show again what was taken away, as it stood. Raises IllegalMove for anything else."""
    current = rule_words_locked(said)
    if not current.away_because:
        raise IllegalMove("it was not taken away")
    as_it_stood = current.stood_as if isinstance(current, RuleProposal) else RuleProposal.State.OPEN
    _move(current, as_it_stood, RuleRemark.State.SHOWN)
    current.away_because, current.away_rule = "", None
    current.save(update_fields=["state", "away_because", "away_rule"])
    record(RuleWordsPutBack(**_keys(current)), by=by)


def rule_words_locked(said: RuleProposal | RuleRemark) -> RuleProposal | RuleRemark:
    """The same words, read again and locked until the transaction ends."""
    if isinstance(said, RuleRemark):
        remarks = RuleRemark.objects.select_for_update(of=("self",)).select_related("proposal__space", "persona")
        return remarks.get(pk=said.pk)
    proposals = RuleProposal.objects.select_for_update(of=("self",)).select_related("space", "persona")
    return proposals.get(pk=said.pk)


def _move(said: RuleProposal | RuleRemark, proposal_to: RuleProposal.State, remark_to: RuleRemark.State) -> None:
    if isinstance(said, RuleRemark):
        REMARK.check(said.state, remark_to)
        said.state = remark_to
    else:
        PROPOSAL.check(said.state, proposal_to)
        said.state = proposal_to


def _keys(said: RuleProposal | RuleRemark) -> dict[str, Any]:
    proposal, remark_key = (said.proposal, str(said.pk)) if isinstance(said, RuleRemark) else (said, "")
    return {**fact_keys(proposal.space), "proposal_key": str(proposal.pk), "remark_key": remark_key}
