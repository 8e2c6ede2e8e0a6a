"""Driver diagrams and tests of a change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from openward.design.shapes.quotes import Tag


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
