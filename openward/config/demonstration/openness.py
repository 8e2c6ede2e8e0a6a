"""The figures that Riverbend shows of its moderation, each on its fixed day."""

import datetime

from openward.config.demonstration.engagements import Riverbend
from openward.config.demonstration.timeline import Timeline
from openward.ledger.actions import seal_facts
from openward.people.access import SYSTEM
from openward.safety.actions.openness import release_figures_due
from openward.safety.models.quarters import quarters_due


def show_figures(riverbend: Riverbend, timeline: Timeline) -> None:
    """Put the release of every quarter on the timeline."""
    for quarter in quarters_due(timeline.today, since=timeline.day(420)):
        days_ago = (timeline.today - quarter.released_on).days
        timeline.on(days_ago, 4.4, lambda day=quarter.released_on: _release(riverbend, day))  # type: ignore[misc]


def _release(riverbend: Riverbend, day: datetime.date) -> None:
    seal_facts()
    release_figures_due(organisation=riverbend.cast.organisation, today=day, by=SYSTEM)
