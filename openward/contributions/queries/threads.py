"""The comments under a story."""

import datetime
import functools
import uuid
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import QuerySet

from openward.contributions.access import readable_flag, readable_in
from openward.contributions.models import Contribution
from openward.contributions.models.contributions import WORDS_FOR_READERS
from openward.kit.paging import Slice, first_slice, keyset_slice, sealed_place
from openward.kit.prepared import Prepared
from openward.people.access import Actor

COMMENTS_ON_PAGE = 50


class Comment(NamedTuple):
    """A comment as the thread prints it. Rows, not model instances: fifty of those would cost half the page."""

    pk: uuid.UUID
    path: str
    badge: str
    handle: str
    text: str
    shown_on: datetime.date | None
    is_for_everyone: bool
    restriction: str


@functools.cache
def _first_rows(flag: str) -> Prepared[tuple[Any, ...]]:
    """The first page of a thread for one kind of reader: the question that is asked most often in the house."""
    return Prepared(
        lambda story: _rows(Contribution.objects.filter(root=story, **{flag: True})).order_by("path")[
            : COMMENTS_ON_PAGE + 1
        ],
        story=uuid.uuid4(),
    )


def thread_page(actor: Actor, story: Contribution, *, place: dict[str, str]) -> Slice[Comment]:
    """One page of the comments under a story, in reading order, in one query."""
    flag = readable_flag(actor, story.space)
    if not flag:
        return Slice([], "", "")
    key = settings.SECRETS.lookup_key
    if "after" in place or "before" in place:
        rows = _rows(readable_in(actor, story.space).filter(root=story))
        page = keyset_slice(rows, order=("path",), size=COMMENTS_ON_PAGE, place=place, key=key)
        return Slice([Comment(*row) for row in page.items], page.after, page.before)
    found = [Comment(*row) for row in _first_rows(flag)(story=story.pk)]
    return first_slice(found, order=("path",), size=COMMENTS_ON_PAGE, key=key)


def _rows(found: QuerySet[Contribution]) -> QuerySet[Contribution, Any]:
    return found.values_list(
        "pk",
        "path",
        "badge",
        "author__handle",
        WORDS_FOR_READERS,
        "published_on",
        "is_for_everyone",
        "restriction",
        named=True,
    )


def page_with(actor: Actor, story: Contribution, comment: Contribution) -> str:
    """The sealed place after which the page begins that holds a comment; empty when it is on the first page."""
    earlier = readable_in(actor, story.space).filter(root=story, path__lt=comment.path)
    count = earlier.count()
    if count < COMMENTS_ON_PAGE:
        return ""
    start = count - count % COMMENTS_ON_PAGE
    rows = earlier.order_by("path").values_list("path", named=True)[start - 1 : start]
    return sealed_place(rows[0], ("path",), key=settings.SECRETS.lookup_key)
