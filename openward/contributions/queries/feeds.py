"""What a space shows, and searching it."""

import dataclasses
import datetime
import functools
import re
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db.models import QuerySet

from openward.contributions.access import readable_flag, readable_in
from openward.contributions.models import Contribution
from openward.contributions.models.contributions import WORDS_FOR_READERS
from openward.kit.paging import Slice, first_slice, keyset_slice
from openward.kit.prepared import Prepared, Translated
from openward.people.access import Actor
from openward.spaces.access import standing_in
from openward.spaces.models import Space

FEED_ORDER = ("-published_on", "shuffle", "id")
STAFF_ORDER = ("-submitted_at", "id")
PAGE_SIZE = 15
MARK_STARTS, MARK_ENDS = "\ue000", "\ue001"
"""Signs of the private-use area around what a search found: nobody types them, and they are no markup."""

# Scripts without spaces between words, which PostgreSQL does not cut into words by itself.
_UNSPACED = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\u0e00-\u0e7f]")


@dataclasses.dataclass(frozen=True, slots=True)
class Narrowing:
    """How a reader narrows the list.

    Narrowing public stories isolates nobody who was not alone on the page before: every story in the list can be
    read by itself anyway, and no figure is printed beside the narrowed list. Counts, which could be subtracted from
    one another, are published by themes and evaluation alone and suppressed there.
    """

    service: str = ""
    badge: str = ""
    month: datetime.date | None = None
    feeling: str = ""
    words: str = ""

    @property
    def is_any(self) -> bool:
        return any((self.service, self.badge, self.month, self.feeling, self.words))


def feed(actor: Actor, space: Space, *, chosen: Narrowing, everything: bool = False) -> QuerySet[Contribution]:
    """The stories of a space that the actor may read: those shown to readers, or with `everything` also those that
    only staff may read."""
    found = readable_in(actor, space).filter(root__isnull=True)
    if not everything:
        is_member = standing_in(actor, space).is_member
        found = found.filter(is_for_members=True) if is_member else found.filter(is_for_everyone=True)
    if chosen.service:
        found = found.filter(service__slug=chosen.service)
    if chosen.badge:
        found = found.filter(badge=chosen.badge)
    if chosen.month:
        next_month = (chosen.month + datetime.timedelta(days=32)).replace(day=1)
        found = found.filter(happened_on__gte=chosen.month, happened_on__lt=next_month)
    if chosen.feeling:
        found = found.filter(feelings__contains=[chosen.feeling])
    return search(found, chosen.words) if chosen.words else found


def feed_page(
    actor: Actor, space: Space, *, chosen: Narrowing, everything: bool, place: dict[str, str]
) -> Slice[Contribution]:
    """One page of the feed with what a card prints, in one query, two for a search."""
    is_first = not (everything or "after" in place or "before" in place)
    if is_first and not chosen.is_any:
        return _first_page(actor, space, _first_rows)
    few = few_that_hold(chosen.words) if chosen.words else None
    is_plain_search = chosen == Narrowing(words=chosen.words) and not is_unspaced(chosen.words)
    if is_first and is_plain_search and few is None:
        return _first_page(actor, space, _first_found, words=_searched(chosen.words))
    found = feed(actor, space, chosen=chosen, everything=everything)
    if few is not None:
        found = found.filter(pk__one_of=few)
    return keyset_slice(
        for_cards(found),
        order=STAFF_ORDER if everything else FEED_ORDER,
        size=PAGE_SIZE,
        place=place,
        key=settings.SECRETS.lookup_key,
    )


def _first_page(
    actor: Actor, space: Space, question: Callable[[str], Prepared[Contribution]], **values: str
) -> Slice[Contribution]:
    if not readable_flag(actor, space):
        return Slice([], "", "")
    flag = "is_for_members" if standing_in(actor, space).is_member else "is_for_everyone"
    rows = question(flag)(space=space.pk, **values)
    return first_slice(rows, order=FEED_ORDER, size=PAGE_SIZE, key=settings.SECRETS.lookup_key)


@functools.cache
def _first_rows(flag: str) -> Prepared[Contribution]:
    """What most people see first of a space, for one kind of reader."""
    return Prepared(lambda space: for_cards(_shown(space, flag))[: PAGE_SIZE + 1], space=uuid.uuid4())


@functools.cache
def _first_found(flag: str) -> Prepared[Contribution]:
    """The newest that hold common words, for one kind of reader."""
    return Translated(
        lambda space, words: search(for_cards(_shown(space, flag)), words)[: PAGE_SIZE + 1],
        space=uuid.uuid4(),
        words="some words",
    )


def _shown(space: uuid.UUID, flag: str) -> QuerySet[Contribution]:
    return Contribution.objects.filter(space=space, root__isnull=True, **{flag: True}).order_by(*FEED_ORDER)


def for_cards(found: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """Only the columns that a card prints."""
    return found.select_related("shown_revision", "author", "service").only(
        "kind", "badge", "happened_on", "comment_count", "helper", "is_for_everyone", "published_on", "shuffle",
        "submitted_at", "provenance", "restriction", "shown_review", "shown_revision__text",
        "shown_revision__masked_text", "author__handle", "service__name",
    )  # fmt: skip


def search(found: QuerySet[Contribution], words: str) -> QuerySet[Contribution]:
    """Narrow to contributions whose shown words hold what was typed; "quotes", or and -not work as people expect."""
    words = _searched(words)
    if is_unspaced(words):
        for part in words.split():
            found = found.alias(shown_words=WORDS_FOR_READERS).filter(shown_words__contains=part)
        return found
    return found.filter(search=search_query(words)).annotate(
        excerpt=SearchHeadline(
            WORDS_FOR_READERS,
            search_query(words),
            config="english",
            start_sel=MARK_STARTS,
            stop_sel=MARK_ENDS,
            max_words=55,
            min_words=35,
            max_fragments=0,
        )
    )


def _searched(words: str) -> str:
    return words.replace("\x00", " ").strip()[:200]


FEW = 200


def few_that_hold(words: str, *, few: int = FEW) -> list[uuid.UUID] | None:
    """Keys of all contributions that hold the words in whatever order, readable or not, when they are few; None when
    they are many. The search itself is still to be asked of them.

    Walking a list in order finds a common word at once and a rare one only at the end of 200,000; the index of words
    finds a rare one at once. PostgreSQL cannot know which it is of a word that it has no figures on.
    """
    words = _searched(words)
    if is_unspaced(words) or '-"' in words:
        return None
    # A phrase is looked for word by word: whether its words stand side by side takes reading every text that has them.
    words = words.replace('"', " ")
    found = [key for (key,) in _that_hold(few)(words=words)]
    return found if len(found) <= few else None


@functools.cache
def _that_hold(few: int) -> Translated[tuple[uuid.UUID]]:
    return Translated(
        lambda words: Contribution.objects.filter(search=search_query(words)).values_list("pk")[: few + 1],
        words="some words",
    )


def is_unspaced(words: str) -> bool:
    """Whether the words are written without spaces between them, so that they are looked for as they stand."""
    return _UNSPACED.search(words) is not None


def search_query(words: str) -> Any:
    """The typed words as a search in English and, for words of other languages, as they stand."""
    return SearchQuery(words, config="english", search_type="websearch") | SearchQuery(
        words, config="simple", search_type="websearch"
    )
