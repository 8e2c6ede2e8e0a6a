"""Reads about answers, noun by noun."""

from openward.responses.queries.answers import (
    Audience,
    audience_of,
    contributions_behind,
    measures_for,
    newer_response,
    responses_to_contribution,
    responses_to_theme,
    shown_responses,
    standing_answers,
    tellings_of,
    with_claim,
)
from openward.responses.queries.drawn import is_overdue, signed_response, status_tag, ways_of
from openward.responses.queries.promises import (
    Promise,
    PromiseCounts,
    newest_kept_promise,
    promise_counts,
    promise_of,
    promises,
)
from openward.responses.queries.work import (
    WorkCounts,
    awaiting_check,
    drafts,
    overdue_promises,
    reopened,
    themes_without_answer,
    work_counts,
)

__all__ = [
    "Audience",
    "Promise",
    "PromiseCounts",
    "WorkCounts",
    "audience_of",
    "awaiting_check",
    "contributions_behind",
    "drafts",
    "is_overdue",
    "measures_for",
    "newer_response",
    "newest_kept_promise",
    "overdue_promises",
    "promise_counts",
    "promise_of",
    "promises",
    "reopened",
    "responses_to_contribution",
    "responses_to_theme",
    "shown_responses",
    "signed_response",
    "standing_answers",
    "status_tag",
    "tellings_of",
    "themes_without_answer",
    "ways_of",
    "with_claim",
    "work_counts",
]
