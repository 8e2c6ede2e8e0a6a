"""Words that an organisation wants to know of, and what should follow from each."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources

from openward.methods.phrases import Phrases


class Effect(StrEnum):
    """What follows from a watched word."""

    HOLD = "hold"
    MASK = "mask"
    NUDGE = "nudge"
    ROUTE = "route"


@dataclass(frozen=True, slots=True)
class Watched:
    """A phrase in the language of `openward.methods.phrases`, what follows from it, and why, in the list's words."""

    phrase: str
    effect: Effect
    why: str


class WatchedWords:
    """A list of watched words, made ready for any number of texts. A thousand cost about what ten do.

    Raises `UnusablePhraseError` for a phrase that cannot be looked for; the message names it.

    >>> words = WatchedWords([Watched("waste of space", Effect.NUDGE, "unkind")])
    >>> [(start, end, found.why) for start, end, found in words.find("What a waste of space!")]
    [(7, 21, 'unkind')]
    """

    def __init__(self, watched: Iterable[Watched]) -> None:
        self._watched = tuple(watched)
        self._phrases = Phrases((str(number), one.phrase) for number, one in enumerate(self._watched))

    def __len__(self) -> int:
        return len(self._watched)

    @property
    def listed(self) -> tuple[Watched, ...]:
        """The list as it was given.

        >>> WatchedWords([Watched("dump", Effect.NUDGE, "unkind")]).listed[0].phrase
        'dump'
        """
        return self._watched

    def find(self, text: str) -> list[tuple[int, int, Watched]]:
        """(start, end, which) of every watched word in the text, in order."""
        return [(found.start, found.end, self._watched[int(found.key)]) for found in self._phrases.find(text)]


@functools.cache
def default_watched_words() -> WatchedWords:
    """The few words that every list begins with; organisations add their own. Read once from default_watched.txt.

    >>> len(default_watched_words()) > 10
    True
    """
    listed = resources.files(__package__) / "default_watched.txt"
    lines = (line.split("\t") for line in listed.read_text(encoding="utf-8").splitlines() if line[:1] not in ("#", ""))
    return WatchedWords(Watched(phrase, Effect(effect), why) for effect, phrase, why in lines)
