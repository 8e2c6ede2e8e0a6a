"""The figures of a quarter are shown by themselves, on their fixed day."""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from openward.people.access import SYSTEM
from openward.people.models import Organisation
from openward.safety.actions.openness import release_figures_due

logger = logging.getLogger(__name__)


@app.periodic(cron="23 4 * * *")
@app.task(name="safety.release_figures", queue="bulk", queueing_lock="safety.release_figures")
def release(timestamp: int) -> None:
    """Once a day, show what is due. A day that was missed is made good on the next one."""
    today = timezone.localdate()
    count = sum(release_figures_due(organisation=one, today=today, by=SYSTEM) for one in Organisation.objects.all())
    if count:
        logger.info("figures_released", extra={"count": count})
