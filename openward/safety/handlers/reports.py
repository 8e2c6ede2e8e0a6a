"""Whoever reported and asked for a letter gets one: the class of the outcome, in plain words, and nothing else."""

import uuid

from openward.notifications.actions import tell
from openward.people.access import SYSTEM
from openward.safety.events.cases import CaseClosed
from openward.safety.events.decisions import CaseDecided
from openward.safety.events.reports import ReportsInvalidated
from openward.safety.models import Report

State = Report.State
TOLD = (State.DECIDED, State.CLOSED, State.INVALIDATED)


def on_report_outcome(fact: CaseDecided | CaseClosed | ReportsInvalidated, *, fact_id: int) -> None:
    """One letter for each report whose outcome stands, whatever is decided about it later."""
    asked = Report.objects.filter(case=uuid.UUID(fact.case_key), state__in=TOLD, letter_to__isnull=False)
    for report in asked.select_related("letter_to"):
        tell(
            persona=report.letter_to,
            kind=_outcome(report),
            about=f"report:{report.pk}",
            once_key=f"report_letter:{report.pk}",
            language=report.language,
            by=SYSTEM,
        )


def _outcome(report: Report) -> str:
    if report.state == State.INVALIDATED:
        return "report_set_aside"
    if report.was_agreed_with is None:
        return "report_words_gone"
    return "report_acted_on" if report.was_agreed_with else "report_left"
