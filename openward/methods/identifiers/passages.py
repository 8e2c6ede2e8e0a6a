"""What a found passage is, and which of two overlapping ones is kept."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What was found; of two readings of the same characters the earlier kind is kept."""

    EMAIL = "email"
    NHS_NUMBER = "nhs_number"
    HOSPITAL_NUMBER = "hospital_number"
    PHONE = "phone"
    POSTCODE = "postcode"
    DATE = "date"


class Certainty(StrEnum):
    """`SURE`: the form leaves little doubt. `POSSIBLE`: it may as well be something harmless."""

    SURE = "sure"
    POSSIBLE = "possible"


@dataclass(frozen=True)
class Identifier:
    """Characters `start` to `end - 1` of the text may point to a person; `why_key` says why."""

    kind: Kind
    start: int
    end: int
    why_key: str
    certainty: Certainty


WHY_KEYS = (
    "email_reaches_you",
    "phone_reaches_you",
    "nhs_number_names_you",
    "hospital_number_names_you",
    "postcode_finds_home",
    "exact_date_finds_record",
    "day_and_month_find_record",
)
"""Every key that `find_identifiers` can give: each needs a sentence that says why the passage matters."""

_RANKS = {kind: rank for rank, kind in enumerate(Kind)}


def without_overlaps(found: list[Identifier], length: int) -> tuple[Identifier, ...]:
    """The surest, then longest, then most telling of passages that overlap, in the order of the text.

    `length` is the number of characters of the text. Raises nothing.

    >>> long = Identifier(Kind.DATE, 0, 13, "exact_date_finds_record", Certainty.SURE)
    >>> short = Identifier(Kind.DATE, 0, 8, "day_and_month_find_record", Certainty.POSSIBLE)
    >>> without_overlaps([short, long], 13) == (long,)
    True
    """
    taken = bytearray(length)
    kept = []
    for one in sorted(found, key=_best_first):
        if not any(taken[one.start : one.end]):
            taken[one.start : one.end] = b"\x01" * (one.end - one.start)
            kept.append(one)
    return tuple(sorted(kept, key=lambda one: one.start))


def _best_first(one: Identifier) -> tuple[bool, int, int, int]:
    return (one.certainty is not Certainty.SURE, one.start - one.end, _RANKS[one.kind], one.start)
