"""What an author finds behind a receipt code."""

import dataclasses

from openward.contributions.models import Contribution, Review, Revision
from openward.people.actions.personas import has_address

WAITING = frozenset({Review.PENDING, Review.IN_REVIEW, Review.CHANGES_REQUESTED, Review.ESCALATED})


@dataclasses.dataclass(frozen=True, slots=True)
class OwnWords:
    """The author's newest wording, the wording readers see if it is another one, and whether an address is kept."""

    newest: Revision | None
    shown: Revision | None
    has_address: bool

    @property
    def is_waiting(self) -> bool:
        """Whether a person still has to read the newest wording, or the author to answer a suggestion."""
        return self.newest is not None and self.newest.review in WAITING

    @property
    def shows_other_words(self) -> bool:
        return self.shown is not None and self.newest is not None and self.shown.text != self.newest.text


def own_words(contribution: Contribution) -> OwnWords:
    """An author's words as their private page shows them, in two queries."""
    revisions = list(contribution.revisions.all())
    own = [revision for revision in revisions if revision.written_by == Revision.WrittenBy.AUTHOR]
    accepted = [revision for revision in revisions if revision.review == Review.APPROVED]
    shown = next((one for one in revisions if one.pk == contribution.shown_revision_id), None)
    newest = own[-1] if own else None
    if newest is not None and accepted and accepted[-1].number > newest.number:
        # The author agreed to a suggestion: these are their words now.
        newest = accepted[-1]
    return OwnWords(newest, shown, has_address(persona_id=contribution.author_id))


def newest_parts(contribution: Contribution) -> dict[str, str]:
    """The parts of the words as the author last left them, by name: what a form for other words begins with."""
    newest = own_words(contribution).newest
    return dict(newest.parts) if newest else {}


def open_suggestion(contribution: Contribution) -> Revision | None:
    """The moderator's wording that waits for the author's yes or no."""
    last = contribution.revisions.last()
    is_open = last and last.written_by == Revision.WrittenBy.MODERATOR and last.review == Review.CHANGES_REQUESTED
    return last if is_open else None
