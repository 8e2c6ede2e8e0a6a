"""Facts about reading before showing. They carry neither the words nor what was written to the author."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from openward.ledger.events import Fact


@dataclass(frozen=True, kw_only=True)
class _ReadingFact(Fact):
    subject = "contribution"
    also = {"space": "space_key", "case": "case_key"}
    case_key: str


@dataclass(frozen=True, kw_only=True)
class ReadingClaimed(_ReadingFact):
    sentence = _("A moderator took the words to read them.")


@dataclass(frozen=True, kw_only=True)
class ReadingReleased(_ReadingFact):
    sentence = _("A moderator put the words back for a colleague.")


@dataclass(frozen=True, kw_only=True)
class ReadingApproved(_ReadingFact):
    sentence = _("A person read the words and approved them.")
    way_step = "kept_safe"
    decision_key: str
    revision_hash: str


@dataclass(frozen=True, kw_only=True)
class ReadAfterwards(Fact):
    sentence = _("A person read the words after they were shown, and they stay.")
    subject = "contribution"
    also = {"space": "space_key"}
    revision_hash: str


@dataclass(frozen=True, kw_only=True)
class EditSuggested(_ReadingFact):
    sentence = _("A person read the words and suggested others, by rule {rule_number} (version {rules_version}).")
    decision_key: str
    revision_hash: str
    rule_number: int
    rules_version: int


@dataclass(frozen=True, kw_only=True)
class ReadingDeclined(_ReadingFact):
    sentence = _("A person read the words and did not approve them, by rule {rule_number} (version {rules_version}).")
    decision_key: str
    revision_hash: str
    rule_number: int
    rules_version: int


@dataclass(frozen=True, kw_only=True)
class ReadingReopened(_ReadingFact):
    sentence = _("The decision was taken back and the words are read again.")
    decision_key: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class ReadingClosed(_ReadingFact):
    sentence = _("There is nothing left to decide: the author took the words back.")


@dataclass(frozen=True, kw_only=True)
class NoteWritten(Fact):
    sentence = _("A moderator left a note for the others.")
    subject = "contribution"
    also = {"space": "space_key"}


@dataclass(frozen=True, kw_only=True)
class ReasonsErased(Fact):
    sentence = _("What moderators had written about the words was erased with them.")
    subject = "contribution"
