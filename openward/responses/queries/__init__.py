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
from openward.responses.queries.reading import Experience, ReplyPath, experience_of, reply_path, with_gravest
from openward.responses.queries.reported import reported_answers
from openward.responses.queries.work import (
    WorkCounts,
    awaiting_check,
    drafts,
    grave_words,
    overdue_promises,
    reopened,
    themes_without_answer,
    work_counts,
)

__all__ = [
    "Audience",
    "Experience",
    "Promise",
    "PromiseCounts",
    "ReplyPath",
    "WorkCounts",
    "audience_of",
    "awaiting_check",
    "contributions_behind",
    "drafts",
    "experience_of",
    "grave_words",
    "is_overdue",
    "measures_for",
    "newer_response",
    "newest_kept_promise",
    "overdue_promises",
    "promise_counts",
    "promise_of",
    "promises",
    "reopened",
    "reply_path",
    "reported_answers",
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
    "with_gravest",
    "work_counts",
]
