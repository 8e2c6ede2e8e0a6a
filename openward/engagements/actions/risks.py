"""The risk register: every risk gets somebody who owns it and something that is done about it."""

from django.db import transaction

from openward.engagements.actions.plans import fact_keys, locked
from openward.engagements.events import RiskAdded, RiskSettled
from openward.engagements.models import Engagement, Risk
from openward.ledger.actions import record
from openward.people.access import Actor
from openward.people.models import Account


@transaction.atomic
def settle_risk(*, risk: Risk, owner: Account, control: str, by: Actor) -> None:
    """Name who owns a risk and what is done about it. Raises ValueError without a control."""
    if not control.strip():
        raise ValueError("a risk is settled by an owner and a control")
    engagement = locked(risk.engagement)
    current = Risk.objects.select_for_update().get(pk=risk.pk)
    current.owner, current.control = owner, control.strip()
    current.save(update_fields=["owner", "control"])
    record(
        RiskSettled(
            **fact_keys(engagement), risk_key=str(current.pk), finding=current.finding_id, owner_key=str(owner.pk)
        ),
        by=by,
    )
    risk.refresh_from_db()


@transaction.atomic
def add_risk(*, engagement: Engagement, text: str, by: Actor) -> Risk:
    """Add a risk that the evidence does not name."""
    current = locked(engagement)
    risk = Risk.objects.create(engagement=current, text=text.strip(), origin=Risk.Origin.OWN)
    record(RiskAdded(**fact_keys(current), risk_key=str(risk.pk)), by=by)
    return risk
