"""Reading before showing: the moves of a revision's review, holds and restrictions.

Safety (the room above) decides and gives the reasons; these actions only carry a decision out, and refuse any that
does not fit the wording it was made for.
"""

import datetime

from django.db import transaction

from openward.contributions.actions.stories import (
    Parts,
    add_revision,
    count_comments,
    fact_keys,
    locked,
    settle_lifecycle,
    show_revision,
)
from openward.contributions.events import (
    EditAccepted,
    EditDeclined,
    EditProposed,
    HoldPlaced,
    HoldReleased,
    RestrictionLifted,
    RestrictionPlaced,
    ReviewMoved,
)
from openward.contributions.models import Contribution, Hold, Restriction, Review, Revision
from openward.contributions.models.axes import REVIEW
from openward.ledger.actions import record
from openward.people.access import Actor


class WordsChanged(Exception):
    """The wording is no longer the one that was read; nothing was changed. Read it again."""


@transaction.atomic
def move_review(*, revision: Revision, to: Review, by: Actor) -> Revision:
    """Move a revision's review along its axis: claimed, put back, escalated, rejected."""
    contribution = locked(revision.contribution)
    current = Revision.objects.select_for_update().get(pk=revision.pk)
    _move(contribution, current, to, by=by)
    return current


@transaction.atomic
def approve(*, revision: Revision, sha256: str, by: Actor) -> Contribution:
    """Approve exactly the wording whose hash was on the moderator's screen, and show it when nothing else forbids.

    Raises WordsChanged when the author has sent another wording meanwhile or the hash is not this wording's.
    """
    contribution = locked(revision.contribution)
    current = Revision.objects.select_for_update().get(pk=revision.pk)
    newest = contribution.revisions.filter(written_by=Revision.WrittenBy.AUTHOR).last()
    is_newest = current.written_by == Revision.WrittenBy.MODERATOR or (newest is not None and newest.pk == current.pk)
    if current.sha256 != sha256 or not is_newest:
        raise WordsChanged
    _move(contribution, current, Review.APPROVED, by=by)
    show_revision(contribution, current, by=by)
    settle_lifecycle(contribution, by=by)
    return contribution


@transaction.atomic
def waive_reading(*, revision: Revision, sha256: str, by: Actor) -> Contribution:
    """Show a wording that nobody needs to read first. Safety decides that; here only the wording is made sure of.

    Raises WordsChanged when the author has sent another wording meanwhile or the hash is not this wording's.
    """
    contribution = locked(revision.contribution)
    current = Revision.objects.select_for_update().get(pk=revision.pk)
    newest = contribution.revisions.filter(written_by=Revision.WrittenBy.AUTHOR).last()
    if current.sha256 != sha256 or newest is None or newest.pk != current.pk:
        raise WordsChanged
    _move(contribution, current, Review.NOT_REQUIRED, by=by)
    show_revision(contribution, current, by=by)
    settle_lifecycle(contribution, by=by)
    return contribution


def raise_urgency(*, contribution: Contribution, to: int) -> None:
    """Let a contribution be offered earlier to whoever reads. Part of an action, never one by itself."""
    Contribution.objects.filter(pk=contribution.pk, urgency__lt=to).update(urgency=to)


@transaction.atomic
def propose_edit(*, revision: Revision, sha256: str, parts: Parts, reason: str, by: Actor) -> Revision:
    """Suggest another wording to the author. Nothing is shown unless the author agrees."""
    contribution = locked(revision.contribution)
    current = Revision.objects.select_for_update().get(pk=revision.pk)
    if current.sha256 != sha256:
        raise WordsChanged
    _move(contribution, current, Review.CHANGES_REQUESTED, by=by)
    proposal = add_revision(
        contribution=contribution,
        parts=parts,
        review=Review.CHANGES_REQUESTED,
        written_by=Revision.WrittenBy.MODERATOR,
        change_reason=reason,
    )
    record(EditProposed(**fact_keys(contribution), revision_number=proposal.number), by=by)
    return proposal


@transaction.atomic
def suggest_edit(*, contribution: Contribution, parts: Parts, reason: str, by: Actor) -> Revision:
    """Suggest other words for what readers see now. What they see stays until the author agrees."""
    current = locked(contribution)
    proposal = add_revision(
        contribution=current,
        parts=parts,
        review=Review.CHANGES_REQUESTED,
        written_by=Revision.WrittenBy.MODERATOR,
        change_reason=reason,
    )
    record(EditProposed(**fact_keys(current), revision_number=proposal.number), by=by)
    return proposal


@transaction.atomic
def accept_edit(*, proposal: Revision, by: Actor) -> Contribution:
    """The author agrees: the suggested wording is approved as it stands and shown."""
    contribution = locked(proposal.contribution)
    current = Revision.objects.select_for_update().get(pk=proposal.pk)
    if current.written_by != Revision.WrittenBy.MODERATOR or current != contribution.revisions.last():
        raise WordsChanged
    _move(contribution, current, Review.APPROVED, by=by)
    show_revision(contribution, current, by=by)
    record(EditAccepted(**fact_keys(contribution), revision_hash=current.sha256), by=by)
    settle_lifecycle(contribution, by=by)
    return contribution


@transaction.atomic
def decline_edit(*, proposal: Revision, by: Actor) -> None:
    """The author does not agree: the suggestion is set aside and the own wording goes back to the queue."""
    contribution = locked(proposal.contribution)
    current = Revision.objects.select_for_update().get(pk=proposal.pk)
    if current.written_by != Revision.WrittenBy.MODERATOR or current != contribution.revisions.last():
        raise WordsChanged
    _move(contribution, current, Review.REJECTED, by=by)
    own = contribution.revisions.filter(review=Review.CHANGES_REQUESTED).last()
    if own is not None:
        _move(contribution, own, Review.PENDING, by=by)
    record(EditDeclined(**fact_keys(contribution)), by=by)


@transaction.atomic
def restrict(
    *,
    contribution: Contribution,
    restriction: Restriction,
    reason: str,
    ends_at: datetime.datetime | None = None,
    by: Actor,
) -> None:
    """Place a restriction, always with a reason that the author is told."""
    if restriction == Restriction.NONE or not reason.strip():
        raise ValueError("a restriction needs a kind and a reason")
    current = locked(contribution)
    current.restriction = restriction
    current.restriction_reason = reason
    current.restriction_ends_at = ends_at
    current.save(update_fields=["restriction", "restriction_reason", "restriction_ends_at"])
    record(RestrictionPlaced(**fact_keys(current), restriction=restriction), by=by)
    count_comments(current)


@transaction.atomic
def lift_restriction(*, contribution: Contribution, by: Actor) -> None:
    """Lift a restriction; the words are as visible as they were before it."""
    current = locked(contribution)
    current.restriction = Restriction.NONE
    current.restriction_reason = ""
    current.restriction_ends_at = None
    current.save(update_fields=["restriction", "restriction_reason", "restriction_ends_at"])
    record(RestrictionLifted(**fact_keys(current)), by=by)
    count_comments(current)


@transaction.atomic
def hold(*, contribution: Contribution, kind: Hold, by: Actor) -> None:
    """Hold a contribution: nobody but moderators reads it until it is released."""
    if kind == Hold.NONE:
        raise ValueError("a hold needs a kind")
    current = locked(contribution)
    current.hold = kind
    current.save(update_fields=["hold"])
    record(HoldPlaced(**fact_keys(current), hold=kind), by=by)
    count_comments(current)


@transaction.atomic
def release_hold(*, contribution: Contribution, by: Actor) -> None:
    """Release a hold; approved words are shown from now on."""
    current = locked(contribution)
    current.hold = Hold.NONE
    current.save(update_fields=["hold"])
    record(HoldReleased(**fact_keys(current)), by=by)
    settle_lifecycle(current, by=by)


def _move(contribution: Contribution, revision: Revision, to: Review, *, by: Actor) -> None:
    before = revision.review
    REVIEW.check(before, to)
    revision.review = to
    revision.save(update_fields=["review"])
    if contribution.shown_revision_id == revision.pk:
        contribution.shown_review = to
        contribution.save(update_fields=["shown_review"])
        count_comments(contribution)
    record(ReviewMoved(**fact_keys(contribution), revision_number=revision.number, before=before, after=to), by=by)
