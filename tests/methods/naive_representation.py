"""Slow, obvious weights and shares, in exact fractions or one person at a time."""

from fractions import Fraction
from itertools import product


def naive_rake(people, targets, rounds=200):
    """people: one dictionary per person; targets: {column: {group: size}}. One weight per person, mean 1.

    Whoever has no target in a column stands for themselves there: all of them together keep their share.
    """
    weights = [1.0] * len(people)
    for _ in range(rounds):
        for column, wanted in targets.items():
            met = {person[column] for person in people if wanted.get(person[column])}
            others = [at for at, person in enumerate(people) if person[column] not in met]
            left = len(people) - len(others)
            total = sum(wanted[group] for group in met)
            for group in met:
                members = [at for at, person in enumerate(people) if person[column] == group]
                factor = left * wanted[group] / total / sum(weights[at] for at in members)
                for at in members:
                    weights[at] *= factor
            if others:
                factor = len(others) / sum(weights[at] for at in others)
                for at in others:
                    weights[at] *= factor
    return weights


def naive_post_stratify(people, sizes, columns):
    """sizes: {tuple of groups: people}. Exact fractions."""
    cells = [tuple(person[column] for column in columns) for person in people]
    known = [cell for cell in cells if sizes.get(cell)]
    total = sum(Fraction(sizes[cell]) for cell in set(known))
    return [
        Fraction(sizes[cell]) / total * len(known) / cells.count(cell) if sizes.get(cell) else Fraction(1)
        for cell in cells
    ]


def naive_gini(amounts):
    """Half the mean difference of all pairs over the mean."""
    amounts = [Fraction(amount) for amount in amounts]
    pairs = sum(abs(one - other) for one, other in product(amounts, repeat=2))
    return pairs / (2 * len(amounts) * sum(amounts))


def naive_top(amounts, percent):
    """The share of the most active percent of people, rounded up to whole people."""
    count = -(-Fraction(str(percent)) * len(amounts) // 100)
    return Fraction(sum(sorted(amounts)[-int(count) :]), sum(amounts))
