"""Codes of letters and figures: postcodes, number plates, official numbers, and what follows "hospital number"."""

import re

from openward.methods.identifiers.checks import is_iban, is_nhi, is_pps
from openward.methods.identifiers.passages import Identifier, Kind
from openward.methods.identifiers.tokens import Words, is_glued, words
from openward.methods.identifiers.vocabulary import RECORD_WORDS

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

_ROUTING_KEYS = words(
    """
        A41 A42 A45 A63 A67 A75 A81 A82 A83 A84 A85 A86 A91 A92 A94 A96 A98 C15 D01 D02 D03 D04 D05 D06 D6W D07 D08
        D09 D10 D11 D12 D13 D14 D15 D16 D17 D18 D20 D22 D24 E21 E25 E32 E34 E41 E45 E53 E91 F12 F23 F26 F28 F31 F35
        F42 F45 F52 F56 F91 F92 F93 F94 H12 H14 H16 H18 H23 H53 H54 H62 H65 H71 H91 K32 K34 K36 K45 K56 K67 K78 N37
        N39 N41 N91 P12 P14 P17 P24 P25 P31 P32 P36 P43 P47 P51 P56 P61 P67 P72 P75 P81 P85 R14 R21 R32 R35 R42 R45
        R51 R56 R93 R95 T12 T23 T34 T45 T56 V14 V15 V23 V31 V35 V42 V92 V93 V94 V95 W12 W23 W34 W91 X35 X42 X91 Y14
        Y21 Y25 Y34 Y35
    """
)

_CODES = re.compile(
    r"(?P<canada>[ABCEGHJ-NPR-TVXY][0-9][ABCEGHJ-NPR-TV-Z] ?[0-9][ABCEGHJ-NPR-TV-Z][0-9](?![A-Za-z0-9]))"
    r"|(?P<ireland>[AC-FHKNPRTV-Y](?:[0-9]{2}|6W)) ?(?=[A-Z0-9]{0,3}[0-9])(?=[A-Z0-9]{0,3}[A-Z])"
    r"[AC-FHKNPRTV-Y0-9]{4}(?![A-Za-z0-9])"
    r"|(?P<nino>(?:QQ|[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]) ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D](?![A-Za-z0-9]))"
    r"|(?P<iban>[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![A-Za-z0-9]))"
    r"|(?P<plate>[A-HJ-PR-Y][A-HJ-PR-Y][0-9]{2} ?[A-HJ-PR-Z]{3}(?![A-Za-z0-9]))"
    r"|(?P<old_plate>(?:[A-HJ-NPR-TV-Y][0-9]{1,3} [A-HJ-PR-Y]{3}|"
    r"[A-HJ-PR-Y]{3} [0-9]{1,3}[A-HJ-NPR-TV-Y])(?![A-Za-z0-9]))"
    r"|(?P<nhi>[A-HJ-NP-Z]{3}(?:[0-9]{4}|[0-9]{2}[A-HJ-NP-Z]{2})(?![A-Za-z0-9]))"
    r"|(?P<licence>[A-Z9]{5}[0-9]{6}[A-Z9]{2}[A-Z0-9]{3}(?![A-Za-z0-9]))"
)
"""Codes that begin with a letter."""

_FIGURES_FIRST = re.compile(
    r"(?P<mbi>[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9][0-9](?P<dash>-?)[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9][0-9](?P=dash)"
    r"[AC-HJKMNP-RT-Y]{2}[0-9]{2}(?![A-Za-z0-9]))"
    r"|(?P<pps>[0-9]{7}[A-W][A-IW]?(?![A-Za-z0-9]))"
    r"|(?P<irish_plate>[0-9]{2,3}(?P<gap>[- ])(?:C|CE|CN|CW|D|DL|G|KE|KK|KY|L|LD|LH|LK|LM|LS|MH|"
    r"MN|MO|OY|RN|SO|T|TN|TS|W|WD|WH|WW|WX)(?P=gap)[0-9]{1,6}(?![A-Za-z0-9]))"
)
"""Codes that begin with figures and go on with letters."""

_GAPS_IN_A_CODE = frozenset({"", " ", "-"})

_ZIP_PLUS_FOUR = re.compile(r"[0-9]{5}-[0-9]{4}(?![0-9-])")
_STATE_BEFORE = re.compile(
    r"(?<![A-Za-z])(?P<four>NSW|VIC|QLD|SA|WA|TAS|ACT|NT|Victoria|Queensland|Tasmania|Auckland|Wellington|Christchurch|"
    r"Hamilton|Dunedin|Tauranga|Napier|Nelson|Rotorua|Palmerston North|Invercargill|Queenstown|Whangarei)"
    r"(?:,? {1,2})\Z|(?<![A-Za-z])(?P<five>A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|"
    r"K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AIT]|W[AIVY]|AP|AA|AE|PR|"
    r"California|Texas|Florida|New York|Illinois|Ohio|Georgia|Michigan|"
    r"Virginia|Arizona|Massachusetts|Oregon|Colorado|Washington)(?:,? {1,2})\Z"
)

_TOWN_BEFORE = re.compile(r"(?<![A-Za-z])in (?:[A-ZÀ-Þ][^\W\d_]{2,14}[ -]){1,2}\Z")

_NUMBER_WORDS = (
    r"(?: {0,2}(?:(?:number|numbers|num|no|nr|id|identifier|ref|reference|code|details|card|security|insurance|record|"
    r"records|service|licence|license|pin|registration|#)(?![A-Za-z])\.?)){0,3}"
)
_LINK = re.compile(r"(?: ?(?:is|was|=|:|#|-|\.|\())? ?(?:[:=#(]|is(?![A-Za-z]))? ?", re.IGNORECASE)
_RECORD = re.compile(_NUMBER_WORDS, re.IGNORECASE)
_RECORD_CODE = re.compile(r"[A-Za-z]{0,5}[-/]?[0-9][0-9A-Za-z]{0,17}(?:[-/ ][0-9]{1,8}[A-Za-z]?(?![A-Za-z])){0,5}")

_PLATE_CODE = re.compile(
    r"(?: ?(?:number|no|plate|plates|mark)(?![A-Za-z])\.?){0,2}(?: ?(?:is|was|:|=))? ?(?:is |: )?"
    r"(?P<code>(?=[A-Z0-9 -]{0,8}[0-9])(?=[A-Z0-9 -]{0,8}[A-Z])[A-Z0-9]{1,4}(?:[- ]?[A-Z0-9]{1,4}){0,2})(?![A-Za-z0-9])"
)
_ANY_POSTCODE = re.compile(
    r"(?: ?(?:code|number)(?![A-Za-z]))?(?: ?(?:is|was|:|=|-))? ?(?:is |: )?"
    r"(?P<code>(?=[A-Za-z0-9 -]{0,6}[0-9])[A-Za-z0-9]{2,5}"
    r"(?:[- ](?=[A-Za-z0-9]{0,4}[0-9]|[A-Z]{2}(?![A-Za-z]))[A-Za-z0-9]{2,4})?)"
    r"(?![A-Za-z0-9])"
)

_WHY = {
    "hospital_number": (Kind.HOSPITAL_NUMBER, "hospital_number_names_you"),
    "nhs_number": (Kind.HOSPITAL_NUMBER, "hospital_number_names_you"),
    "health_number": (Kind.HEALTH_NUMBER, "health_number_names_you"),
    "national_number": (Kind.NATIONAL_NUMBER, "national_number_names_you"),
    "bank_number": (Kind.BANK_NUMBER, "bank_number_is_yours"),
}

_BEFORE_A_NUMBER = words(
    "number numbers num no nr id identifier ref reference code details card security insurance record records service "
    "licence license pin registration is was"
)
_NEED_NO_NUMBER_WORD = words(
    "mrn nhi ihi ssn sin pps ppsn nino iban tfn passport gmc nmc hcpc ohip medicare datix card cc chi"
)

_AREA = "this area"
_NUMBER = "this number"


def code_at(read: Words, index: int) -> Identifier | None:
    """The postcode, number plate or official number whose first figures are word `index`, if any.

    Letters glued before the figures belong to it. Raises nothing. Source: Royal Mail, Programmers' Guide to the
    Postcode Address File; An Post, Eircode; Canada Post; USPS; DVLA, INF104; HMRC, NIM39110; CMS, Medicare
    Beneficiary Identifier; and `checks`.

    >>> from openward.methods.identifiers.tokens import words_of
    >>> [code_at(words_of(text), 1).kind.value for text in ("SW1A 1AA", "K1A 0B1", "AB12 CDE", "QQ 12 34 56 C")]
    ['postcode', 'postcode', 'vehicle', 'national_number']
    """
    text, start = read.text, read.starts[index]
    gap = read.gaps[index]
    if index and (gap == "" or gap == " "):
        letters = read.words[index - 1]
        if len(letters) <= (5 if gap == "" else 3) and (gap == "" or letters.isupper()):
            found = _letters_first(text, read.starts[index - 1], is_spaced=gap == " ")
            if found is not None:
                return found
        if gap == "" and is_glued(text, start - 1):
            return None
    if read.gaps[index + 1] in _GAPS_IN_A_CODE and (read.lower[index + 1][:1].isalpha() or read.gaps[index + 1] == "-"):
        match = _FIGURES_FIRST.match(text, start)
        if match is not None:
            return _figures_first(match)
    size = len(read.words[index])
    if size in (4, 5) and index and (read.words[index - 1][0].isupper() or read.gaps[index + 1] == "-"):
        return _american_or_australian(text, start, size)
    return None


def numbered_at(read: Words, index: int) -> Identifier | None:
    """What follows "hospital number", "MRN", "Medicare no.", "passport" and the like, when it has figures enough.

    Raises nothing. Source: none; the words are those of British, American and Australian letters.

    >>> from openward.methods.identifiers.tokens import words_of
    >>> found = numbered_at(words_of("MRN 00451234"), 0)
    >>> (found.start, found.end)
    (4, 12)
    """
    text, word, following = read.text, read.lower[index], read.lower[index + 1]
    is_open = following in _BEFORE_A_NUMBER or following[:1].isdigit() or read.gaps[index + 1] != " "
    if not is_open and word not in _NEED_NO_NUMBER_WORD:
        return None
    named = _RECORD.match(text, read.end(index))
    after = named.end() if named is not None else read.end(index)
    if after == read.end(index) and word not in _NEED_NO_NUMBER_WORD:
        return None
    link = _LINK.match(text, after)
    after = link.end() if link is not None else after
    match = _RECORD_CODE.match(text, after)
    if match is None:
        return None
    code = match.group()
    digits = sum(sign.isdigit() for sign in code)
    if digits < 4 and not (digits == 3 and code[0].isalpha()):
        return None
    end = match.end()
    if is_glued(text, end) or (code.isdigit() and len(code) == 4 and word in ("case", "health", "account", "card")):
        return None
    kind, why_key = _WHY[RECORD_WORDS[word]]
    return Identifier(kind, match.start(), end, why_key, 0.9, _NUMBER)


def plate_after(read: Words, index: int) -> Identifier | None:
    """The number plate that follows "registration" or "plate" at word `index`, if any. Raises nothing.

    >>> from openward.methods.identifiers.tokens import words_of
    >>> plate_after(words_of("plate ABC-12D"), 0).end
    13
    """
    match = _PLATE_CODE.match(read.text, read.end(index))
    if match is None:
        return None
    return Identifier(Kind.VEHICLE, match.start("code"), match.end("code"), "vehicle_has_owner", 0.85, "a car")


def postcode_after(read: Words, index: int) -> Identifier | None:
    """The postcode of any country that follows "postcode" or "zip" at word `index`, if any. Raises nothing.

    >>> from openward.methods.identifiers.tokens import words_of
    >>> postcode_after(words_of("zip code 90210"), 0).start
    9
    """
    match = _ANY_POSTCODE.match(read.text, read.end(index))
    if match is None:
        return None
    return Identifier(Kind.POSTCODE, match.start("code"), match.end("code"), "postcode_finds_home", 0.85, _AREA)


def _letters_first(text: str, start: int, *, is_spaced: bool) -> Identifier | None:
    if is_glued(text, start - 1):
        return None
    if not is_spaced:
        match = _POSTCODE.match(text, start)
        if match is not None and match.group(1).upper() in _POSTCODE_AREAS:
            if match.group(3) in _ENDINGS_OF_WORDS:
                return None
            confidence = 0.95 if match.group().isupper() else 0.7
            return Identifier(Kind.POSTCODE, start, match.end(), "postcode_finds_home", confidence, _AREA)
    match = _CODES.match(text, start)
    if match is None:
        iban = _CODES.match(text[start : start + 24].upper())
        if iban is not None and iban.lastgroup == "iban" and is_iban(iban.group()):
            return Identifier(Kind.BANK_NUMBER, start, start + iban.end(), "bank_number_is_yours", 0.95, _NUMBER)
        return None
    return _named_code(match)


def _named_code(match: re.Match[str]) -> Identifier | None:
    start, end, code = match.start(), match.end(), match.group().replace(" ", "")
    sort = match.lastgroup
    if sort == "canada":
        return Identifier(Kind.POSTCODE, start, end, "postcode_finds_home", 0.9, _AREA)
    if sort == "ireland" and match.group("ireland") in _ROUTING_KEYS:
        return Identifier(Kind.POSTCODE, start, end, "postcode_finds_home", 0.9, _AREA)
    if sort == "nino":
        return Identifier(Kind.NATIONAL_NUMBER, start, end, "national_number_names_you", 0.95, _NUMBER)
    if sort == "iban" and is_iban(code):
        return Identifier(Kind.BANK_NUMBER, start, end, "bank_number_is_yours", 0.97, _NUMBER)
    if sort == "plate":
        return Identifier(Kind.VEHICLE, start, end, "vehicle_has_owner", 0.9, "a car")
    if sort == "old_plate":
        return Identifier(Kind.VEHICLE, start, end, "vehicle_has_owner", 0.6, "a car")
    if sort == "nhi" and is_nhi(code):
        return Identifier(Kind.HEALTH_NUMBER, start, end, "health_number_names_you", 0.9, _NUMBER)
    if sort == "licence":
        return Identifier(Kind.NATIONAL_NUMBER, start, end, "national_number_names_you", 0.9, _NUMBER)
    return None


def _figures_first(match: re.Match[str]) -> Identifier | None:
    start, end = match.span()
    if match.group("mbi"):
        return Identifier(Kind.HEALTH_NUMBER, start, end, "health_number_names_you", 0.95, _NUMBER)
    if match.group("pps"):
        if is_pps(match.group()):
            return Identifier(Kind.NATIONAL_NUMBER, start, end, "national_number_names_you", 0.95, _NUMBER)
        return None
    return Identifier(Kind.VEHICLE, start, end, "vehicle_has_owner", 0.85, "a car")


def _american_or_australian(text: str, start: int, size: int) -> Identifier | None:
    if size == 5:
        match = _ZIP_PLUS_FOUR.match(text, start)
        if match is not None:
            return Identifier(Kind.POSTCODE, start, match.end(), "postcode_finds_home", 0.85, _AREA)
    if size not in (4, 5) or is_glued(text, start + size):
        return None
    town = _TOWN_BEFORE.search(text, max(start - 32, 0), start)
    if town is not None and not "1899" < text[start : start + size] < "2101":
        return Identifier(Kind.POSTCODE, start, start + size, "postcode_finds_home", 0.6, _AREA)
    state = _STATE_BEFORE.search(text[max(start - 20, 0) : start])
    if state is None or (state.group("four") is None) == (size == 4):
        return None
    if size == 4 and text[start : start + 2] in ("19", "20") and len(state.group("four")) > 3:
        return None
    return Identifier(Kind.POSTCODE, start, start + size, "postcode_finds_home", 0.85, _AREA)
