"""What does a sentence say, as a whole, to somebody who has read much English? 512 numbers.

`features` knows only words that the learning lines hold. This network, the Universal Sentence Encoder (lite) that
Google trained on text of all kinds, has seen how words are used, and gives sentences of like meaning like numbers. Two
layers of attention look at the pieces of a passage (`pieces`), and their mean is turned into the 512 numbers. Plain
NumPy; nothing is fetched or learnt at run time. English only. The weights are kept beside this file in one byte each,
changed in nothing else (`python -m scripts.crisis_encoder`), under the Apache licence 2.0: see encoder_files/.

Source: D. Cer and others, Universal Sentence Encoder, 2018; A. Vaswani and others, Attention is all you need, 2017.
"""

import functools
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from openward.methods.crisis_language.pieces import UNKNOWN, Piece, Pieces

Floats = NDArray[np.float32]
Arrays = dict[str, NDArray[Any]]

HEADS = 4
MOST_PIECES = 64
"""A passage is read so far; passages are no longer than 36 words."""

SMALL = np.float32(1e-6)
NOWHERE = np.float32(-1e9)


class ChangedFileError(Exception):
    """A file that came with Openward is not what it was: install Openward again."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """Passages one behind the other: the numbers of each one, its pieces, and what was seen of every piece."""

    vectors: Floats
    pieces: list[list[Piece]]
    states: Floats
    starts: NDArray[np.intp]


def kept(name: str) -> Arrays:
    """The arrays of a file in encoder_files, after its bytes were compared with the hash that is kept of them.

    >>> sorted(kept("reader.npz"))
    ['inner_b', 'inner_w', 'outer_b', 'outer_w']
    """
    folder = resources.files(__package__) / "encoder_files"
    content = (folder / name).read_bytes()
    hashes = {file: known for known, file in map(str.split, (folder / "SHA256SUMS").read_text().splitlines())}
    if hashlib.sha256(content).hexdigest() != hashes.get(name):
        raise ChangedFileError(name)
    with np.load(io.BytesIO(content), allow_pickle=False) as opened:
        return dict(opened)


@functools.cache
def shipped_encoder() -> "Encoder":
    """The encoder that comes with this package, about 30 MB in memory, read at its first use."""
    arrays = kept("encoder.npz")
    names = bytes(arrays.pop("names")).decode().split("\n")
    likely = np.asarray(arrays.pop("likely"), dtype=np.float64)
    known = {
        name: (number, float(one)) for number, (name, one) in enumerate(zip(names, likely, strict=True)) if one < 0
    }
    # One byte for each weight, and for each column what it stands for.
    whole = {
        name: np.asarray(array, dtype=np.float32) * arrays.get(f"{name}:scale", np.float32(1))
        for name, array in arrays.items()
        if not name.endswith(":scale")
    }
    return Encoder(whole, Pieces(known))


class Encoder:
    """The network: its arrays by name, and what cuts a text into the pieces that it reads."""

    def __init__(self, arrays: dict[str, Floats], pieces: Pieces) -> None:
        self._arrays = arrays
        self._pieces = pieces

    def cut(self, passage: str) -> list[Piece]:
        """The pieces that will be read of a passage; none when it holds no known one."""
        pieces = self._pieces.of(passage)[:MOST_PIECES]
        return pieces if any(piece.number != UNKNOWN for piece in pieces) else []

    def encode(self, pieces: list[list[Piece]]) -> Encoded:
        """Passages, each of one piece or more, read together."""
        batch = _Batch([len(one) for one in pieces])
        states = self._states(np.array([piece.number for one in pieces for piece in one]), batch)
        means: Floats = (np.add.reduceat(states, batch.starts, axis=0) / batch.lengths[:, None]).astype(np.float32)
        return Encoded(np.tanh(self._linear(means, "out")), pieces, states, batch.starts)

    def slopes_of_states(self, vectors: Floats, slopes: Floats) -> Floats:
        """How something changes with the mean of the pieces, when it changes with the vectors by `slopes`."""
        changed: Floats = ((slopes * (1 - vectors**2)) @ self._arrays["out_w"].T).astype(np.float32)
        return changed

    def _states(self, numbers: NDArray[np.intp], batch: "_Batch") -> Floats:
        """Every piece as the last layer sees it. The first layer widens what is known of a piece from 256 to 512."""
        turns = batch.places[:, None] * self._arrays["timing"]
        seen = 2 * self._arrays["pieces"][numbers] + np.concatenate([np.sin(turns), np.cos(turns)], axis=1)
        states: Floats = self._linear(seen, "widen") + self._attention(seen, "0", batch)
        states = states + self._thought(states, "0")
        states = states + self._attention(states, "1", batch)
        return states + self._thought(states, "1")

    def _attention(self, states: Floats, layer: str, batch: "_Batch") -> Floats:
        """What each piece takes over from the others of its passage, by four heads."""
        width = states.shape[1]
        mixed = self._linear(self._evened(states, f"attention{layer}"), f"mix{layer}")
        parted = batch.padded(mixed).reshape(batch.number, batch.longest, 3, HEADS, width // HEADS)
        asked, offered, given = (parted[:, :, part].transpose(0, 2, 1, 3) for part in range(3))
        fit = asked @ offered.transpose(0, 1, 3, 2) / np.float32(np.sqrt(width // HEADS)) + batch.nowhere
        fit = np.exp(fit - fit.max(axis=-1, keepdims=True))
        fit /= fit.sum(axis=-1, keepdims=True)
        taken = (fit @ given).transpose(0, 2, 1, 3).reshape(-1, width)[batch.is_piece]
        return self._linear(taken, f"heads{layer}")

    def _thought(self, states: Floats, layer: str) -> Floats:
        inner = self._linear(self._evened(states, f"thought{layer}"), f"inner{layer}")
        return self._linear(np.maximum(inner, 0), f"outer{layer}")

    def _linear(self, rows: Floats, name: str) -> Floats:
        sums: Floats = rows @ self._arrays[f"{name}_w"] + self._arrays[f"{name}_b"]
        return sums

    def _evened(self, states: Floats, name: str) -> Floats:
        """Each state with mean 0 and spread 1, then as wide and as high as was learnt."""
        around = states - states.mean(axis=-1, keepdims=True)
        around /= np.sqrt((around * around).mean(axis=-1, keepdims=True) + SMALL)
        evened: Floats = around * self._arrays[f"{name}_width"] + self._arrays[f"{name}_height"]
        return evened


class _Batch:
    """Passages of different lengths, and where each piece stands."""

    def __init__(self, lengths: Sequence[int]) -> None:
        self.number, self.longest = len(lengths), max(lengths)
        self.lengths = np.array(lengths, dtype=np.float32)
        self.starts = np.cumsum([0, *lengths[:-1]])
        self.places = np.concatenate([np.arange(length, dtype=np.float32) for length in lengths])
        is_there = np.arange(self.longest) < self.lengths[:, None]
        self.is_piece = is_there.ravel()
        self.nowhere = np.where(is_there, np.float32(0), NOWHERE)[:, None, None, :]

    def padded(self, rows: Floats) -> Floats:
        """One row for each place of each passage, 0 where there is no piece."""
        full = np.zeros((self.number * self.longest, rows.shape[1]), dtype=np.float32)
        full[self.is_piece] = rows
        return full
