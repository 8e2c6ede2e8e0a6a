"""Raids the slow, obvious way: every window is counted by itself, every probability is summed term by term."""

import math


def chance_of_as_many(past, count):
    """P(X >= count) for a negative binomial X, from its terms."""
    number = len(past)
    mean = (sum(past) + 0.5) / number
    centre = sum(past) / number
    scatter = sum((one - centre) ** 2 for one in past) / (number - 1) / mean if number > 1 else 1.0
    variance = max(1.0, scatter) * mean * (1 + 1 / number)
    size = mean**2 / (variance - mean)
    success = size / (size + mean)
    total = 0.0
    for value in range(count, count + 20_000):
        term = math.exp(
            math.lgamma(value + size)
            - math.lgamma(size)
            - math.lgamma(value + 1)
            + size * math.log(success)
            + value * math.log1p(-success)
        )
        total += term
        if term < total * 1e-17 and value > count + mean:
            break
    return total


def bursts_by_trying_all(people, seconds, window_s, least):
    """[(rows, most people, when that window begins)] from every window that begins with an act."""
    order = sorted(range(len(people)), key=lambda row: seconds[row])
    full = []
    for first, row in enumerate(order):
        inside = [other for other in order[first:] if seconds[other] <= seconds[row] + window_s]
        number = len({people[other] for other in inside})
        if number >= least:
            full.append((set(inside), number, seconds[row]))
    joined = []
    for rows, number, at in full:
        if joined and joined[-1][0] & rows:
            before, most, when = joined[-1]
            joined[-1] = (before | rows, *((number, at) if number > most else (most, when)))
        else:
            joined.append((rows, number, at))
    return [(sorted(rows, key=order.index), number, at) for rows, number, at in joined]
