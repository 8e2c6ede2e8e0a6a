"""Openward's nine models of use, after Walsh et al. 2021, and which of them fits a plan."""

import dataclasses
import functools
from collections.abc import Collection, Mapping

from openward.engagements.queries.evidence import document
from openward.methods.models_of_use import Answers, ModelProfile, profiles_from, rank_models


@dataclasses.dataclass(frozen=True, slots=True)
class ModelOfUse:
    """One of the nine, with the settings it presets for a space."""

    id: str
    name: str
    description: str
    communication: str
    host: str
    people: str
    stages: str
    presets: Mapping[str, str]
    listening_weeks: int
    expected_per_week: int


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """One question of the planner; `options` are (key, words)."""

    key: str
    label: str
    options: tuple[tuple[str, str], ...]


@dataclasses.dataclass(frozen=True, slots=True)
class ReasonGiven:
    """One answer that speaks for or against a model, in words, with the findings behind it."""

    question: str
    answer: str
    is_for: bool
    weight: int
    finding_ids: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Recommendation:
    """A model with its place and every reason for and against."""

    model: ModelOfUse
    place: int
    score: int
    reasons: tuple[ReasonGiven, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Control:
    """A control to choose for a risk, and what it rests on."""

    text: str
    finding_ids: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class KnownRisk:
    """A risk drawn from a finding, with controls to choose from."""

    finding_id: str
    text: str
    model_ids: tuple[str, ...]
    worries: tuple[str, ...]
    controls: tuple[Control, ...]


# How long people can contribute and how much comes in a week, where the plan does not say: starting points to be
# changed, from no study. A consultation and a campaign are short; a network goes on.
_LISTENING_WEEKS = {"MOD-03": 4, "MOD-04": 4, "MOD-05": 8, "MOD-06": 4, "MOD-07": 26, "MOD-08": 6}
_EXPECTED_PER_WEEK = {"MOD-01": 40, "MOD-03": 60, "MOD-04": 10, "MOD-05": 80, "MOD-06": 120, "MOD-09": 15}


_PLAIN = ("id", "name", "description", "communication", "host", "people", "stages")


@functools.cache
def models_of_use() -> tuple[ModelOfUse, ...]:
    """The nine, by id."""
    return tuple(
        ModelOfUse(
            **{name: entry[name] for name in _PLAIN},
            presets=entry["presets"],
            listening_weeks=_LISTENING_WEEKS.get(entry["id"], 12),
            expected_per_week=_EXPECTED_PER_WEEK.get(entry["id"], 20),
        )
        for entry in document("models_of_use.json")["models"]
    )


def model_of_use(model_id: str) -> ModelOfUse | None:
    """The model with this id ("MOD-02"), or None."""
    return next((model for model in models_of_use() if model.id == model_id), None)


@functools.cache
def questions() -> Mapping[str, Question]:
    """The planner's questions by key."""
    return {
        entry["key"]: Question(
            entry["key"], entry["label"], tuple((option["key"], option["label"]) for option in entry["options"])
        )
        for entry in document("models_of_use.json")["questions"]
    }


def recommendations(answers: Answers) -> tuple[Recommendation, ...]:
    """All nine, best fit first, each with its reasons in words."""
    asked = questions()
    ranked = rank_models(answers, _profiles())
    by_id = {model.id: model for model in models_of_use()}
    return tuple(
        Recommendation(
            by_id[one.model],
            one.place,
            one.score,
            tuple(
                ReasonGiven(
                    asked[reason.answer_key].label,
                    dict(asked[reason.answer_key].options)[reason.option],
                    reason.is_for,
                    abs(reason.weight),
                    reason.finding_ids,
                )
                for reason in one.reasons
            ),
        )
        for one in ranked
    )


@functools.cache
def _profiles() -> tuple[ModelProfile, ...]:
    return profiles_from(document("models_of_use.json"))


@functools.cache
def _all_risks() -> tuple[KnownRisk, ...]:
    return tuple(
        KnownRisk(
            entry["finding"],
            entry["text"],
            tuple(entry["models"]),
            tuple(entry["worries"]),
            tuple(Control(control["text"], tuple(control["findings"])) for control in entry["controls"]),
        )
        for entry in document("risks.json")["risks"]
    )


def known_risks(model_id: str, worries: Collection[str] = ()) -> tuple[KnownRisk, ...]:
    """The risks to settle for a model of use and for the worries that were named."""
    return tuple(
        risk for risk in _all_risks() if model_id in risk.model_ids or not set(risk.worries).isdisjoint(worries)
    )


def controls_for(finding_id: str) -> tuple[Control, ...]:
    """Controls to choose from for the risk that rests on a finding."""
    return next((risk.controls for risk in _all_risks() if risk.finding_id == finding_id), ())
