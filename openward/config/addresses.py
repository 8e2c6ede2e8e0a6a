"""Where the things that facts speak of can be seen: subject of the ledger to page."""

from collections.abc import Callable

from django.urls import reverse

PAGES: dict[str, Callable[[str], str | None]] = {
    "contribution": lambda key: reverse("contribution_show", args=[key]),
    "improvement": lambda key: reverse("improvement_show", args=[key]),
}


def address_of(subject: str, key: str) -> str | None:
    """The page of a thing, or None when it has none of its own."""
    page = PAGES.get(subject)
    return page(key) if page else None
