"""The comments under a story."""

import datetime
import uuid
from typing import NamedTuple

from django.conf import settings

from openward.contributions.access import readable_in
from openward.contributions.models import Contribution
from openward.kit.paging import Slice, keyset_slice, sealed_place
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


def thread_page(actor: Actor, story: Contribution, *, place: dict[str, str]) -> Slice[Comment]:
    """One page of the comments under a story, in reading order, in one query."""
    rows = (
        readable_in(actor, story.space)
        .filter(root=story)
        .values_list(
            "pk", "path", "badge", "author__handle", "shown_revision__text", "published_on", "is_for_everyone",
            named=True,
        )
    )  # fmt: skip
    page = keyset_slice(
        rows, order=("path",), size=COMMENTS_ON_PAGE, place=place, key=settings.SECRETS.lookup_key
    )
    return Slice([Comment(*row) for row in page.items], page.after, page.before)


def page_with(actor: Actor, story: Contribution, comment: Contribution) -> str:
    """The sealed place after which the page begins that holds a comment; empty when it is on the first page."""
    earlier = readable_in(actor, story.space).filter(root=story, path__lt=comment.path)
    count = earlier.count()
    if count < COMMENTS_ON_PAGE:
        return ""
    start = count - count % COMMENTS_ON_PAGE
    rows = earlier.order_by("path").values_list("path", named=True)[start - 1 : start]
    return sealed_place(rows[0], ("path",), key=settings.SECRETS.lookup_key)
