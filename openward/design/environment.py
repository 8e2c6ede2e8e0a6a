"""The Jinja2 environment in which every page is drawn."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any

import jinja2
from django.conf import settings
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language, get_language_info
from markupsafe import Markup

from openward.design import charts, context, forms_drawn, mistakes, shapes, ways, wording, words
from openward.design.nhsuk import nhsuk

logger = logging.getLogger("openward.design")


DRAWN_ONCE = frozenset({"chart"})


def _kept(macro: Callable[..., Markup]) -> Callable[..., Markup]:
    """A component that takes milliseconds to draw is drawn once for all that it shows. It is never out of date: other
    numbers or other words are another drawing."""

    @functools.lru_cache(maxsize=256)
    def drawn(_language: str | None, *shown: Any, **options: Any) -> Markup:
        return macro(*shown, **options)

    return lambda *shown, **options: drawn(get_language(), *shown, **options)


class _Components:
    """`ui` in every template: the macros of design/components/all.html, loaded when first asked for.

    They are kept (a macro file costs more to load than to call) except while templates are reloaded.
    """

    def __init__(self, environment: jinja2.Environment) -> None:
        self._environment = environment

    def __getattr__(self, name: str) -> Callable[..., Markup]:
        template = self._environment.get_template("design/components/all.html")
        module = template.make_module() if self._environment.auto_reload else template.module
        macro: Callable[..., Markup] | None = getattr(module, name, None)
        if macro is None:
            raise AttributeError(f"design/components/all.html has no component {name!r}")
        if not self._environment.auto_reload:
            macro = _kept(macro) if name in DRAWN_ONCE else macro
            setattr(self, name, macro)
        return macro


def _undefined() -> type[jinja2.Undefined]:
    """A misspelt name is an error for those who write pages, and a gap with a log line for those who read them.

    `STRICT_TEMPLATES` is on in tests and in development (its default follows DEBUG). A person who wants to read
    the answer to their story is better served by a page with a hole in it than by "something went wrong".
    """
    if getattr(settings, "STRICT_TEMPLATES", settings.DEBUG):
        return jinja2.StrictUndefined
    return jinja2.make_logging_undefined(logger, jinja2.ChainableUndefined)


def static_if_found(name: str) -> str:
    """Empty instead of an error where the list of static files is missing (for the page that says so)."""
    try:
        return static(name)
    except ValueError:
        return ""


def language_choices() -> list[tuple[str, str]]:
    """Each language in its own words."""
    return [(code, get_language_info(code)["name_local"].partition(" (")[0]) for code, _name in settings.LANGUAGES]


def url(name: str, *args: Any, **kwargs: Any) -> str:
    if not args and not kwargs:
        return _fixed_address(name, settings.ROOT_URLCONF, get_script_prefix())
    return reverse(name, args=args or None, kwargs=kwargs or None)


@functools.lru_cache(maxsize=256)
def _fixed_address(name: str, _urlconf: str, _prefix: str) -> str:
    return reverse(name)


def environment(**options: Any) -> jinja2.Environment:
    # Django gives a loader over every room's `jinja2` folder; ours alone serves scripts and tests.
    options.setdefault("loader", jinja2.PackageLoader("openward.design", "jinja2"))
    options["undefined"] = _undefined()
    options["autoescape"] = True
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    options["extensions"] = [*options.get("extensions", []), "jinja2.ext.i18n", "jinja2.ext.do"]
    made = jinja2.Environment(**options)  # noqa: S701 -- autoescape is on, three lines up
    # The extension makes {% trans %} blocks; its functions are then replaced by ours.
    made.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(
        {
            "_": words.gettext,
            "gettext": words.gettext,
            "ngettext": words.ngettext,
            "pgettext": words.pgettext,
            "npgettext": words.npgettext,
        }
    )
    made.globals.update(context.DEFAULTS)
    made.globals.update(
        {
            # Asking for the address of a file walks all rooms; the address is the same for as long as we run.
            "static": static if made.auto_reload else functools.cache(static),
            "static_if_found": static_if_found,
            "url": url,
            "ui": _Components(made),
            "nhsuk": nhsuk,
            "draw_field": forms_drawn.draw_field,
            "draw_error_summary": mistakes.draw_error_summary,
            "draw_way": ways.draw_way,
            "draw_chart": charts.draw_chart,
            "draw_sparkline": charts.draw_sparkline,
            "csrf_token_for": forms_drawn.csrf_token_for,
            "new_submission_key": forms_drawn.new_submission_key,
            "submission_key_of": forms_drawn.submission_key_of,
            "shapes": shapes,
            "way_label": shapes.way_label,
            "language_choices": language_choices,
            "notices_for": context.notices_for,
        }
    )
    made.filters.update(
        {
            "month": wording.month,
            "day": wording.day,
            "day_short": wording.day_short,
            "weekday": wording.weekday,
            "moment": wording.moment,
            "sentence_time": wording.sentence_time,
            "number": wording.number,
            "percent": wording.percent,
            "listed": wording.listed,
            "sentence": wording.sentence,
            "paragraphs": wording.paragraphs,
        }
    )
    return made
