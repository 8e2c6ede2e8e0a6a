"""What the frame around every page needs to know about its reader."""

from typing import Any

from django.http import HttpRequest


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The main navigation for this reader."""
    return {}
