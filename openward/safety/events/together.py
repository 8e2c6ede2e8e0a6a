"""Facts about activity that was set aside. They count and never name: no persona, no words."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from openward.ledger.events import Fact


@dataclass(frozen=True, kw_only=True)
class TogetherFact(Fact):
    subject = "together"


@dataclass(frozen=True, kw_only=True)
class TogetherNoticed(TogetherFact):
    sentence = _("{people} people acted together. Everything counts as before; somebody was asked to look.")
    people: int


@dataclass(frozen=True, kw_only=True)
class TogetherSetAside(TogetherFact):
    sentence = _("{people} new people acted together, far beyond what is usual here: {acts} things were set aside.")
    people: int
    acts: int


@dataclass(frozen=True, kw_only=True)
class TogetherGrew(TogetherFact):
    sentence = _("More came that belongs to it: {people} people and {acts} things now.")
    people: int
    acts: int


@dataclass(frozen=True, kw_only=True)
class TogetherConfirmed(TogetherFact):
    sentence = _("A moderator looked: it stays set aside.")
    shred = ("reason",)
    reason: str


@dataclass(frozen=True, kw_only=True)
class TogetherPutBack(TogetherFact):
    sentence = _("A moderator looked: everything was put back and counts again.")
    shred = ("reason",)
    reason: str


@dataclass(frozen=True, kw_only=True)
class TogetherEnded(TogetherFact):
    sentence = _("Nobody had looked in time: everything was put back and counts again.")
