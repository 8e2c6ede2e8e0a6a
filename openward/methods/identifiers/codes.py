"""Postcodes, hospital numbers and e-mail addresses."""

import re
from collections.abc import Iterator

from openward.methods.identifiers.passages import Certainty, Identifier, Kind
from openward.methods.identifiers.tokens import Token, is_glued, words

_POSTCODE = re.compile(r"([A-Za-z]{1,2})[0-9][A-Za-z0-9]?( ?)[0-9]([ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2})(?![A-Za-z0-9])")

_POSTCODE_AREAS = words(
    """
        AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E
        EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS
        LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR
        SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE
    """
)

_ENDINGS_OF_WORDS = frozenset({"st", "nd", "rd", "th", "hr", "ug"})
"""Lower-case endings that make "M4 2nd" and "B12 5ug" no postcode."""

_RECORD_WORDS = words("hospital hosp patient case record records unit nhs chi medical clinic casenote")

_NUMBER_WORDS = words("number numbers no num nr id identifier ref")

_LINKS = frozenset({"is", "was", "=", ":", "#", "-", ".", "(", "/"})


def postcode(text: str, token: Token) -> Iterator[Identifier]:
    """The British postcode that begins at `token`, if any.

    Raises nothing. Source: Royal Mail, Programmers' Guide to the Postcode Address File.

    >>> from openward.methods.identifiers.tokens import tokens_of
    >>> [one.end for one in postcode("SW1A 1AA", tokens_of("SW1A 1AA")[0])]
    [8]
    """
    match = _POSTCODE.match(text, token.start)
    if match is None or is_glued(text, token.start - 1):
        return
    if match.group(1).upper() not in _POSTCODE_AREAS or match.group(3) in _ENDINGS_OF_WORDS:
        return
    certainty = Certainty.SURE if match.group().isupper() else Certainty.POSSIBLE
    yield Identifier(Kind.POSTCODE, match.start(), match.end(), "postcode_finds_home", certainty)


def hospital_number(text: str, tokens: list[Token], index: int) -> Iterator[Identifier]:
    """What follows "hospital number", "MRN" and the like, when it holds enough digits to be one.

    Raises nothing. Source: none; the words are those of British, American and Australian letters.

    >>> from openward.methods.identifiers.tokens import tokens_of
    >>> text = "MRN 00451234"
    >>> [(one.start, one.end) for one in hospital_number(text, tokens_of(text), 0)]
    [(4, 12)]
    """
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


def email_address(tokens: list[Token], index: int) -> Iterator[Identifier]:
    """The e-mail address whose @ is token `index`, if any.

    Raises nothing. Source: RFC 5321, in the form that people use.

    >>> from openward.methods.identifiers.tokens import tokens_of
    >>> [one.end for one in email_address(tokens_of("jo@example.org"), 1)]
    [14]
    """
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


def _goes_on(tokens: list[Token], place: int, start: int) -> bool:
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


def _is_email_part(token: Token, signs: str) -> bool:
    return token.kind in ("digits", "word") or token.text in signs
