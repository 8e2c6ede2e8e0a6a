"""What a found passage is, why it matters, and which of two overlapping ones is kept."""

import itertools
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What was found; of two readings of the same characters the earlier kind is kept."""

    EMAIL = "email"
    LINK = "link"
    HANDLE = "handle"
    NHS_NUMBER = "nhs_number"
    HEALTH_NUMBER = "health_number"
    NATIONAL_NUMBER = "national_number"
    BANK_NUMBER = "bank_number"
    HOSPITAL_NUMBER = "hospital_number"
    NETWORK_ADDRESS = "network_address"
    PHONE = "phone"
    POSTCODE = "postcode"
    ADDRESS = "address"
    DATE = "date"
    PARTIAL_DATE = "partial_date"
    AGE = "age"
    WARD = "ward"
    VEHICLE = "vehicle"
    STAFF_NAME = "staff_name"
    NAME = "name"
    COMBINATION = "combination"


class Certainty(StrEnum):
    """`SURE`: the form leaves little doubt. `POSSIBLE`: it may as well be something harmless."""

    SURE = "sure"
    POSSIBLE = "possible"


SURE_FROM = 0.8
"""The confidence from which a passage counts as sure."""


WHY = {
    "email_reaches_you": "An e-mail address: strangers could write to it.",
    "phone_reaches_you": "A phone number: strangers could ring it.",
    "link_leads_to_you": "A link: it may lead to a page about one person.",
    "handle_is_your_account": "A name on a social network: it leads to one person's page.",
    "nhs_number_names_you": "It has the form of an NHS number, which belongs to one person.",
    "health_number_names_you": "It has the form of a health or insurance number, which belongs to one person.",
    "national_number_names_you": "It has the form of an official number, which belongs to one person.",
    "bank_number_is_yours": "It has the form of a bank or card number: it belongs to one person.",
    "hospital_number_names_you": "A hospital or record number: staff could find the record.",
    "network_address_is_yours": "An internet address: it may lead to one home.",
    "postcode_finds_home": "A postcode: it leads to a few houses.",
    "address_finds_home": "A street or an address: it may lead to one home.",
    "exact_date_finds_record": "A full date: with the service it can lead to one person.",
    "day_and_month_find_record": "A day and a month: with the service they can lead to one person.",
    "part_of_date_narrows": "Part of a date: with a place and a role it can lead to one person.",
    "great_age_is_rare": "An age over 89: few people are that old.",
    "ward_narrows": "A ward or a bed: with a date it can lead to one person.",
    "vehicle_has_owner": "It has the form of a number plate: it leads to one owner.",
    "staff_name_names_them": "The name of somebody who works there.",
    "name_names_you": "A name: people who know this person will recognise them.",
    "together_they_narrow": "Together, this role, place and date may fit one person only.",
    "model_found_it": "A model that was added here takes this for something about one person.",
}
"""Every key that `find_identifiers` can give, and what it means in one plain sentence."""

WHY_KEYS = tuple(WHY)
"""Every key: each needs a sentence, in the reader's language, that says why the passage matters."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """Characters `start` to `end - 1` of the text may point to a person; `why_key` says why.

    `confidence` lies between 0 and 1: how often such a passage does point to somebody, as judged when the rule was
    written. `suggestion` can stand in the passage's place so that the story still reads well.
    """

    kind: Kind
    start: int
    end: int
    why_key: str
    confidence: float
    suggestion: str

    @property
    def certainty(self) -> Certainty:
        """The confidence in two steps."""
        return Certainty.SURE if self.confidence >= SURE_FROM else Certainty.POSSIBLE

    @property
    def why(self) -> str:
        """Why the passage matters, in one plain sentence."""
        return WHY[self.why_key]


_RANKS = {kind: rank for rank, kind in enumerate(Kind)}


def without_overlaps(found: list[Identifier], length: int) -> tuple[Identifier, ...]:
    """The surest, then longest, then most telling of passages that overlap, in the order of the text.

    `length` is the number of characters of the text. Raises nothing.

    >>> long = Identifier(Kind.DATE, 0, 13, "exact_date_finds_record", 0.9, "a day in spring")
    >>> short = Identifier(Kind.DATE, 0, 8, "day_and_month_find_record", 0.6, "a day in spring")
    >>> without_overlaps([short, long], 13) == (long,)
    True
    """
    found.sort(key=_by_start)
    if all(one.end <= after.start for one, after in itertools.pairwise(found)):
        return tuple(found)
    taken = bytearray(length)
    kept = []
    for one in sorted(found, key=_best_first):
        if not any(taken[one.start : one.end]):
            taken[one.start : one.end] = b"\x01" * (one.end - one.start)
            kept.append(one)
    return tuple(sorted(kept, key=_by_start))


def _by_start(one: Identifier) -> int:
    return one.start


def _best_first(one: Identifier) -> tuple[bool, int, int, int]:
    return (one.confidence < SURE_FROM, one.start - one.end, _RANKS[one.kind], one.start)
