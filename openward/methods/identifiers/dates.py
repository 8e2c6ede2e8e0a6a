"""Dates in figures and in words."""

import re
from collections.abc import Iterator

from openward.methods.identifiers.passages import Certainty, Identifier, Kind
from openward.methods.identifiers.tokens import Token, is_glued, words

_NUMERIC_DATE = re.compile(r"([0-9]{1,4})( ?[/.\-] ?)([0-9]{1,2})\2([0-9]{1,4})(?![0-9])")

_MONTHS = words(
    """
        january february march april may june july august september october november december jan feb mar
        apr jun jul aug sep sept oct nov dec
    """
)

_ORDINALS = frozenset({"st", "nd", "rd", "th"})


def numeric_date(text: str, token: Token) -> Iterator[Identifier]:
    """The date in figures that begins at `token`, if any: 12/03/2024, 2024-03-12, 12.03.24.

    Raises nothing. Source: ISO 8601 and British and American custom.

    >>> from openward.methods.identifiers.tokens import tokens_of
    >>> [one.end for one in numeric_date("12/03/2024", tokens_of("12/03/2024")[0])]
    [10]
    """
    match = _NUMERIC_DATE.match(text, token.start)
    if match is None or is_glued(text, token.start - 1):
        return
    year_first, mark = match.group(1), match.group(2).strip()
    if _joins_digit(text, match.start() - 1, -1, mark) or _joins_digit(text, match.end(), 1, mark):
        return
    parts = (year_first, match.group(3), match.group(4))
    certainty = _date_certainty(parts, mark)
    if certainty is not None:
        yield Identifier(Kind.DATE, match.start(), match.end(), "exact_date_finds_record", certainty)


def worded_date(tokens: list[Token], index: int) -> Iterator[Identifier]:
    """The date whose month name is token `index`, if any: 12 March 2024, 12th of March, March 12, 2024.

    Raises nothing. Source: British and American custom.

    >>> from openward.methods.identifiers.tokens import tokens_of
    >>> [(one.start, one.end) for one in worded_date(tokens_of("on 12 March 2024"), 4)]
    [(3, 16)]
    """
    month = tokens[index]
    if month.text.lower() not in _MONTHS:
        return
    day, has_ordinal = _day_before(tokens, index)
    if day is not None:
        year = _year_after(tokens, index + 1)
        if year is not None:
            yield _date(day.start, year.end, has_year=True)
        elif month.text[0].isupper() or has_ordinal:
            yield _date(day.start, month.end, has_year=False)
        return
    place = _skip_gap(tokens, index + 1)
    if place >= len(tokens) or not _is_day(tokens[place]):
        return
    last = tokens[place]
    has_ordinal = place + 1 < len(tokens) and tokens[place + 1].text.lower() in _ORDINALS
    if has_ordinal:
        last, place = tokens[place + 1], place + 1
    elif place + 1 < len(tokens) and tokens[place + 1].kind == "word":
        return
    year = _year_after(tokens, place + 1)
    if year is not None:
        yield _date(month.start, year.end, has_year=True)
    elif has_ordinal:
        yield _date(month.start, last.end, has_year=False)


def chinese_date(tokens: list[Token], index: int) -> Iterator[Identifier]:
    """The date whose year is token `index`, if any: 2024年3月12日.

    Raises nothing. Source: GB/T 7408.

    >>> from openward.methods.identifiers.tokens import tokens_of
    >>> [one.end for one in chinese_date(tokens_of("2024年3月12日"), 0)]
    [10]
    """
    run = tokens[index : index + 6]
    if len(run) < 6 or len(run[0].text) != 4 or (run[1].text, run[3].text) != ("年", "月"):
        return
    if run[2].kind == "digits" and _is_day(run[4]) and run[5].text[0] in "日号號":
        yield _date(run[0].start, run[5].start + 1, has_year=True)


def _joins_digit(text: str, position: int, step: int, mark: str) -> bool:
    """Whether the same separator and a further digit go on: 10.12.20.4 is an address, not a date."""
    further = position + step
    if min(position, further) < 0 or max(position, further) >= len(text):
        return False
    return text[position] == mark and text[further].isdigit()


def _date_certainty(parts: tuple[str, str, str], mark: str) -> Certainty | None:
    first, second, third = (int(part) for part in parts)
    if len(parts[0]) == 4:
        is_date = 1900 <= first <= 2100 and 1 <= second <= 12 and 1 <= third <= 31 and len(parts[2]) <= 2
        return Certainty.SURE if is_date else None
    if len(parts[0]) > 2 or not _are_day_and_month(first, second):
        return None
    if len(parts[2]) == 4:
        return Certainty.SURE if 1900 <= third <= 2100 else None
    if len(parts[2]) != 2 or (mark == "." and (len(parts[0]), len(parts[1])) != (2, 2)):
        return None
    return Certainty.SURE if mark == "/" else Certainty.POSSIBLE


def _are_day_and_month(first: int, second: int) -> bool:
    return (1 <= first <= 31 and 1 <= second <= 12) or (1 <= first <= 12 and 1 <= second <= 31)


def _date(start: int, end: int, *, has_year: bool) -> Identifier:
    if has_year:
        return Identifier(Kind.DATE, start, end, "exact_date_finds_record", Certainty.SURE)
    return Identifier(Kind.DATE, start, end, "day_and_month_find_record", Certainty.POSSIBLE)


def _is_day(token: Token) -> bool:
    return token.kind == "digits" and len(token.text) <= 2 and 1 <= int(token.text) <= 31


def _day_before(tokens: list[Token], index: int) -> tuple[Token | None, bool]:
    """The day that leads to a month name, as in 12, 12th, 12th of or 12-, and whether it is an ordinal."""
    place = index - 1
    if place >= 0 and (tokens[place].kind == "space" or tokens[place].text in "-/"):
        place -= 1
    has_ordinal = False
    if place >= 1 and tokens[place].text.lower() == "of" and tokens[place - 1].kind == "space":
        place, has_ordinal = place - 2, True
    if place >= 0 and tokens[place].text.lower() in _ORDINALS:
        place, has_ordinal = place - 1, True
    if place < 0 or not _is_day(tokens[place]):
        return None, False
    if place and (tokens[place - 1].kind == "word" or tokens[place - 1].text in {"£", "$", "€", "."}):
        return None, False
    return tokens[place], has_ordinal


def _skip_gap(tokens: list[Token], place: int) -> int:
    """Past one comma or full stop and one space, or past one hyphen, stroke or apostrophe."""
    for _ in range(3):
        if place < len(tokens) and (tokens[place].kind == "space" or tokens[place].text in {",", ".", "-", "/", "'"}):
            place += 1
    return place


def _year_after(tokens: list[Token], place: int) -> Token | None:
    place = _skip_gap(tokens, place)
    if place >= len(tokens) or tokens[place].kind != "digits":
        return None
    year = tokens[place]
    if len(year.text) == 4 and "1900" <= year.text <= "2100":
        return year
    return year if len(year.text) == 2 and tokens[place - 1].text == "'" else None
