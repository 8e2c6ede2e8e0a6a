"""Facts about care for moderators: only those that somebody else must hear of.

What a moderator chose, how long they worked, what they read and how they practised leaves no fact: it is theirs alone
and is never counted or compared.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from openward.ledger.events import Fact


@dataclass(frozen=True, kw_only=True)
class DebriefFact(Fact):
    subject = "debrief"


@dataclass(frozen=True, kw_only=True)
class DebriefOffered(DebriefFact):
    sentence = _("A talk was offered to somebody who helped.")


@dataclass(frozen=True, kw_only=True)
class DebriefWanted(DebriefFact):
    sentence = _("Somebody would like to talk something through.")


@dataclass(frozen=True, kw_only=True)
class DebriefSettled(DebriefFact):
    sentence = _("The talk was held, or is not wanted.")


@dataclass(frozen=True, kw_only=True)
class BuddyCalled(Fact):
    sentence = _("A moderator asked a colleague for a moment.")
    subject = "account"


@dataclass(frozen=True, kw_only=True)
class TopicsSorted(Fact):
    """About the case and not the contribution: its history may be read by everybody, and a topic says much."""

    sentence = _("It was sorted by what it is about, so that nobody reads what they leave to others.")
    subject = "topics"


@dataclass(frozen=True, kw_only=True)
class TopicWithoutAnybody(Fact):
    sentence = _("Nobody is left for a topic, and the leads are told.")
    subject = "space"
    topic: str


@dataclass(frozen=True, kw_only=True)
class CaseHandedOver(Fact):
    sentence = _("A moderator handed the case to a colleague.")
    subject = "contribution"
    also = {"space": "space_key", "case": "case_key"}
    case_key: str
