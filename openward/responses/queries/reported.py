"""Answers that were reported and wait for a person."""

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from openward.people.access import Actor
from openward.responses.access import JUDGING, PUBLISHED, in_reach
from openward.responses.models import AnswerReport, Response


def reported_answers(actor: Actor) -> QuerySet[Response]:
    """Shown answers that were reported and that the actor may decide about, the oldest report first."""
    waiting = AnswerReport.objects.filter(outcome="")
    return (
        Response.objects.filter(in_reach(actor, JUDGING), state__in=PUBLISHED)
        .filter(Exists(waiting.filter(response=OuterRef("pk"))))
        .exclude(written_by=actor.account)
        .exclude(reworded_by=actor.account, reworded_by__isnull=False)
        .select_related("theme", "contribution", "engagement__organisation", "claim__checked_by")
        .prefetch_related(Prefetch("reports", queryset=waiting, to_attr="waiting_reports"))
        .order_by("created_at")
    )
