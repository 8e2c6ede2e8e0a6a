"""Who acted together: the naive twin, properties, and what must never be mistaken for it."""

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openward.methods.coordination import (
    Behaviour,
    CaveatKey,
    Kind,
    Network,
    TooFewPostsError,
    UnusableOptionsError,
    UnusablePostsError,
    chance_of,
    coded_of,
    communities,
    coordinated_pairs,
    coordination,
    members_of,
    network_of,
    plain_links,
    posts_of,
    same_texts,
    shared_links,
    shares_of,
    similar_texts,
    timing_of,
)
from openward.methods.coordination.chance import CIRCLES, at_least
from openward.methods.coordination.members import joined, links_that_count
from openward.methods.coordination.pairs import past_window, sorting
from openward.methods.coordination.planted import planted_stream
from tests.methods.naive_coordination import (
    naive_components,
    naive_expected,
    naive_occasions,
    naive_pairs,
    naive_weights,
)

SECONDS = st.one_of(st.integers(0, 200), st.floats(0, 200, width=32))
SHARES = st.lists(
    st.tuples(st.sampled_from(["x", "y", "1"]), st.sampled_from("abcde"), st.sampled_from("12345678"), SECONDS),
    min_size=2,
    max_size=30,
)
WINDOWS = st.one_of(st.integers(1, 100), st.floats(0.01, 100))


def made(rows):
    objects, accounts, contents, seconds = zip(*rows, strict=True)
    return shares_of(posts_of(list(accounts), list(contents), list(seconds)), list(objects))


def as_rows(shares, rows, pairs):
    return {
        (rows[one][0], frozenset([rows[one][1:], rows[two][1:]]))
        for one, two in zip(pairs.older, pairs.newer, strict=True)
    }


# Pairs


@given(SHARES, WINDOWS, st.integers(1, 4))
def test_pairs_are_those_of_the_naive_twin(rows, window, participation):
    pairs = coordinated_pairs(made(rows), window_s=window, min_participation=participation)
    expected, number = naive_pairs(rows, window, participation)
    assert as_rows(made(rows), rows, pairs) == expected
    assert len(pairs) == number
    assert (pairs.seconds_apart >= 0).all()


@given(SHARES, WINDOWS, st.integers(1, 4), st.randoms(use_true_random=False))
def test_the_order_of_the_file_does_not_matter(rows, window, participation, random):
    mixed = list(rows)
    random.shuffle(mixed)
    one = coordinated_pairs(made(rows), window_s=window, min_participation=participation)
    two = coordinated_pairs(made(mixed), window_s=window, min_participation=participation)
    assert as_rows(made(rows), rows, one) == as_rows(made(mixed), mixed, two)
    assert len(one) == len(two)


@given(SHARES, WINDOWS, WINDOWS)
def test_a_longer_window_keeps_every_pair(rows, one, two):
    short, long = (coordinated_pairs(made(rows), window_s=window, min_participation=1) for window in sorted([one, two]))
    assert as_rows(made(rows), rows, short) <= as_rows(made(rows), rows, long)


@given(SHARES, st.integers(1, 100), st.integers(0, 60))
def test_crowds_are_set_apart_and_counted(rows, window, most):
    whole = coordinated_pairs(made(rows), window_s=window, min_participation=1)
    capped = coordinated_pairs(made(rows), window_s=window, min_participation=1, most_pairs=most)
    apart = {capped.shares.object_names[int(code)] for code in capped.crowded_objects}
    kept = {pair for pair in as_rows(made(rows), rows, whole) if pair[0] not in apart}
    assert as_rows(made(rows), rows, capped) == kept
    assert (capped.crowded_pairs > 0) == bool(apart)
    assert len(capped) <= most or not apart


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=30, unique=True).map(sorted), st.floats(1e-6, 1e6))
def test_the_end_of_a_window_is_exact(moments, window):
    times = np.array(moments)
    expected = [
        next((j for j in range(i, len(times)) if times[j] - times[i] > window), len(times)) for i in range(len(times))
    ]
    assert past_window(times, window).tolist() == expected


@pytest.mark.parametrize(("earlier", "window", "later"), [(2.1, 4.1, 6.2), (8.6, 6.2, 14.8)])
def test_a_rounded_sum_does_not_move_the_end_of_a_window(earlier, window, later):
    assert past_window(np.array([earlier, later]), window)[0] == (2 if later - earlier <= window else 1)


@given(st.lists(st.integers(0, 2**61), max_size=40))
def test_sorting_is_stable(keys):
    array = np.array(keys, dtype=np.int64)
    assert sorting(array).tolist() == np.argsort(array, kind="stable").tolist()


def test_a_huge_crowd_neither_takes_memory_nor_is_forgotten():
    crowd = [("rally", f"account {number}", f"c{number}", number % 60) for number in range(50_000)]
    others = [(f"news {n % 500}", f"reader {n % 700}", f"n{n}", n * 7) for n in range(5_000)]
    found = coordination(made(crowd + others), min_participation=1)
    assert found.pairs.crowded_pairs == 50_000 * 49_999 // 2
    assert len(found.pairs) < 100_000
    assert CaveatKey.CROWDS_LEFT_OUT in {caveat.key for caveat in found.caveats}
    assert found.bursts[0].accounts == 50_000
    assert found.groups == ()


def test_accounts_in_crowd_after_crowd_are_found():
    random = np.random.default_rng(4)
    rows = []
    for event in range(8):
        began = event * 50_000
        rows += [
            (f"event {event}", f"drummer {n}", f"d{event}-{n}", began + int(random.integers(0, 40))) for n in range(150)
        ]
        rows += [
            (f"event {event}", f"person {n}", f"p{event}-{n}", began + int(random.integers(0, 20_000)))
            for n in random.choice(3_000, 100, replace=False)
        ]
    rows += [(f"news {n % 900}", f"person {n * 7 % 3_000}", f"n{n}", n * 20) for n in range(20_000)]
    found = coordination(made(rows), most_pairs=2_000)
    assert len(found.pairs.crowded_objects) == 8
    (crowd,) = [group for group in found.groups if group.kind is Kind.CROWD]
    drummers = {f"drummer {n}" for n in range(150)}
    assert set(crowd.accounts) >= drummers
    assert len(set(crowd.accounts) - drummers) <= 3
    assert "again and again among the crowds" in crowd.why


# Network and chance


@given(SHARES, WINDOWS)
def test_weights_and_occasions_are_those_of_the_naive_twin(rows, window):
    pairs = coordinated_pairs(made(rows), window_s=window, min_participation=1)
    network = network_of(pairs, chance_of(pairs))
    frame = pairs.frame()
    weights = naive_weights(frame.select("account_id", "account_id_y").rows())
    names = pairs.shares.account_names
    links = [frozenset([names[int(a)], names[int(b)]]) for a, b in zip(network.first, network.second, strict=True)]
    assert dict(zip(links, network.weight.tolist(), strict=True)) == weights
    assert (network.first < network.second).all()
    for link, occasions in zip(links, network.occasions, strict=True):
        moments = [
            (rows[one][0], float(rows[one][3]))
            for one, two in zip(pairs.older, pairs.newer, strict=True)
            if frozenset([rows[one][1], rows[two][1]]) == link
        ]
        assert occasions == naive_occasions(moments, window)


def test_a_gap_as_long_as_the_window_is_still_one_occasion():
    rows = [("x", name, f"{name}{seconds}", seconds) for seconds in (0, 60, 121) for name in "ab"]
    pairs = coordinated_pairs(made(rows))
    network = network_of(pairs, chance_of(pairs))
    assert (network.weight.tolist(), network.occasions.tolist()) == ([5], [2])


def test_chance_is_the_formula_where_there_is_one_stretch():
    random = np.random.default_rng(1)
    rows = [(f"o{random.integers(8)}", f"a{random.integers(6)}", f"c{n}", n * 5) for n in range(60)]
    shares = made(rows)
    pairs = coordinated_pairs(shares, min_participation=1)
    chance = chance_of(pairs)
    posts = {name: sum(row[1] == name for row in rows) for name in shares.account_names}
    expected = naive_expected(posts, len(pairs))
    names = list(shares.account_names)
    for one in range(len(names)):
        for two in range(one):
            found = chance.of_links(np.array([one]), np.array([two]))[0, 0]
            assert found == pytest.approx(expected[frozenset([names[one], names[two]])])
    assert chance.of_group(np.arange(len(names))) == pytest.approx(len(pairs))


def test_chance_keeps_the_number_of_pairs_in_every_circle():
    stream = planted_stream(3, posts=9_000, with_texts=False)
    shares = shares_of(
        posts_of(*(stream.posts[name] for name in ("account_id", "content_id", "timestamp_share"))),
        stream.posts["object_id"],
    )
    pairs = coordinated_pairs(shares)
    chance = chance_of(pairs)
    everybody = np.arange(len(shares.account_names))
    circle = chance.circle[shares.objects[pairs.older]]
    totals = [int((circle >= number).sum()) for number in range(CIRCLES)]
    assert totals[0] == len(pairs)
    for number, total in enumerate(totals):
        assert chance.of_group(everybody, number) == pytest.approx(total)
        assert total <= len(pairs) / 4**number


def test_chance_is_what_dealing_the_posts_anew_gives():
    random = np.random.default_rng(5)
    rows = [(f"o{random.integers(40)}", f"a{int(random.integers(12) ** 2 // 12)}", f"c{n}", n * 9) for n in range(800)]
    pairs = coordinated_pairs(made(rows), min_participation=1)
    names = list(pairs.shares.account_names)
    met = np.zeros((len(names), len(names)))
    kept = 0
    for _ in range(60):
        accounts = random.permutation([row[1] for row in rows])
        dealt = made([(row[0], str(account), row[2], row[3]) for row, account in zip(rows, accounts, strict=True)])
        again = coordinated_pairs(dealt, min_participation=1)
        order = np.array([names.index(name) for name in dealt.account_names])
        np.add.at(met, (order[dealt.accounts[again.older]], order[dealt.accounts[again.newer]]), 1)
        kept += len(again)
    met = (met + met.T) / 60
    one, two = np.triu_indices(len(names), 1)
    # The model holds the number of pairs of different accounts fixed; dealing lets it vary a little.
    expected = chance_of(pairs).of_links(one, two)[:, 0] * kept / 60 / len(pairs)
    assert met[one, two] == pytest.approx(expected, abs=5 * math.sqrt(expected.max() / 60))


@given(st.integers(0, 40), st.floats(1e-9, 30))
def test_the_poisson_tail(occasions, expected):
    below = math.fsum(math.exp(-expected + k * math.log(expected) - math.lgamma(k + 1)) for k in range(occasions))
    assert at_least(np.array([occasions]), np.array([expected]))[0] == pytest.approx(max(1 - below, 0), abs=1e-12)


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda link: link[0] != link[1]), max_size=25))
def test_communities_lie_within_connected_parts(links):
    links = [(min(link), max(link)) for link in set(links)]
    first, second = (np.array([link[side] for link in links], dtype=np.int64) for side in (0, 1))
    labels = communities(first, second, np.ones(len(links)), nodes=12)
    parts = naive_components(links)
    assert {int(node) for node in np.flatnonzero(labels >= 0)} == {node for part in parts for node in part}
    for number in range(int(labels.max(initial=-1)) + 1):
        members = set(np.flatnonzero(labels == number).tolist())
        assert any(members <= part for part in parts)
    sizes = np.bincount(labels[labels >= 0])
    assert (np.diff(sizes) <= 0).all()


def test_two_cliques_with_a_bridge_are_two_communities():
    clique = [(a, b) for b in range(8) for a in range(b)]
    links = clique + [(a + 8, b + 8) for a, b in clique] + [(0, 8)]
    first, second = np.array(links).T
    labels = communities(first, second, np.ones(len(links)), nodes=16)
    assert labels.tolist() == [0] * 8 + [1] * 8


# What is found, and what is not


def judged(stream, **options):
    posts = posts_of(*(stream.posts[name] for name in ("account_id", "content_id", "timestamp_share")))
    return coordination(shares_of(posts, stream.posts["object_id"]), **options)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_planted_campaigns_are_found_and_nobody_else(seed):
    stream = planted_stream(seed, with_texts=False)
    found = judged(stream)
    planted = {account for campaign in stream.campaigns for account in campaign.accounts}
    named = set(found.accounts_together)
    assert len(named & planted) >= 0.95 * len(planted)
    assert len(named & planted) >= 0.95 * len(named)
    assert not named & set(stream.petitioners)


@pytest.mark.parametrize("seed", [4, 5, 6])
def test_where_nothing_is_planted_nobody_is_named(seed):
    found = judged(planted_stream(seed, campaigns=0, with_texts=False))
    assert found.groups == ()
    assert CaveatKey.NO_GROUPS in {caveat.key for caveat in found.caveats}


def background(seed=9):
    posts = planted_stream(seed, posts=8_000, campaigns=0, petitioners=0, with_texts=False).posts
    return posts.select("object_id", "account_id", "content_id", "timestamp_share").rows()


def test_two_hundred_patients_and_their_petition_over_days_are_nothing_suspicious():
    random = np.random.default_rng(1)
    start = min(row[3] for row in background())
    petition = [
        ("petition", f"patient {n}", f"petition {n}", start + int(random.integers(0, 3 * 86_400))) for n in range(200)
    ]
    found = coordination(made(background() + petition), min_participation=1)
    assert not [name for name in found.accounts_together if name.startswith("patient")]
    assert "petition" not in {burst.object_name for burst in found.bursts}


def test_the_same_two_hundred_within_a_minute_are_a_burst_and_no_group():
    start = min(row[3] for row in background())
    petition = [("petition", f"patient {n}", f"petition {n}", start + 90_000 + n % 50) for n in range(200)]
    found = coordination(made(background() + petition), min_participation=1)
    assert (found.bursts[0].object_name, found.bursts[0].accounts) == ("petition", 200)
    assert "Once is no pattern" in found.bursts[0].words
    assert not [name for name in found.accounts_together if name.startswith("patient")]


def test_the_same_twelve_within_a_minute_five_times_are_a_group_with_its_reasons():
    start = min(row[3] for row in background())
    calls = [
        (f"call {day}", f"account {n}", f"call {day} {n}", start + day * 80_000 + n * 3)
        for day in range(5)
        for n in range(12)
    ]
    found = coordination(made(background() + calls), behaviour=Behaviour.LINK)
    (group,) = found.groups
    assert set(group.accounts) == {f"account {n}" for n in range(12)}
    assert (group.occasions, group.per_occasion, group.kind) == (5, 12, Kind.TOGETHER)
    assert group.expected < 0.5
    assert group.why.startswith(
        "12 accounts posted the same link within 60 seconds of each other on 5 occasions; by chance"
    )
    assert "bot" not in group.why.lower()
    assert CaveatKey.NOT_PROOF in {caveat.key for caveat in found.caveats}


@pytest.mark.parametrize("pace", [600, 3_600])
def test_people_who_follow_the_same_page_share_an_interest(pace):
    random = np.random.default_rng(2)
    rows = background()
    start = min(row[3] for row in rows)
    for item in range(30):
        began = start + int(random.integers(0, 6 * 86_400))
        for fan in np.flatnonzero(random.random(40) < 0.5):
            rows.append((f"page {item}", f"fan {fan}", f"page {item} {fan}", began + int(random.exponential(pace))))
    found = coordination(made(rows))
    assert not [name for name in found.accounts_together if name.startswith("fan")]


def test_a_group_is_the_same_whatever_the_accounts_are_called_and_whenever_it_was():
    stream = planted_stream(1, posts=5_000, campaigns=1, with_texts=False).posts
    rows = stream.select("object_id", "account_id", "content_id", "timestamp_share").rows()
    later = [(row[0], "x" + row[1], row[2], row[3] + 10**7) for row in rows]
    one, two = coordination(made(rows)), coordination(made(later))
    assert [("x" + name) for name in one.accounts_together] == two.accounts_together
    assert [group.occasions for group in one.groups] == [group.occasions for group in two.groups]
    assert one.groups


def test_where_everybody_acts_at_once_it_says_that_there_is_nothing_to_compare_with():
    rows = [(f"o{moment}", f"a{n}", f"{moment}-{n}", moment * 1_000 + n) for moment in range(6) for n in range(10)]
    found = coordination(made(rows))
    assert found.groups == ()
    assert {CaveatKey.NO_GROUPS, CaveatKey.MOST_POSTS_PAIRED} <= {caveat.key for caveat in found.caveats}


def test_too_short_a_file_says_that_timing_was_not_checked():
    random = np.random.default_rng(3)
    rows = [(f"o{n % 400}", f"p{random.integers(300)}", f"n{n}", int(random.integers(0, 500))) for n in range(3_000)]
    rows += [(f"call {k}", f"a{n}", f"{k}-{n}", k * 80 + n) for k in range(6) for n in range(5)]
    found = coordination(made(rows))
    assert CaveatKey.TIMING_NOT_CHECKED in {caveat.key for caveat in found.caveats}
    assert all(group.in_step is None for group in found.groups)
    assert found.groups


def test_nothing_near_in_time_is_said_in_words():
    found = coordination(made([("x", "a", "1", 0), ("x", "b", "2", 500), ("x", "a", "3", 900)]))
    assert [caveat.key for caveat in found.caveats] == [CaveatKey.NO_PAIRS]
    assert (len(found.network), found.groups, found.bursts) == (0, (), ())


def test_one_occasion_makes_no_group_however_few_the_accounts():
    rows = [("x", f"a{n}", f"{n}", n) for n in range(30)] + [("y", "b", "y", 9_000)]
    pairs = coordinated_pairs(made(rows), min_participation=1)
    network = network_of(pairs, chance_of(pairs))
    assert len(network) == 30 * 29 // 2
    assert (members_of(network, 31) == -1).all()


def test_likely_links_count_where_they_close_a_triangle():
    ends = np.array([(0, 1), (0, 2), (1, 2), (3, 4), (5, 6)], dtype=np.int32)
    network = Network(
        first=ends[:, 0],
        second=ends[:, 1],
        weight=np.full(5, 2, dtype=np.int32),
        occasions=np.full(5, 2, dtype=np.int32),
        seconds_apart=np.ones(5, dtype=np.float32),
        circle=np.zeros(5, dtype=np.int8),
        expected=np.ones(5, dtype=np.float32),
        p=np.array([1e-4, 1e-4, 1e-4, 1e-4, 1e-6]),
        tested=1_000,
    )
    # One in a million is certain among a thousand; one in ten thousand is only likely.
    assert links_that_count(network).tolist() == [True, True, True, False, True]
    assert members_of(network, 7).tolist() == [0, 0, 0, -1, -1, 1, 1]


def test_those_who_were_there_again_and_again_join():
    stream = planted_stream(11, occasions=2, with_texts=False)
    shares = shares_of(
        posts_of(*(stream.posts[name] for name in ("account_id", "content_id", "timestamp_share"))),
        stream.posts["object_id"],
    )
    pairs = coordinated_pairs(shares)
    chance = chance_of(pairs)
    network = network_of(pairs, chance)
    before = members_of(network, len(shares.account_names))
    after = joined(pairs, network, chance, before)
    assert 0 < (before >= 0).sum() < (after >= 0).sum()
    assert (after[before >= 0] >= 0).all()
    planted = {account for campaign in stream.campaigns for account in campaign.accounts}
    assert {shares.account_names[int(code)] for code in np.flatnonzero(after >= 0)} <= planted


def test_a_group_a_little_quicker_than_usual_is_not_in_step_however_sure_we_are():
    random = np.random.default_rng(2)
    rows = [("other", "somebody", "0", 0), ("other", "else", "1", 700_000)]
    for item in range(60):
        rows += [
            (f"page {item}", f"fan {fan}", f"{item} {fan}", item * 9_000 + int(random.exponential(900)))
            for fan in np.flatnonzero(random.random(40) < 0.5)
        ]
    pairs = coordinated_pairs(made(rows))
    labels = np.array([0 if name.startswith("fan") else -1 for name in pairs.shares.account_names], dtype=np.int32)
    timing = timing_of(pairs, labels, np.ones((1, len(pairs.shares.object_names)), dtype=np.bool_))
    assert timing.inside[0] > 1.5 * timing.with_others[0]
    assert timing.is_in_step.tolist() == [False]


# Behaviours


@given(st.lists(st.text(alphabet="aB @\n\t.", max_size=12), max_size=8))
def test_same_texts_ignore_case_spaces_and_addressees_and_are_stable(texts):
    plain = same_texts(texts)
    for text, seen in zip(texts, plain.to_list(), strict=True):
        words = [word for word in text.lower().split() if not (word.startswith("@") and len(word) > 1)]
        assert (seen or "") == " ".join(words)
    assert same_texts(plain).to_list() == plain.to_list()


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("https://www.Example.org/Path/?utm_source=a&id=3#top", ["example.org/Path/?id=3"]),
        ("see http://example.org.", ["example.org"]),
        ("www.example.org and https://example.org/", ["example.org"]),
        ("(https://example.org/a), https://example.org/b!", ["example.org/a", "example.org/b"]),
        ("https://example.org/?fbclid=1", ["example.org"]),
        ("https://example.org/?a=1&gclid=2&utm_medium=x&b=3", ["example.org/?a=1&b=3"]),
        ("请看 https://example.org/新闻", ["example.org/新闻"]),
        ("no link here", []),
        (None, []),
    ],
)
def test_links_are_compared_by_where_they_lead(text, links):
    rows, found = shared_links([text, "nothing"])
    assert found.to_list() == links
    assert rows.tolist() == [0] * len(links)


def test_a_column_of_links_needs_no_scheme():
    rows, found = plain_links(["Example.org/a  https://example.org/b", None, "", "example.org/a/"])
    assert (rows.tolist(), found.to_list()) == ([0, 0, 3], ["example.org/a", "example.org/b", "example.org/a"])


def test_similar_texts_are_one_thing():
    text = "the ward must not close before every patient who depends on it has been asked what they think"
    other = "parking at the clinic costs more each year and nobody tells us where the money goes in the end"
    coded = similar_texts([text, text.replace("patient", "person"), other, None, "", text + "!"])
    assert coded.codes[0] == coded.codes[1] == coded.codes[5]
    assert coded.codes[2] not in (coded.codes[0], -1)
    assert coded.codes[[3, 4]].tolist() == [-1, -1]
    assert coded.names[int(coded.codes[0])] == text


def test_campaigns_of_every_behaviour_are_found_in_their_column():
    stream = planted_stream(8, posts=6_000, campaigns=5, behaviours=tuple(Behaviour), taking_part=1.0)
    table = stream.posts
    posts = posts_of(table["account_id"], table["content_id"], table["timestamp_share"])
    texts = coded_of(same_texts(table["text"]))
    rows, links = plain_links(table["link"])
    targets = pl.Series([name or None for name in table["reply_to"]])
    for behaviour, shares in (
        (Behaviour.OBJECT, shares_of(posts, table["object_id"])),
        (Behaviour.TEXT, shares_of(posts, texts)),
        (Behaviour.SIMILAR_TEXT, shares_of(posts, similar_texts(texts))),
        (Behaviour.LINK, shares_of(posts, links, rows)),
        (Behaviour.REPLY, shares_of(posts, targets)),
    ):
        (campaign,) = [campaign for campaign in stream.campaigns if campaign.behaviour is behaviour]
        named = set(coordination(shares, behaviour=behaviour).accounts_together)
        assert set(campaign.accounts) <= named, behaviour


# What cannot be used


def test_what_cannot_be_used_is_refused_in_words():
    with pytest.raises(UnusablePostsError, match="equally many"):
        posts_of(["a"], ["1", "2"], [0, 1])
    with pytest.raises(UnusablePostsError, match="a post has no account"):
        posts_of(["a", None], ["1", "2"], [0, 1])
    with pytest.raises(UnusablePostsError, match="not finite"):
        posts_of(["a", "b"], ["1", "2"], [0, math.nan])
    with pytest.raises(UnusablePostsError, match="milliseconds"):
        posts_of(["a", "b"], ["1", "2"], [0, 1_700_000_000_000])
    with pytest.raises(UnusablePostsError, match="must be text"):
        posts_of([1, 2], ["1", "2"], [0, 1])
    posts = posts_of(["a", "b"], ["1", "2"], [0, 1])
    with pytest.raises(TooFewPostsError, match="one post"):
        shares_of(posts, ["x", None])
    with pytest.raises(UnusablePostsError, match="equally many"):
        shares_of(posts, ["x"])
    with pytest.raises(TooFewPostsError, match="one account"):
        coordination(made([("x", "a", "1", 0), ("x", "a", "2", 1)]))
    with pytest.raises(TooFewPostsError, match="same moment"):
        coordination(made([("x", "a", "1", 5), ("x", "b", "2", 5)]))
    for window in (0, -1, math.nan, math.inf):
        with pytest.raises(UnusableOptionsError, match="window"):
            coordinated_pairs(made([("x", "a", "1", 0), ("x", "b", "2", 1)]), window_s=window)
    with pytest.raises(UnusableOptionsError, match="participation"):
        coordinated_pairs(made([("x", "a", "1", 0), ("x", "b", "2", 1)]), min_participation=0)
    with pytest.raises(UnusableOptionsError, match="100 posts"):
        planted_stream(1, posts=10)
