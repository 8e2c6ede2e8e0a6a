"""What is wrong with a form, in words: beside each field, and together at the top of the page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext, ngettext
from markupsafe import Markup, escape

from openward.design.nhsuk import nhsuk
from openward.design.wording import number


def _is_stock(field: forms.Field, error: ValidationError) -> bool:
    """Whether an error is worded by Django for any field, rather than by us for this one."""
    if not error.code:
        return False
    own = field.error_messages.get(error.code)
    return (
        own is None
        or own == forms.Field.default_error_messages.get(error.code)
        or any(
            own == vars(kind).get("default_error_messages", {}).get(error.code)
            for kind in type(field).__mro__
            if kind.__module__.startswith("django.")
        )
    )


def _what_is_missing(bound: BoundField, label: str) -> tuple[str, str]:
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return gettext("Please tick this box"), gettext("Please tick: %(label)s") % {"label": label}
    if isinstance(widget, forms.Select | forms.RadioSelect):
        return gettext("Please choose an answer"), gettext("Please choose: %(label)s") % {"label": label}
    return gettext("Please fill this in"), gettext("Please fill in: %(label)s") % {"label": label}


def _in_our_words(bound: BoundField, error: ValidationError) -> str:
    """What is wrong and how to write it instead, where Django would say it for any field in the same few words."""
    said = " ".join(str(message) for message in error.messages)
    given = error.params if isinstance(error.params, dict) else {}
    limit, count = given.get("limit_value", given.get("max")), given.get("show_value")
    numbers = {
        "limit": number(limit) if isinstance(limit, int | float) else limit,
        "count": number(count) if isinstance(count, int | float) else count,
    }
    if error.code == "min_value":
        return gettext("Write %(limit)s or more.") % numbers
    if error.code == "max_value":
        return gettext("Write %(limit)s or less.") % numbers
    if error.code == "max_length" and count is not None:
        return gettext("Please keep this to %(limit)s characters. It has %(count)s.") % numbers
    if error.code == "max_decimal_places":
        return gettext("Write it with %(limit)s or fewer digits after the point.") % numbers
    if error.code == "invalid":
        return _how_to_write(bound.field) or said
    return said


def _how_to_write(field: forms.Field) -> str:
    if isinstance(field, forms.DateTimeField | forms.TimeField):
        return ""
    if isinstance(field, forms.DateField):
        return gettext("Write the date as day, month and year, like 27 3 2026.")
    if isinstance(field, forms.FloatField | forms.DecimalField):
        return gettext("Write a number, like 4 or 4.5.")
    if isinstance(field, forms.IntegerField):
        return gettext("Write a whole number, like 12.")
    if isinstance(field, forms.EmailField):
        return gettext("Check the e-mail address: it looks like name@example.org.")
    return ""


def _messages(bound: BoundField) -> list[tuple[str, str]]:
    """Each mistake of a field as (words beside the field, words in the summary, which must stand alone)."""
    label, found = str(bound.label), []
    for error in bound.errors.as_data():
        words = " ".join(str(message) for message in error.messages)
        if not _is_stock(bound.field, error):
            found.append((words, words))
        elif error.code == "required":
            found.append(_what_is_missing(bound, label))
        else:
            words = _in_our_words(bound, error)
            found.append((words, gettext("%(label)s – %(words)s") % {"label": label, "words": words}))
    return found


def mistakes_of(bound: BoundField) -> Markup | None:
    if not bound.errors:
        return None
    return Markup("<br>").join(escape(words) for words, _alone in _messages(bound))


def draw_error_summary(*given: forms.BaseForm | None, takes_focus: bool = True) -> Markup:
    """Every mistake of one or several forms as links to their fields; nothing where nothing is wrong."""
    found: list[dict[str, str]] = []
    for form in given:
        if form is None or not form.errors:
            continue
        found += [{"text": str(error)} for error in form.non_field_errors()]
        for name in form.errors:
            if name not in form.fields:
                continue
            bound = form[name]
            place = {} if bound.is_hidden else {"href": f"#{bound.auto_id}"}
            found += [{"text": words, **place} for _beside, words in _messages(bound)]
    if not found:
        return Markup("")
    title = ngettext("Something needs another look", "Some things need another look", len(found))
    params: dict[str, Any] = {"heading": title, "errorList": found}
    if not takes_focus:
        params["disableAutoFocus"] = True
    return nhsuk.error_summary(params)
