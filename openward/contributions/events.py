"""Facts about contributions. None of them carries the words: those live in revisions and can be erased."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openward.ledger.events import Fact

_READING: dict[str, str | Promise] = {
    "not_required": _("No reading needed first"),
    "pending": _("Waiting to be read"),
    "in_review": _("Being read"),
    "changes_requested": _("A change was suggested"),
    "approved": _("Read and approved"),
    "rejected": _("Not shown"),
    "escalated": _("With a senior colleague"),
}


@dataclass(frozen=True, kw_only=True)
class _ContributionFact(Fact):
    subject = "contribution"
    also = {"space": "space_key"}


@dataclass(frozen=True, kw_only=True)
class StorySubmitted(_ContributionFact):
    sentence = _("A story was sent.")
    way_step = "said"
    provenance: str
    revision_hash: str
    needs_reading: bool


@dataclass(frozen=True, kw_only=True)
class DraftKept(_ContributionFact):
    sentence = _("Words were kept for later, unsent and sealed.")


@dataclass(frozen=True, kw_only=True)
class CommentSubmitted(_ContributionFact):
    sentence = _("A comment was sent.")
    way_step = "said"
    also = {"space": "space_key", "thread": "root_key"}
    root_key: str
    revision_hash: str
    needs_reading: bool


@dataclass(frozen=True, kw_only=True)
class ContributionPublished(_ContributionFact):
    sentence = _("The words are shown to readers.")


@dataclass(frozen=True, kw_only=True)
class ContributionUnpublished(_ContributionFact):
    sentence = _("The words are no longer shown, as the author wished.")


@dataclass(frozen=True, kw_only=True)
class ContributionRevised(_ContributionFact):
    sentence = _("The author changed the words.")
    revision_hash: str
    needs_reading: bool


@dataclass(frozen=True, kw_only=True)
class ReviewMoved(_ContributionFact):
    sentence = _("The reading went from “{before}” to “{after}”.")
    labels = {"before": _READING, "after": _READING}
    revision_number: int
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class WordsMasked(_ContributionFact):
    sentence = _("Readers see a mask over words that are not shown here (version {revision_number}).")
    revision_number: int
    covered: int


@dataclass(frozen=True, kw_only=True)
class MaskTakenAway(_ContributionFact):
    sentence = _("A moderator took a mask away: readers see a word of version {revision_number} again.")
    revision_number: int


@dataclass(frozen=True, kw_only=True)
class MaskPutBack(_ContributionFact):
    sentence = _("A moderator put a mask back over a word of version {revision_number}.")
    revision_number: int


@dataclass(frozen=True, kw_only=True)
class EditProposed(_ContributionFact):
    sentence = _("A moderator suggested a different wording.")
    revision_number: int


@dataclass(frozen=True, kw_only=True)
class EditAccepted(_ContributionFact):
    sentence = _("The author agreed to the suggested wording.")
    way_step = "kept_safe"
    revision_hash: str


@dataclass(frozen=True, kw_only=True)
class EditDeclined(_ContributionFact):
    sentence = _("The author did not agree to the suggested wording.")


@dataclass(frozen=True, kw_only=True)
class RestrictionPlaced(_ContributionFact):
    sentence = _("A restriction was placed: {restriction}.")
    labels = {
        "restriction": {
            "labelled": _("Shown with a note"),
            "interaction_limited": _("Replies are closed"),
            "community_only": _("Members only"),
            "hidden": _("Hidden for now"),
            "removed": _("Removed"),
        }
    }
    restriction: str


@dataclass(frozen=True, kw_only=True)
class RestrictionLifted(_ContributionFact):
    sentence = _("The restriction was lifted.")


@dataclass(frozen=True, kw_only=True)
class HoldPlaced(_ContributionFact):
    sentence = _("The words are held: {hold}.")
    labels = {
        "hold": {
            "screening_error": _("Could not be checked"),
            "safeguarding": _("Somebody may need help"),
            "legal": _("Legal question"),
            "provider_preview": _("Service reads it first"),
            "dispute": _("Disputed"),
        }
    }
    hold: str


@dataclass(frozen=True, kw_only=True)
class HoldReleased(_ContributionFact):
    sentence = _("The words are no longer held.")


@dataclass(frozen=True, kw_only=True)
class WordsSetAside(Fact):
    sentence = _("{count} contributions were set aside while somebody checks them.")
    subject = "space"
    count: int


@dataclass(frozen=True, kw_only=True)
class WordsCountAgain(Fact):
    sentence = _("{count} contributions that were set aside count again.")
    subject = "space"
    count: int


@dataclass(frozen=True, kw_only=True)
class ContributionWithdrawn(_ContributionFact):
    sentence = _("The author took the words back.")


@dataclass(frozen=True, kw_only=True)
class ContributionErased(_ContributionFact):
    sentence = _("The words and everything kept with them were erased.")
    words_hash: str


@dataclass(frozen=True, kw_only=True)
class AddressChanged(_ContributionFact):
    sentence = _("The author changed whether and where we may write to them.")


@dataclass(frozen=True, kw_only=True)
class SurveyCommentsReceived(Fact):
    sentence = _("{count} survey comments were added from “{file_name}”.")
    subject = "space"
    file_name: str
    count: int
