"""Shifts end by themselves, and are forgotten."""

from django.utils import timezone
from procrastinate.contrib.django import app

from openward.people.access import SYSTEM
from openward.safety.actions.shifts import tidy_shifts


@app.periodic(cron="17 * * * *")
@app.task(name="safety.tidy_shifts", queue="bulk", queueing_lock="safety.tidy_shifts")
def end_shifts(timestamp: int) -> None:
    """End shifts of people who left hours ago, and forget those that are a month old."""
    tidy_shifts(now=timezone.now(), by=SYSTEM)
