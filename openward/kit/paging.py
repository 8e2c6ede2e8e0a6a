"""Paging by key: the next page begins after the last thing shown.

Counting pages by number reads everything before the page (slow on page 4,000) and skips or repeats things when the
list changes meanwhile. The place is sealed into the address, so that it tells nobody which day something was shown.
"""

import base64
import binascii
import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar

from cryptography.exceptions import InvalidTag
from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet

from openward.kit.sealing import seal, unseal

Row = TypeVar("Row")
_CONTEXT = b"page"


@dataclasses.dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """One page of a list; `after` and `before` are the sealed places of the pages next to it, empty at the ends."""

    items: list[Row]
    after: str
    before: str


def keyset_slice(
    found: QuerySet[Any, Row], *, order: Sequence[str], size: int, place: Mapping[str, str], key: bytes
) -> Slice[Row]:
    """The page that `place` names ({"after": …} or {"before": …} of a request), the first page for any other.

    `order` names fields with "-" for descending; together they must be unique and none may be null. Rows need these
    fields as attributes.
    """
    names = [name.lstrip("-") for name in order]
    before = _opened(place.get("before", ""), found.model, names, key=key)
    after = None if before else _opened(place.get("after", ""), found.model, names, key=key)
    walked = list(order)
    if before:
        walked = [name[1:] if name.startswith("-") else f"-{name}" for name in order]
    edge = before or after
    if edge:
        found = found.filter(_beyond(walked, edge))
    rows = list(found.order_by(*walked)[: size + 1])
    has_more = len(rows) > size
    rows = rows[:size]
    if before:
        rows.reverse()
    has_next, has_previous = (True, has_more) if before else (has_more, bool(after))
    return Slice(
        rows,
        sealed_place(rows[-1], names, key=key) if rows and has_next else "",
        sealed_place(rows[0], names, key=key) if rows and has_previous else "",
    )


def first_slice(found: Sequence[Row], *, order: Sequence[str], size: int, key: bytes) -> Slice[Row]:
    """The first page, from one row more than it holds: for a first page that a prepared query answers."""
    rows = list(found[:size])
    names = [name.lstrip("-") for name in order]
    return Slice(rows, sealed_place(rows[-1], names, key=key) if len(found) > size else "", "")


def _beyond(order: Sequence[str], edge: Sequence[Any]) -> Q:
    """Strictly after the edge in the given order."""
    condition, same = Q(pk__in=[]), Q()
    for name, value in zip(order, edge, strict=True):
        field, step = (name[1:], "lt") if name.startswith("-") else (name, "gt")
        condition |= same & Q(**{f"{field}__{step}": value})
        same &= Q(**{field: value})
    # Said twice: this part alone lets the database begin reading its index at the right place.
    field, step = (order[0][1:], "lte") if order[0].startswith("-") else (order[0], "gte")
    return Q(**{f"{field}__{step}": edge[0]}) & condition


def sealed_place(row: Any, names: Sequence[str], *, key: bytes) -> str:
    values = json.dumps([str(getattr(row, name)) for name in names])
    return base64.urlsafe_b64encode(seal(values.encode(), key=key, context=_CONTEXT)).decode().rstrip("=")


def _opened(sealed: str, model: type[Model], names: Sequence[str], *, key: bytes) -> list[Any] | None:
    """The values of a sealed place; None for whatever we did not seal ourselves."""
    if not sealed or len(sealed) > 400:
        return None
    try:
        values = json.loads(
            unseal(base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4)), key=key, context=_CONTEXT)
        )
        return [_column(model, name).to_python(value) for name, value in zip(names, values, strict=True)]
    except (ValueError, InvalidTag, binascii.Error, ValidationError):
        return None


def _column(model: type[Model], name: str) -> "Field[Any, Any]":
    found = model._meta.get_field(name)
    assert isinstance(found, Field)  # an order is made of columns
    return found
