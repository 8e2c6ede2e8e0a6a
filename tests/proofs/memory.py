"""What a walk has read of the tables, and what was written since: so that a look reads only what can be different.

PostgreSQL counts for every transaction how many rows it has inserted, changed and deleted in each table, refused steps
included. A walk is one transaction: a table whose three counts stand still holds what it held.
"""

import functools
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db import connection, models

from openward.kit.prepared import Prepared

Row = TypeVar("Row", bound=models.Model)
Found = TypeVar("Found")
Writes = tuple[int, int, int]
"""Rows inserted, changed and deleted."""
NEVER: Writes = (-1, -1, -1)

_WRITES = """
select relname, pg_stat_get_xact_tuples_inserted(oid), pg_stat_get_xact_tuples_updated(oid),
       pg_stat_get_xact_tuples_deleted(oid)
from pg_class where relkind = 'r' and relnamespace = current_schema()::regnamespace
"""


@functools.cache
def _everything(model: type[models.Model], order: tuple[str, ...]) -> Prepared[Any]:
    return Prepared(lambda: model._default_manager.order_by(*order))


class Memory:
    """One walk's. Outside a walk, where each statement is a transaction of its own, everything is always new."""

    def __init__(self) -> None:
        self.writes: dict[str, Writes] = {}
        self._kept: dict[str, tuple[object, Any]] = {}
        self._rooms: dict[tuple[str, ...], set[str]] = {}

    def look(self) -> None:
        """Ask once what was written in this transaction."""
        with connection.cursor() as cursor:
            cursor.execute(_WRITES)
            self.writes = {name: (inserted, changed, deleted) for name, inserted, changed, deleted in cursor}
        if not connection.in_atomic_block:
            self._kept.clear()

    def rows(self, model: type[Row], *order: str) -> list[Row]:
        """Every row of a table."""
        table = model._meta.db_table
        return self.kept(table, {table}, lambda: list(_everything(model, order)()))

    def kept(self, name: str, tables: Iterable[str], read: Callable[[], Found]) -> Found:
        """What `read` found, which rests on some tables alone, and is read anew when one of them was written."""
        return self.kept_as(tuple(self.writes[table] for table in sorted(tables)), name, read)

    def kept_as(self, version: object, name: str, read: Callable[[], Found]) -> Found:
        """What `read` found, which is read anew for another version of what it rests on."""
        if name not in self._kept or self._kept[name][0] != version:
            self._kept[name] = (version, read())
        found: Found = self._kept[name][1]
        return found

    def of_rooms(self, *rooms: str) -> set[str]:
        """The tables of some rooms."""
        if rooms not in self._rooms:
            self._rooms[rooms] = {table for table in self.writes if table.split("_")[0] in rooms}
        return self._rooms[rooms]

    def written_since(self, name: str) -> set[str]:
        """The tables that were written since this was last asked under a name; at first all."""
        before: dict[str, Writes] = self._kept[name][1] if name in self._kept else {}
        self._kept[name] = ((), dict(self.writes))
        return {table for table, writes in self.writes.items() if before.get(table, NEVER) != writes}
