"""Great ages, wards and beds."""

import re

from openward.methods.identifiers.passages import Identifier, Kind
from openward.methods.identifiers.tokens import Words, is_glued, words

_AGE_IN_FIGURES = re.compile(
    r"(?:9[0-9]|1[0-2][0-9])(?P<unit>[ -]?(?:years?|yrs?)[ -]?(?:old|young|of age)(?![A-Za-z])"
    r"|[ -]?(?:y\.?/?o\.?|yrs?)(?![A-Za-z])"
    r"|(?:st|nd|rd|th) birthday)?(?![0-9]|[.,:/][0-9]| ?[%°])",
    re.IGNORECASE,
)
_TENS = words("ninety hundred")
_AGE_IN_WORDS = re.compile(
    r"(?:ninety(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?"
    r"|hundred(?: and (?:one|two|three|four|five|six|seven|eight|nine|ten))?)"
    r"(?P<unit>[ -]years?[ -]old(?![A-Za-z]))?(?![A-Za-z])",
    re.IGNORECASE,
)
_AGE_BEFORE = re.compile(
    r"(?<![A-Za-z])(?:aged?(?: of)?|turn(?:s|ed|ing)|(?:he|she|who|i|mum|mother|dad|father|nan|gran|grandma|grandad|"
    r"grandmother|grandfather|husband|wife|aunt|uncle|patient)(?: is| was|'s|'m| am| were)"
    r"(?: now| nearly| almost| only| just| over| about)?|"
    r"(?:im|i'm|am|he's|she's|shes|hes)(?: now| nearly| almost)?)[ :,]{1,2}(?:a )?\Z",
    re.IGNORECASE,
)
_LATE_NINETIES = re.compile(r"(?:in (?:his|her|their|my) )?(?:early|mid|late)?[ -]?nineties(?![A-Za-z])", re.IGNORECASE)
_NOT_AN_AGE = re.compile(
    r" ?(?:%|per ?cent|mg|ml|kg|cm|mmhg|bpm|min|hour|day|week|month|mile|people|patient|degree|out of)", re.IGNORECASE
)
_CHINESE_AGE = re.compile(r"(?:9[0-9]|1[0-2][0-9])(?:周岁|岁|歲)")

_LOOK_BACK = 36

_WARD = re.compile(
    r"(?P<sort>wards?|bed|bay|cubicle)(?: ?(?:number|no\.?|nr\.?|#|called|named))? ?"
    r"(?P<number>[0-9]{1,3}[A-Za-z]?|[A-Z][0-9]{0,3}|[0-9]{1,2}/[0-9]{1,2})(?![A-Za-z0-9])"
    r"(?! ?(?:%|hours?|days?|weeks?|sores?|baths?|staff|times?)(?![A-Za-z]))",
    re.IGNORECASE,
)
_BED_COUNTED = re.compile(r"[0-9]{1,3}(?:-|\s)?\Z")


def great_age_at(read: Words, index: int) -> Identifier | None:
    """The age of 90 or more that begins at word `index`, if any: "93-year-old", "aged 95", "she is 101".

    Raises nothing. Source: the limit of 89 years is that of HIPAA's safe harbour, 45 CFR 164.514.

    >>> from openward.methods.identifiers.tokens import words_of
    >>> great_age_at(words_of("a 93-year-old man"), 1).suggestion
    'elderly'
    """
    text, start = read.text, read.starts[index]
    is_in_figures = text[start].isdigit()
    match = (_AGE_IN_FIGURES if is_in_figures else _AGE_IN_WORDS).match(text, start)
    if match is None or is_glued(text, start - 1) or is_glued(text, match.end()):
        return None
    if is_in_figures and start and text[start - 1] in "£$€./:#-":
        return None
    if not is_in_figures and text[max(start - 4, 0) : start].lower() == "one ":
        start -= 4
    if not is_in_figures and text[max(start - 2, 0) : start].lower() == "a ":
        start -= 2
    unit = match.group("unit")
    if unit:
        is_before_noun = "-" in unit or text[match.end() : match.end() + 2].strip()[:1].isalpha()
        suggestion = "elderly" if is_before_noun and unit.strip(" -")[:1].lower() == "y" else "over 90"
        return Identifier(Kind.AGE, start, match.end(), "great_age_is_rare", 0.9, suggestion)
    if _NOT_AN_AGE.match(text, match.end()):
        return None
    if _AGE_BEFORE.search(text, max(start - _LOOK_BACK, 0), start):
        return Identifier(Kind.AGE, start, match.end(), "great_age_is_rare", 0.75, "over 90")
    return None


def nineties_at(read: Words, index: int) -> Identifier | None:
    """ "Nineties" at word `index` as an age: "in her nineties". Raises nothing.

    >>> from openward.methods.identifiers.tokens import words_of
    >>> nineties_at(words_of("in her nineties"), 2).start
    0
    """
    end = read.end(index)
    before = re.search(
        r"in (?:his|her|their|my) (?:early |mid[ -]?|late )?\Z", read.text[max(end - 36, 0) : read.starts[index]]
    )
    if before is None:
        return None
    start = max(end - 36, 0) + before.start()
    return Identifier(Kind.AGE, start, end, "great_age_is_rare", 0.8, "very old")


def ward_at(read: Words, index: int) -> Identifier | None:
    """The ward, bay or bed whose sort is word `index`, if a number or letter follows: "ward 12B", "bed 7".

    Raises nothing. Source: none.

    >>> from openward.methods.identifiers.tokens import words_of
    >>> ward_at(words_of("on ward 12B"), 1).suggestion
    'the ward'
    """
    text, start = read.text, read.starts[index]
    match = _WARD.match(text, start)
    if match is None or is_glued(text, start - 1) or text[max(start - 1, 0) : start] == "@":
        return None
    number = match.group("number")
    if not number[0].isdigit() and (number in ("I", "a", "A") or not number[0].isupper()):
        return None
    if _BED_COUNTED.search(text, max(start - 5, 0), start):
        return None
    sort = match.group("sort").lower().rstrip("s")
    follows_the = text[max(start - 4, 0) : start].lower() == "the "
    suggestion = sort if follows_the else f"the {sort}"
    return Identifier(Kind.WARD, start, match.end(), "ward_narrows", 0.7, suggestion)
