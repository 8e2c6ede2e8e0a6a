"""How words, numbers and dates are written: one way of digits, spaces and dashes, and what no cell may hold."""

import re
import unicodedata


class Unread(ValueError):
    """A cell that could not be understood; `key` is one of `PROBLEM_KEYS`."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def shown(words: str) -> str:
    """The words of a cell on one line, cut to 60 letters. Raises nothing.

    >>> shown("1\\n2")
    '1 2'
    """
    words = " ".join("".join(letter if letter.isprintable() else " " for letter in words).split())
    return words if len(words) <= 60 else f"{words[:59]}…"


def normal(words: str) -> str:
    """Words with one way of writing digits, spaces and dashes. Raises nothing.

    >>> normal("１２ – 3")
    '12 - 3'
    """
    plain = unicodedata.normalize("NFKC", words)
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", plain)
    return " ".join(plain.split())


def is_formula(words: str) -> bool:
    """Whether a cell begins as a formula does: it is refused and never worked out. Raises nothing.

    >>> is_formula("=A1+1"), is_formula("-5")
    (True, False)
    """
    plain = normal(words)
    return plain.startswith(("=", "@")) or bool(re.match(r"[+-] *[a-z(]", plain, re.IGNORECASE))
