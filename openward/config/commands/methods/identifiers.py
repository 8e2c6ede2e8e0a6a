"""`openward methods identifiers`: what could identify a person in a file of stories."""

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING

import click

from openward.config.commands.methods.lines import FILE, BadInput, read_json_lines
from openward.config.commands.methods.printing import AS_JSON, Meter, progress

if TYPE_CHECKING:
    from openward.methods.identifiers import Identifier

_Story = tuple[str | int, str]

_CHARACTERS_OF_A_BATCH = 100_000
_CHARACTERS_WORTH_A_SECOND_PROCESS = 4_000_000

_NAMES = {
    "email": "e-mail addresses",
    "link": "links",
    "handle": "names on social networks",
    "nhs_number": "NHS numbers",
    "health_number": "health and insurance numbers",
    "national_number": "official numbers",
    "bank_number": "bank and card numbers",
    "hospital_number": "hospital and record numbers",
    "network_address": "internet addresses",
    "phone": "phone numbers",
    "postcode": "postcodes",
    "address": "streets and addresses",
    "date": "days",
    "partial_date": "parts of dates",
    "age": "ages over 89",
    "ward": "wards and beds",
    "vehicle": "number plates",
    "staff_name": "names of staff",
    "name": "names of people",
    "combination": "roles and places that together with a date may fit one person",
}


@click.command("identifiers")
@click.argument("file", type=FILE)
@click.option("--southern", is_flag=True, help="Suggest the seasons of Australia, New Zealand and the south.")
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=None,
    help="How many processes share the work. Default: one for a small file, else one for each core.",
)
@AS_JSON
def instrument(file: Path, southern: bool, processes: int | None, as_json: bool) -> None:
    """Find what could identify a person in stories, before they are published.

    FILE holds one story a line, as JSON: {"id": ..., "text": ...}. Finds names, staff, phone numbers, addresses, dates,
    official and health numbers and more. With --json it prints one line for each story, in the file's order:
    {"id", "spans": [{"start", "end", "kind", "confidence", "why", "suggestion"}]}; positions count characters from 0.

    Nothing found never means that nobody can be recognised. docs/methods/identifiers.md says what is missed.
    """
    meter = Meter()
    stories = list(_stories(file))
    counted: Counter[str] = Counter()
    with_any = 0
    with progress("Looking through the stories", len(stories)) as move:
        for answer in _answers(stories, southern, as_json, processes):
            if as_json:
                click.echo(answer.lines)
            counted.update(answer.kinds)
            with_any += answer.with_any
            move(answer.stories)
    if not as_json:
        click.echo(_in_words(len(stories), with_any, counted, meter.reading()))


@dataclass(frozen=True)
class _Answer:
    """What came of one batch of stories."""

    lines: str
    kinds: Counter[str]
    with_any: int
    stories: int


def _stories(file: Path) -> Iterator[_Story]:
    for line, story in read_json_lines(file, needed=["id", "text"]):
        name, text = story["id"], story["text"]
        if not isinstance(text, str):
            raise BadInput(f"{file.name}, line {line}: “text” is not text.")
        if isinstance(name, bool) or not isinstance(name, str | int):
            raise BadInput(f"{file.name}, line {line}: “id” is neither text nor a whole number.")
        yield name, text


def _answers(stories: Sequence[_Story], southern: bool, as_json: bool, processes: int | None) -> Iterator[_Answer]:
    """One answer for each batch, in order."""
    from openward.methods.identifiers import find_identifiers

    if processes is None:
        is_small = sum(len(text) for _, text in stories) < _CHARACTERS_WORTH_A_SECOND_PROCESS
        processes = 1 if is_small else os.cpu_count() or 1
    batches = _batches(stories)
    if processes == 1:
        for batch in batches:
            yield _answered(batch, southern, as_json)
        return
    find_identifiers("The word lists are read here once, so that processes which are copies need not.")
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(_answered, batches, repeat(southern), repeat(as_json))


def _batches(stories: Sequence[_Story]) -> list[list[_Story]]:
    batches: list[list[_Story]] = [[]]
    size = 0
    for story in stories:
        if size > _CHARACTERS_OF_A_BATCH:
            batches.append([])
            size = 0
        batches[-1].append(story)
        size += len(story[1]) + 100
    return batches


def _answered(batch: list[_Story], southern: bool, as_json: bool) -> _Answer:
    from openward.methods.identifiers import find_identifiers

    lines = []
    kinds: Counter[str] = Counter()
    with_any = 0
    for name, text in batch:
        found = find_identifiers(text, is_southern=southern)
        if as_json:
            lines.append(_line(name, found))
        else:
            kinds.update(one.kind.value for one in found)
            with_any += bool(found)
    return _Answer("\n".join(lines), kinds, with_any, len(batch))


def _line(name: str | int, found: "Iterable[Identifier]") -> str:
    """One line of JSON that is always valid UTF-8, also where an id holds half a character."""
    spans = [
        {
            "start": one.start,
            "end": one.end,
            "kind": one.kind.value,
            "confidence": one.confidence,
            "why": one.why,
            "suggestion": one.suggestion,
        }
        for one in found
    ]
    line = json.dumps({"id": name, "spans": spans}, ensure_ascii=False)
    return line if line.isascii() or line.isprintable() else json.dumps({"id": name, "spans": spans})


def _in_words(stories: int, with_any: int, counted: Counter[str], reading: dict[str, float]) -> str:
    if not counted:
        return (
            f"Nothing was found in {_number(stories, 'story', 'stories')}. "
            "That does not mean that nobody can be recognised: please read them once more."
        )
    lines = [
        f"{_number(sum(counted.values()), 'passage', 'passages')} in {with_any:,} of "
        f"{_number(stories, 'story', 'stories')} may point to a person:"
    ]
    lines += [f"  {count:>8,}  {_NAMES[kind]}" for kind, count in counted.most_common()]
    lines.append(
        f"In {stories - with_any:,} nothing was found, which does not mean that nobody can be recognised there. "
        "With --json you get each passage, why it matters and what could stand instead. "
        f"It took {reading['seconds']:.1f} seconds."
    )
    return "\n".join(lines)


def _number(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
