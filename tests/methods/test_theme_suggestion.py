"""Theme suggestion: a naive twin, properties, and what a suggester promises."""

import contextlib
import dataclasses
import hashlib
import unicodedata
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openward.methods.theme_suggestion import (
    NOT_A_CODING,
    ThemeError,
    TooFewExamplesError,
    UnknownCodeError,
    UnreadableSuggesterError,
    Unsure,
    UnusableCodingError,
    coded_texts,
    compared_levels,
    cross_validated,
    evaluated,
    next_to_code,
    packed,
    passages_for,
    train,
    train_sentiment,
    unpacked,
)
from openward.methods.theme_suggestion.coded import dealt
from openward.methods.theme_suggestion.evaluation import compared, reliability
from openward.methods.theme_suggestion.evidence import evidence
from openward.methods.theme_suggestion.features import features_of, learned_marks
from openward.methods.theme_suggestion.keeping import HASH, MAGIC
from openward.methods.theme_suggestion.linear import logistic
from openward.methods.theme_suggestion.scores import seen, stacked
from openward.methods.theme_suggestion.sentiment import SentimentSuggestions
from openward.methods.theme_suggestion.thresholds import chosen_thresholds, suggested
from openward.methods.theme_suggestion.words import cut, normalised_text
from tests.methods.naive_theme_suggestion import clauses, features, figures, runs

WHO = ("nurse", "doctor", "porter", "cleaner", "receptionist")
HOW = {"kind and gentle": (1, 0), "late, very slow": (0, 1), "kind but late": (1, 1), "there": (0, 0)}
TEXTS = [f"The {who} was {how} on day {day}." for day in range(6) for who in WHO for how in HOW]
LABELS = [HOW[how] for _ in range(6) for _ in WHO for how in HOW]
NAMES = ("kindness", "waiting")

words = st.sampled_from("kind staff but and a long wait, wait. 5 hours didn't didn’t (late) 好的 👍 - Although".split())
texts = st.lists(st.lists(words, max_size=9).map(" ".join), min_size=1, max_size=6)
anything = st.text(max_size=60)


@pytest.fixture(scope="module")
def suggester():
    return train(TEXTS, LABELS, NAMES, seed=1)


@given(st.lists(st.one_of(anything, st.lists(words, max_size=9).map(" ".join)), max_size=6))
def test_words_and_clauses_equal_the_naive_twin(given_texts):
    pieces = cut(given_texts)
    for number, text in enumerate(given_texts):
        here = pieces.text == number
        assert [pieces.vocabulary[word] for word in pieces.word[here]] == [w for run in runs(text) for w in run]
        found = [
            [pieces.vocabulary[word] for word in pieces.word[pieces.clause == clause]]
            for clause in np.flatnonzero(pieces.clause_text == number)
        ]
        assert found == [[word for stretch in clause for word in stretch] for clause in clauses(text)]
    assert (np.diff(pieces.clause_text) >= 0).all()


@given(texts)
def test_features_equal_the_naive_twin(given_texts):
    pieces = cut(given_texts)
    marks = learned_marks(pieces)
    by_text = features_of(pieces, marks).matrix(marks)
    by_clause = features_of(pieces, marks, by_clause=True).matrix(marks)
    slow_texts = features(given_texts, [runs(text) for text in given_texts])
    slow_clauses = features(given_texts, [clause for text in given_texts for clause in clauses(text)])
    for fast, slow in ((by_text, slow_texts), (by_clause, slow_clauses)):
        assert fast.shape[0] == len(slow)
        for row, naive in enumerate(slow):
            values = fast[[row]].data
            assert sorted(values[values > 0]) == pytest.approx(sorted(naive.values()))
        # Rows agree not only mark by mark but in how they agree with one another.
        products = (fast @ fast.T).toarray()
        for row, one in enumerate(slow):
            for other, two in enumerate(slow):
                assert products[row, other] == pytest.approx(sum(v * two.get(m, 0.0) for m, v in one.items()))


@given(st.data())
def test_figures_equal_the_naive_twin(data):
    rows = data.draw(st.integers(1, 8))
    names = ["a", "b", "c"]
    sets = st.lists(st.sets(st.sampled_from(names)), min_size=rows, max_size=rows)
    chosen, coded = data.draw(sets), data.draw(sets)
    table = coded_texts([f"text {row}" for row in range(rows)], [[n in row for n in names] for row in coded], names)
    mine = np.array([[name in row for name in names] for row in chosen])
    found = compared(table, mine * 0.8, mine, np.full(3, 0.5), left_out=0)
    micro, macro = figures(chosen, coded, names)
    assert (found.micro_f1, found.macro_f1) == (
        micro if micro is None else pytest.approx(micro),
        macro if macro is None else pytest.approx(macro),
    )
    assert found.abstained == sum(not row for row in chosen)


@given(anything)
def test_equal_texts_are_those_whose_words_are_equal(text):
    key = normalised_text(text)
    # A sign that is spelt out (a half as 1/2) gives other words when read again; plain letters do not.
    if unicodedata.normalize("NFKC", text).casefold() == text:
        assert normalised_text(key) == key
    assert normalised_text(f"  {text}\n") == key
    if text.isascii():
        assert normalised_text(text.upper()) == normalised_text(text.lower())


@given(st.lists(st.tuples(st.sampled_from(["Nothing", "nothing.", "NOTHING", "Kind", "kind!", ""]), st.booleans())))
def test_copies_are_one_text_and_vote(rows):
    coded = coded_texts([text for text, _ in rows], np.array([[label] for _, label in rows]).reshape(-1, 1), ["a"])
    assert sorted(map(normalised_text, coded.texts)) == sorted({normalised_text(text) for text, _ in rows} - {""})
    assert coded.copies.sum() + coded.wordless == len(rows)
    for text, label in zip(coded.texts, coded.labels[:, 0], strict=True):
        votes = [vote for other, vote in rows if normalised_text(other) == normalised_text(text)]
        assert label == (2 * sum(votes) >= len(votes))


@given(st.integers(5, 60), st.integers(2, 5), st.integers(0, 2**31), st.data())
def test_folds_are_even_and_spread_rare_codes(count, folds, seed, data):
    rare = data.draw(st.integers(0, count))
    labels = np.zeros((count, 2), dtype=bool)
    labels[:rare, 0] = True
    fold = dealt(labels, folds, seed)
    for group in (fold, fold[:rare]):
        sizes = np.bincount(group, minlength=folds)
        assert sizes.max() - sizes.min() <= 1
    assert (fold == dealt(labels, folds, seed)).all()


@given(st.data())
def test_thresholds_and_choices(data):
    rows = data.draw(st.integers(2, 30))
    share = st.floats(0, 1)
    probability = np.array(data.draw(st.lists(st.lists(share, min_size=3, max_size=3), min_size=rows, max_size=rows)))
    labels = np.array(
        data.draw(st.lists(st.lists(st.booleans(), min_size=3, max_size=3), min_size=rows, max_size=rows))
    )
    limits = chosen_thresholds(probability, labels)
    assert ((limits.of_codes >= 0.2) & (limits.of_codes <= 0.5)).all()
    chosen = suggested(probability, limits)
    assert (chosen >= (probability >= limits.of_codes)).all()
    extra = chosen & (probability < limits.of_codes)
    assert (extra.sum(axis=1) <= 1).all()
    assert (probability[extra] >= limits.alone).all()
    assert not (extra.any(axis=1) & (probability >= limits.of_codes).any(axis=1)).any()
    curve = reliability(probability, labels)
    assert sum(point.decisions for point in curve) == labels.size
    assert sum(point.decisions * point.agreed for point in curve) == pytest.approx(labels.sum())


def test_the_logistic_regression_agrees_with_scikit_learn():
    from sklearn.linear_model import LogisticRegression

    chance = np.random.default_rng(3)
    values = chance.normal(size=(200, 2, 3))
    targets = chance.random((200, 2)) < 1 / (1 + np.exp(-values[:, :, 0] * 2 + 1))
    found = logistic(values, targets, penalty=2.0)
    for code in range(2):
        standard = (values[:, code] - values[:, code].mean(axis=0)) / values[:, code].std(axis=0)
        reference = LogisticRegression(C=0.5, tol=1e-10, max_iter=1000).fit(standard, targets[:, code])
        slopes = reference.coef_[0] / values[:, code].std(axis=0)
        constant = reference.intercept_[0] - slopes @ values[:, code].mean(axis=0)
        assert found[code] == pytest.approx([*slopes, constant], abs=1e-4)


def test_codes_are_learned(suggester):
    found = suggester.suggest(["The surgeon was kind", "It was late", "Kind but late, I was told on day 3", "day 3"])
    assert [{code.name for code in one.codes} for one in found][:3] == [{"kindness"}, {"waiting"}, set(NAMES)]
    assert all(code.probability >= 0.2 for one in found for code in one.codes)
    assert found[3].codes == ()
    assert found[3].unsure is Unsure.NOTHING_LIKELY


def test_the_same_seed_learns_the_same(suggester):
    again = train(TEXTS, LABELS, NAMES, seed=1)
    assert packed(again) == packed(suggester)
    copies = train([*TEXTS, *(text.upper() for text in TEXTS)], [*LABELS, *LABELS], NAMES, seed=1)
    assert packed(copies) == packed(suggester)


def test_abstaining(suggester):
    found = suggester.suggest(["", " … ", "完全不认识的话", "zug verspätet bahnhof kind", "The nurse was kind"])
    assert [found.unsure(position) for position in range(5)] == [
        Unsure.NO_WORDS,
        Unsure.NO_WORDS,
        Unsure.UNKNOWN_WORDS,
        Unsure.UNKNOWN_WORDS,
        None,
    ]
    assert found.abstained.tolist() == [True] * 4 + [False]
    assert len(suggester.suggest([])) == 0


def test_suggestions_are_no_coding_and_hold_no_count(suggester):
    found = suggester.suggest(TEXTS[:3])
    assert found.caveat == NOT_A_CODING
    shown = {name for name in dir(found) if not name.startswith("_")}
    assert shown == {"abstained", "caveat", "chosen", "known", "names", "probability", "thresholds", "unsure"}
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.caveat = ""


@given(st.lists(words, min_size=1, max_size=8).map(" ".join))
def test_a_score_is_taken_apart_without_loss(suggester, text):
    pieces = cut([text])
    if not len(pieces.word):
        return
    view = seen(pieces, suggester.marks)
    values = stacked(suggester.models, view)[0]
    for code in range(2):
        alone, together = evidence(suggester, pieces, code)
        offset = suggester.models.offset.astype(float)
        second, chain = suggester.second[code], suggester.third[code][0]
        parts = second[0] * (values[code, 0] - offset[code]) + second[1] * (values[code, 1] - offset[2 + code])
        if len(view.clause_text):
            parts += (second[2] + second[3]) * (values[code, 2] - offset[2 + code])
        assert alone.sum() + together.sum() == pytest.approx(chain * parts, abs=1e-4)


@given(anything)
def test_passages_quote_the_text(suggester, text):
    text = f"{text} kind {text}"
    found = passages_for(suggester, text, "kindness")
    for passage in found:
        assert text[passage.start : passage.end] == passage.quote
        assert passage.weight > 0
    spans = sorted((passage.start, passage.end) for passage in found)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_the_heaviest_passage_holds_what_was_learned(suggester):
    text = "On day 4 the porter, who was there, was ever so Kind."
    assert "Kind" in passages_for(suggester, text, "kindness")[0].quote
    assert passages_for(suggester, "", "kindness") == ()
    with pytest.raises(UnknownCodeError, match="parking"):
        passages_for(suggester, text, "parking")


def test_what_to_code_next_is_uncertain_new_and_varied(suggester):
    waiting = [
        "The nurse was kind and gentle on day 2.",
        "Parking costs money",
        "parking costs money!",
        "Food was cold",
        "",
    ]
    order = [comment.position for comment in next_to_code(suggester, waiting, 4)]
    assert set(order) == {0, 1, 3}
    assert order[-1] == 0
    assert next_to_code(suggester, ["", "…"]) == ()
    with pytest.raises(ThemeError, match="at least one"):
        next_to_code(suggester, waiting, 0)
    alike = ["Parking costs money", "Parking costs more money", "Parking costs us money", "The tea was cold"]
    assert 3 in [comment.position for comment in next_to_code(suggester, alike, 2)]


def test_a_suggester_is_kept_as_numbers(suggester):
    kept = packed(suggester)
    again = unpacked(kept)
    assert packed(again) == kept
    assert (again.suggest(TEXTS).probability == suggester.suggest(TEXTS).probability).all()
    assert b"receptionist" not in kept
    for broken in (b"", b"pickle", kept[:-1], kept + b"\0", kept[: len(MAGIC) + 20], kept.replace(b'"<f8"', b'"<O8"')):
        with pytest.raises(UnreadableSuggesterError):
            unpacked(broken)


@given(st.data())
def test_damaged_bytes_are_never_read(suggester, data):
    whole = packed(suggester)
    kept = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 3))):
        kept[data.draw(st.integers(0, len(kept) - 1))] = data.draw(st.integers(0, 255))
    if kept != whole:
        with pytest.raises(UnreadableSuggesterError):
            unpacked(bytes(kept))


@given(st.data())
def test_made_up_bytes_are_refused_or_read_and_nothing_else(suggester, data):
    rest = bytearray(packed(suggester)[len(MAGIC) + HASH :])
    for _ in range(data.draw(st.integers(1, 3))):
        rest[data.draw(st.integers(0, 2000))] = data.draw(st.integers(0, 255))
    # The hash of the made-up bytes is right, as it would be if somebody meant harm.
    with contextlib.suppress(UnreadableSuggesterError):
        unpacked(MAGIC + hashlib.sha256(rest).digest() + rest)


def test_a_model_learned_with_other_meanings_is_refused(suggester, monkeypatch):
    kept = packed(suggester)
    monkeypatch.setattr("openward.methods.theme_suggestion.keeping.GROUPS", {"fast": "quick"})
    with pytest.raises(UnreadableSuggesterError, match="another list of meanings"):
        unpacked(kept)


@pytest.mark.parametrize(
    ("labels", "names", "error", "words"),
    [
        (LABELS[:-1], NAMES, UnusableCodingError, "need a table of that shape"),
        (LABELS, ("a", "a"), UnusableCodingError, "same name"),
        ([[0.5, 1]] * len(TEXTS), NAMES, UnusableCodingError, "0 or 1"),
        ([[float("nan"), 1]] * len(TEXTS), NAMES, UnusableCodingError, "0 or 1"),
        ([[1, 0]] * len(TEXTS), NAMES, TooFewExamplesError, "no code can be learned"),
    ],
)
def test_what_cannot_be_learned_from_is_refused(labels, names, error, words):
    with pytest.raises(error, match=words):
        train(TEXTS, labels, names)


def test_too_few_texts_and_rare_codes():
    with pytest.raises(TooFewExamplesError, match="39 different texts are too few"):
        train(TEXTS[:39], LABELS[:39], NAMES)
    rare = [[first, int(row < 3)] for row, (first, _) in enumerate(LABELS)]
    learned = train(TEXTS, rare, ("kindness", "rare"))
    assert (learned.names, learned.not_learned) == (("kindness",), (("rare", 3),))
    found = evaluated(learned, ["the nurse was ever so kind", "late"], [[1, 1], [0, 0]], ("kindness", "rare"), TEXTS)
    assert [code.f1 for code in found.codes] == [1.0, 0.0]
    assert found.macro_f1 == 0.5
    assert any("rare" in caveat for caveat in found.caveats)


def test_copies_do_not_help_in_a_test(suggester):
    given_texts = [TEXTS[0], TEXTS[0].upper(), "a kind word", ""]
    found = evaluated(suggester, given_texts, [LABELS[0], LABELS[0], (1, 0), (0, 0)], NAMES, TEXTS)
    assert (found.texts, found.left_out) == (1, 3)
    with pytest.raises(UnusableCodingError, match="nothing is left to test"):
        evaluated(suggester, given_texts[:2], [LABELS[0]] * 2, NAMES, TEXTS)
    # Random labels on many copies of few texts: learned by heart they would look perfect.
    chance = np.random.default_rng(5).integers(0, 2, size=(80, 1))
    letters = [f"{first}{second}" for first in "bcdfghjk" for second in "lmnpqrstvw"]
    copied = [f"{letter} {letter}" for letter in letters]
    honest = cross_validated(copied * 4, np.tile(chance, (4, 1)), ["chance"])
    assert honest.texts == 80
    assert honest.micro_f1 < 0.8


def test_levels_keep_their_order():
    said = [f"the {who} was {how} {n}" for n in range(9) for who in WHO for how in ("lovely", "fine", "awful")]
    levels = [{"lovely": 1, "fine": 3, "awful": 5}[text.split()[3]] for text in said]
    learned = train_sentiment(said, levels)
    found = learned.suggest(["it was lovely", "it was fine", "it was awful", "", "完全不认识的话"])
    assert found.level[:3].tolist() == [1, 3, 5]
    assert found.unsure.tolist() == [False, False, False, True, True]
    assert found.probability.sum(axis=1) == pytest.approx(1)
    assert (found.probability >= 0).all()
    with pytest.raises(UnusableCodingError, match="whole number from 1 to 5"):
        train_sentiment(said, [0, *levels[1:]])


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=30))
def test_level_figures(pairs):
    from sklearn.metrics import cohen_kappa_score, f1_score

    said, rated = np.array([mine for mine, _ in pairs]), [theirs for _, theirs in pairs]
    found = compared_levels(SentimentSuggestions(said, np.zeros((len(said), 5)), np.zeros(len(said), bool)), rated)
    assert found.mean_distance == pytest.approx(np.abs(said - np.array(rated)).mean())
    assert found.macro_f1 == pytest.approx(f1_score(rated, said, average="macro", zero_division=0.0))
    if len({*said.tolist(), *rated}) > 1:
        reference = cohen_kappa_score(rated, said, weights="quadratic", labels=[1, 2, 3, 4, 5])
        assert found.weighted_kappa == pytest.approx(reference)
    else:
        assert found.weighted_kappa is None
