"""How far contributions have come: the facts behind their way lines, for one or for a page of them."""

import dataclasses
import datetime
import functools
import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from openward.improvements.models import Improvement
from openward.kit.prepared import Prepared, named, usual_length
from openward.ledger.queries import WayFact, way_facts
from openward.responses.models import Response
from openward.themes.models import Coding


@dataclasses.dataclass(frozen=True, slots=True)
class ThemeRef:
    """A theme that a contribution is part of."""

    key: uuid.UUID
    name: str
    is_shown: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer came to: the newest one shown to a contribution or to a theme of it."""

    key: uuid.UUID
    status: str
    because: str
    signed_name: str
    signed_role: str
    shown_on: datetime.date | None


@dataclasses.dataclass(frozen=True, slots=True)
class Way:
    """Everything known about one contribution's way: the first fact of each step, its themes, the work on them, and
    the newest answer."""

    facts: dict[str, WayFact]
    themes: tuple[ThemeRef, ...] = ()
    work: tuple[Improvement, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    """Every answer now shown to these words or to a shown theme of theirs, newest first."""

    @property
    def outcome(self) -> Outcome | None:
        return self.outcomes[0] if self.outcomes else None


def ways_of(ids: Iterable[uuid.UUID], *, with_work: bool = False) -> dict[uuid.UUID, Way]:
    """The ways of contributions in three queries, four with the improvements that everybody can read."""
    keys = list(ids)
    if not keys:
        return {}
    themes = _themes_of(keys)
    theme_keys = {theme.key for held in themes.values() for theme in held}
    shown_keys = [theme.key for held in themes.values() for theme in held if theme.is_shown]
    facts = way_facts([*(f"contribution:{key}" for key in keys), *(f"theme:{key}" for key in theme_keys)])
    answers = _answers(keys, shown_keys or keys[:1])
    work = _work_on(theme_keys) if with_work and theme_keys else {}
    return {key: _way(key, themes[key], facts, answers, work) for key in keys}


def _way(
    key: uuid.UUID,
    themes: tuple[ThemeRef, ...],
    facts: dict[str, dict[str, WayFact]],
    answers: list[tuple[uuid.UUID | None, uuid.UUID | None, Outcome]],
    work: dict[uuid.UUID, list[Improvement]],
) -> Way:
    found = dict(facts[f"contribution:{key}"])
    for theme in themes:
        for step, fact in facts[f"theme:{theme.key}"].items():
            if step not in found or fact.at < found[step].at:
                found[step] = fact
    held = {theme.key for theme in themes if theme.is_shown}
    outcomes = tuple(one for to, of, one in answers if to == key or of in held)
    done = {improvement.pk: improvement for theme in themes for improvement in work.get(theme.key, ())}
    return Way(found, themes, tuple(done.values()), outcomes)


def _themes_of(keys: list[uuid.UUID]) -> dict[uuid.UUID, tuple[ThemeRef, ...]]:
    found: dict[uuid.UUID, list[ThemeRef]] = {key: [] for key in keys}
    for key, *theme in _prepared_theme_rows(usual_length(len(keys)))(**named("key", keys)):
        found[key].append(ThemeRef(*theme))
    return {key: tuple(held) for key, held in found.items()}


def _answers(
    keys: list[uuid.UUID], theme_keys: list[uuid.UUID]
) -> list[tuple[uuid.UUID | None, uuid.UUID | None, Outcome]]:
    rows = _prepared_answer_rows(usual_length(len(keys)), usual_length(len(theme_keys)))(
        **named("key", keys), **named("theme", theme_keys)
    )
    return [
        (to, of, Outcome(key, status, because, name, role, timezone.localdate(shown_at) if shown_at else None))
        for to, of, key, status, because, name, role, shown_at in rows
    ]


def _work_on(theme_keys: set[uuid.UUID]) -> dict[uuid.UUID, list[Improvement]]:
    found: dict[uuid.UUID, list[Improvement]] = {}
    links = Improvement.themes.through.objects.filter(theme__in=theme_keys, improvement__is_public=True)
    for link in links.select_related("improvement").order_by("-improvement__started_on"):
        found.setdefault(link.theme_id, []).append(link.improvement)
    return found


# --- The two questions of every card, prepared once for each length of list that comes up --------------------------


def _samples(name: str, length: int) -> dict[str, uuid.UUID]:
    return {f"{name}{place}": uuid.uuid4() for place in range(length)}


@functools.cache
def _prepared_theme_rows(length: int) -> Prepared[tuple[Any, ...]]:
    return Prepared(
        lambda **keys: (
            Coding.objects.filter(
                contribution__in=list(keys.values()),
                excerpt__revision=F("contribution__shown_revision"),
                code__theme__isnull=False,
            )
            .values_list("contribution_id", "code__theme_id", "code__theme__name", "code__theme__is_public")
            .distinct()
            .order_by("code__theme__name")
        ),
        **_samples("key", length),
    )


@functools.cache
def _prepared_answer_rows(length: int, theme_length: int) -> Prepared[tuple[Any, ...]]:
    return Prepared(
        lambda **keys: (
            Response.objects.filter(
                Q(contribution__in=[key for name, key in keys.items() if name.startswith("key")])
                | Q(theme__in=[key for name, key in keys.items() if name.startswith("theme")]),
                state=Response.State.SHOWN,
            )
            .order_by("-shown_at")
            .values_list(
                "contribution_id", "theme_id", "pk", "status", "because", "signed_name", "signed_role", "shown_at"
            )
        ),
        **_samples("key", length),
        **_samples("theme", theme_length),
    )
