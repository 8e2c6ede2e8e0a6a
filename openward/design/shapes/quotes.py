"""People's words: quotes, stories, signed answers, and the tags and notices beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from openward.design.shapes.tones import Tone
from openward.design.shapes.ways import WayLine


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
