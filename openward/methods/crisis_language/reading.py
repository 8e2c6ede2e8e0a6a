"""How much does a sentence, read as a whole, sound like danger, and which of its words made it so?

The encoder reads passages and says what each of their pieces weighs; the sum is what the passage weighs, so that the
words that made it so can be marked.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from threadpoolctl import ThreadpoolController

from openward.methods.crisis_language.encoder import Encoded, Encoder, shipped_encoder
from openward.methods.crisis_language.pieces import Piece


@dataclass(frozen=True, slots=True)
class Read:
    """What a passage weighs, and for each of its pieces the first and last character of its word and its share.

    A share is what the piece says more for danger than the others do, or less.
    """

    weight: float
    shares: tuple[tuple[int, int, float], ...]


@functools.cache
def reader() -> "Reader":
    """The reader that comes with this package."""
    return Reader(shipped_encoder())


@functools.cache
def _threads() -> ThreadpoolController:
    return ThreadpoolController()


class Reader:
    """Reads passages by an encoder."""

    def __init__(self, encodes: Encoder) -> None:
        self._encoder = encodes

    def read(self, passages: Sequence[str]) -> list[Read | None]:
        """Each passage as it was read, or None where it holds no piece of a word that is known.

        >>> warm, dark = reader().read(["The tea was hot.", "My stepfather hurts me at night."])
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
            encoded = self._encoder.encode([cut[place] for place in chosen])
        for place, one in zip(chosen, encoded, strict=True):
            found[place] = _read(cut[place], one)
        return found


def _read(pieces: Sequence[Piece], encoded: Encoded) -> Read:
    shares = encoded.by_piece - encoded.by_piece.mean()
    return Read(
        float(encoded.said),
        tuple((piece.start, piece.end, float(one)) for piece, one in zip(pieces, shares, strict=True)),
    )
