"""The crisis path: somebody may be in danger.

It is apart from rules. Nothing here gives a strike, declines words or takes a step against anybody: nobody who asks
for help breaks a rule. Every action locks the contribution first, then the case, as everywhere in this room.
"""

from openward.safety.actions.crisis.alerts import (
    alert_again,
    drill,
    flag_by_moderator,
    keep_delivery,
    open_crisis,
    send_alerts,
)
from openward.safety.actions.crisis.care import (
    CARE_STEPS,
    ask_for_debrief,
    ask_who_it_is,
    care_for_thread,
    erase_crisis_words,
    open_thread_again,
    release_words,
    remember,
)
from openward.safety.actions.crisis.rows import (
    CrisisMoved,
    SecondPersonNeeded,
    SeniorDecisionNeeded,
    WordsNeeded,
)
from openward.safety.actions.crisis.steps import (
    ACTS,
    NEEDS_SECOND_OPINION,
    acknowledge,
    act,
    assess,
    close_crisis,
    follow_up,
    give_second_opinion,
    review,
    write_to_author,
)

__all__ = [
    "ACTS",
    "CARE_STEPS",
    "NEEDS_SECOND_OPINION",
    "CrisisMoved",
    "SecondPersonNeeded",
    "SeniorDecisionNeeded",
    "WordsNeeded",
    "acknowledge",
    "act",
    "alert_again",
    "ask_for_debrief",
    "ask_who_it_is",
    "assess",
    "care_for_thread",
    "close_crisis",
    "drill",
    "erase_crisis_words",
    "flag_by_moderator",
    "follow_up",
    "give_second_opinion",
    "keep_delivery",
    "open_crisis",
    "open_thread_again",
    "release_words",
    "remember",
    "review",
    "send_alerts",
    "write_to_author",
]
