"""A cheap look when something arrives, and a letter to those who moderate when many acted together."""

import uuid

from django.utils import timezone

from openward.contributions.events import CommentSubmitted, StorySubmitted
from openward.kit.rate_limit import allow
from openward.notifications.actions import tell
from openward.people.access import SYSTEM
from openward.people.models import MODERATING
from openward.people.queries import accounts_with_role
from openward.safety.actions.together import look_at_space
from openward.safety.events.reports import ReportReceived
from openward.safety.events.together import TogetherNoticed, TogetherSetAside
from openward.safety.queries.together import busy
from openward.spaces.models import Space
from openward.spaces.queries.duty import on_duty

BUSY = 10
"""From so many acts within ten minutes on a space is looked at at once, and not only by the calendar."""
LOOKS_APART_S = 60


def on_act(fact: StorySubmitted | CommentSubmitted | ReportReceived, *, fact_id: int) -> None:
    """Look at once while very much arrives, at most once a minute for each space."""
    space = Space.objects.select_related("organisation").get(pk=uuid.UUID(fact.space_key))
    now = timezone.now()
    if busy(space, now, BUSY) and allow(key=f"look together:{space.pk}", limit=1, window_s=LOOKS_APART_S):
        look_at_space(space=space, now=now, by=SYSTEM)


def on_together_found(fact: TogetherSetAside | TogetherNoticed, *, fact_id: int) -> None:
    """Ask those on duty to look, or everybody who moderates the space; once, and without a word of anybody's."""
    space = Space.objects.select_related("organisation").get(pk=uuid.UUID(fact.space_key))
    moderators = accounts_with_role(space.organisation, *MODERATING, space_key=space.pk)
    for account in on_duty(space, timezone.now()) or moderators:
        tell(
            account=account,
            kind="together_found",
            about=f"together:{fact.key}",
            values={"key": fact.key},
            once_key=f"together_found:{fact.key}:{account.pk}",
            by=SYSTEM,
        )
