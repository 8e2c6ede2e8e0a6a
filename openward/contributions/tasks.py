"""What happens to contributions by the calendar."""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from openward.contributions.actions.stories import erase
from openward.contributions.queries.drafts import drafts_over
from openward.people.access import SYSTEM

logger = logging.getLogger(__name__)


@app.periodic(cron="47 2 * * *")
@app.task(name="contributions.erase_old_drafts", queue="default", queueing_lock="contributions.erase_old_drafts")
def erase_old_drafts(timestamp: int) -> None:
    """Erase what nobody came back for within a month."""
    over = drafts_over(timezone.localdate())
    for draft in over:
        erase(contribution=draft.contribution, by=SYSTEM)
    logger.info("drafts_erased", extra={"count": len(over)})
