"""Which words does a comment hold, in what order, and which of them belong to one clause?

Linear models over single words miss that a long comment says several things, each in a clause of its own. So a
comment is cut twice: as a whole and into clauses. Assumption: a clause ends at punctuation, a line break, or one
of a few joining words; a clause of one word ("Excellent.") belongs to the clause before it. For languages
written without spaces a run of characters counts as a word, and the models rest on its parts.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

TOKEN = re.compile(
    r"[^\W_]+(?:['’][^\W_]+)*"  # a word, with its apostrophes
    r"|[\u2190-\u2bff\U0001f300-\U0001faff]"  # a symbol or an emoji says something too
    r"|[.!?;:,()\n…。！？；：，、（）]|\s[-–—]\s"
)
JOINING_WORDS = frozenset("but and also however because although which".split())
WORDS_OF_A_CLAUSE = 2
"""A clause with fewer words joins the one before it."""

BOUNDARY = -1


@dataclass(frozen=True, eq=False)
class Cut:
    """Texts as words, in reading order. All arrays but `clause_text` have one entry per word.

    `vocabulary` holds every different word once; `word` its position there; `text` the position of the text;
    `clause` the clause, numbered over all texts, -1 for a joining word; `follows` is true where nothing but
    white space stands between the word and the one before it. `clause_text` is the text of each clause.
    """

    texts: int
    vocabulary: tuple[str, ...]
    word: NDArray[np.int32]
    text: NDArray[np.int32]
    clause: NDArray[np.int32]
    follows: NDArray[np.bool_]
    clause_text: NDArray[np.int32]


class _Numbered(dict[str, int]):
    """Written forms to word numbers; a form met for the first time is normalised and numbered."""

    def __init__(self) -> None:
        super().__init__()
        self.words: dict[str, int] = {}

    def __missing__(self, written: str) -> int:
        word = normalised_word(written)
        number = self.words.setdefault(word, len(self.words)) if word else BOUNDARY
        self[written] = number
        return number


def normalised_word(written: str) -> str:
    """One word in one form: compatibility characters folded, lower case, straight apostrophe; "" for punctuation.

    Source: Unicode Standard Annex 15 (NFKC) and case folding. Raises nothing.

    >>> normalised_word("Didn’t"), normalised_word(", "), normalised_word("👍")
    ("didn't", '', '👍')
    """
    word = unicodedata.normalize("NFKC", written).casefold().replace("’", "'").strip()
    return word if word[:1].isalnum() or unicodedata.category(word[:1] or " ") in {"So", "Sm"} else ""


def normalised_text(text: str) -> str:
    """The words of a text in one form, joined by spaces: two texts that share it count as the same text.

    A text without words stands for itself, trimmed. Raises nothing.

    >>> normalised_text("Nothing. "), normalised_text("NOTHING"), normalised_text(" ?! ")
    ('nothing', 'nothing', '?!')
    """
    return " ".join(filter(None, map(normalised_word, TOKEN.findall(text)))) or text.strip()


def cut(texts: Sequence[str]) -> Cut:
    """Every text as words and clauses. Raises nothing; a text without words has no entries.

    Time and memory grow with the number of words (about 20 bytes a word). Source: the module docstring.

    >>> pieces = cut(["Kind staff, but a long wait."])
    >>> pieces.vocabulary, pieces.clause.tolist(), pieces.follows.tolist()
    (('kind', 'staff', 'but', 'a', 'long', 'wait'), [0, 0, -1, 1, 1, 1], [False, True, False, True, True, True])
    """
    tokens = list(map(TOKEN.findall, texts))
    numbers = _Numbered()
    flat = np.fromiter(map(numbers.__getitem__, chain.from_iterable(tokens)), dtype=np.int32)
    vocabulary = tuple(numbers.words)
    text = np.repeat(np.arange(len(tokens), dtype=np.int32), np.fromiter(map(len, tokens), np.int64, len(tokens)))
    is_word = flat != BOUNDARY
    stretch = np.cumsum(~is_word)[is_word]
    word, text = flat[is_word], text[is_word]
    follows = np.zeros(len(word), dtype=np.bool_)
    follows[1:] = (text[1:] == text[:-1]) & (stretch[1:] == stretch[:-1])
    joining = np.array([entry in JOINING_WORDS for entry in vocabulary], dtype=np.bool_)[word]
    clause, clause_text = _clauses(text, follows, joining)
    return Cut(len(tokens), vocabulary, word, text, clause, follows, clause_text)


def _clauses(
    text: NDArray[np.int32], follows: NDArray[np.bool_], joining: NDArray[np.bool_]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The clause of each word (-1 for a joining word) and the text of each clause."""
    clause = np.full(len(text), -1, dtype=np.int32)
    inside = ~joining
    if not inside.any():
        return clause, np.zeros(0, dtype=np.int32)
    begins = inside & ~follows
    begins[1:] |= inside[1:] & joining[:-1]
    piece = np.cumsum(begins)[inside] - 1
    piece_text = text[begins]
    long_enough = np.bincount(piece) >= WORDS_OF_A_CLAUSE
    # Short pieces take the number of the last long one; those before the first long one join it.
    so_far = np.cumsum(long_enough)
    first = np.r_[True, piece_text[1:] != piece_text[:-1]]
    before_text: NDArray[np.int64] = (so_far - long_enough)[first][np.cumsum(first) - 1]
    within = np.maximum(so_far - before_text, 1)
    new = first | np.r_[True, within[1:] != within[:-1]]
    clause[inside] = (np.cumsum(new) - 1)[piece]
    return clause, piece_text[new]
