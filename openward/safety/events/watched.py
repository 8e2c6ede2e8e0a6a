"""Facts about watched words: they name the list's own words, never anybody's."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from openward.ledger.events import Fact


@dataclass(frozen=True, kw_only=True)
class WatchedPhraseFact(Fact):
    """What every fact about a watched word is about."""

    subject = "organisation"
    phrase: str


@dataclass(frozen=True, kw_only=True)
class PhraseAdded(WatchedPhraseFact):
    sentence = _("“{phrase}” was put on the list of watched words, on trial.")


@dataclass(frozen=True, kw_only=True)
class PhraseTried(WatchedPhraseFact):
    sentence = _("“{phrase}” was tried on the words of {day_count} days: it is in {found} of {text_count}.")
    day_count: int
    text_count: int
    found: int


@dataclass(frozen=True, kw_only=True)
class PhraseArmed(WatchedPhraseFact):
    sentence = _("“{phrase}” is watched for from now on.")


@dataclass(frozen=True, kw_only=True)
class PhraseSettled(WatchedPhraseFact):
    sentence = _("What readers see where “{phrase}” stands was worked out anew, in {found} texts.")
    found: int


@dataclass(frozen=True, kw_only=True)
class PhrasePutOff(WatchedPhraseFact):
    sentence = _("“{phrase}” is not watched for any more.")
