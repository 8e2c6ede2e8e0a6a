"""Facts about decisions on words that were reported or come upon, and about measures that follow from them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openward.ledger.events import Fact
from openward.safety.events.cases import CaseFact

OUTCOMES: dict[str, str | Promise] = {
    "keep": _("they stay as they are"),
    "label": _("they are shown with a note"),
    "correct": _("a correction with a source was pinned below them"),
    "limit": _("replies to them are closed"),
    "community_only": _("only members see them"),
    "hide": _("they are hidden for now"),
    "remove": _("they were removed"),
    "propose_edit": _("other words were suggested"),
}
STEPS: dict[str, str | Promise] = {
    "ok": _("none"),
    "nudged": _("reminded of the rules"),
    "warned": _("warned"),
    "rate_limited": _("one message an hour"),
    "pre_moderated": _("read before anything is shown"),
    "read_only": _("reading only, for a time"),
    "suspended": _("not taking part, for a time"),
    "removed": _("not taking part any more"),
}
PLACE_MEASURES: dict[str, str | Promise] = {
    "slow_mode": _("slow mode"),
    "cool_down": _("cool-down"),
    "lock": _("closed to new words"),
    "scheduled_close": _("closes at a set time"),
    "raid": _("raid mode"),
}


@dataclass(frozen=True, kw_only=True)
class CaseDecided(CaseFact):
    sentence = _("A person decided about the words: {outcome}.")
    labels = {"outcome": OUTCOMES}
    decision_key: str
    outcome: str
    revision_hash: str


@dataclass(frozen=True, kw_only=True)
class HiddenForNow(CaseFact):
    """An interim step that several reports, or a report that somebody can be recognised, set off by themselves."""

    sentence = _("The words were hidden for at most {hours} hours, until a person has looked.")
    decision_key: str
    hours: int


@dataclass(frozen=True, kw_only=True)
class DecisionUndone(CaseFact):
    sentence = _("A decision was undone, with everything that followed from it.")
    decision_key: str


@dataclass(frozen=True, kw_only=True)
class RestrictionEnded(CaseFact):
    sentence = _("The time of the restriction was over, and it was lifted.")
    decision_key: str


@dataclass(frozen=True, kw_only=True)
class StepTaken(Fact):
    sentence = _("A step on the ladder of measures was taken: {step}.")
    labels = {"step": STEPS}
    subject = "persona"
    also = {"space": "space_key"}
    step: str
    decision_key: str


@dataclass(frozen=True, kw_only=True)
class StepEnded(Fact):
    sentence = _("A measure on a person ended.")
    subject = "persona"
    also = {"space": "space_key"}
    step: str


@dataclass(frozen=True, kw_only=True)
class PlaceMeasureSet(Fact):
    sentence = _("A measure was set for everybody here: {measure}. Reason: {reason}")
    labels = {"measure": PLACE_MEASURES}
    subject = "space"
    also = {"contribution": "thread_key"}
    measure: str
    reason: str
    thread_key: str


@dataclass(frozen=True, kw_only=True)
class PlaceMeasureLifted(Fact):
    sentence = _("A measure for everybody here was lifted: {measure}.")
    labels = {"measure": PLACE_MEASURES}
    subject = "space"
    also = {"contribution": "thread_key"}
    measure: str
    thread_key: str
