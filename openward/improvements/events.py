"""Facts about improvements. They carry what the team wrote, never a contributor's words."""

import datetime
from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openward.ledger.events import Fact


@dataclass(frozen=True, kw_only=True)
class _ImprovementFact(Fact):
    sentence: ClassVar[str | Promise] = ""
    subject = "improvement"


@dataclass(frozen=True, kw_only=True)
class ImprovementStarted(_ImprovementFact):
    sentence = _("An improvement was started: {title}.")
    way_step = "acted_on"
    also = {"theme": "theme_keys", "engagement": "engagement_key"}
    title: str
    engagement_key: str
    theme_keys: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ThemeLinked(_ImprovementFact):
    sentence = _("The improvement “{title}” now also works on this.")
    way_step = "acted_on"
    also = {"theme": "theme_key"}
    title: str
    theme_key: str


@dataclass(frozen=True, kw_only=True)
class ThemeUnlinked(_ImprovementFact):
    sentence = _("The improvement “{title}” no longer works on this: {because}")
    way_undone = "acted_on"
    also = {"theme": "theme_key"}
    title: str
    theme_key: str
    because: str


@dataclass(frozen=True, kw_only=True)
class AimChanged(_ImprovementFact):
    sentence = _("The aim is now: {aim}")
    aim: str


@dataclass(frozen=True, kw_only=True)
class ImprovementShown(_ImprovementFact):
    sentence = _("The improvement is shown to everybody.")


@dataclass(frozen=True, kw_only=True)
class ImprovementHidden(_ImprovementFact):
    sentence = _("The improvement is shown to the team and to staff only.")


@dataclass(frozen=True, kw_only=True)
class ImprovementFinished(_ImprovementFact):
    sentence = _("The improvement was finished. What changed: {what_changed}")
    also = {"theme": "theme_keys"}
    what_changed: str
    theme_keys: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ImprovementStopped(_ImprovementFact):
    sentence = _("The improvement was stopped: {why}")
    also = {"theme": "theme_keys"}
    why: str
    theme_keys: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ImprovementResumed(_ImprovementFact):
    sentence = _("The improvement was taken up again.")
    also = {"theme": "theme_keys"}
    theme_keys: tuple[str, ...]


_PARTS: dict[str, str | Promise] = {
    "leader": _("Leads the team"),
    "staff": _("Member of staff"),
    "patient": _("Patient"),
    "carer": _("Carer or family member"),
    "adviser": _("Improvement adviser"),
}


@dataclass(frozen=True, kw_only=True)
class TeamMemberAdded(_ImprovementFact):
    sentence = _("Somebody joined the team ({part}).")
    labels = {"part": _PARTS}
    also = {"account": "account_key"}
    part: str
    account_key: str


@dataclass(frozen=True, kw_only=True)
class TeamMemberRemoved(_ImprovementFact):
    sentence = _("Somebody left the team ({part}).")
    labels = {"part": _PARTS}
    also = {"account": "account_key"}
    part: str
    account_key: str


@dataclass(frozen=True, kw_only=True)
class DriverAdded(_ImprovementFact):
    sentence = _("A driver was added: {text}")
    text: str


@dataclass(frozen=True, kw_only=True)
class DriverChanged(_ImprovementFact):
    sentence = _("A driver was changed: {text}")
    text: str


@dataclass(frozen=True, kw_only=True)
class DriverRemoved(_ImprovementFact):
    sentence = _("A driver was removed: {text}")
    text: str


@dataclass(frozen=True, kw_only=True)
class ChangeIdeaAdded(_ImprovementFact):
    sentence = _("An idea for change was added: {text}")
    text: str
    from_part: str


@dataclass(frozen=True, kw_only=True)
class ChangeIdeaChanged(_ImprovementFact):
    sentence = _("An idea for change was reworded or moved: {text}")
    text: str


@dataclass(frozen=True, kw_only=True)
class ChangeIdeaRemoved(_ImprovementFact):
    sentence = _("An idea for change was removed: {text}")
    text: str


@dataclass(frozen=True, kw_only=True)
class _CycleFact(_ImprovementFact):
    also = {"cycle": "cycle_key"}
    cycle_key: str
    number: int


@dataclass(frozen=True, kw_only=True)
class CycleStarted(_CycleFact):
    sentence = _("Test {number} was planned, to begin on {starts_on}: {title}")
    days = ("starts_on",)
    title: str
    starts_on: datetime.date


@dataclass(frozen=True, kw_only=True)
class CycleReplanned(_CycleFact):
    sentence = _("The plan of test {number} was changed.")


@dataclass(frozen=True, kw_only=True)
class CycleLearned(_CycleFact):
    sentence = _("Test {number} has a result. What we learned: {learning}")
    learning: str
    verdict: str


@dataclass(frozen=True, kw_only=True)
class CycleRemarked(_CycleFact):
    sentence = _("Somebody on the team ({part}) said something about test {number}.")
    labels = {"part": _PARTS}
    part: str


@dataclass(frozen=True, kw_only=True)
class _MeasureFact(_ImprovementFact):
    also = {"measure": "measure_key"}
    measure_key: str
    name: str


@dataclass(frozen=True, kw_only=True)
class MeasureAdded(_MeasureFact):
    sentence = _("A measure was added: {name}.")
    kind_of_measure: str
    theme_key: str = ""


@dataclass(frozen=True, kw_only=True)
class MeasureChanged(_MeasureFact):
    sentence = _("The measure “{name}” was changed.")


@dataclass(frozen=True, kw_only=True)
class MeasureRemoved(_MeasureFact):
    sentence = _("The measure “{name}” was removed; it had no readings.")


@dataclass(frozen=True, kw_only=True)
class ReadingsEntered(_MeasureFact):
    sentence = _("Readings of “{name}” were entered: {count}, from {first_on} to {last_on}.")
    days = ("first_on", "last_on")
    count: int
    added: int
    changed: int
    first_on: datetime.date
    last_on: datetime.date


@dataclass(frozen=True, kw_only=True)
class ReadingChanged(_MeasureFact):
    sentence = _("The reading of “{name}” for {on} was changed from {before} to {after}.")
    days = ("on",)
    on: datetime.date
    before: float
    after: float


@dataclass(frozen=True, kw_only=True)
class ReadingRemoved(_MeasureFact):
    sentence = _("The reading of “{name}” for {on}, {before}, was removed.")
    days = ("on",)
    on: datetime.date
    before: float


@dataclass(frozen=True, kw_only=True)
class LimitsFrozen(_MeasureFact):
    sentence = _("The limits of “{name}” rest on the readings up to {on}: {reason}")
    days = ("on",)
    on: datetime.date
    reason: str


@dataclass(frozen=True, kw_only=True)
class LimitsReleased(_MeasureFact):
    sentence = _("The limits of “{name}” rest on all readings again: {reason}")
    reason: str


@dataclass(frozen=True, kw_only=True)
class LimitsRebased(_MeasureFact):
    sentence = _("The limits of “{name}” are worked out anew from {on}: {reason}")
    days = ("on",)
    on: datetime.date
    reason: str


@dataclass(frozen=True, kw_only=True)
class RebasingUndone(_MeasureFact):
    sentence = _("The limits of “{name}” no longer start anew on {on}: {reason}")
    days = ("on",)
    on: datetime.date
    reason: str
