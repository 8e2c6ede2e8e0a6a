"""What every template may count on, as a context processor.

These names win over those that a view passes: a view that wants another direction, organisation or navigation sets it
on the request.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_bidi

from openward.design.shapes import Notice, Tone

DEFAULTS: dict[str, Any] = {
    "request": None,
    "language": "en",
    "direction": "ltr",
    "signed_in": False,
    "organisation": None,
    "demo": False,
    "navigation": [],
    "footer": [],
    "alarm": None,
}


TONES: dict[str, Tone] = {"error": "concern", "warning": "attention", "info": "now", "debug": "now"}


def notices_for(request: HttpRequest | None) -> list[Notice]:
    """What the last action has to say to this person: done, refused, or worth a look. Asked only of those who carry a
    session."""
    if request is None or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return []
    return [Notice(str(message), TONES.get(message.level_tag, "good")) for message in get_messages(request)]


def page(request: HttpRequest) -> dict[str, Any]:
    # `user` is looked at without touching the session when nobody carries one, so that a page for everyone can
    # still be cached and needs no query.
    cookie = settings.SESSION_COOKIE_NAME in request.COOKIES
    user = getattr(request, "user", None)
    return {
        "request": request,
        "language": get_language() or settings.LANGUAGE_CODE,
        "direction": getattr(request, "direction", "rtl" if get_language_bidi() else "ltr"),
        "signed_in": bool((cookie or getattr(request, "_cached_user", None)) and user and user.is_authenticated),
        "organisation": getattr(request, "organisation", None),
        "demo": bool(getattr(settings, "DEMO", False)),
        "navigation": getattr(request, "navigation", []),
    }
