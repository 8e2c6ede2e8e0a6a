"""Does a text hold something that could point to a person?

For the gentle warning before words are sent: phone numbers, e-mail addresses, NHS numbers, postcodes, full
dates and hospital numbers, each with its place in the text. It is help for the writer, never a guarantee:
names, places and rare combinations are not found here.

Sources: NHS Data Dictionary, NHS NUMBER (modulus 11); Ofcom, National Telephone Numbering Plan; ITU-T E.164;
Royal Mail, Programmers' Guide to the Postcode Address File. Assumptions: the text is prose; British order and
forms first. Every pattern has a bounded length and starts at a token, so the work grows in step with the
text.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What was found; of two readings of the same characters the earlier kind is kept."""

    EMAIL = "email"
    NHS_NUMBER = "nhs_number"
    HOSPITAL_NUMBER = "hospital_number"
    PHONE = "phone"
    POSTCODE = "postcode"
    DATE = "date"


class Certainty(StrEnum):
    """`SURE`: the form leaves little doubt. `POSSIBLE`: it may as well be something harmless."""

    SURE = "sure"
    POSSIBLE = "possible"


_RANKS = {kind: rank for rank, kind in enumerate(Kind)}

WHY_KEYS = (
    "email_reaches_you",
    "phone_reaches_you",
    "nhs_number_names_you",
    "hospital_number_names_you",
    "postcode_finds_home",
    "exact_date_finds_record",
    "day_and_month_find_record",
)
"""Every key that `find_identifiers` can give: each needs a sentence that says why the passage matters."""


@dataclass(frozen=True)
class Identifier:
    """Characters `start` to `end - 1` of the text may point to a person; `why_key` says why."""

    kind: Kind
    start: int
    end: int
    why_key: str
    certainty: Certainty


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


def find_identifiers(text: str) -> tuple[Identifier, ...]:
    """The passages of `text` that may point to a person, in order, never overlapping.

    Positions count characters from 0; `text[found.start:found.end]` is the passage. Where two readings
    overlap, the surer one is kept, then the longer one, then the kind that comes first in `Kind`. Returns an
    empty tuple when nothing was found, which does not mean that nobody can be recognised. Raises nothing for
    any text. Time grows in step with the length. Source: the module docstring.

    >>> [(found.kind.value, found.start, found.end) for found in find_identifiers("Ring me on 07700 900123.")]
    [('phone', 11, 23)]
    """
    plain = _plain(text)
    tokens = [_token(match) for match in _TOKENS.finditer(plain)]
    found: list[Identifier] = []
    for index, token in enumerate(tokens):
        if token.kind == "digits":
            found += _numeric_date(plain, token)
            found += _numbers_at(plain, tokens, index)
            found += _chinese_date(tokens, index)
        elif token.kind == "word":
            found += _postcode(plain, token)
            found += _worded_date(tokens, index)
            found += _hospital_number(plain, tokens, index)
        elif token.text == "@":
            found += _email(tokens, index)
    return _without_overlaps(found, len(text))


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits carry a valid modulus 11 check digit.

    False for anything else and for one digit repeated ten times. Raises nothing. Source: NHS Data
    Dictionary, NHS NUMBER.

    >>> is_nhs_number("9434765919"), is_nhs_number("9434765918")
    (True, False)
    """
    if len(digits) != 10 or not digits.isascii() or not digits.isdigit() or len(set(digits)) == 1:
        return False
    check = (
        11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    )
    return (0 if check == 11 else check) == int(digits[9])


def _token(match: re.Match[str]) -> _Token:
    return _Token(match.lastgroup or "", match.group(), match.start(), match.end())


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_TOKENS = re.compile(r"(?P<digits>[0-9]+)|(?P<word>[^\W\d_]+)|(?P<space>\s+)|(?P<other>.)", re.DOTALL)
_DASHES = dict.fromkeys("‐‑‒–—−－", "-")
_LOOKALIKES = {
    **_DASHES,
    "＠": "@",
    "．": ".",
    "＋": "+",
    "（": "(",
    "）": ")",
    "／": "/",
    "：": ":",
    "’": "'",
}
_CJK_FROM = "⺀"

_NUMERIC_DATE = re.compile(r"([0-9]{1,4})( ?[/.\-] ?)([0-9]{1,2})\2([0-9]{1,4})(?![0-9])")
_POSTCODE = re.compile(
    r"([A-Za-z]{1,2})[0-9][A-Za-z0-9]?( ?)[0-9]([ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2})(?![A-Za-z0-9])"
)
_POSTCODE_AREAS = _words(
    """
        AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E
        EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS
        LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR
        SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE
    """
)
_ENDINGS_OF_WORDS = frozenset({"st", "nd", "rd", "th", "hr", "ug"})
"""Lower-case endings that make "M4 2nd" and "B12 5ug" no postcode."""

_MONTHS = _words(
    """
        january february march april may june july august september october november december jan feb mar
        apr jun jul aug sep sept oct nov dec
    """
)
_ORDINALS = frozenset({"st", "nd", "rd", "th"})

_SEPARATORS = frozenset({" ", "  ", "-", ".", ")", ") ", "(", " (", " - ", ")-", "\t"})
_MOST_DIGITS = 17
_MOST_GROUPS = 10
_PHONE_WORDS = _words(
    """
        phone telephone tel mobile mob cell whatsapp ring rang call called text texted contact contactable
        电话 手机
    """
)
_RECORD_WORDS = _words("hospital hosp patient case record records unit nhs chi medical clinic casenote")
_NUMBER_WORDS = _words("number numbers no num nr id identifier ref")
_LINKS = frozenset({"is", "was", "=", ":", "#", "-", ".", "(", "/"})


def _plain(text: str) -> str:
    """The same length, with digits of every script and look-alike signs in their plain form."""
    if text.isascii():
        return text
    return "".join(_plain_character(character) for character in text)


def _plain_character(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if character.isspace() and character not in "\n\r":
        return " "
    return _LOOKALIKES.get(character, character)


def _best_first(one: Identifier) -> tuple[bool, int, int, int]:
    return (one.certainty is not Certainty.SURE, one.start - one.end, _RANKS[one.kind], one.start)


def _without_overlaps(found: list[Identifier], length: int) -> tuple[Identifier, ...]:
    taken = bytearray(length)
    kept = []
    for one in sorted(found, key=_best_first):
        if not any(taken[one.start : one.end]):
            taken[one.start : one.end] = b"\x01" * (one.end - one.start)
            kept.append(one)
    return tuple(sorted(kept, key=lambda one: one.start))


def _is_letter_or_digit(text: str, position: int) -> bool:
    """Whether a letter or digit there would glue to a number (Chinese is written without spaces)."""
    return 0 <= position < len(text) and text[position].isalnum() and text[position] < _CJK_FROM


# Numbers: NHS, phone


def _numbers_at(text: str, tokens: list[_Token], index: int) -> Iterator[Identifier]:
    """NHS and phone numbers whose first digit group is token `index`."""
    first = tokens[index]
    if _is_letter_or_digit(text, first.start - 1) and tokens[index - 1].text.lower() not in _PHONE_WORDS:
        return
    before = text[max(first.start - 2, 0) : first.start]
    if before.strip()[-1:] in {"£", "$", "€", "¥"} or _continues_number(text, first.start):
        return
    groups = _digit_groups(tokens, index)
    has_plus = before.endswith(("+", "+("))
    start = first.start - (len(before) - before.rindex("+") if has_plus else 0)
    if not has_plus and before.endswith("("):
        start = first.start - 1
    announced = _is_announced(tokens, index)
    for count in range(len(groups), 0, -1):
        parts = [group.text for group in groups[:count]]
        end = groups[count - 1].end
        if not 7 <= sum(map(len, parts)) <= _MOST_DIGITS or _is_letter_or_digit(text, end):
            continue
        if not has_plus and _has_nhs_form(parts) and is_nhs_number("".join(parts)):
            yield Identifier(Kind.NHS_NUMBER, first.start, end, "nhs_number_names_you", Certainty.SURE)
            return
        certainty = _phone_certainty(parts, text[start:end], has_plus, announced)
        if certainty is not None:
            yield Identifier(Kind.PHONE, start, end, "phone_reaches_you", certainty)
            return


def _continues_number(text: str, start: int) -> bool:
    """Whether the digits before belong to the same figure: 10,000 or 1.5."""
    return start >= 2 and text[start - 1] in ",." and text[start - 2].isdigit()


def _digit_groups(tokens: list[_Token], index: int) -> list[_Token]:
    groups = [tokens[index]]
    digits, place = len(tokens[index].text), index + 1
    while len(groups) < _MOST_GROUPS:
        gap = ""
        while place < len(tokens) and tokens[place].kind in ("space", "other") and len(gap) < 3:
            gap += tokens[place].text
            place += 1
        if gap not in _SEPARATORS or place >= len(tokens) or tokens[place].kind != "digits":
            break
        digits += len(tokens[place].text)
        if digits > _MOST_DIGITS:
            break
        groups.append(tokens[place])
        place += 1
    return groups


def _has_nhs_form(parts: list[str]) -> bool:
    return [len(part) for part in parts] in ([10], [3, 3, 4])


def _is_announced(tokens: list[_Token], index: int) -> bool:
    """Whether one of the few words before speaks of a phone."""
    before = tokens[max(index - 8, 0) : index]
    return any(token.text.lower() in _PHONE_WORDS for token in before if token.kind == "word")


def _phone_certainty(parts: list[str], written: str, has_plus: bool, announced: bool) -> Certainty | None:
    digits = "".join(parts)
    sizes = [len(part) for part in parts]
    if has_plus:
        return Certainty.SURE if 8 <= len(digits) <= 16 else None
    if digits.startswith("00") and digits[2] != "0" and len(digits) >= 10 and sizes[0] >= 4:
        return Certainty.SURE if announced or digits.startswith("0044") else Certainty.POSSIBLE
    if digits[0] == "0" and digits[1] != "0" and len(digits) in (10, 11):
        if sizes[0] < 2 or (sizes[0] == 2 and max(sizes) < 3) or len(parts) > 5:
            return None
        is_personal = digits[1] in "1247" and (len(digits) == 11 or digits[1] in "124")
        return Certainty.SURE if is_personal or announced else Certainty.POSSIBLE
    is_chinese_mobile = digits[0] == "1" and digits[1] in "3456789" and sizes in ([11], [3, 4, 4])
    is_american = (
        sizes == [3, 3, 4] and " " not in written.replace(") ", ")") and digits[0] > "1" and digits[3] > "1"
    )
    if is_chinese_mobile or is_american:
        return Certainty.SURE if announced else Certainty.POSSIBLE
    if announced and len(digits) <= 15 and (len(parts) == 1 or min(sizes) >= 2):
        return Certainty.POSSIBLE
    return None


# Dates


def _numeric_date(text: str, token: _Token) -> Iterator[Identifier]:
    match = _NUMERIC_DATE.match(text, token.start)
    if match is None or _is_letter_or_digit(text, token.start - 1):
        return
    year_first, mark = match.group(1), match.group(2).strip()
    if _joins_digit(text, match.start() - 1, -1, mark) or _joins_digit(text, match.end(), 1, mark):
        return
    parts = (year_first, match.group(3), match.group(4))
    certainty = _date_certainty(parts, mark)
    if certainty is not None:
        yield Identifier(Kind.DATE, match.start(), match.end(), "exact_date_finds_record", certainty)


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


def _worded_date(tokens: list[_Token], index: int) -> Iterator[Identifier]:
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


def _date(start: int, end: int, *, has_year: bool) -> Identifier:
    if has_year:
        return Identifier(Kind.DATE, start, end, "exact_date_finds_record", Certainty.SURE)
    return Identifier(Kind.DATE, start, end, "day_and_month_find_record", Certainty.POSSIBLE)


def _is_day(token: _Token) -> bool:
    return token.kind == "digits" and len(token.text) <= 2 and 1 <= int(token.text) <= 31


def _day_before(tokens: list[_Token], index: int) -> tuple[_Token | None, bool]:
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


def _skip_gap(tokens: list[_Token], place: int) -> int:
    """Past one comma or full stop and one space, or past one hyphen, stroke or apostrophe."""
    for _ in range(3):
        if place < len(tokens) and (
            tokens[place].kind == "space" or tokens[place].text in {",", ".", "-", "/", "'"}
        ):
            place += 1
    return place


def _year_after(tokens: list[_Token], place: int) -> _Token | None:
    place = _skip_gap(tokens, place)
    if place >= len(tokens) or tokens[place].kind != "digits":
        return None
    year = tokens[place]
    if len(year.text) == 4 and "1900" <= year.text <= "2100":
        return year
    return year if len(year.text) == 2 and tokens[place - 1].text == "'" else None


def _chinese_date(tokens: list[_Token], index: int) -> Iterator[Identifier]:
    """2024年3月12日: year, month and day, each followed by its sign."""
    run = tokens[index : index + 6]
    if len(run) < 6 or len(run[0].text) != 4 or (run[1].text, run[3].text) != ("年", "月"):
        return
    if run[2].kind == "digits" and _is_day(run[4]) and run[5].text[0] in "日号號":
        yield _date(run[0].start, run[5].start + 1, has_year=True)


# Postcodes, hospital numbers, e-mail addresses


def _postcode(text: str, token: _Token) -> Iterator[Identifier]:
    match = _POSTCODE.match(text, token.start)
    if match is None or _is_letter_or_digit(text, token.start - 1):
        return
    if match.group(1).upper() not in _POSTCODE_AREAS or match.group(3) in _ENDINGS_OF_WORDS:
        return
    certainty = Certainty.SURE if match.group().isupper() else Certainty.POSSIBLE
    yield Identifier(Kind.POSTCODE, match.start(), match.end(), "postcode_finds_home", certainty)


def _hospital_number(text: str, tokens: list[_Token], index: int) -> Iterator[Identifier]:
    """What follows "hospital number", "MRN" and the like, when it holds enough digits to be one."""
    word = tokens[index].text.lower()
    place = index + 1
    if word in _RECORD_WORDS:
        place += 1 if place < len(tokens) and tokens[place].kind == "space" else 0
        if place >= len(tokens) or tokens[place].text.lower() not in _NUMBER_WORDS:
            return
        place += 1
    elif word != "mrn":
        return
    for _ in range(6):
        if place < len(tokens) and (tokens[place].kind == "space" or tokens[place].text.lower() in _LINKS):
            place += 1
    start = place
    digits = 0
    while place < len(tokens) and place - start < 9 and _goes_on(tokens, place, start):
        digits += len(tokens[place].text) if tokens[place].kind == "digits" else 0
        place += 1
    while place > start and tokens[place - 1].kind in ("space", "other"):
        place -= 1
    if digits >= 4 or (digits >= 3 and tokens[start].kind == "word"):
        begin, end = tokens[start].start, tokens[place - 1].end
        yield Identifier(Kind.HOSPITAL_NUMBER, begin, end, "hospital_number_names_you", Certainty.SURE)


def _goes_on(tokens: list[_Token], place: int, start: int) -> bool:
    """Whether token `place` still belongs to a hospital number that began at token `start`."""
    token = tokens[place]
    if token.kind == "digits":
        return True
    if token.kind == "word":
        return len(token.text) <= 4 and (place == start or tokens[place - 1].kind != "space")
    has_digits_next = place + 1 < len(tokens) and tokens[place + 1].kind == "digits"
    if token.kind == "space":
        return place > start and tokens[place - 1].kind == "digits" and has_digits_next and token.text == " "
    return place > start and token.text in {"-", "/"} and has_digits_next


def _email(tokens: list[_Token], index: int) -> Iterator[Identifier]:
    first = index
    while first > 0 and index - first < 24 and _is_email_part(tokens[first - 1], "._%+-'"):
        first -= 1
    last = index
    while last + 1 < len(tokens) and last - index < 24 and _is_email_part(tokens[last + 1], ".-"):
        last += 1
    while last > index and tokens[last].kind == "other":
        last -= 1
    while first < index and tokens[first].kind == "other":
        first += 1
    domain = [token.text for token in tokens[index + 1 : last + 1]]
    if first == index or "." not in domain or tokens[last].kind != "word" or len(domain[-1]) < 2:
        return
    start, end = tokens[first].start, tokens[last].end
    if end - start <= 320:
        yield Identifier(Kind.EMAIL, start, end, "email_reaches_you", Certainty.SURE)


def _is_email_part(token: _Token, signs: str) -> bool:
    return token.kind in ("digits", "word") or token.text in signs
