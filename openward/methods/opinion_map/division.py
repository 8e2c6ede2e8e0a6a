"""Where groups part: divisive statements, and what matters to a minority though the whole leans the other way."""

from dataclasses import dataclass

import numpy as np

from openward.methods.opinion_map.representative import (
    MOST_STATEMENTS,
    SIGNIFICANT,
    SIGNIFICANT_DIVISION,
    GroupCounts,
    statement_statistics,
    two_prop_test,
)
from openward.methods.opinion_map.votes import Mask


@dataclass(frozen=True)
class Division:
    """A statement that divides. `between` are the two groups furthest apart, the more agreeing one first.

    `difference` is that of their shares of agreement (with pseudo-counts), `z` its test. Where there are no groups
    `between` is None and both describe how evenly everybody is split: the smaller of agree and disagree, against none.
    """

    statement: int
    between: tuple[int, int] | None
    difference: float
    z: float


@dataclass(frozen=True)
class Minority:
    """A group leans one way on a statement, clearly so, and everybody together clearly leans the other way."""

    statement: int
    group: int
    is_agree: bool
    z: float


def divisive_statements(counts: GroupCounts, usable: Mask | None = None, most: int = MOST_STATEMENTS) -> list[Division]:
    """The statements on which two groups lie furthest apart, most divisive first.

    Only differences that are significant at 99 per cent (two-sided). With a single group, the statements on which
    agreement and disagreement are both frequent: the smaller share is at least a tenth and at least two people.
    Source: the test is Polis's two-prop-test; the selection is ours.

    >>> counts = GroupCounts(np.array([[9.0, 5], [0, 5]]), np.zeros((2, 2)), np.full((2, 2), 10.0))
    >>> [(d.statement, d.between, round(d.difference, 2)) for d in divisive_statements(counts)]
    [(0, (0, 1), 0.75)]
    """
    agree, seen = counts.agree, counts.seen
    width = agree.shape[1]
    usable = np.ones(width, dtype=np.bool_) if usable is None else usable
    if len(agree) < 2:
        return _evenly_split(counts, usable, most)
    shares = (agree + 1) / (seen + 2)
    first, second = np.triu_indices(len(agree), 1)
    z = two_prop_test(agree[first], agree[second], seen[first], seen[second])
    gaps = np.where(np.abs(z) > SIGNIFICANT_DIVISION, shares[first] - shares[second], 0)
    widest = np.abs(gaps).argmax(axis=0)
    gap, test = gaps[widest, np.arange(width)], z[widest, np.arange(width)]
    found = np.flatnonzero((gap != 0) & usable)
    found = found[np.argsort(-np.abs(gap[found]), kind="stable")][:most]
    divisions = []
    for one in found.tolist():
        pair = (int(first[widest[one]]), int(second[widest[one]]))
        between = pair if gap[one] > 0 else pair[::-1]
        divisions.append(Division(one, between, abs(float(gap[one])), abs(float(test[one]))))
    return divisions


def minority_statements(counts: GroupCounts, usable: Mask | None = None, most: int = MOST_STATEMENTS) -> list[Minority]:
    """What would be averaged away: for each group, statements on which it leans against everybody together.

    The group's own share and everybody's are above one half on opposite sides, both significantly (90 per cent), and
    the group differs from the rest. At most `most` for each group, the surest first. Source: ours, from the tests of
    Polis.

    >>> counts = GroupCounts(np.array([[90.0], [1]]), np.array([[5.0], [12]]), np.array([[100.0], [13]]))
    >>> [(m.statement, m.group, m.is_agree) for m in minority_statements(counts)]
    [(0, 1, False)]
    """
    if len(counts.agree) < 2:
        return []
    own, whole = statement_statistics(counts), statement_statistics(counts.whole())
    found = []
    for group in range(len(counts.agree)):
        for is_agree in (True, False):
            mine = own.pat[group] if is_agree else own.pdt[group]
            share = own.pa[group] if is_agree else own.pd[group]
            differs = own.rat[group] if is_agree else own.rdt[group]
            against = whole.pdt[0] if is_agree else whole.pat[0]
            against_share = whole.pd[0] if is_agree else whole.pa[0]
            fits = (mine > SIGNIFICANT) & (share > 0.5) & (against > SIGNIFICANT) & (against_share > 0.5)
            fits &= differs > SIGNIFICANT
            if usable is not None:
                fits &= usable
            found += [Minority(int(one), group, is_agree, float(differs[one])) for one in np.flatnonzero(fits)]
    found.sort(key=lambda minority: (minority.group, -minority.z, minority.statement))
    kept: list[Minority] = []
    for minority in found:
        if sum(other.group == minority.group for other in kept) < most:
            kept.append(minority)
    return kept


def _evenly_split(counts: GroupCounts, usable: Mask, most: int) -> list[Division]:
    whole = statement_statistics(counts.whole())
    lesser = np.minimum(whole.counts.agree[0], whole.counts.disagree[0])
    share = lesser / np.maximum(whole.counts.seen[0], 1)
    found = np.flatnonzero(usable & (lesser >= 2) & (share >= 0.1))
    # By people and by share, so that two against two do not come before two hundred against two hundred and ten.
    weight = share[found] * np.sqrt(whole.counts.seen[0][found])
    found = found[np.argsort(-weight, kind="stable")][:most]
    z = two_prop_test(lesser, np.zeros_like(lesser), whole.counts.seen[0], whole.counts.seen[0])
    return [Division(int(one), None, float(share[one]), float(z[one])) for one in found]
