"""What does a linear model see of a text?

Four kinds of marks, each present or absent: single words, pairs of neighbouring words, the letters of each word
(its pieces of 2 to 5 characters, its ends marked) and the meanings of words (the groups of `thesaurus`), weighted
by how rare they are (inverse document frequency, K. Spärck Jones 1972). Words with pairs are one block, letters
another, meanings a third; each has a fixed share of a text's length, so that none drowns the others. A word is
kept as a 64-bit hash: a model holds no readable words of anybody.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from openward.methods.theme_suggestion.thesaurus import MEANINGS, meanings_of
from openward.methods.theme_suggestion.words import Cut

PIECE_LENGTHS = (2, 3, 4, 5)
TEXTS_FOR_A_PIECE = 2
"""Fewest different texts in which a piece of a word must stand to be learned."""

Matrix: TypeAlias = Any
"""A SciPy sparse array of rows; SciPy comes without types."""
WORD_BLOCK, PIECE_BLOCK, MEANING_BLOCK = np.sqrt([0.4, 0.4, 0.2])
"""The length of each block; their squares add up to 1."""

MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, eq=False)
class Marks:
    """The marks a model knows, in ascending order, and their weights (natural logarithm of rarity, plus one).

    `words` and `pieces` are hashes (`word_hashes`, `pieces_of`); a pair is `first * len(words) + second` with the
    places of its words in `words`.
    """

    words: NDArray[np.uint64]
    word_weight: NDArray[np.float64]
    pairs: NDArray[np.int64]
    pair_weight: NDArray[np.float64]
    pieces: NDArray[np.uint64]
    piece_weight: NDArray[np.float64]
    meaning_weight: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.words) + len(self.pairs) + len(self.pieces) + len(self.meaning_weight)

    @property
    def weights(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """The weights of the three blocks: words with pairs, pieces, meanings."""
        return np.concatenate([self.word_weight, self.pair_weight]), self.piece_weight, self.meaning_weight


def word_hashes(words: Sequence[str]) -> NDArray[np.uint64]:
    """A 64-bit hash of each word (BLAKE2b, RFC 7693), the same on every machine. Raises nothing.

    >>> word_hashes(["kind"]).tolist()
    [6482790221935879258]
    """
    joined = b"".join(hashlib.blake2b(word.encode(errors="surrogatepass"), digest_size=8).digest() for word in words)
    return np.frombuffer(joined, dtype="<u8").astype(np.uint64)


def pieces_of(words: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Every run of 2 to 5 characters of each word with a space at either end: the word's position, a 64-bit hash.

    Equal runs have equal hashes (a polynomial over the code points modulo 2^64, with the length). A run that
    stands twice in a word is named twice. Source: W. B. Cavnar and J. M. Trenkle 1994. Raises nothing.

    >>> where, pieces = pieces_of(["no", "noon"])
    >>> len(pieces), len(set(pieces[where == 0]) & set(pieces[where == 1]))
    (20, 3)
    """
    padded = [f" {word} " for word in words]
    letters = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    owner = np.repeat(np.arange(len(padded)), np.fromiter(map(len, padded), np.int64, len(padded)))
    owners, hashes = [], []
    for length in PIECE_LENGTHS:
        starts = max(len(letters) - length + 1, 0)
        hashed = np.full(starts, length, dtype=np.uint64)
        for offset in range(length):
            hashed = (hashed + letters[offset : offset + starts] + np.uint64(1)) * MULTIPLIER
            hashed ^= hashed >> np.uint64(29)
        whole = owner[:starts] == owner[length - 1 : length - 1 + starts]
        owners.append(owner[:starts][whole])
        hashes.append(hashed[whole])
    return np.concatenate(owners), np.concatenate(hashes)


def learned_marks(cut: Cut) -> Marks:
    """The marks that stand in the texts, with their weights. Raises nothing; see its example in `features_of`."""
    hashes = word_hashes(cut.vocabulary)
    order = np.argsort(hashes)
    known = np.empty(len(hashes), dtype=np.int64)
    known[order] = np.arange(len(order))
    in_texts = _presence(cut.text, known[cut.word], (cut.texts, len(hashes))).sum(axis=0)
    ends, keys = _pairs(cut, known, len(hashes))
    pairs = np.unique(keys)
    pair_texts = _presence(cut.text[ends], np.searchsorted(pairs, keys), (cut.texts, len(pairs))).sum(axis=0)
    owner, named = pieces_of(cut.vocabulary)
    pieces, place = np.unique(named, return_inverse=True)
    words = _presence(cut.text, cut.word, (cut.texts, len(hashes)))
    inside = words @ _presence(owner, place, (len(hashes), len(pieces)))
    piece_texts = np.bincount(inside.indices, minlength=len(pieces))
    meaning_texts = np.bincount((words @ _meanings(cut.vocabulary)).indices, minlength=len(MEANINGS))
    kept = piece_texts >= TEXTS_FOR_A_PIECE
    return Marks(
        words=hashes[order],
        word_weight=_rarity(in_texts, cut.texts),
        pairs=pairs,
        pair_weight=_rarity(pair_texts, cut.texts),
        pieces=pieces[kept],
        piece_weight=_rarity(piece_texts[kept], cut.texts),
        meaning_weight=_rarity(meaning_texts, cut.texts),
    )


@dataclass(frozen=True, eq=False)
class Spelling:
    """The words of one cut in terms of the marks: the place of each (-1 unknown), its pieces, its meanings (0 or 1)."""

    known: NDArray[np.int64]
    pieces: Matrix
    meanings: Matrix


def spelling_of(vocabulary: Sequence[str], marks: Marks) -> Spelling:
    """The vocabulary of a cut in terms of the marks. Raises nothing; see its example in `features_of`."""
    place, found = _looked_up(marks.words, word_hashes(vocabulary))
    owner, named = pieces_of(vocabulary)
    piece, is_known = _looked_up(marks.pieces, named)
    pieces = _presence(owner[is_known], piece[is_known], (len(vocabulary), len(marks.pieces)))
    return Spelling(np.where(found, place, -1), pieces, _meanings(vocabulary))


@dataclass(frozen=True, eq=False)
class Features:
    """Which marks stand in each row, as ones, and what each row of a block is multiplied by.

    Three blocks: words with pairs, pieces, meanings. Weighted, scaled and side by side they are the feature matrix.
    """

    blocks: tuple[Matrix, Matrix, Matrix]
    scales: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]

    def __len__(self) -> int:
        return int(self.blocks[0].shape[0])

    def matrix(self, marks: Marks) -> Matrix:
        """The features as one matrix, shape (rows, marks): words, pairs, pieces, meanings."""
        scaled = map(_scaled, self.blocks, marks.weights, self.scales)
        features = sparse.csr_array(sparse.hstack(list(scaled)))
        features.sort_indices()
        return features

    def only(self, rows: NDArray[np.int64]) -> "Features":
        """Some of the rows."""
        words, pieces, meanings = (block[rows] for block in self.blocks)
        of_words, of_pieces, of_meanings = (scale[rows] for scale in self.scales)
        return Features((words, pieces, meanings), (of_words, of_pieces, of_meanings))


def features_of(cut: Cut, marks: Marks, spelling: Spelling | None = None, *, by_clause: bool = False) -> Features:
    """The features of each text (or clause).

    As a matrix each row has length 1, less where it holds no marks of some block. Raises nothing.

    >>> from openward.methods.theme_suggestion.words import cut
    >>> pieces = cut(["Kind staff", "kind staff, always", "long wait"])
    >>> marks = learned_marks(pieces)
    >>> len(marks.words), len(marks.pairs), len(marks.pieces)
    (5, 2, 33)
    >>> features = features_of(pieces, marks).matrix(marks)
    >>> features.shape == (3, len(marks)), features.power(2).sum(axis=1).round(6).tolist()
    (True, [1.0, 1.0, 1.0])
    """
    spelling = spelling or spelling_of(cut.vocabulary, marks)
    row, rows = (cut.clause, len(cut.clause_text)) if by_clause else (cut.text, cut.texts)
    inside = row >= 0
    number = spelling.known[cut.word]
    seen = inside & (number >= 0)
    ends, place = pairs_of(cut, marks, spelling.known)
    together = (row[ends] >= 0) & (row[ends] == row[ends - 1])
    words = _presence(
        np.concatenate([row[seen], row[ends[together]]]),
        np.concatenate([number[seen], len(marks.words) + place[together]]),
        (rows, len(marks.words) + len(marks.pairs)),
    )
    spoken = _presence(row[inside], cut.word[inside], (rows, len(cut.vocabulary)))
    pieces, meanings = spoken @ spelling.pieces, spoken @ spelling.meanings
    pieces.data[:] = 1.0
    meanings.data[:] = 1.0
    of_words, of_pieces, of_meanings = marks.weights
    return Features(
        (words, pieces, meanings),
        (
            _scale(words, of_words, WORD_BLOCK),
            _scale(pieces, of_pieces, PIECE_BLOCK),
            _scale(meanings, of_meanings, MEANING_BLOCK),
        ),
    )


def pairs_of(cut: Cut, marks: Marks, known: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the second word of each known pair of neighbouring words stands, and the pair's place in the marks.

    `known` gives the place of each word of the cut's vocabulary among the marks, -1 for none. Raises nothing.

    >>> from openward.methods.theme_suggestion.words import cut
    >>> pieces = cut(["kind staff", "staff, kind"])
    >>> marks = learned_marks(pieces)
    >>> [found.tolist() for found in pairs_of(pieces, marks, spelling_of(pieces.vocabulary, marks).known)]
    [[1], [0]]
    """
    ends, keys = _pairs(cut, known, len(marks.words))
    place, found = _looked_up(marks.pairs, keys)
    return ends[found], place[found]


def _meanings(vocabulary: Sequence[str]) -> Matrix:
    """What each word means, shape (words, meanings)."""
    found = [(word, meaning) for word, spelled in enumerate(vocabulary) for meaning in meanings_of(spelled)]
    where = np.array(found, dtype=np.int64).reshape(-1, 2)
    return _presence(where[:, 0], where[:, 1], (len(vocabulary), len(MEANINGS)))


def _pairs(cut: Cut, known: NDArray[np.int64], words: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the second word of each pair of neighbouring known words stands, and the pair's key."""
    if not len(cut.word):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    number = known[cut.word]
    ends = np.flatnonzero(cut.follows & (number >= 0) & (np.r_[-1, number[:-1]] >= 0))
    return ends, number[ends - 1] * words + number[ends]


def _looked_up(
    ascending: NDArray[np.generic], wanted: NDArray[np.generic]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Where each wanted value stands, and whether it does."""
    if not len(ascending):
        return np.zeros(len(wanted), dtype=np.int64), np.zeros(len(wanted), dtype=np.bool_)
    place = np.minimum(np.searchsorted(ascending, wanted), len(ascending) - 1)
    return place, np.asarray(ascending[place] == wanted)


def _presence(row: NDArray[np.signedinteger], column: NDArray[np.signedinteger], shape: tuple[int, int]) -> Matrix:
    """A matrix with a one wherever (row, column) is named, however often."""
    where = (row.astype(np.int32), column.astype(np.int32))
    matrix = sparse.coo_array((np.ones(len(row)), where), shape=shape).tocsr()
    matrix.data[:] = 1.0
    return matrix


def _scale(ones: Matrix, weight: NDArray[np.float64], length: float) -> NDArray[np.float64]:
    """What brings each row of weighted columns to a length; 0 for a row that holds nothing."""
    lengths = np.sqrt(ones @ weight**2)
    return np.asarray(np.divide(length, lengths, out=np.zeros_like(lengths), where=lengths > 0), dtype=np.float64)


def _scaled(ones: Matrix, weight: NDArray[np.float64], scale: NDArray[np.float64]) -> Matrix:
    data = weight[ones.indices] * np.repeat(scale, np.diff(ones.indptr))
    return sparse.csr_array((data, ones.indices, ones.indptr), shape=ones.shape)


def _rarity(in_texts: NDArray[np.int64], texts: int) -> NDArray[np.float64]:
    return np.asarray(np.log((1 + texts) / (1 + in_texts)) + 1, dtype=np.float64)
