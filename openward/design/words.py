"""`_`, `gettext`, `ngettext`, `pgettext` and `npgettext` for templates.

They do what Jinja2's "newstyle" ones do (values go in as keywords and are escaped), with two differences: texts
without values are kept ready for each language, because a page holds hundreds of them; and a lone "%" is a "%", where
Jinja2 would take "41% a day" for a format.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from django.utils import translation
from markupsafe import Markup

_LONE_PERCENT = re.compile(r"%%|%(?!\()")


def _format(text: str, variables: dict[str, Any]) -> Markup:
    if "%" not in text:
        return Markup(text)  # noqa: S704 -- our own text or our translators'
    return Markup(_LONE_PERCENT.sub("%%", text)) % variables  # noqa: S704 -- values are escaped by Markup


@lru_cache(maxsize=4096)
def _ready(_language: str | None, context: str | None, message: str) -> Markup:
    text = translation.gettext(message) if context is None else translation.pgettext(context, message)
    return _format(text, {})


def gettext(message: str, **variables: Any) -> Markup:
    if not variables:
        return _ready(translation.get_language(), None, message)
    return _format(translation.gettext(message), variables)


def pgettext(context: str, message: str, **variables: Any) -> Markup:
    if not variables:
        return _ready(translation.get_language(), context, message)
    return _format(translation.pgettext(context, message), variables)


def ngettext(singular: str, plural: str, number: int, **variables: Any) -> Markup:
    variables.setdefault("num", number)
    return _format(translation.ngettext(singular, plural, number), variables)


def npgettext(context: str, singular: str, plural: str, number: int, **variables: Any) -> Markup:
    variables.setdefault("num", number)
    return _format(translation.npgettext(context, singular, plural, number), variables)
