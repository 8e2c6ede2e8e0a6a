"""Saying how grave the most critical statement is."""

from django.db import transaction

from openward.contributions.actions.stories import locked
from openward.contributions.models import Contribution, Revision
from openward.ledger.actions import record
from openward.people.access import Actor
from openward.safety.actions.cases import NothingWaits, moderating_account
from openward.safety.events.criticality import CriticalitySet
from openward.safety.models import Criticality, Level


@transaction.atomic
def set_criticality(*, contribution: Contribution, level: int, by: Actor) -> Criticality:
    """A moderator says how grave the most critical statement is; saying it again replaces it.

    From level 4 on people are told (by the fact). Raises NothingWaits when no words are left, and ValueError for a
    level that does not exist.
    """
    account = moderating_account(by)
    level = Level(level)
    current = locked(contribution)
    revision = current.revisions.filter(written_by=Revision.WrittenBy.AUTHOR).last()
    if revision is None:
        raise NothingWaits
    found, is_new = Criticality.objects.select_for_update().get_or_create(
        contribution=current, defaults={"level": level, "revision_sha256": revision.sha256, "set_by": account}
    )
    if not is_new:
        if found.level == level and found.revision_sha256 == revision.sha256:
            return found
        found.level, found.revision_sha256, found.set_by = level, revision.sha256, account
        found.save()
    record(
        CriticalitySet(
            key=str(current.pk),
            organisation_key=str(current.space.organisation_id),
            space_key=str(current.space_id),
        ),
        by=by,
    )
    return found


def forget_criticality(*, contribution: Contribution) -> None:
    """Part of erasing words: what was said about them goes too, and the ledger says that they were erased."""
    Criticality.objects.filter(contribution=contribution).delete()
