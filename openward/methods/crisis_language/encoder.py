"""How much does a sentence, read as a whole by something that has read much English, sound like danger?

`features` knows only words that the learning lines hold. This network began as MiniLM, which its makers had taught
with a thousand million pairs of sentences how words are used; Openward then taught all of it with the labelled lines
(`python -m scripts.crisis_teach`). Layers of attention look at the pieces of a passage (`pieces`), what each piece then
says is weighed, and the mean of the pieces is what the passage says: so the part of each piece in it is known. Plain
NumPy; nothing is fetched or learnt at run time. English only. The weights are kept beside this file in one byte each,
under the Apache licence 2.0: see encoder_files/.

Source: J. Devlin and others, BERT, 2018; W. Wang and others, MiniLM, 2020; N. Reimers and I. Gurevych, Sentence-BERT,
2019, whose all-MiniLM-L6-v2 it began as; A. Vaswani and others, Attention is all you need, 2017.
"""

import functools
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from openward.methods.crisis_language.pieces import FIRST, LAST, UNKNOWN, Piece, Pieces
from openward.methods.crisis_language.shipped import ENCODER, shipped

Floats = NDArray[np.float32]
Arrays = dict[str, NDArray[Any]]

HEADS = 12
MOST_PIECES = 62
"""A passage is read so far; passages are no longer than 36 words. Signs of beginning and end come on top."""

SMALL = np.float32(1e-12)
NOWHERE = np.float32(-1e9)

BENT, CUBED = np.float32(np.sqrt(2 / np.pi)), np.float32(0.044715)
"""Of the curve that a layer bends its sums by (D. Hendrycks and K. Gimpel, Gaussian error linear units, 2016)."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """How much one passage speaks of danger, and the part that each of its pieces has in it."""

    said: float
    by_piece: Floats


@functools.cache
def shipped_encoder() -> "Encoder":
    """The encoder that comes with this package, read at its first use."""
    with np.load(io.BytesIO(shipped(ENCODER)), allow_pickle=False) as opened:
        arrays: Arrays = dict(opened)
    names = bytes(arrays.pop("names")).decode().split("\n")
    return Encoder(whole(arrays), Pieces({name: number for number, name in enumerate(names) if name}))


def whole(arrays: Arrays) -> dict[str, Floats]:
    """The arrays in numbers of four bytes: in the file each weight has one byte, and each column what it stands for.

    >>> whole({"a_w": np.array([[127, -2]], dtype=np.int8), "a_w:scale": np.array([[2, 0.5]], dtype=np.float32)})
    {'a_w': array([[254.,  -1.]], dtype=float32)}
    """
    return {
        name: np.asarray(array, dtype=np.float32) * arrays.get(f"{name}:scale", np.float32(1))
        for name, array in arrays.items()
        if not name.endswith(":scale")
    }


class Encoder:
    """The network: its arrays by name, and what cuts a text into the pieces that it reads."""

    def __init__(self, arrays: dict[str, Floats], pieces: Pieces) -> None:
        self._arrays = arrays
        self._pieces = pieces
        self._layers = sum(name.startswith("mix") for name in arrays) // 2

    def cut(self, passage: str) -> list[Piece]:
        """The pieces that will be read of a passage; none when it holds no known one."""
        pieces = self._pieces.of(passage)[:MOST_PIECES]
        return pieces if any(piece.number != UNKNOWN for piece in pieces) else []

    def encode(self, pieces: Sequence[Sequence[Piece]]) -> list[Encoded]:
        """Passages, each of one piece or more, read together."""
        batch = _Batch([len(one) + 2 for one in pieces])
        numbers = [number for one in pieces for number in (FIRST, *(piece.number for piece in one), LAST)]
        said = self._linear(self._states(np.array(numbers), batch), "said")[:, 0] / batch.lengths_by_row
        return [Encoded(float(part.sum()), part[1:-1]) for part in np.split(said, batch.starts[1:])]

    def _states(self, numbers: NDArray[np.intp], batch: "_Batch") -> Floats:
        """Every piece as the last layer sees it."""
        states = self._arrays["pieces"][numbers] + self._arrays["places"][batch.places]
        states = self._evened(states, "seen")
        for layer in range(self._layers):
            states = self._evened(states + self._attention(states, layer, batch), f"attention{layer}")
            inner = bent(self._linear(states, f"inner{layer}"))
            states = self._evened(states + self._linear(inner, f"outer{layer}"), f"thought{layer}")
        return states

    def _attention(self, states: Floats, layer: int, batch: "_Batch") -> Floats:
        """What each piece takes over from the others of its passage, by twelve heads."""
        width = states.shape[1]
        mixed = self._linear(states, f"mix{layer}")
        parted = batch.padded(mixed).reshape(batch.number, batch.longest, 3, HEADS, width // HEADS)
        asked, offered, given = (parted[:, :, part].transpose(0, 2, 1, 3) for part in range(3))
        fit = asked @ offered.transpose(0, 1, 3, 2) / np.float32(np.sqrt(width // HEADS)) + batch.nowhere
        fit = np.exp(fit - fit.max(axis=-1, keepdims=True))
        fit /= fit.sum(axis=-1, keepdims=True)
        taken = (fit @ given).transpose(0, 2, 1, 3).reshape(-1, width)[batch.is_piece]
        return self._linear(taken, f"heads{layer}")

    def _linear(self, rows: Floats, name: str) -> Floats:
        sums: Floats = rows @ self._arrays[f"{name}_w"] + self._arrays[f"{name}_b"]
        return sums

    def _evened(self, states: Floats, name: str) -> Floats:
        """Each state with mean 0 and spread 1, then as wide and as high as was learnt."""
        around = states - states.mean(axis=-1, keepdims=True)
        around /= np.sqrt((around * around).mean(axis=-1, keepdims=True) + SMALL)
        evened: Floats = around * self._arrays[f"{name}_width"] + self._arrays[f"{name}_height"]
        return evened


def bent(sums: Floats) -> Floats:
    """What is below 0 hardly counts, what is above it as it is, with a soft bend.

    >>> bent(np.array([-9, 0, 9], dtype=np.float32)).round(3).tolist()
    [-0.0, 0.0, 9.0]
    """
    curve: Floats = sums * sums
    curve *= CUBED
    curve += 1
    curve *= sums
    curve *= BENT
    np.tanh(curve, out=curve)
    curve += 1
    curve *= sums
    curve *= np.float32(0.5)
    return curve


class _Batch:
    """Passages of different lengths, and where each piece stands."""

    def __init__(self, lengths: Sequence[int]) -> None:
        self.number, self.longest = len(lengths), max(lengths)
        self.starts = np.cumsum([0, *lengths[:-1]])
        self.places = np.concatenate([np.arange(length) for length in lengths])
        self.lengths_by_row = np.repeat(np.array(lengths, dtype=np.float32), lengths)
        is_there = np.arange(self.longest) < np.array(lengths)[:, None]
        self.is_piece = is_there.ravel()
        self.nowhere = np.where(is_there, np.float32(0), NOWHERE)[:, None, None, :]

    def padded(self, rows: Floats) -> Floats:
        """One row for each place of each passage, 0 where there is no piece."""
        full = np.zeros((self.number * self.longest, rows.shape[1]), dtype=np.float32)
        full[self.is_piece] = rows
        return full
