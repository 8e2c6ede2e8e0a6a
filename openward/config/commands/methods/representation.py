"""`openward methods representation`: who is heard against who is affected."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from openward.config.commands.methods.lines import FILE, BadInput, said_plainly
from openward.config.commands.methods.printing import AS_JSON, Meter, print_document, progress
from openward.config.commands.methods.reading import Table, read_table

if TYPE_CHECKING:
    from openward.methods.representation import Concentration, GroupReach, People, Population, Reach, Weights

COUNT_NAMES = ("population", "count", "people", "size")
CONTRIBUTIONS = "contributions"
SMALLEST_CROSSING = 2


@click.command()
@click.argument("sample", type=FILE)
@click.argument("population", type=FILE)
@click.option(
    "--count",
    metavar="COLUMN",
    help="The column of POPULATION that counts people.  [default: population, count, people or size]",
)
@click.option(
    "--contributions",
    metavar="COLUMN",
    help="The column of SAMPLE that says how much each person contributed.  [default: contributions, if there]",
)
@click.option("--at-most", type=float, metavar="TIMES", help="Let no raking weight exceed so many times the mean.")
@click.option("--confidence", type=float, default=0.95, show_default=True, help="Of the intervals, between 0 and 1.")
@click.option("--unknown", multiple=True, metavar="WORD", help="A further word that stands for “not known”.")
@click.option(
    "--weights",
    "weights_file",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="OUT.csv",
    help="Write each person's raking and post-stratification weight, in the order of SAMPLE.",
)
@AS_JSON
def instrument(
    sample: Path,
    population: Path,
    count: str | None,
    contributions: str | None,
    at_most: float | None,
    confidence: float,
    unknown: Sequence[str],
    weights_file: Path | None,
    as_json: bool,
) -> None:
    """Compare who took part with who is affected.

    SAMPLE has one row per person, with a column for each kind of group (age, sex, area). POPULATION has the same
    columns and one with the number of people in each combination. Empty cells and words such as "unknown" or
    "prefer not to say" are counted as not known, never guessed.

    The intervals allow for chance. Figures of small groups can point to single people: publish them only after
    `openward methods disclosure`.
    """
    meter = Meter()
    from openward.methods.representation import (
        UNKNOWN_WORDS,
        RepresentationError,
        people_from,
        population_from,
        post_stratify,
        rake,
        reach,
    )

    affected = read_table(population)
    size = count_column(affected, count)
    taking_part = read_table(sample)
    amount = amount_column(taking_part, contributions)
    columns = [name for name in taking_part.columns if name in affected.columns and name not in (size, amount)]
    if not columns:
        raise BadInput(f"{sample.name} and {population.name} have no column of groups in common.")
    for table in (taking_part, affected):
        if len(table) < 2:
            raise BadInput(f"{table.path.name} has one row; there is nothing to compare.")
    words = UNKNOWN_WORDS | {word.strip().lower() for word in unknown}
    sizes = affected.numbers(size)
    refuse_negative(affected, size)
    crossings = list(combinations(columns, SMALLEST_CROSSING))
    with said_plainly(RepresentationError), progress("Comparing", len(columns) + len(crossings) + 3) as move:
        people = people_from({name: taking_part.texts(name, needed=False) for name in columns}, unknown=words)
        whole = population_from({name: affected.texts(name, needed=False) for name in columns}, sizes, unknown=words)
        refuse_one_group(people, whole, sample.name, population.name)
        move(1)
        found: dict[tuple[str, ...], Reach] = {}
        for names in [*((name,) for name in columns), *crossings]:
            heard, all_of_them = people.counts(names), whole.counts(names)
            # Two columns may each be known of somebody and never both of the same person.
            if len(names) == 1 or (heard and any(all_of_them.values())):
                unknown_people = len(people) - sum(heard.values())
                found[names] = reach(names, heard, all_of_them, unknown=unknown_people, confidence=confidence)
            move(1)
        raked = rake(people, {name: one_way(whole, name) for name in columns}, at_most=at_most)
        move(1)
        try:
            stratified = post_stratify(people, whole, columns)
        except RepresentationError:
            stratified = None
        spread = concentration_of(taking_part, amount)
        move(1)
    if weights_file is not None:
        write_weights(weights_file, raked, stratified)
    if as_json:
        print_document(document(people, whole, columns, found, raked, stratified, spread) | meter.reading())
    else:
        for line in in_words(people, columns, found, raked, stratified, spread):
            click.echo(line)


def count_column(table: Table, named: str | None) -> str:
    """The column that counts people."""
    if named is not None:
        if named not in table.columns:
            raise BadInput(f"{table.path.name} has no column “{named}”.")
        return named
    for name in COUNT_NAMES:
        if name in table.columns:
            return name
    raise BadInput(
        f"{table.path.name} has no column called {', '.join(COUNT_NAMES)}: say which counts people, --count."
    )


def amount_column(table: Table, named: str | None) -> str | None:
    """The column with each person's contributions, None where there is none."""
    if named is not None and named not in table.columns:
        raise BadInput(f"{table.path.name} has no column “{named}”.")
    return named or (CONTRIBUTIONS if CONTRIBUTIONS in table.columns else None)


def refuse_one_group(people: "People", whole: "Population", sample: str, population: str) -> None:
    """Where everybody is in one and the same group there is nothing to compare."""
    for names, ours in ((people.groups, sample), (whole.groups, population)):
        if not any(names):
            raise BadInput(f"{ours} has no group that is known.")
    together = [set(ours) | set(theirs) for ours, theirs in zip(people.groups, whole.groups, strict=True)]
    if all(len(groups) == 1 for groups in together):
        raise BadInput(f"Everybody in {sample} and {population} is in one and the same group.")


def one_way(whole: "Population", column: str) -> dict[str, float]:
    """The size of each group of one column."""
    return {group[0]: size for group, size in whole.counts([column]).items()}


def concentration_of(table: Table, column: str | None) -> "Concentration | None":
    """How unequal the contributions are, None where they are not given."""
    from openward.methods.representation import concentration

    if column is None:
        return None
    amounts = table.numbers(column)
    refuse_negative(table, column)
    return concentration(amounts)


def refuse_negative(table: Table, column: str) -> None:
    """Nobody counts fewer than none."""
    import polars as pl

    numbers = pl.Series(table.numbers(column))
    table.refuse_where(numbers < 0, column, "is negative", numbers)


def write_weights(path: Path, raked: "Weights", stratified: "Weights | None") -> None:
    """A column for each kind of weight, a row for each person."""
    import polars as pl

    columns = {"raking": raked.weights}
    if stratified is not None:
        columns["post_stratification"] = stratified.weights
    pl.DataFrame(columns).write_csv(path)


def document(
    people: "People",
    whole: "Population",
    columns: Sequence[str],
    found: Mapping[tuple[str, ...], "Reach"],
    raked: "Weights",
    stratified: "Weights | None",
    spread: "Concentration | None",
) -> dict[str, Any]:
    """The result as JSON."""
    groups = [row(result, group) for names, result in found.items() if len(names) == 1 for group in result.groups]
    crossings = [row(result, group) for names, result in found.items() if len(names) > 1 for group in result.groups]
    return {
        "people": len(people),
        "population": float(whole.sizes.sum()),
        "columns": list(columns),
        "groups": groups,
        "crossings": crossings,
        "nobody": [entry["group"] for entry in groups + crossings if not entry["sampled"]],
        "unknown": {name: {"people": found[name,].unknown, "share": found[name,].unknown_share} for name in columns},
        "weights": {
            "raking": weighted(raked),
            "post_stratification": None if stratified is None else weighted(stratified),
        },
        "concentration": None
        if spread is None
        else {
            "people": spread.people,
            "contributions": spread.contributions,
            "top": [{"percent": top.percent, "people": top.people, "share": top.share} for top in spread.top],
            "gini": spread.gini,
            "largest_share": spread.largest_share,
        },
        "caveats": caveats(columns, found, raked, stratified),
    }


def row(result: "Reach", group: "GroupReach") -> dict[str, Any]:
    """One group as JSON."""
    return {
        "group": dict(zip(result.columns, group.group, strict=True)),
        "sampled": group.sampled,
        "population": group.population,
        "sample_share": group.sample_share,
        "population_share": group.population_share,
        "reach_ratio": group.ratio,
        "low": group.low,
        "high": group.high,
        "if_unknown_least": group.least,
        "if_unknown_most": group.most,
        "per_thousand": group.per_thousand,
        "verdict": group.verdict,
    }


def weighted(weights: "Weights") -> dict[str, Any]:
    """Weights in figures."""
    return {
        "converged": weights.has_converged,
        "rounds": weights.rounds,
        "largest_gap": weights.largest_gap,
        "design_effect": weights.design_effect,
        "effective_size": weights.effective_size,
        "least": weights.least,
        "most": weights.most,
        "trimmed": weights.trimmed,
        "nobody": len(weights.nobody),
        "caveats": [{"key": caveat.key.value, "sentence": caveat.sentence} for caveat in weights.caveats],
    }


def caveats(
    columns: Sequence[str], found: Mapping[tuple[str, ...], "Reach"], raked: "Weights", stratified: "Weights | None"
) -> list[dict[str, str]]:
    """Everything to know before trusting the figures."""
    said = [
        {
            "key": "unknown",
            "sentence": f"“{name}” is not known of {found[name,].unknown} people ({found[name,].unknown_share:.1%});"
            " the shares are of the others.",
        }
        for name in columns
        if found[name,].unknown
    ]
    strangers = [
        (name, group.group[0]) for name in columns for group in found[name,].groups if group.population is None
    ]
    if strangers:
        listed = ", ".join(f"{column} {group}" for column, group in strangers[:5])
        said.append(
            {
                "key": "no_population_figure",
                "sentence": f"Groups of the sample of which the population says nothing: {len(strangers)} ({listed}).",
            }
        )
    for kind, weights in (("Raking", raked), ("Post-stratification", stratified)):
        said += [
            {"key": caveat.key.value, "sentence": f"{kind}: {caveat.sentence}"}
            for caveat in ([] if weights is None else weights.caveats)
            if caveat.key not in ("unknown_kept", "no_population_figure")
        ]
    if stratified is None:
        said.append(
            {
                "key": "no_post_stratification",
                "sentence": "Post-stratification: nobody is known to be in any combination of the population.",
            }
        )
    return said


def in_words(
    people: "People",
    columns: Sequence[str],
    found: Mapping[tuple[str, ...], "Reach"],
    raked: "Weights",
    stratified: "Weights | None",
    spread: "Concentration | None",
) -> list[str]:
    """The result as plain sentences."""
    said = [f"{len(people)} people took part."]
    for name in columns:
        result = found[name,]
        said.append(f"{name} (not known of {result.unknown}, {result.unknown_share:.1%}):")
        said += [f"  {group_in_words(group)}" for group in result.groups]
    for names, result in found.items():
        silent = [" and ".join(group.group) for group in result.nobody]
        if len(names) > 1 and silent:
            more = f", and {len(silent) - 10} more" if len(silent) > 10 else ""
            said.append(f"Nobody by {' and '.join(names)}: {'; '.join(silent[:10])}{more}.")
    for kind, weights in (("raking", raked), ("post-stratification", stratified)):
        if weights is None:
            continue
        said.append(
            f"Weights by {kind}: from {weights.least:.2f} to {weights.most:.2f}; design effect"
            f" {weights.design_effect:.2f}, so that {len(people)} people tell as much as {weights.effective_size:.0f}."
        )
    if spread is not None:
        tops = ", ".join(f"the most active {top.percent} % ({top.people}) gave {top.share:.0%}" for top in spread.top)
        said.append(f"Of all contributions {tops}. Gini index {spread.gini:.2f} (0 equal, 1 all from one person).")
    return said + [caveat["sentence"] for caveat in caveats(columns, found, raked, stratified)]


def group_in_words(group: "GroupReach") -> str:
    """One group's line."""
    name = " and ".join(group.group)
    if group.ratio is None or group.low is None or group.high is None or group.population_share is None:
        return f"{name}: {group.sampled} people ({group.sample_share:.1%}); the population says nothing of this group."
    told = {
        "nobody": "nobody took part",
        "less": "heard less than its share",
        "more": "heard more than its share",
        "not_told_apart": "cannot be told apart from its share",
    }[group.verdict]
    return (
        f"{name}: {group.sampled} people, {group.sample_share:.1%} against {group.population_share:.1%} of those"
        f" affected; reach {group.ratio:.2f} (between {group.low:.2f} and {group.high:.2f}), {told}."
    )
