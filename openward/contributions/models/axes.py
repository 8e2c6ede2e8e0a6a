"""The five axes on which a contribution stands, and the moves each axis allows.

They are independent: one big status would need a name for each of the 7,560 combinations. What a reader sees is
worked out from all five by `visible()` in access.py; nothing else may decide it.
"""

import dataclasses

from django.db import models
from django.utils.translation import gettext_lazy as _

from openward.kit.state_graphs import StateGraph


class Lifecycle(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Sent")
    PUBLISHED = "published", _("Shown")
    ARCHIVED = "archived", _("Put away")
    WITHDRAWN = "withdrawn", _("Taken back")
    ERASED = "erased", _("Erased")


class Review(models.TextChoices):
    NOT_REQUIRED = "not_required", _("No reading needed first")
    PENDING = "pending", _("Waiting to be read")
    IN_REVIEW = "in_review", _("Being read")
    CHANGES_REQUESTED = "changes_requested", _("A change was suggested")
    APPROVED = "approved", _("Read and approved")
    REJECTED = "rejected", _("Not shown")
    ESCALATED = "escalated", _("With a senior colleague")


class Restriction(models.TextChoices):
    NONE = "none", _("None")
    LABELLED = "labelled", _("Shown with a note")
    INTERACTION_LIMITED = "interaction_limited", _("Replies are closed")
    COMMUNITY_ONLY = "community_only", _("Members only")
    HIDDEN = "hidden", _("Hidden for now")
    REMOVED = "removed", _("Removed")


class Hold(models.TextChoices):
    NONE = "none", _("None")
    SCREENING_ERROR = "screening_error", _("Could not be checked")
    SAFEGUARDING = "safeguarding", _("Somebody may need help")
    LEGAL = "legal", _("Legal question")
    PROVIDER_PREVIEW = "provider_preview", _("Service reads it first")
    DISPUTE = "dispute", _("Disputed")


class Distribution(models.TextChoices):
    LOCAL = "local", _("Here only")
    QUEUED = "queued", _("About to be sent to other servers")
    FEDERATED = "federated", _("Sent to other servers")
    RETRACTING = "retracting", _("Being taken back from other servers")
    RETRACTED = "retracted", _("Taken back from other servers")


READ_AND_FINE = frozenset({Review.APPROVED, Review.NOT_REQUIRED})
OUT_OF_SIGHT = frozenset({Restriction.HIDDEN, Restriction.REMOVED})

LIFECYCLE_MOVES: dict[Lifecycle, frozenset[Lifecycle]] = {
    Lifecycle.DRAFT: frozenset({Lifecycle.SUBMITTED, Lifecycle.WITHDRAWN, Lifecycle.ERASED}),
    Lifecycle.SUBMITTED: frozenset({Lifecycle.PUBLISHED, Lifecycle.WITHDRAWN, Lifecycle.ERASED}),
    # Back to "submitted" when the author no longer wants it shown but lets the service keep reading it.
    Lifecycle.PUBLISHED: frozenset({Lifecycle.SUBMITTED, Lifecycle.ARCHIVED, Lifecycle.WITHDRAWN, Lifecycle.ERASED}),
    Lifecycle.ARCHIVED: frozenset({Lifecycle.PUBLISHED, Lifecycle.WITHDRAWN, Lifecycle.ERASED}),
    Lifecycle.WITHDRAWN: frozenset({Lifecycle.ERASED}),
    Lifecycle.ERASED: frozenset(),
}

REVIEW_MOVES: dict[Review, frozenset[Review]] = {
    # Read afterwards: approved as it stands, so that readers never lose sight of it meanwhile.
    Review.NOT_REQUIRED: frozenset({Review.PENDING, Review.APPROVED}),
    # Shown without reading where the space is read afterwards and nothing asks for a person first.
    Review.PENDING: frozenset({Review.IN_REVIEW, Review.ESCALATED, Review.NOT_REQUIRED}),
    Review.IN_REVIEW: frozenset(
        {Review.PENDING, Review.APPROVED, Review.CHANGES_REQUESTED, Review.REJECTED, Review.ESCALATED}
    ),
    Review.CHANGES_REQUESTED: frozenset({Review.APPROVED, Review.PENDING, Review.REJECTED}),
    Review.ESCALATED: frozenset({Review.IN_REVIEW, Review.APPROVED, Review.REJECTED}),
    # A decision is only reopened by somebody else looking again.
    Review.APPROVED: frozenset({Review.PENDING}),
    Review.REJECTED: frozenset({Review.PENDING}),
}

DISTRIBUTION_MOVES: dict[Distribution, frozenset[Distribution]] = {
    Distribution.LOCAL: frozenset({Distribution.QUEUED}),
    Distribution.QUEUED: frozenset({Distribution.LOCAL, Distribution.FEDERATED}),
    Distribution.FEDERATED: frozenset({Distribution.RETRACTING}),
    Distribution.RETRACTING: frozenset({Distribution.RETRACTED}),
    Distribution.RETRACTED: frozenset({Distribution.QUEUED}),
}


LIFECYCLE = StateGraph("lifecycle", Lifecycle.DRAFT, LIFECYCLE_MOVES)
REVIEW = StateGraph("review", Review.PENDING, REVIEW_MOVES)
DISTRIBUTION = StateGraph("distribution", Distribution.LOCAL, DISTRIBUTION_MOVES)


@dataclasses.dataclass(frozen=True, slots=True)
class Standpoint:
    """Where a contribution stands: the five axes, of the revision that would be shown, and the author's wish."""

    lifecycle: str
    review: str
    restriction: str
    hold: str
    distribution: str
    may_publish: bool
    is_set_aside: bool = False
    """Beside the axes and undone whole: counted and shown nowhere while somebody checks who acted together."""
