"""Periodic work of making sense."""

import logging

from procrastinate.contrib.django import app

from openward.themes.actions.counts import count_everything

logger = logging.getLogger(__name__)


@app.periodic(cron="17 * * * *")
@app.task(name="themes.count", queue="bulk", queueing_lock="themes.count")
def count(timestamp: int) -> None:
    """Count every theme anew each hour, so that no count stays wrong for longer whatever was missed."""
    logger.info("themes_counted", extra={"engagements": count_everything()})
