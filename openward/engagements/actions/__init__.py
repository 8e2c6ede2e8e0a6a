"""Writes to engagements, noun by noun."""

from openward.engagements.actions.openings import (
    NotReady,
    PlanChanged,
    close_engagement,
    keep_place,
    keep_space,
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
    "add_risk",
    "answer_plan",
    "choose_model",
    "close_engagement",
    "date_phases",
    "expect_volume",
    "keep_place",
    "keep_space",
    "name_groups",
    "open_engagement",
    "plan_engagement",
    "record_asking",
    "settle_risk",
    "sign_off",
    "word_statement",
]
