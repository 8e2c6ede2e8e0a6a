"""Raids: the naive twins, what must be found, what must never be mistaken for one, and what is missed."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openward.methods.raids import Acts, Past, Reason, UnusableActsError, UnusableCountsError, bursts, raids, surge
from tests.methods.naive_raids import bursts_by_trying_all, chance_of_as_many

HOUR, DAY = 3_600, 86_400
QUIET = Past(posts=(0, 1, 0, 2, 0, 0, 1, 0) * 84, reports=(0,) * 672, people=50)
COPIED = "Close this ward today because nobody in this town will ever miss it and we all know that well"
PETITION = "We ask the board to keep the heart clinic open on Saturdays because working families need it so much"


def acts(seconds, *, people=None, texts=None, is_new=True, is_report=False, targets=None):
    n = len(seconds)
    return Acts(
        people=np.arange(n) if people is None else np.asarray(people),
        seconds=np.asarray(seconds, np.float64),
        is_new=np.full(n, is_new),
        is_report=np.full(n, is_report),
        targets=np.full(n, -1) if targets is None else np.asarray(targets),
        texts=[""] * n if texts is None else texts,
    )


def own_words(rng, n, length=25):
    words = np.array([f"{a}{b}" for a in "bdfgklmnprst" for b in ("ana", "ero", "ili", "oku", "usa", "eta", "avi")])
    return [" ".join(rng.choice(words, length)) for _ in range(n)]


def reasons(found):
    return [(raid.is_unusual, [str(one.reason) for one in raid.evidence]) for raid in found]


# --- The twins ----------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 30), min_size=1, max_size=60), st.integers(1, 200))
def test_the_chance_is_the_sum_of_its_terms(past, count):
    assert surge(past, count).chance == pytest.approx(chance_of_as_many(past, count), rel=1e-6, abs=1e-280)


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 60)), max_size=40),
    st.integers(1, 20),
    st.integers(1, 5),
)
def test_bursts_equal_those_of_trying_every_window(rows, window_s, least):
    people = np.array([who for who, _at in rows], np.int64)
    seconds = np.array([at for _who, at in rows], np.float64)
    found = bursts(people, seconds, window_s=window_s, least=least)
    expected = bursts_by_trying_all(people.tolist(), seconds.tolist(), window_s, least)
    assert [(burst.rows.tolist(), burst.people, burst.fullest_at) for burst in found] == expected


def test_more_is_never_more_likely():
    past = [0, 3, 1, 0, 0, 7, 2, 0]
    chances = [surge(past, count).chance for count in range(40)]
    assert chances[0] == 1.0
    assert all(later < earlier for earlier, later in pairwise(chances))


def test_a_restless_past_makes_the_same_count_less_surprising():
    assert surge([2] * 24, 10).chance < surge([0, 0, 0, 8] * 6, 10).chance


@pytest.mark.parametrize(("past", "count"), [([], 3), ([1, -1], 3), ([1], -3)])
def test_counts_that_cannot_be_are_refused(past, count):
    with pytest.raises(UnusableCountsError):
        surge(past, count)


@pytest.mark.parametrize(("window_s", "least"), [(0, 3), (60, 0)])
def test_windows_that_cannot_be_are_refused(window_s, least):
    with pytest.raises(ValueError, match="window"):
        bursts(np.array([1]), np.array([1.0]), window_s=window_s, least=least)


def test_columns_of_different_lengths_are_refused():
    found = acts([1.0, 2.0])
    with pytest.raises(UnusableActsError):
        raids(Acts(found.people, found.seconds, found.is_new, found.is_report, found.targets, ["one"]), QUIET)


# --- What must be found -------------------------------------------------------------------------------------------


def test_five_hundred_copies_in_half_an_hour():
    found = raids(acts(np.linspace(0, HOUR / 2, 500), texts=[COPIED] * 500), QUIET)
    assert reasons(found) == [(True, ["words"])]
    assert (found[0].people, len(found[0].rows)) == (500, 500)


def test_five_hundred_with_words_of_their_own():
    rng = np.random.default_rng(1)
    found = raids(acts(np.linspace(0, HOUR / 2, 500), texts=own_words(rng, 500)), QUIET)
    assert reasons(found) == [(True, ["newcomers"])]
    usual = found[0].evidence[0].usual
    assert usual.busiest == 2
    assert usual.chance < 1e-6


def test_five_hundred_reports_of_one_story_and_of_many():
    one = raids(acts(np.linspace(0, 600, 500), is_report=True, targets=np.zeros(500, int)), QUIET)
    assert reasons(one) == [(True, ["reported"])]
    many = raids(acts(np.linspace(0, 600, 500), is_report=True, targets=np.arange(500)), QUIET)
    assert reasons(many) == [(True, ["reports"])]


def test_who_merely_comes_at_the_same_time_is_left_alone_and_who_varies_the_words_is_not():
    rng = np.random.default_rng(12)
    texts = [*[COPIED] * 300, *own_words(rng, 4)]
    (found,) = raids(acts(np.linspace(0, HOUR / 2, 304), texts=texts), QUIET)
    assert found.rows.tolist() == list(range(300))
    texts = [*[COPIED] * 300, *own_words(rng, 30)]
    (found,) = raids(acts(np.linspace(0, HOUR / 2, 330), texts=texts), QUIET)
    assert len(found.rows) == 330
    assert reasons([found]) == [(True, ["words", "newcomers"])]


def test_who_came_on_the_day_before_is_left_alone():
    rng = np.random.default_rng(13)
    seconds = np.concatenate([np.linspace(0, 20 * HOUR, 12), np.linspace(22 * HOUR, 22.5 * HOUR, 500)])
    (found,) = raids(acts(seconds, texts=own_words(rng, 512)), QUIET)
    assert found.rows.tolist() == list(range(12, 512))


def test_a_raid_that_takes_its_time_over_a_day():
    rng = np.random.default_rng(2)
    found = raids(acts(np.linspace(0, 20 * HOUR, 500), texts=own_words(rng, 500)), QUIET)
    assert [raid.is_unusual for raid in found] == [True]
    assert found[0].evidence[0].window_s == DAY


def test_a_crowd_in_one_thread():
    rng = np.random.default_rng(3)
    found = raids(acts(np.linspace(0, 900, 35), texts=own_words(rng, 35), targets=np.full(35, 7)), QUIET)
    assert reasons(found) == [(True, ["thread"])]
    assert found[0].evidence[0].target == 7


def test_the_same_accounts_again_and_again():
    rng = np.random.default_rng(4)
    when = np.concatenate([thing * 4_000 + rng.uniform(0, 40, 25) for thing in range(6)])
    people = np.tile(np.arange(25), 6)
    others = rng.uniform(0, 40 * HOUR, 300)
    found = raids(
        acts(
            np.concatenate([when, others]),
            people=np.concatenate([people, 100 + rng.integers(0, 60, 300)]),
            targets=np.concatenate([np.repeat(np.arange(6), 25), 50 + rng.integers(0, 90, 300)]),
        ),
        Past(posts=(15, 20) * 336, reports=(0,) * 672, people=400),
    )
    assert "again" in [str(one.reason) for raid in found for one in raid.evidence]
    again = next(one for raid in found for one in raid.evidence if one.reason == Reason.AGAIN)
    assert again.people == 25
    assert again.occasions >= 6


def test_people_who_were_there_before_are_never_part_of_it():
    seconds = np.linspace(0, HOUR / 2, 520)
    is_new = np.arange(520) >= 20
    given_acts = acts(seconds, texts=[COPIED] * 520)
    found = raids(
        Acts(given_acts.people, seconds, is_new, given_acts.is_report, given_acts.targets, given_acts.texts), QUIET
    )
    assert not set(found[0].rows.tolist()) & set(range(20))


# --- What must never be mistaken for one --------------------------------------------------------------------------


def a_week(rng, n):
    """Moments of n people over a week, by day more than by night, the first two days more than the others."""
    days = rng.choice(7, n, p=[0.24, 0.2, 0.14, 0.12, 0.1, 0.1, 0.1])
    hours = rng.choice(24, n, p=np.array([1] * 7 + [6] * 15 + [1] * 2) / 99)
    return np.sort(days * DAY + hours * HOUR + rng.uniform(0, HOUR, n))


@pytest.mark.parametrize("seed", range(20))
def test_a_campaign_of_two_hundred_patients_over_a_week_is_none(seed):
    rng = np.random.default_rng(seed)
    seconds = a_week(rng, 200)
    texts = own_words(rng, 200)
    for place in rng.choice(200, 80, replace=False):
        texts[place] = PETITION if place % 4 == 0 else f"{PETITION} {texts[place]}"
    for now in np.arange(HOUR, 8 * DAY, 6 * HOUR):
        lately = (seconds > now - 2 * DAY) & (seconds <= now)
        here = [text for text, there in zip(texts, lately, strict=True) if there]
        # What came earlier in the campaign is part of the past by then, or not yet: both are tried.
        assert raids(acts(seconds[lately], texts=here), QUIET) == ()


@pytest.mark.parametrize("text", ["own", PETITION])
def test_a_ward_group_that_meets_for_an_hour_is_none(text):
    rng = np.random.default_rng(5)
    texts = own_words(rng, 12) if text == "own" else [text] * 12
    seconds = np.sort(rng.uniform(0, HOUR, 12))
    assert raids(acts(seconds, texts=texts, targets=np.full(12, 3)), QUIET) == ()


def test_a_ward_group_that_talks_for_an_hour_every_day_is_none():
    rng = np.random.default_rng(6)
    seconds = np.concatenate([day * DAY + np.sort(rng.uniform(0, HOUR, 48)) for day in range(2)])
    people = np.concatenate([rng.permutation(np.repeat(np.arange(12), 4)) for _ in range(2)])
    found = raids(acts(seconds, people=people, texts=own_words(rng, 96), targets=rng.integers(0, 4, 96)), QUIET)
    assert [raid for raid in found if raid.is_unusual] == []


def test_many_who_were_asked_may_come():
    rng = np.random.default_rng(7)
    lately = acts(np.linspace(0, HOUR / 2, 60), texts=own_words(rng, 60))
    assert reasons(raids(lately, QUIET)) == [(True, ["newcomers"])]
    assert raids(lately, Past(QUIET.posts, QUIET.reports, QUIET.people, announced=80)) == ()


def test_what_somebody_looked_at_and_put_back_does_not_come_again():
    lately = acts(np.linspace(0, HOUR / 2, 60), texts=[COPIED] * 60)
    found = raids(lately, Past(QUIET.posts, QUIET.reports, QUIET.people, cleared=60))
    assert [raid.is_unusual for raid in found] == [False]


def test_without_a_past_the_same_words_are_to_be_looked_at_and_nothing_else():
    new = Past(posts=(), reports=(), people=0)
    assert reasons(raids(acts(np.linspace(0, 900, 30), texts=[COPIED] * 30), new)) == [(False, ["words"])]
    assert raids(acts(np.linspace(0, 900, 60), texts=own_words(np.random.default_rng(8), 60)), new) == ()


def test_without_a_past_newcomers_who_outnumber_everybody_are_a_raid():
    young = Past(posts=(10, 10), reports=(0, 0), people=50)
    rng = np.random.default_rng(9)
    assert reasons(raids(acts(np.linspace(0, 900, 500), texts=own_words(rng, 500)), young)) == [(True, ["newcomers"])]
    assert raids(acts(np.linspace(0, 900, 100), texts=own_words(rng, 100)), young) == ()


def test_short_words_are_often_the_same_and_say_nothing():
    assert raids(acts(np.linspace(0, 900, 30), texts=["Thank you very much"] * 30), QUIET) == ()


# --- What is missed -----------------------------------------------------------------------------------------------


def test_a_raid_that_behaves_like_a_petition_is_missed():
    """Five hundred accounts over two weeks in words of their own look exactly like a campaign, and count as one."""
    rng = np.random.default_rng(10)
    seconds = np.sort(rng.uniform(0, 14 * DAY, 500))
    texts = own_words(rng, 500)
    for now in np.arange(2 * DAY, 14 * DAY, DAY):
        lately = (seconds > now - 2 * DAY) & (seconds <= now)
        here = [text for text, there in zip(texts, lately, strict=True) if there]
        assert raids(acts(seconds[lately], texts=here), QUIET) == ()
