"""The public figures of one quarter: everything is protected here, before anything is stored.

Decisions against words, by rule, outcome and origin, go through disclosure control as one table with all its totals; so
do decisions that left words as they were. Other counts are of other things and are suppressed one by one. A place is
shown when at least ten different people stand behind it, and the number of decisions in it is then rounded. Times are
medians of at least ten people, rounded.
"""

import statistics
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings

from openward.kit.sealing import lookup_hash
from openward.methods.agreement import cohens_kappa
from openward.methods.disclosure import protect
from openward.methods.small_numbers import (
    LARGEST_SHARE,
    LEAST_DENOMINATOR,
    PUBLIC_THRESHOLD,
    largest_share,
    proportion,
    rounded,
    suppress_table,
)
from openward.people.models import Organisation
from openward.safety.models import Decision, Report, Step
from openward.safety.models.quarters import Quarter
from openward.safety.queries.openness import (
    CARE,
    LAW,
    NO_RULE,
    OTHER_RULE,
    Decided,
    Timed,
    appeals_of,
    decisions_of,
    holds_of,
    place_measures_of,
    public_rule_texts,
    reports_of,
    second_readings_of,
    steps_of,
)

LAYOUT = 1
"""The version of what is stored, for those who read it later."""
APPEAL_OUTCOMES = ("upheld", "varied", "overturned")
ALL = "*"
"""Stands where a column is summed over."""

Counts = dict[str, Any]


def public_figures(organisation: Organisation, quarter: Quarter) -> dict[str, Any]:
    """Everything that is shown of one quarter, worked out from the rows in nine queries. Plain values for JSON."""
    decided = decisions_of(organisation, quarter)
    texts = public_rule_texts(organisation)
    decided_by_people = [one for one in decided if one.origin != "automatic"]
    appeals, holds = appeals_of(organisation, quarter), holds_of(organisation, quarter)
    reports, steps = reports_of(organisation, quarter), steps_of(organisation, quarter)
    by_result = [Timed(one.person, one.kind.split(":")[1], one.took) for one in appeals]
    lot = _lot(organisation, quarter)
    return {
        "layout": LAYOUT,
        "fine": protected(((one.outcome, one.origin, one.person) for one in decided if one.rule == NO_RULE), lot),
        "against": protected(
            (
                (_named(one.rule, texts), one.outcome, one.origin, one.person)
                for one in decided
                if one.rule != NO_RULE
            ),
            lot,
        ),
        "rules": texts,
        "reports": counted(reports, Report.Category.values),
        "appeals": counted(by_result, APPEAL_OUTCOMES),
        "complaints": counted(
            appeals, [f"{side}:{outcome}" for side in ("author", "reporter", "measure") for outcome in APPEAL_OUTCOMES]
        ),
        "overturned": share(by_result, {"overturned", "varied"}),
        "steps": counted(steps, [step for step in Step.values if step != Step.OK]),
        "places": place_counts(place_measures_of(organisation, quarter)),
        "holds": counted(holds, ("hold", "crisis", "error")),
        "times": {
            "first_decision": _median(decided_by_people, "report", is_shown=False),
            "to_show": _median(decided_by_people, "reading", is_shown=True),
            "appeal": median_minutes(appeals),
            "hold": median_minutes(holds),
            "interim": median_minutes(
                [Timed(one.person, "", one.lasted) for one in decided if one.origin == "automatic"]
            ),
        },
        "agreement": agreement(second_readings_of(organisation, quarter)),
    }


def protected(rows: Iterable[tuple[Any, ...]], lot: bytes | None) -> dict[str, Any]:
    """How many rows in each crossing of their columns, with all totals, as they may be shown together.

    A row is its groups, one for each column, and the person behind it. Returns {"levels": the groups that occur, column
    by column, "cells": {"group|group": rounded number}}; "*" stands for a sum, and what may not be shown is not there.
    Which places are shown is settled by the number of people behind each, and by nobody standing behind more than half.
    `lot` draws the few that are withheld for no reason, so that a gap proves nothing.
    """
    counts: Counter[tuple[str, ...]] = Counter()
    people: dict[tuple[str, ...], Counter[uuid.UUID]] = defaultdict(Counter)
    for *groups, person in rows:
        cell = tuple(str(group) for group in groups)
        counts[cell] += 1
        people[cell][person] += 1
    if not counts:
        return {"levels": [], "cells": {}}
    columns = range(len(next(iter(counts))))
    # Somebody behind more than half of a place would be alone in it: it counts as if it were small.
    behind = {cell: min(len(who), PUBLIC_THRESHOLD - 1) if _is_small(who) else len(who) for cell, who in people.items()}
    table = protect([str(column) for column in columns], behind, key=lot)
    cells = {}
    for place, figure in table.figures.items():
        if figure.value is None or len(_people_at(people, place)) < PUBLIC_THRESHOLD:
            continue
        number = sum(count for cell, count in counts.items() if _is_at(cell, place))
        cells["|".join(part or ALL for part in place)] = rounded(number)
    return {"levels": [sorted({cell[column] for cell in counts}) for column in columns], "cells": cells}


def counted(rows: Iterable[Timed], kinds: Iterable[str]) -> Counts:
    """How many of each kind, and in all, as they may be shown together: {"cells": {kind: number or None}, "total"}."""
    found = list(rows)
    people: dict[str, Counter[uuid.UUID]] = {kind: Counter() for kind in kinds}
    for one in found:
        people.setdefault(one.kind, Counter())[one.person] += 1
    counts = {kind: sum(who.values()) for kind, who in people.items()}
    few = [kind for kind, who in people.items() if _is_small(who)]
    everybody = Counter(one.person for one in found)
    table = suppress_table(counts, total=len(found), one_voice=few)
    total = table.total.value if table.total and not _is_small(everybody) else None
    return {"cells": {kind: cell.value for kind, cell in table.cells.items()}, "total": total}


def place_counts(kinds: Iterable[str]) -> Counts:
    """How many measures on places. Readers saw each of them where it held; the sums are suppressed all the same."""
    counts = Counter(kinds)
    table = suppress_table(counts, total=sum(counts.values())) if counts else None
    return {
        "cells": {kind: cell.value for kind, cell in table.cells.items()} if table else {},
        "total": table.total.value if table and table.total else None,
    }


class DecisionFigures:
    """The stored figures of decisions, read place by place; None for what is not shown.

    A rule or an outcome that nobody met with is not shown either: a nought would tell of everybody that it was not
    them. What never made anybody look is nought.
    """

    def __init__(self, figures: Mapping[str, Any]) -> None:
        self._fine, self._against = figures["fine"], figures["against"]

    def against(self, rule: str = ALL, outcome: str = ALL, origin: str = ALL) -> int | None:
        """Decisions against words."""
        return _at_place(self._against, (rule, outcome), origin)

    def fine(self, outcome: str = ALL, origin: str = ALL) -> int | None:
        """Decisions that left words as they were."""
        return _at_place(self._fine, (outcome,), origin)

    def all(self, origin: str = ALL) -> int | None:
        """Both together, where both may be shown."""
        return added([self.fine(origin=origin), self.against(origin=origin)])

    def rules(self) -> list[str]:
        """The rules, and "law", "care" or "other", by which something was decided against words. Not for showing."""
        return list(self._against["levels"][0]) if self._against["levels"] else []


def _at_place(table: Mapping[str, Any], place: tuple[str, ...], origin: str) -> int | None:
    levels = table["levels"]
    if levels and origin != ALL and origin not in levels[-1]:
        return 0
    found: int | None = table["cells"].get("|".join((*place, origin)))
    return found


def added(values: Iterable[int | None]) -> int | None:
    """The sum, if every part of it is shown."""
    parts = list(values)
    return None if any(part is None for part in parts) else sum(part for part in parts if part is not None)


def share(rows: Iterable[Timed], wanted: set[str]) -> int | None:
    """The share of some kinds among all, as a whole percentage, or None. Counted in people, each once."""
    found = list(rows)
    everybody = {one.person for one in found}
    those = {one.person for one in found if one.kind in wanted}
    return proportion(len(those), len(everybody)).percent


def median_minutes(rows: Iterable[Timed]) -> int | None:
    """The median time in minutes, rounded so that it is nobody's own; None for fewer than ten people."""
    timed = [one for one in rows if one.took is not None]
    if _is_small(Counter(one.person for one in timed)):
        return None
    return _round_minutes(statistics.median(one.took.total_seconds() / 60 for one in timed if one.took is not None))


def agreement(pairs: Sequence[tuple[uuid.UUID, str, str]]) -> dict[str, Any] | None:
    """Cohen's kappa of the decisions that were made twice; None for fewer than twenty, or for a handful of people."""
    if len(pairs) < LEAST_DENOMINATOR or _is_small(Counter(person for person, _first, _second in pairs)):
        return None
    names = list(Decision.Outcome.values)
    found = cohens_kappa(
        [names.index(first) for _person, first, _second in pairs],
        [names.index(second) for _person, _first, second in pairs],
        draws=0,
    )
    return {"kappa": None if found.kappa is None else round(found.kappa, 1), "decisions": rounded(len(pairs))}


def _median(decided: Iterable[Decided], kind: str, *, is_shown: bool) -> int | None:
    return median_minutes(
        Timed(one.person, kind, one.waited)
        for one in decided
        if one.is_first and one.case_kind == kind and (not is_shown or one.outcome == Decision.Outcome.APPROVE)
    )


def _named(rule: str, texts: Mapping[str, str]) -> str:
    return rule if rule in texts or rule in {LAW, CARE, NO_RULE} else OTHER_RULE


def _is_small(people: Counter[uuid.UUID]) -> bool:
    return len(people) < PUBLIC_THRESHOLD or largest_share(list(people.values())) > LARGEST_SHARE


def _is_at(cell: tuple[str, ...], place: tuple[str | None, ...]) -> bool:
    return all(wanted is None or wanted == part for part, wanted in zip(cell, place, strict=True))


def _people_at(people: Mapping[tuple[str, ...], Counter[uuid.UUID]], place: tuple[str | None, ...]) -> set[uuid.UUID]:
    return {person for cell, who in people.items() if _is_at(cell, place) for person in who}


def _round_minutes(minutes: float) -> int:
    """To five minutes up to two hours, to an hour up to three days, to a day beyond."""
    step = 5 if minutes < 120 else 60 if minutes < 3 * 24 * 60 else 24 * 60
    return max(step, step * round(minutes / step))


def _lot(organisation: Organisation, quarter: Quarter) -> bytes:
    """One draw for each quarter: what is withheld by lot in one of them is not withheld for ever."""
    key = settings.SECRETS.lookup_key
    return bytes.fromhex(lookup_hash("published figures", str(organisation.pk), quarter.slug, key=key))
