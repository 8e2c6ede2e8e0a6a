"""What a space shows, and searching it."""

import dataclasses
import datetime
import functools
import re
import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db.models import QuerySet

from openward.contributions.access import readable_flag, readable_in
from openward.contributions.models import Contribution
from openward.kit.paging import Slice, first_slice, keyset_slice
from openward.kit.prepared import Prepared
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
    """One page of the feed with what a card prints, in one query."""
    if not (everything or chosen.is_any or "after" in place or "before" in place):
        return _first_page(actor, space)
    found = feed(actor, space, chosen=chosen, everything=everything)
    return keyset_slice(
        for_cards(found),
        order=STAFF_ORDER if everything else FEED_ORDER,
        size=PAGE_SIZE,
        place=place,
        key=settings.SECRETS.lookup_key,
    )


def _first_page(actor: Actor, space: Space) -> Slice[Contribution]:
    standing = standing_in(actor, space)
    if not readable_flag(actor, space):
        return Slice([], "", "")
    rows = _first_rows("is_for_members" if standing.is_member else "is_for_everyone")(space=space.pk)
    return first_slice(rows, order=FEED_ORDER, size=PAGE_SIZE, key=settings.SECRETS.lookup_key)


@functools.cache
def _first_rows(flag: str) -> Prepared[Contribution]:
    """What most people see first of a space, for one kind of reader."""
    return Prepared(
        lambda space: for_cards(
            Contribution.objects.filter(space=space, root__isnull=True, **{flag: True}).order_by(*FEED_ORDER)
        )[: PAGE_SIZE + 1],
        space=uuid.uuid4(),
    )


def for_cards(found: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """Only the columns that a card prints."""
    return found.select_related("shown_revision", "author", "service").only(
        "kind", "badge", "happened_on", "comment_count", "helper", "is_for_everyone", "published_on", "shuffle",
        "submitted_at", "provenance", "restriction", "shown_revision__text", "author__handle", "service__name",
    )  # fmt: skip


def search(found: QuerySet[Contribution], words: str) -> QuerySet[Contribution]:
    """Narrow to contributions whose shown words hold what was typed; "quotes", or and -not work as people expect."""
    words = words.replace("\x00", " ").strip()[:200]
    if is_unspaced(words):
        for part in words.split():
            found = found.filter(shown_revision__text__contains=part)
        return found
    return found.filter(search=search_query(words)).annotate(
        excerpt=SearchHeadline(
            "shown_revision__text",
            search_query(words),
            config="english",
            start_sel=MARK_STARTS,
            stop_sel=MARK_ENDS,
            max_words=55,
            min_words=35,
            max_fragments=0,
        )
    )


def is_unspaced(words: str) -> bool:
    """Whether the words are written without spaces between them, so that they are looked for as they stand."""
    return _UNSPACED.search(words) is not None


def search_query(words: str) -> Any:
    """The typed words as a search in English and, for words of other languages, as they stand."""
    return SearchQuery(words, config="english", search_type="websearch") | SearchQuery(
        words, config="simple", search_type="websearch"
    )
