"""Which number is meant: with marks between thousands, decimals in two ways, signs, units and empty cells."""

import re

from openward.methods.pasted_readings.writing import Unread, is_formula, normal

LARGEST = 1e15

_NOTHING = frozenset({"", "-", "--", ".", "..", "n/a", "na", "n.a.", "#n/a", "null", "none", "no data", "missing"})
_NUMBERS = (
    # pattern, what parts thousands, what parts decimals
    (re.compile(r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+"), "", "."),
    (re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?"), ",", "."),
    (re.compile(r"[1-9][0-9]{0,2}(?:[ '’][0-9]{3})+(?:[.,][0-9]+)?"), " '’", ".,"),
    (re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+,[0-9]+"), ".", ","),
    (re.compile(r"[0-9]+,[0-9]+"), "", ","),
)
_SIGNED = re.compile(r"(?:(?P<before>[+-]) *[£$€¥]?|[£$€¥]? *(?P<after>[+-])?) *(?P<number>[0-9.].*)")


def value_in(words: str, unit: str) -> float | None:
    """The number that a cell says, in the unit it is written in; None for an empty cell. Raises Unread.

    >>> value_in("(1,234.5)", unit=""), value_in("n/a", unit="")
    (-1234.5, None)
    """
    plain = normal(words).lower()
    if plain in _NOTHING:
        return None
    if is_formula(words):
        raise Unread("formula")
    if re.fullmatch(r"#[a-z0-9/]+[!?]?", plain):
        raise Unread("spreadsheet_error")
    plain_unit = normal(unit).lower()
    if plain_unit and plain.endswith(plain_unit):
        plain = plain.removesuffix(plain_unit).strip()
    plain = plain.removesuffix("%").strip()
    is_negative = plain.startswith("(") and plain.endswith(")")
    if is_negative:
        plain = plain[1:-1].strip()
    signed = _SIGNED.fullmatch(plain)
    if signed is None:
        raise Unread("no_number")
    is_negative ^= "-" in (signed["before"], signed["after"])
    plain = signed["number"]
    for pattern, thousands, decimals in _NUMBERS:
        if pattern.fullmatch(plain):
            for mark in thousands:
                plain = plain.replace(mark, "")
            for mark in decimals:
                plain = plain.replace(mark, ".")
            value = float(plain)
            if value > LARGEST:
                raise Unread("too_large")
            return -value if is_negative and value else value
    raise Unread("no_number")
