"""The same pairs from a database engine: DuckDB every day, Spark at night."""

import importlib.util
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openward.methods.coordination import UnusableOptionsError
from openward.methods.coordination.with_ibis import PAIR_COLUMNS, coordinated_pairs_expression
from tests.methods.naive_coordination import naive_pairs

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT.parent / "shared" / "data" / "coordination"

SHARES = st.lists(
    st.tuples(st.sampled_from("xyz"), st.sampled_from("abcd"), st.integers(0, 200)), min_size=1, max_size=20
)


def as_set(frame):
    return {
        (row["object_id"], frozenset([row["content_id"], row["content_id_y"]]), row["time_delta"])
        for row in frame.iter_rows(named=True)
    }


COLUMNS = {"object_id": "string", "account_id": "string", "content_id": "string", "timestamp_share": "int64"}


@cache
def query(dialect, window_s=60, min_participation=2):
    """The expression in an engine's language, for a table called shares."""
    import ibis

    shares = ibis.table(COLUMNS, name="shares")
    pairs = coordinated_pairs_expression(shares, window_s=window_s, min_participation=min_participation)
    return str(ibis.to_sql(pairs, dialect))


@pytest.fixture(scope="module")
def duckdb():
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("set threads = 1")
        yield connection


def in_duckdb(connection, table, **options):
    connection.register("shares", table.to_arrow())
    rows = connection.execute(query("duckdb", **options)).fetchall()
    return pl.DataFrame(rows, schema=list(PAIR_COLUMNS), orient="row")


def real(name):
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"the reference pairs are not here: {path}")
    return pl.read_csv(path)


def test_duckdb_gives_the_pairs_of_the_reference(duckdb):
    found = in_duckdb(duckdb, real("shares.csv.gz"))
    reference = real("reference-pairs.csv.gz")
    assert found.height == reference.height == 3791
    assert as_set(found) == as_set(reference)


@given(SHARES, st.sampled_from([1, 7, 60]), st.sampled_from([1, 2, 3]))
def test_duckdb_agrees_with_the_naive_twin(duckdb, posts, window, participation):
    rows = [(name, account, f"{number}", seconds) for number, (name, account, seconds) in enumerate(posts)]
    table = pl.DataFrame(rows, schema=["object_id", "account_id", "content_id", "timestamp_share"], orient="row")
    found = in_duckdb(duckdb, table, window_s=window, min_participation=participation)
    expected, number = naive_pairs(rows, window, participation)
    assert found.height == number
    assert as_set(found) == {
        (name, frozenset(share[1] for share in pair), abs(max(pair)[2] - min(pair)[2])) for name, pair in expected
    }


def test_options_that_make_no_sense_are_refused():
    import ibis

    shares = ibis.table(COLUMNS, name="shares")
    with pytest.raises(UnusableOptionsError, match="window"):
        coordinated_pairs_expression(shares, window_s=0)
    with pytest.raises(UnusableOptionsError, match="participation"):
        coordinated_pairs_expression(shares, min_participation=0)


def test_spark_gives_the_pairs_of_the_reference():
    if os.environ.get("OPENWARD_TESTS") != "nightly":
        pytest.skip("Spark is tried at night only: OPENWARD_TESTS=nightly")
    if importlib.util.find_spec("pyspark") is None:
        pytest.skip("NOT TESTED ON SPARK: pyspark is not installed (make test-distributed)")
    reference = real("reference-pairs.csv.gz")
    command = [sys.executable, "-W", "ignore", "-m", "tests.methods.pairs_in_spark", str(FOLDER / "shares.csv.gz")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr[-2000:]
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("[")]
    found = pl.DataFrame(rows, schema=list(PAIR_COLUMNS), orient="row")
    assert found.height == reference.height == 3791
    assert as_set(found) == as_set(reference)
