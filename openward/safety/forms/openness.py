"""Why somebody takes every decision away."""

from django import forms
from django.utils.translation import gettext_lazy as _

from openward.kit.text import tidy

LONGEST_REASON = 500


class AuditForm(forms.Form):
    reason = forms.CharField(
        label=_("What do you need it for?"),
        help_text=_("Who audits what, and on whose behalf. It is kept in the ledger with your name."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what you need it for.")},
    )

    def clean_reason(self) -> str:
        return tidy(self.cleaned_data["reason"])
