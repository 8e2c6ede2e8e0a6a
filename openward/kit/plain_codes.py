"""Codes in plain words, for people to write down and type on a phone.

Five words of a list of 1,024 carry 50 bits: with the limit on tries per address, guessing one of a million receipts
takes longer than the receipts live.
"""

import functools
import hashlib
import hmac
import re
import secrets
from importlib.resources import files

WORDS_IN_CODE = 5


@functools.cache
def word_list() -> tuple[str, ...]:
    """The 1,024 words: short, common, not easily mistaken for one another, none of them unkind."""
    return tuple(files("openward.kit").joinpath("plain_words.txt").read_text(encoding="ascii").split())


def plain_code(seed: str, *, key: bytes) -> str:
    """The code that belongs to a seed, always the same: five words joined by dashes.

    A person whose connection broke sends the same form again and is given the same code, though only a hash of it is
    stored. Without a seed the code is random.
    """
    drawn = hmac.new(key, seed.encode(), hashlib.sha256).digest() if seed else secrets.token_bytes(32)
    number = int.from_bytes(drawn[:8], "big")
    words = word_list()
    picked = []
    for _position in range(WORDS_IN_CODE):
        number, index = divmod(number, len(words))
        picked.append(words[index])
    return "-".join(picked)


def mended_code(written: str) -> str:
    """A code as somebody wrote it down, put right where that is certain: case, signs between the words, and words
    whose first four letters are right ("Caravans, LEMON" is "caravan-lemon"), since these tell every word.
    """
    by_beginning = _words_by_beginning()
    found = re.findall("[a-z]+", written.lower())
    return "-".join(by_beginning.get(word[:4], word) for word in found)


@functools.cache
def _words_by_beginning() -> dict[str, str]:
    return {word[:4]: word for word in word_list()}
