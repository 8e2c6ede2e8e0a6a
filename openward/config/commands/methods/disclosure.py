"""`openward methods disclosure`: a table of counts as it may be published."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from openward.config.commands.methods.lines import FILE, BadInput, said_plainly
from openward.config.commands.methods.printing import AS_JSON, Meter, print_document, progress
from openward.config.commands.methods.reading import Table, read_table

if TYPE_CHECKING:
    from openward.methods.disclosure import Ledger, Place, ProtectedTable
    from openward.methods.small_numbers import PublicCount


@click.command()
@click.argument("table", type=FILE)
@click.option("--count", required=True, metavar="COLUMN", help="The column with the numbers of people.")
@click.option("--threshold", type=int, default=10, show_default=True, help="No smaller group can be made out.")
@click.option(
    "--ledger",
    "ledger_file",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="FILE.json",
    help="Carries what was published from release to release; made if it is not there.",
)
@click.option(
    "--key-file",
    type=FILE,
    metavar="FILE",
    help="A secret, the same for every release: one figure in fifty is withheld by lot.",
)
@click.option("--only-grows", is_flag=True, help="Everybody knows that nobody is ever taken out of these counts.")
@AS_JSON
def instrument(
    table: Path,
    count: str,
    threshold: int,
    ledger_file: Path | None,
    key_file: Path | None,
    only_grows: bool,
    as_json: bool,
) -> None:
    """Make a table of counts safe to publish, with all its totals.

    TABLE has one row per cell: a column for each kind of group and one with the number of distinct people. Combinations
    that are not there hold nobody. Small figures are withheld, with as many others as it takes, the rest is rounded to
    5. Leave totals out of TABLE: they are worked out.

    A table that is published again needs the same --ledger each time, or two releases may be subtracted from each
    other. The ledger holds no true count.
    """
    meter = Meter()
    from openward.methods.disclosure import DisclosureError, protect

    read = read_table(table, needed=[count])
    columns = [name for name in read.columns if name != count]
    if not columns:
        raise BadInput(f"{table.name} has no column beside “{count}”: what are the counts of?")
    if len(read) < 2:
        raise BadInput(f"{table.name} has one row; a table needs at least two cells.")
    counts = counts_of(read, columns, count)
    earlier = None if ledger_file is None else ledger_from(ledger_file)
    with said_plainly(DisclosureError), progress("Looking for what must be withheld", 1) as move:
        found = protect(
            columns,
            counts,
            threshold=threshold,
            ledger=earlier,
            key=None if key_file is None else key_from(key_file),
            only_grows=only_grows,
        )
        move(1)
    if ledger_file is not None:
        keep(found.ledger, ledger_file)
    if as_json:
        print_document(document(found) | meter.reading())
    else:
        for line in in_words(found):
            click.echo(line)


def counts_of(table: Table, columns: list[str], count: str) -> dict[tuple[str, ...], int]:
    """The count of each cell; a cell that stands there twice, or is no count of people, is refused."""
    import polars as pl

    numbers = pl.Series(table.numbers(count))
    wrong = (numbers < 0) | (numbers != numbers.floor())
    table.refuse_where(wrong, count, "is not a whole number from 0 on", numbers)
    groups = [table.texts(name).str.strip_chars().to_list() for name in columns]
    counts: dict[tuple[str, ...], int] = {}
    for row, (cell, number) in enumerate(zip(zip(*groups, strict=True), numbers, strict=True)):
        if cell in counts:
            raise table.refusal(row, columns[0], f"begins a cell that stands there twice: {', '.join(cell)}")
        counts[cell] = int(number)
    return counts


def key_from(path: Path) -> bytes:
    """The secret's bytes, without a line break at the end."""
    key = path.read_bytes().strip()
    if len(key) < 16:
        raise BadInput(f"{path.name} is too short for a secret: it needs at least 16 characters.")
    return key


def ledger_from(path: Path) -> "Ledger | None":
    """The ledger of the release before, None where there is none yet."""
    from openward.methods.disclosure import Ledger

    if not path.exists():
        return None
    try:
        written = json.loads(path.read_bytes())
        return Ledger(
            columns=tuple(str(name) for name in written["columns"]),
            threshold=int(written["threshold"]),
            releases=int(written["releases"]),
            only_grows=bool(written["only_grows"]),
            stand_in={tuple(map(str, entry["groups"])): int(entry["count"]) for entry in written["stand_in"]},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"{path.name} is not a ledger that this command has written.") from error


def keep(ledger: "Ledger", path: Path) -> None:
    """Write the ledger whole or not at all: half a ledger would make the next release unsafe."""
    written = {
        "columns": ledger.columns,
        "threshold": ledger.threshold,
        "releases": ledger.releases,
        "only_grows": ledger.only_grows,
        "stand_in": [{"groups": group, "count": count} for group, count in ledger.stand_in.items()],
    }
    beside = path.with_name(path.name + ".new")
    beside.write_text(json.dumps(written, ensure_ascii=False))
    os.replace(beside, path)


def document(found: "ProtectedTable") -> dict[str, Any]:
    """The table as JSON: cells first, then totals; a column that is summed over is null."""

    def entries(figures: "Mapping[Place, PublicCount]", *, totals: bool) -> list[dict[str, Any]]:
        return [
            {
                "groups": dict(zip(found.columns, place, strict=True)),
                "count": figure.value,
                "text": figure.text_key,
            }
            for place, figure in figures.items()
            if (None in place) == totals
        ]

    return {
        "columns": list(found.columns),
        "threshold": found.threshold,
        "release": found.ledger.releases,
        "cells": entries(found.figures, totals=False),
        "totals": entries(found.figures, totals=True),
        "shown": found.shown,
        "withheld": len(found.figures) - found.shown,
        "caveats": [{"key": caveat.key.value, "sentence": caveat.sentence} for caveat in found.caveats],
    }


def in_words(found: "ProtectedTable") -> list[str]:
    """Every figure on its own line, then what to know."""
    said = []
    for place, figure in found.figures.items():
        named = [f"{name} {group}" for name, group in zip(found.columns, place, strict=True) if group is not None]
        shown = "not shown" if figure.value is None else f"about {figure.value:,}"
        said.append(f"{', '.join(named) or 'All'}: {shown}")
    said.append(f"{found.shown} of {len(found.figures)} figures can be shown (release {found.ledger.releases}).")
    return said + [caveat.sentence for caveat in found.caveats]
