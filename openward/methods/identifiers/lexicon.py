"""What is known of a word on its own: whether it is a given name, a surname, a common word, a place.

The lists lie in lexicons/ beside this file; its README.md says where each comes from and under which licence.
"""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from openward.methods.identifiers.vocabulary import (
    COUNTRIES_ONLY,
    FUNCTION_WORDS,
    INSTITUTION_WORDS,
    MONTHS,
    MONTHS_THAT_ARE_NAMES,
    NAMES_AMONG_FUNCTION_WORDS,
    RULE_WORDS,
    STREET_WORDS,
    TRIGGERS,
    WEEKDAYS,
)

GIVEN = 1
SURNAME = 2
COMMON = 4
PLACE = 8
OTHER = 16
TRIGGER = 32
MONTH = 64
DIGITS = 128
CAPITAL = 256
UNKNOWN = 512
INITIAL = 1024
UPPER = 2048
FUNCTION = 4096
"""A word that carries grammar, not meaning: the, was, will."""
RULE = 262144
"""The word announces or ends something other than a name: ward, postcode, March, Road."""
CANDIDATE = 8192
"""Something may begin here: the only words that cost more than a look into the table."""
INSTITUTION = 16384
STREET = 32768
KNOWN = 131072
"""A capital of the dictionary that is neither a given name nor a surname of the census: a firm, a town, a hero."""
RARELY = 65536
"""With a capital the word is a name far more often than the word of the dictionary."""


class Roles(dict[str, int]):
    """Word -> what it may be, in bits. Holds lower-case forms; capitals and figures are worked out when asked for."""

    def __missing__(self, word: str) -> int:
        first = word[0]
        if "a" <= first <= "z":
            return UNKNOWN
        if "0" <= first <= "9":
            return DIGITS | CANDIDATE
        if not first.isupper():
            return UNKNOWN
        if len(word) == 1:
            return INITIAL | CAPITAL | (FUNCTION if word == "I" else CANDIDATE)
        role = self.get(word.lower(), UNKNOWN)
        if role & RARELY:
            role &= ~COMMON
        if word.isupper() or (word[-1] == "s" and word[:-1].isupper()):
            if role & (TRIGGER | RULE) or (role & GIVEN and not role & (COMMON | PLACE | OTHER)):
                return role | UPPER | CAPITAL | CANDIDATE
            return (role & ~CANDIDATE) | UPPER | CAPITAL
        if role & OTHER and not role & (TRIGGER | RULE):
            return (role & ~CANDIDATE) | CAPITAL
        if role & KNOWN and not role & COMMON:
            return role | CAPITAL | CANDIDATE
        if role & (GIVEN | UNKNOWN | TRIGGER | RULE) or (role & SURNAME and not role & COMMON):
            return role | CAPITAL | CANDIDATE
        return role | CAPITAL


@cache
def roles() -> Roles:
    """The table of all words. Loaded once; about 90,000 words.

    >>> roles()["Sarah"] & GIVEN, roles()["table"] & GIVEN
    (1, 0)
    """
    table = Roles(dict.fromkeys(_listed("common_words"), COMMON))
    rare = _listed("rarely_words")
    _mark(table, _listed("census_given_names"), GIVEN)
    _mark(table, (word.lower() for word in _listed("given_names")), GIVEN)
    _mark(table, _listed("census_surnames"), SURNAME)
    _mark(table, (word.lower() for word in _listed("surnames")), SURNAME)
    _mark(table, rare, GIVEN | RARELY)
    _mark(table, (word.lower() for word in _listed("capitals")), KNOWN)
    for word in _listed("not_people"):
        table[word.lower()] = table.get(word.lower(), 0) & ~(GIVEN | SURNAME) | OTHER
    _mark(table, (place for place in places() if " " not in place and "-" not in place), PLACE)
    for word in MONTHS:
        table[word] = MONTH | RULE | (table.get(word, 0) & COMMON) | (GIVEN if word in MONTHS_THAT_ARE_NAMES else 0)
    for word in COUNTRIES_ONLY:
        table[word] = PLACE
    for word in WEEKDAYS:
        table[word] = OTHER | RULE
    _mark(table, STREET_WORDS, STREET | RULE)
    _mark(table, RULE_WORDS, RULE)
    _mark(table, INSTITUTION_WORDS, INSTITUTION | COMMON)
    for word in FUNCTION_WORDS:
        kept = MONTH | TRIGGER | RULE | (GIVEN if word in NAMES_AMONG_FUNCTION_WORDS else 0)
        table[word] = FUNCTION | COMMON | (table.get(word, 0) & kept)
    _mark(table, TRIGGERS, TRIGGER)
    for word, role in table.items():
        is_plain_name = role & GIVEN and not role & (COMMON | PLACE | OTHER | MONTH | FUNCTION)
        if role & (TRIGGER | RULE) or (is_plain_name and len(word) > 3):
            table[word] = role | CANDIDATE
    # Names, what begins most sentences, and small figures are looked up too often to be worked out each time.
    for word, role in list(table.items()):
        if role & (GIVEN | SURNAME | OTHER | TRIGGER | FUNCTION):
            table[word.capitalize()] = table[word.capitalize()]
    for figure in range(2101):
        table[str(figure)] = DIGITS | CANDIDATE
    return table


@cache
def places() -> frozenset[str]:
    """The names of places in lower case, some of more than one word.

    >>> "milton keynes" in places()
    True
    """
    return frozenset(name.strip().lower() for line in _lines("places") for name in line.split(","))


@cache
def institutions() -> frozenset[str]:
    """Hospitals and houses that are called by a person's name alone, in lower case.

    >>> "john radcliffe" in institutions()
    True
    """
    return frozenset(line.strip() for line in _lines("institutions"))


def _mark(table: Roles, listed: Iterable[str], bit: int) -> None:
    for word in listed:
        table[word] = table.get(word, 0) | bit


def _lines(name: str) -> list[str]:
    content = (files(__package__) / "lexicons" / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in content.splitlines() if line and not line.startswith("#")]


def _listed(name: str) -> list[str]:
    return [word for line in _lines(name) for word in line.split()]
