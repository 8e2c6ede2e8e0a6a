import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openward.methods.models_of_use import (
    Enough,
    ModelProfile,
    ModerationMode,
    Range,
    UnknownAnswerError,
    UnusableProfileError,
    Weight,
    moderation_hours,
    profiles_from,
    rank_models,
)

EVIDENCE = Path(__file__).resolve().parents[2] / "openward" / "engagements" / "evidence"
DOCUMENT = json.loads((EVIDENCE / "models_of_use.json").read_text(encoding="utf-8"))
FINDINGS = {
    finding["id"]: finding for finding in json.loads((EVIDENCE / "findings.json").read_text(encoding="utf-8"))
}
PROFILES = profiles_from(DOCUMENT)
QUESTIONS = {question["key"]: question for question in DOCUMENT["questions"]}
SCORED = {key: question for key, question in QUESTIONS.items() if question["options"]}


@st.composite
def answers(draw):
    given_answers = {}
    for key, question in SCORED.items():
        option = st.sampled_from([option["key"] for option in question["options"]])
        if question["kind"] == "many":
            given_answers[key] = draw(st.lists(option, unique=True))
        else:
            given_answers[key] = draw(st.one_of(option, st.just("")))
    return given_answers


def naive_score(given_answers, model):
    entry = next(entry for entry in DOCUMENT["models"] if entry["id"] == model)
    score = 0
    for question, answer in given_answers.items():
        for option in [answer] if isinstance(answer, str) else answer:
            score += entry["weights"].get(question, {}).get(option, {}).get("weight", 0)
    return score


@given(answers())
def test_the_score_is_the_sum_of_the_reasons_and_the_order_follows_it(given_answers):
    ranked = rank_models(given_answers, PROFILES)
    assert [model.place for model in ranked] == list(range(1, 10))
    assert [(-model.score, model.model) for model in ranked] == sorted((-m.score, m.model) for m in ranked)
    for model in ranked:
        assert (
            model.score
            == sum(reason.weight for reason in model.reasons)
            == naive_score(given_answers, model.model)
        )
        strengths = [abs(reason.weight) for reason in model.reasons]
        assert strengths == sorted(strengths, reverse=True)
        assert all((reason.direction == "for") == (reason.weight > 0) for reason in model.reasons)


@given(answers())
def test_the_order_of_answers_and_profiles_does_not_matter(given_answers):
    backwards = dict(reversed(list(given_answers.items())))
    assert rank_models(backwards, reversed(PROFILES)) == rank_models(given_answers, PROFILES)


@pytest.mark.parametrize(
    ("aim", "model"),
    [
        ("gather_experience", "MOD-02"),
        ("watch_public_talk", "MOD-01"),
        ("consult", "MOD-03"),
        ("recruit", "MOD-04"),
        ("community_voice", "MOD-05"),
        ("change_policy", "MOD-06"),
        ("share_practice", "MOD-07"),
        ("co_design", "MOD-08"),
        ("run_improvement", "MOD-09"),
    ],
)
def test_each_aim_alone_leads_to_its_own_model(aim, model):
    assert rank_models({"aim": aim}, PROFILES)[0].model == model


def test_a_patient_experience_lead_who_wants_stories_is_offered_stories():
    ranked = rank_models(
        {
            "aim": "gather_experience",
            "people": ["patients_and_carers", "not_yet_heard"],
            "stage": "understand",
            "host": "organisation",
            "reach": "public",
            "hours": "from_2_to_8",
            "worries": ["privacy", "no_change"],
        },
        PROFILES,
    )
    assert ranked[0].model == "MOD-02"
    assert ranked[0].score > ranked[1].score
    against = [reason for reason in ranked[0].reasons if not reason.is_for]
    assert [(reason.option, reason.finding_ids) for reason in against] == [("no_change", ("RSK-10",))]


def test_a_campaign_without_hours_is_warned_of():
    ranked = rank_models(
        {"aim": "change_policy", "hours": "under_2", "worries": ["organised_campaigns"]}, PROFILES
    )
    debate = next(model for model in ranked if model.model == "MOD-06")
    assert {finding for reason in debate.reasons if not reason.is_for for finding in reason.finding_ids} == {
        "ENB-02",
        "RSK-15",
        "RSK-16",
    }
    assert ranked[0].model != "MOD-06"


def test_without_answers_all_are_equal_and_ordered_by_id():
    ranked = rank_models({}, PROFILES)
    assert [model.model for model in ranked] == [f"MOD-0{number}" for number in range(1, 10)]
    assert {(model.score, model.reasons) for model in ranked} == {(0, ())}


@pytest.mark.parametrize("wrong", [{"aim": "conslut"}, {"aims": "consult"}, {"people": ["public", "nobody"]}])
def test_a_misprint_is_refused(wrong):
    with pytest.raises(UnknownAnswerError):
        rank_models(wrong, PROFILES)


@pytest.mark.parametrize(
    "profiles",
    [
        [ModelProfile("MOD-01", ()), ModelProfile("MOD-01", ())],
        [ModelProfile("MOD-01", (Weight("aim", "consult", 0, ("MOD-01",)),))],
        [ModelProfile("MOD-01", (Weight("aim", "consult", 4, ("MOD-01",)),))],
        [ModelProfile("MOD-01", (Weight("aim", "consult", 1, ()),))],
    ],
)
def test_broken_profiles_are_refused(profiles):
    with pytest.raises(UnusableProfileError):
        rank_models({}, profiles)


# The evidence that ships with the product


def test_every_weight_cites_findings_that_exist():
    cited = {finding for profile in PROFILES for weight in profile.weights for finding in weight.finding_ids}
    assert cited <= set(FINDINGS)
    assert len(cited) > 30


def test_findings_say_how_certain_they_are():
    assert len(FINDINGS) == 128
    assert {finding["certainty"] for finding in FINDINGS.values()} == {"read", "inferred"}


def test_the_planner_asks_at_most_eight_questions_and_every_option_counts_somewhere():
    assert len(QUESTIONS) <= 8
    offered = {(key, option["key"]) for key, question in SCORED.items() for option in question["options"]}
    weighed = {(weight.question, weight.option) for profile in PROFILES for weight in profile.weights}
    assert weighed == offered


def test_all_nine_models_are_described_and_preset():
    assert [model["id"] for model in DOCUMENT["models"]] == [f"MOD-0{number}" for number in range(1, 10)]
    allowed = {
        "direction": {"inward", "outward", "two_way", "many_way"},
        "visibility": {"public", "registered", "invited", "staff"},
        "identity_rule": {"anonymous", "pseudonym", "first_name", "real_name", "hidden"},
        "moderation_mode": {"before", "newcomers", "after"},
        "stage": {"set_agenda", "understand", "design_and_test", "implement", "sustain"},
    }
    for model in DOCUMENT["models"]:
        assert all(
            model[part].strip()
            for part in ("name", "description", "communication", "host", "people", "stages")
        )
        assert set(model["presets"]) == set(allowed)
        assert all(value in allowed[name] for name, value in model["presets"].items())
    assert "not the published typology" in DOCUMENT["note"]


# Hours

ranges = st.tuples(st.integers(0, 300), st.integers(0, 300)).map(lambda pair: Range(min(pair), max(pair)))
modes = st.sampled_from(list(ModerationMode))


@given(ranges, ranges, modes)
def test_the_estimate_is_a_range_in_half_hours(expected, minutes, mode):
    estimate = moderation_hours(expected, minutes, mode)
    assert 0 <= estimate.low <= estimate.high
    assert (estimate.low * 2).is_integer()
    assert (estimate.high * 2).is_integer()
    if expected.high == 0:
        assert estimate.high == 0


@given(ranges, modes, st.integers(0, 100))
def test_more_contributions_never_take_less_time(expected, mode, more):
    one = moderation_hours(expected, mode=mode)
    other = moderation_hours(Range(expected.low + more, expected.high + more), mode=mode)
    assert other.low >= one.low
    assert other.high >= one.high


def test_reading_everything_first_takes_the_most_and_answering_takes_more():
    lows = [moderation_hours(Range(60, 60), mode=mode).low for mode in ("before", "newcomers", "after")]
    assert lows == sorted(lows, reverse=True)
    alone = moderation_hours(Range(60, 60))
    answered = moderation_hours(Range(60, 60), answered_share=Range(1, 1))
    assert answered.low == pytest.approx(alone.low + 10)
    assert answered.high == pytest.approx(alone.high + 30)


def test_the_estimate_lists_what_it_rests_on_and_what_the_planner_gave():
    estimate = moderation_hours(Range(10, 30), Range(1, 2), answered_share=Range(0.5, 1))
    given_keys = {assumption.key for assumption in estimate.assumptions if assumption.is_given}
    assert given_keys == {"expected_per_week", "minutes_per_item", "answered_share"}
    assert {assumption.key for assumption in estimate.assumptions} == given_keys | {
        "read_share",
        "difficult_share",
        "minutes_per_difficult_item",
        "minutes_per_answer",
    }


def test_hours_that_people_have_are_enough_tight_or_too_few():
    estimate = moderation_hours(Range(20, 40))
    assert [estimate.cover(hours) for hours in (0, estimate.low, estimate.high)] == [
        Enough.NO,
        Enough.TIGHT,
        Enough.YES,
    ]


@pytest.mark.parametrize(
    "options",
    [
        {"expected_per_week": Range(-1, 2)},
        {"expected_per_week": Range(5, 2)},
        {"expected_per_week": Range(0, math.inf)},
        {"expected_per_week": Range(0, math.nan)},
        {"expected_per_week": Range(1, 2), "mode": "never"},
        {"expected_per_week": Range(1, 2), "difficult_share": Range(0, 1.5)},
        {"expected_per_week": Range(1, 2), "minutes_per_item": Range(-3, 5)},
    ],
)
def test_impossible_figures_are_refused(options):
    with pytest.raises(ValueError):
        moderation_hours(**options)
