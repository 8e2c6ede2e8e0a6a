"""What waits for those who answer, list by list."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openward.people.access import actor_from
from openward.responses.access import check_that_answers
from openward.responses.presenters import work_tabs
from openward.responses.queries import (
    awaiting_check,
    drafts,
    overdue_promises,
    reopened,
    themes_without_answer,
    work_counts,
)

MOST_ROWS = 100


def response_work_list(request: HttpRequest) -> HttpResponse:
    """Drafts to finish and themes that nobody has answered."""
    actor = actor_from(request)
    check_that_answers(actor)
    rows = {"drafts": drafts(actor)[:MOST_ROWS], "themes": themes_without_answer(actor)[:MOST_ROWS]}
    return _draw(request, "response_work_list", rows)


def response_check_list(request: HttpRequest) -> HttpResponse:
    """Claims of change that this person may check."""
    actor = actor_from(request)
    check_that_answers(actor)
    return _draw(request, "response_check_list", {"responses": awaiting_check(actor)[:MOST_ROWS]})


def reopened_list(request: HttpRequest) -> HttpResponse:
    """Points that authors asked to have looked at again."""
    actor = actor_from(request)
    check_that_answers(actor)
    return _draw(request, "reopened_list", {"tellings": reopened(actor)[:MOST_ROWS]})


def overdue_list(request: HttpRequest) -> HttpResponse:
    """Promises whose date has passed."""
    actor = actor_from(request)
    check_that_answers(actor)
    return _draw(request, "overdue_list", {"responses": overdue_promises(actor)[:MOST_ROWS]})


def _draw(request: HttpRequest, name: str, rows: dict[str, Any]) -> HttpResponse:
    tabs = work_tabs(work_counts(actor_from(request)), request)
    return render(request, f"responses/{name}.html", {**rows, "tabs": tabs})
