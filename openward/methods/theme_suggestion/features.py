"""What does a linear model see of a text?

Three kinds of marks, each present or absent: single words, pairs of neighbouring words, and the letters of each
word (its pieces of 2 to 5 characters, its ends marked), weighted by how rare they are (inverse document
frequency, K. Spärck Jones 1972). Words with pairs are one block, letters another, each of length √½, so that
neither drowns the other. A word is kept as a 64-bit hash: a model holds no readable words of anybody.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from openward.methods.theme_suggestion.words import Cut

PIECE_LENGTHS = (2, 3, 4, 5)
TEXTS_FOR_A_PIECE = 2
"""Fewest different texts in which a piece of a word must stand to be learned."""

Matrix = sparse.csr_array
BLOCK = float(np.sqrt(0.5))
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

    def __len__(self) -> int:
        return len(self.words) + len(self.pairs) + len(self.pieces)


def word_hashes(words: Sequence[str]) -> NDArray[np.uint64]:
    """A 64-bit hash of each word (BLAKE2b, RFC 7693), the same on every machine. Raises nothing.

    >>> word_hashes(["kind"]).tolist()
    [12110137036312205302]
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
    """The marks that stand in the texts, with their weights. Raises nothing. See its example in `features_of`."""
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
    kept = piece_texts >= TEXTS_FOR_A_PIECE
    return Marks(
        words=hashes[order],
        word_weight=_rarity(in_texts, cut.texts),
        pairs=pairs,
        pair_weight=_rarity(pair_texts, cut.texts),
        pieces=pieces[kept],
        piece_weight=_rarity(piece_texts[kept], cut.texts),
    )


@dataclass(frozen=True, eq=False)
class Spelling:
    """How the words of one cut are known to the marks: each word's place there (-1 unknown) and its pieces (0 or 1)."""

    known: NDArray[np.int64]
    pieces: Matrix


def spelling_of(vocabulary: Sequence[str], marks: Marks) -> Spelling:
    """The vocabulary of a cut in terms of the marks. Raises nothing. See its example in `features_of`."""
    place, found = _looked_up(marks.words, word_hashes(vocabulary))
    owner, named = pieces_of(vocabulary)
    piece, is_known = _looked_up(marks.pieces, named)
    pieces = _presence(owner[is_known], piece[is_known], (len(vocabulary), len(marks.pieces)))
    return Spelling(np.where(found, place, -1), pieces)


@dataclass(frozen=True, eq=False)
class Features:
    """Which marks stand in each row, as ones, and what a row's two blocks are multiplied by.

    `words` holds words and pairs, `pieces` the pieces; scaled and side by side they are the feature matrix.
    """

    words: Matrix
    pieces: Matrix
    word_scale: NDArray[np.float64]
    piece_scale: NDArray[np.float64]

    def matrix(self, marks: Marks) -> Matrix:
        """The features as one matrix, shape (rows, marks): words, pairs, pieces."""
        blocks = [
            _scaled(self.words, word_weights(marks), self.word_scale),
            _scaled(self.pieces, marks.piece_weight, self.piece_scale),
        ]
        features = sparse.csr_array(sparse.hstack(blocks))
        features.sort_indices()
        return features


def word_weights(marks: Marks) -> NDArray[np.float64]:
    """The weights of words and pairs in the order of the features. Raises nothing. See its example in `features_of`."""
    return np.concatenate([marks.word_weight, marks.pair_weight])


def features_of(cut: Cut, marks: Marks, spelling: Spelling | None = None, *, by_clause: bool = False) -> Features:
    """The features of each text (or clause).

    As a matrix each row has length 1, or √½ where it holds marks of one block only, or 0 where it holds none.
    Raises nothing.

    >>> from openward.methods.theme_suggestion.words import cut
    >>> pieces = cut(["Kind staff", "kind staff, always", "long wait"])
    >>> marks = learned_marks(pieces)
    >>> len(marks.words), len(marks.pairs), len(marks.pieces), len(word_weights(marks))
    (5, 2, 34, 7)
    >>> features = features_of(pieces, marks).matrix(marks)
    >>> features.shape, features.power(2).sum(axis=1).round(6).tolist()
    ((3, 41), [1.0, 1.0, 1.0])
    """
    spelling = spelling or spelling_of(cut.vocabulary, marks)
    row, rows = (cut.clause, len(cut.clause_text)) if by_clause else (cut.text, cut.texts)
    inside = row >= 0
    number = spelling.known[cut.word]
    seen = inside & (number >= 0)
    ends, keys = _pairs(cut, spelling.known, len(marks.words))
    place, found = _looked_up(marks.pairs, keys)
    found &= (row[ends] >= 0) & (row[ends] == row[ends - 1])
    words = _presence(
        np.concatenate([row[seen], row[ends[found]]]),
        np.concatenate([number[seen], len(marks.words) + place[found]]),
        (rows, len(marks.words) + len(marks.pairs)),
    )
    pieces = _presence(row[inside], cut.word[inside], (rows, len(cut.vocabulary))) @ spelling.pieces
    pieces.data[:] = 1.0
    return Features(words, pieces, _scale(words, word_weights(marks)), _scale(pieces, marks.piece_weight))


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


def _scale(ones: Matrix, weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """What brings each row of weighted columns to the length of a block; 0 for a row that holds nothing."""
    lengths = np.sqrt(ones @ weight**2)
    return np.divide(BLOCK, lengths, out=np.zeros_like(lengths), where=lengths > 0)


def _scaled(ones: Matrix, weight: NDArray[np.float64], scale: NDArray[np.float64]) -> Matrix:
    data = weight[ones.indices] * np.repeat(scale, np.diff(ones.indptr))
    return sparse.csr_array((data, ones.indices, ones.indptr), shape=ones.shape)


def _rarity(in_texts: NDArray[np.generic], texts: int) -> NDArray[np.float64]:
    return np.asarray(np.log((1 + texts) / (1 + in_texts)) + 1, dtype=np.float64)
