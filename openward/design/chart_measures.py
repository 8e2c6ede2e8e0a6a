"""Where things go in a chart: sizes, a round scale, labels moved apart, lines of text. No drawing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

# Width of a letter as a share of the type size: a little more than the average of the typeface, so that an
# estimate errs towards leaving room.
LETTER = 0.56


@dataclass(frozen=True, slots=True)
class Size:
    """A drawing's measures in its own units (one unit is about one CSS pixel)."""

    name: str
    width: int
    plot_height: int
    left: int
    type_size: int
    notes_as_text: bool


WIDE = Size("wide", width=900, plot_height=300, left=60, type_size=16, notes_as_text=True)
NARROW = Size("narrow", width=340, plot_height=230, left=44, type_size=14, notes_as_text=False)


@dataclass(frozen=True, slots=True)
class Axis:
    low: float
    high: float
    ticks: tuple[float, ...]
    decimals: int
    starts_at_zero: bool


def axis_for(values: Sequence[float], lowest: float | None = None, highest: float | None = None) -> Axis:
    """A scale with round ticks that holds all values.

    It begins at zero, because a cut scale makes small changes look large, unless the values lie so far above zero
    that nothing could be seen (the smallest more than three times the spread above it).
    """
    low, high = min(values), max(values)
    spread = high - low
    if lowest is not None:
        low = min(low, lowest)
    elif 0 <= low <= 3 * spread or (low >= 0 and spread == 0):
        low = 0.0
    if highest is not None:
        high = max(high, highest)
    if high <= low:
        high = low + 1
    step = _round_step((high - low) / 4)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple(round(place * step, 10) for place in range(first, last + 1))
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return Axis(ticks[0], ticks[-1], ticks, decimals, ticks[0] == 0)


def _round_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    for factor in (1, 2, 2.5, 5, 10):
        if factor * power >= rough * 0.999:
            return float(factor * power)
    return 10 * power


def spread_out(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places moved apart until neighbours are `gap` from each other, in their order, kept inside when they fit."""
    order = sorted(range(len(places)), key=lambda place: places[place])
    moved = [0.0] * len(places)
    before = low - gap
    for which in order:
        moved[which] = before = max(places[which], before + gap)
    after = high + gap
    for which in reversed(order):
        moved[which] = after = min(moved[which], after - gap)
    return moved


def wrapped(text: str, letters: int, lines: int) -> list[str]:
    """At most `lines` lines of about `letters` letters; what does not fit ends in an ellipsis."""
    made: list[str] = [""]
    for word in text.split():
        if made[-1] and len(made[-1]) + 1 + len(word) > letters:
            made.append(word)
        else:
            made[-1] = f"{made[-1]} {word}".strip()
    made = [line if len(line) <= letters else f"{line[: letters - 1]}…" for line in made]
    if len(made) > lines:
        made = [*made[: lines - 1], f"{made[lines - 1][: letters - 1].rstrip()}…"]
    return made
