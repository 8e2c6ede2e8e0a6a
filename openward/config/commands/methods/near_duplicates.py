"""`openward methods near-duplicates`: texts that are nearly the same, in groups."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from openward.config.commands.methods.lines import FILE, BadInput, read_json_lines, said_plainly, shortened
from openward.config.commands.methods.printing import AS_JSON, Meter, print_document, progress
from openward.config.commands.methods.reading import read_table

if TYPE_CHECKING:
    from openward.methods.near_duplicates import NearDuplicates

JSON_LINES = (".jsonl", ".ndjson", ".json")


@click.command("near-duplicates")
@click.argument("file", type=FILE)
@click.option("--text", "column", default="text", show_default=True, help="The column or key that holds the text.")
@click.option("--id", "name", default="id", show_default=True, help="The column or key that names each text.")
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.8,
    show_default=True,
    help="How alike two texts must be: words in both, divided by words in either.",
)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="The start of the chance draws.")
@click.option(
    "--pairs-at-most",
    type=click.IntRange(min=0),
    default=100_000,
    show_default=True,
    help="How many pairs to print; the count of all is given.",
)
@AS_JSON
def instrument(
    file: Path, column: str, name: str, threshold: float, seed: int, pairs_at_most: int, as_json: bool
) -> None:
    """Find texts in FILE that are nearly the same, and the groups they form.

    FILE is CSV, or JSON lines when its name ends in .jsonl. Texts are compared by their words, in any script. Without
    a column or key that names the texts they are numbered from 1.
    """
    from openward.methods.near_duplicates import NearDuplicatesError, UnusableTextsError, near_duplicate_pairs

    meter = Meter()
    with progress("Comparing", 2) as move:
        names, texts = _read(file, column, name)
        move(1)
        if len(texts) < 2:
            raise BadInput(f"{file.name} has one text; at least two are needed to compare.")
        with said_plainly(NearDuplicatesError, UnusableTextsError):
            found = near_duplicate_pairs(texts, threshold=threshold, seed=seed)
        move(1)
    if (found.copy_of < 0).all():
        raise BadInput(f"No text in {file.name} has a word in it.")
    if as_json:
        print_document(_document(found, names, pairs_at_most) | meter.reading())
    else:
        _say(found, names, texts)


def _read(file: Path, column: str, name: str) -> tuple[Sequence[Any], list[str]]:
    if file.name.removesuffix(".gz").endswith(JSON_LINES):
        names: list[Any] = []
        texts: list[str] = []
        for line, row in read_json_lines(file, needed=[column]):
            if not isinstance(row[column], str):
                raise BadInput(f"{file.name}, line {line}: “{column}” is not a text.")
            texts.append(row[column])
            names.append(row.get(name, len(texts)))
        return names, texts
    table = read_table(file, needed=[column], wanted=[name])
    texts = table.texts(column, needed=False).to_list()
    if name in table.columns and name != column:
        return table.texts(name).to_list(), texts
    return range(1, len(texts) + 1), texts


def _document(found: "NearDuplicates", names: Sequence[Any], pairs_at_most: int) -> dict[str, Any]:
    pairs = zip(
        found.first[:pairs_at_most].tolist(),
        found.second[:pairs_at_most].tolist(),
        found.similarity[:pairs_at_most].tolist(),
        strict=True,
    )
    groups = []
    for group in range(found.groups):
        members = found.members(group)
        groups.append(
            {
                "size": len(members),
                "similarity": round(float(found.lowest[group]), 6),
                "copies": int((found.copy_of[members] != members).sum()),
                "members": [names[member] for member in members],
            }
        )
    return {
        "texts": found.texts,
        "distinct": int((found.copy_of == range(found.texts)).sum()),
        "threshold": found.threshold,
        "groups": groups,
        "pairs": [
            {"first": names[first], "second": names[second], "similarity": round(similarity, 6)}
            for first, second, similarity in pairs
        ],
        "pairs_found": len(found.first),
        "recall_at_threshold": round(found.bands.recall(found.threshold), 4),
        "caveats": [
            {"key": str(caveat.key), "texts": caveat.texts, "sentence": caveat.sentence} for caveat in found.caveats
        ],
    }


def _say(found: "NearDuplicates", names: Sequence[Any], texts: Sequence[str]) -> None:
    grouped = int((found.group >= 0).sum())
    if not found.groups:
        click.echo(f"None of the {found.texts:,} texts is nearly the same as another one.")
    else:
        groups = "one group" if found.groups == 1 else f"{found.groups:,} groups"
        click.echo(f"{grouped:,} of {found.texts:,} texts are nearly the same as another one. They form {groups}.")
    for group in range(min(found.groups, 10)):
        members = found.members(group)
        different = int((found.copy_of[members] == members).sum())
        wordings = "all in the same words" if different == 1 else f"in {different:,} wordings"
        shown = shortened(" ".join(texts[members[0]].split()), 70)
        named = ", ".join(str(names[member]) for member in members[:5]) + (", …" if len(members) > 5 else "")
        click.echo(f"  {len(members):,} texts, {wordings}: “{shown}” ({named})")
    if found.groups > 10:
        click.echo(f"  and {found.groups - 10:,} smaller groups. --json gives all of them.")
    for caveat in found.caveats:
        click.echo(caveat.sentence)
