"""Writing an answer, looking at it before and after it is shown, and an organisation's answers."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openward.people.access import actor_from
from openward.responses.access import (
    AskedAbout,
    asked_about,
    organisation_of_responses,
    response_for_changing,
    response_for_reading,
    response_for_rewording,
)
from openward.responses.actions import change_shown, draft_response, reword_response, show_response, take_back
from openward.responses.models import Response
from openward.responses.presenters import answer_lines, page_of
from openward.responses.queries import shown_responses, ways_of
from openward.responses.views.writing import draw_answer, draw_writing, form_for, tried

PER_PAGE = 12


def response_new(request: HttpRequest) -> HttpResponse:
    """Draft an answer to the theme or to the story that the address names."""
    actor = actor_from(request)
    asked = asked_about(actor, request.GET)
    form = form_for(request, actor, asked)
    if request.method == "POST" and form.is_valid():
        response = draft_response(theme=asked.theme, contribution=asked.contribution, **form.answer(), by=actor)
        return redirect("response_show", key=response.pk)
    return draw_writing(request, actor, asked, form)


def response_edit(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Change a draft."""
    actor = actor_from(request)
    response = response_for_rewording(actor, key)
    asked = AskedAbout(response.theme, response.contribution)
    form = form_for(request, actor, asked, response)
    if request.method == "POST" and form.is_valid():
        action = change_shown if response.state == Response.State.SHOWN else reword_response
        tried(request, action, response=response, **form.answer(), by=actor)
        return redirect("response_show", key=key)
    return draw_writing(request, actor, asked, form, response)


def response_show(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The answer: as everybody reads it, or as its draft for colleagues. The public page is the one that is printed."""
    actor = actor_from(request)
    return draw_answer(request, actor, response_for_reading(actor, key))


@require_POST
def response_publish(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Show an answer that claims no change."""
    actor = actor_from(request)
    response = response_for_rewording(actor, key)
    if tried(request, show_response, response=response, by=actor):
        messages.success(request, _("Your answer is shown. For half an hour you can still change it or take it back."))
    return redirect("response_show", key=key)


@require_POST
def response_take_back(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Take back an answer that was shown at once, within half an hour."""
    actor = actor_from(request)
    if tried(request, take_back, response=response_for_changing(actor, key), by=actor):
        messages.success(request, _("Taken back. It is a draft again, and nobody was told."))
    return redirect("response_show", key=key)


def response_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Every answer of an organisation that stands now, newest first."""
    actor = actor_from(request)
    request.organisation = organisation = organisation_of_responses(slug)  # type: ignore[attr-defined]
    status = request.GET.get("status", "")
    found = shown_responses(organisation, actor)
    found = found.filter(status=status) if status in Response.Status.values else found
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    context = {"organisation": organisation, "lines": answer_lines(rows, ways_of(rows)), "page": page_of(page, request)}
    return render(request, "responses/response_list.html", {**context, "status": status, "statuses": Response.Status})
