"""Which word was meant? A misspelt word is read as the word of the lists that it is one slip away from.

One slip is a letter left out, put in, put wrong, or two letters changed over: suicde, killl, afriad. Only a word that
no dictionary holds is read anew, so that an ordinary word is never taken for one of the lists. Words that end in -in
without being in the dictionary are read as -ing, as they are said in much of Britain and Ireland: killin, hittin.

Source: deletion neighbourhoods for one edit, Damerau 1964 (one slip explains four out of five misspellings), in the
arrangement of Garbe's symmetric deletes. Assumption: English; Chinese characters pass unchanged.
"""

import functools
from collections.abc import Iterable

from openward.methods.identifiers.lexicon import COMMON, roles

SHORTEST = 3
"""A misspelt word of fewer letters could have been nearly any other."""

SHORTEST_MEANT = 4


class Respelling:
    """Reads misspelt words as the nearest of `meant`; words of a dictionary and of `meant` stay as they are.

    >>> Respelling(["suicide", "killing"]).word("suicde"), Respelling(["suicide", "killing"]).word("killin")
    ('suicide', 'killing')
    >>> Respelling(["hurt"]).word("hut")
    'hut'
    """

    def __init__(self, meant: Iterable[str]) -> None:
        self._meant = frozenset(meant)
        self._by_shape: dict[str, list[str]] = {}
        for word in sorted(self._meant):
            if len(word) >= SHORTEST_MEANT and word.isascii():
                for shape in _shapes(word):
                    self._by_shape.setdefault(shape, []).append(word)
        self.word = functools.lru_cache(maxsize=1 << 16)(self._word)

    def _word(self, form: str) -> str:
        if form in self._meant or len(form) < SHORTEST or not form.isascii() or _is_in_dictionary(form):
            return form
        if form.endswith("in") and (form + "g" in self._meant or _is_in_dictionary(form + "g")):
            return form + "g"
        near = {word for shape in _shapes(form) for word in self._by_shape.get(shape, ()) if _is_one_slip(form, word)}
        # Whoever misspells a word begins it rightly as a rule, and leaves out letters more often than they add some.
        return min(near, key=lambda word: (word[0] != form[0], len(form) - len(word), word), default=form)


def _is_in_dictionary(word: str) -> bool:
    return bool(roles().get(word, 0) & COMMON)


def _shapes(word: str) -> set[str]:
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}


def _is_one_slip(written: str, meant: str) -> bool:
    """Whether one letter left out, put in, put wrong, or two neighbours changed over make the one from the other."""
    if abs(len(written) - len(meant)) > 1:
        return False
    same = next((at for at, (one, other) in enumerate(zip(written, meant, strict=False)) if one != other), None)
    if same is None:
        return True
    left, right = written[same:], meant[same:]
    swapped = left[1:2] + left[:1] + left[2:]
    return left[1:] == right or left == right[1:] or left[1:] == right[1:] or swapped == right
