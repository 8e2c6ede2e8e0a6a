"""The checks of the pipeline, one function each, and what they share of a text.

Each check gives pairs: what should follow from the passage, and the signal that explains it.
"""

import functools
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from openward.methods.crisis_language import signals_at_hand
from openward.methods.harmful_claims import ClaimKind, harmful_claims
from openward.methods.identifiers import Certainty, Identifier, Kind, find_identifiers
from openward.methods.phrases import words_of
from openward.methods.screening.watched import Effect, WatchedWords

LONGEST = 10_000
"""Characters; longer texts than this are read by a person first."""

SAME_CHARACTER = 12
SAME_SENTENCE = 3
FEWEST_LINKS_HELD = 3
ALIKE = 0.8
FEWEST_WORDS_ALIKE = 9
"""Short texts are alike by chance ("Nothing", "Very good"): they are never called copies."""

DECLINED_SHARE = 0.3
FEWEST_DECIDED = 2
MOST_IN_AN_HOUR = 5


class Outcome(StrEnum):
    """What should follow."""

    CLEAN = "clean"
    NUDGE = "nudge"
    HOLD = "hold"
    CRISIS = "crisis"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Signal:
    """Characters `start` to `end - 1`, what they are, why they matter in plain English, and the rule that says so."""

    kind: str
    start: int
    end: int
    why: str
    rule: str


@dataclass(frozen=True, slots=True)
class History:
    """What one author did in one place: decisions in seven days, those that declined, texts sent in the last hour."""

    decided: int = 0
    declined: int = 0
    sent_in_an_hour: int = 0

    @property
    def is_often_declined(self) -> bool:
        """Whether three in ten or more were declined, of two at least.

        >>> History(decided=10, declined=3).is_often_declined, History(decided=1, declined=1).is_often_declined
        (True, False)
        """
        return self.decided >= FEWEST_DECIDED and self.declined >= DECLINED_SHARE * self.decided


@dataclass(frozen=True)
class Reading:
    """A text and all that is known beside it; what several checks need is worked out once."""

    text: str
    watched: WatchedWords
    recent: tuple[str, ...]
    history: History

    @functools.cached_property
    def identifiers(self) -> tuple[Identifier, ...]:
        """What could identify somebody, links too."""
        return find_identifiers(self.text)


Found = Iterator[tuple[Outcome, Signal]]


def unfinished(text: str, stage: str) -> tuple[Outcome, Signal]:
    """What a check says of a text that it could not finish with.

    >>> unfinished("Hot tea.", "links")[1].rule
    'stage:links'
    """
    return Outcome.ERROR, Signal("unfinished", 0, len(text), "a check did not finish", f"stage:{stage}")


@dataclass(frozen=True, slots=True)
class Stage:
    """One check: its name, which stands in the records, and what it does."""

    name: str
    check: Callable[[Reading], Found]


_STRETCH = re.compile(rf"([^\s\d])\1{{{SAME_CHARACTER - 1},}}")
_SENTENCE = re.compile(r"[^.!?\n。！？]+")


def _length_and_repeats(reading: Reading) -> Found:
    text = reading.text
    if len(text) > LONGEST:
        why = f"longer than {LONGEST:,} characters"
        yield Outcome.HOLD, Signal("length", 0, len(text), why, "length:too_long")
    for stretch in _STRETCH.finditer(text):
        why = "one letter or sign over and over"
        yield Outcome.NUDGE, Signal("repeat", stretch.start(), stretch.end(), why, "repeat:character")
    sentences = [(found.start(), found.end(), found.group().split()) for found in _SENTENCE.finditer(text)]
    counted = Counter(" ".join(words).casefold() for _, _, words in sentences if len(words) > 2)
    seen: set[str] = set()
    for start, end, words in sentences:
        sentence = " ".join(words).casefold()
        if counted[sentence] >= SAME_SENTENCE and sentence not in seen:
            seen.add(sentence)
            yield Outcome.NUDGE, Signal("repeat", start, end, "one sentence over and over", "repeat:sentence")


def _identifiers(reading: Reading) -> Found:
    for found in reading.identifiers:
        if found.kind is not Kind.LINK:
            follows = Outcome.HOLD if found.certainty is Certainty.SURE else Outcome.NUDGE
            why = found.why.rstrip(".")
            yield follows, Signal("identifier", found.start, found.end, why, f"identifier:{found.kind}")


_OF_EFFECT = {
    Effect.HOLD: Outcome.HOLD,
    Effect.ROUTE: Outcome.HOLD,
    Effect.NUDGE: Outcome.NUDGE,
    Effect.MASK: Outcome.CLEAN,
}


def _watched_words(reading: Reading) -> Found:
    for start, end, watched in reading.watched.find(reading.text):
        rule = f"watched:{watched.effect}:{watched.phrase}"
        yield _OF_EFFECT[watched.effect], Signal("watched_word", start, end, watched.why, rule)


def _links(reading: Reading) -> Found:
    links = [found for found in reading.identifiers if found.kind is Kind.LINK]
    many = len(links) >= FEWEST_LINKS_HELD
    for found in links:
        why = "one of many links" if many else "a link: it may lead to a page about one person, or to an advertisement"
        rule = "link:many" if many else "link:one"
        yield Outcome.HOLD if many else Outcome.NUDGE, Signal("link", found.start, found.end, why, rule)


@functools.lru_cache(maxsize=2_048)
def _forms(text: str) -> frozenset[str]:
    """The different words of a text; kept, because the recent texts of a place are compared with every new one."""
    return frozenset(word.form for word in words_of(text) if word.form)


def _near_duplicates(reading: Reading) -> Found:
    # The same likeness as the method near_duplicates (Jaccard of words), for one text against a few: no signatures.
    own = _forms(reading.text)
    if len(own) < FEWEST_WORDS_ALIKE:
        return
    for other in reading.recent:
        words = _forms(other)
        if len(words) >= FEWEST_WORDS_ALIKE and len(own & words) >= ALIKE * len(own | words):
            why = "nearly the same words as another text of these days"
            yield Outcome.HOLD, Signal("near_duplicate", 0, len(reading.text), why, "near_duplicate:recent")
            return


def _history(reading: Reading) -> Found:
    if reading.history.is_often_declined:
        why = "three in ten or more of this author's texts here were declined in seven days"
        yield Outcome.HOLD, Signal("history", 0, len(reading.text), why, "history:often_declined")
    if reading.history.sent_in_an_hour > MOST_IN_AN_HOUR:
        why = f"more than {MOST_IN_AN_HOUR} texts of this author within one hour"
        yield Outcome.HOLD, Signal("history", 0, len(reading.text), why, "history:burst")


def _crisis(reading: Reading) -> Found:
    at_hand = signals_at_hand(reading.text)
    if not at_hand.is_whole:
        # What the lists found still alerts people; without a finding the words wait for a person.
        yield unfinished(reading.text, "crisis")
    for found in at_hand.signals:
        rule = f"crisis:{found.danger}" + (":past" if found.is_past else "") + (":weighed" if found.is_weighed else "")
        yield Outcome.CRISIS, Signal(found.danger, found.start, found.end, found.why, rule)


def _harmful_claims(reading: Reading) -> Found:
    for claim in harmful_claims(reading.text, identifiers=reading.identifiers):
        kind = "accusation" if claim.kind is ClaimKind.ACCUSATION else "harmful_claim"
        yield Outcome.HOLD, Signal(kind, claim.start, claim.end, claim.why, f"claim:{claim.kind}")


STAGES = (
    Stage("length_and_repeats", _length_and_repeats),
    Stage("identifiers", _identifiers),
    Stage("watched_words", _watched_words),
    Stage("links", _links),
    Stage("near_duplicates", _near_duplicates),
    Stage("history", _history),
    Stage("crisis", _crisis),
    Stage("harmful_claims", _harmful_claims),
)
"""In the order in which they run and explain themselves."""
