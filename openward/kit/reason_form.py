"""What somebody fills in who says that something is wrong with words others can read."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openward.kit.words_field import WordsField

LONGEST_REPORT = 1_000
OTHER = "other"
"""The reason that says nothing by itself."""


class ReasonForm(forms.Form):
    """One reason, chosen by a radio button, and words; "something else" needs words.

    Each kind of report brings its own reasons, as a field that `reason_field` makes and `reason_name` names.
    """

    reason_name = "reason"
    words = WordsField(longest=LONGEST_REPORT, label=_("Anything we should know"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get(self.reason_name) == OTHER and not given.get("words") and "words" not in self.errors:
            self.add_error("words", _("Say in a few words what it is."))
        return given


def reason_field(choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    """The reasons to choose from, one of which is needed."""
    choose = _("Choose what is wrong with it.")
    return forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": choose, "invalid_choice": choose},
    )
