"""What people fill in when they prepare a space, and when the advisory group signs."""

import re
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from openward.engagements.models import SignOff
from openward.people.models import Account, Organisation, Role, Service
from openward.people.queries import accounts_with_role
from openward.spaces.actions import RuleWords
from openward.spaces.models import HouseRule, Space
from openward.spaces.queries import SETTINGS, Setting

MOST_RULES = 12


class SettingForm(forms.Form):
    """One setting, with the reason where it differs from the usual one."""

    value = forms.ChoiceField(label=_("Choose one"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why, if it is not the usual one"),
        help_text=_("The reason is kept and shown to your colleagues and the advisory group."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: QueryDict | None = None, *, setting: Setting) -> None:
        super().__init__(data, initial={"value": setting.value, "reason": setting.reason})
        self.setting = setting
        self.fields["value"].choices = SETTINGS[setting.key].choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("value") not in (None, self.setting.preset) and not given.get("reason", "").strip():
            self.add_error("reason", _("Say why you choose another setting than the usual one."))
        return given


class DutyForm(forms.Form):
    """Who is on duty, when, and whom they call."""

    safeguarding_lead = forms.ModelChoiceField(
        queryset=Account.objects.none(),
        label=_("Safeguarding lead"),
        help_text=_("The person who is called when somebody may be in danger."),
        empty_label=_("Choose a person"),
        error_messages={"required": _("Choose the safeguarding lead.")},
    )
    staffed_hours = forms.CharField(
        label=_("When somebody reads what comes in"),
        help_text=_("In words, for example “Monday to Friday, 9am to 5pm”. People see this before they write."),
        max_length=200,
        error_messages={"required": _("Say when somebody reads what comes in.")},
    )
    escalation_contact = forms.CharField(
        label=_("Whom the safeguarding lead calls when it cannot wait"),
        help_text=_("A role and a number that is answered at any hour. Only staff see this."),
        max_length=200,
        error_messages={"required": _("Name a role and a number that is answered at any hour.")},
    )
    reading_days = forms.IntegerField(
        label=_("Working days until a person has read what was sent"),
        min_value=1,
        max_value=30,
        error_messages={"required": _("Say within how many working days."), "invalid": _("Write a whole number.")},
    )
    answer_days = forms.IntegerField(
        label=_("Days until people can expect an answer"),
        min_value=1,
        max_value=365,
        error_messages={"required": _("Say within how many days."), "invalid": _("Write a whole number.")},
    )

    def __init__(self, data: QueryDict | None = None, *, space: Space) -> None:
        names = ("staffed_hours", "escalation_contact", "reading_days", "answer_days")
        initial = {name: getattr(space, name) for name in names}
        super().__init__(data, initial={**initial, "safeguarding_lead": space.safeguarding_lead_id})
        staff = [account.pk for account in accounts_with_role(space.organisation, *Role, space_key=space.pk)]
        field: Any = self.fields["safeguarding_lead"]
        field.queryset = Account.objects.filter(pk__in=staff).order_by("name")


class RuleForm(forms.Form):
    """One rule. Emptied, it is left out of the new version."""

    key = forms.SlugField(max_length=40, required=False, widget=forms.HiddenInput)
    text = forms.CharField(label=_("The rule"), max_length=200, required=False)
    how_to_fix = forms.CharField(
        label=_("What somebody can do so that their words can be shown"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("text") and not given.get("how_to_fix"):
            self.add_error("how_to_fix", _("Say what somebody can do. A rule without a way out is a closed door."))
        if given.get("how_to_fix") and not given.get("text"):
            self.add_error("text", _("Write the rule, or empty both boxes to leave it out."))
        return given


class Rules(forms.BaseFormSet):  # type: ignore[type-arg] # Django's class takes no parameter when it runs
    """All rules of a space; at least one."""

    def clean(self) -> None:
        if not self.forms:
            raise forms.ValidationError(_("Write at least one rule."))
        if not any(self.errors) and not self.words():
            self.forms[0].add_error("text", _("Write at least one rule."))

    def words(self) -> list[RuleWords]:
        found = [form.cleaned_data for form in self.forms]
        return [RuleWords(one["text"], one["how_to_fix"], one["key"]) for one in found if one.get("text")]


_make_rules: Any = forms.formset_factory(
    RuleForm, formset=Rules, extra=0, min_num=1, max_num=MOST_RULES, absolute_max=MOST_RULES
)


def rule_forms(data: QueryDict | None, rules: list[HouseRule]) -> Rules:
    """The rules as sent; or those in force with two empty rows for new ones."""
    known = [{"key": rule.key, "text": rule.text, "how_to_fix": rule.how_to_fix} for rule in rules]
    given: dict[str, Any] = {"initial": [*known, {}, {}][:MOST_RULES]} if data is None else {"data": data}
    made: Rules = _make_rules(prefix="rules", **given)
    return made


class SignOffForm(forms.Form):
    """What an advisory member says of the plan that they have read."""

    plan_digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label=_("What do you say?"),
        choices=SignOff.Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you say.")},
    )
    words = forms.CharField(
        label=_("In your words"),
        help_text=_("If you ask for a change, say which."),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("verdict") == SignOff.Verdict.ASKS_CHANGE and not given.get("words", "").strip():
            self.add_error("words", _("Say what should change."))
        return given


class LinkForm(forms.Form):
    """For which service a link is made; none for the whole space."""

    service = forms.ModelChoiceField(queryset=Service.objects.none(), required=False, to_field_name="slug")

    def __init__(self, data: QueryDict | None = None, *, organisation: Organisation) -> None:
        super().__init__(data)
        field: Any = self.fields["service"]
        field.queryset = organisation.services.all()


LONGEST_TYPED = 200


class LinkCodeForm(forms.Form):
    """The letters of a short link, as people type them from a wall; the whole address will do."""

    code = forms.CharField(
        label=_("The letters at the end of the link"),
        help_text=_("What stands after “/t/”. You can also type the whole link."),
        max_length=LONGEST_TYPED,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type the letters that stand at the end of the link.")},
    )

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        last = typed.strip().strip("/").rpartition("/")[2]
        code = re.sub(r"[\s\-–.]", "", last).lower()
        if not re.fullmatch(r"[a-z0-9]{1,12}", code):
            raise forms.ValidationError(_("A short link ends with letters and digits alone, such as “k7wx3p”."))
        return code
