"""Near-duplicates: equal to the naive twin, found where promised, and never a flood."""

import random
import string

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import openward.methods.near_duplicates as near_duplicates
from openward.methods.near_duplicates import (
    CaveatKey,
    TooManyPairsError,
    UnusableOptionsError,
    UnusableTextsError,
    near_duplicate_pairs,
)
from openward.methods.near_duplicates.banding import bands_for
from openward.methods.near_duplicates.shingles import shingled
from tests.methods import naive_near_duplicates as naive

WORDS = st.sampled_from("the nurse was kind and my mother waited for hours in a corridor nobody came".split())
ANY_TEXT = st.one_of(
    st.text(max_size=12),
    st.text(alphabet="aB é'ß.…\u200dﬁ½ 😀👍🏽护士很好。ありがとうスタッフ ขอบคุณ 안녕 İ\u0301", max_size=14),
    st.lists(WORDS, max_size=14).map(" ".join),
)


def pairs_of(found):
    first, second, similarity = found.every_pair()
    return dict(zip(zip(first.tolist(), second.tolist(), strict=True), similarity.tolist(), strict=True))


def alphabet_words(random_numbers, letters, fewest, most, number):
    return ["".join(random_numbers.choices(letters, k=random_numbers.randint(fewest, most))) for _ in range(number)]


def with_changes(random_numbers, words, vocabulary, changes):
    words = list(words)
    for place in random_numbers.sample(range(len(words)), changes):
        words[place] = random_numbers.choice(vocabulary)
    return words


@given(st.lists(ANY_TEXT, max_size=12), st.sampled_from([0.3, 0.5, 0.75, 0.8, 1.0]), st.integers(0, 5))
def test_equal_to_the_naive_twin(texts, threshold, seed):
    found = near_duplicate_pairs(texts, threshold=threshold, seed=seed)
    expected = naive.near_duplicates(texts, threshold)
    assert pairs_of(found) == expected
    assert {frozenset(found.members(group).tolist()) for group in range(found.groups)} == naive.groups(
        len(texts), expected
    )


@given(st.lists(ANY_TEXT, max_size=25), st.sampled_from([0.5, 0.8]))
def test_with_signatures_nothing_is_made_up(texts, threshold):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(near_duplicates, "FEW", 1)
        found = pairs_of(near_duplicate_pairs(texts, threshold=threshold))
    expected = naive.near_duplicates(texts, threshold)
    assert found.items() <= expected.items()
    assert {pair for pair, similarity in expected.items() if similarity == 1} <= found.keys()


@given(st.lists(ANY_TEXT, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_the_texts_does_not_matter(texts, random_numbers):
    order = list(range(len(texts)))
    random_numbers.shuffle(order)
    straight = pairs_of(near_duplicate_pairs(texts))
    mixed = pairs_of(near_duplicate_pairs([texts[place] for place in order]))
    assert {tuple(sorted((order[a], order[b]))): likeness for (a, b), likeness in mixed.items()} == straight


@given(st.lists(ANY_TEXT, max_size=20))
def test_a_result_holds_together(texts):
    found = near_duplicate_pairs(texts)
    assert (found.first < found.second).all()
    assert (found.similarity >= found.threshold).all()
    assert found.copy_of.dtype == found.first.dtype == found.second.dtype == np.int64
    assert len(found.copy_of) == len(found.group) == found.texts == len(texts)
    assert found.group_sizes.tolist() == [len(found.members(group)) for group in range(found.groups)]
    assert found.group_sizes.tolist() == sorted(found.group_sizes.tolist(), reverse=True)
    assert (found.group_sizes >= 2).all()
    without = [number for number, text in enumerate(texts) if not naive.words(text)[0]]
    assert np.flatnonzero(found.copy_of < 0).tolist() == without


@pytest.mark.parametrize(
    ("letters", "join", "fewest", "most"),
    [
        (string.ascii_lowercase, " ", 2, 9),
        ([chr(code) for code in range(0x4E00, 0x5600)], "", 1, 2),
        ([chr(code) for code in range(0x3042, 0x3094)], "", 2, 4),
        ([chr(code) for code in range(0xE01, 0xE2F)], "", 3, 6),
        ([chr(code) for code in range(0x430, 0x450)], " ", 2, 9),
    ],
    ids=["Latin", "Chinese", "Japanese", "Thai", "Cyrillic"],
)
def test_two_changed_words_in_thirty_are_found(letters, join, fewest, most):
    random_numbers = random.Random(2)
    vocabulary = alphabet_words(random_numbers, letters, fewest, most, 8000)
    originals = [random_numbers.sample(vocabulary, 30) for _ in range(1500)]
    changed = [with_changes(random_numbers, words, vocabulary, 2) for words in originals]
    found = near_duplicate_pairs([join.join(words) for words in originals + changed])
    hits = (found.second - found.first == 1500).sum()
    assert hits / 1500 >= 0.99
    assert len(found.first) - hits <= 3


def test_the_bands_promise_what_the_card_says():
    for threshold in np.arange(0.2, 1.0, 0.05):
        bands = bands_for(float(threshold))
        assert bands.recall(float(threshold)) >= 0.99
        assert bands.count * bands.rows <= 220
    assert bands_for(1.0).recall(1.0) == 1


def test_a_burst_of_copies_is_one_group_and_one_number():
    found = near_duplicate_pairs(["Save ward four, sign the petition today!"] * 50_000 + ["Another matter altogether"])
    assert found.group_sizes.tolist() == [50_000]
    assert len(found.first) == 0
    assert (found.copy_of[:-1] == 0).all()
    with pytest.raises(TooManyPairsError, match="1,249,975,000 pairs"):
        found.every_pair()


def test_a_burst_from_a_template_is_one_group_without_all_pairs():
    template = "please write to your hospital today and say that ward four must stay open for all of us reference {}"
    texts = [template.format(number) for number in range(4_000)]
    found = near_duplicate_pairs([*texts, "quite another text about the food in the canteen and its price"])
    assert found.group_sizes.tolist() == [4_000]
    assert len(found.first) < 4_000 * 10
    crowds = [caveat for caveat in found.caveats if caveat.key is CaveatKey.CROWDS]
    assert [caveat.texts for caveat in crowds] == [4_000]
    everything = near_duplicate_pairs(texts[:300], most_pairs=1_000_000)
    assert len(everything.first) == 300 * 299 // 2
    assert CaveatKey.CROWDS not in {caveat.key for caveat in everything.caveats}


def test_signatures_worked_through_in_several_goes_find_the_same(monkeypatch):
    random_numbers = random.Random(5)
    vocabulary = alphabet_words(random_numbers, string.ascii_lowercase, 2, 9, 3000)
    originals = [random_numbers.sample(vocabulary, 30) for _ in range(300)]
    texts = [" ".join(words) for words in originals]
    texts += [" ".join(with_changes(random_numbers, words, vocabulary, 1)) for words in originals]
    at_once = pairs_of(near_duplicate_pairs(texts))
    monkeypatch.setattr("openward.methods.near_duplicates.banding.SIGNATURE_BYTES", 40_000)
    assert pairs_of(near_duplicate_pairs(texts)) == at_once
    assert len(at_once) >= 300


def test_the_same_seed_gives_the_same_and_blocks_do_not_matter(monkeypatch):
    random_numbers = random.Random(6)
    vocabulary = alphabet_words(random_numbers, string.ascii_lowercase + "éß", 1, 7, 40)
    texts = [" ".join(random_numbers.choices(vocabulary, k=random_numbers.randint(0, 14))) for _ in range(600)]
    once = near_duplicate_pairs(texts, seed=9)
    monkeypatch.setattr("openward.methods.near_duplicates.shingles.BLOCK_CHARACTERS", 50)
    again = near_duplicate_pairs(texts, seed=9)
    for name in ("first", "second", "similarity", "copy_of", "group", "lowest"):
        assert np.array_equal(getattr(once, name), getattr(again, name)), name


def test_what_does_not_count():
    same = ["Café's WARD!!!", "cafes ward", "ＣＡＦＥＳ\u200b — ward", "cafe\u0301’s\nward"]
    assert near_duplicate_pairs(same).copy_of.tolist() == [0, 0, 0, 0]
    apart = ["ward 4 was clean and quiet on the day we came", "ward 5 is dirty and loud on a night she left"]
    assert near_duplicate_pairs(apart).groups == 0


def test_short_and_long_texts_meet():
    eight = "one two three four five six seven eight"
    nine = eight + " nine"
    found = near_duplicate_pairs([nine, eight])
    assert shingled([eight, nine], seed=1).is_short.tolist() == [True, False]
    assert pairs_of(found) == {(0, 1): pytest.approx(8 / 9)}


@pytest.mark.parametrize("texts", [[], ["one"], ["", "…", "one"]])
def test_too_few_texts_are_said(texts):
    found = near_duplicate_pairs(texts)
    assert found.caveats[0].key is CaveatKey.TOO_FEW_TEXTS
    assert (found.groups, len(found.first), len(found.copy_of)) == (0, 0, len(texts))


@pytest.mark.parametrize("texts", [["a", None], ["a", 3], ["a", ["b"]]])
def test_what_is_no_text_is_refused(texts):
    with pytest.raises(UnusableTextsError, match="every text must be a str"):
        near_duplicate_pairs(texts)


@pytest.mark.parametrize(
    "options",
    [{"threshold": 0}, {"threshold": 1.01}, {"threshold": float("nan")}, {"seed": -1}, {"most_pairs": 0}],
)
def test_unusable_options_are_refused(options):
    with pytest.raises(UnusableOptionsError):
        near_duplicate_pairs(["a", "b"], **options)
