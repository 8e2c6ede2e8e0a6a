"""`openward safety`: what the room's checks say of words in a file, and whether an auditor's export is whole."""

import csv
import dataclasses
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from openward.config.commands.methods.lines import FILE, BadInput, read_json_lines
from openward.config.commands.methods.printing import AS_JSON, Meter, progress

if TYPE_CHECKING:
    from openward.methods.screening import WatchedWords


@click.group()
def safety() -> None:
    """Try the safety checks on words of your own, without installing anything; check an auditor's export."""


@safety.command("screen")
@click.argument("file", type=FILE)
@click.option(
    "--watched",
    type=FILE,
    help="An organisation's list as its page gives it out: CSV with the columns phrase, effect and why.",
)
@AS_JSON
def screen_command(file: Path, watched: Path | None, as_json: bool) -> None:
    """Run the checks that every new text goes through on the texts of FILE.

    FILE holds one text a line, as JSON: {"id": ..., "text": ...}. With --json it prints one line for each, in the
    file's order: {"id", "outcome", "signals": [{"kind", "start", "end", "why", "rule"}]}; positions count characters
    from 0. The outcome is clean, nudge (the author looks again), hold (a person reads it first), crisis (somebody may
    be in danger) or error. The words watched for are those that come with Openward, and with --watched those of an
    organisation's list. Where words would be covered for readers, the line also holds "masks": [[start, end], ...] and
    "for_readers", the text as they would see it.

    Nothing is removed by a machine, and "clean" never means that nobody is in danger. docs/methods/screening.md tells
    how it works.
    """
    from openward.methods.screening import screen

    words = _watched_words(watched) if watched else None
    meter = Meter()
    texts = list(_texts(file))
    outcomes: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    with progress("Reading", len(texts)) as move:
        for name, text in texts:
            found = screen(text, watched=words)
            outcomes[found.outcome] += 1
            kinds.update({one.kind for one in found.signals})
            if as_json:
                signals = [
                    {"kind": str(one.kind), "start": one.start, "end": one.end, "why": one.why, "rule": one.rule}
                    for one in found.signals
                ]
                line = {"id": name, "outcome": found.outcome.value, "signals": signals}
                click.echo(json.dumps({**line, **_masks(text, found.masks)}))
            move(1)
    if not as_json:
        click.echo(_in_words(outcomes, kinds, meter.reading()["seconds"]))


@safety.command("verify-export")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object: decisions, chain_links, problems.")
def verify_export_command(file: Path, as_json: bool) -> None:
    """Check an auditor's export against the ledger of this installation, both ways.

    FILE is the archive that “Every decision, for an auditor” gave. The chain of the ledger is walked from its first
    link; every decision in the ledger must stand in the file, and every line of the file in the ledger. Ends with 1
    when anything is wrong. docs/running/transparency.md tells what each sentence means.
    """
    from openward.config.preparing import set_up_django

    set_up_django()
    from openward.safety.queries.audit import verify_export

    try:
        verdict = verify_export(file.read_bytes())
    except ValueError as error:
        raise BadInput(f"{file.name}: {error}") from None
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(verdict)))
    else:
        for problem in verdict.problems:
            click.echo(problem)
        told = f"{verdict.decisions:,} decisions, {verdict.chain_links:,} links of the ledger: "
        found = f"{len(verdict.problems):,} problems." if verdict.problems else "whole and unchanged."
        click.echo(told + found)
    if verdict.problems:
        raise click.exceptions.Exit(1)


def _masks(text: str, passages: Sequence[tuple[int, int]]) -> dict[str, object]:
    """What readers would see covered; nothing where nothing is."""
    from openward.methods.masks import masked, masks_of

    found = masks_of(text, passages, "[hidden word]")
    return {"masks": [[start, end] for start, end, _ in found], "for_readers": masked(text, found)} if found else {}


def _watched_words(file: Path) -> "WatchedWords":
    """The words of a list, besides those that come with Openward."""
    from openward.methods.phrases import UnusablePhraseError
    from openward.methods.screening import Effect, Watched, WatchedWords, default_watched_words

    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
        own = [Watched(row["phrase"].removeprefix("'"), Effect(row["effect"]), row["why"]) for row in rows]
        return WatchedWords([*default_watched_words().listed, *own])
    except (KeyError, ValueError, csv.Error, UnusablePhraseError) as error:
        raise BadInput(f"{file.name}: {error}") from None


def _texts(file: Path) -> Iterator[tuple[str | int, str]]:
    for line, given in read_json_lines(file, needed=["id", "text"]):
        name, text = given["id"], given["text"]
        if not isinstance(text, str):
            raise BadInput(f"{file.name}, line {line}: “text” is not text.")
        if isinstance(name, bool) or not isinstance(name, str | int):
            raise BadInput(f"{file.name}, line {line}: “id” is neither text nor a whole number.")
        yield name, text


_OUTCOMES = {
    "crisis": "may speak of somebody in danger: a person reads them at once",
    "error": "could not be checked: a person reads them first",
    "hold": "are held for a person to read first",
    "nudge": "ask the author to look again",
    "clean": "raised nothing, which does not mean that nobody is in danger",
}


def _in_words(outcomes: Counter[str], kinds: Counter[str], seconds: float) -> str:
    lines = [f"{sum(outcomes.values()):,} texts in {seconds:.1f} seconds:"]
    lines += [f"  {outcomes[outcome]:>8,}  {words}" for outcome, words in _OUTCOMES.items() if outcomes[outcome]]
    if kinds:
        listed = ", ".join(f"{kind.replace('_', ' ')} {count:,}" for kind, count in kinds.most_common())
        lines.append(f"Texts with each kind of signal: {listed}. With --json you get each passage and why.")
    return "\n".join(lines)
