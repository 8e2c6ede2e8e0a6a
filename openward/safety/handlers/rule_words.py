"""Words about the house rules can speak of danger too: they go through the same checks, and people hear of it at once.

A person reads such words before others do in any case, so nothing that the checks find beside danger changes anything.
"""

import uuid
from collections.abc import Iterator

from openward.methods.screening import Outcome, screen
from openward.notifications.actions import tell
from openward.people.access import SYSTEM
from openward.people.actions.personas import is_persona_of
from openward.people.models import MODERATING, Account, Role
from openward.people.queries import accounts_with_role
from openward.safety.queries.crisis import on_call_list
from openward.safety.queries.rule_words import KIND, once_key_of
from openward.safety.queries.screening import watched_words_of
from openward.spaces.events import RuleProposed, RuleRemarkMade
from openward.spaces.models import RuleProposal, RuleRemark, Space

# Checks that did not finish know nothing, and not knowing is treated as danger.
ALERTING = frozenset({Outcome.CRISIS, Outcome.ERROR})


def on_rule_words(fact: RuleProposed | RuleRemarkMade, *, fact_id: int) -> None:
    """Look at every wording of a proposal and what is said about it; each alerts once, however often it is heard."""
    found = RuleProposal.objects.select_related("space__organisation", "space__safeguarding_lead")
    proposal = found.get(pk=uuid.UUID(fact.proposal_key))
    watched = watched_words_of(proposal.space.organisation_id)
    for key, author, words in _wordings(proposal):
        if screen(words, watched=watched).outcome in ALERTING:
            alert_people(proposal.space, key, author)


def _wordings(proposal: RuleProposal) -> Iterator[tuple[uuid.UUID, uuid.UUID, str]]:
    words = "\n\n".join(part for part in (proposal.text, proposal.how_to_fix, proposal.why) if part)
    yield proposal.pk, proposal.persona_id, words
    remarks = proposal.remarks.exclude(state=RuleRemark.State.WITHDRAWN)
    yield from remarks.values_list("pk", "persona_id", "words")


def alert_people(space: Space, key: uuid.UUID, author: uuid.UUID) -> None:
    """Alert everybody who acts on danger but the author of the words; once for each `key`, of words or a report."""
    for account in _who_hears(space):
        if is_persona_of(persona_id=author, scope_key=space.pk, account=account):
            continue
        tell(
            account=account,
            kind=KIND,
            about=f"space:{space.pk}",
            values={"slug": space.slug},
            once_key=once_key_of(key, account.pk),
            by=SYSTEM,
        )


def _who_hears(space: Space) -> list[Account]:
    """Who is on call, the safeguarding lead, and whoever reads such words first."""
    on_call = [one.account for one in on_call_list(space.organisation)]
    lead = [space.safeguarding_lead] if space.safeguarding_lead else []
    readers = accounts_with_role(space.organisation, Role.LEAD, *MODERATING, space_key=space.pk)
    return [one for one in dict.fromkeys([*on_call, *lead, *readers]) if one.is_active]
