"""`openward methods themes`: learning a codebook's codes from coded comments, and testing what was learned."""

import csv
import time
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from openward.config.commands.methods.printing import AS_JSON, Meter, print_document, progress
from openward.config.commands.methods.reading import FILE, BadInput, Table, read_table, said_plainly

AUTO = "auto"


@click.command()
@click.option("--train", "train_file", type=FILE, required=True, help="CSV with comments that people have coded.")
@click.option("--test", "test_file", type=FILE, required=True, help="CSV with other coded comments, to test it on.")
@click.option("--text", "text_column", required=True, help="The column with the comments.")
@click.option("--labels", default=AUTO, show_default=True, help="The code columns as a line of CSV, or auto: 0 and 1.")
@click.option("--seed", default=0, show_default=True, help="The same seed gives the same answer.")
@AS_JSON
def instrument(train_file: Path, test_file: Path, text_column: str, labels: str, seed: int, as_json: bool) -> None:
    """Learn codes from coded comments and tell how well they are suggested for others.

    Copies of a comment count once, and a comment of the test file that also stands in the train file is left out of
    the test: a copy would be no test. A suggestion is a help for a coder. It is never counted as a coding.
    """
    from openward.methods.theme_suggestion.coded import ThemeError, coded_texts
    from openward.methods.theme_suggestion.training import STEPS, train_coded

    meter = Meter()
    learned_from, tested_on = (read_table(file, needed=[text_column]) for file in (train_file, test_file))
    names = code_columns(learned_from, tested_on, labels, text_column)
    with said_plainly(ThemeError):
        coded = coded_texts(texts_of(learned_from, text_column), labels_of(learned_from, names), names)
        others = coded_texts(texts_of(tested_on, text_column), labels_of(tested_on, names), names)
        with progress("Learning", STEPS) as moved:
            suggester = train_coded(coded, seed, moved=moved)
    train_seconds = meter.reading()["seconds"]
    known = set(coded.texts)
    unseen = np.array([row for row, text in enumerate(others.texts) if text not in known], dtype=np.int64)
    if not len(unseen):
        raise BadInput(f"Every comment of {test_file.name} also stands in {train_file.name}: nothing is left to test.")
    tested = others.only(unseen)
    began = time.perf_counter()
    suggestions = suggester.suggest(tested.texts)
    predict_seconds = time.perf_counter() - began
    columns = [names.index(name) for name in suggester.names]
    document = {
        **figures(suggester.names, suggestions.chosen, tested.labels[:, columns], suggestions.thresholds),
        "abstained": int(suggestions.abstained.sum()),
        "train_seconds": round(train_seconds, 3),
        "comments_per_second": round(len(unseen) / max(predict_seconds, 1e-9), 1),
        "trained_on": len(coded),
        "tested_on": len(unseen),
        "left_out_as_copies": len(others) - len(unseen),
        "not_learned": [{"label": name, "examples": examples} for name, examples in suggester.not_learned],
        "caveats": [suggestions.caveat],
        **meter.reading(),
    }
    if as_json:
        print_document(document)
    else:
        say(document)


def code_columns(learned_from: Table, tested_on: Table, labels: str, text_column: str) -> list[str]:
    """The code columns: those asked for, or with "auto" those that hold nothing but 0 and 1 and are in both files."""
    if labels != AUTO:
        # As a line of CSV, because a name may itself hold a comma: 'Waiting,"Listening, understanding"'.
        names = [name.strip() for name in next(csv.reader([labels])) if name.strip()]
        for table in (learned_from, tested_on):
            missing = next((name for name in names if name not in table.columns), None)
            if missing is not None:
                raise BadInput(f"{table.path.name} has no column “{missing}”.")
        return names
    names = [
        name
        for name in learned_from.columns
        if name != text_column and name in tested_on.columns and holds_codes(learned_from, name)
    ]
    if not names:
        raise BadInput(f"{learned_from.path.name} has no column of 0 and 1; name the code columns with --labels.")
    return names


def holds_codes(table: Table, name: str) -> bool:
    """Whether a column holds both 0 and 1, perhaps empty cells, and nothing else."""
    found = set(table.texts(name, needed=False).str.strip_chars().unique())
    return found <= {"0", "1", ""} and "1" in found


def texts_of(table: Table, column: str) -> list[str]:
    """The comments; an empty one carries no words and is passed over by the method."""
    return [str(text) for text in table.texts(column, needed=False)]


def labels_of(table: Table, names: list[str]) -> NDArray[np.float64]:
    """Shape [comments, codes]: 0 or 1, an empty cell as 0."""
    columns = []
    for name in names:
        values = table.numbers(name, needed=False)
        cells = table.texts(name, needed=False)
        wrong = np.flatnonzero(~np.isnan(values) & (values != 0) & (values != 1))
        if len(wrong):
            row = int(wrong[0])
            raise table.refusal(row, name, f"is neither 0 nor 1: “{cells[row]}”")
        columns.append(np.nan_to_num(values))
    return np.column_stack(columns)


def figures(
    names: tuple[str, ...], chosen: NDArray[np.bool_], labels: NDArray[np.bool_], thresholds: NDArray[np.float64]
) -> dict[str, Any]:
    """Precision, recall and F1 of each code and overall; macro over codes that the test holds at least once."""
    hits = (chosen & labels).sum(axis=0)
    said = chosen.sum(axis=0)
    support = labels.sum(axis=0)
    by_code = {}
    scores = []
    for code, name in enumerate(names):
        f1 = float(2 * hits[code] / (said[code] + support[code])) if said[code] + support[code] else None
        by_code[name] = {
            "precision": float(hits[code] / said[code]) if said[code] else None,
            "recall": float(hits[code] / support[code]) if support[code] else None,
            "f1": f1,
            "support": int(support[code]),
            "threshold": float(thresholds[code]),
        }
        if support[code]:
            scores.append(f1 or 0.0)
    total = int(said.sum() + support.sum())
    return {
        "micro_f1": float(2 * hits.sum() / total) if total else None,
        "macro_f1": float(np.mean(scores)) if scores else None,
        "labels": by_code,
    }


def say(document: dict[str, Any]) -> None:
    """The same in words."""
    tested, abstained = document["tested_on"], document["abstained"]
    click.echo(f"Learned from {document['trained_on']:,} different comments, tested on {tested:,} others.")
    if document["micro_f1"] is not None and document["macro_f1"] is not None:
        overall = f"Over all suggestions F1 is {document['micro_f1']:.2f}"
        click.echo(f"{overall}; the mean over codes is {document['macro_f1']:.2f}.")
    click.echo(f"For {abstained:,} comments nothing was sure enough to suggest.")
    for name, code in sorted(document["labels"].items(), key=lambda item: -item[1]["support"]):
        shown = "–" if code["f1"] is None else f"{code['f1']:.2f}"
        click.echo(f"  {shown:>5}  {name} ({code['support']:,} in the test)")
    for code in document["not_learned"]:
        click.echo(f"         {code['label']}: not learned, {code['examples']} examples are too few")
    click.echo(document["caveats"][0])
