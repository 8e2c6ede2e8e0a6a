"""Facts about cases: whose hands they are in. They carry neither words nor names of reporters."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from openward.ledger.events import Fact


@dataclass(frozen=True, kw_only=True)
class CaseFact(Fact):
    """What every fact about a case is about."""

    subject = "contribution"
    also = {"space": "space_key", "case": "case_key"}
    case_key: str


@dataclass(frozen=True, kw_only=True)
class CaseTaken(CaseFact):
    sentence = _("A moderator took the case.")


@dataclass(frozen=True, kw_only=True)
class CasePutBack(CaseFact):
    sentence = _("A moderator put the case back for a colleague.")


@dataclass(frozen=True, kw_only=True)
class CasePassedOn(CaseFact):
    sentence = _("A moderator passed the case on to a senior colleague.")


@dataclass(frozen=True, kw_only=True)
class OpinionAsked(CaseFact):
    sentence = _("A moderator asked a colleague for a second opinion.")


@dataclass(frozen=True, kw_only=True)
class OpinionGiven(CaseFact):
    sentence = _("A colleague gave a second opinion.")


@dataclass(frozen=True, kw_only=True)
class CaseOverdue(CaseFact):
    sentence = _("The case was not decided in time. It now counts as graver, and the lead was told.")
    severity: int


@dataclass(frozen=True, kw_only=True)
class CaseNotified(CaseFact):
    sentence = _("The author and everybody who reported can read what was decided.")


@dataclass(frozen=True, kw_only=True)
class CaseClosed(CaseFact):
    sentence = _("Everybody was told, and the case was closed.")


@dataclass(frozen=True, kw_only=True)
class CaseReopened(CaseFact):
    sentence = _("The case was opened again.")
