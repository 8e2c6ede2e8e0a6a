"""What does a passage say, as far as single words, neighbours and their meanings tell?

A feature is a word, two or three neighbours, an English word or two neighbours without their endings, a concept of
`concepts.txt`, or two concepts one after the other within a few words: so “I … not … wake” is one, however it was
said. Chinese is read by characters, by two and three together, and by concepts. What was learnt of features lies in
weights.tsv; `weighing` adds it up.

Source: suffix stripping in one step, after J. B. Lovins, Development of a stemming algorithm, 1968; the list of
endings is Openward's own.
"""

import functools
from collections.abc import Iterator, Sequence
from importlib import resources

from openward.methods.phrases import Word, words_of

REACH = 6
"""Two concepts belong together when at most so many words stand between their beginnings."""

LONGEST_RUN = 4

ENDINGS = (
    *("ingly", "edly", "ations", "ation", "ments", "ment", "nesses", "ness", "ings", "ing", "ied", "ies", "ers", "er"),
    *("ed", "es", "ly", "s", "e", "y"),
)
FEWEST_LETTERS = 3
"""What is left of a word without its ending has at least so many."""

MOST_KEPT = 4096
"""Words whose beginnings were looked up are remembered, at most so many."""

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
        self._first = frozenset(run[0] for run in self._runs if run)
        self._begun: dict[str, list[str]] = {}

    @property
    def forms(self) -> frozenset[str]:
        """All whole words of the list."""
        return frozenset(form for run in self._runs for form in run)

    def at(self, forms: Sequence[str], place: int) -> Iterator[tuple[str, int]]:
        """(concept, number of words) of every run that begins at `place`."""
        form = forms[place]
        if form in self._first:
            for length in range(1, LONGEST_RUN + 1):
                for name in self._runs.get(tuple(forms[place : place + length]), ()):
                    yield name, length
        if form not in self._begun:
            lengths = range(2, min(len(form), self._longest_beginning) + 1)
            names = [name for length in lengths for name in self._beginnings.get(form[:length], ())]
            if len(self._begun) > MOST_KEPT:
                self._begun.clear()
            self._begun[form] = names
        for name in self._begun[form]:
            yield name, 1


@functools.cache
def concepts() -> Concepts:
    """The concepts that come with this package."""
    text = (resources.files(__package__) / "concepts.txt").read_text(encoding="utf-8")
    return Concepts([line for line in text.splitlines() if line and not line.startswith("#")])


@functools.lru_cache(maxsize=4096)
def stem(form: str) -> str:
    """An English word without its ending, and without the second of two equal letters before it.

    >>> [stem(form) for form in ("hiding", "hides", "stopped", "bed", "自己")]
    ['hid', 'hid', 'stop', 'bed', '自己']
    """
    if not form.isascii():
        return form
    ending = next((one for one in ENDINGS if form.endswith(one) and len(form) - len(one) >= FEWEST_LETTERS), "")
    left = form.removesuffix(ending)
    return left[:-1] if len(left) > FEWEST_LETTERS and left[-1] == left[-2] else left


def features_of(words: Sequence[Word]) -> Features:
    """The features of a passage: the words' plain forms are read, "" being the end of a sentence.

    >>> sorted(features_of(words_of("So so")))
    ['so', 'so so', '~so', '~so so']
    """
    forms = [word.form for word in words]
    found: Features = {}
    meant: list[tuple[int, int, str]] = []
    for place, form in enumerate(forms):
        if not form:
            continue
        found.setdefault(form, (place,))
        is_sign = not form.isascii() and len(form) == 1
        between = "" if is_sign else " "
        for length in (2, 3):
            if all(run := forms[place : place + length]) and len(run) == length:
                found.setdefault(between.join(run), tuple(range(place, place + length)))
        if form.isascii():
            found.setdefault(f"~{stem(form)}", (place,))
            if place + 1 < len(forms) and forms[place + 1]:
                found.setdefault(f"~{stem(form)} {stem(forms[place + 1])}", (place, place + 1))
        meant += ((place, length, name) for name, length in concepts().at(forms, place))
    for number, (place, length, name) in enumerate(meant):
        places = tuple(range(place, place + length))
        found.setdefault(f"={name}", places)
        for later, later_length, other in meant[number + 1 :]:
            if later > place + length - 1 + REACH:
                break
            if later >= place + length and (pair := f"={name} {other}") not in found:
                found[pair] = (*places, *range(later, later + later_length))
    return found
