"""How grave words are, and who is told of it. For staff alone."""

import uuid
from collections.abc import Iterable

from openward.contributions.models import Contribution
from openward.people.models import Account, Role
from openward.people.queries import accounts_with_role
from openward.safety.models import TOLD_FROM, Criticality, Level


def criticality_of(contribution: Contribution) -> int | None:
    """How grave the words are; None when nobody said so yet, or the author has changed them since."""
    newest = contribution.revisions.filter(written_by="author").last()
    found = Criticality.objects.filter(contribution=contribution).first()
    return found.level if found and newest and found.revision_sha256 == newest.sha256 else None


def gravest_of(contributions: Iterable[uuid.UUID]) -> int:
    """The gravest level among several; 0 when nobody rated any of them."""
    levels = Criticality.objects.filter(contribution__in=contributions).order_by("-level")
    return levels.values_list("level", flat=True).first() or 0


def told_of(criticality: Criticality) -> list[Account]:
    """Who is told at once: nobody below 4; the leads at 4; the safeguarding lead and data protection as well at 5.

    Whoever set it knows already.
    """
    if criticality.level < TOLD_FROM:
        return []
    space = criticality.contribution.space
    roles = [Role.LEAD] if criticality.level < Level.GRAVE else [Role.LEAD, Role.DATA_PROTECTION]
    people = {one.pk: one for one in accounts_with_role(space.organisation, *roles, space_key=space.pk)}
    if criticality.level >= Level.GRAVE and space.safeguarding_lead is not None:
        people[space.safeguarding_lead.pk] = space.safeguarding_lead
    return [account for key, account in people.items() if key != criticality.set_by_id]
