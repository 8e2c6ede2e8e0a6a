"""Django forms drawn with the components of nhsuk-frontend.

`draw_field` takes any bound field and finds the component by its widget, so that a page says *which* field and the
look stays in one place.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.translation import gettext
from markupsafe import Markup, escape

from openward.design import widgets
from openward.design.mistakes import mistakes_of
from openward.design.nhsuk import nhsuk

# --- Sending once -------------------------------------------------------------------------------------------------

_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


def new_submission_key() -> str:
    """A key that a form carries so that sending it twice does its work once."""
    return secrets.token_urlsafe(18)


def submission_key_of(form: forms.BaseForm | None) -> str:
    """The key that came with a form being shown again, or a new one."""
    data = getattr(form, "data", None)
    key = str(data.get("submission_key", "")) if data else ""
    return key if _KEY.fullmatch(key) else new_submission_key()


def csrf_token_for(request: HttpRequest | None) -> str:
    return get_token(request) if request is not None else ""


# --- Fields -------------------------------------------------------------------------------------------------------


def _plain(value: Any) -> str:
    """Lazy translations and numbers as text; safe text stays safe."""
    if hasattr(value, "__html__"):
        return Markup(value.__html__())  # noqa: S704 -- safe by its own word
    return str(value)


def _label(bound: BoundField, label: str | None, optional: bool | None) -> str:
    text = _plain(bound.label if label is None else label)
    is_box = isinstance(bound.field.widget, forms.CheckboxInput)
    if optional or (optional is None and not bound.field.required and not is_box and text):
        return escape(text) + " " + gettext("(optional)")
    return text


def _options(bound: BoundField) -> Iterable[tuple[str | None, list[tuple[str, str]]]]:
    """Choices as groups: (name of the group or None, [(value, words)])."""
    for value, label in bound.field.widget.choices:
        if isinstance(label, list | tuple):
            yield str(value), [("" if v is None else str(v), _plain(words)) for v, words in label]
        else:
            yield None, [("" if value is None else str(value), _plain(label))]


def _chosen(bound: BoundField) -> list[str]:
    value = bound.value()
    if value is None:
        return []
    if isinstance(value, list | tuple | set):
        return [str(one) for one in value]
    if isinstance(value, bool):
        return [str(value)]
    return [str(value)]


def _attributes(bound: BoundField, extra: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes for the control: those of the widget and the field, without what the components write."""
    widget = bound.field.widget
    found = bound.build_widget_attrs({}, widget)
    found = {**widget.attrs, **bound.field.widget_attrs(widget), **found, **extra}
    for written_elsewhere in ("id", "class", "rows", "cols", "aria-describedby", "aria-invalid", "autocomplete"):
        found.pop(written_elsewhere, None)
    # The browser's own bubbles are not translated by us and hide the error summary: the server says what is wrong.
    found.pop("required", None)
    found.pop("maxlength", None)
    found.pop("minlength", None)
    return {name: ("" if value is True else str(value)) for name, value in found.items() if value not in (None, False)}


def _choice_component(
    bound: BoundField,
    common: dict[str, Any],
    *,
    legend: dict[str, Any],
    several: bool,
    hints: Mapping[Any, str],
    conditional: Mapping[Any, str],
    inline: bool,
    small: bool,
) -> Markup:
    chosen = _chosen(bound)
    items: list[dict[str, Any]] = []
    hints = {str(value): _plain(text) for value, text in hints.items()}
    conditional = {str(value): _plain(html) for value, html in conditional.items()}
    for group, options in _options(bound):
        if group:
            items.append({"divider": group})
        for value, words in options:
            if value == "" and not several:
                continue
            item: dict[str, Any] = {"value": value, "text": words, "checked": value in chosen}
            if value in hints:
                item["hint"] = hints[value]
            if value in conditional:
                item["conditional"] = {"html": conditional[value]}
            items.append(item)
    classes = " ".join(
        name for name, wanted in (
            (f"nhsuk-{'checkboxes' if several else 'radios'}--inline", inline),
            (f"nhsuk-{'checkboxes' if several else 'radios'}--small", small),
        ) if wanted
    )  # fmt: skip
    # The id belongs to the first choice, where the error summary leads.
    common = {key: value for key, value in common.items() if key not in ("attributes", "id")}
    component = nhsuk.checkboxes if several else nhsuk.radios
    return component({
        **common, "idPrefix": bound.auto_id, "items": items, "fieldset": {"legend": legend}, "classes": classes,
    })  # fmt: skip


def draw_field(
    bound: BoundField,
    *,
    label: str | None = None,
    hint: str | None = None,
    size: str | None = None,
    is_heading: bool = False,
    optional: bool | None = None,
    count: int | None = None,
    rows: int | None = None,
    width: int | str | None = None,
    autocomplete: str | None = None,
    inputmode: str | None = None,
    prefix: str | None = None,
    suffix: str | None = None,
    hints: Mapping[Any, str] | None = None,
    conditional: Mapping[Any, str] | None = None,
    inline: bool = False,
    small: bool = False,
    attributes: Mapping[str, Any] | None = None,
) -> Markup:
    """A field with its label, hint, error and control.

    `size` s, m, l or xl is the size of the label; `is_heading` makes it the heading of the page. `count` shows how
    many characters are left (a textarea whose field has a `max_length` of 5,000 or less shows it anyway; 0 hides
    it). `hints` and `conditional` say something below, and open something for, single choices by their value.
    """
    widget = bound.field.widget
    if type(widget) is forms.HiddenInput:
        # Django's own way through a template of its own costs as much as ten visible fields.
        value = bound.value()
        return Markup('<input type="hidden" name="{}" id="{}" value="{}">').format(
            bound.html_name, bound.auto_id, "" if value is None else value
        )
    if widget.is_hidden:
        return Markup(str(bound))  # noqa: S704 -- Django drew and escaped it
    words = _label(bound, label, optional)
    if is_heading:
        size = size or "l"
    title: dict[str, Any] = {"html" if isinstance(words, Markup) else "text": words}
    if size:
        title["size"] = size
    if is_heading:
        title["isPageHeading"] = True
    common: dict[str, Any] = {
        "id": bound.auto_id,
        "name": bound.html_name,
        "attributes": _attributes(bound, attributes or {}),
    }
    hint_text = _plain(bound.help_text if hint is None else hint)
    if hint_text:
        common["hint"] = {"html" if isinstance(hint_text, Markup) else "text": hint_text}
    errors = mistakes_of(bound)
    if errors:
        common["errorMessage"] = {"html": errors, "visuallyHiddenText": gettext("Error")}
    filled_in = autocomplete or widget.attrs.get("autocomplete")
    if filled_in:
        common["autocomplete"] = filled_in
    if bound.field.disabled:
        common["disabled"] = True

    choice: dict[str, Any] = {"hints": hints or {}, "conditional": conditional or {}, "inline": inline, "small": small}
    if isinstance(widget, forms.CheckboxInput):
        return _single_box(bound, common, words)
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return _choice_component(bound, common, legend=title, several=True, **choice)
    if isinstance(widget, forms.RadioSelect):
        return _choice_component(bound, common, legend=title, several=False, **choice)
    if isinstance(widget, forms.SelectDateWidget):
        return _date_parts(bound, common, title)
    if isinstance(widget, forms.Select):
        return _select(bound, common, title)
    if isinstance(widget, forms.Textarea):
        return _textarea(bound, common, title, count=count, rows=rows)
    if isinstance(widget, forms.FileInput):
        return nhsuk.file_upload({**common, "label": title})
    return _input(bound, common, title, width=width, inputmode=inputmode, prefix=prefix, suffix=suffix)


def _single_box(bound: BoundField, common: dict[str, Any], words: str) -> Markup:
    item: dict[str, Any] = {
        "value": "on",
        "html" if isinstance(words, Markup) else "text": words,
        "checked": bool(bound.value()),
        "attributes": common.pop("attributes"),
    }
    common.pop("id")
    hint = common.pop("hint", None)
    if hint:
        item["hint"] = hint
    return nhsuk.checkboxes({**common, "idPrefix": bound.auto_id, "items": [item]})


def _select(bound: BoundField, common: dict[str, Any], title: dict[str, Any]) -> Markup:
    chosen = _chosen(bound)
    groups = list(_options(bound))
    if isinstance(bound.field.widget, forms.SelectMultiple):
        common["attributes"]["multiple"] = ""
    if all(name is None for name, _ in groups):
        items = [
            {"value": value, "text": words, "selected": value in chosen}
            for _, options in groups for value, words in options
        ]  # fmt: skip
        return nhsuk.select({**common, "label": title, "items": items})
    # The component knows no groups of options: its frame is drawn around ours.
    return Markup('<div class="nhsuk-form-group{error}">{label}{hint}{message}{control}</div>').format(
        error=" nhsuk-form-group--error" if "errorMessage" in common else "",
        label=nhsuk.label({**title, "for": common["id"]}),
        hint=nhsuk.hint({**common["hint"], "id": f"{common['id']}-hint"}) if "hint" in common else "",
        message=nhsuk.error_message({**common["errorMessage"], "id": f"{common['id']}-error"})
        if "errorMessage" in common else "",
        control=_grouped_select(bound, common, groups, chosen),
    )  # fmt: skip


def _grouped_select(
    bound: BoundField,
    common: dict[str, Any],
    groups: list[tuple[str | None, list[tuple[str, str]]]],
    chosen: list[str],
) -> Markup:
    def option(value: str, words: str) -> Markup:
        selected = Markup(" selected") if value in chosen else ""
        return Markup('<option value="{}"{}>{}</option>').format(value, selected, words)

    parts = []
    for name, options in groups:
        inner = Markup("").join(option(*one) for one in options)
        parts.append(Markup('<optgroup label="{}">{}</optgroup>').format(name, inner) if name else inner)
    parts_there = (("hint", "hint"), ("error", "errorMessage"))
    described = [f"{common['id']}-{part}" for part, name in parts_there if name in common]
    attributes = dict(common["attributes"])
    if described:
        attributes["aria-describedby"] = " ".join(described)
    written = Markup("").join(Markup(' {}="{}"').format(name, value) for name, value in attributes.items())
    return Markup('<select class="nhsuk-select" id="{}" name="{}"{}>{}</select>').format(
        common["id"], common["name"], written, Markup("").join(parts)
    )


def _textarea(
    bound: BoundField, common: dict[str, Any], title: dict[str, Any], *, count: int | None, rows: int | None
) -> Markup:
    longest = getattr(bound.field, "max_length", None)
    if count is None and longest and longest <= 5_000:
        count = longest
    value = bound.value()
    common["attributes"].setdefault("dir", "auto")
    params = {
        **common,
        "label": title,
        "value": "" if value is None else str(value),
        "rows": str(rows or bound.field.widget.attrs.get("rows") or 6),
    }
    if not count:
        return nhsuk.textarea(params)
    return nhsuk.character_count(
        {
            **params,
            "maxlength": str(count),
            "threshold": "50",
            "textareaDescriptionText": gettext("You can write up to %(count)s characters.") % {"count": count},
            "charactersUnderLimitText": {
                "one": gettext("You have %{count} character left"),
                "other": gettext("You have %{count} characters left"),
            },
            "charactersAtLimitText": gettext("You have no characters left"),
            "charactersOverLimitText": {
                "one": gettext("You have %{count} character too many"),
                "other": gettext("You have %{count} characters too many"),
            },
        }
    )


def _date_parts(bound: BoundField, common: dict[str, Any], title: dict[str, Any]) -> Markup:
    widget = bound.field.widget
    names = {"day": gettext("Day"), "month": gettext("Month"), "year": gettext("Year")}
    parts = ["month", "year"] if isinstance(widget, widgets.MonthYear) else ["day", "month", "year"]
    values = widget.format_value(bound.value())
    items = [
        {
            "name": f"{bound.html_name}_{part}",
            "id": common["id"] if part == parts[0] else f"{common['id']}_{part}",
            "label": names[part],
            "value": "" if values.get(part) is None else str(values[part]),
            "width": 4 if part == "year" else 2,
            "error": "errorMessage" in common,
        }
        for part in parts
    ]
    common = {key: value for key, value in common.items() if key not in ("attributes", "name", "id")}
    if "hint" in common:
        common["hint"] = {**common["hint"], "id": f"{bound.auto_id}-hint"}
    if "errorMessage" in common:
        common["errorMessage"] = {**common["errorMessage"], "id": f"{bound.auto_id}-error"}
    return nhsuk.date_input({**common, "items": items, "fieldset": {"legend": title}})


def _input(
    bound: BoundField,
    common: dict[str, Any],
    title: dict[str, Any],
    *,
    width: int | str | None,
    inputmode: str | None,
    prefix: str | None,
    suffix: str | None,
) -> Markup:
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "text")
    value = bound.value()
    if isinstance(bound.field, forms.DateField) and isinstance(widget, forms.DateInput) and kind != "month":
        kind = "date"
    if isinstance(bound.field, forms.DateTimeField) and isinstance(widget, forms.DateTimeInput):
        kind = "datetime-local"
    if kind == "number":
        # A number field throws away what it cannot read and changes value under a mouse wheel: plain text with a
        # numeric keyboard is kinder, and the server says what is wrong.
        is_whole = type(bound.field) in {forms.IntegerField, widgets.CountField}
        kind, inputmode = "text", inputmode or ("numeric" if is_whole else "decimal")
        width = width or 5
        for name in ("min", "max", "step"):
            common["attributes"].pop(name, None)
    if kind == "password":
        value = None
        common["attributes"].setdefault("spellcheck", "false")
    if kind == "email":
        common.setdefault("autocomplete", "email")
        common["attributes"].setdefault("spellcheck", "false")
    if kind == "text" and not inputmode:
        common["attributes"].setdefault("dir", "auto")
    shown = "" if value is None else _input_value(value, kind, widget)
    params: dict[str, Any] = {**common, "label": title, "type": kind, "value": shown}
    extras = {"inputmode": inputmode, "prefix": prefix, "suffix": suffix}
    params.update({name: given for name, given in extras.items() if given})
    if kind == "month":
        params["width"] = 10
    if isinstance(width, int):
        params["width"] = width
    elif width:
        params["classes"] = f"nhsuk-u-width-{width}"
    return nhsuk.input(params)


def _input_value(value: Any, kind: str, widget: forms.Widget) -> str:
    if kind in ("date", "datetime-local", "month") and hasattr(value, "isoformat"):
        whole: str = value.isoformat()
        return {"date": whole[:10], "datetime-local": whole[:16], "month": whole[:7]}[kind]
    return str(widget.format_value(value) or "")
