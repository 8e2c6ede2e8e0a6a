"""How grave words are, as the moderator's desk prints it."""

import dataclasses

from openward.contributions.models import Contribution
from openward.safety.models import CRITERIA, Level


@dataclasses.dataclass(frozen=True, slots=True)
class LevelChoice:
    """One level with its criterion in one line."""

    value: int
    label: str
    criterion: str
    is_chosen: bool


@dataclasses.dataclass(frozen=True, slots=True)
class HowGrave:
    """What was said of the words so far, and what can be said."""

    said: str
    choices: tuple[LevelChoice, ...]


def how_grave(contribution: Contribution) -> HowGrave:
    """The choice beside the words. The door has fetched what was said before."""
    found = getattr(contribution, "criticality", None)
    chosen = None if found is None else found.level
    return HowGrave(
        said="" if chosen is None else str(Level(chosen).label),
        choices=tuple(
            LevelChoice(level.value, str(level.label), str(CRITERIA[level]), level.value == chosen) for level in Level
        ),
    )
