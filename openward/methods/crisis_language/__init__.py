"""Do these words say that somebody may be in danger?

It looks for language of suicide and self-harm, of abuse, neglect and fear of somebody, and of threats, in English and
Chinese, so that a person reads such words at once. A word with one slip is read as the word that was meant. It never
decides anything: every signal is for a person, and a text without a signal may still be a cry for help. Recall counts
for more than precision.

Two nets hang one behind the other. The word lists in lexicon/, a phrase on each line in the language of
`openward.methods.phrases`, catch what is said outright. What is only hinted at is weighed (`weighing`): the words of a
passage and their meanings together, and, where that leaves it open, what an encoder that has read much English makes
of the sentence (`reading`). Either net is enough. Lists, meanings and the lines that the weights were learnt from were
written for Openward from the kinds of wording that the guidance below names; none is a person's words.

Sources: Samaritans, Industry guidelines for managing self-harm and suicide content, 2020; National Suicide Prevention
Alliance, Responding to suicidal content in online communities, 2016; the wordings are Openward's own. Assumptions:
British and Irish English first, simplified Chinese; other languages find nothing and the result says so in `language`
being unknown to it.
"""

import functools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib import resources

from openward.methods.crisis_language.features import concepts
from openward.methods.crisis_language.respelling import Respelling
from openward.methods.crisis_language.weighing import Weighed, weighed
from openward.methods.phrases import Match, Phrases, Word, words_of
from openward.methods.remembering import Remembered

__all__ = [
    "WHY",
    "CrisisSignal",
    "Danger",
    "SignalsAtHand",
    "crisis_signals",
    "listed",
    "respelled",
    "signals_at_hand",
]


class Danger(StrEnum):
    """What the words may speak of."""

    SELF_HARM = "self_harm"
    SAFEGUARDING = "safeguarding"
    THREAT = "threat"


WHY = {
    Danger.SELF_HARM: "may speak of suicide or of hurting oneself",
    Danger.SAFEGUARDING: "may speak of somebody who is hurt, neglected or afraid of somebody",
    Danger.THREAT: "may threaten somebody",
}
"""In plain English, for command lines; pages translate the keys."""


@dataclass(frozen=True, slots=True)
class CrisisSignal:
    """A passage, `start` to `end` in characters from 0, that a person should read at once.

    `is_past` tells that the sentence speaks of long ago: a person decides what that means; it is no all-clear.
    `is_weighed` tells that no list holds the wording: the marked words are those that weighed most.
    """

    danger: Danger
    start: int
    end: int
    is_past: bool
    is_weighed: bool = False

    @property
    def why(self) -> str:
        """The reason in plain English."""
        by_weight = ", by the words together" if self.is_weighed else ""
        return WHY[self.danger] + (", long ago" if self.is_past else "") + by_weight


LANGUAGES = ("en", "zh")
LISTS = {Danger.SELF_HARM: "self_harm", Danger.SAFEGUARDING: "safeguarding", Danger.THREAT: "threat"}
IDIOM = "idioms"
PAST = "past"
NO_DANGER = frozenset({IDIOM, PAST})
MOST_REMEMBERED = 1_024


@functools.cache
def _lexicon() -> tuple[Phrases, Respelling]:
    """The word lists, ready to be looked for, and what reads misspelt words as words of the lists."""
    lists = [*LISTS.values(), IDIOM, PAST]
    found = ((name, phrase) for language in LANGUAGES for name in lists for phrase in _lines(language, name))
    classes = dict(line.split(": ", 1) for line in _lines("en", "classes"))
    phrases = Phrases(found, classes={name: words.split() for name, words in classes.items()})
    return phrases, Respelling(phrases.forms | concepts().forms)


def _lines(language: str, name: str) -> Iterator[str]:
    """The lines of a word list that comes with this package; those that begin with # explain it."""
    lexicon = resources.files(__package__) / "lexicon" / language / f"{name}.txt"
    return (line for line in lexicon.read_text().splitlines() if line and not line.startswith("#"))


def crisis_signals(text: str) -> tuple[CrisisSignal, ...]:
    """The passages of `text` that may speak of danger, in order; of one danger never overlapping.

    Empty when none was found, which does not mean that nobody is in danger. Raises nothing for any text, and what it
    stands on (ChangedFileError, OSError) where a file of this package was changed or is gone. Time grows in step with
    the length. Source: the module docstring.

    >>> [(signal.danger.value, signal.start, signal.end) for signal in crisis_signals("Most days I want to die.")]
    [('self_harm', 12, 23)]
    >>> crisis_signals("I was dying for a coffee.")
    ()
    """
    return newest(text)


@dataclass(frozen=True, slots=True)
class SignalsAtHand:
    """The passages that may speak of danger, and whether both nets looked for them: else the word lists alone."""

    signals: tuple[CrisisSignal, ...]
    is_whole: bool


def signals_at_hand(text: str) -> SignalsAtHand:
    """As `crisis_signals`; where that fails, because a file of the weights or of the encoder was changed or is gone,
    what the word lists alone find. They miss most of what is only hinted at: a person must read such words.

    Raises nothing while the lists are there. Source: the module docstring.

    >>> found = signals_at_hand("Most days I want to die.")
    >>> [signal.danger.value for signal in found.signals], found.is_whole
    (['self_harm'], True)
    """
    try:
        return SignalsAtHand(crisis_signals(text), is_whole=True)
    except Exception:  # Whatever it was that failed, the other net still hangs.
        return SignalsAtHand(_signals(text, weighs=False), is_whole=False)


def _signals(text: str, *, weighs: bool) -> tuple[CrisisSignal, ...]:
    words = respelled(text)
    found = listed(words)
    past = {_sentence(words, match.first_word) for match in found if match.key == PAST}
    wordings = [(match.key, match.first_word, match.last_word) for match in found]
    passages = weighed(text, words, wordings) if weighs else []
    signals: list[CrisisSignal] = []
    for danger in Danger:
        end = -1
        for match in sorted(
            (match for match in found if match.key == LISTS[danger]),
            key=lambda match: (match.start, -match.end),
        ):
            if match.start < end:
                continue
            end = match.end
            signals.append(CrisisSignal(danger, match.start, match.end, _sentence(words, match.first_word) in past))
    signals += _weighed(words, passages, past, signals)
    return tuple(sorted(signals, key=lambda signal: (signal.start, signal.end)))


newest = Remembered(functools.partial(_signals, weighs=True), most=MOST_REMEMBERED)
"""What was found in the newest texts: each is asked about when it is written, when it is sent and when it is stored."""


def respelled(text: str) -> list[Word]:
    """The words of a text, misspelt ones read as the words that were meant.

    >>> [word.form for word in respelled("An ovedose.")]
    ['an', 'overdose', '']
    """
    read = _lexicon()[1].word
    return [word if (meant := read(word.form)) == word.form else replace(word, form=meant) for word in words_of(text)]


def listed(words: list[Word]) -> list[Match]:
    """Every wording of the lists in the words; what is only part of a figure of speech is left out.

    >>> [match.key for match in listed(respelled("I was dying for a coffee, then I wanted to die."))]
    ['idioms', 'self_harm']
    """
    found = _lexicon()[0].find_in(words)
    idioms = [match for match in found if match.key == IDIOM]
    return [match for match in found if match.key in NO_DANGER or not _is_only_idiom(match, idioms)]


def _weighed(
    words: list[Word], passages: list[Weighed], past: set[int], known: list[CrisisSignal]
) -> list[CrisisSignal]:
    """What weighs enough and is not marked by a list already; of one danger never overlapping."""
    found: list[CrisisSignal] = []
    for passage in sorted(passages, key=lambda passage: -passage.weight):
        start, end = words[passage.first_word].start, words[passage.last_word].end
        danger = Danger(passage.danger)
        if not any(one.danger == danger and start < one.end and one.start < end for one in (*known, *found)):
            is_past = _sentence(words, passage.first_word) in past
            found.append(CrisisSignal(danger, start, end, is_past, is_weighed=True))
    return found


def _is_only_idiom(match: Match, idioms: list[Match]) -> bool:
    """Whether a figure of speech covers the passage from its first word, or all of it: “dying for a coffee”."""
    return any(
        (idiom.first_word <= match.first_word and idiom.last_word >= match.last_word)
        or match.first_word <= idiom.first_word <= match.last_word <= idiom.last_word
        for idiom in idioms
    )


def _sentence(words: list[Word], place: int) -> int:
    """The number of the last end of a sentence before the word at `place`."""
    while place >= 0 and words[place].form:
        place -= 1
    return place
