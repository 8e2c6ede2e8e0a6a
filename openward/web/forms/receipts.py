"""Coming back with a receipt code."""

from django import forms
from django.utils.translation import gettext_lazy as _

from openward.responses.models import Telling


class CodeForm(forms.Form):
    """Five plain words, however somebody writes them down."""

    code = forms.CharField(
        max_length=200,
        label=_("Your receipt code"),
        help_text=_("Five short words. Capital letters, spaces and dashes do not matter."),
        error_messages={"required": _("Write the five words from your receipt.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )


class AnswerForm(forms.Form):
    """What an author thinks of one answer. The responses room receives it."""

    verdict = forms.ChoiceField(
        label=_("Does this answer meet your point?"), choices=Telling.Verdict.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        required=False,
        max_length=2_000,
        widget=forms.Textarea,
        label=_("Anything you want to say to us about it"),
        help_text=_("The service reads this. It is not shown to others."),
    )
    look_again = forms.BooleanField(required=False, label=_("Please look at my point again"))

    def __init__(self, *, number: int, verdict: str, words: str, is_reopened: bool) -> None:
        super().__init__(initial={"verdict": verdict, "words": words}, auto_id=f"answer_{number}_%s")
        self.number = number
        if is_reopened:
            del self.fields["look_again"]
