"""NHS numbers and phone numbers."""

from collections.abc import Iterator

from openward.methods.identifiers.passages import Certainty, Identifier, Kind
from openward.methods.identifiers.tokens import Token, is_glued, words

_SEPARATORS = frozenset({" ", "  ", "-", ".", ")", ") ", "(", " (", " - ", ")-", "\t"})

_MOST_DIGITS = 17

_MOST_GROUPS = 10

_PHONE_WORDS = words(
    """
        phone telephone tel mobile mob cell whatsapp ring rang call called text texted contact contactable
        电话 手机
    """
)


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits carry a valid modulus 11 check digit.

    False for anything else and for one digit repeated ten times. Raises nothing. Source: NHS Data
    Dictionary, NHS NUMBER.

    >>> is_nhs_number("9434765919"), is_nhs_number("9434765918")
    (True, False)
    """
    if len(digits) != 10 or not digits.isascii() or not digits.isdigit() or len(set(digits)) == 1:
        return False
    check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return (0 if check == 11 else check) == int(digits[9])


def numbers_at(text: str, tokens: list[Token], index: int) -> Iterator[Identifier]:
    """The NHS or phone number whose first digit group is token `index`, if any.

    Raises nothing. Source: NHS Data Dictionary; Ofcom; ITU-T E.164.

    >>> from openward.methods.identifiers.tokens import tokens_of
    >>> text = "07700 900123"
    >>> [one.kind.value for one in numbers_at(text, tokens_of(text), 0)]
    ['phone']
    """
    first = tokens[index]
    if is_glued(text, first.start - 1) and tokens[index - 1].text.lower() not in _PHONE_WORDS:
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
        if not 7 <= sum(map(len, parts)) <= _MOST_DIGITS or is_glued(text, end):
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


def _digit_groups(tokens: list[Token], index: int) -> list[Token]:
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


def _is_announced(tokens: list[Token], index: int) -> bool:
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
    is_american = sizes == [3, 3, 4] and " " not in written.replace(") ", ")") and digits[0] > "1" and digits[3] > "1"
    if is_chinese_mobile or is_american:
        return Certainty.SURE if announced else Certainty.POSSIBLE
    if announced and len(digits) <= 15 and (len(parts) == 1 or min(sizes) >= 2):
        return Certainty.POSSIBLE
    return None
