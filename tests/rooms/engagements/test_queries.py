"""The evidence, the nine models, hours, and what a plan lacks."""

from collections.abc import Callable
from typing import Any

import pytest

from openward.engagements.queries import (
    expected_hours,
    finding,
    findings,
    findings_like,
    groups_without_other_route,
    known_risks,
    models_of_use,
    plan_digest,
    questions,
    recommendations,
    requirements,
    resting_on,
)
from openward.engagements.queries.evidence import CERTAINTIES, SIDES, document
from openward.engagements.queries.models_of_use import controls_for
from tests.factories.plans import ANSWERS, begun_plan, ready_space
from tests.factories.riverbend import Riverbend


def test_every_finding_is_there_with_its_certainty_and_source() -> None:
    found = findings()
    assert len(found) == len({one.id for one in found}) == 128
    assert {one.side for one in found} == set(SIDES)
    assert {one.certainty for one in found} == set(CERTAINTIES)
    assert all(one.words and one.title and one.basis for one in found)
    assert all(one.source_href.startswith("https://") for one in found if one.source)
    assert {one.id for one in found if not one.source} == set()


@pytest.mark.parametrize(
    ("finding_id", "certainty"),
    [("RSK-02", "read"), ("RSK-09", "heading_only"), ("BAR-05", "heading_only"), ("MOD-02", "inferred")],
)
def test_certainty_is_never_better_than_what_was_seen(finding_id: str, certainty: str) -> None:
    one = finding(finding_id)
    assert one is not None
    assert one.certainty == certainty


def test_findings_are_found_by_words_side_and_certainty() -> None:
    assert [one.id for one in findings_like(words="whatsapp deliberate")] == ["RSK-08"]
    assert {one.side for one in findings_like(side="enabler")} == {"enabler"}
    assert {one.id for one in findings_like(certainty="inferred", side="barrier")} == {"BAR-15"}
    assert findings_like(words="zebra") == []
    assert finding("RSK-99") is None


def test_what_rests_on_a_finding_is_found_from_the_data() -> None:
    found = resting_on("REC-02")
    assert "C38" in {one.id for one in found.capabilities}
    assert any("in person" in text for text in found.control_texts)
    assert resting_on("RSK-13").risk_texts
    assert resting_on("none").is_nothing


def test_every_risk_and_control_cites_findings_that_exist() -> None:
    for risk in document("risks.json")["risks"]:
        assert finding(risk["finding"]) is not None
        for control in risk["controls"]:
            assert control["text"]
            assert control["findings"]
            assert all(finding(key) for key in control["findings"]), control
        assert set(risk["worries"]) <= {key for key, _words in questions()["worries"].options}
        assert set(risk["models"]) <= {model.id for model in models_of_use()}


def test_every_model_and_every_worry_brings_a_risk_with_controls() -> None:
    for model in models_of_use():
        assert known_risks(model.id)
    for worry, _words in questions()["worries"].options:
        assert known_risks("", [worry]), worry
    assert all(controls_for(risk["finding"]) for risk in document("risks.json")["risks"])


def test_capabilities_named_by_findings_exist() -> None:
    named = {key for one in findings() for key in one.capability_ids}
    assert named <= {entry["id"] for entry in document("capabilities.json")["capabilities"]}


def test_the_recommendation_gives_reasons_that_cite_findings() -> None:
    ranked = recommendations({**ANSWERS, "hours": "from_2_to_8"})
    assert [one.place for one in ranked] == list(range(1, 10))
    assert ranked[0].model.id == "MOD-02"
    for one in ranked:
        assert sum(reason.weight if reason.is_for else -reason.weight for reason in one.reasons) == one.score
        for reason in one.reasons:
            assert reason.finding_ids
            assert all(finding(key) for key in reason.finding_ids)
            assert reason.answer in {words for _key, words in _options_of(reason.question)}


def _options_of(label: str) -> tuple[tuple[str, str], ...]:
    return next(question.options for question in questions().values() if question.label == label)


def test_hours_follow_volume_and_way_of_working(riverbend: Riverbend) -> None:
    engagement = begun_plan(riverbend, model_of_use="MOD-02")
    few = expected_hours(engagement).estimate
    engagement.expected_per_week *= 10
    assert expected_hours(engagement).estimate.low > few.high
    before, after = (expected_hours(engagement, mode=mode).estimate for mode in ("before", "after"))
    assert after.low < before.low
    assert expected_hours(engagement, is_answered=False).estimate.high < before.high


@pytest.mark.parametrize(
    ("hours", "enough", "words"), [(0, "too_few", "start smaller"), (9, "tight", "busy week"), (60, "enough", "60")]
)
def test_hours_that_do_not_fit_say_so(riverbend: Riverbend, hours: int, enough: str, words: str) -> None:
    fit = expected_hours(begun_plan(riverbend, model_of_use="MOD-02", hours_per_week=hours))
    assert fit.enough == enough
    assert words in fit.sentence


def test_a_group_with_no_other_route_is_named(riverbend: Riverbend) -> None:
    engagement = begun_plan(riverbend)
    assert groups_without_other_route(engagement) == []
    lonely = engagement.groups.create(name="People at sea")
    assert groups_without_other_route(engagement) == [lonely]


def test_the_digest_changes_with_everything_that_people_agree_to(riverbend: Riverbend) -> None:
    engagement = ready_space(riverbend).engagement
    seen = {plan_digest(engagement)}

    def differs() -> bool:
        engagement.refresh_from_db()
        now = plan_digest(engagement)
        is_new = now not in seen
        seen.add(now)
        return is_new

    changes: list[Callable[[], Any]] = [
        lambda: type(engagement).objects.filter(pk=engagement.pk).update(aim="Another aim"),
        lambda: type(engagement).objects.filter(pk=engagement.pk).update(title="Another title"),
        lambda: type(engagement).objects.filter(pk=engagement.pk).update(place_digest="other"),
        lambda: engagement.groups.filter(hoped_for=300).update(hoped_for=30),
        lambda: engagement.groups.filter(hoped_for=30).update(population=None),
        lambda: engagement.risks.filter(finding_id="RSK-02").update(control="Nothing"),
        lambda: engagement.risks.filter(finding_id="RSK-10").update(owner=riverbend.account("lead")),
        lambda: engagement.phases.filter(kind="tell").update(ends_on="2099-01-01"),
        lambda: type(engagement.public_statement).objects.filter(engagement=engagement).update(cannot_change="x"),
    ]
    for place, change in enumerate(changes):
        change()
        assert differs(), place
    engagement.expected_per_week += 1
    assert plan_digest(engagement) in seen


def test_what_is_missing_costs_few_queries(riverbend: Riverbend, django_assert_max_num_queries: Any) -> None:
    engagement = ready_space(riverbend).engagement
    with django_assert_max_num_queries(11):
        found = requirements(engagement)
    assert all(one.is_met for one in found)
    assert {one.slug for one in found} == {engagement.slug}
