"""What a fact is: a past-tense statement with the keys and plain values needed to tell it again.

Each room declares its facts as frozen dataclasses in its own `events.py`. A fact stores labels and keys, never
foreign keys, so that it outlives the rows it speaks of and can be shredded field by field when a person leaves.
"""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any, ClassVar, Protocol

from django.utils.functional import Promise

_facts_by_kind: dict[str, type[Fact]] = {}


class SubmissionKey:
    """The key of one form as shown once. The first fact recorded under it carries it; a second sending meets it."""

    __slots__ = ("is_spent", "value")

    def __init__(self, value: str) -> None:
        self.value = value
        self.is_spent = False


class Author(Protocol):
    """Who did something and on whose authority, as the ledger keeps it."""

    @property
    def kind(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def submission(self) -> SubmissionKey | None: ...
    def authority(self, organisation_key: str, space_key: str) -> str: ...


@dataclasses.dataclass(frozen=True, kw_only=True)
class Fact:
    """Base of all facts.

    Class attributes a room sets on each fact:
    `sentence`   a translatable sentence with the fact's own fields as {placeholders};
    `subject`    what the fact is about, "contribution", "theme" …; `key` is that thing's public key;
    `shred`      fields that hold something a person may want forgotten. They are stored apart from the rest, and the
                 chain seals only a salted hash of them, so that shredding leaves the chain whole;
    `way_step`   the step of the way line that this fact is, if any: said, kept_safe, understood, acted_on or told;
    `way_undone` the step that this fact takes back from whatever it is about, as far as its own subject had brought
                 them there;
    `labels`     the words for the values of a field that holds a key: {field: {key: words}};
    `days`       fields that hold a day or a moment as ISO text, printed as people write it;
    `also`       further things the fact is about: {subject: field holding the key or a tuple of keys}.
    """

    sentence: ClassVar[str | Promise]
    subject: ClassVar[str]
    shred: ClassVar[tuple[str, ...]] = ()
    also: ClassVar[dict[str, str]] = {}
    way_step: ClassVar[str] = ""
    way_undone: ClassVar[str] = ""
    days: ClassVar[tuple[str, ...]] = ()
    labels: ClassVar[dict[str, dict[str, str | Promise]]] = {}

    key: str
    organisation_key: str = ""
    space_key: str = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        _facts_by_kind[cls.kind()] = cls

    @classmethod
    def kind(cls) -> str:
        """The fact's name in the ledger: room and class, such as "contributions.StorySubmitted"."""
        return f"{cls.__module__.split('.')[1]}.{cls.__name__}"

    def about(self) -> list[str]:
        """Everything the fact concerns, as "subject:key", the main subject first."""
        found = [f"{self.subject}:{self.key}"]
        for subject, field in self.also.items():
            keys = getattr(self, field)
            keys = keys if isinstance(keys, (list, tuple)) else [keys]
            found.extend(f"{subject}:{key}" for key in keys if key)
        return found

    def values(self) -> dict[str, Any]:
        """The fact's fields as plain JSON values."""
        return {field.name: _plain(getattr(self, field.name)) for field in dataclasses.fields(self)}


def fact_class(kind: str) -> type[Fact] | None:
    """The class of a stored kind; None for a kind whose class has since been retired."""
    return _facts_by_kind.get(kind)


def facts_of_the_way() -> dict[str, type[Fact]]:
    """The kinds of fact that are a step of the way line, or take one back."""
    return {kind: fact for kind, fact in _facts_by_kind.items() if fact.way_step or fact.way_undone}


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    return str(value)
