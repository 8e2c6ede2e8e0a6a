"""Writes to spaces, noun by noun."""

from openward.engagements.actions import NotReady
from openward.spaces.actions.duty import (
    agree_escalation,
    choose_clocks,
    end_absence,
    end_shift,
    note_absence,
    plan_shifts,
)
from openward.spaces.actions.links import short_link
from openward.spaces.actions.openings import close_by_date, close_space, open_space, reopen_by_date
from openward.spaces.actions.rules import RuleWords, default_rules, write_rules
from openward.spaces.actions.spaces import (
    PromiseKept,
    ReasonMissing,
    arrange_duty,
    change_setting,
    make_space,
    prepare_space,
)

__all__ = [
    "NotReady",
    "PromiseKept",
    "ReasonMissing",
    "RuleWords",
    "agree_escalation",
    "arrange_duty",
    "change_setting",
    "choose_clocks",
    "close_by_date",
    "close_space",
    "default_rules",
    "end_absence",
    "end_shift",
    "make_space",
    "note_absence",
    "open_space",
    "plan_shifts",
    "prepare_space",
    "reopen_by_date",
    "short_link",
    "write_rules",
]
