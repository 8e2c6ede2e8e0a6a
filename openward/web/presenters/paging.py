"""Links to the pages before and after."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page as NumberedPage

from openward.design.shapes import Page
from openward.kit.paging import Slice


def page_of(found: Slice[Any], *, address: str, kept: Mapping[str, str] | None = None) -> Page:
    """The links to the pages before and after, keeping the other parameters of the address."""

    def href(name: str, value: str) -> str | None:
        return f"{address}?{urlencode({**(kept or {}), name: value})}" if value else None

    return Page(1, previous_href=href("before", found.before), next_href=href("after", found.after))


def pages_of(page: "NumberedPage[Any]") -> Page:
    """The links of a short list with numbered pages."""
    return Page(
        page.number,
        previous_href=f"?page={page.previous_page_number()}" if page.has_previous() else None,
        next_href=f"?page={page.next_page_number()}" if page.has_next() else None,
    )
