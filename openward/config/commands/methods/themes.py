"""`openward methods themes`: learning a codebook's codes from coded comments, testing what was learned, suggesting."""

import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from openward.config.commands.methods.coded_comments import AUTO, code_columns, labels_of, rated_texts, texts_of
from openward.config.commands.methods.lines import FILE, BadInput, said_plainly
from openward.config.commands.methods.printing import AS_JSON, Meter, print_document, progress
from openward.config.commands.methods.reading import Table, read_table

if TYPE_CHECKING:
    from openward.methods.theme_suggestion import Evaluation, SentimentEvaluation, ThemeSuggester


@click.command()
@click.option("--train", "train_file", type=FILE, required=True, help="CSV with comments that people have coded.")
@click.option(
    "--test", "test_file", type=FILE, help="CSV with other coded comments, to test on; else cross-validation."
)
@click.option("--text", "text_column", required=True, help="The column with the comments.")
@click.option(
    "--labels",
    default=AUTO,
    show_default=True,
    help="The code columns, with commas between them, or auto: those of 0 and 1 with at least 20 different comments.",
)
@click.option("--suggest", "suggest_file", type=FILE, help="CSV with uncoded comments: suggest codes, show passages.")
@click.option("--next", "next_count", type=click.IntRange(min=1), help="With --suggest: which so many to code next.")
@click.option("--sentiment", "level_column", help="A column with levels 1 to 5: learn them too.")
@click.option("--seed", default=0, show_default=True, help="The same seed gives the same answer.")
@AS_JSON
def instrument(
    train_file: Path,
    test_file: Path | None,
    text_column: str,
    labels: str,
    suggest_file: Path | None,
    next_count: int | None,
    level_column: str | None,
    seed: int,
    as_json: bool,
) -> None:
    """Learn codes from coded comments, tell how well they are suggested for others, and suggest.

    Only the words of the comments are used. Copies of a comment count once, and one that also stands in the train
    file is left out of the test: a copy would be no test. Without --test and --suggest the train file is
    cross-validated, each comment judged by what was learned from the other four fifths.

    A suggestion is a help for a person who codes. It is never a coding: do not count or publish suggestions.
    """
    from openward.methods.theme_suggestion import ThemeError

    meter = Meter()
    if next_count and suggest_file is None:
        raise BadInput("--next needs --suggest with a file of uncoded comments.")
    needed = [text_column] if level_column is None else [text_column, level_column]
    tables = [read_table(file, needed=needed) for file in (train_file, test_file) if file is not None]
    with said_plainly(ThemeError):
        document = themes(tables, text_column, labels, suggest_file, next_count, seed)
        if level_column is not None:
            document["sentiment"] = sentiment(tables, text_column, level_column, seed)
    document |= meter.reading()
    if as_json:
        print_document(document)
    else:
        say(document)


def themes(
    tables: list[Table], text_column: str, labels: str, suggest_file: Path | None, next_count: int | None, seed: int
) -> dict[str, Any]:
    """Learn, test or cross-validate, and suggest: the document."""
    from openward.methods.theme_suggestion import NOT_A_CODING, cross_validated, evaluated, train
    from openward.methods.theme_suggestion.evaluation import FOLDS
    from openward.methods.theme_suggestion.training import STEPS

    columns = code_columns(tables, labels, text_column)
    learned_from = tables[0]
    texts, coded = texts_of(learned_from, text_column), labels_of(learned_from, columns.names)
    others = [(texts_of(table, text_column), labels_of(table, columns.names)) for table in tables[1:]]
    uncoded = [] if suggest_file is None else texts_of(read_table(suggest_file, needed=[text_column]), text_column)
    with progress("Learning", STEPS) as moved:
        began = time.perf_counter()
        suggester = train(texts, coded, columns.names, seed, moved=moved)
        train_seconds = time.perf_counter() - began
    judged = others[0][0] if others else uncoded or texts
    began = time.perf_counter()
    suggester.suggest(judged)
    per_second = len(judged) / (time.perf_counter() - began)
    document: dict[str, Any] = {
        "train_seconds": round(train_seconds, 3),
        "comments_per_second": round(per_second, 1),
        "trained_on": suggester.texts,
        "not_learned": [{"label": name, "examples": examples} for name, examples in suggester.not_learned],
        "left_out_labels": [{"label": name, "examples": examples} for name, examples in columns.left_out],
        "caveats": [NOT_A_CODING],
    }
    if others:
        document = figures(evaluated(suggester, *others[0], columns.names, texts)) | document
    elif suggest_file is None:
        with progress("Testing", FOLDS * STEPS) as moved:
            document = figures(cross_validated(texts, coded, columns.names, seed, moved=moved)) | document
        document["folds"] = FOLDS
    if suggest_file is not None:
        document |= suggestions(suggester, uncoded, next_count)
    return document


def figures(found: "Evaluation") -> dict[str, Any]:
    """The part of the document that tells how good the suggestions are."""
    return {
        "micro_f1": found.micro_f1,
        "macro_f1": found.macro_f1,
        "labels": {
            code.name: {
                "precision": code.precision,
                "recall": code.recall,
                "f1": code.f1,
                "support": code.support,
                "threshold": code.threshold,
                "is_learned": code.is_learned,
            }
            for code in found.codes
        },
        "abstained": found.abstained,
        "reliability": [asdict(point) for point in found.reliability],
        "calibration_error": found.calibration_error,
        "tested_on": found.texts,
        "left_out_as_copies": found.left_out,
        "evaluation_caveats": list(found.caveats),
    }


def suggestions(suggester: "ThemeSuggester", texts: list[str], next_count: int | None) -> dict[str, Any]:
    """What is suggested for each row, with passages; which to code next. No count of anything."""
    from openward.methods.theme_suggestion import UNSURE_IN_WORDS, next_to_code, passages_for

    rows = []
    found = suggester.suggest(texts)
    with progress("Looking for passages", len(texts)) as moved:
        for row, (text, suggestion) in enumerate(zip(texts, found, strict=True)):
            codes = [
                asdict(code) | {"passages": [asdict(passage) for passage in passages_for(suggester, text, code.name)]}
                for code in suggestion.codes
            ]
            unsure = None if suggestion.unsure is None else UNSURE_IN_WORDS[suggestion.unsure]
            rows.append({"row": row + 1, "text": text, "codes": codes, "unsure": unsure})
            moved(1)
    document: dict[str, Any] = {"suggestions": rows}
    if next_count:
        document["next_to_code"] = [
            {
                "row": comment.position + 1,
                "text": texts[comment.position],
                "uncertainty": comment.uncertainty,
                "new_words": comment.new_words,
                "doubtful": list(comment.doubtful),
            }
            for comment in next_to_code(suggester, texts, next_count)
        ]
    return document


def sentiment(tables: list[Table], text_column: str, level_column: str, seed: int) -> dict[str, Any]:
    """Levels learned from the first table and tested on the second, or cross-validated."""
    from openward.methods.theme_suggestion.sentiment import (
        FOLDS,
        compared_levels,
        cross_validated_levels,
        train_sentiment,
        unseen,
    )
    from openward.methods.theme_suggestion.training import STEPS

    texts, levels = rated_texts(tables[0], text_column, level_column)
    if len(tables) == 1:
        with progress("Testing levels", FOLDS * STEPS) as moved:
            return levels_in_figures(cross_validated_levels(texts, levels, seed, moved=moved))
    with progress("Learning levels", STEPS) as moved:
        suggester = train_sentiment(texts, levels, seed, moved=moved)
    others, wanted = unseen(*rated_texts(tables[1], text_column, level_column), texts)
    return levels_in_figures(compared_levels(suggester.suggest(others), wanted))


def levels_in_figures(found: "SentimentEvaluation") -> dict[str, Any]:
    """The part of the document about the five levels."""
    document = asdict(found)
    f1, support = document.pop("f1"), document.pop("support")
    document["levels"] = {
        str(level): {"f1": value, "support": count}
        for level, (value, count) in enumerate(zip(f1, support, strict=True), start=1)
    }
    return document


def say(document: dict[str, Any]) -> None:
    """The same in words."""
    click.echo(f"Learned from {document['trained_on']:,} different comments.")
    if "labels" in document:
        say_figures(document)
    for code in document["not_learned"]:
        click.echo(f"         {code['label']}: not learned, {code['examples']} examples are too few")
    for code in document["left_out_labels"]:
        click.echo(f"         {code['label']}: left out, {code['examples']} different comments carry it")
    for row in document.get("suggestions", []):
        codes = "; ".join(in_words(code) for code in row["codes"])
        click.echo(f"  row {row['row']:,}: {codes or 'unsure. ' + row['unsure']}")
    if "next_to_code" in document:
        rows = ", ".join(f"{comment['row']:,}" for comment in document["next_to_code"])
        click.echo(f"Code these rows next, in this order: {rows or 'none is left'}.")
    if "sentiment" in document:
        levels = document["sentiment"]
        click.echo(
            f"Levels 1 to 5, tested on {levels['texts']:,} comments: right for {levels['accuracy']:.0%}, "
            f"on average {levels['mean_distance']:.2f} levels away, unsure about {levels['unsure']:,}."
        )
    click.echo(document["caveats"][0])


def in_words(code: dict[str, Any]) -> str:
    """A suggested code with its probability and passages."""
    passages = " … ".join(passage["quote"] for passage in code["passages"])
    return f"{code['name']} ({code['probability']:.2f}: {passages or 'no passage'})"


def say_figures(document: dict[str, Any]) -> None:
    """How good the suggestions were, code by code."""
    how = "four fifths at a time, tested on the rest" if "folds" in document else "tested on others"
    tested, abstained = document["tested_on"], document["abstained"]
    click.echo(f"{tested:,} different comments judged, {how}.")
    if document["micro_f1"] is not None and document["macro_f1"] is not None:
        overall = f"Over all suggestions F1 is {document['micro_f1']:.2f}"
        click.echo(f"{overall}; the mean over codes is {document['macro_f1']:.2f} (1 is perfect).")
    click.echo(f"For {abstained:,} comments nothing was sure enough to suggest.")
    gap = document["calibration_error"]
    click.echo(f"A probability is off by {gap:.3f} on average from how often people agreed.")
    for name, code in sorted(document["labels"].items(), key=lambda item: -item[1]["support"]):
        shown = "–" if code["f1"] is None else f"{code['f1']:.2f}"
        click.echo(f"  {shown:>5}  {name} ({code['support']:,} in the test)")
