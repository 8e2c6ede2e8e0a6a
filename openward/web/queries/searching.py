"""Searching one organisation: stories and comments, themes, improvements, answers, as far as the reader may read."""

import dataclasses
import functools
import operator
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from openward.contributions.access import readable_flag
from openward.contributions.models import Contribution
from openward.contributions.queries.feeds import few_that_hold, for_cards, search, search_query
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
FEW = 1_000
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
    "improvements" or "answers". A fixed number of queries for each reader and space."""
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


class _Parts:
    """Several querysets of contributions paged as one.

    Each part walks an index of its own in the order of the page and stops at its end. Asked together, PostgreSQL
    would read and sort every contribution that holds a common word: half of 200,000.
    """

    model = Contribution

    def __init__(self, parts: list[QuerySet[Contribution]], words: str, order: tuple[str, ...] = ()) -> None:
        self._parts, self._words, self._order = parts, words, order

    def filter(self, condition: Q) -> "_Parts":
        return _Parts([part.filter(condition) for part in self._parts], self._words, self._order)

    def order_by(self, *order: str) -> "_Parts":
        return _Parts([part.order_by(*order) for part in self._parts], self._words, order)

    def __getitem__(self, window: slice) -> QuerySet[Contribution]:
        first, *others = [part.values("pk")[window] for part in self._parts]
        keys = first.union(*others, all=True) if others else first
        chosen = Contribution.objects.filter(pk__in=keys)
        return search(for_cards(chosen), self._words).order_by(*self._order)[window]


def _stories(organisation: Organisation, actor: Actor, words: str, place: dict[str, str]) -> Slice[Contribution]:
    spaces = Space.objects.filter(readable_spaces(actor), organisation=organisation).select_related("organisation")
    flags = {space.pk: flag for space in spaces if (flag := readable_flag(actor, space))}
    is_staff = actor.holds(*READING_STAFF, organisation_id=organisation.pk)
    # Somebody who is staff of one space alone pages by the day of showing, which what only staff read does not have.
    shown = Q() if is_staff else Q(published_on__isnull=False)
    places = [shown & Q(space=key, root__isnull=True, **{flag: True}) for key, flag in flags.items()]
    for flag in set(flags.values()):
        theirs = [key for key, one in flags.items() if one == flag]
        places.append(shown & Q(space__in=theirs, root__isnull=False, **{flag: True}))
    if not places:
        return Slice([], "", "")
    few = few_that_hold(words, few=FEW)
    if few is None:
        parts = [search(Contribution.objects.filter(place_), words) for place_ in places]
    else:
        held = Contribution.objects.filter(pk__one_of=few, search=search_query(words))
        parts = [held.filter(functools.reduce(operator.or_, places))]
    return keyset_slice(
        _Parts(parts, words),  # type: ignore[arg-type]
        order=FOR_STAFF if is_staff else FOR_READERS,
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
