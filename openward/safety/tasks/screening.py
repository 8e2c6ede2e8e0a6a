"""What the checks marked ends by itself, and checks that failed are tried again."""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from openward.people.access import SYSTEM
from openward.safety.actions.screening import expire_hold, screen_revision
from openward.safety.queries.screening import checks_that_failed, holds_over

logger = logging.getLogger(__name__)


@app.periodic(cron="*/5 * * * *")
@app.task(name="safety.end_screenings", queue="default", queueing_lock="safety.end_screenings")
def end_screenings(timestamp: int) -> None:
    """End what was marked when its time is over and nobody confirmed it."""
    now = timezone.now()
    ended = sum(expire_hold(screening=one, now=now, by=SYSTEM) for one in holds_over(now))
    if ended:
        logger.info("screenings_ended", extra={"count": ended})


@app.periodic(cron="*/5 * * * *")
@app.task(name="safety.check_again", queue="default", queueing_lock="safety.check_again")
def check_again(timestamp: int) -> None:
    """Run checks again that did not finish; the words stay held until they do."""
    for screening in checks_that_failed():
        outcome = screen_revision(revision=screening.revision, by=SYSTEM).outcome
        if outcome == screening.Outcome.ERROR:
            logger.error("screening_failed_again", extra={"screening_id": screening.pk})
