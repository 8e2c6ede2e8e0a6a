"""What should happen with a wording before readers see it: nothing, a second look by its author, or a person first?

An ordered pipeline of checks (`STAGES`): length and repeats, what could identify somebody, watched words, links,
near-duplicates of recent texts, the author's history in this place, language of crisis, harmful claims and
accusations. Each check points at passages and says why and by which rule; the gravest one decides the outcome. Nothing
is ever removed: an outcome is advice to the author or work for a person. A check that fails makes the outcome
"error", which holds the words (it fails closed), unless another check found a crisis, which holds them too and alerts.

The same text, version, watched words, recent texts and history always give the same answer.

Sources: the order follows what other moderated platforms publish about theirs (Coral, Discourse); each check names its
own. Assumptions: English and simplified Chinese for what reads wordings; history covers one place and seven days.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from openward.methods.screening.stages import STAGES, History, Outcome, Reading, Signal, Stage, unfinished
from openward.methods.screening.watched import Effect, Watched, WatchedWords, default_watched_words

__all__ = [
    "STAGES",
    "VERSION",
    "Effect",
    "History",
    "Outcome",
    "Screened",
    "Signal",
    "SignalKind",
    "Stage",
    "Watched",
    "WatchedWords",
    "default_watched_words",
    "make_ready",
    "screen",
    "unfinished_checks",
]

VERSION = "2026.4"
"""Changes with every change of a rule or a list, so that a record says what was asked."""

_GRAVITY = (Outcome.CLEAN, Outcome.NUDGE, Outcome.HOLD, Outcome.ERROR, Outcome.CRISIS)


class SignalKind(StrEnum):
    """Every kind of signal that the pipeline gives."""

    LENGTH = "length"
    REPEAT = "repeat"
    IDENTIFIER = "identifier"
    WATCHED_WORD = "watched_word"
    LINK = "link"
    NEAR_DUPLICATE = "near_duplicate"
    HISTORY = "history"
    SELF_HARM = "self_harm"
    SAFEGUARDING = "safeguarding"
    THREAT = "threat"
    HARMFUL_CLAIM = "harmful_claim"
    ACCUSATION = "accusation"
    UNFINISHED = "unfinished"


@dataclass(frozen=True, slots=True)
class Screened:
    """The answer of one run: the pipeline's version, what follows, and every signal in the order of the text."""

    version: str
    outcome: Outcome
    signals: tuple[Signal, ...]

    @property
    def masks(self) -> tuple[tuple[int, int], ...]:
        """The passages that readers see as stars, (start, end)."""
        return tuple((one.start, one.end) for one in self.signals if one.rule.startswith("watched:mask:"))


_USES_ALL = "I do not want to wake up any more, and Nurse Sarah Jones knows it: 07700 900123."
"""What every list and the encoder are asked about."""


def make_ready() -> None:
    """Load lists, weights and the encoder now, in under a second, so that nobody's first words wait for them.

    Called once by every process that will screen; whoever does not call it gets the same answers, the first one later.
    Never raises: what cannot be loaded makes every screening an error, which holds the words.

    >>> make_ready()
    >>> screen("The tea was warm.").outcome.value
    'clean'
    """
    unfinished_checks()


def unfinished_checks() -> tuple[str, ...]:
    """The checks that do not finish here and now, by name: an installation in which one is named holds new words.

    Empty where all is well. It asks every list and the encoder about one made-up sentence, in milliseconds once they
    are loaded. Raises nothing.

    >>> unfinished_checks()
    ()
    """
    found = screen(_USES_ALL, watched=default_watched_words()).signals
    return tuple(one.rule.removeprefix("stage:") for one in found if one.kind == SignalKind.UNFINISHED)


def screen(
    text: str,
    *,
    watched: WatchedWords | None = None,
    recent: Sequence[str] = (),
    history: History | None = None,
    stages: Sequence[Stage] = STAGES,
) -> Screened:
    """What the checks found in `text`, and what follows.

    `watched` are an organisation's words (default: the few that come with Openward), `recent` other authors' texts of
    the last days in the same place, `history` the author's there. Raises nothing: a check that fails gives a signal
    "unfinished" and the outcome "error". Positions count characters from 0; a signal about the whole text spans it.
    Source: the module docstring.

    >>> screen("The nurse was kind and explained it all.").outcome.value
    'clean'
    >>> [(one.kind, one.start, one.end) for one in screen("Ring me on 07700 900123.").signals]
    [('identifier', 11, 23)]
    """
    reading = Reading(text, watched or default_watched_words(), tuple(recent), history or History())
    signals: list[Signal] = []
    gravest = Outcome.CLEAN
    for stage in stages:
        try:
            found = list(stage.check(reading))
        except Exception:  # Whatever goes wrong in a check, the words must not pass unread.
            found = [unfinished(text, stage.name)]
        for outcome, signal in found:
            signals.append(signal)
            gravest = max(gravest, outcome, key=_GRAVITY.index)
    return Screened(VERSION, gravest, tuple(sorted(signals, key=lambda one: (one.start, one.end, one.kind, one.rule))))
