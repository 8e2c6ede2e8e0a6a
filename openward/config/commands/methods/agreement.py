"""`openward methods agreement`: how far people who coded the same words agree."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import numpy as np
import polars as pl
from numpy.typing import NDArray

from openward.config.commands.methods.lines import FILE, BadInput, said_plainly, shortened
from openward.config.commands.methods.printing import AS_JSON, Meter, print_document, progress
from openward.config.commands.methods.reading import Table, read_table

if TYPE_CHECKING:
    from openward.methods.agreement import Alpha, Caveat, CodeAgreement, Kappa

LEVELS = ("nominal", "ordinal", "interval", "ratio")
MOST_PAIRS = 100


@dataclass(frozen=True)
class Rated:
    """A file's ratings: rows are units, columns coders, NaN is missing; labels[i] is what number i stands for."""

    units: Sequence[str]
    coders: Sequence[str]
    ratings: NDArray[np.float64]
    labels: Sequence[str] | None


@click.command("agreement")
@click.argument("file", type=FILE)
@click.option("--unit", default="unit", show_default=True, help="The column that names what was coded.")
@click.option("--coder", default="coder", show_default=True, help="The column that names who coded it.")
@click.option("--value", default="value", show_default=True, help="The column with the code or rating.")
@click.option("--wide", is_flag=True, help="One row for each unit; every column but the unit's is a coder.")
@click.option("--several", is_flag=True, help="A coder may give a unit several values: one row for each.")
@click.option("--level", type=click.Choice(LEVELS), default="nominal", show_default=True, help="What values mean.")
@click.option("--order", help="For ordinal words: the values from least to most, parted by commas.")
@click.option(
    "--weights",
    type=click.Choice(["none", "linear", "quadratic"]),
    default="none",
    show_default=True,
    help="How Cohen's kappa weighs disagreements of each two coders.",
)
@click.option("--draws", type=click.IntRange(min=0), default=1000, show_default=True, help="For the intervals.")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="The start of the chance draws.")
@AS_JSON
def instrument(
    file: Path,
    unit: str,
    coder: str,
    value: str,
    wide: bool,
    several: bool,
    level: str,
    order: str | None,
    weights: str,
    draws: int,
    seed: int,
    as_json: bool,
) -> None:
    """Measure how far coders agree, beyond chance.

    FILE is CSV with a row for each coder's verdict on a unit: unit, coder, value. With --wide it has a row for each
    unit and a column for each coder. With --several a unit may carry several codes; an empty value then says that the
    coder read the unit and gave it none.
    """
    meter = Meter()
    if several and (wide or level != "nominal" or weights != "none"):
        raise BadInput("--several goes with a row for each code and the nominal level, without weights.")
    if several:
        table = read_table(file, needed=[unit, coder, value])
        codes = _codes(table, unit, coder, value, draws, seed)
        document: dict[str, Any] = {
            "level": level,
            "units": int(table.texts(unit).n_unique()),
            "coders": table.texts(coder).unique().sort().to_list(),
            "codes": [_code_document(one) for one in codes],
        }
        if as_json:
            print_document(document | meter.reading())
        else:
            _say_codes(codes)
        return
    steps = [step.strip() for step in order.split(",")] if order else None
    rated = _wide(file, unit, level, steps) if wide else _long(file, unit, coder, value, level, steps)
    alpha, codes, pairs = _measured(rated, level, weights, draws, seed)
    if as_json:
        document = _document(rated, alpha, codes, pairs)
        print_document(document | meter.reading())
    else:
        _say(alpha, pairs)
        _say_codes(codes)


def _measured(
    rated: Rated, level: str, weights: str, draws: int, seed: int
) -> tuple["Alpha", Sequence["CodeAgreement"], list[tuple[str, str, "Kappa"]]]:
    from openward.methods.agreement import (
        AgreementError,
        NothingToCompareError,
        agreement_per_code,
        cohens_kappa,
        krippendorff_alpha,
    )

    two_by_two = list(combinations(range(len(rated.coders)), 2))[:MOST_PAIRS]
    pairs: list[tuple[str, str, Kappa]] = []
    codes: Sequence[CodeAgreement] = ()
    with said_plainly(AgreementError), progress("Comparing", len(two_by_two) + 2) as move:
        alpha = krippendorff_alpha(rated.ratings, level=level, draws=draws, seed=seed)
        if alpha.alpha is None:
            raise BadInput("Every rating is the same value: agreement beyond chance cannot be told.")
        move(1)
        if rated.labels is not None:
            row, column = np.nonzero(~np.isnan(rated.ratings))
            named = [rated.labels[int(number)] for number in rated.ratings[row, column]]
            codes = agreement_per_code(
                row.astype(str).tolist(), column.astype(str).tolist(), named, draws=draws, seed=seed
            )
        move(1)
        values = None if level == "nominal" else np.unique(rated.ratings[~np.isnan(rated.ratings)])
        for first, second in two_by_two:
            own, other = rated.ratings[:, first], rated.ratings[:, second]
            try:
                kappa = cohens_kappa(own, other, weights=weights, values=values, draws=draws, seed=seed)
            except NothingToCompareError:
                continue
            pairs.append((rated.coders[first], rated.coders[second], kappa))
            move(1)
    return alpha, codes, pairs


def _codes(table: Table, unit: str, coder: str, value: str, draws: int, seed: int) -> Sequence["CodeAgreement"]:
    from openward.methods.agreement import AgreementError, agreement_per_code

    with said_plainly(AgreementError):
        return agreement_per_code(
            table.texts(unit).to_list(),
            table.texts(coder).to_list(),
            table.texts(value, needed=False).to_list(),
            draws=draws,
            seed=seed,
        )


def _long(file: Path, unit: str, coder: str, value: str, level: str, order: Sequence[str] | None) -> Rated:
    table = read_table(file, needed=[unit, coder, value])
    units, coders = table.texts(unit), table.texts(coder)
    table.refuse_where(
        ~pl.DataFrame({"unit": units, "coder": coders})
        .select(pl.struct("unit", "coder").is_first_distinct())
        .to_series(),
        value,
        "is given twice for the same unit and coder (--several allows that)",
    )
    numbers, labels = _numbered(table, [value], level, order)
    unit_names, coder_names = units.unique(maintain_order=True).to_list(), coders.unique().sort().to_list()
    ratings = np.full((len(unit_names), len(coder_names)), np.nan)
    rows = units.replace_strict(unit_names, range(len(unit_names)), return_dtype=pl.Int64).to_numpy()
    columns = coders.replace_strict(coder_names, range(len(coder_names)), return_dtype=pl.Int64).to_numpy()
    ratings[rows, columns] = numbers[:, 0]
    return Rated(unit_names, coder_names, ratings, labels)


def _wide(file: Path, unit: str, level: str, order: Sequence[str] | None) -> Rated:
    table = read_table(file)
    coders = [column for column in table.columns if column != unit]
    if len(coders) < 2:
        raise BadInput(f"{file.name} has fewer than two columns of coders.")
    numbers, labels = _numbered(table, coders, level, order)
    names = table.texts(unit).to_list() if unit in table.columns else [str(row + 1) for row in range(len(table))]
    return Rated(names, coders, numbers, labels)


def _numbered(
    table: Table, columns: Sequence[str], level: str, order: Sequence[str] | None
) -> tuple[NDArray[np.float64], Sequence[str] | None]:
    """The columns as numbers, an empty cell NaN; and for words what each number stands for."""
    if level != "nominal" and order is None:
        return np.stack([table.numbers(column, needed=False) for column in columns], axis=1), None
    cells = [table.texts(column, needed=False).str.strip_chars() for column in columns]
    labels = list(order) if order is not None else sorted(set().union(*cells) - {""})
    for column, words in zip(columns, cells, strict=True):
        known = pl.Series([*labels, ""])
        table.refuse_where(~words.is_in(known.implode()), column, "is not among the values of --order", words)
    numbers = [
        words.replace_strict([*labels, ""], [*range(len(labels)), None], return_dtype=pl.Float64).to_numpy()
        for words in cells
    ]
    return np.stack(numbers, axis=1), labels


def _document(
    rated: Rated, alpha: "Alpha", codes: Sequence["CodeAgreement"], pairs: Sequence[tuple[str, str, "Kappa"]]
) -> dict[str, Any]:
    return {
        "level": str(alpha.level),
        "alpha": alpha.alpha,
        "low": alpha.low,
        "high": alpha.high,
        "confidence": alpha.confidence,
        "below_two_thirds": alpha.below_two_thirds,
        "observed_disagreement": alpha.observed,
        "expected_disagreement": alpha.expected,
        "percentage": alpha.percentage,
        "units": alpha.units,
        "ratings": alpha.ratings,
        "left_out": alpha.left_out,
        "values": alpha.values,
        "coders": list(rated.coders),
        "codes": [_code_document(one) for one in codes],
        "pairs": [
            {
                "coders": [first, second],
                "weights": kappa.weights,
                "kappa": kappa.kappa,
                "low": kappa.low,
                "high": kappa.high,
                "percentage": kappa.percentage,
                "units": kappa.units,
                "caveats": _caveats(kappa.caveats),
            }
            for first, second, kappa in pairs
        ],
        "caveats": _caveats(alpha.caveats),
    }


def _code_document(one: "CodeAgreement") -> dict[str, Any]:
    return {
        "code": one.code,
        "uses": one.uses,
        "units": one.units,
        "percentage": one.percentage,
        "of_uses": one.of_uses,
        "alpha": one.alpha,
        "low": one.low,
        "high": one.high,
        "caveats": _caveats(one.caveats),
    }


def _caveats(caveats: Iterable["Caveat"]) -> list[dict[str, Any]]:
    return [{"key": str(one.key), "count": one.count, "sentence": one.sentence} for one in caveats]


def _say(alpha: "Alpha", pairs: Sequence[tuple[str, str, "Kappa"]]) -> None:
    click.echo(f"Krippendorff's alpha ({alpha.level}) is {_beyond_chance(alpha.alpha, alpha.low, alpha.high)}.")
    click.echo("1 would be perfect agreement, 0 what chance alone would give.")
    click.echo(f"In {alpha.percentage:.0%} of the comparisons two coders gave a unit the same value.")
    click.echo(f"{alpha.units:,} units with {alpha.ratings:,} ratings were compared.")
    for caveat in alpha.caveats:
        click.echo(caveat.sentence)
    for first, second, kappa in pairs:
        said = _beyond_chance(kappa.kappa, kappa.low, kappa.high)
        click.echo(
            f"  {first} and {second}: kappa {said}, same value on {kappa.percentage:.0%} of {kappa.units:,} units"
        )


def _say_codes(codes: Sequence["CodeAgreement"]) -> None:
    if codes:
        click.echo("By code:")
    for one in codes:
        again = "" if one.of_uses is None else f"; where one gave it, another did too in {one.of_uses:.0%}"
        said = _beyond_chance(one.alpha, one.low, one.high)
        click.echo(f"  {shortened(one.code, 40)}: alpha {said}; uses: {one.uses:,}{again}")
        for caveat in one.caveats:
            if caveat.key in ("rare", "no_variation"):
                click.echo(f"    {caveat.sentence}")


def _beyond_chance(measure: float | None, low: float | None, high: float | None) -> str:
    if measure is None:
        return "not defined"
    return f"{measure:.2f}" + ("" if low is None or high is None else f" (between {low:.2f} and {high:.2f})")
