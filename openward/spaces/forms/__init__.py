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
from openward.spaces.forms.preparing import (
    LONGEST_TYPED,
    DutyForm,
    LinkCodeForm,
    LinkForm,
    Rules,
    SettingForm,
    SignOffForm,
    rule_forms,
)

__all__ = [
    "GUESTS",
    "LONGEST_TYPED",
    "CodesForm",
    "DutyForm",
    "EndMembershipForm",
    "EnterForm",
    "JoinForm",
    "LettersForm",
    "LinkCodeForm",
    "LinkForm",
    "PlaceCodeForm",
    "Rules",
    "SettingForm",
    "SignOffForm",
    "rule_forms",
]
