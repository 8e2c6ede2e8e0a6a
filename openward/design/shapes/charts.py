"""Charts and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from openward.design.shapes.quotes import Tag

PointKind = Literal["common", "improvement", "concern", "neutral"]


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
