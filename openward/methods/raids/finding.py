"""Finding raids: bursts of newcomers by words, thread, report or sheer number, held against the place's own past."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from openward.methods.coordination import (
    Behaviour,
    Coded,
    CoordinationError,
    coded_of,
    coordination,
    posts_of,
    shares_of,
    similar_texts,
)
from openward.methods.near_duplicates.shingles import SHORT
from openward.methods.raids.bursts import Burst, bursts
from openward.methods.raids.surges import Surge, surge

HOUR_S, DAY_S = 3_600, 86_400
TIMES_THE_BUSIEST = 3
"""A burst is unusual from three times as many people as in the busiest stretch of the past on."""
ALLOWED = 0.01
"""… and when a past as long as the one looked at would hold at most so many stretches like it by chance."""
FEWEST_BEFORE = 20
"""Fewer people than this before, and a place has no past to be compared with."""
FEWEST_STRETCHES = 24
APART_S = 6 * HOUR_S
"""What happens within six hours of each other is one raid."""
WITHIN_S = 60
FEWEST_AGAIN, OCCASIONS_AGAIN, NEW_AMONG_THEM = 8, 3, 0.8


class UnusableActsError(ValueError):
    """The columns do not fit together; the message says why in plain words."""


class Reason(StrEnum):
    """What speaks for a raid, the plainest first."""

    WORDS = "words"
    REPORTED = "reported"
    THREAD = "thread"
    AGAIN = "again"
    REPORTS = "reports"
    NEWCOMERS = "newcomers"


LEAST: dict[Reason, tuple[int, int]] = {
    Reason.WORDS: (20, 100),
    Reason.REPORTED: (10, 30),
    Reason.THREAD: (30, 120),
    Reason.REPORTS: (20, 60),
    Reason.NEWCOMERS: (40, 150),
}
"""The least different newcomers within an hour, and within a day. Fewer are a ward meeting, a family, a campaign."""
BESIDE = 10
"""The least newcomers within an hour while others act together: those who vary the words they were given."""


@dataclass(frozen=True, eq=False)
class Acts:
    """What was done in a place lately: one row per act, all columns of shape [acts].

    `people` numbers who did it, `seconds` says when. `is_new` marks acts of people who had done nothing in the place
    before, `is_report` reports; everything else is a post. `targets` numbers the thread of a reply or what was
    reported, -1 for none. `texts` are the words of posts, empty for none.
    """

    people: NDArray[np.int64]
    seconds: NDArray[np.float64]
    is_new: NDArray[np.bool_]
    is_report: NDArray[np.bool_]
    targets: NDArray[np.int64]
    texts: Sequence[str]

    def __len__(self) -> int:
        return len(self.people)


@dataclass(frozen=True)
class Past:
    """What the place saw before.

    `posts` and `reports` are the different people who posted, and who reported, in each earlier hour, the oldest
    first and the last one just over; `people` is how many took part in all of them. `announced` is how many may come
    at once now because they were asked, `cleared` how many came at once before and somebody found nothing wrong.
    """

    posts: tuple[int, ...]
    reports: tuple[int, ...]
    people: int
    announced: int = 0
    cleared: int = 0

    def stretches(self, *, is_report: bool, window_s: int) -> list[int]:
        """The counts of the stretches that a window is compared with: hours, or the 24 hours of whole days."""
        hours = list(self.reports if is_report else self.posts)
        if window_s == HOUR_S:
            return hours
        # The last day may be the one that is looked at.
        earlier = hours[:-24]
        whole = earlier[len(earlier) % 24 :]
        return [sum(whole[start : start + 24]) for start in range(0, len(whole), 24)]


@dataclass(frozen=True, eq=False)
class Evidence:
    """One thing that speaks for a raid.

    `rows` are the acts; `people` the most different newcomers within the window of `window_s` seconds that begins at
    `fullest_at`. `usual` compares with the place's own past, None where there is none. `target` is the thread or the
    thing reported, -1 where it is not one. `occasions` counts how often the same accounts met, for AGAIN alone.
    """

    reason: Reason
    rows: NDArray[np.int64]
    people: int
    fullest_at: float
    window_s: int
    usual: Surge | None
    is_unusual: bool
    target: int = -1
    occasions: int = 0


@dataclass(frozen=True, eq=False)
class Raid:
    """Acts that belong together, and why. `is_unusual`: at least one reason is beyond the place's own past; a raid
    without is for somebody to look at and for nothing else. `evidence` has the plainest reason first."""

    rows: NDArray[np.int64]
    people: int
    began_at: float
    ended_at: float
    is_unusual: bool
    evidence: tuple[Evidence, ...]


def raids(acts: Acts, past: Past) -> tuple[Raid, ...]:
    """The raids among what was done in a place lately, the earliest first.

    Only acts of newcomers are ever part of one. Raises UnusableActsError for columns of different lengths. Source:
    the package's docstring; the least numbers are `LEAST`.

    >>> import numpy as np
    >>> n = 60
    >>> acts = Acts(
    ...     people=np.arange(n), seconds=np.arange(n) * 10.0, is_new=np.ones(n, bool), is_report=np.zeros(n, bool),
    ...     targets=np.full(n, -1), texts=["Close this ward today, nobody in this town will ever miss it at all"] * n)
    >>> found = raids(acts, Past(posts=(0, 1, 0, 2) * 168, reports=(0,) * 672, people=50))
    >>> [(raid.people, raid.is_unusual, [str(one.reason) for one in raid.evidence]) for raid in found]
    [(60, True, ['words'])]
    """
    columns = (acts.seconds, acts.is_new, acts.is_report, acts.targets, acts.texts)
    if any(len(column) != len(acts) for column in columns):
        raise UnusableActsError("people, moments, kinds, targets and texts must be equally many")
    if not len(acts):
        return ()
    return tuple(_joined(acts, [*_by_group(acts, past), *_again(acts)]))


def _by_group(acts: Acts, past: Past) -> Iterator[Evidence]:
    """The plainest reasons first; what they explain is no part of the others, so that who merely came at the same
    time is left alone."""
    left = acts.is_new.copy()
    beside = {True: False, False: False}
    for reason in (Reason.WORDS, Reason.REPORTED, Reason.THREAD, Reason.REPORTS, Reason.NEWCOMERS):
        is_report = reason in (Reason.REPORTED, Reason.REPORTS)
        least = LEAST[reason]
        if reason in (Reason.REPORTS, Reason.NEWCOMERS) and beside[is_report]:
            least = (BESIDE, least[1])
        rows = np.flatnonzero(left & (acts.is_report == is_report))
        for members in _large(rows, _groups(reason, acts, rows), min(least)):
            for one in _beyond(reason, acts, members, past, least):
                left[one.rows] &= not one.is_unusual
                beside[is_report] |= one.is_unusual
                yield one


def _groups(reason: Reason, acts: Acts, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """What the rows have in common by one reason, as numbers; -1 for nothing."""
    if reason == Reason.WORDS:
        return _same_words(acts, rows)
    return acts.targets[rows] if reason in (Reason.REPORTED, Reason.THREAD) else np.zeros(len(rows), np.int64)


def _same_words(acts: Acts, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """The group of nearly same words of each row, -1 for words too few to say anything."""
    texts = [acts.texts[row] for row in rows.tolist()]
    long_enough = [place for place, text in enumerate(texts) if len(set(text.lower().split())) > SHORT]
    groups = np.full(len(rows), -1, np.int64)
    if long_enough:
        groups[long_enough] = similar_texts([texts[place] for place in long_enough]).codes
    return groups


def _large(rows: NDArray[np.int64], groups: NDArray[np.int64], least: int) -> list[NDArray[np.int64]]:
    """The rows of each group that could hold so many people; -1 is no group."""
    if not len(rows):
        return []
    order = np.argsort(groups, kind="stable")
    starts = np.flatnonzero(np.diff(groups[order], prepend=-2))
    parts = np.split(order, starts[1:])
    return [rows[part] for part in parts if groups[part[0]] >= 0 and len(part) >= least]


def _beyond(
    reason: Reason, acts: Acts, rows: NDArray[np.int64], past: Past, least: tuple[int, int]
) -> Iterator[Evidence]:
    """Bursts within an hour, and within a day of what is left of it."""
    target = int(acts.targets[rows[0]]) if reason in (Reason.REPORTED, Reason.THREAD) else -1
    for window_s, fewest in zip((HOUR_S, DAY_S), least, strict=True):
        told: list[NDArray[np.int64]] = []
        for burst in bursts(acts.people[rows], acts.seconds[rows], window_s=window_s, least=fewest):
            usual = _usual(reason, burst.people, window_s, past)
            is_unusual = (
                _is_unusual(reason, usual, past) if usual else _outnumbers(reason, burst, acts, rows, past)
            )
            # That many came is nothing to look at where it is usual; the same words, or one thing reported, are.
            if is_unusual or reason in (Reason.WORDS, Reason.REPORTED):
                told.append(rows[burst.rows])
                yield Evidence(
                    reason, rows[burst.rows], burst.people, burst.fullest_at, window_s, usual, is_unusual, target
                )
        rows = np.setdiff1d(rows, np.concatenate(told)) if told else rows


def _usual(reason: Reason, people: int, window_s: int, past: Past) -> Surge | None:
    stretches = past.stretches(is_report=reason in (Reason.REPORTED, Reason.REPORTS), window_s=window_s)
    if past.people < FEWEST_BEFORE or len(stretches) * window_s < FEWEST_STRETCHES * HOUR_S:
        return None
    return surge(stretches, people)


def _is_unusual(reason: Reason, usual: Surge, past: Past) -> bool:
    is_rare = usual.chance * usual.stretches <= ALLOWED
    return is_rare and usual.count >= TIMES_THE_BUSIEST * usual.busiest and usual.count > _fine(reason, past)


def _fine(reason: Reason, past: Past) -> int:
    """How many at once nobody needs to look at."""
    announced = past.announced if reason in (Reason.THREAD, Reason.NEWCOMERS) else 0
    return max(announced, past.cleared)


def _outnumbers(reason: Reason, burst: Burst, acts: Acts, rows: NDArray[np.int64], past: Past) -> bool:
    """Where there is no past to compare with: several newcomers at once for everybody who ever took part."""
    others = past.people + len(np.unique(acts.people)) - len(np.unique(acts.people[rows[burst.rows]]))
    outnumbered = others >= FEWEST_BEFORE and burst.people >= TIMES_THE_BUSIEST * others
    return outnumbered and burst.people > _fine(reason, past)


def _again(acts: Acts) -> Iterator[Evidence]:
    """Accounts that acted on the same things within a minute again and again, found by `coordination`."""
    rows = np.flatnonzero(acts.targets >= 0)
    people = acts.people[rows]
    if not len(rows) or np.bincount(people).max() < OCCASIONS_AGAIN:
        return
    try:
        posts = posts_of(people.astype(str).tolist(), rows.astype(str).tolist(), acts.seconds[rows])
        things = _coded(np.where(acts.is_report[rows], -2 - acts.targets[rows], acts.targets[rows]))
        groups = coordination(shares_of(posts, things), behaviour=Behaviour.OBJECT, window_s=WITHIN_S).groups
    except CoordinationError:
        return
    for group in groups:
        members = np.array([int(account) for account in group.accounts], np.int64)
        is_theirs = np.isin(people, members)
        theirs = rows[is_theirs & np.isin(acts.targets[rows], _shared(acts, rows[is_theirs]))]
        if len(members) < FEWEST_AGAIN or group.occasions < OCCASIONS_AGAIN or not len(theirs):
            continue
        are_new = len(np.unique(acts.people[theirs[acts.is_new[theirs]]])) >= NEW_AMONG_THEM * len(members)
        least = LEAST[Reason.REPORTS if acts.is_report[theirs].all() else Reason.WORDS][0]
        is_unusual = are_new and len(members) >= least
        kept = theirs[acts.is_new[theirs]] if is_unusual else theirs
        at = float(group.first_at)
        yield Evidence(
            Reason.AGAIN, kept, len(members), at, WITHIN_S, None, is_unusual, occasions=group.occasions
        )


def _coded(things: NDArray[np.int64]) -> Coded:
    return coded_of(things.astype(str).tolist())


def _shared(acts: Acts, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """The targets on which at least two people of these rows acted."""
    pairs = np.unique(np.stack([acts.targets[rows], acts.people[rows]], axis=1), axis=0)
    targets, counts = np.unique(pairs[:, 0], return_counts=True)
    return targets[counts > 1]


def _joined(acts: Acts, found: list[Evidence]) -> Iterator[Raid]:
    """What happened at the same time is one raid. What is unusual does not mix with what is only to be looked at."""
    for is_unusual in (True, False):
        spans = sorted(
            ((float(acts.seconds[one.rows].min()), float(acts.seconds[one.rows].max()), number, one)
             for number, one in enumerate(found) if one.is_unusual == is_unusual),
        )
        together: list[Evidence] = []
        until = -np.inf
        for begin, end, _number, one in spans:
            if together and begin > until + APART_S:
                yield _raid(acts, together)
                together = []
            together.append(one)
            until = max(until, end)
        if together:
            yield _raid(acts, together)


def _raid(acts: Acts, evidence: list[Evidence]) -> Raid:
    rows = np.unique(np.concatenate([one.rows for one in evidence]))
    seconds = acts.seconds[rows]
    order = list(Reason)
    evidence = sorted(evidence, key=lambda one: (order.index(one.reason), one.window_s, one.fullest_at))
    return Raid(
        rows=rows,
        people=len(np.unique(acts.people[rows])),
        began_at=float(seconds.min()),
        ended_at=float(seconds.max()),
        is_unusual=evidence[0].is_unusual,
        evidence=tuple(evidence),
    )
