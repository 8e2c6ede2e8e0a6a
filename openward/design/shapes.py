"""What the components draw: plain frozen shapes, filled by the presenters of the rooms above.

A shape holds finished words, numbers and addresses. It makes no query and knows no model, so that a page can be
drawn from a test, from the /design page or from the database in the same way. Every text here is shown as text
(escaped); where a component shows several paragraphs it splits them itself.

Tones (`Tone`) say what a colour means, never the colour: "plain", "quiet", "good" (leaf), "attention" (marigold),
"concern" (clay), "now" (harbour).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Literal

from django.utils.translation import get_language, gettext, pgettext

Tone = Literal["plain", "quiet", "good", "attention", "concern", "now"]
WayState = Literal["done", "now", "ahead", "stopped"]
WayKey = Literal["said", "kept_safe", "understood", "acted_on", "told"]
PointKind = Literal["common", "improvement", "concern", "neutral"]

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


# --- The way line -------------------------------------------------------------------------------------------------


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


# --- People's words -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tag:
    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Notice:
    """What the last action has to say: that it is done (good), refused (concern), or worth a look (attention, now)."""

    words: str
    tone: Tone = "good"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that somebody allowed us to quote. `who` is a role ("A carer"), never a name; `marked` are passages
    of `text` (start, end) to be marked."""

    text: str
    who: str = ""
    where: str = ""
    month: date | None = None
    href: str | None = None
    marked: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SignedResponse:
    """An answer, signed by a person with a role. The last four are the claim of change: what changed, since when,
    how we know, and who checked it. `report_href` is where a reader says that something is wrong with it."""

    text: str
    name: str
    role: str
    organisation: str = ""
    on: date | None = None
    status: Tag | None = None
    href: str | None = None
    report_href: str | None = None
    changed: str = ""
    since: date | None = None
    known_by: str = ""
    checked_by: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """A quiet thing to do in words. `method` "post" draws a small form with a button instead of a link."""

    text: str
    href: str
    method: Literal["get", "post"] = "get"
    hidden_text: str = ""


@dataclass(frozen=True, slots=True)
class StoryCard:
    """A story in a list or on its own page. `is_cut` means that `text` is the beginning only."""

    text: str
    href: str
    title: str = ""
    who: str = ""
    where: str = ""
    month: date | None = None
    way: WayLine | None = None
    response: SignedResponse | None = None
    comments: int = 0
    tags: tuple[Tag, ...] = ()
    actions: tuple[Action, ...] = ()
    is_cut: bool = False
    heading_level: int = 2
    key: str = ""


# --- Charts and tables --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One reading; `value` None leaves a gap. `kind` is what the rules say of it."""

    label: str
    value: float | None
    kind: PointKind = "common"


@dataclass(frozen=True, slots=True)
class ChartSegment:
    """Mean and limits that hold for the points `first` to `last`, both included (limits are re-based by adding a
    segment)."""

    first: int
    last: int
    mean: float | None
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, slots=True)
class ChartNote:
    """A small flag on the point `index` (a change that began, a PDSA cycle)."""

    index: int
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    href: str | None = None
    tag: Tag | None = None


@dataclass(frozen=True, slots=True)
class TableView:
    """A table with caption. `numeric` names the columns (by place) that hold numbers; the first column heads its
    row."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | Cell, ...], ...]
    numeric: tuple[int, ...] = ()
    csv_href: str | None = None
    note: str = ""
    caption_is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class ChartView:
    """A chart over time. `finding` is the sentence above it; `description` reads it out in plain words, with
    numbers. `unit` is written after values ("%", " min"). `lowest` and `highest` widen the axis (0 and 100 for
    shares); without `lowest` the axis begins at zero unless the readings are all far above it. `key` must be
    unique on the page."""

    title: str
    finding: str
    description: str
    points: tuple[ChartPoint, ...]
    unit: str = ""
    segments: tuple[ChartSegment, ...] = ()
    target: float | None = None
    notes: tuple[ChartNote, ...] = ()
    trial: bool = False
    table: TableView | None = None
    csv_href: str | None = None
    lowest: float | None = None
    highest: float | None = None
    decimals: int | None = None
    key: str = "chart"
    heading_level: int = 2


@dataclass(frozen=True, slots=True)
class FunnelStage:
    """A stage of asked, said, themed, acted, changed, told. `of` is the denominator and `of_label` its words;
    `share` runs from 0 to 1 and is None where there is nothing to divide by."""

    key: str
    label: str
    count: int
    of: int | None = None
    of_label: str = ""
    share: float | None = None
    href: str | None = None
    note: str = ""
    shown: str = ""
    """Words in place of the count, where it is not known or too small to be shown."""


@dataclass(frozen=True, slots=True)
class FunnelView:
    title: str
    finding: str
    stages: tuple[FunnelStage, ...]
    note: str = ""
    heading_level: int = 2


# --- Improvement --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DriverNode:
    """A box of a driver diagram; `kind` says which column ("driver", "change idea")."""

    text: str
    kind: str = ""
    children: tuple[DriverNode, ...] = ()
    href: str | None = None
    tag: Tag | None = None


@dataclass(frozen=True, slots=True)
class DriverDiagram:
    aim: str
    drivers: tuple[DriverNode, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class PdsaCard:
    """One plan-do-study-act cycle. `stage` is where it stands; `decision` is adopt, adapt or abandon in words."""

    number: int
    title: str
    stage: Literal["plan", "do", "study", "act", "done"]
    started_on: date | None = None
    ended_on: date | None = None
    plan: str = ""
    prediction: str = ""
    result: str = ""
    learning: str = ""
    decision: Tag | None = None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class PdsaRow:
    cycles: tuple[PdsaCard, ...]
    title: str = ""


# --- Finding one's way --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NavLink:
    text: str
    href: str
    is_current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Door:
    """A way in on the first page."""

    title: str
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Crumb:
    text: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Where a list stands. `links` are the numbered pages to offer (None draws a gap); without them only previous
    and next are drawn. `total` None means that nobody counted."""

    number: int
    previous_href: str | None = None
    next_href: str | None = None
    first: int | None = None
    last: int | None = None
    total: int | None = None
    links: tuple[NavLink | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a process that the reader goes through ("What happens next")."""

    title: str
    text: str = ""
    state: WayState = "ahead"


@dataclass(frozen=True, slots=True)
class TaskItem:
    """Something that must be there before a thing can go on."""

    title: str
    is_done: bool
    href: str | None = None
    hint: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class SummaryRow:
    key: str
    value: str
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    sentence: str
    at: datetime
    who: str = ""
    authority: str = ""
    href: str | None = None
    details: tuple[SummaryRow, ...] = field(default=())
