"""What a word announces: "ward 12" after ward, a postcode after "postcode", a street before "Road"."""

from collections.abc import Callable, Iterable

from openward.methods.identifiers.addresses import box_at, street_at
from openward.methods.identifiers.circumstances import great_age_at, nineties_at, ward_at
from openward.methods.identifiers.codes import numbered_at, plate_after, postcode_after
from openward.methods.identifiers.dates import worded_date_at
from openward.methods.identifiers.lexicon import STREET
from openward.methods.identifiers.links import account_at
from openward.methods.identifiers.passages import Identifier
from openward.methods.identifiers.tokens import Words
from openward.methods.identifiers.vocabulary import (
    ACCOUNT_WORDS,
    AGE_WORDS,
    BOX_WORDS,
    MONTHS,
    POSTCODE_WORDS,
    RECORD_WORDS,
    SEASONS,
    VEHICLE_WORDS,
    WARD_WORDS,
    WEEKDAYS,
)

_Rule = Callable[[Words, int], Identifier | None]


def at_word(read: Words, roles: list[int], index: int) -> list[Identifier]:
    """Everything but names that the word at `index` announces or ends. Raises nothing.

    >>> from openward.methods.identifiers.lexicon import roles
    >>> from openward.methods.identifiers.tokens import words_of
    >>> read = words_of("on ward 12")
    >>> [one.kind.value for one in at_word(read, [roles()[word] for word in read.words], 1)]
    ['ward']
    """
    found = [rule(read, index) for rule in _RULES.get(read.lower[index], ())]
    if roles[index] & STREET:
        found.append(street_at(read, roles, index))
    return [one for one in found if one is not None]


def _rules() -> dict[str, tuple[_Rule, ...]]:
    """Word -> the rules to try there."""
    listed: tuple[tuple[_Rule, Iterable[str]], ...] = (
        (worded_date_at, MONTHS | SEASONS | WEEKDAYS),
        (numbered_at, RECORD_WORDS),
        (ward_at, WARD_WORDS),
        (postcode_after, POSTCODE_WORDS),
        (plate_after, VEHICLE_WORDS),
        (account_at, ACCOUNT_WORDS),
        (box_at, BOX_WORDS),
        (great_age_at, AGE_WORDS - {"nineties"}),
        (nineties_at, ("nineties",)),
    )
    rules: dict[str, tuple[_Rule, ...]] = {}
    for rule, words in listed:
        for word in words:
            rules[word] = (*rules.get(word, ()), rule)
    return rules


_RULES = _rules()
