"""What a moderator fills in about themselves, about what words are about, and in practice."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openward.people.models import Account
from openward.safety.models import Topic


class _Colleague(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}, {obj.job_title}" if obj.job_title else str(obj.name)


class CareForm(forms.Form):
    """What a moderator chose for themselves."""

    leaves = forms.MultipleChoiceField(
        label=_("What would you rather leave to others?"),
        help_text=_("Nobody asks why. What is about these things is never given to you."),
        choices=Topic.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    folds_severe = forms.BooleanField(
        label=_("Fold words that are hard to read, until I open them"), required=False
    )
    severe_most = forms.IntegerField(
        label=_("How many items that are hard to read in one shift, at most?"),
        help_text=_("From 1 to 20. After that they go to your colleagues until your next shift."),
        min_value=1,
        max_value=20,
        error_messages={
            "required": _("Say a number from 1 to 20."),
            "min_value": _("Say a number from 1 to 20."),
            "max_value": _("Say a number from 1 to 20."),
            "invalid": _("Say a number from 1 to 20."),
        },
    )
    buddy = _Colleague(
        label=_("Your buddy"),
        help_text=_("A colleague whom you can call, and to whom you can hand a case. You can change it at any time."),
        queryset=Account.objects.none(),
        required=False,
        empty_label=_("Nobody for now"),
    )

    def __init__(self, *arguments: Any, buddies: list[Account], **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["buddy"]
        assert isinstance(field, _Colleague)
        field.queryset = Account.objects.filter(pk__in=[one.pk for one in buddies]).order_by("name")


class FoldingForm(forms.Form):
    """Whether words that are hard to read open by themselves, and the page to go back to."""

    folds = forms.BooleanField(required=False)
    back = forms.RegexField(r"^/(queue|cases)/[0-9a-f/-]*$", max_length=80)


class TopicsForm(forms.Form):
    """What words are about, said by a moderator."""

    topics = forms.MultipleChoiceField(
        label=_("What are these words about?"),
        help_text=_("Colleagues who leave a topic to others are not given them. Tick nothing when nothing fits."),
        choices=Topic.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class DebriefForm(forms.Form):
    """With whom somebody would like to talk."""

    with_account = _Colleague(
        label=_("With whom would you like to talk?"),
        queryset=Account.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose somebody."), "invalid_choice": _("Choose somebody from the list.")},
    )

    def __init__(self, *arguments: Any, listeners: list[Account], **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["with_account"]
        assert isinstance(field, _Colleague)
        field.queryset = Account.objects.filter(pk__in=[one.pk for one in listeners]).order_by("name")


class PracticeForm(forms.Form):
    """How somebody decides an invented case."""

    outcome = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=(),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you would do."), "invalid_choice": _("Choose what you would do.")},
    )

    def __init__(self, *arguments: Any, outcomes: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = outcomes
