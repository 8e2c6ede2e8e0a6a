"""What do readers see of a text in which some words are covered?

A mask names a passage by the positions of its characters and says what stands in its place. The text itself is never
changed, so a hash of it stays good and taking a mask away gives back every letter. Masks that touch or overlap are one;
a mask never cuts a character in two: marks and joiners that belong to its last letter are covered with it.

Source: positions as in `text_passages` (code points, `end` excluded); what belongs to a letter: Unicode general
categories Mn, Mc, Me and Cf, and the modifiers of emoji (UAX #29, extended grapheme clusters, in short).
"""

import unicodedata
from collections.abc import Iterable, Sequence

MaskOf = tuple[int, int, str]
"""Characters `start` to `end - 1`, and what stands in their place."""

_BELONGS_TO_LETTER = frozenset({"Mn", "Mc", "Me", "Cf"})
_FIRST_MODIFIER, _LAST_MODIFIER = "\U0001f3fb", "\U0001f3ff"


def masks_of(text: str, passages: Iterable[tuple[int, int]], instead: str) -> list[MaskOf]:
    """One mask for each stretch that any of the passages covers, in order, each around whole characters.

    Positions outside the text are cut to it; empty passages are left out. Source: the module docstring.

    >>> masks_of("a bad bad day", [(2, 5), (4, 9)], "[…]")
    [(2, 9, '[…]')]
    """
    found: list[MaskOf] = []
    for start, end in sorted(passages):
        start, end = max(start, 0), _whole(text, min(end, len(text)))
        if start >= end:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end), instead)
        else:
            found.append((start, end, instead))
    return found


def _whole(text: str, end: int) -> int:
    while 0 < end < len(text) and _belongs_to_letter(text[end]):
        end += 1
    return end


def _belongs_to_letter(sign: str) -> bool:
    return unicodedata.category(sign) in _BELONGS_TO_LETTER or _FIRST_MODIFIER <= sign <= _LAST_MODIFIER


def masked(text: str, masks: Sequence[Sequence[int | str]], *, start: int = 0, end: int | None = None) -> str:
    """Characters `start` to `end - 1` of the text as readers see them: each mask, even one that lies only partly
    within, stands once in its place.

    `masks` as `masks_of` gives them, in order and apart. Source: the module docstring.

    >>> masked("What a dump!", [(7, 11, "[hidden word]")])
    'What a [hidden word]!'
    >>> masked("What a dump!", [(7, 11, "[hidden word]")], start=0, end=9)
    'What a [hidden word]'
    """
    end = len(text) if end is None else end
    pieces, place = [], start
    for first, last, instead in masks:
        first, last = int(first), int(last)
        if first < end and last > start:
            pieces += [text[place : max(first, start)], str(instead)]
            place = last
    return "".join([*pieces, text[place:end]])


def covered(text: str, masks: Sequence[Sequence[int | str]], sign: str = "•") -> str:
    """The text with every letter of a mask covered by a sign: as many characters as before, each in its place, for
    whoever points at passages of it. Spaces stay.

    Source: the module docstring.

    >>> covered("What a dump!", [(7, 11, "[hidden word]")])
    'What a ••••!'
    """
    letters = list(text)
    for first, last, _instead in masks:
        for place in range(int(first), int(last)):
            letters[place] = letters[place] if letters[place].isspace() else sign
    return "".join(letters)
