"""The way line: said, kept safe, understood, acted on, told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from django.utils.translation import get_language, gettext, pgettext

WayState = Literal["done", "now", "ahead", "stopped"]
WayKey = Literal["said", "kept_safe", "understood", "acted_on", "told"]

WAY_KEYS: tuple[WayKey, ...] = ("said", "kept_safe", "understood", "acted_on", "told")


def way_label(key: WayKey) -> str:
    """The word for one of the five steps, in the reader's language."""
    return _way_labels(get_language())[key]


@lru_cache(maxsize=16)
def _way_labels(_language: str | None) -> dict[WayKey, str]:
    return {
        "said": pgettext("step of the way", "said"),
        "kept_safe": pgettext("step of the way", "kept safe"),
        "understood": pgettext("step of the way", "understood"),
        "acted_on": pgettext("step of the way", "acted on"),
        "told": pgettext("step of the way", "told"),
    }


@dataclass(frozen=True, slots=True)
class WayStep:
    """One of the five steps. `sentence` is the fact behind it, `href` the page that shows the fact.

    A stopped step says why in `sentence` ("No change: the ward closes in May").
    """

    key: WayKey
    label: str
    state: WayState
    on: date | None = None
    sentence: str = ""
    href: str | None = None


@dataclass(frozen=True, slots=True)
class WayLine:
    """Five steps in order, and one sentence that says where things stand, for screen readers and for print."""

    steps: tuple[WayStep, ...]
    summary: str

    @property
    def present(self) -> WayStep:
        """The step that a reader should look at: the one now or stopped, else the last one done, else the first."""
        for step in self.steps:
            if step.state in ("now", "stopped"):
                return step
        done = [step for step in self.steps if step.state == "done"]
        return done[-1] if done else self.steps[0]


def way_step(
    key: WayKey, state: WayState, on: date | None = None, sentence: str = "", href: str | None = None
) -> WayStep:
    """A step with its usual word."""
    return WayStep(key, way_label(key), state, on, sentence, href)


def way_of(steps: Sequence[WayStep], summary: str = "") -> WayLine:
    """A line of the five steps: what is not given lies ahead; the summary is written when none is given."""
    given = {step.key: step for step in steps}
    whole = tuple(given.get(key) or way_step(key, "ahead") for key in WAY_KEYS)
    line = WayLine(whole, summary)
    if summary:
        return line
    present = line.present
    place = WAY_KEYS.index(present.key) + 1
    sentence = gettext("Step %(place)s of 5: %(label)s.") % {"place": place, "label": present.label}
    return WayLine(whole, f"{sentence} {present.sentence}".strip())
