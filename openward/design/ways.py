"""The way line as markup.

Drawn here and not in a macro because a list of fifty stories has fifty of them: this costs a tenth.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from django.utils.translation import get_language, pgettext
from markupsafe import Markup, escape

from openward.design.shapes import WayLine, WayState, WayStep
from openward.design.wording import day_short

_TICK = (
    '<svg viewBox="0 0 16 16" width="12" height="12"><path d="M3 8.5 6.5 12 13 4.5" fill="none" stroke="currentColor" '
    'stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"/></svg>'
)
_BAR = (
    '<svg viewBox="0 0 16 16" width="12" height="12"><path d="M3.5 8h9" fill="none" stroke="currentColor" '
    'stroke-width="3" stroke-linecap="round"/></svg>'
)
_MARKS: dict[WayState, str] = {"done": _TICK, "stopped": _BAR, "now": "", "ahead": ""}


@lru_cache(maxsize=16)
def _state_words(_language: str | None) -> dict[WayState, str]:
    return {
        "done": pgettext("state of a step", "done"),
        "now": pgettext("state of a step", "now"),
        "stopped": pgettext("state of a step", "stopped here"),
        "ahead": pgettext("state of a step", "still to come"),
    }


@lru_cache(maxsize=16)
def _comma(_language: str | None) -> str:
    return pgettext("between a step and what follows it", ", ")


def _step(step: WayStep, words: str, *, is_present: bool) -> str:
    present = " ow-way__step--present" if is_present else ""
    current = ' aria-current="step"' if step.state in ("now", "stopped") else ""
    label = str(escape(step.label))
    named = (
        f'<a class="ow-way__label" href="{escape(step.href)}">{label}</a>'
        if step.href
        else f'<span class="ow-way__label">{label}</span>'
    )
    on = (
        f'<time class="ow-way__date" datetime="{step.on.isoformat()}">{escape(day_short(step.on))}</time>'
        if step.on
        else ""
    )
    fact = f'<span class="ow-way__fact">{escape(step.sentence)}</span>' if step.sentence else ""
    return (
        f'<li class="ow-way__step ow-way__step--{step.state}{present}"{current}>'
        f'<span class="ow-way__mark" aria-hidden="true">{_MARKS[step.state]}</span><span class="ow-way__words">{named}'
        f'<span class="nhsuk-u-visually-hidden">{_comma(get_language())}{escape(words)} </span>{on}{fact}</span></li>'
    )


def _steps(way: WayLine, present: WayStep) -> str:
    words = _state_words(get_language())
    drawn = "".join(_step(step, words[step.state], is_present=step is present) for step in way.steps)
    return f'<ol class="ow-way__steps">{drawn}</ol>'


def _beads(way: WayLine, present: WayStep) -> str:
    parts = []
    for step in way.steps:
        name = f"ow-way__bead ow-way__bead--{step.state}{' ow-way__bead--present' if step is present else ''}"
        said = f"{step.label}: {step.sentence}" if step.sentence else step.label
        parts.append(f'<span class="{name}" title="{escape(said)}"></span>')
    return "".join(parts)


def draw_way(way: WayLine, size: Literal["full", "small"] = "full") -> Markup:
    """`full`: the five steps with the facts behind them. `small`: five beads and the present step on one line, which
    opens to the full one by click, tap or key."""
    present = way.present
    if size == "full":
        return Markup(  # noqa: S704 -- escaped piece by piece
            f'<div class="ow-way ow-way--full" role="group" aria-label="{escape(way.summary)}">'
            f"{_steps(way, present)}</div>"
        )
    comma = _comma(get_language())
    on = f'<span class="ow-way__date">{comma}{escape(day_short(present.on))}</span>' if present.on else ""
    return Markup(  # noqa: S704 -- escaped piece by piece
        f'<details class="ow-way ow-way--small"><summary class="ow-way__summary">'
        f'<span class="ow-way__beads" aria-hidden="true">{_beads(way, present)}</span>'
        f'<span class="ow-way__present">{escape(present.label)}{on}</span>'
        f'<span class="nhsuk-u-visually-hidden"> {escape(way.summary)}</span></summary>{_steps(way, present)}</details>'
    )
