"""Does a text hold something that could point to a person?

For the gentle warning before words are sent, and for researchers who want to publish stories: names of people and
staff, addresses, phone numbers, official and health numbers, dates, wards, number plates, accounts and links, and
combinations that together fit one person, each with its place in the text, how sure we are, why it matters, and
words that could stand instead. It is help for the writer, never a guarantee.

Sources: in each module. Assumptions: the text is prose; British order and forms first, then Irish, Australian, New
Zealand's, American, Canadian and Chinese ones. Every pattern has a bounded length and starts at a word, so the work
grows in step with the text. The rules are fixed and the word lists are plain files (lexicons/): the same text always
gives the same passages. A model of your own can add passages (`Recogniser`); none is shipped or loaded.
"""

from collections.abc import Iterable
from typing import Protocol

from openward.methods.identifiers.addresses import with_tail
from openward.methods.identifiers.announced import at_word
from openward.methods.identifiers.checks import is_nhs_number
from openward.methods.identifiers.chinese import chinese_in, in_chinese
from openward.methods.identifiers.combinations import combinations_in
from openward.methods.identifiers.dates import in_the_south
from openward.methods.identifiers.figures import at_figures, end_of_the_surest
from openward.methods.identifiers.lexicon import (
    CANDIDATE,
    CAPITAL,
    DIGITS,
    GIVEN,
    RULE,
    SURNAME,
    TRIGGER,
    UNKNOWN,
    roles,
)
from openward.methods.identifiers.links import links_in
from openward.methods.identifiers.names import Names
from openward.methods.identifiers.passages import (
    WHY,
    WHY_KEYS,
    Certainty,
    Identifier,
    Kind,
    without_overlaps,
)
from openward.methods.identifiers.tokens import plain, words_of

__all__ = [
    "WHY",
    "WHY_KEYS",
    "Certainty",
    "Identifier",
    "Kind",
    "Recogniser",
    "find_identifiers",
    "is_nhs_number",
    "retold",
]


_MAY_BE_ANNOUNCED = CAPITAL | GIVEN | SURNAME | UNKNOWN | TRIGGER
"""A word in lower case announces a name only when one of these follows..."""

_LOOK_FURTHER = frozenset({"name", "names", "surname", "call", "calls", "called"})
"""...or when it looks past the next word: "my name is"."""


class Recogniser(Protocol):
    """Something that finds further passages in a text, for instance a model that runs on your own machine.

    It gets the text as it was written and gives passages that lie within it; their kinds, confidences and reasons are
    its own affair (`why_key="model_found_it"` fits any). Where a passage overlaps another, the surer one is kept.
    """

    def __call__(self, text: str) -> Iterable[Identifier]:
        """Further passages of `text`."""


def find_identifiers(
    text: str, *, further: Recogniser | None = None, is_southern: bool = False
) -> tuple[Identifier, ...]:
    """The passages of `text` that may point to a person, in order, never overlapping.

    Positions count characters from 0; `text[found.start:found.end]` is the passage. Where two readings
    overlap, the surer one is kept, then the longer one, then the kind that comes first in `Kind`. `further` may add
    passages. Suggestions name seasons of the northern half of the world unless `is_southern`. Returns an
    empty tuple when nothing was found, which does not mean that nobody can be recognised.
    Raises nothing for any text; `ValueError` when `further` gives a passage that lies outside the text. Time grows
    in step with the length. Source: the module docstring.

    >>> [(found.kind.value, found.start, found.end) for found in find_identifiers("Ring me on 07700 900123.")]
    [('phone', 11, 23)]
    >>> find_identifiers("Nurse Sarah was kind.")[0].suggestion
    'The nurse'
    """
    readable = plain(text)
    read = words_of(readable)
    role_of = [*map(roles().__getitem__, read.words), 0, 0, 0]
    kept: list[Identifier] = []
    names: Names | None = None
    read_to = 0
    for index in [index for index, role in enumerate(role_of) if role & CANDIDATE]:
        role = role_of[index]
        if role & DIGITS:
            if read.starts[index] >= read_to:
                figures = at_figures(read, role_of, index)
                if figures:
                    kept += figures
                    read_to = end_of_the_surest(figures)
            continue
        if role & RULE:
            kept += at_word(read, role_of, index)
        if (
            role & CAPITAL
            or role_of[index + 1] & _MAY_BE_ANNOUNCED
            or role & GIVEN
            or read.lower[index] in _LOOK_FURTHER
        ):
            if names is None:
                names = Names(read, role_of)
            names.at(index)
    if "." in readable or "@" in readable or "/" in readable:
        kept += links_in(readable)
    if not readable.isascii():
        kept = in_chinese(readable, kept)
        kept += chinese_in(readable)
    if names is not None:
        names.again()
        kept += names.found
    if any(one.kind is Kind.ADDRESS for one in kept):
        kept = [with_tail(read, one) if one.kind is Kind.ADDRESS else one for one in kept]
    if kept:
        kept += combinations_in(read, role_of, kept)
    if is_southern:
        kept = [in_the_south(one) if one.kind in (Kind.DATE, Kind.PARTIAL_DATE) else one for one in kept]
    if further is not None:
        kept += _within(text, further(text))
    return without_overlaps(kept, len(text)) if kept else ()


def retold(text: str, found: Iterable[Identifier]) -> str:
    """The text with each passage's suggestion in its place. Raises nothing for passages that do not overlap.

    It is a first draft for the writer, not a safe text: what was not found is still there.

    >>> text = "Nurse Sarah rang my son Jack on 12 March 2024."
    >>> retold(text, find_identifiers(text))
    'The nurse rang my son on a day in spring.'
    """
    pieces = []
    at = 0
    for one in sorted(found, key=lambda one: one.start):
        pieces += [text[at : one.start], one.suggestion]
        at = one.end
    return "".join([*pieces, text[at:]])


def _within(text: str, further: Iterable[Identifier]) -> list[Identifier]:
    kept = list(further)
    for one in kept:
        if not 0 <= one.start < one.end <= len(text):
            raise ValueError(f"a passage from {one.start} to {one.end} lies outside a text of {len(text)} characters")
    return kept
