"""Which model of use fits a plan, why, and how many hours would moderating it take?

Ranking adds up weights that a person wrote down beside the findings that justify them; nothing is learned or
hidden. The hours are a range that lists every assumption. The nine models are Openward's, after Walsh et al.
2021, Digital Health 7, doi 10.1177/2055207621996870; they are not the published typology. Assumption: answers
count independently of one another. See docs/methods/models_of_use.md.
"""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

LARGEST_WEIGHT = 3


class UnusableProfileError(ValueError):
    """A profile breaks its own rules: a weight out of range or without a finding, a model named twice."""


class UnknownAnswerError(ValueError):
    """An answer names a question or an option that no profile knows: a misprint must not count as silence."""


@dataclass(frozen=True)
class Weight:
    """How far one option speaks for (1 to 3) or against (-1 to -3) a model, and the findings behind it."""

    question: str
    option: str
    weight: int
    finding_ids: tuple[str, ...]


@dataclass(frozen=True)
class ModelProfile:
    """One model of use with its weights, in the order of the planner's questions and options."""

    model: str
    weights: tuple[Weight, ...]


@dataclass(frozen=True)
class Reason:
    """One answer that speaks for or against a model."""

    model: str
    answer_key: str
    option: str
    weight: int
    finding_ids: tuple[str, ...]

    @property
    def is_for(self) -> bool:
        return self.weight > 0

    @property
    def direction(self) -> str:
        return "for" if self.is_for else "against"


@dataclass(frozen=True)
class RankedModel:
    """A model with its place from 1, its score (the sum of its reasons) and its reasons."""

    model: str
    place: int
    score: int
    reasons: tuple[Reason, ...]


Answers = Mapping[str, str | Collection[str]]


def profiles_from(document: Mapping[str, Any]) -> tuple[ModelProfile, ...]:
    """The profiles in a document of the form of `engagements/evidence/models_of_use.json`, already read.

    Raises `UnusableProfileError` for a model named twice, a weight that is zero or beyond -3 to 3, or a
    weight without a finding; `KeyError` for a missing part. Source: the module docstring.

    >>> entry = {"weight": 3, "findings": ["MOD-02"]}
    >>> document = {"models": [{"id": "MOD-02", "weights": {"aim": {"gather_experience": entry}}}]}
    >>> profiles_from(document)[0].weights[0].finding_ids
    ('MOD-02',)
    """
    profiles = tuple(
        ModelProfile(
            model["id"],
            tuple(
                Weight(question, option, entry["weight"], tuple(entry["findings"]))
                for question, options in model["weights"].items()
                for option, entry in options.items()
            ),
        )
        for model in document["models"]
    )
    _check(profiles)
    return profiles


def rank_models(answers: Answers, profiles: Iterable[ModelProfile]) -> tuple[RankedModel, ...]:
    """All models, best fit first, each with every reason for and against.

    `answers` maps a question to one option or to several; unanswered questions count neither way. The score
    is the sum of the weights of the options given, in no unit. Reasons come strongest first, then in the
    order of the profile. Equal scores are ordered by model id, so that the same answers always give the same
    list. Raises `UnknownAnswerError` for a question or option that no profile knows, `UnusableProfileError`.
    Source: the module docstring.

    >>> weights = (Weight("aim", "consult", 2, ("MOD-03",)),)
    >>> profiles = [ModelProfile("MOD-01", ()), ModelProfile("MOD-03", weights)]
    >>> ranked = rank_models({"aim": "consult"}, profiles)
    >>> [(model.model, model.score) for model in ranked], ranked[0].reasons[0].direction
    ([('MOD-03', 2), ('MOD-01', 0)], 'for')
    """
    profiles = tuple(profiles)
    _check(profiles)
    given = {question: _options(answer) for question, answer in answers.items()}
    known = {(weight.question, weight.option) for profile in profiles for weight in profile.weights}
    questions = {question for question, _ in known}
    unknown = {(question, option) for question in given for option in given[question]} - known
    unknown |= {(question, "") for question in given if question not in questions}
    if unknown:
        raise UnknownAnswerError(f"no profile knows {sorted(unknown)}")
    scored = []
    for profile in profiles:
        reasons = [
            Reason(profile.model, weight.question, weight.option, weight.weight, weight.finding_ids)
            for weight in profile.weights
            if weight.option in given.get(weight.question, ())
        ]
        reasons.sort(key=lambda reason: -abs(reason.weight))
        scored.append((profile.model, sum(reason.weight for reason in reasons), tuple(reasons)))
    scored.sort(key=lambda entry: (-entry[1], entry[0]))
    return tuple(RankedModel(model, place, score, reasons) for place, (model, score, reasons) in enumerate(scored, 1))


def _options(answer: str | Collection[str]) -> frozenset[str]:
    if isinstance(answer, str):
        return frozenset({answer} if answer else ())
    return frozenset(answer)


def _check(profiles: tuple[ModelProfile, ...]) -> None:
    names = [profile.model for profile in profiles]
    if len(names) != len(set(names)):
        raise UnusableProfileError("a model is named twice")
    for profile in profiles:
        for weight in profile.weights:
            if not 1 <= abs(weight.weight) <= LARGEST_WEIGHT or not weight.finding_ids:
                raise UnusableProfileError(
                    f"{profile.model}, {weight.question}: {weight.option} needs a finding and a weight "
                    f"from 1 to {LARGEST_WEIGHT} or from -1 to -{LARGEST_WEIGHT}"
                )


@dataclass(frozen=True)
class Range:
    """From `low` to `high`, both possible."""

    low: float
    high: float


class ModerationMode(StrEnum):
    """When a person reads what was sent; the words are those of a space."""

    BEFORE = "before"
    NEWCOMERS = "newcomers"
    AFTER = "after"
    REPORTED = "reported"


class Enough(StrEnum):
    """Whether the hours that people have cover the hours that moderating takes."""

    YES = "enough"
    TIGHT = "tight"
    NO = "too_few"


@dataclass(frozen=True)
class Assumption:
    """One figure behind the estimate, in items, minutes or share; `is_given` when the planner changed it."""

    key: str
    value: Range
    unit: str
    is_given: bool


@dataclass(frozen=True)
class HoursEstimate:
    """Hours a week, rounded outwards to half hours, and everything they rest on."""

    low: float
    high: float
    assumptions: tuple[Assumption, ...]

    def cover(self, hours_available: float) -> Enough:
        """Whether `hours_available` a week are enough, tight (they cover the low end only) or too few."""
        if hours_available >= self.high:
            return Enough.YES
        return Enough.TIGHT if hours_available >= self.low else Enough.NO


READ_SHARES = {
    ModerationMode.BEFORE: Range(1.0, 1.0),
    ModerationMode.NEWCOMERS: Range(0.4, 1.0),
    ModerationMode.AFTER: Range(0.2, 1.0),
    ModerationMode.REPORTED: Range(0.02, 0.2),
}
MINUTES_PER_ITEM = Range(2, 5)
DIFFICULT_SHARE = Range(0.05, 0.2)
MINUTES_PER_DIFFICULT_ITEM = Range(10, 30)
MINUTES_PER_ANSWER = Range(10, 30)


def moderation_hours(
    expected_per_week: Range,
    minutes_per_item: Range = MINUTES_PER_ITEM,
    mode: ModerationMode | str = ModerationMode.BEFORE,
    *,
    difficult_share: Range = DIFFICULT_SHARE,
    minutes_per_difficult_item: Range = MINUTES_PER_DIFFICULT_ITEM,
    answered_share: Range | None = None,
    minutes_per_answer: Range = MINUTES_PER_ANSWER,
) -> HoursEstimate:
    """Hours a week that reading, deciding and, if wished, answering take, as a range.

    `expected_per_week` counts contributions; minutes are per item; shares lie between 0 and 1. `mode` sets
    the share of contributions that a person reads in time. `answered_share` adds the answers of staff; None
    leaves them out. Low and high ends are worked out with all low and all high figures and rounded outwards
    to half hours. Raises `ValueError` for a negative figure, a share above 1, a range upside down or an
    unknown mode. Source: no study gives these minutes; the figures are Openward's assumptions, listed in the
    result so that each host can put in its own.

    >>> estimate = moderation_hours(Range(20, 40))
    >>> estimate.low, estimate.high, estimate.cover(4).value
    (0.5, 7.5, 'tight')
    """
    read = READ_SHARES[ModerationMode(mode)]
    assumptions = [
        _assumption("expected_per_week", expected_per_week, "items", None),
        _assumption("read_share", read, "share", read),
        _assumption("minutes_per_item", minutes_per_item, "minutes", MINUTES_PER_ITEM),
        _assumption("difficult_share", difficult_share, "share", DIFFICULT_SHARE),
        _assumption("minutes_per_difficult_item", minutes_per_difficult_item, "minutes", MINUTES_PER_DIFFICULT_ITEM),
    ]
    low = expected_per_week.low * (
        read.low * minutes_per_item.low + difficult_share.low * minutes_per_difficult_item.low
    )
    high = expected_per_week.high * (
        read.high * minutes_per_item.high + difficult_share.high * minutes_per_difficult_item.high
    )
    if answered_share is not None:
        assumptions.append(_assumption("answered_share", answered_share, "share", None))
        assumptions.append(_assumption("minutes_per_answer", minutes_per_answer, "minutes", MINUTES_PER_ANSWER))
        low += expected_per_week.low * answered_share.low * minutes_per_answer.low
        high += expected_per_week.high * answered_share.high * minutes_per_answer.high
    return HoursEstimate(math.floor(low / 30) / 2, math.ceil(high / 30) / 2, tuple(assumptions))


def _assumption(key: str, value: Range, unit: str, default: Range | None) -> Assumption:
    top = 1.0 if unit == "share" else math.inf
    if not 0 <= value.low <= value.high <= top or math.isinf(value.high):
        raise ValueError(f"{key} cannot run from {value.low} to {value.high}")
    return Assumption(key, value, unit, value != default)
