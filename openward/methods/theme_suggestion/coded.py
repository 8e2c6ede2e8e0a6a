"""Which comments are the same comment, and which may be used together for learning and for testing?

Short answers repeat ("Nothing", "No complaints"). If copies of one text stood on both sides of a split, a model
would be tested on what it had learned by heart. So texts are counted once: those whose words are equal (case,
punctuation and spacing aside) are one text. It carries a code when at least half of its copies do.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openward.methods.theme_suggestion.words import normalised_text

TEXTS_NEEDED = 40
"""Fewest different texts from which anything is learned."""

EXAMPLES_NEEDED = 10
"""Fewest different texts with a code, and without it, from which the code is learned."""


class ThemeError(ValueError):
    """Nothing can be learned or tested; the message says why in plain words."""


class UnusableCodingError(ThemeError):
    """Texts, labels and names do not fit together, or a label is neither 0 nor 1."""


class TooFewExamplesError(ThemeError):
    """Too few different texts, or no code with enough examples."""


@dataclass(frozen=True, eq=False)
class CodedTexts:
    """Different texts with their codes; `labels` has shape (texts, codes).

    `first` is the position of each text's first copy in what was given, `copies` how many copies it had,
    `wordless` how many given texts were empty and left out.
    """

    texts: tuple[str, ...]
    labels: NDArray[np.bool_]
    names: tuple[str, ...]
    first: NDArray[np.int64]
    copies: NDArray[np.int64]
    wordless: int

    def __len__(self) -> int:
        return len(self.texts)

    def only(self, rows: NDArray[np.int64]) -> "CodedTexts":
        """Some of the texts, in the order of `rows`."""
        return CodedTexts(
            tuple(self.texts[row] for row in rows),
            self.labels[rows],
            self.names,
            self.first[rows],
            self.copies[rows],
            self.wordless,
        )


def coded_texts(texts: Sequence[str], labels: object, names: Sequence[str]) -> CodedTexts:
    """The different texts with the codes at least half of their copies carry.

    `labels` has shape (texts, codes) and holds 0, 1, False or True. Raises `UnusableCodingError` when shapes and
    names do not fit, a name stands twice, or a label is something else. Source: the module docstring.

    >>> coded = coded_texts(["Nothing", "nothing.", "Kind staff", " "], [[1], [0], [0], [0]], ["no change"])
    >>> coded.texts, coded.labels[:, 0].tolist(), coded.copies.tolist(), coded.wordless
    (('Nothing', 'Kind staff'), [True, False], [2, 1], 1)
    """
    table = np.asarray(labels, dtype=np.float64)
    if table.ndim != 2 or table.shape != (len(texts), len(names)):
        raise UnusableCodingError(
            f"{len(texts)} texts and {len(names)} codes need a table of that shape, not {table.shape}"
        )
    if len(set(names)) != len(names):
        raise UnusableCodingError("two codes have the same name")
    if not np.isin(table, (0.0, 1.0)).all():
        raise UnusableCodingError("a label must be 0 or 1")
    first, group, wordless = same_texts(texts)
    kept = group >= 0
    copies = np.bincount(group[kept], minlength=len(first))
    votes = np.zeros((len(first), len(names)))
    np.add.at(votes, group[kept], table[kept])
    return CodedTexts(
        tuple(texts[position] for position in first),
        votes * 2 >= copies[:, None],
        tuple(names),
        first,
        copies,
        wordless,
    )


def same_texts(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """The position of the first copy of each different text, the number of every text (-1 empty), how many are empty.

    Raises nothing.

    >>> first, group, empty = same_texts(["Nothing.", "", "nothing", "All good"])
    >>> first.tolist(), group.tolist(), empty
    ([0, 3], [0, -1, 0, 1], 1)
    """
    numbers: dict[str, int] = {}
    group = np.full(len(texts), -1, dtype=np.int64)
    first: list[int] = []
    for position, text in enumerate(texts):
        key = normalised_text(text)
        if not key:
            continue
        number = numbers.setdefault(key, len(numbers))
        if number == len(first):
            first.append(position)
        group[position] = number
    return np.array(first, dtype=np.int64), group, int((group < 0).sum())


def learnable(coded: CodedTexts) -> NDArray[np.bool_]:
    """Which codes have enough examples, and enough texts without them, to be learned.

    Raises `TooFewExamplesError` when none has, or when there are fewer than `TEXTS_NEEDED` different texts.

    >>> coded = coded_texts([f"text {number}" for number in range(40)], [[0, n % 2] for n in range(40)], ["a", "b"])
    >>> learnable(coded).tolist()
    [False, True]
    """
    if len(coded) < TEXTS_NEEDED:
        raise TooFewExamplesError(
            f"{len(coded)} different texts are too few to learn from: at least {TEXTS_NEEDED} are needed"
        )
    examples = coded.labels.sum(axis=0)
    enough = (examples >= EXAMPLES_NEEDED) & (len(coded) - examples >= EXAMPLES_NEEDED)
    if not enough.any():
        raise TooFewExamplesError(
            f"no code can be learned: each needs at least {EXAMPLES_NEEDED} different texts with it and as many without"
        )
    return np.asarray(enough)


def dealt(labels: NDArray[np.bool_], folds: int, seed: int) -> NDArray[np.int64]:
    """A fold from 0 to `folds` - 1 for every text, rare codes spread evenly.

    Texts are shuffled, sorted by their rarest code and dealt in turn (a simple form of the stratification of K.
    Sechidis and others 2011). `labels` has shape (texts, codes). Deterministic under `seed`. Raises nothing.

    >>> import numpy as np
    >>> fold = dealt(np.arange(12)[:, None] < 3, folds=3, seed=0)
    >>> sorted(fold[:3].tolist()), np.bincount(fold).tolist()
    ([0, 1, 2], [4, 4, 4])
    """
    texts, codes = labels.shape
    order = np.argsort(labels.sum(axis=0), kind="stable")
    rarest = np.where(labels.any(axis=1), labels[:, order].argmax(axis=1), codes)
    shuffled = np.random.default_rng(seed).permutation(texts)
    fold = np.empty(texts, dtype=np.int64)
    fold[shuffled[np.argsort(rarest[shuffled], kind="stable")]] = np.arange(texts) % folds
    return fold
