"""What does a passage say, as far as single words, neighbours and their meanings tell?

A feature is a word, two neighbours, a concept of `concepts.txt`, or two concepts one after the other within a few
words: so “I … not … wake” is one, however it was said. Chinese is read by characters, by two and three together, and
by concepts. What was learnt of features lies in weights.tsv; `weighing` adds it up.
"""

import functools
from collections.abc import Iterator, Sequence
from importlib import resources

from openward.methods.phrases import Word, words_of

REACH = 6
"""Two concepts belong together when at most so many words stand between their beginnings."""

LONGEST_RUN = 4

Features = dict[str, tuple[int, ...]]
"""Each feature of a passage, and the places of the words that make it."""


class Concepts:
    """Words and runs of words by the concepts that they belong to."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._runs: dict[tuple[str, ...], set[str]] = {}
        self._beginnings: dict[str, set[str]] = {}
        for line in lines:
            name, words = line.split(": ", 1)
            for word in words.split():
                if word.endswith("*"):
                    self._beginnings.setdefault(word[:-1].replace("_", ""), set()).add(name)
                else:
                    run = tuple(part.form for part in words_of(word.replace("_", " ")))
                    self._runs.setdefault(run, set()).add(name)
        self._longest_beginning = max(map(len, self._beginnings))

    @property
    def forms(self) -> frozenset[str]:
        """All whole words of the list."""
        return frozenset(form for run in self._runs for form in run)

    def at(self, forms: Sequence[str], place: int) -> Iterator[tuple[str, int]]:
        """(concept, number of words) of every run that begins at `place`."""
        for length in range(1, LONGEST_RUN + 1):
            for name in self._runs.get(tuple(forms[place : place + length]), ()):
                yield name, length
        for length in range(2, min(len(forms[place]), self._longest_beginning) + 1):
            for name in self._beginnings.get(forms[place][:length], ()):
                yield name, 1


@functools.cache
def concepts() -> Concepts:
    """The concepts that come with this package."""
    text = (resources.files(__package__) / "concepts.txt").read_text(encoding="utf-8")
    return Concepts([line for line in text.splitlines() if line and not line.startswith("#")])


def features_of(words: Sequence[Word]) -> Features:
    """The features of a passage: the words' plain forms are read, "" being the end of a sentence.

    >>> sorted(features_of(words_of("She let go")))
    ['=CONTROL', '=THEY', '=THEY CONTROL', 'go', 'let', 'let go', 'she', 'she let']
    """
    forms = [word.form for word in words]
    found: Features = {}
    meant: list[tuple[int, int, str]] = []
    for place, form in enumerate(forms):
        if not form:
            continue
        found.setdefault(form, (place,))
        is_sign = not form.isascii() and len(form) == 1
        for length in (2, 3) if is_sign else (2,):
            run = forms[place : place + length]
            if len(run) == length and all(run):
                found.setdefault(("" if is_sign else " ").join(run), tuple(range(place, place + length)))
        meant += ((place, length, name) for name, length in concepts().at(forms, place))
    for number, (place, length, name) in enumerate(meant):
        places = tuple(range(place, place + length))
        found.setdefault(f"={name}", places)
        for later, later_length, other in meant[number + 1 :]:
            if later > place + length - 1 + REACH:
                break
            if later >= place + length:
                found.setdefault(f"={name} {other}", (*places, *range(later, later + later_length)))
    return found
