"""Each part of a plan by itself: dates, statement, risks, volume, asking; and what narrows the evidence."""

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openward.design.widgets import CountField
from openward.engagements.models import Engagement, Phase
from openward.kit.opened_forms import OpenedForm
from openward.people.models import Account, Organisation, Role
from openward.people.queries import accounts_with_role


class PhasesForm(forms.Form):
    """First and last day of each phase. A phase with neither is left out."""

    def __init__(self, data: QueryDict | None = None, *, engagement: Engagement) -> None:
        known = {phase.kind: phase for phase in engagement.phases.all()}
        initial = {
            f"{kind}_{end}": getattr(phase, f"{end}_on") for kind, phase in known.items() for end in ("starts", "ends")
        }
        super().__init__(data, initial=initial)
        wrong = {"invalid": _("Write the date as day, month and year.")}
        for kind in Phase.Kind:
            for end, label in (("starts", _("First day")), ("ends", _("Last day"))):
                self.fields[f"{kind}_{end}"] = forms.DateField(
                    label=label, required=False, widget=forms.DateInput, error_messages=wrong
                )

    def rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """(name of the phase, first day, last day)"""
        return [(str(kind.label), self[f"{kind}_starts"], self[f"{kind}_ends"]) for kind in Phase.Kind]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        before: datetime.date | None = None
        for kind in Phase.Kind:
            starts, ends = given.get(f"{kind}_starts"), given.get(f"{kind}_ends")
            name = {"name": kind.label}
            if bool(starts) != bool(ends) and not self.errors:
                lacking = f"{kind}_ends" if starts else f"{kind}_starts"
                self.add_error(lacking, _("“%(name)s” needs a first and a last day.") % name)
            elif kind in (Phase.Kind.LISTEN, Phase.Kind.TELL) and not starts and not self.errors:
                self.add_error(f"{kind}_starts", _("Set dates for “%(name)s”: it cannot be left out.") % name)
            if starts and ends and ends < starts:
                self.add_error(f"{kind}_ends", _("“%(name)s” ends before it starts.") % name)
            if starts and before and starts < before:
                self.add_error(f"{kind}_starts", _("“%(name)s” starts before the phase that comes before it.") % name)
            before = starts or before
        return given

    def dates(self) -> dict[str, tuple[datetime.date, datetime.date]]:
        given = self.cleaned_data
        return {
            str(kind): (given[f"{kind}_starts"], given[f"{kind}_ends"])
            for kind in Phase.Kind
            if given[f"{kind}_starts"]
        }


class StatementForm(OpenedForm):
    """The public statement. It may have gaps while the plan is being made."""

    why_we_ask = forms.CharField(
        label=_("Why you ask"), required=False, max_length=1_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    can_change = forms.CharField(
        label=_("What can change"),
        help_text=_("Be exact: a promise that is too wide is broken first."),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    cannot_change = forms.CharField(
        label=_("What cannot change, whatever people say"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    who_decides = forms.CharField(
        label=_("Who decides"),
        help_text=_("A person or a group with a role, for example “the outpatient board”."),
        required=False,
        max_length=200,
    )
    decided_by_on = forms.DateField(
        label=_("By when it is decided"),
        required=False,
        widget=forms.DateInput,
        error_messages={"invalid": _("Write the date as day, month and year.")},
    )

    def __init__(self, *args: Any, is_public: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_public:
            for name in set(self.fields) - {"opened"}:
                field = self.fields[name]
                field.required = True
                field.error_messages["required"] = _("People have been promised this: reword it, but do not empty it.")

    def clean_decided_by_on(self) -> datetime.date | None:
        given: datetime.date | None = self.cleaned_data["decided_by_on"]
        if given and given < timezone.localdate() and "decided_by_on" in self.changed_data:
            raise forms.ValidationError(_("This day is over. Choose one that is still to come."))
        return given


class RiskForm(forms.Form):
    """Who owns a risk, and what is done about it."""

    owner = forms.ModelChoiceField(
        queryset=Account.objects.none(),
        label=_("Who looks after it"),
        empty_label=_("Choose a person"),
        error_messages={"required": _("Choose the person who looks after it.")},
    )
    suggested = forms.MultipleChoiceField(
        label=_("What you will do about it"),
        help_text=_("These come from the evidence. Tick what you will really do."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    control = forms.CharField(
        label=_("In your own words"),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, *args: Any, organisation: Organisation, suggestions: tuple[str, ...] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        staff = [account.pk for account in accounts_with_role(organisation, *Role)]
        self.fields["owner"].queryset = Account.objects.filter(pk__in=staff).order_by("name")  # type: ignore[attr-defined]
        self.fields["suggested"].choices = [(text, _(text)) for text in suggestions]  # type: ignore[attr-defined]
        if not suggestions:
            del self.fields["suggested"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.whole_control():
            self.add_error("control", _("Tick or write what you will do about it."))
        return given

    def whole_control(self) -> str:
        """What was ticked and what was written, a line each."""
        given: Mapping[str, Any] = self.cleaned_data
        written = (given.get("control") or "").strip()
        ticked = [text for text in given.get("suggested") or [] if text not in written]
        return "\n".join([*ticked, *([written] if written else [])])


class NewRiskForm(forms.Form):
    """A risk of one's own."""

    text = forms.CharField(
        label=_("What could go wrong"), max_length=500, error_messages={"required": _("Say what could go wrong.")}
    )


class VolumeForm(forms.Form):
    """How much is expected, and how many hours there are."""

    expected_per_week = CountField(
        label=_("How many contributions you expect in a week"),
        min_value=1,
        max_value=1_000_000,
        error_messages={
            "required": _("Say how many you expect. A guess is fine."),
            "invalid": _("Write a whole number, like 30."),
        },
    )
    hours_per_week = forms.DecimalField(
        label=_("How many hours a week your team has for it"),
        min_value=0,
        max_value=500,
        decimal_places=1,
        error_messages={
            "required": _("Say how many hours a week you have. It may be 0."),
            "invalid": _("Write the hours as a number, like 4 or 4.5."),
        },
    )


class AskingForm(forms.Form):
    """People who were asked to take part."""

    how = forms.CharField(
        label=_("How they were asked"),
        help_text=_("For example “letter with the appointment”."),
        max_length=200,
        error_messages={"required": _("Say how they were asked.")},
    )
    people = CountField(
        label=_("How many people"),
        min_value=1,
        max_value=2_000_000_000,
        error_messages={
            "required": _("Say how many people were asked."),
            "invalid": _("Write a whole number, like 1200."),
        },
    )
    asked_on = forms.DateField(
        label=_("When"),
        widget=forms.DateInput,
        error_messages={
            "required": _("Say when they were asked."),
            "invalid": _("Write the date as day, month and year."),
        },
    )

    def clean_asked_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["asked_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come. Write it down when people have been asked."))
        return day


class EvidenceForm(forms.Form):
    """What narrows the list of findings."""

    side = forms.ChoiceField(label=_("Side"), required=False)
    certainty = forms.ChoiceField(label=_("How sure"), required=False)

    def __init__(
        self, *args: Any, sides: list[tuple[str, str]], certainties: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["side"].choices = [("", _("Every side")), *sides]  # type: ignore[attr-defined]
        self.fields["certainty"].choices = [("", _("However sure")), *certainties]  # type: ignore[attr-defined]
