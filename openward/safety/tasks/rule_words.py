"""Alerts about words on the house rules go out again until somebody looks."""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from openward.notifications.actions import tell
from openward.people.access import SYSTEM
from openward.safety.queries.rule_words import KIND, rule_alerts_due

logger = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="safety.rule_words_again", queue="crisis", queueing_lock="safety.rule_words_again")
def rule_words_again(timestamp: int) -> None:
    """Tell everybody again who was told first; writing the same alert twice writes nothing."""
    due = rule_alerts_due(timezone.now())
    for one in due:
        first = one.first
        tell(
            account=first.account,
            kind=KIND,
            about=first.about,
            values=first.values,
            once_key=one.once_key,
            language=first.language,
            by=SYSTEM,
        )
    if due:
        logger.warning("rule_words_unread", extra={"count": len(due)})
