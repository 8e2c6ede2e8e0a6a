"""Rare combinations within one story: a role, a place and a date that together fit one person.

Each alone is harmless; together they answer "who was that?". Source: the idea of quasi-identifiers, L. Sweeney,
Simple Demographics Often Identify People Uniquely, 2000.
"""

import re

from openward.methods.identifiers.lexicon import CAPITAL, COMMON, GIVEN, PLACE, SURNAME, places
from openward.methods.identifiers.passages import Identifier, Kind
from openward.methods.identifiers.tokens import Words, words
from openward.methods.identifiers.vocabulary import PLACE_BEFORE

_ROLE_WORDS = words(
    """
        headteacher mayor vicar priest imam rabbi minister councillor councilor mp judge magistrate solicitor barrister
        postman postwoman postmaster publican landlord landlady farmer butcher baker fisherman firefighter fireman
        policeman policewoman officer sergeant soldier pilot captain lifeguard footballer goalkeeper jockey rower
        athlete actor actress singer musician journalist author librarian professor lecturer teacher head caretaker
        pharmacist vet optician dentist chairman chairwoman chair director founder owner coroner undertaker sheriff
        gamekeeper gardener shopkeeper hairdresser barber
    """
)
_RARE = re.compile(
    r"[Tt]he (?:only|first|youngest|oldest|eldest|sole) "
    r"(?:(?:male|female|black|asian|deaf|blind|welsh|polish|local|senior|trans|"
    r"full-time|part-time|\w{3,12}(?:ish|ese|ian|ic)) ){0,2}"
    r"(?:nurse|doctor|consultant|midwife|surgeon|GP|dentist|vet|pharmacist|teacher|priest|vicar|imam|mayor|patient|student|"
    r"resident|person|woman|man|couple|family|child|baby|transplant|survivor|farmer|postman|officer|councillor)(?![A-Za-z])"
)
_RARE_HINTS = (" only ", " youngest ", " oldest ", " eldest ", " sole ", " first ", " last ")
_OWNED = words("a an the our my his her as local retired former village school deputy assistant head i'm am was is")

_DATES = (Kind.DATE, Kind.PARTIAL_DATE)
_WEAKER = "a local person"
_NEARBY = "a nearby town"


def combinations_in(read: Words, roles: list[int], found: list[Identifier]) -> list[Identifier]:
    """The role and the place that, with a date already `found`, may fit one person only; else nothing.

    Raises nothing. Source: the module docstring.

    >>> from openward.methods.identifiers import find_identifiers
    >>> text = "In May 2023 the only vet in Llandrindod came in."
    >>> [text[one.start:one.end] for one in find_identifiers(text)]
    ['May 2023', 'the only vet', 'Llandrindod']
    """
    if not any(one.kind in _DATES for one in found):
        return []
    role_spans = _roles_in(read)
    if not role_spans:
        return []
    place_spans = _places_in(read, roles)
    if not place_spans:
        return []
    return [
        *(_part(start, end, _WEAKER) for start, end in role_spans),
        *(_part(start, end, _NEARBY) for start, end in place_spans),
    ]


def _part(start: int, end: int, suggestion: str) -> Identifier:
    return Identifier(Kind.COMBINATION, start, end, "together_they_narrow", 0.6, suggestion)


def _roles_in(read: Words) -> list[tuple[int, int]]:
    spans = []
    if any(hint in read.text for hint in _RARE_HINTS):
        spans += [match.span() for match in _RARE.finditer(read.text)]
    if _ROLE_WORDS.isdisjoint(read.words):
        return spans
    for index, word in enumerate(read.words):
        if word in _ROLE_WORDS and index and read.lower[index - 1] in _OWNED and read.gaps[index] == " ":
            first = index - 1 if read.lower[index - 1] in ("a", "an", "the", "our", "my", "his", "her") else index
            spans.append((read.starts[first], read.end(index)))
    return spans


def _places_in(read: Words, roles: list[int]) -> list[tuple[int, int]]:
    spans = []
    listed = places()
    last = -1
    for index in [index for index, role in enumerate(roles) if role & CAPITAL]:
        if index <= last:
            continue
        for size in (3, 2, 1):
            end = index + size - 1
            if end >= len(read.words):
                continue
            if read.text[read.starts[index] : read.end(end)].lower() in listed and _is_meant(read, roles, index, size):
                spans.append((read.starts[index], read.end(end)))
                last = end
                break
    return spans


def _is_meant(read: Words, roles: list[int], index: int, size: int) -> bool:
    """Whether the capital is the place, not a person or a word: Reading, Chester, March."""
    if size > 1 or not roles[index] & (COMMON | GIVEN | SURNAME):
        return True
    return bool(roles[index] & PLACE) and index > 0 and read.lower[index - 1] in PLACE_BEFORE
