"""What a run of figures may be, judged by what is glued to it or follows it before any pattern is tried."""

from openward.methods.identifiers.circumstances import great_age_at
from openward.methods.identifiers.codes import code_at
from openward.methods.identifiers.dates import numeric_date_at
from openward.methods.identifiers.lexicon import CAPITAL, DIGITS, MONTH
from openward.methods.identifiers.numbers import network_address_at, numbers_at
from openward.methods.identifiers.passages import SURE_FROM, Identifier
from openward.methods.identifiers.tokens import Words

_AFTER_A_DAY = frozenset({"st", "nd", "rd", "th", "of", "年"})
_DATE_GAPS = frozenset({"/", ".", "-", " / ", " . ", " - "})
_LEAST_DIGITS_OF_A_NUMBER = 7


def at_figures(read: Words, roles: list[int], index: int) -> list[Identifier]:
    """Every reading of the figures at word `index` as date, number, code, age or internet address.

    `roles` are the words' roles with at least one 0 after the last. Raises nothing.

    >>> from openward.methods.identifiers.lexicon import roles
    >>> from openward.methods.identifiers.tokens import words_of
    >>> read = words_of("on 12/03/2024")
    >>> [one.kind.value for one in at_figures(read, [*(roles()[word] for word in read.words), 0], 1)]
    ['date']
    """
    word = read.words[index]
    size = len(word)
    after = read.gaps[index + 1]
    following = roles[index + 1]
    may_be_age = 1 < size < 4 and word[0] in "91"
    may_be_date = size < 5 and (following & (DIGITS | MONTH) or read.lower[index + 1][:2] in _AFTER_A_DAY)
    is_apart = read.gaps[index] != "" and after not in ("", "-") and not following & CAPITAL
    if size < 5 and is_apart and not may_be_date:
        # "45 minutes": by far the most common figures.
        found = [great_age_at(read, index)] if may_be_age else []
        if size == 4:
            found.append(code_at(read, index))
        return [one for one in found if one is not None]
    found = []
    if may_be_date and (after in _DATE_GAPS or not following & DIGITS):
        found.append(numeric_date_at(read, index))
    if after == "." and following & DIGITS and size < 4:
        found.append(network_address_at(read, index))
    if may_be_age:
        found.append(great_age_at(read, index))
    if size >= _LEAST_DIGITS_OF_A_NUMBER or (following & DIGITS and len(after) < 4):
        found.append(numbers_at(read, index))
    found.append(code_at(read, index))
    return [one for one in found if one is not None]


def end_of_the_surest(found: list[Identifier]) -> int:
    """Where the figures that are surely read end: what lies before need not be looked at again. 0 for none.

    >>> end_of_the_surest([])
    0
    """
    return max([one.end for one in found if one.confidence >= SURE_FROM], default=0)
