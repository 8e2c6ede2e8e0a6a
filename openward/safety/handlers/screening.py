"""Words that were sent or changed go through the checks; what a person has read does not wait for them any more."""

import uuid

from openward.contributions.events import CommentSubmitted, ContributionRevised, StorySubmitted
from openward.contributions.models import Contribution, Revision
from openward.methods.crisis_language import signals_at_hand
from openward.people.access import SYSTEM
from openward.safety.actions.screening import end_screening, screen_revision
from openward.safety.events.readings import ReadingApproved


def on_words_to_look_at(fact: StorySubmitted | CommentSubmitted | ContributionRevised, *, fact_id: int) -> None:
    """Look for danger alone, which takes a few milliseconds; where it is found, all checks are run at once.

    In a flood of words the checks of each take their time. Whoever is in danger among them must not wait so long.
    Words at which nobody could look properly are held at once.
    """
    revision = _revision_of(fact)
    if revision is None:
        return
    found = signals_at_hand(revision.text)
    if found.signals or not found.is_whole:
        screen_revision(revision=revision, by=SYSTEM)


def on_words_sent(fact: StorySubmitted | CommentSubmitted | ContributionRevised, *, fact_id: int) -> None:
    """Check exactly the wording that was sent."""
    revision = _revision_of(fact)
    if revision is not None:
        screen_revision(revision=revision, by=SYSTEM)


def on_reading_done(fact: ReadingApproved, *, fact_id: int) -> None:
    """A person has read the words: what the checks had marked does not count any more."""
    end_screening(contribution=Contribution.objects.get(pk=fact.key), by=SYSTEM)


def _revision_of(fact: StorySubmitted | CommentSubmitted | ContributionRevised) -> Revision | None:
    """The wording that was sent; none when it was erased meanwhile."""
    sent = Revision.objects.filter(
        contribution=uuid.UUID(fact.key), sha256=fact.revision_hash, written_by=Revision.WrittenBy.AUTHOR
    )
    return sent.select_related("contribution__space").last()
