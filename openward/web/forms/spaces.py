"""Narrowing a space's stories."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openward.contributions.models import Feeling
from openward.contributions.queries.feeds import Narrowing
from openward.design.wording import month as month_in_words
from openward.people.models import Badge, Service

MONTHS_BACK = 24
WHO = [(badge.value, badge.label) for badge in Badge if badge not in {Badge.UNSAID, Badge.SURVEY}]


class NarrowForm(forms.Form):
    """What the list is narrowed to. Whatever it does not know is left out, never an error: addresses are shared."""

    service = forms.ChoiceField(required=False, label=_("Where"))
    who = forms.ChoiceField(required=False, label=_("Who"), choices=[("", _("Anybody")), *WHO])
    month = forms.ChoiceField(required=False, label=_("When"))
    feeling = forms.ChoiceField(
        required=False, label=_("How it felt"), choices=[("", _("Any feeling")), *Feeling.choices]
    )
    q = forms.CharField(required=False, widget=forms.HiddenInput, max_length=200)
    view = forms.ChoiceField(required=False, widget=forms.HiddenInput, choices=[("", ""), ("staff", "staff")])

    def __init__(self, *args: Any, services: list[Service], today: datetime.date, **options: Any) -> None:
        super().__init__(*args, **{**options, "auto_id": "narrow_%s"})
        places = [("", _("Anywhere")), *((one.slug, one.name) for one in services)]
        self.fields["service"].choices = places  # type: ignore[attr-defined]
        self.fields["month"].choices = [("", _("Any time")), *_months(today)]  # type: ignore[attr-defined]

    def chosen(self) -> Narrowing:
        self.is_valid()
        said = self.cleaned_data
        month = said.get("month")
        return Narrowing(
            service=said.get("service", ""),
            badge=said.get("who", ""),
            month=datetime.date.fromisoformat(f"{month}-01") if month else None,
            feeling=said.get("feeling", ""),
            words=said.get("q", ""),
        )

    @property
    def wants_everything(self) -> bool:
        """Whether the list for staff is asked for; only staff get it."""
        self.is_valid()
        return self.cleaned_data.get("view") == "staff"


def _months(today: datetime.date) -> list[tuple[str, str]]:
    found, year, number = [], today.year, today.month
    for _month in range(MONTHS_BACK):
        first = datetime.date(year, number, 1)
        found.append((f"{first:%Y-%m}", month_in_words(first)))
        year, number = (year, number - 1) if number > 1 else (year - 1, 12)
    return found
