"""Widgets and fields that Django does not bring, drawn by `field()`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DayMonthYear(forms.SelectDateWidget):
    """A date as three small boxes, which people fill in with fewer mistakes than a calendar."""


class MonthYear(forms.SelectDateWidget):
    """A month as two small boxes. Its value is the first day of the month."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        month, year = data.get(self.month_field % name), data.get(self.year_field % name)
        if not month and not year:
            return data.get(name)
        try:
            return date(int(str(year)), int(str(month)), 1).isoformat()
        except ValueError:
            return f"{year or 0}-{month or 0}-1"

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(key in data for key in (name, self.month_field % name, self.year_field % name))

    def format_value(self, value: Any) -> dict[str, Any]:
        parts = super().format_value(value)
        return {"month": parts["month"], "year": parts["year"]}


class MonthInput(forms.DateInput):
    """The browser's own month picker, where there is one ("2026-03")."""

    input_type = "month"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m")


class MonthField(forms.DateField):
    """A month, kept as its first day. Accepts what both month widgets send."""

    widget = MonthYear
    input_formats = ["%Y-%m-%d", "%Y-%m"]
    default_error_messages = {"invalid": _("Write the month as a number from 1 to 12, and the year, like 3 2026.")}

    def to_python(self, value: Any) -> date | None:
        found = super().to_python(value)
        return found.replace(day=1) if found else None
