"""What people fill in, noun by noun."""

from openward.spaces.forms.members import (
    GUESTS,
    CodesForm,
    EndMembershipForm,
    EnterForm,
    JoinForm,
    LettersForm,
    PlaceCodeForm,
)
from openward.spaces.forms.preparing import DutyForm, LinkForm, Rules, SettingForm, SignOffForm, rule_forms

__all__ = [
    "GUESTS",
    "CodesForm",
    "DutyForm",
    "EndMembershipForm",
    "EnterForm",
    "JoinForm",
    "LettersForm",
    "LinkForm",
    "PlaceCodeForm",
    "Rules",
    "SettingForm",
    "SignOffForm",
    "rule_forms",
]
