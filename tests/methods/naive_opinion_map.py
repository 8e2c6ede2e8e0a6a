"""A slow, obvious opinion map: the twin that `openward.methods.opinion_map` is compared with.

Votes are a dictionary {(person, statement): vote}; shares are exact fractions; statements are gone through one by one,
in order, as the reference does.
"""

import math
from fractions import Fraction
from itertools import combinations

SIGNIFICANT = 1.2816


def last_votes(rows):
    """{(person, statement): vote} of rows in the order in which they were cast."""
    votes = {}
    for person, statement, vote in rows:
        votes[person, statement] = vote
    return votes


def tallies(votes, people, statements):
    """{statement: (agree, disagree, seen)} among some people."""
    counts = {statement: [0, 0, 0] for statement in statements}
    for (person, statement), vote in votes.items():
        if person in people:
            counts[statement][0] += vote == 1
            counts[statement][1] += vote == -1
            counts[statement][2] += 1
    return {statement: tuple(three) for statement, three in counts.items()}


def prop_test(successes, trials):
    return 2 * math.sqrt(trials + 1) * float(Fraction(successes + 1, trials + 1) - Fraction(1, 2))


def two_prop_test(successes, others, trials, other_trials):
    first, second = Fraction(successes + 1, trials + 1), Fraction(others + 1, other_trials + 1)
    pooled = Fraction(successes + others + 2, trials + other_trials + 2)
    if pooled == 1:
        return 0.0
    variance = pooled * (1 - pooled) * (Fraction(1, trials + 1) + Fraction(1, other_trials + 1))
    return float(first - second) / math.sqrt(variance)


def statistics(counts_by_group):
    """{group: {statement: {na, nd, ns, pa, pd, pat, pdt, ra, rd, rat, rdt}}} from {group: {statement: tally}}."""
    result = {}
    for group, counts in counts_by_group.items():
        result[group] = {}
        for statement, (na, nd, ns) in counts.items():
            rest = [other[statement] for name, other in counts_by_group.items() if name != group]
            ra_, rd_, rs_ = (sum(tally[which] for tally in rest) for which in range(3))
            pa, pd = Fraction(na + 1, ns + 2), Fraction(nd + 1, ns + 2)
            result[group][statement] = {
                "na": na,
                "nd": nd,
                "ns": ns,
                "pa": pa,
                "pd": pd,
                "pat": prop_test(na, ns),
                "pdt": prop_test(nd, ns),
                "ra": pa / Fraction(ra_ + 1, rs_ + 2),
                "rd": pd / Fraction(rd_ + 1, rs_ + 2),
                "rat": two_prop_test(na, ra_, ns, rs_),
                "rdt": two_prop_test(nd, rd_, ns, rs_),
            }
    return result


def representative(statistics_of_group, left_out=(), most=5):
    """[(statement, is agree)] for one group, by going through its statements once."""
    best, best_agree, sufficient = None, None, []
    for statement, s in statistics_of_group.items():
        if statement in left_out:
            continue
        agree = s["rat"] > SIGNIFICANT and s["pat"] > SIGNIFICANT
        disagree = s["rdt"] > SIGNIFICANT and s["pdt"] > SIGNIFICANT
        if agree or disagree:
            sufficient.append(statement)
        if not sufficient and (best is None or max(s["rat"], s["rdt"]) > best[1]):
            best = (statement, max(s["rat"], s["rdt"]))
        if _beats_best_agree(s, None if best_agree is None else statistics_of_group[best_agree]):
            best_agree = statement

    def is_agree(statement):
        return statistics_of_group[statement]["rat"] > statistics_of_group[statement]["rdt"]

    def metric(statement):
        s = statistics_of_group[statement]
        if is_agree(statement):
            return float(s["ra"]) * s["rat"] * float(s["pa"]) * s["pat"]
        return float(s["rd"]) * s["rdt"] * float(s["pd"]) * s["pdt"]

    head = [best_agree] if best_agree is not None else [best[0]] if best is not None else []
    if not sufficient:
        picked = head
    else:
        rest = sorted((one for one in sufficient if one != best_agree), key=metric, reverse=True)
        picked = (([best_agree] if best_agree is not None else []) + rest)[:most]
    chosen = [(one, is_agree(one)) for one in picked]
    return [one for one in chosen if one[1]] + [one for one in chosen if not one[1]]


def _beats_best_agree(s, best):
    if s["na"] == 0 and s["nd"] == 0:
        return False
    if best is not None and best["ra"] > 1:
        return _product(s, "ra", "rat", "pa", "pat") > _product(best, "ra", "rat", "pa", "pat")
    if best is not None:
        return _product(s, "pa", "pat") > _product(best, "pa", "pat")
    return s["pat"] > SIGNIFICANT or (s["ra"] > 1 and s["pa"] > Fraction(1, 2))


def _product(s, *names):
    return math.prod(float(s[name]) for name in names)


def consensus(counts, left_out=(), most=5):
    """[(statement, is agree)]: what most agree with, then what most disagree with."""
    chosen = []
    for which in (0, 1):
        found = []
        for statement, tally in counts.items():
            share, test = Fraction(tally[which] + 1, tally[2] + 2), prop_test(tally[which], tally[2])
            if statement not in left_out and share > Fraction(1, 2) and test > SIGNIFICANT:
                found.append((-float(share) * test, statement))
        chosen += [(statement, which == 0) for _, statement in sorted(found, key=lambda one: one[0])[:most]]
    return chosen


def group_informed_consensus(counts_by_group, which=0):
    """{statement: product over groups}, exact."""
    product = {}
    for counts in counts_by_group.values():
        for statement, tally in counts.items():
            product[statement] = product.get(statement, Fraction(1)) * Fraction(tally[which] + 1, tally[2] + 2)
    return product


def silhouette(points, labels):
    """The mean silhouette, person by person."""
    values = []
    for i, point in enumerate(points):
        own = [math.dist(point, other) for j, other in enumerate(points) if labels[j] == labels[i] and j != i]
        others = {}
        for j, other in enumerate(points):
            if labels[j] != labels[i]:
                others.setdefault(labels[j], []).append(math.dist(point, other))
        if not own or not others:
            values.append(0.0)
            continue
        a, b = sum(own) / len(own), min(sum(one) / len(one) for one in others.values())
        values.append((b - a) / max(a, b) if max(a, b) else 0.0)
    return sum(values) / len(values)


def adjusted_rand(first, second):
    """By counting pairs of people."""
    together = [(a == b, c == d) for (a, c), (b, d) in combinations(zip(first, second, strict=True), 2)]
    both = sum(one and two for one, two in together)
    mine, yours, pairs = sum(one for one, _ in together), sum(two for _, two in together), len(together)
    expected = Fraction(mine * yours, pairs)
    possible = Fraction(mine + yours, 2) - expected
    return 1.0 if possible == 0 else float((both - expected) / possible)


def best_two_means(points):
    """The smallest sum of squared distances to the centres of any two groups, by trying all."""
    best = math.inf
    for code in range(1, 2 ** (len(points) - 1)):
        parts = ([], [])
        for index, point in enumerate(points):
            parts[code >> index & 1].append(point)
        total = 0.0
        for part in parts:
            centre = [sum(point[axis] for point in part) / len(part) for axis in range(2)]
            total += sum(math.dist(point, centre) ** 2 for point in part)
        best = min(best, total)
    return best
