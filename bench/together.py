"""The guard: one look over a space in which 100,000 things were said within two days, and the look on arrival."""

import datetime
import time
import uuid

from django.db import connection, transaction
from django.utils import timezone

from bench.report import row
from bench.server import median_of
from openward.methods.raids import Past, raids
from openward.people.access import SYSTEM
from openward.safety.actions.together import look_at_space
from openward.safety.models import SetAside, TogetherAlert
from openward.safety.queries.together import RecentActs, busy, past_of, recent_acts, spaces_to_look_at
from openward.spaces.models import Space

ACTS = 100_000
RAIDERS = 500
"""Among them, within half an hour, with the same words."""
EVERY_S = 120
WORDS = 40
VOCABULARY = [f"word{number}" for number in range(3_000)]
COPIED = "Close this ward today because nobody in this town will ever miss it and we all know that well enough"

_ACTS = """
with made as (
    insert into people_persona (id, scope_key, handle, badge, created_on)
    select gen_random_uuid(), %(space)s, '', 'patient', current_date from generate_series(1, %(count)s)
    returning id
), numbered as (
    select id as author_id, row_number() over () as number from made
)
insert into contributions_contribution (
    id, space_id, author_id, kind, provenance, path, lifecycle, restriction, restriction_reason, hold, distribution,
    shown_review, may_publish, may_quote, may_teach, may_research, may_contact, badge, helper, feelings, language,
    urgency, created_at, submitted_at, shuffle, comment_count
)
select gen_random_uuid(), %(space)s, author_id, 'story', 'web', %(mark)s, 'submitted', 'none', '', 'none', 'local',
       'pending', true, true, true, true, false, 'patient', '', '{}', 'en-gb', 0, now(),
       %(from)s::timestamptz + random() * (%(until)s::timestamptz - %(from)s::timestamptz), 0, 0
from numbered
"""

_WORDS = """
insert into contributions_revision (
    contribution_id, number, written_by, parts, text, sha256, review, change_reason, created_at
)
select id, 1, 'author', '[]', words, '', 'pending', '', now()
from (
    select contribution.id,
           coalesce(%(same)s, (select string_agg((%(vocabulary)s::text[])
                [1 + (('x' || substr(md5(contribution.id::text || part), 1, 7))::bit(28)::int %% %(size)s)], ' ')
            from generate_series(1, %(words)s) part)) as words
    from contributions_contribution contribution
    where contribution.space_id = %(space)s and contribution.path = %(mark)s
) worded
"""


def run() -> None:
    """Measure everything in a transaction that is undone at the end."""
    with transaction.atomic():
        now = timezone.now()
        space = _space()
        hours = datetime.timedelta(hours=1)
        _say(space, 28 * 600, now - 600 * hours, now - 49 * hours, mark="past")
        _say(space, ACTS, now - 47 * hours, now, mark="now")
        with connection.cursor() as cursor:
            cursor.execute("analyze contributions_contribution; analyze contributions_revision")
        row(f"one look over {ACTS:,} acts, nothing found", median_of(lambda: _timed(space, now)), "s", target=20)
        lately = recent_acts(space, now)
        past = past_of(space, now)
        row("of it: reading what was done", median_of(lambda: _reading(space, now)), "s")
        row("of it: finding", median_of(lambda: _finding(lately, past)), "s")
        _say(space, RAIDERS, now - hours / 2, now, mark="raid", same=COPIED)
        began = time.perf_counter()
        look_at_space(space=space, now=now, by=SYSTEM)
        took = time.perf_counter() - began
        caught = SetAside.objects.filter(alert__in=TogetherAlert.objects.filter(space=space)).count()
        row(f"a look that sets {caught} of {RAIDERS} aside", took, "s", target=EVERY_S / 2)
        row("the look on arrival", 1_000 * median_of(lambda: _arrival(space, now)), "ms", target=20)
        row("choosing the spaces to look at", 1_000 * median_of(lambda: _choosing(now)), "ms")
        transaction.set_rollback(True)


def _space() -> Space:
    """A space beside the others, in the same engagement."""
    space = Space.objects.get(slug="everything")
    space.pk = uuid.uuid4()
    space.slug = "guarded"
    space._state.adding = True
    space.save()
    return space


def _say(
    space: Space, count: int, begins: datetime.datetime, ends: datetime.datetime, *, mark: str, same: str | None = None
) -> None:
    given = {"space": space.pk, "count": count, "from": begins, "until": ends, "mark": mark}
    with connection.cursor() as cursor:
        cursor.execute(_ACTS, given)
        cursor.execute(
            _WORDS, {**given, "same": same, "vocabulary": VOCABULARY, "size": len(VOCABULARY), "words": WORDS}
        )


def _timed(space: Space, now: datetime.datetime) -> float:
    began = time.perf_counter()
    look_at_space(space=space, now=now, by=SYSTEM)
    return time.perf_counter() - began


def _reading(space: Space, now: datetime.datetime) -> float:
    began = time.perf_counter()
    recent_acts(space, now)
    past_of(space, now)
    return time.perf_counter() - began


def _finding(lately: RecentActs, past: Past) -> float:
    began = time.perf_counter()
    raids(lately.acts, past)
    return time.perf_counter() - began


def _arrival(space: Space, now: datetime.datetime) -> float:
    began = time.perf_counter()
    busy(space, now, 10)
    return time.perf_counter() - began


def _choosing(now: datetime.datetime) -> float:
    began = time.perf_counter()
    spaces_to_look_at(now)
    return time.perf_counter() - began


