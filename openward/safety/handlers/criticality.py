"""Grave words: who must know is told at once, without a word of them."""

import uuid

from openward.contributions.events import ContributionErased
from openward.contributions.models import Contribution
from openward.notifications.actions import tell
from openward.people.access import SYSTEM
from openward.safety.actions.criticality import forget_criticality
from openward.safety.events.criticality import CriticalitySet
from openward.safety.models import Criticality
from openward.safety.queries.criticality import told_of


def on_criticality_set(fact: CriticalitySet, *, fact_id: int) -> None:
    """Tell the leads from level 4 on, and more people at 5; once for each saying, also when this is heard again."""
    where = "contribution__space"
    rated = Criticality.objects.select_related(f"{where}__organisation", f"{where}__safeguarding_lead")
    found = rated.filter(contribution=uuid.UUID(fact.key)).first()
    for account in told_of(found) if found else []:
        tell(
            account=account,
            kind="grave_words",
            about=f"criticality:{fact.key}",
            once_key=f"grave_words:{fact_id}:{account.pk}",
            by=SYSTEM,
        )


def on_grave_words_erased(fact: ContributionErased, *, fact_id: int) -> None:
    forget_criticality(contribution=Contribution.objects.get(pk=fact.key))
