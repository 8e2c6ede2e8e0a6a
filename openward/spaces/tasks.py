"""What happens to spaces by the calendar."""

import datetime
import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from openward.notifications.actions import tell
from openward.people.access import SYSTEM
from openward.people.models import Role
from openward.people.queries import accounts_with_role
from openward.spaces.actions import close_by_date
from openward.spaces.actions.members import forget_old_invitations
from openward.spaces.models import Space
from openward.spaces.queries import spaces_ending
from openward.spaces.queries.duty import cover, rotas_in_use

logger = logging.getLogger(__name__)

TOLD_BEFORE = datetime.timedelta(days=7)


@app.periodic(cron="9 * * * *")
@app.task(name="spaces.keep_dates", queue="default", queueing_lock="spaces.keep_dates")
def keep_dates(timestamp: int) -> None:
    """Close what has ended, and tell leads of what ends within a week."""
    today = timezone.localdate()
    for space, last_on in spaces_ending(until=today + TOLD_BEFORE):
        if close_by_date(space=space, today=today, by=SYSTEM):
            logger.info("space_closed_by_date", extra={"space_key": str(space.pk)})
        elif last_on >= today:
            tell_leads(space, "space_closing", f"space_closing:{space.pk}:{last_on}")


@app.periodic(cron="17 7 * * *")
@app.task(name="spaces.watch_cover", queue="default", queueing_lock="spaces.watch_cover")
def watch_cover(timestamp: int) -> None:
    """Tell leads, once a week, of open places with a rota on which nobody reads in all the days to come: single days
    run out by themselves."""
    now = timezone.now()
    week = timezone.localdate().strftime("%G-%V")
    for space in rotas_in_use().select_related("organisation"):
        found = cover(space, now)
        if not found.is_covered and found.next_from is None:
            tell_leads(space, "cover_lost", f"cover_ended:{space.pk}:{week}", slug=space.slug)


def tell_leads(space: Space, kind: str, once_key: str, *, slug: str = "") -> None:
    """Tell everybody who leads a space, once; `slug` of the page it leads to, where that is not the engagement's."""
    for account in accounts_with_role(space.organisation, Role.LEAD, space_key=space.pk):
        tell(
            account=account,
            kind=kind,
            about=f"space:{space.pk}",
            values={"slug": slug or space.engagement.slug},
            once_key=f"{once_key}:{account.pk}",
            by=SYSTEM,
        )


@app.periodic(cron="31 4 * * *")
@app.task(name="spaces.forget_old_invitations", queue="bulk", queueing_lock="spaces.forget_old_invitations")
def forget_invitations(timestamp: int) -> None:
    """Forget where letters went that nobody answered in time."""
    forget_old_invitations(by=SYSTEM)
