"""Tables of the spaces, noun by noun."""

from openward.spaces.models.duty import DutyAbsence, DutyShift, EscalationContact, Weekday
from openward.spaces.models.rules import (
    PROPOSAL,
    REMARK,
    RuleProposal,
    RuleRemark,
    RulesAcceptance,
    RulesVersion,
)
from openward.spaces.models.spaces import (
    Direction,
    HouseRule,
    IdentityRule,
    ModerationMode,
    PersonBrake,
    PlaceBrake,
    ShortLink,
    Space,
    SpaceInvitation,
    SpaceMember,
    Visibility,
)

__all__ = [
    "PROPOSAL",
    "REMARK",
    "Direction",
    "DutyAbsence",
    "DutyShift",
    "EscalationContact",
    "HouseRule",
    "IdentityRule",
    "ModerationMode",
    "PersonBrake",
    "PlaceBrake",
    "RuleProposal",
    "RuleRemark",
    "RulesAcceptance",
    "RulesVersion",
    "ShortLink",
    "Space",
    "SpaceInvitation",
    "SpaceMember",
    "Visibility",
    "Weekday",
]
