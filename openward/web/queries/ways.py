"""How far contributions have come: the facts behind their way lines, for one or for a page of them."""

import dataclasses
import datetime
import uuid
from collections.abc import Iterable

from django.db.models import F, Q

from openward.improvements.models import Improvement
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
    outcome: Outcome | None = None


def ways_of(ids: Iterable[uuid.UUID], *, with_work: bool = False) -> dict[uuid.UUID, Way]:
    """The ways of contributions in three queries, four with the improvements that everybody can read."""
    keys = list(ids)
    themes = _themes_of(keys)
    theme_keys = {theme.key for held in themes.values() for theme in held}
    about = [f"contribution:{key}" for key in keys] + [f"theme:{key}" for key in theme_keys]
    facts = way_facts(about) if about else {}
    answers = _answers(keys, theme_keys)
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
            # A theme's own fact may be older than these words: then the words joined it, and their day counts.
            if step not in found or (step in {"acted_on", "told"} and fact.at < found[step].at):
                found[step] = fact
    held = {theme.key for theme in themes}
    outcome = next((one for to, of, one in answers if to == key or of in held), None)
    done = {improvement.pk: improvement for theme in themes for improvement in work.get(theme.key, ())}
    return Way(found, themes, tuple(done.values()), outcome)


def _themes_of(keys: list[uuid.UUID]) -> dict[uuid.UUID, tuple[ThemeRef, ...]]:
    rows = (
        Coding.objects.filter(
            contribution__in=keys, excerpt__revision=F("contribution__shown_revision"), code__theme__isnull=False
        )
        .values_list("contribution_id", "code__theme_id", "code__theme__name", "code__theme__is_public")
        .distinct()
        .order_by("code__theme__name")
    )
    found: dict[uuid.UUID, list[ThemeRef]] = {key: [] for key in keys}
    for key, *theme in rows:
        found[key].append(ThemeRef(*theme))
    return {key: tuple(held) for key, held in found.items()}


def _answers(
    keys: list[uuid.UUID], theme_keys: set[uuid.UUID]
) -> list[tuple[uuid.UUID | None, uuid.UUID | None, Outcome]]:
    rows = (
        Response.objects.filter(Q(contribution__in=keys) | Q(theme__in=theme_keys), state=Response.State.SHOWN)
        .order_by("-shown_at")
        .values_list(
            "contribution_id", "theme_id", "pk", "status", "because", "signed_name", "signed_role", "shown_at__date"
        )
    )
    return [(to, of, Outcome(*rest)) for to, of, *rest in rows]


def _work_on(theme_keys: set[uuid.UUID]) -> dict[uuid.UUID, list[Improvement]]:
    found: dict[uuid.UUID, list[Improvement]] = {}
    links = Improvement.themes.through.objects.filter(theme__in=theme_keys, improvement__is_public=True)
    for link in links.select_related("improvement").order_by("-improvement__started_on"):
        found.setdefault(link.theme_id, []).append(link.improvement)
    return found
