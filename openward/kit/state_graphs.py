"""A state machine as data: which state may follow which. Kept beside the model, checked by actions, drawn in docs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import TextChoices

State = TypeVar("State", bound=TextChoices)


class IllegalMove(ValueError):
    """A move that a state machine does not allow; nothing was changed."""


@dataclass(frozen=True)
class StateGraph(Generic[State]):
    """The states that something goes through. `moves` leads from every state to those that may follow it."""

    name: str
    start: State
    moves: Mapping[State, frozenset[State]]

    def check(self, now: str, then: str) -> None:
        """Raise IllegalMove unless `then` may follow `now`."""
        states = type(self.start)
        if states(then) not in self.moves[states(now)]:
            raise IllegalMove(f"{self.name}: {now} to {then}")

    def before(self, then: str) -> list[str]:
        """The states that `then` may follow: for an update that must happen once (compare and set)."""
        return [str(state) for state, following in self.moves.items() if then in following]

    @property
    def ends(self) -> list[str]:
        """The states that nothing follows."""
        return [str(state) for state, following in self.moves.items() if not following]
