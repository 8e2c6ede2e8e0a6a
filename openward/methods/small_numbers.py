"""Which counts of people may be shown, and how?

Counts below a threshold could point to single people, so they are not shown; others are rounded, and a cell
that could be worked out from a total is withheld with them. Counts are of distinct people, never of posts.

Sources: NHS England, disclosure control for secondary care outputs (small counts hidden, others rounded to
5); Office for National Statistics, output rules (about ten people per cell, no cell dominated by one
contributor); Australian Institute of Health and Welfare (consequential suppression, rates need twenty).
Thresholds are Openward's own: see docs/methods/small_numbers.md. Assumption: whoever reads the figures knows
these rules.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

PUBLIC_THRESHOLD = 10
STAFF_THRESHOLD = 5
TRAINED_THRESHOLD = 3
ROUND_TO = 5
HALF_STEP = 2
LEAST_DENOMINATOR = 20
LARGEST_SHARE = 0.5

TEXT_KEYS = ("about", "fewer_than", "withheld", "one_voice", "too_few_for_percentage")
"""Every `text_key`: "about 15", "fewer than 10", "not shown, so that nobody can be recognised", "mostly one
person's words", "too few people for a percentage"."""


@dataclass(frozen=True)
class PublicCount:
    """A count as it may be shown: `value` rounded, or None; `text_key` says which words go with it."""

    value: int | None
    text_key: str
    threshold: int


@dataclass(frozen=True)
class PublicTable:
    """Cells and their total as they may be shown together; rounded cells need not add up."""

    cells: Mapping[str, PublicCount]
    total: PublicCount | None


@dataclass(frozen=True)
class PublicProportion:
    """A whole percentage, or None; `text_key` says which words go with it."""

    percent: int | None
    text_key: str
    threshold: int


def suppress(count: int, k: int = PUBLIC_THRESHOLD, *, share: float = 0.0) -> PublicCount:
    """One count of distinct people as it may be shown.

    Below `k` people, zero included, the value is None ("fewer_than"): "none" would tell that every known
    member of a group is absent. With one person behind more than half of the words (`share`, from 0 to 1, see
    `largest_share`) it is None ("one_voice"). Otherwise it is rounded to 5 and never below `k` ("about").
    Raises `ValueError` for a negative or broken count, a threshold below 2 or a share out of range. Source:
    the module docstring.

    >>> suppress(7).value, suppress(12).value, suppress(13).value, suppress(40, share=0.6).text_key
    (None, 10, 15, 'one_voice')
    """
    _check(count, k)
    if not 0 <= share <= 1:
        raise ValueError(f"a share lies between 0 and 1, not {share}")
    if count < k:
        return PublicCount(None, "fewer_than", k)
    if share > LARGEST_SHARE:
        return PublicCount(None, "one_voice", k)
    return PublicCount(rounded(count, k), "about", k)


def suppress_table(
    counts: Mapping[str, int],
    *,
    total: int | None = None,
    k: int = PUBLIC_THRESHOLD,
    one_voice: Collection[str] = (),
) -> PublicTable:
    """Counts of distinct people, as they may be shown together, beside their `total` if one is given.

    Cells below `k` and cells named in `one_voice` are not shown. With a total, further cells are withheld,
    smallest first, until at least two are missing and those missing hold at least `k` people; if that cannot
    be, the total is withheld too. All missing cells then bear the same key, "withheld", so that nothing tells
    which of them is small. Raises `ValueError` for negative or broken counts, a threshold below 2, a total
    below the largest cell or an unknown name in `one_voice`. Source: the module docstring.

    >>> table = suppress_table({"ward": 4, "clinic": 11, "home": 60}, total=75)
    >>> [cell.value for cell in table.cells.values()], table.total.value
    ([None, None, 60], 75)
    """
    for count in counts.values():
        _check(count, k)
    unknown = set(one_voice) - set(counts)
    if unknown:
        raise ValueError(f"no such cells: {sorted(unknown)}")
    hidden = {name for name, count in counts.items() if count < k or name in one_voice}
    if total is None:
        cells = {name: suppress(count, k, share=float(name in one_voice)) for name, count in counts.items()}
        return PublicTable(cells, None)

    _check(total, k)
    if total < max(counts.values(), default=0):
        raise ValueError(f"a total of {total} is smaller than its largest cell")
    alone = set(hidden)
    if hidden:
        for name in sorted(counts, key=lambda name: (counts[name], name)):
            if _are_safe_together(counts, hidden, total, k):
                break
            hidden.add(name)
    shown_total = suppress(total, k)
    if hidden and not _are_safe_together(counts, hidden, total, k):
        hidden, shown_total = alone, PublicCount(None, "withheld", k)
    cells = {
        name: PublicCount(None, "withheld", k) if name in hidden else suppress(count, k)
        for name, count in counts.items()
    }
    return PublicTable(cells, shown_total)


def proportion(numerator: int, denominator: int, k: int = PUBLIC_THRESHOLD) -> PublicProportion:
    """A percentage of people as it may be shown.

    None below twenty people in the denominator ("too_few_for_percentage"), and when either those counted or
    those not counted are fewer than `k` ("withheld"): 48 of 50 tells as much as 2 of 50. Otherwise the whole
    percentage of the rounded counts ("about"), so that it tells no more than they do. Raises `ValueError` for
    negative or broken counts or a numerator above its denominator. Source: the module docstring.

    >>> proportion(30, 60).percent, proportion(9, 18).text_key, proportion(48, 50).text_key
    (50, 'too_few_for_percentage', 'withheld')
    """
    _check(numerator, k)
    _check(denominator, k)
    if numerator > denominator:
        raise ValueError(f"{numerator} of {denominator} is more than all")
    if denominator < LEAST_DENOMINATOR:
        return PublicProportion(None, "too_few_for_percentage", LEAST_DENOMINATOR)
    if min(numerator, denominator - numerator) < k:
        return PublicProportion(None, "withheld", k)
    return PublicProportion(round(100 * rounded(numerator, k) / rounded(denominator, k)), "about", k)


def largest_share(per_person: Sequence[int]) -> float:
    """The share of all contributions that the most active person wrote, from 0 to 1.

    `per_person` has one number of contributions for each person; nobody at all gives 0. Raises `ValueError`
    for a negative number. Source: the module docstring (dominance rule).

    >>> largest_share([6, 3, 1])
    0.6
    """
    if any(number < 0 for number in per_person):
        raise ValueError("nobody wrote fewer than no contributions")
    return max(per_person) / sum(per_person) if any(per_person) else 0.0


def rounded(count: int, k: int = PUBLIC_THRESHOLD) -> int:
    """A count from `k` on as it is shown: to the nearest 5, one step up where that would fall below `k`.

    Below `k` a count is not shown at all (see `suppress`). Returns a multiple of 5. Raises nothing. Source: the
    module docstring.

    >>> [rounded(count) for count in (10, 12, 13, 999)], rounded(12, 12)
    ([10, 10, 15, 1000], 15)
    """
    nearest = ROUND_TO * round(count / ROUND_TO)
    return nearest if nearest >= k else nearest + ROUND_TO


def _check(count: int, k: int) -> None:
    if count < 0 or count != int(count):
        raise ValueError(f"{count} is no count of people")
    if k < 2:
        raise ValueError("a threshold below 2 protects nobody")


def _are_safe_together(counts: Mapping[str, int], hidden: Collection[str], total: int, k: int) -> bool:
    """Whether total and shown cells leave a reader who knows these rules in doubt about every hidden cell."""
    if len(hidden) < 2 or sum(counts[name] for name in hidden) < k:
        return False
    shown = [rounded(count, k) for name, count in counts.items() if name not in hidden]
    if not shown or all(counts[name] >= k for name in hidden):
        return True
    # Cells are withheld smallest first, so a reader knows that none is larger than the smallest one shown.
    # When the hidden cells must all be as large as they can be, their values are known.
    most = (k - 1) + (len(hidden) - 1) * (min(shown) + HALF_STEP)
    least = rounded(total, k) - HALF_STEP - sum(count + HALF_STEP for count in shown)
    return most - least > HALF_STEP * (len(shown) + 2)
