"""What measures of agreement give, and what to know before trusting them."""

from dataclasses import dataclass
from enum import StrEnum


class AgreementError(ValueError):
    """Agreement cannot be measured; the message says why in plain words."""


class UnusableRatingsError(AgreementError):
    """The ratings have the wrong shape, are infinite, or do not fit the level of measurement."""


class NothingToCompareError(AgreementError):
    """No unit was rated by two coders."""


class UnusableOptionsError(AgreementError):
    """An option is out of its range."""


class Level(StrEnum):
    """What differences between values mean."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


class CaveatKey(StrEnum):
    NO_VARIATION = "no_variation"
    FEW_UNITS = "few_units"
    LEFT_OUT = "left_out"
    LOW = "low"
    TENTATIVE = "tentative"
    UNCERTAIN = "uncertain"
    ONE_VALUE_RULES = "one_value_rules"
    DRAWS_WITHOUT_VARIATION = "draws_without_variation"
    RARE = "rare"


@dataclass(frozen=True)
class Caveat:
    """Something to know before trusting a measure: a key, a count of units, uses or draws, and a sentence."""

    key: CaveatKey
    count: int
    sentence: str


@dataclass(frozen=True)
class Alpha:
    """Krippendorff's alpha: 1 is perfect agreement, 0 what chance would give, below 0 is worse than chance.

    `alpha` is None where it is not defined: when all values are the same. `low` and `high` bound the bootstrap
    interval at `confidence`, None where no draw gave a value or none was asked for. `below_two_thirds` is the share of
    draws below 0.667, the least that Krippendorff would draw even tentative conclusions from. `observed` and
    `expected` are the disagreements D_o and D_e. `units` were rated by two coders or more, by `ratings` ratings in
    all; `left_out` by one coder or none. `percentage` is the share of pairs of ratings of one unit that are the same.
    """

    level: Level
    alpha: float | None
    low: float | None
    high: float | None
    confidence: float
    below_two_thirds: float | None
    observed: float
    expected: float
    percentage: float
    units: int
    ratings: int
    left_out: int
    values: int
    caveats: tuple[Caveat, ...]


@dataclass(frozen=True)
class Kappa:
    """Cohen's kappa of two coders, weighted or not: 1 is perfect agreement, 0 what chance would give.

    `kappa` is None where it is not defined: when both use one and the same value only. `observed` and `expected` are
    weighted disagreements between 0 and 1 (the largest weight). `low` and `high` bound the bootstrap interval, None
    where there is none. `percentage` is the share of units with the same value from both. `units` were rated by both;
    `left_out` by one of them or none.
    """

    weights: str
    kappa: float | None
    low: float | None
    high: float | None
    confidence: float
    observed: float
    expected: float
    percentage: float
    units: int
    left_out: int
    values: tuple[float, ...]
    caveats: tuple[Caveat, ...]


@dataclass(frozen=True)
class CodeAgreement:
    """How far coders agree on one code, of which a unit may carry several.

    `uses` is how often it was given to a unit that at least two coders read; `units` on how many of those units it
    stands at all. `percentage` is the share of pairs of coders who did the same, gave it or did not; `of_uses` the
    chance that a second coder gives it where a first one did, None when it was never used there. `alpha` (nominal) is
    None when nobody or everybody gave it. `low` and `high` bound the bootstrap interval.
    """

    code: str
    uses: int
    units: int
    percentage: float
    of_uses: float | None
    alpha: float | None
    low: float | None
    high: float | None
    caveats: tuple[Caveat, ...]
