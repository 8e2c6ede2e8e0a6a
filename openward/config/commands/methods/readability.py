"""`openward methods readability`: reading age, long sentences, hard words."""

import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from openward.config.commands.methods.lines import FILE, BadInput, read_json_lines, shortened, unpacked
from openward.config.commands.methods.printing import AS_JSON, Meter, print_document, progress
from openward.config.commands.methods.reading import read_table

if TYPE_CHECKING:
    from openward.methods.readability import Readability

JSON_LINES = (".jsonl", ".ndjson", ".json")
SHOWN = 40


@click.command("readability")
@click.argument("file", type=FILE)
@click.option("--text", "column", default="text", show_default=True, help="The column or key that holds the text.")
@click.option("--id", "name", default="id", show_default=True, help="The column or key that names each text.")
@AS_JSON
def instrument(file: Path, column: str, name: str, as_json: bool) -> None:
    """Say how easy a text is to read, and mark what is hard.

    FILE is one text; or many, as JSON lines when its name ends in .jsonl, or as CSV when it ends in .csv. Below a
    hundred words there is no reading age, only marks. The formulas are for English; Chinese has a measure of its own.
    """
    from openward.methods.readability import NoWordsError, readability

    meter = Meter()
    named = list(_read(file, column, name))
    read: list[tuple[Any, str, Readability | None]] = []
    with progress("Reading", len(named)) as move:
        for own_name, text in named:
            try:
                read.append((own_name, text, readability(text)))
            except NoWordsError:
                read.append((own_name, text, None))
            move(1)
    if all(found is None for _, _, found in read):
        raise BadInput(f"{file.name} holds no word: there is nothing to read.")
    if as_json:
        print_document({"texts": [_document(own_name, found) for own_name, _, found in read]} | meter.reading())
    elif len(read) == 1 and read[0][2] is not None:
        _say(read[0][1], read[0][2])
    else:
        _say_many(read)


def _read(file: Path, column: str, name: str) -> Iterator[tuple[Any, str]]:
    plain = file.name.removesuffix(".gz")
    if plain.endswith(JSON_LINES):
        for number, (line, row) in enumerate(read_json_lines(file, needed=[column]), start=1):
            if not isinstance(row[column], str):
                raise BadInput(f"{file.name}, line {line}: “{column}” is not a text.")
            yield row.get(name, number), row[column]
    elif plain.endswith(".csv"):
        table = read_table(file, needed=[column], wanted=[name])
        names: Sequence[Any] = range(1, len(table) + 1)
        if name in table.columns and name != column:
            names = table.texts(name).to_list()
        yield from zip(names, table.texts(column, needed=False).to_list(), strict=True)
    else:
        content = unpacked(file)
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise BadInput(f"{file.name}, line {line} is not UTF-8 text.") from None
        if not text.strip():
            raise BadInput(f"{file.name} is empty.")
        yield file.name, text


def _document(name: Any, found: "Readability | None") -> dict[str, Any]:
    if found is None:
        without = {"key": "no_words", "count": 0, "sentence": "The text holds no word."}
        return {"id": name, "age": None, "youngest": None, "oldest": None, "marks": [], "caveats": [without]}
    return {
        "id": name,
        "script": str(found.script),
        "age": found.age,
        "youngest": found.youngest,
        "oldest": found.oldest,
        "ease": found.ease,
        "words": found.words,
        "sentences": found.sentences,
        "syllables": found.syllables,
        "long_words": found.long_words,
        "words_per_sentence": found.words_per_sentence,
        "characters_per_sentence": found.characters_per_sentence,
        "uncommon_share": found.uncommon_share,
        "formulas": [{"name": one.name, "grade": one.grade, "age": one.age} for one in found.formulas],
        "marks": [
            {
                "start": mark.start,
                "end": mark.end,
                "kind": str(mark.kind),
                "why": mark.why,
                "suggestions": list(mark.suggestions),
            }
            for mark in found.marks
        ],
        "caveats": [{"key": str(one.key), "count": one.count, "sentence": one.sentence} for one in found.caveats],
    }


def _say(text: str, found: "Readability") -> None:
    if found.age is not None and found.youngest is not None and found.oldest is not None:
        click.echo(
            f"Reading age: about {found.age:.0f} years (the formulas say {found.youngest:.0f} to {found.oldest:.0f})."
        )
    if found.characters_per_sentence is not None and found.uncommon_share is not None:
        click.echo(
            f"{found.characters_per_sentence:.0f} characters a sentence, {found.uncommon_share:.1%} of them uncommon."
        )
    elif found.words_per_sentence is not None:
        click.echo(f"{found.words:,} words, {found.words_per_sentence:.0f} a sentence.")
    for caveat in found.caveats:
        click.echo(caveat.sentence)
    for mark in found.marks[:SHOWN]:
        line = text.count("\n", 0, mark.start) + 1
        instead = f"; plainer: {', '.join(mark.suggestions)}" if mark.suggestions else ""
        why = "" if mark.suggestions else f": {mark.why}"
        passage = shortened(" ".join(text[mark.start : mark.end].split()), 60)
        click.echo(f"  line {line}: “{passage}”{why}{instead}")
    if len(found.marks) > SHOWN:
        click.echo(f"  and {len(found.marks) - SHOWN:,} more. --json gives all of them.")
    if not found.marks:
        click.echo("Nothing is marked as hard.")


def _say_many(read: Sequence[tuple[Any, str, "Readability | None"]]) -> None:
    ages = [found.age for _, _, found in read if found is not None and found.age is not None]
    marks = sum(len(found.marks) for _, _, found in read if found is not None)
    click.echo(f"{len(read):,} texts, of which English and long enough for a reading age: {len(ages):,}.")
    if ages:
        click.echo(f"Half of those are for readers of {statistics.median(ages):.0f} years or younger.")
        hardest = sorted((one for one in read if one[2] is not None and one[2].age is not None), key=_age, reverse=True)
        for name, text, found in hardest[:5]:
            assert found is not None
            click.echo(f"  {name}: about {found.age:.0f} years: “{shortened(' '.join(text.split()), 60)}”")
    click.echo(f"{marks:,} places are marked as hard. --json gives them with their positions.")


def _age(one: tuple[Any, str, "Readability | None"]) -> float:
    return one[2].age or 0.0 if one[2] is not None else 0.0
