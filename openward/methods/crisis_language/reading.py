"""How much does a sentence, read as a whole, sound like danger?

What the encoder says of a passage is weighed by a small network of one hidden layer, learnt from the labelled lines
(`python -m scripts.crisis_weights`). How much each word had its part in it is known from the slope of the sum at the
passage, so that the words that made it so can be marked.

Source: one hidden layer of rectified units, D. E. Rumelhart and others, Learning representations by back-propagating
errors, 1986; shares as slope times difference from the mean, after K. Simonyan and others, Deep inside convolutional
networks, 2013. Assumption: English.
"""

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from threadpoolctl import ThreadpoolController

from openward.methods.crisis_language.encoder import Encoder, Floats, kept, shipped_encoder
from openward.methods.crisis_language.pieces import Piece


@dataclass(frozen=True, slots=True)
class Read:
    """What a passage weighs, and for each of its pieces the first and last character of its word and its share."""

    weight: float
    shares: tuple[tuple[int, int, float], ...]


@functools.cache
def reader() -> "Reader":
    """The reader that comes with this package."""
    arrays = {name: np.asarray(array, dtype=np.float32) for name, array in kept("reader.npz").items()}
    return Reader(shipped_encoder(), arrays)


@functools.cache
def _threads() -> ThreadpoolController:
    return ThreadpoolController()


class Reader:
    """The encoder, and the layers that weigh what it says."""

    def __init__(self, encodes: Encoder, arrays: dict[str, Floats]) -> None:
        self._encoder = encodes
        self._arrays = arrays

    def read(self, passages: Sequence[str]) -> list[Read | None]:
        """Each passage as it was read, or None where it holds no piece of a word that is known.

        >>> warm, dark = reader().read(["The tea was hot.", "I do not want to wake up any more."])
        >>> warm.weight < 0 < dark.weight
        True
        """
        cut = [self._encoder.cut(passage) for passage in passages]
        found: list[Read | None] = [None] * len(passages)
        chosen = [place for place, pieces in enumerate(cut) if pieces]
        if not chosen:
            return found
        # The matrices are small: threads that wait for one another would cost more than they bring.
        with _threads().limit(limits=1, user_api="blas"):
            for place, one in zip(chosen, self._read([cut[place] for place in chosen]), strict=True):
                found[place] = one
        return found

    def _read(self, cut: list[list[Piece]]) -> Iterator[Read]:
        encoded = self._encoder.encode(cut)
        inner = encoded.vectors @ self._arrays["inner_w"] + self._arrays["inner_b"]
        sums = np.maximum(inner, 0) @ self._arrays["outer_w"] + self._arrays["outer_b"]
        slopes = ((inner > 0) * self._arrays["outer_w"]) @ self._arrays["inner_w"].T
        changes = self._encoder.slopes_of_states(encoded.vectors, slopes)
        parts = np.split(encoded.states, encoded.starts[1:])
        for pieces, states, change, weight in zip(cut, parts, changes, sums, strict=True):
            shares = (states - states.mean(axis=0)) @ change / len(states)
            yield Read(
                float(weight),
                tuple((piece.start, piece.end, float(one)) for piece, one in zip(pieces, shares, strict=True)),
            )
