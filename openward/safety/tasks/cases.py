"""Clocks of cases and measures: what is over ends, what is late is marked, what was told is closed."""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from openward.people.access import SYSTEM
from openward.safety.actions.cases import close_delivered_case, mark_overdue
from openward.safety.actions.decisions import end_restriction
from openward.safety.actions.measures import end_step, lift_place_measure
from openward.safety.queries.cases import cases_delivered, cases_due
from openward.safety.queries.measures import measures_over, restrictions_over, sanctions_over

logger = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="safety.end_measures", queue="default", queueing_lock="safety.end_measures")
def end_measures(timestamp: int) -> None:
    """End what has an end: restrictions, interim hidings among them, steps on the ladder, measures on places."""
    now = timezone.now()
    restrictions = sum(end_restriction(decision=one, now=now, by=SYSTEM) for one in restrictions_over(now))
    steps = sum(end_step(sanction=one, now=now, by=SYSTEM) for one in sanctions_over(now))
    places = sum(lift_place_measure(measure=one, by=SYSTEM) for one in measures_over(now))
    if restrictions or steps or places:
        counts = {"restrictions": restrictions, "steps": steps, "places": places}
        logger.info("measures_ended", extra=counts)


@app.periodic(cron="* * * * *")
@app.task(name="safety.watch_clocks", queue="default", queueing_lock="safety.watch_clocks")
def watch_clocks(timestamp: int) -> None:
    """Mark what was not decided in time, once, and tell the lead through the fact."""
    now = timezone.now()
    count = sum(mark_overdue(case=case, now=now, by=SYSTEM) for case in cases_due(now))
    if count:
        logger.warning("cases_overdue", extra={"count": count})


@app.periodic(cron="*/5 * * * *")
@app.task(name="safety.close_cases", queue="default", queueing_lock="safety.close_cases")
def close_cases(timestamp: int) -> None:
    """Close cases whose notices have arrived, or finally could not."""
    count = sum(close_delivered_case(case=case, by=SYSTEM) for case in cases_delivered())
    if count:
        logger.info("cases_closed", extra={"count": count})
