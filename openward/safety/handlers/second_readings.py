"""Every decision may be drawn to be made a second time."""

from openward.people.access import SYSTEM
from openward.safety.actions.second_readings import draw_second_reading
from openward.safety.events.decisions import CaseDecided
from openward.safety.events.readings import EditSuggested, ReadingApproved, ReadingDeclined
from openward.safety.models import Decision


def on_decision_made(
    fact: ReadingApproved | EditSuggested | ReadingDeclined | CaseDecided, *, fact_id: int
) -> None:
    found = Decision.objects.select_related("case__contribution__space").filter(pk=fact.decision_key).first()
    if found is not None:
        draw_second_reading(decision=found, by=SYSTEM)
