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
_MONEY = "[£$€¥]"
_SIGNED = re.compile(
    rf"(?:(?P<before>[+-]) *(?P<money>{_MONEY})?|(?P<money_first>{_MONEY})? *(?P<after>[+-])?) *(?P<number>[0-9.].*)"
)
_WITH_ANOTHER_UNIT = re.compile(r"[0-9][0-9.,'’ ]*[^\s0-9.,'’][^0-9]*")
_NAMES = {
    "%": ("%", "per cent", "percent", "百分"),
    "£": ("£", "pound", "sterling", "gbp", "英镑"),
    "$": ("$", "dollar", "usd", "aud", "cad", "nzd", "sgd", "hkd", "美元"),
    "€": ("€", "euro", "eur", "欧元"),
    "¥": ("¥", "yuan", "renminbi", "rmb", "cny", "yen", "jpy", "元"),
}
"""What a unit holds to which a sign belongs."""


def value_in(words: str, unit: str) -> float | None:
    """The number that a cell says, in the unit it is written in; None for an empty cell. Raises Unread, with the key
    "other_unit" for a number with a sign or a unit that is not the measure's: 45% is no number of minutes. Where the
    measure has no unit, any sign goes.

    >>> value_in("(1,234.5)", unit=""), value_in("n/a", unit="")
    (-1234.5, None)
    >>> value_in("45%", unit="% of visits"), value_in("45", unit="%"), value_in("45 minutes", unit="minutes")
    (45.0, 45.0, 45.0)
    """
    plain = normal(words).lower()
    if plain in _NOTHING:
        return None
    if is_formula(words):
        raise Unread("formula")
    if re.fullmatch(r"#[a-z0-9/]+[!?]?", plain):
        raise Unread("spreadsheet_error")
    plain_unit = normal(unit).lower()
    plain, signs = _without_unit(plain, plain_unit)
    is_negative = plain.startswith("(") and plain.endswith(")")
    if is_negative:
        plain = plain[1:-1].strip()
    signed = _SIGNED.fullmatch(plain)
    if signed is None:
        raise Unread("no_number")
    signs += (signed["money"] or "") + (signed["money_first"] or "")
    number = _number(signed["number"], plain_unit)
    if not all(_fits(sign, plain_unit) for sign in signs):
        raise Unread("other_unit")
    if number > LARGEST:
        raise Unread("too_large")
    is_negative ^= "-" in (signed["before"], signed["after"])
    return -number if is_negative and number else number


def _without_unit(plain: str, unit: str) -> tuple[str, str]:
    """A cell without the measure's own unit and without a percent sign, and that sign where it is not in the unit."""
    if unit and plain.endswith(unit):
        plain = plain.removesuffix(unit).strip()
    if not plain.endswith("%"):
        return plain, ""
    return plain.removesuffix("%").strip(), "%"


def _fits(sign: str, unit: str) -> bool:
    return not unit or any(name in unit for name in _NAMES[sign])


def _number(plain: str, unit: str) -> float:
    for pattern, thousands, decimals in _NUMBERS:
        if pattern.fullmatch(plain):
            for mark in thousands:
                plain = plain.replace(mark, "")
            for mark in decimals:
                plain = plain.replace(mark, ".")
            return float(plain)
    raise Unread("other_unit" if unit and _WITH_ANOTHER_UNIT.fullmatch(plain) else "no_number")
