"""Writes to spaces, noun by noun."""

from openward.engagements.actions import NotReady
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
    "arrange_duty",
    "change_setting",
    "close_by_date",
    "close_space",
    "default_rules",
    "make_space",
    "open_space",
    "prepare_space",
    "reopen_by_date",
    "short_link",
    "write_rules",
]
