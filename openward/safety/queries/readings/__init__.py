"""Reading the queue, and reading decisions: as a moderator, as a colleague, as the author."""

from openward.safety.queries.readings.afterwards import (
    UNDECIDED,
    Unread,
    is_unread_afterwards,
    unread_afterwards,
    unread_count,
)
from openward.safety.queries.readings.decided import (
    AuthorHistory,
    DecisionForAuthor,
    author_history,
    decision_for_author,
    decisions_for_author,
    decisions_in,
    decisions_on,
    newest_own_decision,
    notes_on,
)
from openward.safety.queries.readings.promise import (
    is_in_crisis,
    late_before,
    promised_on,
)
from openward.safety.queries.readings.queue import (
    IN_DANGER,
    OPEN,
    READ_BEFORE_SHOWING,
    WAITING,
    QueueCount,
    Waiting,
    open_case,
    queue,
    queue_count,
    waiting_count,
    waiting_revision,
)

__all__ = [
    "IN_DANGER",
    "OPEN",
    "READ_BEFORE_SHOWING",
    "UNDECIDED",
    "WAITING",
    "AuthorHistory",
    "DecisionForAuthor",
    "QueueCount",
    "Unread",
    "Waiting",
    "author_history",
    "decision_for_author",
    "decisions_for_author",
    "decisions_in",
    "decisions_on",
    "is_in_crisis",
    "is_unread_afterwards",
    "late_before",
    "newest_own_decision",
    "notes_on",
    "open_case",
    "promised_on",
    "queue",
    "queue_count",
    "unread_afterwards",
    "unread_count",
    "waiting_count",
    "waiting_revision",
]
