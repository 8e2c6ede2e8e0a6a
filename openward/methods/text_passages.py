"""Where in a text is this passage, and where is it after the text was revised?

A passage is named by the positions of its characters. To find it again in a changed text, an anchor keeps the
quote with a little of what stood around it, as the W3C Web Annotation Data Model does (TextQuoteSelector and
TextPositionSelector, https://www.w3.org/TR/annotation-model/). Assumption: only an unchanged quote is the
same passage; a reworded one has to be coded again by a person, so it is reported lost.
"""

import unicodedata
from dataclasses import dataclass

CONTEXT = 32
"""Characters of context that an anchor keeps on either side of the quote."""


class UnusablePassageError(ValueError):
    """The positions lie outside the text, are empty, hold only white space or cut a character in two."""


@dataclass(frozen=True)
class Passage:
    """Characters `start` to `end - 1` of a text, and what they say."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True)
class Anchor:
    """A passage as it can be found again: the quote, what stood around it, and where it began."""

    quote: str
    before: str
    after: str
    start: int


def locate(text: str, start: int, end: int) -> Passage:
    """The passage from `start` to `end` of `text`, without white space at its edges.

    Positions count characters (code points) from 0, `end` excluded, and are those of the trimmed passage in
    the result. Raises `UnusablePassageError` when they lie outside the text or the wrong way round, when
    nothing but white space is left, or when the passage would begin or end inside a character (between two
    surrogates, or before a combining mark or a joiner). Source: the module docstring.

    >>> locate("We waited. Nobody came.", 10, 23)
    Passage(start=11, end=23, quote='Nobody came.')
    """
    if not 0 <= start < end <= len(text):
        raise UnusablePassageError(f"no passage from {start} to {end} in {len(text)} characters")
    quote = text[start:end]
    start += len(quote) - len(quote.lstrip())
    end -= len(quote) - len(quote.rstrip())
    if start >= end:
        raise UnusablePassageError("the passage holds only white space")
    if _cuts_character(text, start) or _cuts_character(text, end):
        raise UnusablePassageError(f"the passage from {start} to {end} cuts a character in two")
    return Passage(start, end, text[start:end])


def from_utf16(text: str, start: int, end: int) -> Passage:
    """`locate` for positions counted in UTF-16 units, as browsers count them (an emoji is two).

    Raises `UnusablePassageError` as `locate` does, and when a position falls inside a pair. Source:
    ECMAScript, String.

    >>> from_utf16("😀 thank you", 3, 12).quote
    'thank you'
    """
    return locate(text, _character_at(text, start), _character_at(text, end))


def anchor(text: str, start: int, end: int) -> Anchor:
    """What to keep of the passage from `start` to `end` of `text`, so that `reanchor` can find it again.

    Positions as in `locate`, which trims and checks them; raises `UnusablePassageError`. Source: the module
    docstring.

    >>> anchor("We waited. Nobody came.", 11, 23)
    Anchor(quote='Nobody came.', before='We waited. ', after='', start=11)
    """
    passage = locate(text, start, end)
    return Anchor(
        quote=passage.quote,
        before=text[max(passage.start - CONTEXT, 0) : passage.start],
        after=text[passage.end : passage.end + CONTEXT],
        start=passage.start,
    )


def reanchor(new_text: str, kept: Anchor) -> Passage | None:
    """The passage of `kept` in `new_text`, or None when it is lost.

    Of several places with the same quote the one is taken whose surroundings agree in most characters with
    those kept; of equally good ones the one nearest to where the passage began. None when the quote is no
    longer there, or when two places are equally good and equally near: a guess would put somebody's code on
    the wrong words. Raises nothing. Source: the module docstring.

    >>> reanchor("Thank you. We waited long. Nobody came.", anchor("We waited. Nobody came.", 11, 23))
    Passage(start=27, end=39, quote='Nobody came.')
    """
    places = []
    found = new_text.find(kept.quote) if kept.quote else -1
    while found >= 0:
        end = found + len(kept.quote)
        if not _cuts_character(new_text, found) and not _cuts_character(new_text, end):
            agreement = _common_suffix(new_text[max(found - CONTEXT, 0) : found], kept.before)
            agreement += _common_prefix(new_text[end : end + CONTEXT], kept.after)
            places.append((-agreement, abs(found - kept.start), found))
        found = new_text.find(kept.quote, found + 1)
    places.sort()
    if not places or (len(places) > 1 and places[0][:2] == places[1][:2]):
        return None
    start = places[0][2]
    return Passage(start, start + len(kept.quote), kept.quote)


def _cuts_character(text: str, position: int) -> bool:
    if not 0 < position < len(text):
        return False
    before, after = text[position - 1], text[position]
    is_pair = "\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff"
    return is_pair or before == "\u200d" or after == "\u200d" or unicodedata.combining(after) > 0


def _character_at(text: str, unit: int) -> int:
    """The position in characters of a position in UTF-16 units."""
    position = units = 0
    while units < unit and position < len(text):
        units += 2 if text[position] > "\uffff" else 1
        position += 1
    if units != unit:
        raise UnusablePassageError(f"position {unit} lies outside the text or inside a character")
    return position


def _common_prefix(one: str, other: str) -> int:
    length = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        length += 1
    return length


def _common_suffix(one: str, other: str) -> int:
    return _common_prefix(one[::-1], other[::-1])
