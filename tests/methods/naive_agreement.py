"""The slow, plain twin of `openward.methods.agreement`: every pair of ratings one by one, in exact fractions."""

from fractions import Fraction
from itertools import permutations


def alpha(rows, level):
    """Krippendorff's alpha of rows of ratings (None is missing), or None where it is not defined."""
    rows = [[Fraction(value) for value in row if value is not None] for row in rows]
    rows = [row for row in rows if len(row) >= 2]
    everything = [value for row in rows for value in row]
    values = sorted(set(everything))
    often = {value: everything.count(value) for value in values}

    def difference(one, other):
        if one == other:
            return Fraction(0)
        if level == "nominal":
            return Fraction(1)
        if level == "interval":
            return (one - other) ** 2
        if level == "ratio":
            return ((one - other) / (one + other)) ** 2
        low, high = min(one, other), max(one, other)
        between = sum(often[value] for value in values if low <= value <= high)
        return (between - Fraction(often[low] + often[high], 2)) ** 2

    total = len(everything)
    observed = sum(
        sum(difference(one, other) for one, other in permutations(row, 2)) / (len(row) - 1) for row in rows
    ) / Fraction(total)
    expected = sum(difference(one, other) for one, other in permutations(everything, 2)) / Fraction(total * (total - 1))
    return None if expected == 0 else 1 - observed / expected


def percentage(rows):
    rows = [[value for value in row if value is not None] for row in rows]
    pairs = [pair for row in rows for pair in permutations(row, 2)]
    return Fraction(sum(one == other for one, other in pairs), len(pairs))


def kappa(first, second, power):
    """Cohen's kappa; `power` 0 for no weights, 1 linear, 2 quadratic."""
    pairs = [(one, other) for one, other in zip(first, second, strict=True) if one is not None and other is not None]
    values = sorted({value for pair in pairs for value in pair})

    def weight(one, other):
        steps = abs(values.index(one) - values.index(other))
        return steps**power if steps else 0

    observed = Fraction(sum(weight(one, other) for one, other in pairs), len(pairs))
    expected = Fraction(sum(weight(one, other) for one, _ in pairs for _, other in pairs), len(pairs) ** 2)
    return None if expected == 0 else 1 - observed / expected


def per_code(said):
    """{code: alpha of yes and no} from (unit, coder, code)."""
    units = sorted({unit for unit, _, _ in said})
    coders = sorted({coder for _, coder, _ in said})
    read = {(unit, coder) for unit, coder, _ in said}
    said = set(said)
    found = {}
    for code in sorted({code for _, _, code in said if code}):
        rows = [
            [int((unit, coder, code) in said) if (unit, coder) in read else None for coder in coders] for unit in units
        ]
        found[code] = (alpha(rows, "nominal"), percentage(rows))
    return found
