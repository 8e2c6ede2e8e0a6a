"""Dates in figures and in words, whole and in part."""

import re
from dataclasses import replace

from openward.methods.identifiers.passages import Identifier, Kind
from openward.methods.identifiers.tokens import Words, is_glued
from openward.methods.identifiers.vocabulary import MONTHS, SEASONS, WEEKDAYS

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_YEAR = r"(?:(?:19|20)[0-9]{2}|2100)(?![0-9])"

_NUMERIC_DATE = re.compile(r"([0-9]{1,4})( ?[/.\-] ?)([0-9]{1,2})\2([0-9]{1,4})(?![0-9])")
_MONTH_AND_YEAR = re.compile(r"(0?[1-9]|1[0-2])/((?:19|20)[0-9]{2})(?![0-9/])")
_DAY_FIRST = re.compile(
    rf"([0-9]{{1,2}}) {{0,2}}(st|nd|rd|th)?(?:( of)? |[-/])?({_MONTH})(?![A-Za-z])"
    rf"(?:[.,]? ?[,\-/]? {{0,2}}({_YEAR})|\.? ?'([0-9]{{2}})(?![0-9]))?",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"({_MONTH})[.,]?[ \-/]{{1,2}}(?:the )?([0-9]{{1,2}})(?![0-9:%])(st|nd|rd|th)?(?![A-Za-z0-9])"
    rf"(?:[.,]? ?[,\-/]? ?({_YEAR})|'([0-9]{{2}})(?![0-9]))?",
    re.IGNORECASE,
)
_MONTH_THEN_YEAR = re.compile(rf"({_MONTH})(?:\.?,? {{1,2}}(?:of )?({_YEAR})| ?'([0-9]{{2}})(?![0-9]))", re.IGNORECASE)
_SEASON_THEN_YEAR = re.compile(rf"({'|'.join(SEASONS)})(?: day| eve)?(?: of|,)? {_YEAR}", re.IGNORECASE)
_WEEKDAY_THEN_DAY = re.compile(
    rf"({'|'.join(sorted(WEEKDAYS, key=len, reverse=True))})\.?,? (?:the )?([0-9]{{1,2}})(?:st|nd|rd|th)(?![A-Za-z])",
    re.IGNORECASE,
)
_TIME_AFTER = re.compile(r"(?:T|,? (?:at )?)([0-9]{2}):[0-9]{2}:[0-9]{2}(?![0-9:])")

_GOES_ON = re.compile(" ?[A-Za-z]")

_CHINESE_DATE = re.compile(r"([0-9]{4})年([0-9]{1,2})月(?:([0-9]{1,2})[日号號])?")

_SEASON_OF = dict(
    zip(
        range(1, 13),
        "winter winter spring spring spring summer summer summer autumn autumn autumn winter".split(),
        strict=True,
    )
)
_OTHER_SEASON = {
    "spring": "autumn",
    "summer": "winter",
    "autumn": "spring",
    "winter": "summer",
    "春天": "秋天",
    "夏天": "冬天",
    "秋天": "春天",
    "冬天": "夏天",
}
_NUMBER_OF = {
    name: number
    for number, names in enumerate(
        "jan january|feb february|mar march|apr april|may|jun june|jul july|aug august|sep sept september|oct october|"
        "nov november|dec december".split("|"),
        start=1,
    )
    for name in names.split()
}


def in_the_south(one: Identifier) -> Identifier:
    """The passage with the season that the same month is south of the equator. Raises nothing.

    >>> spring = Identifier(Kind.DATE, 0, 9, "exact_date_finds_record", 0.95, "a day in spring")
    >>> in_the_south(spring).suggestion
    'a day in autumn'
    """
    for season, other in _OTHER_SEASON.items():
        if season in one.suggestion:
            return replace(one, suggestion=one.suggestion.replace(season, other))
    return one


def numeric_date_at(read: Words, index: int) -> Identifier | None:
    """The date whose first figures are word `index`, if any: 12/03/2024, 2024-03-12, 12 March 2024, 03/2024.

    Raises nothing. Source: ISO 8601, GB/T 7408, and British and American custom.

    >>> from openward.methods.identifiers.tokens import words_of
    >>> [numeric_date_at(words_of(text), 0).end for text in ("12/03/2024", "12th of March 2024", "03/2024")]
    [10, 18, 7]
    """
    text, start = read.text, read.starts[index]
    if is_glued(text, start - 1):
        return None
    match = _NUMERIC_DATE.match(text, start)
    if match is not None:
        return _in_figures(text, match)
    match = _DAY_FIRST.match(text, start)
    if match is not None:
        return _day_first(text, match)
    match = _MONTH_AND_YEAR.match(text, start)
    if match is not None and (start == 0 or text[start - 1] != "/"):
        season = _SEASON_OF[int(match.group(1))]
        return Identifier(Kind.PARTIAL_DATE, start, match.end(), "part_of_date_narrows", 0.7, season)
    match = _CHINESE_DATE.match(text, start)
    if match is not None and 1 <= int(match.group(2)) <= 12:
        season = {"spring": "春天", "summer": "夏天", "autumn": "秋天", "winter": "冬天"}[
            _SEASON_OF[int(match.group(2))]
        ]
        if match.group(3):
            return Identifier(Kind.DATE, start, match.end(), "exact_date_finds_record", 0.95, f"{season}的一天")
        return Identifier(Kind.PARTIAL_DATE, start, match.end(), "part_of_date_narrows", 0.7, season)
    return None


def worded_date_at(read: Words, index: int) -> Identifier | None:
    """The date that begins with the month, season or day of the week at word `index`, if any: March 12, 2024.

    Raises nothing. Source: British and American custom.

    >>> from openward.methods.identifiers.tokens import words_of
    >>> [worded_date_at(words_of(text), 0).kind.value for text in ("March 12, 2024", "May 2023", "Friday the 13th")]
    ['date', 'partial_date', 'partial_date']
    """
    text, start = read.text, read.starts[index]
    word = read.lower[index]
    if word in MONTHS:
        match = _MONTH_FIRST.match(text, start)
        if match is not None and 1 <= int(match.group(2)) <= 31:
            has_year = bool(match.group(4) or match.group(5))
            if has_year or match.group(3) or (text[start].isupper() and match.end() - start > 5 and _ends(text, match)):
                return _date(start, match.end(), word, has_year=has_year, text=text)
        match = _MONTH_THEN_YEAR.match(text, start)
        if match is not None:
            return Identifier(
                Kind.PARTIAL_DATE, start, match.end(), "part_of_date_narrows", 0.75, _SEASON_OF[_NUMBER_OF[word]]
            )
        return None
    match = _SEASON_THEN_YEAR.match(text, start)
    if match is not None:
        season = word if word not in ("fall", "christmas") else {"fall": "autumn", "christmas": "winter"}[word]
        season = "spring" if season == "easter" else season
        return Identifier(Kind.PARTIAL_DATE, start, match.end(), "part_of_date_narrows", 0.65, season)
    match = _WEEKDAY_THEN_DAY.match(text, start)
    if match is not None and 1 <= int(match.group(2)) <= 31:
        return Identifier(Kind.PARTIAL_DATE, start, match.end(), "part_of_date_narrows", 0.7, "one day")
    return None


def _ends(text: str, match: re.Match[str]) -> bool:
    """Whether "March 12" is not followed by what the twelve are: March 12 people."""
    return _GOES_ON.match(text, match.end()) is None


def _in_figures(text: str, match: re.Match[str]) -> Identifier | None:
    mark = match.group(2).strip()
    if _joins_digit(text, match.start() - 1, -1, mark) or _joins_digit(text, match.end(), 1, mark):
        return None
    parts = (match.group(1), match.group(3), match.group(4))
    confidence = _figures_confidence(parts, mark)
    if not confidence:
        return None
    day_first = int(parts[1]) <= 12
    month = int(parts[1]) if len(parts[0]) == 4 or day_first else int(parts[0])
    time = _TIME_AFTER.match(text, match.end())
    end = time.end() if time else match.end()
    season = _SEASON_OF[month]
    return Identifier(Kind.DATE, match.start(), end, "exact_date_finds_record", confidence, f"a day in {season}")


def _day_first(text: str, match: re.Match[str]) -> Identifier | None:
    day, ordinal, of, month, year, short_year = match.groups()
    start = match.start()
    if not 1 <= int(day) <= 31:
        return None
    if start and (text[start - 1] in "£$€." or text[start - 1].isalnum()):
        return None
    has_year = bool(year or short_year)
    if not has_year and not ordinal and not of and not month[0].isupper():
        return None
    return _date(start, match.end(), month.lower(), has_year=has_year, text=text)


def _date(start: int, end: int, month: str, *, has_year: bool, text: str) -> Identifier:
    season = _SEASON_OF[_NUMBER_OF[month]]
    follows_the = text[max(start - 4, 0) : start].lower() == "the "
    suggestion = f"{season} day" if follows_the else f"a day in {season}"
    if has_year:
        return Identifier(Kind.DATE, start, end, "exact_date_finds_record", 0.95, suggestion)
    return Identifier(Kind.DATE, start, end, "day_and_month_find_record", 0.7, suggestion)


def _joins_digit(text: str, position: int, step: int, mark: str) -> bool:
    """Whether the same separator and a further digit go on: 10.12.20.4 is an address, not a date."""
    further = position + step
    if min(position, further) < 0 or max(position, further) >= len(text):
        return False
    return text[position] == mark and text[further].isdigit()


def _figures_confidence(parts: tuple[str, str, str], mark: str) -> float:
    first, second, third = (int(part) for part in parts)
    if len(parts[0]) == 4:
        is_date = 1900 <= first <= 2100 and 1 <= second <= 12 and 1 <= third <= 31 and len(parts[2]) <= 2
        return 0.95 if is_date else 0
    if len(parts[0]) > 2 or not _are_day_and_month(first, second):
        return 0
    if len(parts[2]) == 4:
        return 0.95 if 1900 <= third <= 2100 else 0
    if len(parts[2]) != 2 or (mark == "." and (len(parts[0]), len(parts[1])) != (2, 2)):
        return 0
    return 0.85 if mark == "/" else 0.7


def _are_day_and_month(first: int, second: int) -> bool:
    return (1 <= first <= 31 and 1 <= second <= 12) or (1 <= first <= 12 and 1 <= second <= 31)
