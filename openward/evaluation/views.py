"""Pages of this room."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openward.engagements.models import Engagement
from openward.evaluation.access import engagement_for_counting, organisation_of_record
from openward.evaluation.presenters import NEEDS_ANSWERING, NEEDS_CODING, figures, funnel_view, lines, page_of, stops
from openward.evaluation.queries import dead_ends, funnel, record_of, stopped
from openward.people.access import Actor, actor_from
from openward.responses.access import can_answer
from openward.responses.models import Response
from openward.themes.access import can_code


def promises_show(request: HttpRequest, slug: str) -> HttpResponse:
    """Heard, decided, did: an organisation's record of promises kept and not kept. Prints on two pages."""
    request.organisation = organisation = organisation_of_record(slug)  # type: ignore[attr-defined]
    status = request.GET.get("status", "")
    status = status if status in Response.Status.values else ""
    page = min(int(request.GET.get("page", "1")), 10_000) if request.GET.get("page", "1").isdecimal() else 1
    record = record_of(organisation, actor_from(request), page=max(page, 1), status=status)
    context = {
        "organisation": organisation,
        "lines": lines(record.lines, is_exact=record.is_exact),
        "figures": figures(record.counts),
        "funnel": funnel_view(record.funnel, is_exact=record.is_exact),
        "page": page_of(max(page, 1), record.counts, status),
        "status": status,
        "total": record.counts.total,
    }
    return render(request, "evaluation/promises_show.html", context)


def funnel_show(request: HttpRequest, slug: str) -> HttpResponse:
    """The exact funnel of one engagement and its dead ends, for staff."""
    actor = actor_from(request)
    engagement = engagement_for_counting(actor, slug)
    request.organisation = engagement.organisation  # type: ignore[attr-defined]
    context = {
        "engagement": engagement,
        "funnel": funnel_view(funnel(engagement), is_exact=True),
        "stops": stops(stopped(dead_ends(engagement)), shut=_shut(actor, engagement)),
    }
    return render(request, "evaluation/funnel_show.html", context)


def _shut(actor: Actor, engagement: Engagement) -> frozenset[str]:
    """The dead ends whose next step is a door that does not open for the actor."""
    answering = frozenset() if can_answer(actor, engagement) else NEEDS_ANSWERING
    coding = frozenset() if can_code(actor, engagement) else NEEDS_CODING
    return answering | coding
