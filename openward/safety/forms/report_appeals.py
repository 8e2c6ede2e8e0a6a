"""What somebody fills in who reported and asks for another look, and what a moderator fills in who decides anew."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openward.kit.text import tidy
from openward.safety.forms.appeals import AppealForm
from openward.safety.forms.cases import DecisionForm
from openward.safety.forms.readings import LONGEST_WORDS
from openward.safety.models import CAUSES, Appeal


class ReportAppealForm(AppealForm):
    """One box, and an address for one letter where five words lead back from it."""

    email = forms.EmailField(
        label=_("Your e-mail address, if you want a letter"),
        help_text=_(
            "We write to you once, to say what came of it, and then forget the address. It is locked away: no member "
            "of staff and no moderator can see it."
        ),
        max_length=254,
        required=False,
        error_messages={"invalid": _("Check the e-mail address: it looks like name@example.org.")},
    )

    def __init__(self, *arguments: Any, has_letter: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["words"].label = _("Why do you think it was not enough?")
        if not has_letter:
            del self.fields["email"]

    def values(self) -> dict[str, str]:
        return {**super().values(), "email": self.cleaned_data.get("email", "")}


class AnewForm(DecisionForm):
    """A decision that goes further than the first one, with what went wrong then and the answer to whoever asked."""

    cause = forms.ChoiceField(
        label=_("What went wrong the first time?"),
        help_text=_("It helps those who keep the rules. Neither the author nor whoever asked ever sees it."),
        choices=[(one.value, one.label) for one in CAUSES[Appeal.Side.REPORTER]],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what went wrong the first time.")},
    )
    reason = forms.CharField(
        label=_("Your words to whoever asked"),
        help_text=_("Kind and plain: what you looked at, what you decide and why. The author does not read this."),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Tell them why, in kind words.")},
    )

    def clean_reason(self) -> str:
        return tidy(self.cleaned_data["reason"])

    def values(self) -> dict[str, Any]:
        return {**super().values(), "cause": self.cleaned_data["cause"], "reason": self.cleaned_data["reason"]}
