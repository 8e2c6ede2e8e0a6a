"""Facts about reports of words on the house rules. Who reported is never in them, and neither are the words."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from openward.ledger.events import Fact


@dataclass(frozen=True, kw_only=True)
class RuleWordsFact(Fact):
    subject = "space"
    also = {"engagement": "engagement_key"}
    engagement_key: str
    proposal_key: str
    remark_key: str = ""
    """Empty when it is about the proposal itself."""


@dataclass(frozen=True, kw_only=True)
class RuleWordsReported(RuleWordsFact):
    sentence = _("Somebody reported words about the house rules.")
    report_key: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class RuleWordsLeft(RuleWordsFact):
    sentence = _("A person looked at words about the house rules that were reported, and left them as they are.")


@dataclass(frozen=True, kw_only=True)
class RuleReportsAgreedWith(RuleWordsFact):
    sentence = _("A person looked at words about the house rules, and agreed with whoever reported them: {count}.")
    count: int


@dataclass(frozen=True, kw_only=True)
class RuleLookAsked(RuleWordsFact):
    sentence = _("Somebody asked for another look at their words about the house rules.")


@dataclass(frozen=True, kw_only=True)
class RuleLookDecided(RuleWordsFact):
    sentence = _("Somebody else looked again at words about the house rules that had been taken away: {outcome}")
    labels = {"outcome": {"put_back": _("they are shown again"), "stays_away": _("they stay away")}}
    outcome: str


@dataclass(frozen=True, kw_only=True)
class RuleReportsEmptied(RuleWordsFact):
    sentence = _("What reports said about words on the house rules was erased, for the words were taken back.")
