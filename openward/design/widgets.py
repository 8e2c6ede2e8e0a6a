"""Widgets and fields that Django does not bring, drawn by `field()`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

# A comma, a space or an apostrophe between the thousands.
_GROUPED = re.compile(r"(?<=\d)[,’' \u00a0\u2009\u202f](?=\d{3}(?!\d))")


def _month_number(written: str) -> int | None:
    """The number of a month that was written in words, whole or shortened to at least three letters; or None."""
    with override("en"):
        english = {number: str(name).casefold() for number, name in MONTHS.items()}
    for number, name in MONTHS.items():
        known = (english[number], str(name).casefold())
        if written in known or (len(written) >= 3 and any(one.startswith(written) for one in known)):
            return number
    return None


class CountField(forms.IntegerField):
    """A whole number as people copy it: "1,200" and "1 200" are 1200."""

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str):
            value = _GROUPED.sub("", value)
        return super().to_python(value)


class DayMonthYear(forms.SelectDateWidget):
    """A date as three small boxes, which people fill in with fewer mistakes than a calendar. "3 March 2026" is 3 3."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        written = str(data.get(self.month_field % name) or "").strip().casefold()
        number = _month_number(written) if written and not written.isdigit() else None
        if number is None:
            return super().value_from_datadict(data, files, name)
        fields = (self.day_field, self.year_field)
        parts = {part % name: data.get(part % name) for part in fields}
        return super().value_from_datadict({**parts, self.month_field % name: str(number)}, files, name)


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
