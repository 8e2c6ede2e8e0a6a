"""Comments and the codes people gave them, out of a table: one column of text, a column of 0 and 1 for each code."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openward.config.commands.methods.lines import BadInput
from openward.config.commands.methods.reading import Table

AUTO = "auto"
FEWEST_EXAMPLES = 20
"""With `auto`, a code that fewer different comments carry is left out, and named."""


@dataclass(frozen=True, eq=False)
class CodeColumns:
    """The code columns to learn, and those `auto` left out with the number of different comments that carry each."""

    names: tuple[str, ...]
    left_out: tuple[tuple[str, int], ...] = ()


def code_columns(tables: Sequence[Table], labels: str, text_column: str) -> CodeColumns:
    """The columns `labels` names; with "auto" every one that holds only 0, 1 and empty cells, in all tables.

    Raises `BadInput` for a column that is not there, and when `auto` finds none.
    """
    if labels != AUTO:
        return CodeColumns(tuple(named_columns(labels, tables)))
    from openward.methods.theme_suggestion import coded_texts

    first, *others = tables
    found = [
        name
        for name in first.columns
        if name != text_column
        and all(name in table.columns for table in others)
        and all(holds_codes(table, name) for table in tables)
        and any(table.texts(name, needed=False).str.strip_chars().is_in(["1"]).any() for table in tables)
    ]
    if not found:
        raise BadInput(f"{first.path.name} has no column of 0 and 1; name the code columns with --labels.")
    texts = [text for table in tables for text in texts_of(table, text_column)]
    labelled = coded_texts(texts, np.concatenate([labels_of(table, found) for table in tables]), found).labels
    examples = [int(count) for count in labelled.sum(axis=0)]
    names = tuple(name for name, count in zip(found, examples, strict=True) if count >= FEWEST_EXAMPLES)
    if not names:
        raise BadInput(
            f"Too few examples: no code column of {first.path.name} has {FEWEST_EXAMPLES} different comments with a 1; "
            "name the code columns with --labels to learn from fewer."
        )
    left_out = [(name, count) for name, count in zip(found, examples, strict=True) if count < FEWEST_EXAMPLES]
    return CodeColumns(names, tuple(left_out))


def named_columns(labels: str, tables: Sequence[Table]) -> list[str]:
    """The columns named in a line of CSV; a name that holds a comma may stand with or without quotation marks."""
    columns = set(tables[0].columns).intersection(*(table.columns for table in tables[1:]))
    names = [name.strip() for name in next(csv.reader([labels], skipinitialspace=True), []) if name.strip()]
    if not names:
        raise BadInput("Name at least one code column, or use --labels auto.")
    found: list[str] = []
    at = 0
    while at < len(names):
        # The longest stretch of names that is a column: "Listening, understanding" is one column of that name.
        ends = [end for end in range(len(names), at, -1) if ", ".join(names[at:end]) in columns]
        ends += [end for end in range(len(names), at, -1) if ",".join(names[at:end]) in columns]
        if not ends:
            lacking = next(table for table in tables if names[at] not in table.columns)
            raise BadInput(f"{lacking.path.name} has no column “{names[at]}”.")
        spaced = ", ".join(names[at : ends[0]])
        found.append(spaced if spaced in columns else ",".join(names[at : ends[0]]))
        at = ends[0]
    return found


def holds_codes(table: Table, name: str) -> bool:
    """Whether a column holds 0, 1 and empty cells and nothing else."""
    return set(table.texts(name, needed=False).str.strip_chars().unique()) <= {"0", "1", ""}


def texts_of(table: Table, column: str) -> list[str]:
    """The comments; an empty one carries no words and is passed over by the method."""
    return [str(text) for text in table.texts(column, needed=False)]


def labels_of(table: Table, names: Sequence[str]) -> NDArray[np.float64]:
    """Shape (comments, codes): 0 or 1, an empty cell as 0; `BadInput` with the line of any other."""
    columns = []
    for name in names:
        values = table.numbers(name, needed=False)
        wrong = np.flatnonzero(~np.isnan(values) & (values != 0) & (values != 1))
        if len(wrong):
            row = int(wrong[0])
            raise table.refusal(row, name, f"is neither 0 nor 1: “{table.texts(name, needed=False)[row]}”")
        columns.append(np.nan_to_num(values))
    return np.column_stack(columns)


def rated_texts(table: Table, text_column: str, level_column: str) -> tuple[list[str], list[int]]:
    """The comments that carry a level from 1 to 5, and the levels; `BadInput` with the line of another level."""
    values = table.numbers(level_column, needed=False)
    rated = ~np.isnan(values)
    wrong = np.flatnonzero(rated & ~np.isin(values, (1, 2, 3, 4, 5)))
    if len(wrong):
        row = int(wrong[0])
        cell = table.texts(level_column, needed=False)[row]
        raise table.refusal(row, level_column, f"is no whole number from 1 to 5: “{cell}”")
    texts = texts_of(table, text_column)
    rows = [int(row) for row in np.flatnonzero(rated) if texts[row].strip()]
    return [texts[row] for row in rows], [int(values[row]) for row in rows]
