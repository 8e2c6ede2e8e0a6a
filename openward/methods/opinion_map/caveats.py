"""What must be known before an opinion map is believed."""

from dataclasses import replace

import numpy as np

from openward.methods.opinion_map.finding import LEAST_STABILITY, SAMPLE
from openward.methods.opinion_map.groups import LEAST_IN_GROUP
from openward.methods.opinion_map.result import Candidate, Caveat, CaveatKey, OpinionMap

FEW_PEOPLE = 50
FEW_VOTES = 10


def caveats_of(
    found: OpinionMap, *, is_forced: bool, resamples: int, is_carried_over: bool = False, is_regrouped: bool = False
) -> OpinionMap:
    """The map with its caveats, the weightiest first. Used by `opinion_map`; see its example.

    `is_forced`: the number of groups was asked for. `resamples`: how many there were. `is_carried_over`: they were
    those of an earlier map. `is_regrouped`: the earlier groups no longer held.
    """
    caveats: list[Caveat] = []

    def say(key: CaveatKey, sentence: str) -> None:
        caveats.append(Caveat(key, sentence))

    fitted = int(np.count_nonzero(found.fitted))
    if not found.groups:
        say(
            CaveatKey.NO_GROUPS,
            f"No groups can be told apart among the {_people(fitted)} who voted enough: {_why(found)}.",
        )
    if is_forced:
        say(CaveatKey.FORCED, f"The number of groups, {len(found.groups)}, was asked for and not found in the votes.")
        tried = found.candidates[0]
        if not tried.is_apart:
            say(CaveatKey.WEAK, f"By our tests these groups cannot be told apart: {_failure(tried)}.")
    if is_regrouped:
        say(CaveatKey.REGROUPED, "The groups of the earlier map no longer held; they were looked for anew.")
    for gap in found.gaps:
        if not gap.is_open:
            say(
                CaveatKey.GRADUAL,
                f"Groups {gap.first} and {gap.second} shade into each other: on the way from one to the other"
                f" {_people(gap.between)} stand{'s' if gap.between == 1 else ''} in the middle and {gap.at_heart:,}"
                " at the heart of the thinner one. The line between them is drawn through a crowd, and who stands near"
                " it could as well be on the other side.",
            )
    if fitted < FEW_PEOPLE:
        say(CaveatKey.FEW_PEOPLE, f"Only {_people(fitted)} voted enough; below {FEW_PEOPLE} much of a map is chance.")
    placed = len(found.fitted) - fitted
    if placed:
        say(
            CaveatKey.PLACED_ONLY,
            f"{_people(placed)} voted on fewer than {found.vote_threshold} statements (or on none that is shown): they"
            " were placed where their few votes point, but did not shape the map. Few votes point to nowhere in"
            " particular, so most of them fall to the group nearest the middle; compare sizes by those who shaped it.",
        )
    out = int(np.count_nonzero(found.matrix.moderated_out))
    if out:
        say(CaveatKey.MODERATED_OUT, f"{out} of {len(found.matrix.statements)} statements were left out by moderators.")
    if is_carried_over:
        say(CaveatKey.CARRIED_OVER, "Stability is that of the last full map; it was not worked out anew.")
    elif found.groups and resamples:
        say(
            CaveatKey.RESAMPLES,
            f"Stability rests on {resamples} draws of people with replacement; each figure is good to about"
            f" {0.5 / resamples**0.5:.2f}.",
        )
    if len(found.matrix.people) > SAMPLE:
        say(
            CaveatKey.SAMPLED,
            f"Whether there are groups, and their stability, was judged on {SAMPLE:,} people drawn by chance, which"
            " makes stability look smaller than it is. The stability of statements takes the groups as they are.",
        )
    thin = sum(one.tally.seen < FEW_VOTES for group in found.groups for one in group.representative)
    if thin:
        say(
            CaveatKey.THIN,
            f"Of the statements said to stand for a group, {thin} rest on fewer than {FEW_VOTES} people of that group.",
        )
    say(
        CaveatKey.NOT_A_SAMPLE,
        "These are the people who chose to vote. Sizes of groups say nothing about how common a view is elsewhere.",
    )
    return replace(found, caveats=tuple(caveats))


def _people(number: int) -> str:
    return f"{number:,} person" if number == 1 else f"{number:,} people"


def _why(found: OpinionMap) -> str:
    if not found.candidates:
        return f"there are too few, or they stand at too few different points, for groups of {LEAST_IN_GROUP}"
    best = max(found.candidates, key=lambda one: (one.stability is not None, one.excess))
    return _failure(best)


def _failure(candidate: Candidate) -> str:
    if candidate.stability is not None and candidate.stability < LEAST_STABILITY:
        return (
            f"{candidate.groups} groups did not come back when people were drawn anew"
            f" (agreement {candidate.stability:.2f}, needed {LEAST_STABILITY})"
        )
    if candidate.smallest < LEAST_IN_GROUP:
        return f"one of {candidate.groups} groups would have fewer than {LEAST_IN_GROUP} people"
    if candidate.stability is not None:
        return f"one of {candidate.groups} groups did not come back when people were drawn anew"
    return (
        f"{candidate.groups} groups would stand no further apart than votes without any pattern can put them"
        f" (silhouette {candidate.silhouette:.2f}, by chance up to {candidate.highest_by_chance:.2f})"
    )
