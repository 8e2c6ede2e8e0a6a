"""Where could a reply to somebody's story be kinder, safer or plainer?

A coach for whoever writes a public answer, never a judge: it points at passages that people who received such
answers, or whose privacy they broke, have complained of, and says nothing of the rest. An empty result does not
mean that the answer is good.

Sources: a framework of 19 factors in seven areas of a good reply, made with patients (doi 10.1111/hex.12682,
finding ENB-20); five kinds of reply, of which "generic" and "take it offline" left people unheard (ENB-21);
Parliamentary and Health Service Ombudsman, Principles for Remedy, 2009 (an apology without conditions); J. P.
Kincaid et al., Derivation of New Readability Formulas, Naval Technical Training Command, 1975. Assumption: the
reply is written in English; in other languages only identifiers are looked for.
"""

import re
from dataclasses import dataclass

from openward.methods.identifiers import Kind, find_identifiers

HINT_KEYS = ("identifier", "from_records", "conditional_apology", "stock_phrase", "offline", "reading_age")
"""Every `key`: something that may point to a person; words that draw on somebody's records; an apology with an
"if"; a phrase that could stand in any reply; a request to continue out of sight; long words and sentences."""

NOT_IN_A_REPLY = frozenset(
    {Kind.NAME, Kind.STAFF_NAME, Kind.LINK, Kind.HANDLE, Kind.PARTIAL_DATE, Kind.WARD, Kind.AGE, Kind.COMBINATION}
)
"""What a reply may well hold: it greets, it is signed, it says where to read on."""

READING_AGE_AIM = 11
LEAST_WORDS = 40

_FROM_RECORDS = re.compile(
    r"\b(?:our|the|your) (?:medical |clinical |patient )?(?:records?|notes|file) (?:show|say|suggest|indicate|state)\w*"
    r"|\byour (?:diagnosis|test results?|scan|blood tests?|medication|prescription|admission|discharge)\b"
    r"|\bwhen you (?:were admitted|attended|were discharged)\b|\byour appointment (?:on|of)\b",
    re.IGNORECASE,
)
_SORRY = r"(?:sorry|apologi[sz]e[sd]?|apology|apologies|regret)"
_CONDITIONAL_APOLOGY = re.compile(
    rf"\b{_SORRY}\b[^.!?\n]{{0,60}}?\b(?:if|for any)\b|\b(?:if)\b[^.!?\n]{{0,60}}?\b{_SORRY}\b"
    rf"|\b{_SORRY} (?:that )?you (?:feel|felt|were made to feel)\b",
    re.IGNORECASE,
)
_STOCK = re.compile(
    r"\b(?:thank you for (?:taking the time|your (?:valuable |valued )?(?:feedback|comments?))"
    r"|(?:we|i) (?:value|welcome|appreciate) (?:all |your )?(?:feedback|comments?)"
    r"|take (?:all|your|such|these|any) (?:feedback|comments?|concerns?|complaints?) (?:very |extremely )?seriously"
    r"|(?:we|i) (?:are|am) (?:always |constantly )?(?:striving|committed)|(?:we|i) strive"
    r"|lessons (?:have been|will be) learn\w*|high(?:est)? standards? of (?:care|service)"
    r"|(?:any|the) inconvenience(?: (?:this|that) \w+| caused)?|at this (?:moment|point) in time"
    r"|(?:has|have|will) be(?:en)? (?:passed|fed) (?:on|back)|disappointed to (?:hear|read|learn))\b",
    re.IGNORECASE,
)
_OFFLINE = re.compile(
    r"\b(?:please )?(?:contact|call|ring|e-?mail|speak to|get in touch with) (?:us|me|our|the|pals)\b"
    r"[^.!?\n]{0,60}?\b(?:so that (?:we|i) can|to discuss|further|directly|look into|investigate)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_SENTENCE_END = re.compile(r"[.!?]+(?:\s|$)|\n+")
_VOWELS = re.compile(r"[aeiouy]+")


@dataclass(frozen=True)
class ReplyHint:
    """One passage worth another look (`start` to `end`), or the whole text (`reading_age`, with the age found)."""

    key: str
    start: int
    end: int
    age: int | None = None


def reply_hints(text: str, *, is_english: bool = True) -> tuple[ReplyHint, ...]:
    """Passages of a reply that are worth another look, in reading order; the reading age last.

    Positions count characters from 0, `end` excluded. A reading age is named only when it lies above
    `READING_AGE_AIM` and the text has at least `LEAST_WORDS` words. Raises nothing for any text. Source: the
    module docstring.

    >>> [hint.key for hint in reply_hints("We are sorry if you were upset. Ring 0113 496 0000.")]
    ['conditional_apology', 'identifier']
    """
    found = [
        ReplyHint("identifier", one.start, one.end) for one in find_identifiers(text) if one.kind not in NOT_IN_A_REPLY
    ]
    if not is_english:
        return tuple(found)
    for key, pattern in (
        ("from_records", _FROM_RECORDS),
        ("conditional_apology", _CONDITIONAL_APOLOGY),
        ("stock_phrase", _STOCK),
        ("offline", _OFFLINE),
    ):
        found += [ReplyHint(key, match.start(), match.end()) for match in pattern.finditer(text)]
    found.sort(key=lambda hint: (hint.start, hint.end))
    age = reading_age(text)
    if age is not None and age > READING_AGE_AIM:
        found.append(ReplyHint("reading_age", 0, len(text), age))
    return tuple(found)


def reading_age(text: str) -> int | None:
    """The age in years at which most readers of English can follow the text; None below `LEAST_WORDS` words.

    Flesch-Kincaid grade plus five, rounded; syllables are counted as groups of vowels, which is a year or so
    wrong for single texts. Never below 5. Raises nothing. Source: Kincaid et al. 1975.

    >>> reading_age("We had a bad day. " * 20), reading_age("Too short.")
    (5, None)
    """
    words = _WORD.findall(text)
    if len(words) < LEAST_WORDS:
        return None
    sentences = max(1, sum(bool(_WORD.search(part)) for part in _SENTENCE_END.split(text)))
    syllables = sum(_syllables(word) for word in words)
    grade = 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59
    return max(5, round(grade + 5))


def _syllables(word: str) -> int:
    plain = word.lower()
    count = len(_VOWELS.findall(plain))
    if plain.endswith("e") and not plain.endswith(("le", "ee")) and count > 1:
        count -= 1
    return max(1, count)
