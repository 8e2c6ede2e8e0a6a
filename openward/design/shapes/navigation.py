"""Finding one's way: links, doors, crumbs, pages, steps and histories."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from openward.design.shapes.quotes import Action
from openward.design.shapes.ways import WayState


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
