"""What waits for those who answer, list by list."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openward.people.access import actor_from
from openward.responses.access import (
    ANSWERING,
    check_that_answers,
    check_that_reads_replies,
    check_that_sees_grave_words,
)
from openward.responses.presenters import grave_rows, work_tabs
from openward.responses.queries import (
    awaiting_check,
    drafts,
    grave_words,
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
    """Answers that this person may read before they are shown, claims of change among them."""
    actor = actor_from(request)
    check_that_reads_replies(actor)
    return _draw(request, "response_check_list", {"responses": awaiting_check(actor)[:MOST_ROWS]})


def grave_list(request: HttpRequest) -> HttpResponse:
    """Grave words that nobody has answered, for those who were told of them."""
    actor = actor_from(request)
    check_that_sees_grave_words(actor)
    return _draw(request, "grave_list", {"rows": grave_rows(grave_words(actor)[:MOST_ROWS], actor)})


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
    actor = actor_from(request)
    # A moderator reads answers and writes none: the other lists are not theirs.
    tabs = work_tabs(work_counts(actor), request) if actor.organisation_ids(ANSWERING) else []
    return render(request, f"responses/{name}.html", {**rows, "tabs": tabs})
