"""The whole question at once: pairs, network, groups, bursts and caveats."""

import numpy as np
from numpy.typing import NDArray

from openward.methods.coordination.bursts import bursts_of
from openward.methods.coordination.chance import chance_of
from openward.methods.coordination.groups import crowd_group_of, groups_of
from openward.methods.coordination.members import FALSE_LINKS_ALLOWED, joined, members_of
from openward.methods.coordination.network import network_of
from openward.methods.coordination.pairs import MOST_PAIRS, coordinated_pairs
from openward.methods.coordination.result import (
    Behaviour,
    Caveat,
    CaveatKey,
    Coordination,
    Group,
    Kind,
    Pairs,
    Shares,
    TooFewPostsError,
)
from openward.methods.coordination.words import duration

MOST_OF_THE_FILE = 0.5


def coordination(
    shares: Shares,
    *,
    behaviour: Behaviour | str = Behaviour.OBJECT,
    window_s: float = 60,
    min_participation: int = 2,
    allowed: float = FALSE_LINKS_ALLOWED,
    most_pairs: int = MOST_PAIRS,
    posts_without: int = 0,
    seed: int = 0,
) -> Coordination:
    """Which accounts acted together, beyond what chance gives, and why we say so.

    `shares` say who shared what when (`posts_of`, `shares_of`; what is shared may be made by `same_texts`,
    `similar_texts` or `shared_links`), with moments in seconds since 1970 in UTC; `behaviour` only chooses the
    words. `allowed` is how many links between accounts may be due to chance in the whole file, `posts_without` how
    many posts share nothing of the kind, for a caveat. Returns `Coordination`, deterministic under `seed`. Raises
    `UnusableOptionsError` and `TooFewPostsError` (all shares by one account, or at one moment). Sources: the
    package's docstring.

    >>> from openward.methods.coordination import posts_of, shares_of
    >>> posts = [(f"news {n}", f"reader {n * 7 % 50}", n * 90) for n in range(400)]
    >>> posts += [(f"call {c}", f"friend {f}", c * 7000 + f) for c in range(5) for f in range(4)]
    >>> objects, accounts, seconds = zip(*posts)
    >>> found = coordination(shares_of(posts_of(accounts, [str(n) for n in range(420)], seconds), objects))
    >>> [(group.accounts, group.occasions) for group in found.groups]
    [(('friend 0', 'friend 1', 'friend 2', 'friend 3'), 5)]
    """
    asked = Behaviour(behaviour)
    if shares.accounts.min() == shares.accounts.max():
        raise TooFewPostsError("all posts are by one account: at least two accounts are needed to compare")
    if shares.seconds.min() == shares.seconds.max():
        raise TooFewPostsError("all posts carry the same moment: nothing can be said about who acted together")
    pairs = coordinated_pairs(shares, window_s=window_s, min_participation=min_participation, most_pairs=most_pairs)
    chance = chance_of(pairs)
    network = network_of(pairs, chance)
    labels = members_of(network, len(shares.account_names), allowed=allowed, seed=seed)
    labels = joined(pairs, network, chance, labels)
    found, timing = groups_of(pairs, network, chance, labels, asked)
    crowd = crowd_group_of(pairs, asked, number=len(found), allowed=allowed)
    if crowd is not None:
        found = (*found, crowd)
    together = tuple(group for group in found if group.kind is not Kind.INTEREST)
    set_aside = tuple(group for group in found if group.kind is Kind.INTEREST)
    return Coordination(
        behaviour=asked,
        pairs=pairs,
        network=network,
        groups=together,
        set_aside=set_aside,
        bursts=bursts_of(pairs, asked),
        caveats=_caveats(pairs, together, set_aside, posts_without, timing.checked or not found),
    )


def _caveats(
    pairs: Pairs, together: tuple[Group, ...], set_aside: tuple[Group, ...], without: int, timing_checked: bool
) -> tuple[Caveat, ...]:
    notes = []
    if without:
        notes.append(
            Caveat(CaveatKey.POSTS_WITHOUT, f"{without:,} posts share nothing of this kind and were left out.", without)
        )
    if not len(pairs) and not pairs.crowded_pairs:
        sentence = (
            f"No two accounts with at least {pairs.min_participation} posts acted on the same thing within "
            f"{duration(pairs.window_s)} of each other."
        )
        notes.append(Caveat(CaveatKey.NO_PAIRS, sentence))
    elif not together:
        sentence = "Nobody acted together more often than chance allows. That is the usual answer."
        notes.append(Caveat(CaveatKey.NO_GROUPS, sentence))
    if pairs.crowded_pairs:
        sentence = (
            f"{len(pairs.crowded_objects):,} things were shared by so many at once that their {pairs.crowded_pairs:,} "
            "possible pairs of posts were not listed; the crowds themselves were looked at instead."
        )
        notes.append(Caveat(CaveatKey.CROWDS_LEFT_OUT, sentence, len(pairs.crowded_objects)))
    if set_aside:
        sentence = (
            f"{len(set_aside):,} groups were set aside: they care about the same things, but they are no more at once "
            "than others who share them."
        )
        notes.append(Caveat(CaveatKey.SHARED_INTEREST, sentence, len(set_aside)))
    if not timing_checked:
        sentence = (
            "The file spans fewer than ten windows, so a common interest cannot be told from acting at once by its "
            "timing."
        )
        notes.append(Caveat(CaveatKey.TIMING_NOT_CHECKED, sentence))
    paired = _share_paired(pairs)
    if paired > MOST_OF_THE_FILE:
        sentence = (
            f"{paired * 100:.0f} % of the posts are in pairs. Where nearly everybody acts at once there is little left "
            "to compare with: groups can be missed. Choose a shorter window or add posts from a quieter time."
        )
        notes.append(Caveat(CaveatKey.MOST_POSTS_PAIRED, sentence, round(paired * 100)))
    if together:
        sentence = (
            "Acting together is no wrong: colleagues, families and campaigns do it. Look at the posts before you "
            "decide anything."
        )
        notes.append(Caveat(CaveatKey.NOT_PROOF, sentence, len(together)))
    return tuple(notes)


def _share_paired(pairs: Pairs) -> float:
    in_pairs: NDArray[np.bool_] = np.zeros(len(pairs.shares), dtype=np.bool_)
    in_pairs[pairs.older] = True
    in_pairs[pairs.newer] = True
    return float(in_pairs.sum()) / max(len(pairs.eligible), 1)
