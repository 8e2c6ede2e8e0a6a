"""A kept connection is used without asking first, and never when the server has closed it."""

from collections.abc import Iterator

import pytest
from django.db import connection

from openward.kit.postgresql.base import DatabaseWrapper


@pytest.fixture
def kept(db: None) -> Iterator[DatabaseWrapper]:
    made = connection.copy()
    assert isinstance(made, DatabaseWrapper)
    made.ensure_connection()
    yield made
    made.close()


def _process(kept: DatabaseWrapper) -> int:
    return int(kept.connection.info.backend_pid)


def test_a_living_connection_is_usable_and_is_not_asked(kept: DatabaseWrapper) -> None:
    with kept.cursor() as cursor:
        cursor.execute("select 'the last thing asked'")
        cursor.fetchall()
    assert kept.is_usable()
    with connection.cursor() as cursor:
        cursor.execute("select query from pg_stat_activity where pid = %s", [_process(kept)])
        assert "the last thing asked" in cursor.fetchone()[0]


def test_a_connection_whose_server_went_away_is_not_usable(kept: DatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(%s, 5000)", [_process(kept)])
        assert cursor.fetchone() == (True,)
    assert not kept.is_usable()


def test_something_said_unasked_is_no_reason_to_connect_again(kept: DatabaseWrapper) -> None:
    with kept.cursor() as cursor:
        cursor.execute("listen news")
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("notify news")
    other.close()
    assert kept.is_usable()


def test_after_an_error_the_database_is_asked(kept: DatabaseWrapper) -> None:
    kept.errors_occurred = True
    assert kept.is_usable()
    kept.connection.close()
    assert not kept.is_usable()
