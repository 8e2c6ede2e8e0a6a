"""Showing the figures of a quarter, once; handing every decision to an auditor."""

import datetime

from django.db import transaction
from django.utils import timezone

from openward.ledger.actions import record, seal_facts
from openward.people.access import Actor
from openward.people.models import Organisation
from openward.safety.events.openness import DecisionsExported, FiguresReleased
from openward.safety.models import PublishedFigures
from openward.safety.models.quarters import Quarter, quarters_due
from openward.safety.queries.audit import AuditFile, audit_file
from openward.safety.queries.figures import public_figures
from openward.safety.queries.openness import end_of_chain, first_decision_on


class NotYet(ValueError):
    """The day on which the figures of a quarter are shown has not come."""


@transaction.atomic
def release_figures(*, organisation: Organisation, quarter: Quarter, today: datetime.date, by: Actor) -> bool:
    """Work out the figures of a quarter and show them; False when that was done before, and nothing is changed.

    Raises NotYet before the fixed day: figures of a quarter that still moves could be subtracted from one another.
    """
    if quarter.released_on > today:
        raise NotYet
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if PublishedFigures.objects.filter(organisation=organisation, starts_on=quarter.starts_on).exists():
        return False
    links, chain_hash = end_of_chain()
    PublishedFigures.objects.create(
        organisation=organisation,
        starts_on=quarter.starts_on,
        ends_on=quarter.ends_on,
        figures=public_figures(organisation, quarter),
        chain_links=links,
        chain_hash=chain_hash,
    )
    record(
        FiguresReleased(key=str(organisation.pk), organisation_key=str(organisation.pk), quarter=quarter.slug), by=by
    )
    return True


def release_figures_due(*, organisation: Organisation, today: datetime.date, by: Actor) -> int:
    """Show every quarter whose day has come and that was not shown, since the first decision; how many were new."""
    since = first_decision_on(organisation)
    if since is None:
        return 0
    released = set(PublishedFigures.objects.filter(organisation=organisation).values_list("starts_on", flat=True))
    due = [one for one in quarters_due(today, since=since) if one.starts_on not in released]
    return sum(release_figures(organisation=organisation, quarter=one, today=today, by=by) for one in due)


def export_decisions(*, organisation: Organisation, reason: str, by: Actor) -> AuditFile:
    """Every decision for an auditor, without identities; that it was taken, why and by whom stays in the ledger.

    Raises ValueError without a reason, and for anybody who is not a person.
    """
    if by.account is None or not reason.strip():
        raise ValueError("a person exports the decisions, and says why")
    # What was recorded in the last minute is chained first, so that the list reaches up to now.
    seal_facts()
    with transaction.atomic():
        links, chain_hash = end_of_chain()
        made = audit_file(organisation, links=links, chain_hash=chain_hash, at=timezone.now())
        record(
            DecisionsExported(
                key=str(organisation.pk),
                organisation_key=str(organisation.pk),
                export_key=made.key,
                decision_count=made.decision_count,
                chain_links=made.chain_links,
                file_hash=made.file_hash,
                reason=reason.strip(),
            ),
            by=by,
        )
    return made
