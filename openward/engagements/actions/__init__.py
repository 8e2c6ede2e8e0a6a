"""Writes to engagements, noun by noun."""

from openward.engagements.actions.openings import (
    NotReady,
    PlanChanged,
    StillNeeded,
    close_engagement,
    is_kept_open,
    keep_open,
    keep_place,
    keep_space,
    let_close,
    open_engagement,
    record_asking,
    sign_off,
    word_statement,
)
from openward.engagements.actions.plans import (
    AlreadyOpen,
    GroupToHear,
    answer_plan,
    choose_model,
    date_phases,
    expect_volume,
    name_groups,
    plan_engagement,
)
from openward.engagements.actions.risks import add_risk, settle_risk

__all__ = [
    "AlreadyOpen",
    "GroupToHear",
    "NotReady",
    "PlanChanged",
    "StillNeeded",
    "add_risk",
    "answer_plan",
    "choose_model",
    "close_engagement",
    "date_phases",
    "expect_volume",
    "is_kept_open",
    "keep_open",
    "keep_place",
    "keep_space",
    "let_close",
    "name_groups",
    "open_engagement",
    "plan_engagement",
    "record_asking",
    "settle_risk",
    "sign_off",
    "word_statement",
]
