"""Words that were sent or changed go through the checks; what a person has read does not wait for them any more."""

import uuid

from openward.contributions.events import CommentSubmitted, ContributionRevised, StorySubmitted
from openward.contributions.models import Contribution, Revision
from openward.people.access import SYSTEM
from openward.safety.actions.screening import end_screening, screen_revision
from openward.safety.events.readings import ReadingApproved


def on_words_sent(fact: StorySubmitted | CommentSubmitted | ContributionRevised, *, fact_id: int) -> None:
    """Check exactly the wording that was sent; nothing is left to check when it was erased meanwhile."""
    revision = (
        Revision.objects.filter(
            contribution=uuid.UUID(fact.key), sha256=fact.revision_hash, written_by=Revision.WrittenBy.AUTHOR
        )
        .select_related("contribution__space")
        .last()
    )
    if revision is not None:
        screen_revision(revision=revision, by=SYSTEM)


def on_reading_done(fact: ReadingApproved, *, fact_id: int) -> None:
    """A person has read the words: what the checks had marked does not count any more."""
    end_screening(contribution=Contribution.objects.get(pk=fact.key), by=SYSTEM)
