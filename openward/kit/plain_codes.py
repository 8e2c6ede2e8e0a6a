"""Codes in plain words, for people to write down and type on a phone.

Five words of a list of 1,024 carry 50 bits: with the limit on tries per address, guessing one of a million receipts
takes longer than the receipts live.
"""

import functools
import hashlib
import hmac
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
