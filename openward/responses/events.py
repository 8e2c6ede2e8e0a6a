"""Facts about what the service answered, what it claims to have changed, and what contributors think of it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from openward.ledger.events import Fact


@dataclass(frozen=True, kw_only=True)
class _ResponseFact(Fact):
    subject = "response"
    also = {"theme": "theme_key", "contribution": "contribution_key"}
    theme_key: str = ""
    contribution_key: str = ""


@dataclass(frozen=True, kw_only=True)
class ResponseDrafted(_ResponseFact):
    sentence = _("An answer was drafted.")
    status: str


@dataclass(frozen=True, kw_only=True)
class ResponseReworded(_ResponseFact):
    sentence = _("The draft of the answer was changed.")
    status: str


@dataclass(frozen=True, kw_only=True)
class CheckAsked(_ResponseFact):
    sentence = _("A second person was asked to check that the change happened.")


@dataclass(frozen=True, kw_only=True)
class ChangeChecked(_ResponseFact):
    sentence = _("A second person checked the change and agreed that it happened.")


@dataclass(frozen=True, kw_only=True)
class ChangeSentBack(_ResponseFact):
    sentence = _("A second person sent the claim of change back: {reason}")
    shred = ("reason",)
    reason: str


@dataclass(frozen=True, kw_only=True)
class ResponseShown(_ResponseFact):
    sentence = _("The service gave its answer.")
    way_step = "told"
    status: str


@dataclass(frozen=True, kw_only=True)
class ContributorTold(Fact):
    sentence = _("The author was told what came of their words.")
    subject = "contribution"
    also = {"response": "response_key"}
    way_step = "told"
    response_key: str


@dataclass(frozen=True, kw_only=True)
class AnswerRated(Fact):
    sentence = _("The author said whether the answer met their point.")
    subject = "contribution"
    also = {"response": "response_key"}
    response_key: str
    verdict: str


@dataclass(frozen=True, kw_only=True)
class PointReopened(Fact):
    sentence = _("The author asked for their point to be looked at again.")
    subject = "contribution"
    also = {"response": "response_key"}
    response_key: str


@dataclass(frozen=True, kw_only=True)
class AnswerErased(_ResponseFact):
    sentence = _("The answer was erased together with the words it answered.")


@dataclass(frozen=True, kw_only=True)
class ReadingAsked(_ResponseFact):
    sentence = _("A colleague was asked to read the answer before it is shown.")


@dataclass(frozen=True, kw_only=True)
class ReplyRead(_ResponseFact):
    sentence = _("A second person read the answer, and it could be shown.")


@dataclass(frozen=True, kw_only=True)
class ReplySentBack(_ResponseFact):
    sentence = _("A second person sent the answer back: {reason}")
    shred = ("reason",)
    reason: str


@dataclass(frozen=True, kw_only=True)
class ResponseTakenBack(_ResponseFact):
    sentence = _("The writer took the answer back, half an hour at most after it was shown.")
    way_undone = "told"


@dataclass(frozen=True, kw_only=True)
class AnswerReported(_ResponseFact):
    sentence = _("Somebody reported the answer.")
    reason: str


@dataclass(frozen=True, kw_only=True)
class AnswerLeft(_ResponseFact):
    sentence = _("A person looked at the answer because it was reported, and left it as it is.")


@dataclass(frozen=True, kw_only=True)
class AnswerTakenAway(_ResponseFact):
    sentence = _("A person looked at the answer because it was reported, and took it away: {reason}")
    shred = ("reason",)
    way_undone = "told"
    reason: str
