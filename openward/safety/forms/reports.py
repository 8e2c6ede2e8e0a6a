"""What somebody fills in who reports words, and a moderator who sets reports aside."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openward.kit.reason_form import LONGEST_REPORT, ReasonForm, reason_field
from openward.kit.words_field import WordsField
from openward.safety.models import Report


class ReportForm(ReasonForm):
    """Why words should be looked at, and where one letter about it may go."""

    reason_name = "category"
    category = reason_field(Report.Category.choices)
    words = WordsField(
        longest=LONGEST_REPORT,
        label=_("Anything a moderator should know"),
        help_text=_("Only moderators read this. If you chose “Something else”, say here what it is."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
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


class SetAsideForm(forms.Form):
    """Reports that were sent as a weapon, and why they do not count."""

    keys = forms.MultipleChoiceField(
        label=_("Which reports?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose the reports."), "invalid_choice": _("Choose from the reports here.")},
    )
    reason = forms.CharField(
        label=_("Why they do not count"),
        help_text=_("For example: many reports in a few minutes about words that break no rule."),
        max_length=200,
        error_messages={"required": _("Say why they do not count.")},
    )

    def __init__(self, *arguments: Any, reports: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["keys"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = reports
