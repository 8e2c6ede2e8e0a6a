"""The components of nhsuk-frontend, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import jinja2
from markupsafe import Markup


def _kept(macro: Callable[[Mapping[str, Any]], Markup]) -> Callable[[Mapping[str, Any]], Markup]:
    """A component remembers what it drew, because drawing a field takes milliseconds and a comment form is on every
    page. What somebody has typed is never remembered."""
    drawn: dict[str, Markup] = {}

    def draw(params: Mapping[str, Any]) -> Markup:
        if params.get("value") or any(item.get("value") for item in params.get("items", ()) if "name" in item):
            return macro(params)
        key = repr(params)
        if key not in drawn:
            if len(drawn) >= 256:
                drawn.clear()
            drawn[key] = macro(params)
        return drawn[key]

    return draw


class _Nhsuk:
    """The macros of nhsuk-frontend-jinja by name: `nhsuk.details({...})`.

    They live in an environment of their own because they lean on missing names being empty, and our own pages
    must not.
    """

    def __init__(self) -> None:
        self._environment = jinja2.Environment(
            loader=jinja2.PackageLoader("nhsuk_frontend_jinja"),
            autoescape=True,
            undefined=jinja2.ChainableUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def __getattr__(self, name: str) -> Callable[[Mapping[str, Any]], Markup]:
        if name.startswith("__"):
            raise AttributeError(name)
        head, *tail = name.split("_")
        folder, macro = "-".join([head, *tail]), head + "".join(word.capitalize() for word in tail)
        module = self._environment.get_template(f"nhsuk/components/{folder}/macro.jinja").module
        found = _kept(getattr(module, macro))
        setattr(self, name, found)
        return found


nhsuk = _Nhsuk()
