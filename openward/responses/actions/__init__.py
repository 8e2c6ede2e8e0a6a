"""Answering, having an answer read or a change checked, telling every contributor, and changing what was shown at once.
"""

from openward.responses.actions.answers import (
    Claim,
    NotReady,
    answer_telling,
    ask_for_check,
    check_claim,
    draft_response,
    forget_words_of,
    reopen_telling,
    reword_response,
    send_back_claim,
    show_response,
    tell_contributors,
)
from openward.responses.actions.changes import change_shown, take_back
from openward.responses.actions.reported import leave_answer, report_answer, take_answer_away

__all__ = [
    "Claim",
    "NotReady",
    "answer_telling",
    "ask_for_check",
    "change_shown",
    "check_claim",
    "draft_response",
    "forget_words_of",
    "leave_answer",
    "reopen_telling",
    "report_answer",
    "reword_response",
    "send_back_claim",
    "show_response",
    "take_answer_away",
    "take_back",
    "tell_contributors",
]
