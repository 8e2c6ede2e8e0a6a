"""Queries whose SQL and whose plan are worked out once and then only executed.

Django works out the SQL of a queryset anew each time: about a millisecond for one with joins. PostgreSQL plans it anew
each time: half a millisecond, several times what the answer takes. The few pages that everybody reads have five
milliseconds in all. The queryset stays the one place where the question is written; only its translation and, in each
connection to the database, its plan are remembered.
"""

from collections.abc import Callable, Sequence
from typing import Any, Generic, Self, TypeVar

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Lookup, QuerySet
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler
from psycopg.abc import Params

Row = TypeVar("Row")
Thing = TypeVar("Thing")


class Prepared(Generic[Row]):
    """`build(**samples)` makes the queryset, for example values that appear nowhere else in it; calling the prepared
    query with other values under the same names answers it for those.

    The shape of the SQL must not depend on the values: a value that is None, an empty list or a list of another
    length than its sample needs a prepared query of its own.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], **samples: Any) -> None:
        self._build = build
        self._samples = samples
        self._ready: dict[str, _Ready[Row]] = {}

    keeps_plan = True

    def __call__(self, **values: Any) -> list[Row]:
        using = DEFAULT_DB_ALIAS
        ready = self._ready.get(using)
        if ready is None:
            ready = self._ready[using] = _Ready(self._build(**self._samples), self._samples, using)
        return ready.rows(values, keeps_plan=self.keeps_plan)


class Translated(Prepared[Row]):
    """A query of which only the SQL is kept: the best plan depends on the values, as it does for words that are rare
    or common."""

    keeps_plan = False


@Field.register_lookup
class OneOf(Lookup):
    """`pk__one_of=keys`: what `__in` asks, with the whole list as one value, so that lists of any length, empty ones
    too, are one prepared query."""

    lookup_name = "one_of"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = any(%s)", (*params, self.rhs)


# Lists come in these lengths: a query is prepared once for each that comes up.
_LENGTHS = (1, 4, 16, 64, 256, 1024)


def usual_length(count: int) -> int:
    """The length that a list of `count` things is padded to."""
    return next(length for length in _LENGTHS if count <= length)


def named(name: str, things: Sequence[Thing]) -> dict[str, Thing]:
    """Things under names of their own, the last one repeated until the list has one of the usual lengths."""
    padded = [*things, *[things[-1]] * (usual_length(len(things)) - len(things))]
    return {f"{name}{place}": thing for place, thing in enumerate(padded)}


class _PreparingCursor(psycopg.Cursor[tuple[Any, ...]]):
    """Lets PostgreSQL keep the statement and, once it has seen that one plan serves all values, its plan."""

    def execute(self, query: Any, params: Params | None = None, **options: Any) -> Self:
        return super().execute(query, params, **{**options, "prepare": True})


class _Ready(Generic[Row]):
    def __init__(self, found: QuerySet[Any, Row], samples: dict[str, Any], using: str) -> None:
        self.using = using
        self.compiler = found.query.get_compiler(using)
        self.sql, params = self.compiler.as_sql()
        self.fixed = list(params)
        self.places = [(place, name) for place, one in enumerate(params) for name in samples if one == samples[name]]
        unused = set(samples) - {name for _place, name in self.places}
        if unused:
            raise ValueError(f"these values do not reach the query: {sorted(unused)}")
        fields = [column for column, _sql, _alias in self.compiler.select]
        self.converters = self.compiler.get_converters(fields)
        self.is_of_models = found._iterable_class is ModelIterable
        if self.is_of_models:
            self._prepare_models()

    def _prepare_models(self) -> None:
        info = self.compiler.klass_info
        start, end = info["select_fields"][0], info["select_fields"][-1] + 1
        self.model, self.part = info["model"], slice(start, end)
        self.names = [column.target.attname for column, _sql, _alias in self.compiler.select[start:end]]
        self.annotations = self.compiler.annotation_col_map or {}
        self.related = get_related_populators(info, self.compiler.select, self.using)  # type: ignore[call-arg]

    def rows(self, values: dict[str, Any], *, keeps_plan: bool) -> list[Row]:
        params = self.fixed.copy()
        for place, name in self.places:
            params[place] = values[name]
        connection = connections[self.using]
        with connection.cursor() as cursor:
            if keeps_plan:
                # Django's wrapper stays: it counts queries in tests and names errors.
                cursor.cursor = _PreparingCursor(connection.connection)
            cursor.execute(self.sql, params)
            found = cursor.fetchall()
        if self.converters:
            found = [tuple(row) for row in self.compiler.apply_converters(found, self.converters)]
        return [self._instance(row) for row in found] if self.is_of_models else found

    def _instance(self, row: tuple[Any, ...]) -> Any:
        made = self.model.from_db(self.using, self.names, row[self.part])
        for populator in self.related:
            populator.populate(row, made)
        for name, place in self.annotations.items():
            setattr(made, name, row[place])
        return made
