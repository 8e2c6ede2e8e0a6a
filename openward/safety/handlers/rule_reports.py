"""What follows when words about the house rules are reported, taken away, looked at again or taken back."""

import uuid
from collections.abc import Collection

from django.utils import timezone

from openward.notifications.actions import tell
from openward.notifications.queries import refuses_letters
from openward.people.access import SYSTEM
from openward.people.actions.personas import is_persona_of
from openward.people.models import Persona
from openward.people.queries import accounts_with_role
from openward.safety.access.rule_reports import LOOKING
from openward.safety.actions.rule_reports import forget_what_was_taken_back
from openward.safety.events.rule_reports import RuleLookAsked, RuleLookDecided, RuleWordsReported
from openward.safety.handlers.rule_words import alert_people
from openward.safety.models import Report, RuleReport
from openward.safety.queries.rule_reports import reports_of
from openward.spaces.events import ProposalWithdrawn, RuleRemarkWithdrawn, RuleWordsTakenAway
from openward.spaces.models import RuleProposal, RuleRemark, Space, SpaceMember


def on_rule_words_reported(fact: RuleWordsReported, *, fact_id: int) -> None:
    """Whoever looks after the space hears of it: once a day for each thing, and at once where somebody may be in
    danger."""
    said, space = _said(fact.proposal_key, fact.remark_key)
    if fact.reason == Report.Category.DANGER:
        alert_people(space, uuid.UUID(fact.report_key), said.persona_id)
    _tell_lookers(said, space, "rule_words_reported", timezone.localdate().isoformat())


def on_rule_look_asked(fact: RuleLookAsked, *, fact_id: int) -> None:
    """Somebody who did not take the words away is asked to look again."""
    said, space = _said(fact.proposal_key, fact.remark_key)
    taken = reports_of(said).filter(outcome=RuleReport.Outcome.TAKEN_AWAY)
    takers = set(taken.values_list("decided_by", flat=True))
    _tell_lookers(said, space, "rule_look_asked", str(fact_id), but_not=takers)


def on_rule_words_taken_away(fact: RuleWordsTakenAway, *, fact_id: int) -> None:
    """Whoever wrote them is told, by letter where there is an address, and always on the page of their words."""
    _tell_author(fact.proposal_key, fact.remark_key, "rule_words_away", fact_id)


def on_rule_look_decided(fact: RuleLookDecided, *, fact_id: int) -> None:
    """Whoever asked reads what came of it."""
    _tell_author(fact.proposal_key, fact.remark_key, "rule_look_decided", fact_id)


def on_rule_words_withdrawn(fact: ProposalWithdrawn | RuleRemarkWithdrawn, *, fact_id: int) -> None:
    """What was taken back is erased here too."""
    proposal = RuleProposal.objects.select_related("space").get(pk=uuid.UUID(fact.proposal_key))
    forget_what_was_taken_back(proposal=proposal, by=SYSTEM)


def _said(proposal_key: str, remark_key: str) -> tuple[RuleProposal | RuleRemark, Space]:
    proposal = RuleProposal.objects.select_related("space__organisation", "persona").get(pk=uuid.UUID(proposal_key))
    if not remark_key:
        return proposal, proposal.space
    return RuleRemark.objects.select_related("persona", "proposal").get(pk=uuid.UUID(remark_key)), proposal.space


def _tell_lookers(
    said: RuleProposal | RuleRemark,
    space: Space,
    kind: str,
    once: str,
    *,
    but_not: Collection[object] = (),
) -> None:
    for account in accounts_with_role(space.organisation, *LOOKING, space_key=space.pk):
        is_author = is_persona_of(persona_id=said.persona_id, scope_key=space.pk, account=account)
        if not is_author and account.pk not in but_not:
            once_key = f"{kind}:{said.pk}:{account.pk}:{once}"
            tell(account=account, kind=kind, about=f"space:{space.pk}", once_key=once_key, by=SYSTEM)


def _tell_author(proposal_key: str, remark_key: str, kind: str, fact_id: int) -> None:
    """A guest is led to their place in the space, from where they reach it; whoever signs in, to the page itself."""
    said, space = _said(proposal_key, remark_key)
    persona: Persona = said.persona
    if refuses_letters(persona.pk):
        return
    is_guest = SpaceMember.objects.filter(space=space, persona=persona).exists()
    tell(
        persona=persona,
        kind=f"{kind}_guest" if is_guest else kind,
        about=f"space:{space.pk}",
        values={} if is_guest else {"key": str(said.pk)},
        once_key=f"{kind}:{fact_id}",
        by=SYSTEM,
    )
