"""Setting contributions aside, many at once, and letting them count again exactly as they would have.

Safety (the room above) decides and gives the reasons. No axis of a contribution moves: whatever was decided about one
of them meanwhile holds when it counts again.
"""

import uuid
from collections.abc import Collection

from django.db import connection, transaction

from openward.contributions.events import WordsCountAgain, WordsSetAside
from openward.contributions.models import Contribution
from openward.ledger.actions import record
from openward.people.access import Actor
from openward.spaces.models import Space


@transaction.atomic
def set_words_aside(*, space: Space, keys: Collection[uuid.UUID], by: Actor) -> int:
    """Show and count these contributions of a space nowhere until they count again. Returns how many it was news to."""
    count = _mark(space, keys, is_set_aside=True)
    if count:
        record(WordsSetAside(**_keys(space), count=count), by=by)
    return count


@transaction.atomic
def let_words_count_again(*, space: Space, keys: Collection[uuid.UUID], by: Actor) -> int:
    """Let contributions of a space count again as if nothing had been. Returns how many it was news to."""
    count = _mark(space, keys, is_set_aside=False)
    if count:
        record(WordsCountAgain(**_keys(space), count=count), by=by)
    return count


def _mark(space: Space, keys: Collection[uuid.UUID], *, is_set_aside: bool) -> int:
    found = Contribution.objects.filter(space=space, pk__in=keys, is_set_aside=not is_set_aside)
    # Always in the same order, so that two who lock many never wait for each other in a circle.
    rows = list(found.order_by("pk").select_for_update(of=("self",)).values_list("pk", "root_id"))
    Contribution.objects.filter(pk__in=[key for key, _root in rows]).update(is_set_aside=is_set_aside)
    _count_comments({root for _key, root in rows if root})
    return len(rows)


_COUNT = """
update contributions_contribution story set comment_count = (
    select count(*) from contributions_contribution reply
    where reply.root_id = story.id and reply.is_for_everyone
)
where story.id = any(%s)
"""


def _count_comments(roots: set[uuid.UUID]) -> None:
    if roots:
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [sorted(roots)])


def _keys(space: Space) -> dict[str, str]:
    return {"key": str(space.pk), "organisation_key": str(space.organisation_id), "space_key": str(space.pk)}
