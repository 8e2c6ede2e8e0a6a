"""Clocks of appeals: what nobody here can decide goes to those who help, what is late is told, what was told ends."""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from openward.people.access import SYSTEM
from openward.safety.actions.appeals import close_delivered_appeal, give_to_pool, mark_appeal_overdue
from openward.safety.queries.appeals import appeals_delivered, appeals_due, appeals_without_decider

logger = logging.getLogger(__name__)


@app.periodic(cron="*/5 * * * *")
@app.task(name="safety.watch_appeals", queue="default", queueing_lock="safety.watch_appeals")
def watch_appeals(timestamp: int) -> None:
    """Look at every appeal that waits or was answered."""
    now = timezone.now()
    given = sum(give_to_pool(appeal=one, by=SYSTEM) for one in appeals_without_decider())
    late = sum(mark_appeal_overdue(appeal=one, now=now, by=SYSTEM) for one in appeals_due(now))
    closed = sum(close_delivered_appeal(appeal=one, by=SYSTEM) for one in appeals_delivered())
    if given or late or closed:
        logger.info("appeals_watched", extra={"given": given, "late": late, "closed": closed})
