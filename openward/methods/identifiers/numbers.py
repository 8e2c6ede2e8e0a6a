"""Numbers in figures: phones, health numbers, official numbers, bank cards."""

import re

from openward.methods.identifiers.checks import is_birthday, is_chinese_id, is_luhn, is_medicare, is_nhs_number
from openward.methods.identifiers.passages import Identifier, Kind
from openward.methods.identifiers.tokens import Words, is_glued, words

_RUN = re.compile(r"[0-9]{1,24}(?:(?: ?\) ?\(?|\)-| \(| - |[ \t][ \t]?|[-.(])[0-9]{1,24}){0,6}")
"""Groups of figures with what people put between them."""

_GROUP = re.compile("[0-9]{1,24}")

_MOST_DIGITS = 19

_PHONE_WORDS = words(
    """
        phone telephone tel mobile mob cell whatsapp ring rang call called text texted contact contactable fax desk
        landline dial dialled reach reached answering message messages sms voicemail number numbers registered ext
        extension hotline helpline switchboard handy phoned home 电话 手机 电話 手機 致电
    """
)

_PHONE_AFTER = re.compile(r" ?\(?(?:office|fax|mobile|mob|cell|home|work|desk|tel|landline)(?![a-z])", re.IGNORECASE)

_RINGING_WORDS = words("phone telephone tel mobile mob cell ring rang call called text texted phoned dial fax")
_HEALTH_WORDS = words("nhs chi hcn")
_CARD_WORDS = words("card cards cc visa mastercard amex credit debit maestro")
_SOCIAL_WORDS = words("ssn social sin insurance security itin")

_EXTENSION = re.compile(r" ?(?:x|ext\.?) ?[0-9]{1,5}(?![0-9A-Za-z])", re.IGNORECASE)

_IP = re.compile(r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?!\.?[0-9])")
_IP_OF_A_HOUSE = ("10.", "127.", "192.168.", "0.", "169.254.")

_NUMBER = "this number"
_PHONE = "a phone number"


def numbers_at(read: Words, index: int) -> Identifier | None:
    """The phone, health, official, card or internet number whose first figures are word `index`, if any.

    Raises nothing. Source: NHS Data Dictionary; Ofcom; ITU-T E.164; the authorities named in `checks`.

    >>> from openward.methods.identifiers.tokens import words_of
    >>> numbers_at(words_of("07700 900123"), 0).kind.value
    'phone'
    """
    text, first = read.text, read.starts[index]
    if index and read.gaps[index] == "" and is_glued(text, first - 1) and read.lower[index - 1] not in _PHONE_WORDS:
        return None
    before = text[max(first - 2, 0) : first]
    if before.strip()[-1:] in {"£", "$", "€", "¥"} or _continues_number(text, first):
        return None
    match = _RUN.match(text, first)
    if match is None or match.end() - first < 7:
        return None
    groups = [(first + group.start(), first + group.end()) for group in _GROUP.finditer(match.group())]
    if sum(end - begin == 1 for begin, end in groups) > 2:
        return None
    has_plus = before.endswith(("+", "+("))
    start = first - (len(before) - before.rindex("+")) if has_plus else first - before.endswith("(")
    announced = words_before(read, index, _PHONE_WORDS) or _PHONE_AFTER.match(text, match.end()) is not None
    return _longest_reading(read, index, groups, start, has_plus, announced)


def words_before(read: Words, index: int, listed: frozenset[str], most: int = 6) -> bool:
    """Whether one of the few words before word `index` is among those listed. Raises nothing.

    >>> from openward.methods.identifiers.tokens import words_of
    >>> words_before(words_of("my card is 4111"), 3, frozenset({"card"}))
    True
    """
    return not listed.isdisjoint(read.lower[max(index - most, 0) : index])


def _longest_reading(
    read: Words, index: int, groups: list[tuple[int, int]], start: int, has_plus: bool, announced: bool
) -> Identifier | None:
    text, first = read.text, groups[0][0]
    for count in range(len(groups), 0, -1):
        end = groups[count - 1][1]
        parts = [text[begin:finish] for begin, finish in groups[:count]]
        digits = "".join(parts)
        if not 7 <= len(digits) <= _MOST_DIGITS:
            continue
        if is_glued(text, end):
            if len(digits) == 17 and text[end] in "Xx" and is_chinese_id(digits + "X"):
                return Identifier(Kind.NATIONAL_NUMBER, first, end + 1, "national_number_names_you", 0.98, _NUMBER)
            if count < len(groups) or not _EXTENSION.match(text, end):
                continue
        sizes = [len(part) for part in parts]
        if not has_plus:
            official = _official(read, index, digits, sizes, first, end)
            if official is not None:
                return official
        confidence = _phone_confidence(parts, text[start:end], has_plus, announced)
        if confidence:
            more = _EXTENSION.match(text, end)
            return Identifier(Kind.PHONE, start, more.end() if more else end, "phone_reaches_you", confidence, _PHONE)
    return None


def _official(read: Words, index: int, digits: str, sizes: list[int], first: int, end: int) -> Identifier | None:
    """The number's reading by a check digit or a form of its own."""
    size = len(digits)
    if sizes in ([10], [3, 3, 4]) and is_nhs_number(digits) and _is_no_phone(read, index, digits, first):
        return Identifier(Kind.NHS_NUMBER, first, end, "nhs_number_names_you", 0.95, _NUMBER)
    if sizes == [3, 2, 4] and digits[:3] not in ("000", "666") and digits[3:5] != "00":
        return Identifier(Kind.NATIONAL_NUMBER, first, end, "national_number_names_you", 0.9, _NUMBER)
    if sizes in ([4, 5, 1], [4, 5, 2], [4, 6]) and is_medicare(digits):
        return Identifier(Kind.HEALTH_NUMBER, first, end, "health_number_names_you", 0.95, _NUMBER)
    if size == 16 and digits.startswith("800360") and is_luhn(digits):
        return Identifier(Kind.HEALTH_NUMBER, first, end, "health_number_names_you", 0.97, _NUMBER)
    if size == 18 and sizes in ([18], [6, 8, 4], [3, 3, 8, 4]) and is_chinese_id(digits):
        return Identifier(Kind.NATIONAL_NUMBER, first, end, "national_number_names_you", 0.98, _NUMBER)
    if size == 9 and sizes in ([9], [3, 3, 3]):
        is_announced = words_before(read, index, _SOCIAL_WORDS)
        if is_announced or (len(sizes) == 3 and digits[0] not in "08" and is_luhn(digits)):
            confidence = 0.95 if is_announced else 0.6
            return Identifier(Kind.NATIONAL_NUMBER, first, end, "national_number_names_you", confidence, _NUMBER)
    if size >= 12 and (len(sizes) == 1 or sizes[:3] == [4, 4, 4] or sizes in ([4, 6, 5], [4, 6, 4])):
        is_announced = words_before(read, index, _CARD_WORDS, 8)
        if is_announced or (size >= 13 and digits[0] in "23456" and is_luhn(digits)):
            return Identifier(Kind.BANK_NUMBER, first, end, "bank_number_is_yours", 0.95, _NUMBER)
    return None


def _is_no_phone(read: Words, index: int, digits: str, first: int) -> bool:
    """Whether ten digits that pass the NHS check are not rather a phone number that passes it by chance.

    Only Scotland's numbers begin with 0, and those begin with a birthday: day, month, year.
    """
    if words_before(read, index, _HEALTH_WORDS):
        return True
    if read.text[first + 3 : first + 4] == ")" or words_before(read, index, _RINGING_WORDS):
        return False
    return digits[0] != "0" or is_birthday("19" + digits[4:6] + digits[2:4] + digits[:2])


def _continues_number(text: str, start: int) -> bool:
    """Whether the digits before belong to the same figure: 10,000 or 1.5."""
    return start >= 2 and text[start - 1] in ",." and text[start - 2].isdigit()


def _phone_confidence(parts: list[str], written: str, has_plus: bool, announced: bool) -> float:
    """How sure it is that the groups are a phone number; 0 where they are none."""
    digits = "".join(parts)
    sizes = [len(part) for part in parts]
    size = len(digits)
    if has_plus:
        return 0.95 if 8 <= size <= 16 else 0
    if digits.startswith("00") and digits[2] != "0" and size >= 10 and sizes[0] >= 3:
        return 0.95 if announced or digits.startswith("0044") else 0.7
    if digits[0] == "0" and digits[1] != "0" and 9 <= size <= 12:
        confidence = _with_trunk_prefix(digits, sizes, written, announced)
        if confidence:
            return confidence
    is_chinese_mobile = digits[0] == "1" and digits[1] in "3456789" and sizes in ([11], [3, 4, 4])
    if is_chinese_mobile or _is_american(digits, sizes, written, announced):
        return 0.9 if announced else 0.7
    if sizes in ([4, 3, 3], [2, 2, 2]) and digits[:4] in ("1300", "1800", "1850", "1890"):
        return 0.75
    if announced and size <= 15 and (len(parts) == 1 or min(sizes) >= 2):
        return 0.7
    return 0


def _with_trunk_prefix(digits: str, sizes: list[int], written: str, announced: bool) -> float:
    """A number that begins with 0, as in the United Kingdom, Ireland, Australia, New Zealand, China and elsewhere."""
    size = len(digits)
    if size == 9:
        is_short = sizes in ([2, 3, 4], [2, 7], [3, 3, 3], [3, 6], [9]) and digits[1] in "12345679"
        return 0.85 if is_short and announced else 0.7 if is_short and len(sizes) > 1 else 0
    if size == 12:
        return 0.8 if sizes in ([4, 8], [4, 4, 4]) else 0
    if sizes[0] < 2 or len(sizes) > 5:
        return 0
    if sizes[0] == 2 and max(sizes) < 3 and not announced and "." not in written and "-" not in written:
        return 0
    is_personal = digits[1] in "1247" and (size == 11 or digits[1] in "124")
    return 0.95 if is_personal or announced else 0.75


def _is_american(digits: str, sizes: list[int], written: str, announced: bool) -> bool:
    """Three, three and four figures; with spaces between only where a phone is spoken of."""
    if sizes[:1] == [1] and digits[0] == "1":
        digits, sizes = digits[1:], sizes[1:]
    if sizes != [3, 3, 4] or digits[0] < "2" or digits[3] < "2":
        return False
    return announced or " " not in written.replace(") ", ")")


def network_address_at(read: Words, index: int) -> Identifier | None:
    """The internet address whose first figures are word `index`, if any; not those of a house's own network.

    Raises nothing. Source: RFC 791, RFC 1918.

    >>> from openward.methods.identifiers.tokens import words_of
    >>> network_address_at(words_of("from 81.2.69.142"), 1).kind.value
    'network_address'
    """
    first = read.starts[index]
    match = _IP.match(read.text, first)
    if match is None or is_glued(read.text, first - 1) or (first and read.text[first - 1] == "."):
        return None
    if match.group().startswith(_IP_OF_A_HOUSE) or any(int(part) > 255 for part in match.group().split(".")):
        return None
    if all(len(part) < 3 for part in match.group().split(".")):
        return None
    return Identifier(Kind.NETWORK_ADDRESS, first, match.end(), "network_address_is_yours", 0.85, "an internet address")
