"""Searching one organisation: stories and comments, themes, improvements, answers, as far as the reader may read."""

import dataclasses
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from openward.contributions.models import Contribution
from openward.contributions.queries.feeds import for_cards, search
from openward.improvements.models import Improvement
from openward.improvements.queries import improvements_in
from openward.kit.paging import Slice, keyset_slice
from openward.people.access import Actor
from openward.people.models import Organisation
from openward.responses.models import Response
from openward.responses.queries import shown_responses
from openward.spaces.access import READING_STAFF, readable_spaces
from openward.spaces.models import Space
from openward.themes.access import themes_for_reading
from openward.themes.models import Theme

STORIES_PER_PAGE = 12
MOST_OTHERS = 6
LONGEST_QUERY = 200
FOR_READERS = ("-published_on", "shuffle", "id")
FOR_STAFF = ("-submitted_at", "id")


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """What a search found; `more` names the groups that hold more than is shown."""

    stories: Slice[Contribution]
    themes: list[Theme]
    improvements: list[Improvement]
    answers: list[Response]
    more: frozenset[str]

    @property
    def is_empty(self) -> bool:
        return not (self.stories.items or self.themes or self.improvements or self.answers)


def found_in(
    organisation: Organisation, actor: Actor, words: str, *, place: dict[str, str], only: str = ""
) -> Found:
    """What the actor may read in an organisation that holds the words. `only` is one group: "stories", "themes",
    "improvements" or "answers". Eight queries at most."""
    stories = _stories(organisation, actor, words, place) if only in {"", "stories"} else Slice([], "", "")
    is_further = bool(place.get("after") or place.get("before"))
    limit = 50 if only else MOST_OTHERS

    def first(name: str, rows: QuerySet[Any]) -> list[Any]:
        return list(rows[: limit + 1]) if only == name or (not only and not is_further) else []

    groups = {
        "themes": first("themes", _themes(organisation, actor, words)),
        "improvements": first(
            "improvements", improvements_in(organisation, actor, words=words).prefetch_related(None)
        ),
        "answers": first("answers", _answers(organisation, actor, words)),
    }
    return Found(
        stories=stories,
        themes=groups["themes"][:limit],
        improvements=groups["improvements"][:limit],
        answers=groups["answers"][:limit],
        more=frozenset(name for name, rows in groups.items() if len(rows) > limit),
    )


def _stories(organisation: Organisation, actor: Actor, words: str, place: dict[str, str]) -> Slice[Contribution]:
    spaces = list(Space.objects.filter(readable_spaces(actor), organisation=organisation))
    if not spaces:
        return Slice([], "", "")
    is_staff = actor.holds(*READING_STAFF, organisation_id=organisation.pk)
    if is_staff:
        found = Contribution.objects.filter(space__in=spaces, is_for_staff=True)
    else:
        found = Contribution.objects.filter(space__in=spaces).readable(actor).filter(published_on__isnull=False)
    order = FOR_STAFF if is_staff else FOR_READERS
    return keyset_slice(
        search(for_cards(found), words),
        order=order,
        size=STORIES_PER_PAGE,
        place=place,
        key=settings.SECRETS.lookup_key,
    )


def _themes(organisation: Organisation, actor: Actor, words: str) -> QuerySet[Theme]:
    found = themes_for_reading(actor, organisation)
    for word in words.split()[:8]:
        found = found.filter(Q(name__icontains=word) | Q(sentence__icontains=word))
    return found.select_related("count", "engagement").order_by("name")


def _answers(organisation: Organisation, actor: Actor, words: str) -> QuerySet[Response]:
    found = shown_responses(organisation, actor)
    for word in words.split()[:8]:
        found = found.filter(
            Q(words__icontains=word)
            | Q(because__icontains=word)
            | Q(claim__what_changed__icontains=word)
            | Q(theme__name__icontains=word)
        )
    return found
