"""Streets and addresses."""

import re

from openward.methods.identifiers.lexicon import (
    CAPITAL,
    COMMON,
    DIGITS,
    FUNCTION,
    GIVEN,
    INSTITUTION,
    MONTH,
    institutions,
    places,
)
from openward.methods.identifiers.lexicon import roles as lexicon_roles
from openward.methods.identifiers.passages import Identifier, Kind
from openward.methods.identifiers.tokens import Words, words

_MOST_WORDS_OF_A_STREET = 5

_SHORT_STREET_WORDS = words(
    "way court place hill row view walk green park rise loop circle st ct pl dr sq rue close drive"
)
"""Words that are a street only after a house number or another capital."""

_LIVES = words("at address live lives lived living of from on is to home house visit")

_BOX = re.compile(
    r"(?:p\.? ?o\.? )?(?:box|flat|apt\.?|apartment|unit|suite) (?:no\.? |number |#)?[0-9]{1,5}[A-Za-z]?(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_PO_BEFORE = re.compile(r"(?<![A-Za-z])P\.? ?O\.? \Z", re.IGNORECASE)

_TAIL = re.compile(
    r"(?:[\s,.]{1,6}(?:[A-ZÀ-ÞŁŚŽŠČŘΑ-Ω(](?:[^\W\d_]|['()-]){0,24}|nan(?![a-z]))){0,6}[\s,]{1,6}"
    r"(?:[0-9]{2}-[0-9]{3}|[0-9]{3,5}(?:[- ][0-9]{3,4}|[- ]?[A-Z]{2})?)(?![0-9/:%]|[.,][0-9]|[A-Za-z])"
)
"""What may follow a street: towns, a country, and a postcode of figures."""

_TOWNS = re.compile(
    r"(?:,\s{0,3}|\s?\n\s{0,3})(?P<town>[A-ZÀ-ÞŁŚŽŠČŘΑ-Ω](?:[^\W\d_]|['-]){1,24}"
    r"(?: [A-ZÀ-ÞŁŚŽŠČŘΑ-Ω](?:[^\W\d_]|['-]){1,24}){0,2})(?![\w'])"
)

_STREET_ENDINGS = (
    *("strasse", "straße", "gasse", "weg", "platz", "gata", "gatan", "vägen", "gade", "vej", "tie", "katu", "kuja"),
    *("straat", "laan", "plein", "utca", "ulica", "veien", "vegur", "stræde", "allee"),
)

_HERE = "an address nearby"


def street_at(read: Words, roles: list[int], index: int) -> Identifier | None:
    """The street whose last word ("Road") is word `index`, with its house number where there is one.

    Raises nothing. Source: British, Irish, Australian and American custom.

    >>> from openward.methods.identifiers.tokens import words_of
    >>> from openward.methods.identifiers.lexicon import roles
    >>> read = words_of("at 12 Acacia Avenue, Leeds")
    >>> found = street_at(read, [roles()[word] for word in read.words], 3)
    >>> read.text[found.start:found.end]
    '12 Acacia Avenue, Leeds'
    """
    first = index
    has_capitals = bool(roles[index] & CAPITAL)
    while first > 0 and index - first < _MOST_WORDS_OF_A_STREET and read.gaps[first] in (" ", "-", "'", ". "):
        role = roles[first - 1]
        if role & DIGITS or (read.words[first - 1] != "s" and not _is_street_part(read, role, first - 1, has_capitals)):
            break
        first -= 1
    number = _house_number(read, roles, first)
    if first == index or (number is None and not has_capitals):
        return None
    if number is None:
        first = _without_leading_words(read, roles, first, index)
        if first == index or (read.lower[index] in _SHORT_STREET_WORDS and not _is_lived_at(read, first)):
            return None
    elif not has_capitals and not _is_lived_at(read, number):
        return None
    if read.gaps[index + 1] == " " and roles[index + 1] & INSTITUTION:
        return None
    if number is None and _is_institution(read, first, index):
        return None
    start = read.starts[first if number is None else number]
    end = _with_town(read, roles, index)
    start = _with_flat(read, number if number is not None else first, start)
    return Identifier(Kind.ADDRESS, start, end, "address_finds_home", 0.9 if number is not None else 0.65, _HERE)


def foreign_street_at(read: Words, roles: list[int], first: int, last: int) -> Identifier | None:
    """The street of a run of capitals between figures, or before a house number: "6750 Koskikatu 25", "Søndergade 52".

    Raises nothing. Source: custom in most of Europe, where the house number follows.

    >>> from openward.methods.identifiers.tokens import words_of
    >>> from openward.methods.identifiers.lexicon import roles
    >>> read = words_of("at Lindenstrasse 5")
    >>> foreign_street_at(read, [roles()[word] for word in read.words], 1, 1).confidence
    0.8
    """
    following = last + 1
    if first == last and len(read.words[first]) < 4:
        return None
    if following >= len(read.words) or not roles[following] & DIGITS or read.gaps[following] not in (" ", ", "):
        return None
    if len(read.words[following]) > 5 or any(roles[place] & (MONTH | COMMON) for place in range(first, last + 1)):
        return None
    has_number_first = first > 0 and bool(roles[first - 1] & DIGITS) and read.gaps[first] == " "
    if not has_number_first and not read.lower[last].endswith(_STREET_ENDINGS):
        return None
    start = read.starts[first - has_number_first]
    return Identifier(Kind.ADDRESS, start, read.end(following), "address_finds_home", 0.8, _HERE)


def with_tail(read: Words, one: Identifier) -> Identifier:
    """An address with the towns and the postcode of figures that follow it. Raises nothing.

    >>> from openward.methods.identifiers.tokens import words_of
    >>> street = Identifier(Kind.ADDRESS, 0, 7, "address_finds_home", 0.8, "an address nearby")
    >>> with_tail(words_of("Linde 5, Aalborg 9100"), street).end
    21
    """
    match = _TAIL.match(read.text, one.end)
    if match is not None:
        return Identifier(Kind.ADDRESS, one.start, match.end(), one.why_key, max(one.confidence, 0.85), _HERE)
    end = one.end
    for _ in range(3):
        match = _TOWNS.match(read.text, end)
        if match is None or lexicon_roles()[match.group("town").split(" ")[0]] & (GIVEN | COMMON | FUNCTION):
            break
        end = match.end()
    return one if end == one.end else Identifier(Kind.ADDRESS, one.start, end, one.why_key, one.confidence, _HERE)


def box_at(read: Words, index: int) -> Identifier | None:
    """The flat, unit or post box at word `index`, if a number follows. Raises nothing.

    >>> from openward.methods.identifiers.tokens import words_of
    >>> box_at(words_of("PO Box 123"), 1).start
    0
    """
    start = read.starts[index]
    match = _BOX.match(read.text, start)
    if match is None:
        return None
    before = _PO_BEFORE.search(read.text, max(start - 6, 0), start)
    word = read.lower[index]
    if before is None and word in ("unit", "box", "suite") and not read.words[index][0].isupper():
        return None
    begin = before.start() if before else start
    return Identifier(Kind.ADDRESS, begin, match.end(), "address_finds_home", 0.7, _HERE)


def _is_institution(read: Words, first: int, last: int) -> bool:
    """Great Ormond Street: a hospital, with or without the word before it."""
    return any(
        read.text[read.starts[place] : read.end(last)].lower() in institutions()
        for place in (first, first - 1)
        if place >= 0
    )


def _is_street_part(read: Words, role: int, place: int, has_capitals: bool) -> bool:
    if has_capitals:
        return bool(role & CAPITAL) and not role & FUNCTION
    return not role & (FUNCTION | CAPITAL)


def _house_number(read: Words, roles: list[int], first: int) -> int | None:
    """The word that is the house number before word `first`: 12, 12a, 12-14."""
    place = first - 1
    if place < 0 or read.gaps[first] not in (" ", ", ", " - "):
        return None
    if len(read.words[place]) == 1 and read.gaps[place] == "" and place > 0:
        place -= 1
    if not roles[place] & DIGITS or len(read.words[place]) > 5:
        return None
    return place


def _without_leading_words(read: Words, roles: list[int], first: int, index: int) -> int:
    """Past a capital that only begins the sentence: "Opposite Abbey Road"."""
    while first < index and roles[first] & COMMON and index - first > 1:
        first += 1
    return first


def _is_lived_at(read: Words, first: int) -> bool:
    return not _LIVES.isdisjoint(read.lower[max(first - 3, 0) : first])


def _with_town(read: Words, roles: list[int], index: int) -> int:
    """Where the address ends, with up to three towns or parts after commas."""
    last = index
    for _ in range(3):
        following = last + 1
        if following >= len(read.words) or read.gaps[following].strip(" ") not in (",", ",\n", "\n"):
            break
        size = next((size for size in (3, 2, 1) if _is_place(read, following, size)), 0)
        if not size:
            break
        last = following + size - 1
    return read.end(last)


def _is_place(read: Words, first: int, size: int) -> bool:
    last = first + size - 1
    if last >= len(read.words) or not read.words[first][0].isupper():
        return False
    return read.text[read.starts[first] : read.end(last)].lower() in places()


def _with_flat(read: Words, place: int, start: int) -> int:
    """Back over "Flat 3, " before the house number or the street."""
    if place >= 2 and read.gaps[place] in (", ", " ", "/") and read.lower[place - 2] in ("flat", "unit", "apartment"):
        return read.starts[place - 2]
    return start
