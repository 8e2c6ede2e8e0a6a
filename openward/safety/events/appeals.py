"""Facts about appeals and second readings. They carry neither what somebody wrote nor who decided first."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openward.ledger.events import Fact

APPEAL_OUTCOMES: dict[str, str | Promise] = {
    "upheld": _("the decision stands"),
    "overturned": _("the decision was wrong and is undone"),
    "varied": _("another decision takes its place"),
}


@dataclass(frozen=True, kw_only=True)
class AppealFact(Fact):
    """What every fact about an appeal is about. One about a measure says nothing of the words behind which it came:
    whoever reads those need not know of it."""

    subject = "appeal"
    also = {"contribution": "contribution_key", "persona": "persona_key", "case": "case_key"}
    contribution_key: str
    persona_key: str
    case_key: str
    decision_key: str


@dataclass(frozen=True, kw_only=True)
class AppealOpened(AppealFact):
    sentence = _("Somebody asked us to look again at a decision.")


@dataclass(frozen=True, kw_only=True)
class AppealTaken(AppealFact):
    sentence = _("Somebody who did not decide first took up the appeal.")


@dataclass(frozen=True, kw_only=True)
class AppealPutBack(AppealFact):
    sentence = _("A moderator put the appeal back for a colleague.")


@dataclass(frozen=True, kw_only=True)
class AppealGivenToPool(AppealFact):
    sentence = _("Nobody else can decide here, so moderators of another organisation may look at the appeal.")


@dataclass(frozen=True, kw_only=True)
class AppealDecided(AppealFact):
    sentence = _("Somebody else looked again: {outcome}.")
    labels = {"outcome": APPEAL_OUTCOMES}
    outcome: str
    cause: str


@dataclass(frozen=True, kw_only=True)
class AppealOverdue(AppealFact):
    sentence = _("The appeal was not decided within seven days. The lead was told.")


@dataclass(frozen=True, kw_only=True)
class AppealNotified(AppealFact):
    sentence = _("Whoever appealed can read what came of it.")


@dataclass(frozen=True, kw_only=True)
class AppealClosed(AppealFact):
    sentence = _("The appeal is closed.")


@dataclass(frozen=True, kw_only=True)
class AppealHelpFact(Fact):
    subject = "organisation"
    also = {"organisation": "helper_key"}
    helper_key: str


@dataclass(frozen=True, kw_only=True)
class AppealHelpAgreed(AppealHelpFact):
    """One side said yes; it holds when both have."""

    sentence = _("An organisation said yes to appeals being decided by moderators of another one.")
    holds: bool


@dataclass(frozen=True, kw_only=True)
class AppealHelpEnded(AppealHelpFact):
    sentence = _("Moderators of another organisation decide no appeals here any more.")


@dataclass(frozen=True, kw_only=True)
class SecondReadingDrawn(Fact):
    sentence = _("A decision was drawn to be made a second time by a colleague who does not see the first.")
    subject = "second_reading"
    decision_key: str


@dataclass(frozen=True, kw_only=True)
class SecondReadingPutBack(Fact):
    sentence = _("A moderator left a second decision to a colleague.")
    subject = "second_reading"
    decision_key: str


@dataclass(frozen=True, kw_only=True)
class SecondReadingPassedOn(Fact):
    sentence = _("A moderator passed a second decision on to a senior colleague.")
    subject = "second_reading"
    decision_key: str


@dataclass(frozen=True, kw_only=True)
class SecondReadingDone(Fact):
    """Not whether it was the same: that is told for many together, never for one."""

    sentence = _("A colleague made a decision a second time without seeing the first.")
    subject = "second_reading"
    decision_key: str


@dataclass(frozen=True, kw_only=True)
class SecondReadingShareSet(Fact):
    sentence = _("From now on {percent} in 100 decisions are made a second time by a colleague.")
    subject = "organisation"
    percent: int
