"""What follows when a report case was decided: the author is told why, everybody who reported what came of it."""

from django.db.models import QuerySet

from openward.contributions.models import Contribution
from openward.notifications.actions import tell
from openward.people.access import SYSTEM
from openward.people.models import Persona, Role
from openward.people.queries import accounts_with_role
from openward.safety.actions.reports import close_told_reports
from openward.safety.events.cases import CaseOverdue, OpinionGiven
from openward.safety.events.decisions import CaseDecided, HiddenForNow, RestrictionEnded, StepEnded, StepTaken
from openward.safety.models import Case, Decision, Report


def on_case_decided(fact: CaseDecided, *, fact_id: int) -> None:
    """Tell the author, unless nothing changed for them, and everybody who reported; then the case is "told"."""
    case = Case.objects.select_related("contribution__author").get(pk=fact.case_key)
    if fact.outcome != Decision.Outcome.KEEP:
        tell_author(case.contribution, "decision_made", f"decision_made:{fact.decision_key}")
    elif case.decisions.filter(is_automatic=True).exists():
        tell_author(case.contribution, "shown_again", f"shown_again:{fact.decision_key}")
    for report in _answered_by(Decision.objects.get(pk=fact.decision_key), case):
        tell(
            persona=report.reporter,
            kind="report_decided",
            about=f"report:{report.pk}",
            once_key=f"report_decided:{report.pk}:{fact.decision_key}",
            by=SYSTEM,
        )
    close_told_reports(case=case, by=SYSTEM)


def _answered_by(decision: Decision, case: Case) -> QuerySet[Report]:
    """The reports that a decision answered: not those of an earlier or a later one in a case opened again."""
    made = {"state__in": [Report.State.DECIDED, Report.State.CLOSED], "decided_at__gte": decision.decided_at}
    later = case.decisions.filter(decided_at__gt=decision.decided_at, is_automatic=False).order_by("decided_at").first()
    answered = case.reports.filter(**made).select_related("reporter")
    return answered if later is None else answered.filter(decided_at__lt=later.decided_at)


def on_hidden_for_now(fact: HiddenForNow, *, fact_id: int) -> None:
    contribution = Contribution.objects.select_related("author").get(pk=fact.key)
    tell_author(contribution, "hidden_for_now", f"hidden_for_now:{fact.decision_key}")


def on_restriction_ended(fact: RestrictionEnded, *, fact_id: int) -> None:
    contribution = Contribution.objects.select_related("author").get(pk=fact.key)
    tell_author(contribution, "shown_again", f"restriction_ended:{fact.decision_key}:{fact_id}")


def on_step_taken(fact: StepTaken, *, fact_id: int) -> None:
    """A step that rests on a decision is told with it; one that a machine took is told by itself."""
    if not fact.decision_key and fact.step != "ok":
        _tell_persona(fact.key, "step_taken", fact_id)


def on_step_ended(fact: StepEnded, *, fact_id: int) -> None:
    _tell_persona(fact.key, "step_ended", fact_id)


def on_case_overdue(fact: CaseOverdue, *, fact_id: int) -> None:
    """Tell those who lead the space, once for each case: the fact is recorded once."""
    contribution = Contribution.objects.select_related("space__organisation").get(pk=fact.key)
    space = contribution.space
    for account in accounts_with_role(space.organisation, Role.LEAD, space_key=space.pk):
        tell(
            account=account,
            kind="case_overdue",
            about=f"space:{space.pk}",
            once_key=f"case_overdue:{fact.case_key}:{account.pk}",
            by=SYSTEM,
        )


def on_opinion_given(fact: OpinionGiven, *, fact_id: int) -> None:
    case = Case.objects.select_related("asked_by").get(pk=fact.case_key)
    if case.asked_by is not None:
        tell(
            account=case.asked_by,
            kind="opinion_given",
            about=f"case:{case.pk}",
            values={"key": str(case.pk)},
            once_key=f"opinion_given:{fact_id}",
            by=SYSTEM,
        )


def tell_author(contribution: Contribution, kind: str, once_key: str) -> None:
    """One message to the author of a contribution, in the language of their words."""
    tell(
        persona=contribution.author,
        kind=kind,
        about=f"contribution:{contribution.pk}",
        once_key=once_key,
        language=contribution.language,
        by=SYSTEM,
    )


def _tell_persona(key: str, kind: str, fact_id: int) -> None:
    persona = Persona.objects.get(pk=key)
    tell(persona=persona, kind=kind, about=f"persona:{key}", once_key=f"{kind}:{fact_id}", by=SYSTEM)
