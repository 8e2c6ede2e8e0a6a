"""The planner's eight questions, the groups that must be heard among them."""

import dataclasses
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from openward.design.widgets import CountField
from openward.engagements.actions import GroupToHear
from openward.engagements.models import Engagement
from openward.engagements.queries import questions
from openward.people.models import Organisation, Service

MOST_GROUPS = 20


def _choices(question: str) -> list[tuple[str, Any]]:
    return [(key, _(words)) for key, words in questions()[question].options]


class PlanForm(forms.Form):
    """Seven of the planner's eight questions; the groups are the eighth."""

    title = forms.CharField(
        label=_("A short name for it"),
        help_text=_("People will see it, for example “Kinder waits in outpatients”."),
        max_length=160,
        error_messages={"required": _("Give it a short name.")},
    )
    aim_words = forms.CharField(
        label=_("In one sentence: what should be better for people afterwards?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say in one sentence what should be better.")},
    )
    aim = forms.ChoiceField(
        label=_("What do you want to reach by asking?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you want to reach.")},
    )
    service = forms.ModelChoiceField(
        queryset=Service.objects.none(),
        label=_("Which service is it about?"),
        required=False,
        empty_label=_("The whole organisation"),
    )
    people = forms.MultipleChoiceField(
        label=_("Which kinds of people are they?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one kind of people.")},
    )
    stage = forms.ChoiceField(
        label=_("Where are you in your improvement work?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where you are.")},
    )
    host = forms.ChoiceField(
        label=_("Who hosts the conversation?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who hosts it.")},
    )
    reach = forms.ChoiceField(
        label=_("How public should it be?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how public it should be.")},
    )
    hours_per_week = forms.DecimalField(
        label=_("How many hours a week can your team give to it?"),
        help_text=_("For reading what comes in and answering it. A guess is fine."),
        min_value=0,
        max_value=500,
        decimal_places=1,
        error_messages={
            "required": _("Say how many hours a week you have. It may be 0."),
            "invalid": _("Write the hours as a number, like 4 or 4.5."),
        },
    )
    worries = forms.MultipleChoiceField(
        label=_("What worries you?"),
        help_text=_("Tick all that you have thought of. We draw the risks to settle from them."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("aim", "people", "stage", "host", "reach", "worries"):
            self.fields[name].choices = _choices(name)  # type: ignore[attr-defined]
        self.fields["service"].queryset = organisation.services.filter(is_open=True)  # type: ignore[attr-defined]

    def plan(self) -> dict[str, Any]:
        """The answers as `plan_engagement` takes them."""
        given = self.cleaned_data
        return {
            "title": given["title"],
            "aim": given["aim_words"],
            "service": given["service"],
            "hours_per_week": given["hours_per_week"],
            "answers": {name: given[name] for name in ("aim", "people", "stage", "host", "reach", "worries")},
        }


class GroupForm(forms.Form):
    """One group that must be heard."""

    name = forms.CharField(label=_("Who"), max_length=120, required=False)
    population = CountField(
        label=_("How many they are"),
        min_value=0,
        max_value=2_000_000_000,
        required=False,
        error_messages={"invalid": _("Write how many they are as a whole number, like 1200.")},
    )
    is_unknown = forms.BooleanField(label=_("Nobody knows how many"), required=False)
    hoped_for = CountField(
        label=_("How many you hope to hear from"),
        min_value=1,
        max_value=2_000_000_000,
        required=False,
        error_messages={"invalid": _("Write how many you hope to hear from as a whole number, like 40.")},
    )
    source = forms.CharField(label=_("Where the figure comes from"), max_length=200, required=False)
    other_route = forms.CharField(
        label=_("How else they can be heard"),
        help_text=_("A visit, a phone call, a paper card, a meeting."),
        max_length=300,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        is_filled = any(given.get(name) for name in ("population", "hoped_for", "source", "other_route", "is_unknown"))
        if is_filled and not given.get("name"):
            self.add_error("name", _("Say who this group is."))
        if given.get("name") and "population" in given:
            is_figure, is_unknown = given["population"] is not None, given["is_unknown"]
            if not is_figure and not is_unknown:
                self.add_error("population", _("Say how many they are, or tick that nobody knows."))
            if is_figure and is_unknown:
                self.add_error("is_unknown", _("There is a figure: leave this empty, or take the figure out."))
        return given

    @property
    def group(self) -> GroupToHear | None:
        """The group, or None for a row that was left empty."""
        given = self.cleaned_data
        if not given.get("name"):
            return None
        return GroupToHear(
            given["name"], given["population"], given["hoped_for"], given["source"], given["other_route"]
        )


class Groups(forms.BaseFormSet):  # type: ignore[type-arg] # Django's class takes no parameter when it runs
    """Groups of a plan. At least one; rows left empty are passed over."""

    def clean(self) -> None:
        if not self.forms:
            raise forms.ValidationError(_("Name at least one group that must be heard."))
        if not any(self.errors) and not self.groups():
            self.forms[0].add_error("name", _("Name at least one group that must be heard."))

    def groups(self) -> list[GroupToHear]:
        return [form.group for form in self.forms if form.group is not None]


_make_groups: Any = forms.formset_factory(
    GroupForm, formset=Groups, extra=0, min_num=1, max_num=MOST_GROUPS, absolute_max=MOST_GROUPS
)


def group_forms(data: QueryDict | None, initial: list[dict[str, Any]] | None = None) -> Groups:
    """The rows for groups: as sent; or as known, with two empty rows to begin with when nothing is known."""
    given: dict[str, Any] = {"initial": initial or [{}, {}]} if data is None else {"data": data}
    made: Groups = _make_groups(prefix="groups", **given)
    return made


def more_group_forms(data: QueryDict) -> Groups:
    """The rows as sent and one more, not checked yet: nobody wants to be told off for asking for a row."""
    count = data.get("groups-TOTAL_FORMS", "")
    rows = min(int(count) if count.isdecimal() else 0, MOST_GROUPS - 1)
    return group_forms(None, [*(_as_sent(GroupForm, data, f"groups-{place}-") for place in range(rows)), {}])


@dataclasses.dataclass(frozen=True, slots=True)
class PlanInHand:
    """The whole planner as it is being filled in."""

    form: PlanForm
    groups: Groups
    is_complete: bool


def plan_in_hand(
    data: QueryDict | None, organisation: Organisation, engagement: Engagement | None = None
) -> PlanInHand:
    """The planner as it was sent; as an engagement's plan stands; or empty. Asking for another row checks nothing."""
    if data is None:
        known = plan_as_filled_in(engagement) if engagement else None
        rows = groups_as_filled_in(engagement) if engagement else None
        return PlanInHand(PlanForm(initial=known, organisation=organisation), group_forms(None, rows), False)
    if "add" in data:
        form = PlanForm(initial=_as_sent(PlanForm, data), organisation=organisation)
        return PlanInHand(form, more_group_forms(data), False)
    form, groups = PlanForm(data, organisation=organisation), group_forms(data)
    is_whole = form.is_valid()
    return PlanInHand(form, groups, groups.is_valid() and is_whole)


@dataclasses.dataclass(frozen=True, slots=True)
class GroupsInHand:
    """The groups alone, as they are being filled in."""

    groups: Groups
    is_complete: bool


def groups_in_hand(data: QueryDict | None, engagement: Engagement) -> GroupsInHand:
    """The groups as sent, or as an engagement's plan stands."""
    if data is None:
        return GroupsInHand(group_forms(None, groups_as_filled_in(engagement)), False)
    if "add" in data:
        return GroupsInHand(more_group_forms(data), False)
    groups = group_forms(data)
    return GroupsInHand(groups, groups.is_valid())


def _as_sent(form: type[forms.Form], data: QueryDict, prefix: str = "") -> dict[str, Any]:
    fields = form.base_fields.items()
    return {name: field.widget.value_from_datadict(data, {}, f"{prefix}{name}") for name, field in fields}


def plan_as_filled_in(engagement: Engagement) -> dict[str, Any]:
    """A plan's answers as the form shows them."""
    return {
        **engagement.answers,
        "title": engagement.title,
        "aim_words": engagement.aim,
        "service": engagement.service_id,
        "hours_per_week": engagement.hours_per_week.normalize(),
    }


def groups_as_filled_in(engagement: Engagement) -> list[dict[str, Any]]:
    """A plan's groups as the rows show them."""
    return [
        {
            "name": group.name,
            "population": group.population,
            "is_unknown": group.population is None,
            "hoped_for": group.hoped_for,
            "source": group.source,
            "other_route": group.other_route,
        }
        for group in engagement.groups.all()
    ]
