"""The newest answers of a function that is asked about the same text several times.

Whoever writes is warned first and then sends the same words, which are looked at again when they are stored. An answer
is kept under the hash of its text: the words that somebody wrote are not kept for it.
"""

import functools
import hashlib
from collections.abc import Callable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class _Asked:
    """A text by its hash; the words themselves are there only while an answer is sought."""

    __slots__ = ("by", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.by = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and self.by == other.by

    def __hash__(self) -> int:
        return hash(self.by)


class Remembered(Generic[Answer]):
    """A function of one text, whose answers to the newest `most` texts are kept. What it raises is not.

    Answers must not be changed by whoever gets them. Several threads may ask at once.

    >>> asked = []
    >>> length = Remembered(lambda text: asked.append(text) or len(text), most=2)
    >>> length("tea"), length("tea"), asked
    (3, 3, ['tea'])
    """

    def __init__(self, function: Callable[[str], Answer], *, most: int) -> None:
        self._answers = functools.lru_cache(most)(lambda asked: function(asked.text))

    def __call__(self, text: str) -> Answer:
        asked = _Asked(text)
        try:
            return self._answers(asked)
        finally:
            asked.text = ""

    def forget(self) -> None:
        """Answer anew from now on."""
        self._answers.cache_clear()
