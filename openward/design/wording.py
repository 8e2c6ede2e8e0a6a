"""How dates, numbers and plain text are put on a page (the filters of the templates)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext, pgettext
from markupsafe import Markup, escape

Number = int | float


def _local(value: date) -> date:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def _is_english(language: str | None) -> bool:
    return (language or "en").split("-")[0] == "en"


@lru_cache(maxsize=4096)
def _day_shown(value: date, english: str, other: str, language: str | None) -> str:
    # Django's plain "en" formats are American; ours are British. Other languages keep their own order.
    return date_format(value, english if _is_english(language) else other)


def _shown(value: date, english: str, other: str) -> str:
    local = _local(value)
    return _day_shown(local.date() if isinstance(local, datetime) else local, english, other, get_language())


def month(value: date | None) -> str:
    """March 2026"""
    return _shown(value, "F Y", "YEAR_MONTH_FORMAT") if value else ""


def month_short(on: date) -> str:
    """Mar 2026, as it stands below a chart"""
    names = [
        pgettext("short month", "Jan"), pgettext("short month", "Feb"), pgettext("short month", "Mar"),
        pgettext("short month", "Apr"), pgettext("short month", "May"), pgettext("short month", "Jun"),
        pgettext("short month", "Jul"), pgettext("short month", "Aug"), pgettext("short month", "Sep"),
        pgettext("short month", "Oct"), pgettext("short month", "Nov"), pgettext("short month", "Dec"),
    ]  # fmt: skip
    return pgettext("short month and year", "%(month)s %(year)s") % {"month": names[on.month - 1], "year": on.year}


def day(value: date | None) -> str:
    """3 March 2026"""
    return _shown(value, "j F Y", "DATE_FORMAT") if value else ""


def day_short(value: date | None) -> str:
    """3 March"""
    return _shown(value, "j F", "MONTH_DAY_FORMAT") if value else ""


# Up to here a day and a month cannot be mistaken for those of another year.
_NEAR_DAYS = 150


def weekday(value: date | None) -> str:
    """Tuesday 3 March; with the year, where it is another one and months away"""
    if not value:
        return ""
    local, today = _local(value), timezone.localdate()
    on = local.date() if isinstance(local, datetime) else local
    is_near = on.year == today.year or abs((on - today).days) <= _NEAR_DAYS
    parts = {"weekday": _shown(value, "l", "l"), "day": day_short(value) if is_near else day(value)}
    return pgettext("a weekday and its date", "%(weekday)s %(day)s") % parts


def moment(value: datetime | None) -> str:
    """3 March 2026, 14:05"""
    if not value:
        return ""
    parts = {"day": day(value), "time": date_format(_local(value), "H:i")}
    return pgettext("a date and a time", "%(day)s, %(time)s") % parts


def sentence_time(value: date | None) -> str:
    """by Tuesday 3 March"""
    return pgettext("a deadline inside a sentence", "by %(day)s") % {"day": weekday(value)} if value else ""


def number(value: Number | None, decimals: int | None = None) -> str:
    """1,234. Without `decimals`, whole numbers stay whole and others keep at most two places."""
    if value is None:
        return gettext("not known")
    if decimals is None:
        decimals = 0 if float(value).is_integer() else 2
        text = f"{value:.{decimals}f}"
        if decimals:
            decimals = len(text.rstrip("0").partition(".")[2])
    return number_format(f"{value:.{decimals}f}", decimals, use_l10n=True, force_grouping=True)


def percent(share: Number | None, decimals: int = 0) -> str:
    """0.25 as 25%"""
    if share is None:
        return gettext("not known")
    return pgettext("a share", "%(number)s%%") % {"number": number(share * 100, decimals)}


def listed(things: Iterable[object]) -> str:
    """tea, toast, jam"""
    return pgettext("between the things of a list", ", ").join(str(thing) for thing in things)


def sentence(words: object) -> str:
    """Words that stand alone elsewhere, as a sentence of their own."""
    return pgettext("words that become a sentence", "%(words)s.") % {"words": words} if words else ""


_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")


def paragraphs(text: str | None) -> Markup:
    """Plain text as <p> and <br>, everything else escaped. A pure function of its text, so that it can be kept."""
    whole = str(text or "").replace("\r\n", "\n").replace("\r", "\n").strip()
    if not whole:
        return Markup("")
    if "\n" not in whole:
        return Markup(f"<p>{escape(whole)}</p>")  # noqa: S704 -- escaped here
    parts = (str(escape(part)).replace("\n", "<br>") for part in _BLANK_LINE.split(whole))
    return Markup("".join(f"<p>{part}</p>" for part in parts))  # noqa: S704 -- escaped, one line up
