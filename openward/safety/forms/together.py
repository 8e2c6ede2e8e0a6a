"""What a moderator fills in to decide about activity that was set aside."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TogetherForm(forms.Form):
    """Why, in a few words; which button was pressed says what."""

    reason = forms.CharField(
        label=_("Why do you decide so?"),
        help_text=_("For your colleagues and for whoever checks later. No names, please."),
        max_length=300,
        error_messages={"required": _("Say in a few words why.")},
    )
