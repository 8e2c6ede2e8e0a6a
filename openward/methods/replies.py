"""Where could a reply to somebody's story be kinder, safer or plainer?

A coach for whoever writes a public answer, never a judge: it points at passages that people who received such
answers, or whose privacy they broke, have complained of, and says nothing of the rest. An empty result does not
mean that the answer is good.

Most hints are advice. A few passages are read by a second person before a reply is shown (`needs_a_reader`): what may
point to a patient, what draws on records, what puts the blame on somebody, and what claims that something changed.

Sources: a framework of 19 factors in seven areas of a good reply, made with patients (doi 10.1111/hex.12682,
finding ENB-20); five kinds of reply, of which "generic" and "take it offline" left people unheard (ENB-21);
Parliamentary and Health Service Ombudsman, Principles for Remedy, 2009 (an apology without conditions); J. P.
Kincaid et al., Derivation of New Readability Formulas, Naval Technical Training Command, 1975. Assumption: the
reply is written in English; in other languages only identifiers are looked for.
"""

import re
from dataclasses import dataclass

from openward.methods.identifiers import Kind, find_identifiers

HINT_KEYS = ("identifier", "from_records", "blame", "conditional_apology", "stock_phrase", "offline", "reading_age")
"""Every `key` of the coach: something that may point to a person; words that draw on somebody's records; words that
put it on the author or on a colleague; an apology with an "if"; a phrase that could stand in any reply; a request to
continue out of sight; long words and sentences."""

READ_FIRST = frozenset({"identifier", "from_records", "blame"})
READER_KEYS = (*sorted(READ_FIRST), "change", "language")
"""Every `key` for which a second person reads first: it breaks a confidence, hurts, has to be true ("change": words
that claim a change), or cannot be looked through."""

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
    r"|your (?:feedback|comments?|views?) (?:is|are) (?:very |extremely )?(?:important|valuable|valued)(?: to us)?"
    r"|sorry to (?:hear|read|learn) (?:about|of) your (?:recent )?experience"
    r"|(?:any|the) inconvenience(?: (?:this|that) \w+| caused)?|at this (?:moment|point) in time"
    r"|(?:has|have|will) be(?:en)? (?:passed|fed) (?:on|back)|disappointed to (?:hear|read|learn))\b",
    re.IGNORECASE,
)
_OFFLINE = re.compile(
    r"\b(?:please )?(?:contact|call|ring|e-?mail|speak to|get in touch with) (?:us|me|our|the|pals)\b"
    r"[^.!?\n]{0,60}?\b(?:so that (?:we|i) can|to discuss|further|directly|look into|investigate)\b",
    re.IGNORECASE,
)
_YOU = r"(?:you|your (?:mother|father|wife|husband|partner|son|daughter|relative|family|carer))"
_BLAME = re.compile(
    rf"\b{_YOU} (?:should(?: not)? have(?! had to| been)|ought to have"
    r"|(?:could|might) have (?:told|asked|called|rung|said|come|waited)"
    r"|failed to|refused|neglected|chose not to"
    r"|did(?: not|n['’]t) (?:attend|turn up|tell|ask|follow|listen|comply|bring)"
    r"|misunderst(?:and|ood)\w*|misinterpret\w*|overreact\w*|exaggerat\w*"
    r"|were (?:late|rude|abusive|aggressive|difficult))\b"
    r"|\b(?:as|like) (?:you|we) (?:were|have been|had been) (?:told|informed|advised)\b"
    r"|\b(?:your|their|her|his) (?:own )?(?:fault|behaviou?r|attitude|non-?compliance|unrealistic expectations?)\b"
    rf"|\bif {_YOU} had (?:only )?(?:told|asked|called|rung|said|come|waited|followed|listened|attended|brought)\b"
    r"|\b(?:the |this |that |our )?(?:nurse|doctor|receptionist|porter|colleague|agency|staff|team)"
    r" (?:is|was|were|are) (?:to blame|at fault|responsible for (?:this|the) (?:mistake|error))\b"
    r"|\b(?:non-?compliant|frequent attender|did not attend)\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:we|i|the (?:ward|clinic|team|department|service|hospital|practice)) (?:have |has )?(?:now |already |since )?"
    r"(?:changed|introduced|started|stopped|installed|replaced|recruited|hired|trained|retrained|put in place|set up"
    r"|opened|extended|redesigned|rewritten|rewrote|fixed|improved)\b"
    r"|\b(?:has|have) (?:now |already |since )?been (?:changed|introduced|installed|replaced|recruited|trained"
    r"|retrained|put in place|set up|opened|extended|redesigned|rewritten|fixed|improved)\b"
    r"|\bas a result(?: of (?:your|this) [a-z]+)?,? (?:we|there|the|all)\b"
    r"|\b(?:there is|there are) now\b|\bwe now have\b",
    re.IGNORECASE,
)
_COMMON = frozenset(
    "the and to of a in is you we for that it i on with are was have not be our your as at this they will so".split()
)
LEAST_COMMON = 0.15
"""The share of the commonest words from which a text is taken to be English."""
_ANY_WORD = re.compile(r"\w+")
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
        ("blame", _BLAME),
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


def needs_a_reader(text: str) -> tuple[ReplyHint, ...]:
    """The passages for which a second person reads a reply before it is shown; the whole text when it is not English.

    A text in another language cannot be looked through for blame, records and claims, so all of it is marked, as
    "language". Nothing is found in an empty text. Raises nothing. Source: the module docstring.

    >>> [hint.key for hint in needs_a_reader("You should have rung us. Your scan was fine.")]
    ['blame', 'from_records']
    >>> needs_a_reader("Thank you for writing to us about the parking.")
    ()
    """
    if not text.strip():
        return ()
    if not reads_as_english(text):
        return (ReplyHint("language", 0, len(text)),)
    found = [hint for hint in reply_hints(text) if hint.key in READ_FIRST]
    found += [ReplyHint("change", match.start(), match.end()) for match in _CHANGE.finditer(text)]
    return tuple(sorted(found, key=lambda hint: (hint.start, hint.end)))


def reads_as_english(text: str) -> bool:
    """Whether at least fifteen in a hundred words are among the commonest of English; True for a few words only.

    Raises nothing. Source: the share of function words in English prose is above forty in a hundred; the mark is far
    below it, so that lists and names pass.

    >>> reads_as_english("We are sorry that you waited for so long."), reads_as_english("Wir danken für Ihre Worte.")
    (True, False)
    """
    words = [word.lower() for word in _ANY_WORD.findall(text)]
    if len(words) < 4 and text.isascii():
        return True
    return bool(words) and sum(word in _COMMON for word in words) / len(words) >= LEAST_COMMON


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
