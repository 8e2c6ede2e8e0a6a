"""What people fill in about improvements, turned into clean values."""

import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openward.improvements.models import LIVED, ChangeIdea, Cycle, Driver, Improvement, Measure, TeamMember
from openward.methods.pasted_readings import Unread, value_in
from openward.people.models import Account, HeldRole, Organisation, Service
from openward.themes.models import Theme

OTHER_UNIT = gettext_lazy(
    "“%(words)s” does not fit, because this measure is in %(unit)s. Write the value in %(unit)s, as a number alone."
)
"""What is said of a value with a sign or a unit that is not the measure's."""


def given(request: HttpRequest) -> QueryDict | None:
    """What was sent, or None for a form shown for the first time."""
    return request.POST if request.method == "POST" else None


class Versioned(forms.Form):
    """A form that remembers which version of a thing it changes."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def say_changed(self, now: Improvement | Driver | ChangeIdea | Cycle | Measure | None) -> None:
        """Tell that somebody else was faster. The words stay; sending them again replaces the other's."""
        if now is None:
            self.add_error(None, _("Somebody removed this while you were writing. Your words are still in the form."))
            return
        self.add_error(
            None,
            _(
                "Somebody changed this while you were writing. Your words are still in the form: look at the page to "
                "see theirs. If you send yours now, they take the place of theirs."
            ),
        )
        self.data = {**{name: self.data[name] for name in self.data}, "version": str(now.version)}


class AimForm(Versioned):
    title = forms.CharField(label=gettext_lazy("What should we call it?"), max_length=160)
    aim = forms.CharField(
        label=gettext_lazy("The aim"),
        help_text=gettext_lazy("What will be better, for whom, by how much, by when? One or two sentences."),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    service = forms.ModelChoiceField(
        label=gettext_lazy("Where?"), queryset=Service.objects.none(), required=False,
        empty_label=gettext_lazy("The whole organisation"),
    )  # fmt: skip
    due_on = forms.DateField(label=gettext_lazy("By when?"), required=False)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        services = Service.objects.filter(organisation=organisation)
        self.fields["service"].queryset = services  # type: ignore[attr-defined]


class StartForm(AimForm):
    """The five questions with which an improvement begins."""

    version = None  # type: ignore[assignment]
    follows_theme = forms.BooleanField(
        label=gettext_lazy("Measure it by how often people still tell us about this, month by month"),
        required=False,
        initial=True,
    )

    def clean_due_on(self) -> datetime.date | None:
        due_on: datetime.date | None = self.cleaned_data["due_on"]
        if due_on is not None and due_on < timezone.localdate():
            raise forms.ValidationError(_("This day is over. Choose one that is still to come."))
        return due_on


class DriverForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("What drives the aim?"), max_length=200)
    parent = forms.ModelChoiceField(
        label=gettext_lazy("It works on"), queryset=Driver.objects.none(), required=False,
        empty_label=gettext_lazy("the aim itself"),
    )  # fmt: skip

    def __init__(self, *args: Any, improvement: Improvement, driver: Driver | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = Driver.objects.filter(improvement=improvement, parent=None)
        if driver is not None:
            has_children = driver.children.exists()
            possible = possible.none() if has_children else possible.exclude(pk=driver.pk)
        self.fields["parent"].queryset = possible  # type: ignore[attr-defined]


class DriverChangeForm(DriverForm, Versioned):
    """The same for a driver that is there."""


class IdeaForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("What could we try?"), max_length=300)
    driver = forms.ModelChoiceField(
        label=gettext_lazy("It works on"), queryset=Driver.objects.none(), required=False,
        empty_label=gettext_lazy("no driver yet"),
    )  # fmt: skip

    def __init__(self, *args: Any, improvement: Improvement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drivers = Driver.objects.filter(improvement=improvement)
        self.fields["driver"].queryset = drivers  # type: ignore[attr-defined]


class IdeaChangeForm(IdeaForm, Versioned):
    """The same for an idea that is there."""


class CycleForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("What should we call this test?"), max_length=160)
    change_idea = forms.ModelChoiceField(
        label=gettext_lazy("Which idea does it test?"), queryset=ChangeIdea.objects.none(), required=False,
        empty_label=gettext_lazy("none of those written down"),
    )  # fmt: skip
    plan = forms.CharField(
        label=gettext_lazy("Plan: what will you do?"),
        help_text=gettext_lazy("Who does what, where and for how long. Small is good: one clinic, one week."),
        max_length=3_000, widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    prediction = forms.CharField(
        label=gettext_lazy("Prediction: what do you expect to happen?"),
        help_text=gettext_lazy("With a number if you can. It cannot be changed once the test has begun."),
        max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    starts_on = forms.DateField(label=gettext_lazy("First day"))
    ends_on = forms.DateField(label=gettext_lazy("Last day"), required=False)

    def __init__(
        self, *args: Any, improvement: Improvement, is_settled: bool = False, cycle: Cycle | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        ideas = ChangeIdea.objects.filter(improvement=improvement)
        self.fields["change_idea"].queryset = ideas  # type: ignore[attr-defined]
        if is_settled and cycle is not None:
            # A disabled field keeps its first value whatever is sent.
            for name in ("plan", "prediction", "starts_on"):
                self.fields[name].disabled = True
                self.fields[name].help_text = _("The test has begun: this stays as it was written.")
                self.initial[name] = getattr(cycle, name)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        starts_on, ends_on = clean.get("starts_on"), clean.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The last day comes before the first one."))
        return clean


class CycleChangeForm(CycleForm, Versioned):
    """The same for a test that is there."""


class LearnForm(Versioned):
    result = forms.CharField(
        label=gettext_lazy("Do and study: what happened?"),
        help_text=gettext_lazy("What you saw, also what you did not expect, and how it compares with the prediction."),
        max_length=3_000, widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    learning = forms.CharField(
        label=gettext_lazy("What did you learn?"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    verdict = forms.ChoiceField(
        label=gettext_lazy("Act: what do you do with the idea?"),
        choices=Cycle.Verdict.choices, widget=forms.RadioSelect,
    )  # fmt: skip
    ends_on = forms.DateField(label=gettext_lazy("Last day of the test"))

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cycle = cycle

    def clean_ends_on(self) -> datetime.date:
        ends_on: datetime.date = self.cleaned_data["ends_on"]
        if ends_on < self.cycle.starts_on:
            raise forms.ValidationError(_("The last day comes before the first one."))
        return ends_on


class RemarkForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("What do you say about this test?"),
        help_text=gettext_lazy("The team and staff of the service read it, with your part and not your name."),
        max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class MeasureForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("What do you measure?"),
        help_text=gettext_lazy("For example: minutes from the booked time to being called in"),
        max_length=160,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What is it for?"), choices=Measure.Kind.choices, widget=forms.RadioSelect,
        initial=Measure.Kind.OUTCOME,
    )  # fmt: skip
    better = forms.ChoiceField(
        label=gettext_lazy("Which way is better?"), choices=Measure.Better.choices, widget=forms.RadioSelect,
        initial=Measure.Better.DECREASE,
    )  # fmt: skip
    unit = forms.CharField(
        label=gettext_lazy("Unit"), help_text=gettext_lazy("For example: minutes, %, people"), max_length=40,
        required=False,
    )  # fmt: skip
    target = forms.FloatField(label=gettext_lazy("Target"), required=False, min_value=-1e15, max_value=1e15)


class MeasureChangeForm(MeasureForm, Versioned):
    """The same for a measure that is there."""


class PasteForm(forms.Form):
    pasted = forms.CharField(
        label=gettext_lazy("Readings"),
        help_text=gettext_lazy(
            "Two columns copied from a spreadsheet: a date or month, and a value. A heading is fine. Dates that are "
            "here already take the new value."
        ),
        max_length=200_000, strip=False, widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )  # fmt: skip


class ReadingRemoveForm(forms.Form):
    was = forms.FloatField(widget=forms.HiddenInput)


class ReadingForm(ReadingRemoveForm):
    """One value, written as in a pasted line: in the unit of its measure, with that unit or without."""

    value = forms.CharField(
        label=gettext_lazy("Value"), max_length=60, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    field_order = ("value",)

    def __init__(self, *args: Any, unit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        if unit:
            self.fields["value"].help_text = _("In %(unit)s, as a number.") % {"unit": unit}

    def clean_value(self) -> float:
        written = self.cleaned_data["value"]
        try:
            value = value_in(written, self.unit)
        except Unread as unread:
            if unread.key == "too_large":
                raise forms.ValidationError(_("This number is too large.")) from None
            if unread.key == "other_unit":
                raise forms.ValidationError(OTHER_UNIT % {"words": written, "unit": self.unit}) from None
            value = None
        if value is None:
            raise forms.ValidationError(_("Write a number, such as 12 or 12.5."))
        return value


class ReleaseForm(Versioned):
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("It is kept with the chart, for everybody who reads it."),
        max_length=300,
    )


class LimitsForm(ReleaseForm):
    """A date at which the limits are frozen or start anew, always with the reason."""

    on = forms.DateField(label=gettext_lazy("Date"))
    field_order = ("on", "reason")


class RejoinForm(ReleaseForm):
    on = forms.DateField(widget=forms.HiddenInput)


class ColleagueForm(forms.Form):
    account = forms.ModelChoiceField(
        label=gettext_lazy("Who?"), queryset=Account.objects.none(), empty_label=gettext_lazy("Choose somebody")
    )
    part = forms.ChoiceField(
        label=gettext_lazy("Their part"), choices=TeamMember.Part.choices, initial=TeamMember.Part.STAFF
    )

    def __init__(self, *args: Any, improvement: Improvement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = HeldRole.objects.filter(organisation=improvement.engagement.organisation_id)
        accounts = Account.objects.filter(is_active=True, held_roles__in=held).distinct().order_by("name")
        accounts = accounts.exclude(pk__in=[member.account_id for member in improvement.team.all()])
        self.fields["account"].queryset = accounts  # type: ignore[attr-defined]


class InviteForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("What the team calls them"),
        help_text=gettext_lazy("A first name is enough. Only the team and staff see it."), max_length=120,
    )  # fmt: skip
    email = forms.EmailField(label=gettext_lazy("Their e-mail address"))
    part = forms.ChoiceField(
        label=gettext_lazy("Their part"), widget=forms.RadioSelect,
        choices=[(part.value, part.label) for part in TeamMember.Part if part in LIVED],
    )  # fmt: skip


class ThemeForm(forms.Form):
    theme = forms.ModelChoiceField(
        label=gettext_lazy("Another theme that this works on"), queryset=Theme.objects.none(),
        empty_label=gettext_lazy("Choose a theme"),
    )  # fmt: skip

    def __init__(self, *args: Any, themes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = themes  # type: ignore[attr-defined]


class UnlinkForm(forms.Form):
    because = forms.CharField(
        label=gettext_lazy("Why do you stop working on this?"),
        help_text=gettext_lazy("In words that the people who told you about it can read."),
        max_length=500, widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


class EndForm(forms.Form):
    how = forms.ChoiceField(
        label=gettext_lazy("How does it end?"),
        choices=[
            (Improvement.State.FINISHED.value, gettext_lazy("It is finished: something is different now")),
            (Improvement.State.STOPPED.value, gettext_lazy("We stop without a change")),
        ],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=gettext_lazy("What changed and stays so, or why you stop"),
        help_text=gettext_lazy("In words that the people who told you about it can read."),
        max_length=2_000, widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
