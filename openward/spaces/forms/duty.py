"""What a lead fills in for the duty rota and the escalation form."""

import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openward.design.clock_zones import zone_choices, zone_name
from openward.people.models import MODERATING, Account, Service
from openward.people.queries import accounts_with_role
from openward.spaces.actions.duty import Contact
from openward.spaces.models import EscalationContact, ModerationMode, Space, Weekday
from openward.spaces.queries.duty import day_of, zones_of

WEEKLY, ONCE = "weekly", "once"
MODES = [
    ("", _("As the place says")),
    (ModerationMode.NEWCOMERS.value, ModerationMode.NEWCOMERS.label),
    (ModerationMode.BEFORE.value, ModerationMode.BEFORE.label),
]


def _moderators(space: Space) -> Any:
    found = accounts_with_role(space.organisation, *MODERATING, space_key=space.pk)
    return Account.objects.filter(pk__in=[account.pk for account in found]).order_by("name")


class TimeOfDay(forms.TimeField):
    """A time on the wall, such as 09:00."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        wrong = {"required": _("Say at what time."), "invalid": _("Write a time such as 09:00.")}
        super().__init__(widget=widget, error_messages=wrong, **options)


class DayField(forms.DateField):
    """A day."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        wrong = {"required": _("Choose a day."), "invalid": _("Write a day such as 2026-12-24.")}
        super().__init__(widget=widget, error_messages=wrong, **options)


class ShiftForm(forms.Form):
    """Hours for which somebody is put on the rota."""

    account = forms.ModelChoiceField(
        queryset=Account.objects.none(),
        label=_("Who reads"),
        help_text=_("Moderators of this place."),
        empty_label=_("Choose a person"),
        error_messages={"required": _("Choose who reads.")},
    )
    how_often = forms.ChoiceField(
        label=_("How often"),
        choices=[(WEEKLY, _("Each week")), (ONCE, _("Once, for example to stand in for somebody"))],
        widget=forms.RadioSelect,
        initial=WEEKLY,
        error_messages={"required": _("Say how often.")},
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days each week"),
        choices=Weekday.choices,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    on_day = DayField(label=_("On which day, if once"), required=False)
    starts_at = TimeOfDay(label=_("From"))
    ends_at = TimeOfDay(label=_("Until"), help_text=_("A time before the first one means: until then on the next day."))
    mode = forms.ChoiceField(
        label=_("When a person reads in these hours"),
        help_text=_("Hours can ask for more care than the place, never for less."),
        choices=MODES,
        required=False,
    )

    def __init__(self, data: QueryDict | None = None, *, space: Space) -> None:
        super().__init__(data)
        self.space = space
        field: Any = self.fields["account"]
        field.queryset = _moderators(space)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("starts_at") is not None and given.get("starts_at") == given.get("ends_at"):
            # It would be a shift of a whole day: a slip that would let words be shown unread all night.
            self.add_error("ends_at", _("Say another time than the first one."))
        if given.get("how_often") == ONCE:
            given["weekdays"] = []
            if not given.get("on_day") and "on_day" not in self.errors:
                self.add_error("on_day", _("Choose the day."))
            elif given.get("on_day") and given["on_day"] < day_of(self.space, timezone.now()):
                self.add_error("on_day", _("Choose a day that is still to come."))
        elif given.get("how_often") == WEEKLY:
            given["on_day"] = None
            self.errors.pop("on_day", None)
            if not given.get("weekdays"):
                self.add_error("weekdays", _("Choose at least one day of the week."))
        return given

    def values(self) -> dict[str, Any]:
        """What `plan_shifts` takes, besides the space and who plans."""
        said = self.cleaned_data
        names = ("account", "weekdays", "on_day", "starts_at", "ends_at", "mode")
        return {name: said[name] for name in names}


class AbsenceForm(forms.Form):
    """Days on which somebody, or everybody, is away."""

    account = forms.ModelChoiceField(
        queryset=Account.objects.none(),
        label=_("Who is away"),
        required=False,
        empty_label=_("Everybody, as on a public holiday"),
    )
    first_on = DayField(label=_("From"))
    last_on = DayField(label=_("Up to and including"), required=False, help_text=_("Leave it empty for one day."))

    def __init__(self, data: QueryDict | None = None, *, space: Space) -> None:
        super().__init__(data, prefix="away")
        field: Any = self.fields["account"]
        field.queryset = _moderators(space)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first: datetime.date | None = given.get("first_on")
        last: datetime.date | None = given.get("last_on") or first
        if first and last and last < first:
            self.add_error("last_on", _("Choose the same day or a later one."))
        given["last_on"] = last
        return given


class ClocksForm(forms.Form):
    """Which clocks the rota means."""

    time_zone = forms.ChoiceField(label=_("Which clocks these times mean"), required=False)

    def __init__(self, data: QueryDict | None = None, *, space: Space) -> None:
        super().__init__(data, initial={"time_zone": space.time_zone}, prefix="clocks")
        usual = _("Those of this website: %(name)s") % {"name": zone_name(timezone.get_default_timezone_name())}
        field: Any = self.fields["time_zone"]
        field.choices = [("", usual), *zone_choices(own=zones_of(space.organisation_id), chosen=space.time_zone)]


class NumbersForm(forms.Form):
    """What everybody in an organisation reads in an emergency."""

    emergency_text = forms.CharField(
        label=_("What people read beside every box"),
        help_text=_("Whom to call in danger, whom at night, whom to talk to. Only numbers that are answered here."),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write whom people call in an emergency.")},
    )

    def clean_emergency_text(self) -> str:
        words: str = self.cleaned_data["emergency_text"]
        if not any(sign.isdigit() for sign in words):
            raise forms.ValidationError(_("Write at least one number that people can call."))
        return words


class EscalationForm(forms.Form):
    """The escalation form: a line for the service, one for the safeguarding team, and one for each ward or clinic
    that has somebody of its own."""

    names = ("who", "number", "hours", "agreed_with")

    def __init__(self, data: QueryDict | None = None, *, space: Space, contacts: list[EscalationContact]) -> None:
        super().__init__(data)
        self.services = list(Service.objects.filter(organisation_id=space.organisation_id, is_open=True))
        self.lines: list[tuple[EscalationContact.Part, Service | None, str]] = [
            (part, None, part.value) for part in EscalationContact.Part
        ]
        self.lines += [
            (EscalationContact.Part.SERVICE, service, f"service-{service.slug}") for service in self.services
        ]
        known = {(one.part, one.service_id): one for one in contacts}
        for part, service, prefix in self.lines:
            self._add(prefix, known.get((part, service.pk if service else None)), is_required=service is None)

    def _add(self, prefix: str, kept: EscalationContact | None, *, is_required: bool) -> None:
        wordings = {
            "who": (_("Role"), _("Say which role."), 120),
            "number": (_("Number"), _("Write the number."), 60),
            "hours": (_("When it is answered"), _("Say when it is answered."), 120),
            "agreed_with": (_("Who there agreed to this"), _("Say who there knows and agreed."), 120),
        }
        for name in self.names:
            label, lacking, longest = wordings[name]
            self.fields[f"{prefix}-{name}"] = forms.CharField(
                label=label,
                max_length=longest,
                required=is_required,
                initial=getattr(kept, name) if kept else "",
                error_messages={"required": lacking},
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for _part, service, prefix in self.lines:
            said = {name: given.get(f"{prefix}-{name}", "").strip() for name in self.names}
            if service is not None and any(said.values()):
                for name in self.names:
                    if not said[name] and f"{prefix}-{name}" not in self.errors:
                        self.add_error(f"{prefix}-{name}", _("Fill in the whole line, or leave all of it empty."))
        return given

    def is_begun(self, prefix: str) -> bool:
        """Whether a line holds anything, so that the page opens it."""
        return any(self[f"{prefix}-{name}"].value() for name in self.names)

    def contacts(self) -> list[Contact]:
        """What `agree_escalation` takes; lines that are empty are left out."""
        found = []
        for part, service, prefix in self.lines:
            said = {name: self.cleaned_data.get(f"{prefix}-{name}", "").strip() for name in self.names}
            if all(said.values()):
                found.append(Contact(part=part, service=service, **said))
        return found
