"""What many tests begin with, made once by the product's own actions and put back for each of them in a moment."""

import pickle
from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import connection, transaction

Made = TypeVar("Made")


class KeptRows(Generic[Made]):
    """What `make` leaves in the empty tables of the database, and what it returns.

    Nothing of it is in the database until `put_back`; each call returns objects of its own. Sequences went on when it
    was made, so whatever comes later has other numbers.
    """

    def __init__(self, make: Callable[[], Made]) -> None:
        with transaction.atomic():
            full = {table: number for table, number in _numbers().items() if number}
            self._made = pickle.dumps(make())
            now = {table: number for table, number in _numbers().items() if number}
            touched = [table for table, number in full.items() if now.get(table) != number]
            assert not touched, f"rows were there before, and cannot be told from new ones: {touched}"
            self._rows = {table: _copied(table) for table in now if table not in full}
            transaction.set_rollback(True)

    def put_back(self) -> Made:
        # Rows that point at one another come in any order: what they point at is looked for at the end.
        with transaction.atomic(), connection.cursor() as cursor:
            for table, rows in self._rows.items():
                with cursor.copy(f"copy {connection.ops.quote_name(table)} from stdin") as copy:
                    copy.write(rows)
        made: Made = pickle.loads(self._made)
        return made


def _numbers() -> dict[str, int]:
    """How many rows each table holds."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        counts = (f"select '{table}', count(*) from {connection.ops.quote_name(table)}" for table in tables)
        cursor.execute(" union all ".join(counts))
        return dict(cursor.fetchall())


def _copied(table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f"copy {connection.ops.quote_name(table)} to stdout") as copy:
        return b"".join(copy)
