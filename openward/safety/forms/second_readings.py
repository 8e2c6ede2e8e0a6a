"""What a moderator fills in who decides a second time, and what a lead settles about it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openward.safety.models import Decision


class SecondReadingForm(forms.Form):
    """One question; nothing that was decided first is in it."""

    outcome = forms.ChoiceField(
        label=_("What would you decide?"),
        help_text=_("As if nobody had decided yet. It changes nothing for the words or for anybody."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you would decide.")},
    )

    def __init__(self, *arguments: Any, outcomes: tuple[Decision.Outcome, ...], **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.value, one.label) for one in outcomes]


class ShareForm(forms.Form):
    percent = forms.IntegerField(
        label=_("How many of 100 decisions are made a second time?"),
        help_text=_("Five is usual. More tells you sooner how far you agree, and takes more time."),
        min_value=1,
        max_value=100,
        error_messages={
            "required": _("Give a number from 1 to 100."),
            "min_value": _("Give a number from 1 to 100."),
            "max_value": _("Give a number from 1 to 100."),
        },
    )
