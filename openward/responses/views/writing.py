"""What the pages on which answers are written and read have in common."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openward.contributions.models import Kind
from openward.engagements.queries import finding
from openward.improvements.queries import chart_of, headline_chart, improvements_of_theme
from openward.people.access import Actor
from openward.responses import presenters
from openward.responses.access import AskedAbout, can_change_shown, can_check, can_reword
from openward.responses.actions import NotReady
from openward.responses.forms import ResponseForm
from openward.responses.models import Response
from openward.responses.queries import (
    audience_of,
    measures_for,
    newer_response,
    promise_of,
    reply_path,
    signed_response,
    ways_of,
)
from openward.themes.queries import theme_counts, theme_quotes

MOST_CHARTS = 4
MOST_QUOTES = 4


def form_for(
    request: HttpRequest, actor: Actor, asked: AskedAbout, response: Response | None = None
) -> ResponseForm:
    """The form of an answer, offering the measures of the improvements that work on its theme."""
    theme = asked.theme
    return ResponseForm(
        request.POST if request.method == "POST" else None,
        actor=actor,
        measures=measures_for(theme, actor) if theme else (),
        improvements=improvements_of_theme(theme, actor=actor) if theme else (),
        response=response,
    )


def draw_writing(
    request: HttpRequest, actor: Actor, asked: AskedAbout, form: ResponseForm, response: Response | None = None
) -> HttpResponse:
    """The page on which an answer is written, with people's words and the charts beside it."""
    request.organisation = asked.organisation  # type: ignore[attr-defined]
    theme = asked.theme
    context = {
        "asked": asked,
        "form": form,
        "response": response,
        "status_hints": presenters.status_hints(),
        "area_hints": presenters.area_hints(),
        "source": finding("ENB-20"),
        "quotes": presenters.quotes(theme_quotes(theme, actor, limit=MOST_QUOTES)) if theme else [],
        "counts": theme_counts(theme, actor) if theme else None,
        "charts": [chart_of(measure, actor=actor) for measure in form.measures[:MOST_CHARTS]],
        "is_survey": asked.contribution is not None and asked.contribution.kind == Kind.SURVEY_COMMENT,
    }
    return render(request, "responses/response_edit.html", context, status=422 if form.errors else 200)


def draw_answer(request: HttpRequest, actor: Actor, response: Response) -> HttpResponse:
    """An answer with its chart and way line; a draft with advice, and with who will be told."""
    request.organisation = response.engagement.organisation  # type: ignore[attr-defined]
    is_draft = response.state in {Response.State.DRAFT, Response.State.AWAITING_CHECK}
    context: dict[str, Any] = {
        "response": response,
        "signed": signed_response(response, is_linked=False),
        "chart": chart_behind(response, actor),
        "promise": promise_of(response, actor),
        "is_draft": is_draft,
    }
    if is_draft:
        context |= {
            "coaching": presenters.coaching(response),
            "audience": presenters.audience_in_words(audience_of(response), is_theme=response.theme_id is not None),
            "can_reword": can_reword(actor, response),
            "can_check": can_check(actor, response),
            "reading": presenters.first_reading(response, reply_path(response, by=actor)),
        }
        return render(request, "responses/response_draft.html", context)
    context["can_change"] = can_change_shown(actor, response)
    context["way"] = ways_of([response])[response.pk]
    context["newer"] = newer_response(response, actor) if response.state == Response.State.REPLACED else None
    return render(request, "responses/response_show.html", context)


def chart_behind(response: Response, actor: Actor) -> Any:
    """The chart that the claim points to: its measure's, else the one that stands for its improvement."""
    claim = getattr(response, "claim", None)
    if claim is None or claim.improvement is None or response.status != Response.Status.DID:
        return None
    if claim.measure is not None:
        return chart_of(claim.measure, actor=actor, heading_level=2)
    return headline_chart(claim.improvement, actor=actor, heading_level=2)


def tried(request: HttpRequest, action: Callable[..., Any], **values: Any) -> bool:
    """Whether an action could be done; when not, the reader is told why."""
    try:
        action(**values)
    except NotReady as reason:
        messages.error(request, str(reason))
        return False
    return True
