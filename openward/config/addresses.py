"""Where the things that facts speak of can be seen: subject of the ledger to page."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from openward.engagements.models import Engagement
from openward.people.models import Organisation
from openward.spaces.models import Space

PAGES: dict[str, Callable[[str], str | None]] = {
    "contribution": lambda key: reverse("contribution_show", args=[key]),
    "theme": lambda key: reverse("theme_show", args=[key]),
    "codebook": lambda key: reverse("codebook_show", args=[key]),
    "improvement": lambda key: reverse("improvement_show", args=[key]),
    "response": lambda key: reverse("response_show", args=[key]),
    "crisis": lambda key: reverse("crisis_show", args=[key]),
    "appeal": lambda key: reverse("appeal_show", args=[key]),
    "second_reading": lambda key: reverse("second_reading_list"),
    "together": lambda key: reverse("together_show", args=[key]),
    "break_glass": lambda key: reverse("break_glass_show", args=[key]),
    "engagement": lambda key: _by_slug("engagement_show", Engagement.objects.filter(pk=key)),
    "space": lambda key: _by_slug("space_show", Space.objects.filter(pk=key)),
    "organisation": lambda key: _by_slug("organisation_show", Organisation.objects.filter(pk=key)),
    "account": lambda key: reverse("message_list"),
}


def address_of(subject: str, key: str) -> str | None:
    """The page of a thing, or None when it has none of its own."""
    page = PAGES.get(subject)
    return page(key) if page else None


def _by_slug(name: str, found: QuerySet[Any]) -> str | None:
    slug = found.values_list("slug", flat=True).first()
    return reverse(name, args=[slug]) if slug else None
