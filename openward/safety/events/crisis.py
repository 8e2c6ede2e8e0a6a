"""Facts about the crisis path. They speak of the case alone, never of the contribution: its history may be read by
everybody, and nobody should learn from it that an author was in danger. No words, no level, no name."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from openward.ledger.events import Fact


@dataclass(frozen=True, kw_only=True)
class CrisisFact(Fact):
    subject = "crisis"


@dataclass(frozen=True, kw_only=True)
class CrisisOpened(CrisisFact):
    sentence = _("Somebody may be in danger: the words are held with care.")
    source: str


@dataclass(frozen=True, kw_only=True)
class CrisisHeardAgain(CrisisFact):
    sentence = _("There was another sign that somebody may be in danger.")
    source: str


@dataclass(frozen=True, kw_only=True)
class DrillStarted(CrisisFact):
    sentence = _("A drill was started: nobody is in danger.")


@dataclass(frozen=True, kw_only=True)
class CrisisAlerted(CrisisFact):
    sentence = _("People on call were alerted: round {round}, {count} alerts.")
    round: int
    count: int


@dataclass(frozen=True, kw_only=True)
class CrisisAcknowledged(CrisisFact):
    sentence = _("Somebody on call has taken it on.")


@dataclass(frozen=True, kw_only=True)
class CrisisAssessed(CrisisFact):
    sentence = _("Somebody judged how great the danger is.")


@dataclass(frozen=True, kw_only=True)
class CrisisSecondOpinionGiven(CrisisFact):
    sentence = _("A second person judged how great the danger is.")


@dataclass(frozen=True, kw_only=True)
class CrisisActedOn(CrisisFact):
    sentence = _("It was decided what to do, and it is being done.")


@dataclass(frozen=True, kw_only=True)
class CrisisMessageWritten(CrisisFact):
    sentence = _("The team wrote to the author.")
    step_key: int


@dataclass(frozen=True, kw_only=True)
class CrisisFollowedUp(CrisisFact):
    sentence = _("Somebody looked again how things are.")


@dataclass(frozen=True, kw_only=True)
class CrisisWordsReleased(CrisisFact):
    sentence = _("The words are no longer held.")


@dataclass(frozen=True, kw_only=True)
class ThreadCaredFor(CrisisFact):
    sentence = _("The others in the conversation were written to.")


@dataclass(frozen=True, kw_only=True)
class DebriefAsked(CrisisFact):
    sentence = _("Somebody who helped would like to talk it through.")
    account_key: str


@dataclass(frozen=True, kw_only=True)
class CrisisReviewed(CrisisFact):
    sentence = _("The team looked back on what was done.")


@dataclass(frozen=True, kw_only=True)
class CrisisClosed(CrisisFact):
    sentence = _("It is closed.")


@dataclass(frozen=True, kw_only=True)
class CrisisWordsErased(CrisisFact):
    sentence = _("What was noted on the way was erased with the words.")


@dataclass(frozen=True, kw_only=True)
class OnCallChanged(Fact):
    sentence = _("The list of people who are alerted was changed: {count} people now.")
    subject = "organisation"
    count: int


@dataclass(frozen=True, kw_only=True)
class MessageTemplateChanged(Fact):
    sentence = _("The message “{title}” for people in distress was changed.")
    subject = "organisation"
    title: str
