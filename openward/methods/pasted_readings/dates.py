"""Which day is meant: dates as people and spreadsheets write them."""

import datetime
import re

from openward.methods.pasted_readings.writing import Unread, is_formula, normal

FIRST_YEAR, LAST_YEAR = 1900, 2200

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_YEAR = r"(?P<year>[0-9]{4}|'?[0-9]{2})"
_NAME = r"(?P<name>[a-z]{3,9})"
_DAY = r"(?P<day>[0-9]{1,2})"
NUMERIC = re.compile(rf"(?P<first>[0-9]{{1,2}})(?P<mark>[-/. ])(?P<second>[0-9]{{1,2}})(?P=mark){_YEAR}")
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<year>[0-9]{4})(?P<mark>[-/. ])(?P<month>[0-9]{1,2})(?:(?P=mark)(?P<day>[0-9]{1,2}))?",
        r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
        r"(?P<month>[0-9]{1,2})[-/. ](?P<year>[0-9]{4})",
        rf"{_DAY}(?:st|nd|rd|th)?[-/. ]*{_NAME}\.?[-/, ]*{_YEAR}",
        rf"{_NAME}\.?[-/ ]*{_DAY}(?:st|nd|rd|th)?(?:, ?| )(?P<year>[0-9]{{4}})",
        rf"{_NAME}\.?[-/, ]*{_YEAR}",
        rf"(?P<year>[0-9]{{4}})[-/, ]*{_NAME}",
        r"q(?P<quarter>[1-4])[-/ ]*(?P<year>[0-9]{4})",
        r"(?P<year>[0-9]{4})[-/ ]*q(?P<quarter>[1-4])",
        r"(?P<year>[0-9]{4}) ?年 ?(?P<month>[0-9]{1,2}) ?月(?: ?(?P<day>[0-9]{1,2}) ?日)?",
    )
)
_BEFORE = re.compile(
    r"^(?:(?:w/c|week commencing|week beginning|week of|month of) *|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? +)+"
)
_TIME = re.compile(
    r"(?:,? +|t)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?: ?[ap]m)?(?:z| ?[+-][0-9]{2}:?[0-9]{2})?$"
)


def is_date(words: str, day_first: bool) -> bool:
    """Whether a cell says a day, also one that there cannot be. Raises nothing.

    >>> is_date("31 June 2026", day_first=True), is_date("Waits", day_first=True)
    (True, False)
    """
    try:
        date_in(words, day_first)
    except Unread as unread:
        return unread.key != "no_date"
    return True


def plain_date(words: str) -> str:
    """A date without what may stand before and behind it: a weekday, "week commencing", a time. Raises nothing.

    >>> plain_date("Mon 05/01/2026 09:00")
    '05/01/2026'
    """
    return _TIME.sub("", _BEFORE.sub("", normal(words).lower()))


def date_in(words: str, day_first: bool) -> datetime.date:
    """The day that a cell says; months, quarters and years with a month are their first day. Raises Unread.

    >>> date_in("Q2 2026", day_first=True)
    datetime.date(2026, 4, 1)
    """
    if is_formula(words):
        raise Unread("formula")
    plain = plain_date(words)
    numeric = NUMERIC.fullmatch(plain)
    if numeric:
        first, second = int(numeric["first"]), int(numeric["second"])
        return _day_of(numeric["year"], *((second, first) if day_first else (first, second)))
    for pattern in _PATTERNS:
        match = pattern.fullmatch(plain)
        if match is None:
            continue
        parts = match.groupdict()
        if parts.get("quarter"):
            month = 3 * int(parts["quarter"]) - 2
        elif parts.get("name"):
            month = _month_named(parts["name"])
        else:
            month = int(parts["month"])
        if month:
            return _day_of(parts["year"], month, int(parts.get("day") or 1))
    raise Unread("no_date")


def _month_named(name: str) -> int:
    if name == "sept":
        return 9
    return next((place for place, month in enumerate(_MONTHS, start=1) if month.startswith(name)), 0)


def _day_of(year_written: str, month: int, day: int) -> datetime.date:
    year = int(year_written.lstrip("'"))
    if len(year_written.lstrip("'")) == 2:
        year += 2000 if year < 70 else 1900
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unread("too_old" if year < FIRST_YEAR else "impossible_date")
    try:
        return datetime.date(year, month, day)
    except ValueError:
        raise Unread("impossible_date") from None
