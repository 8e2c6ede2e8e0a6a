"""Looking for people who acted together, by the calendar, and ending what nobody looked at."""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from openward.people.access import SYSTEM
from openward.safety.actions.together import end_unlooked, look_at_space
from openward.safety.queries.together import alerts_to_end, spaces_to_look_at

logger = logging.getLogger(__name__)


# In the queue that is served before the ordinary ones: a flood of words must not delay the look that ends it.
@app.periodic(cron="*/2 * * * *")
@app.task(name="safety.look_together", queue="notify", queueing_lock="safety.look_together")
def look_together(timestamp: int) -> None:
    """Look at every space in which something was said or reported in the last minutes."""
    now = timezone.now()
    changed = sum(len(look_at_space(space=space, now=now, by=SYSTEM)) for space in spaces_to_look_at(now))
    if changed:
        logger.warning("acting_together_found", extra={"count": changed})
    ended = sum(end_unlooked(alert=alert, now=now, by=SYSTEM) for alert in alerts_to_end(now))
    if ended:
        logger.error("acting_together_not_looked_at", extra={"count": ended})
