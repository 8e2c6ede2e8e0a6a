"""Facts about screening. They never say what was found: a contribution's history may be read by everybody."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from openward.ledger.events import Fact


@dataclass(frozen=True, kw_only=True)
class ScreeningFact(Fact):
    """What every fact about the checks of a contribution's words is about."""

    subject = "contribution"
    also = {"space": "space_key"}


@dataclass(frozen=True, kw_only=True)
class WordsScreened(ScreeningFact):
    sentence = _("The words went through the automatic checks (version {pipeline_version}).")
    revision_number: int
    pipeline_version: str


@dataclass(frozen=True, kw_only=True)
class ScreeningConfirmed(ScreeningFact):
    sentence = _("A person looked at what the automatic checks had marked and confirmed it.")


@dataclass(frozen=True, kw_only=True)
class ScreeningEnded(ScreeningFact):
    sentence = _("What the automatic checks had marked does not count any more.")
