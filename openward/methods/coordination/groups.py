"""From a network to groups, each with what a moderator needs to check it."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

from openward.methods.coordination.chance import TINIEST, Chance
from openward.methods.coordination.members import FALSE_LINKS_ALLOWED
from openward.methods.coordination.occasions import inside_pairs, occasions_of, standing_out
from openward.methods.coordination.result import (
    Behaviour,
    Codes,
    Floats,
    Group,
    Integers,
    Kind,
    Network,
    Pairs,
)
from openward.methods.coordination.timing import Timing, timing_of
from openward.methods.coordination.words import why

LEAST_CROWDS = 3
OBJECTS_NAMED = 5


def groups_of(
    pairs: Pairs, network: Network, chance: Chance, labels: Codes, behaviour: Behaviour
) -> tuple[tuple[Group, ...], Timing]:
    """The groups that `labels` names, largest first, those of shared interest among them, and their timing.

    `labels` gives each account's group or -1, shape [accounts]. Raises nothing; see its example
    in `openward.methods.coordination.coordination`.
    """
    groups = int(labels.max(initial=-1)) + 1
    circles, strength = standing_out(network, labels)
    timing = timing_of(pairs, labels, chance.circle >= circles[:, np.newaxis])
    if not groups:
        return (), timing
    order, held = inside_pairs(pairs, chance, labels, circles)
    occasions = occasions_of(pairs, order, held)
    apart = pairs.shares.seconds[pairs.newer[order]] - pairs.shares.seconds[pairs.older[order]]
    members = np.argsort(labels, kind="stable")
    borders = np.searchsorted(labels[members], np.arange(groups + 1))
    of_pairs = np.searchsorted(held, np.arange(groups + 1))
    of_occasions = np.searchsorted(occasions.group, np.arange(groups + 1))
    found = []
    for number in range(groups):
        codes = members[borders[number] : borders[number + 1]]
        theirs = slice(of_occasions[number], of_occasions[number + 1])
        between = slice(of_pairs[number], of_pairs[number + 1])
        found.append(
            _group(
                pairs,
                behaviour,
                kind=Kind.TOGETHER if timing.is_in_step[number] else Kind.INTEREST,
                number=number,
                codes=codes,
                objects=occasions.object[theirs],
                sizes=occasions.accounts[theirs],
                between=(float(occasions.began[theirs].min()), float(occasions.ended[theirs].max())),
                seconds_apart=float(np.median(apart[between])),
                pairs_inside=int(between.stop - between.start),
                expected=chance.of_group(codes, int(circles[number])),
                left_out=int((chance.circle < circles[number]).sum()),
                expected_anywhere=float(strength[number]),
                in_step=(float(timing.inside[number]), float(timing.with_others[number])) if timing.checked else None,
            )
        )
    return tuple(found), timing


def _group(
    pairs: Pairs,
    behaviour: Behaviour,
    *,
    kind: Kind,
    number: int,
    codes: NDArray[np.integer],
    objects: Integers,
    sizes: Integers,
    between: tuple[float, float],
    seconds_apart: float,
    pairs_inside: int,
    expected: float,
    left_out: int,
    expected_anywhere: float,
    in_step: tuple[float, float] | None,
) -> Group:
    distinct, counts = np.unique(objects, return_counts=True)
    top = np.argsort(-counts, kind="stable")[:OBJECTS_NAMED]
    names = pairs.shares.object_names.gather(distinct[top]).to_list()
    unsaid = Group(
        number=number,
        kind=kind,
        accounts=tuple(pairs.shares.account_names.gather(codes).to_list()),
        occasions=len(objects),
        per_occasion=float(np.median(sizes)),
        expected=expected,
        left_out=left_out,
        expected_anywhere=expected_anywhere,
        pairs=pairs_inside,
        seconds_apart=seconds_apart,
        first_at=between[0],
        last_at=between[1],
        in_step=None if in_step is None else in_step[0],
        in_step_with_others=None if in_step is None else in_step[1],
        objects=tuple(zip(names, counts[top].tolist(), strict=True)),
        why="",
    )
    return Group(**{**vars(unsaid), "why": why(unsaid, behaviour, pairs.window_s)})


def crowd_group_of(
    pairs: Pairs, behaviour: Behaviour, *, number: int = 0, allowed: float = FALSE_LINKS_ALLOWED
) -> Group | None:
    """Those who were in the crowds again and again, as one group; None where nobody was.

    For objects shared by too many at once to list pairs. A crowd is a run of shares of one such object without a
    gap longer than the window. An account is expected in a crowd with the chance that at least one of its posts
    falls there when all posts are dealt anew; the number of crowds it was in is tested by the binomial tail at the
    mean of those chances, which bounds the true tail (Hoeffding 1956), times the number of accounts. Fewer than
    three crowds prove nothing. `Group.expected` is then the median number of crowds a member is expected in.
    Raises nothing.

    >>> from openward.methods.coordination import coordinated_pairs, posts_of, shares_of
    >>> shares = shares_of(posts_of(list("abab"), list("1234"), [0, 30, 500, 510]), list("xxyy"))
    >>> crowd_group_of(coordinated_pairs(shares, most_pairs=1), Behaviour.OBJECT) is None
    True
    """
    if not len(pairs.crowded_objects):
        return None
    shares, rows = pairs.shares, pairs.eligible
    accounts = len(shares.account_names)
    runs, in_crowd = _crowd_of_rows(pairs)
    crowds, sizes = np.unique(runs[in_crowd], return_counts=True)
    if len(crowds) < LEAST_CROWDS:
        return None
    attended = np.unique(runs[in_crowd] * accounts + shares.accounts[rows[in_crowd]])
    times = np.bincount(attended % accounts, minlength=accounts)
    posts = np.bincount(shares.accounts[rows], minlength=accounts)
    mean = _chance_of_a_crowd(sizes, posts, len(rows))
    tested = times >= LEAST_CROWDS
    p = np.ones(accounts)
    p[tested] = np.maximum(betainc(times[tested], len(crowds) - times[tested] + 1, mean[tested]), TINIEST)
    candidates = int((posts >= LEAST_CROWDS).sum())
    chosen = tested & (p * candidates <= allowed)
    if chosen.sum() < 2:
        return None
    labels = np.where(chosen, 0, -1).astype(np.int32)
    crowded = np.isin(np.arange(len(shares.object_names)), pairs.crowded_objects)
    timing = timing_of(pairs, labels, crowded[np.newaxis, :])
    theirs = in_crowd & chosen[shares.accounts[rows]]
    moments = shares.seconds[rows]
    began = np.sort(moments[theirs])
    runs_of_theirs, sizes_of_theirs = np.unique(attended[chosen[attended % accounts]] // accounts, return_counts=True)
    together = runs_of_theirs[sizes_of_theirs > 1]
    starts = np.searchsorted(runs, together)
    gaps = np.diff(moments[theirs])[np.diff(runs[theirs]) == 0]
    return _group(
        pairs,
        behaviour,
        kind=Kind.CROWD if timing.is_in_step[0] else Kind.INTEREST,
        number=number,
        codes=np.flatnonzero(chosen),
        objects=shares.objects[rows[starts]].astype(np.int64),
        sizes=sizes_of_theirs[sizes_of_theirs > 1],
        between=(float(began[0]), float(began[-1])),
        seconds_apart=float(np.median(gaps)),
        pairs_inside=0,
        expected=float(np.median(mean[chosen])) * len(crowds),
        left_out=0,
        expected_anywhere=float(p[chosen].max()) * candidates,
        in_step=(float(timing.inside[0]), float(timing.with_others[0])) if timing.checked else None,
    )


def _crowd_of_rows(pairs: Pairs) -> tuple[Integers, NDArray[np.bool_]]:
    """For each eligible row the number of its run, and whether that is a crowd."""
    objects, moments = pairs.shares.objects[pairs.eligible], pairs.shares.seconds[pairs.eligible]
    starts = np.ones(len(objects), dtype=np.bool_)
    starts[1:] = (objects[1:] != objects[:-1]) | (moments[1:] - moments[:-1] > pairs.window_s)
    runs = np.cumsum(starts) - 1
    return runs, np.isin(objects, pairs.crowded_objects) & (np.bincount(runs)[runs] > 1)


def _chance_of_a_crowd(sizes: Integers, posts: Integers, everything: int) -> Floats:
    """The chance of each account to be in a crowd, the mean over the crowds, shape [accounts]."""
    activities, of_account = np.unique(posts, return_inverse=True)
    distinct, counts = np.unique(sizes, return_counts=True)
    missed = (1 - distinct / everything)[np.newaxis, :] ** activities[:, np.newaxis]
    mean: Floats = ((1 - missed) @ counts / counts.sum())[of_account]
    return mean
