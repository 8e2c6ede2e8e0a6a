"""Planning, risks, the statement, the advisory group's word, asking, opening and closing."""

import dataclasses
import datetime

import pytest
import time_machine
from django.utils import timezone

from openward.engagements.actions import (
    GroupToHear,
    NotReady,
    PlanChanged,
    add_risk,
    answer_plan,
    choose_model,
    close_engagement,
    date_phases,
    expect_volume,
    name_groups,
    open_engagement,
    record_asking,
    settle_risk,
    sign_off,
    word_statement,
)
from openward.engagements.actions.openings import PromiseMade
from openward.engagements.actions.plans import AlreadyOpen
from openward.engagements.models import Engagement, Phase, Risk
from openward.engagements.queries import missing, people_asked, plan_digest, signatures
from openward.ledger.actions import SentTwice
from openward.ledger.events import SubmissionKey
from openward.ledger.models import RecordedFact
from openward.ledger.queries import history
from tests.factories.plans import ANSWERS, GROUPS, agree, begun_plan, ready_space, settled_space
from tests.factories.riverbend import Riverbend


def keys(engagement: Engagement) -> set[str]:
    return {one.key for one in missing(engagement)}


def test_a_plan_keeps_its_answers_and_leaves_a_fact(riverbend: Riverbend) -> None:
    engagement = begun_plan(riverbend)
    assert engagement.state == Engagement.State.PLANNED
    assert engagement.answers == {**ANSWERS, "hours": "from_2_to_8"}
    assert engagement.stage == "understand"
    assert [(group.population, group.hoped_for) for group in engagement.groups.all()] == [(41_200, 300), (None, 40)]
    fact = RecordedFact.objects.get(kind="engagements.EngagementPlanned")
    assert fact.about == [f"engagement:{engagement.pk}"]
    assert fact.authority == "lead"


def test_two_plans_of_one_name_have_two_addresses(riverbend: Riverbend) -> None:
    assert begun_plan(riverbend).slug == "kinder-waits"
    assert begun_plan(riverbend).slug == "kinder-waits-2"
    assert begun_plan(riverbend, title="等候").slug == "engagement"


def test_one_form_plans_once(riverbend: Riverbend) -> None:
    by = riverbend.actor("lead")
    begun_plan(riverbend, by=by)
    assert by.submission is not None
    again = dataclasses.replace(by, submission=SubmissionKey(by.submission.value))
    with pytest.raises(SentTwice):
        begun_plan(riverbend, by=again)
    assert Engagement.objects.filter(title="Kinder waits").count() == 1


def test_an_answer_that_the_planner_does_not_know_is_refused(riverbend: Riverbend) -> None:
    for wrong in ({"aim": "fame"}, {"colour": "red"}, {"worries": ["privacy", "dragons"]}):
        with pytest.raises(ValueError, match="planner knows no answer"):
            begun_plan(riverbend, answers=wrong)


@time_machine.travel("2026-11-23 10:00", tick=False)
def test_choosing_a_model_dates_the_phases_and_draws_the_risks(riverbend: Riverbend) -> None:
    engagement = begun_plan(riverbend)
    choose_model(engagement=engagement, model_id="MOD-02", by=riverbend.actor("lead"))
    phases = {phase.kind: phase for phase in engagement.phases.all()}
    assert list(phases) == [str(kind) for kind in Phase.Kind]
    assert phases["plan"].starts_on == datetime.date(2026, 11, 23)
    assert phases["listen"].starts_on == phases["plan"].ends_on + datetime.timedelta(days=1)
    assert (phases["listen"].ends_on - phases["listen"].starts_on).days == 12 * 7 - 1
    drawn = {risk.finding_id: risk.origin for risk in engagement.risks.all()}
    assert drawn["RSK-10"] == Risk.Origin.MODEL
    assert drawn["RSK-06"] == Risk.Origin.WORRY
    assert engagement.expected_per_week == 29  # 340 people over 12 weeks


def test_another_model_keeps_what_was_settled_and_drops_the_rest(riverbend: Riverbend) -> None:
    engagement = begun_plan(riverbend, answers={**ANSWERS, "worries": []})
    choose_model(engagement=engagement, model_id="MOD-02", by=riverbend.actor("lead"))
    settled = engagement.risks.get(finding_id="BAR-13")
    settle_risk(risk=settled, owner=riverbend.account("responder"), control="Train them.", by=riverbend.actor("lead"))
    own = add_risk(engagement=engagement, text="The lift is out of order.", by=riverbend.actor("lead"))
    choose_model(engagement=engagement, model_id="MOD-09", by=riverbend.actor("lead"))
    left = set(engagement.risks.values_list("finding_id", flat=True))
    assert {"BAR-13", "", "RSK-08"} <= left
    assert "RSK-10" not in left
    assert engagement.risks.filter(pk=own.pk).exists()
    assert engagement.risks.get(finding_id="BAR-13").is_settled


def test_a_worry_named_later_draws_its_risks(riverbend: Riverbend) -> None:
    engagement = begun_plan(riverbend, answers={**ANSWERS, "worries": []}, model_of_use="MOD-02")
    assert not engagement.risks.filter(finding_id="RSK-16").exists()
    answer_plan(
        engagement=engagement,
        title="Kinder waits",
        aim="Shorter waits.",
        answers={**ANSWERS, "worries": ["organised_campaigns"]},
        service=None,
        hours_per_week=1,
        by=riverbend.actor("lead"),
    )
    assert engagement.risks.filter(finding_id="RSK-16").exists()
    assert engagement.answers["hours"] == "under_2"


def test_an_open_engagement_keeps_its_way_of_working(riverbend: Riverbend) -> None:
    with pytest.raises(AlreadyOpen):
        choose_model(engagement=riverbend.engagement, model_id="MOD-03", by=riverbend.actor("lead"))
    with pytest.raises(ValueError, match="no model of use"):
        choose_model(engagement=begun_plan(riverbend), model_id="MOD-77", by=riverbend.actor("lead"))


@pytest.mark.parametrize("without", ["listen", "tell"])
def test_people_must_be_able_to_contribute_and_must_be_told(riverbend: Riverbend, without: str) -> None:
    engagement = begun_plan(riverbend, model_of_use="MOD-02")
    dates = {phase.kind: (phase.starts_on, phase.ends_on) for phase in engagement.phases.all()}
    del dates[without]
    with pytest.raises(ValueError, match="must be told"):
        date_phases(engagement=engagement, dates=dates, by=riverbend.actor("lead"))


def test_phases_follow_one_another(riverbend: Riverbend) -> None:
    engagement = begun_plan(riverbend, model_of_use="MOD-02")
    today = timezone.localdate()
    later = today + datetime.timedelta(days=30)
    with pytest.raises(ValueError, match="must end after"):
        date_phases(
            engagement=engagement, dates={"listen": (later, today), "tell": (later, later)}, by=riverbend.actor("lead")
        )
    with pytest.raises(ValueError, match="must end after"):
        date_phases(
            engagement=engagement, dates={"listen": (later, later), "tell": (today, later)}, by=riverbend.actor("lead")
        )
    date_phases(
        engagement=engagement, dates={"listen": (today, later), "tell": (later, later)}, by=riverbend.actor("lead")
    )
    assert set(engagement.phases.values_list("kind", flat=True)) == {"listen", "tell"}


def test_a_risk_is_settled_by_an_owner_and_a_control(riverbend: Riverbend) -> None:
    engagement = begun_plan(riverbend, model_of_use="MOD-02")
    risk = engagement.risks.all()[0]
    with pytest.raises(ValueError, match="a control"):
        settle_risk(risk=risk, owner=riverbend.account("lead"), control="  ", by=riverbend.actor("lead"))
    settle_risk(risk=risk, owner=riverbend.account("lead"), control="We ask in person too.", by=riverbend.actor("lead"))
    assert risk.is_settled
    assert f"risk:{risk.pk}" in RecordedFact.objects.get(kind="engagements.RiskSettled").about


def test_agreement_is_to_the_plan_as_read(riverbend: Riverbend) -> None:
    engagement = settled_space(riverbend).engagement
    read = plan_digest(engagement)
    expect_volume(engagement=engagement, expected_per_week=30, hours_per_week=9, by=riverbend.actor("lead"))
    with pytest.raises(PlanChanged):
        sign_off(engagement=engagement, verdict="agrees", plan_digest=read, by=riverbend.actor("advisory"))
    assert keys(engagement) == {"sign_off"}
    agree(riverbend, engagement)
    assert keys(engagement) == set()


def test_a_change_after_agreement_asks_again(riverbend: Riverbend) -> None:
    engagement = ready_space(riverbend).engagement
    assert keys(engagement) == set()
    name_groups(engagement=engagement, groups=GROUPS[:1], by=riverbend.actor("lead"))
    assert keys(engagement) == {"sign_off"}
    assert not signatures(engagement)[0].is_current


def test_a_member_who_asks_for_a_change_must_agree_before_it_opens(riverbend: Riverbend) -> None:
    engagement = settled_space(riverbend).engagement
    by = riverbend.actor("advisory")
    with pytest.raises(ValueError, match="what should change"):
        sign_off(engagement=engagement, verdict="asks_change", plan_digest=plan_digest(engagement), by=by)
    sign_off(
        engagement=engagement,
        verdict="asks_change",
        words="Ask carers at home as well.",
        plan_digest=plan_digest(engagement),
        by=by,
    )
    expect_volume(engagement=engagement, expected_per_week=30, hours_per_week=9, by=riverbend.actor("lead"))
    assert keys(engagement) == {"sign_off"}
    assert "asked for a change" in missing(engagement)[0].sentence
    agree(riverbend, engagement)
    assert keys(engagement) == set()


def test_people_who_were_asked_are_counted_and_never_guessed(riverbend: Riverbend) -> None:
    today = timezone.localdate()
    assert people_asked(riverbend.engagement) == 0
    for people in (1_200, 34):
        record_asking(
            engagement=riverbend.engagement, how="Letter", people=people, asked_on=today, by=riverbend.actor("lead")
        )
    assert people_asked(riverbend.engagement) == 1_234
    with pytest.raises(ValueError, match="at least one"):
        record_asking(engagement=riverbend.engagement, how="", people=0, asked_on=today, by=riverbend.actor("lead"))
    with pytest.raises(ValueError, match="later"):
        record_asking(
            engagement=riverbend.engagement,
            how="Letter",
            people=3,
            asked_on=today + datetime.timedelta(days=1),
            by=riverbend.actor("lead"),
        )


def test_an_engagement_opens_only_when_nothing_is_missing(riverbend: Riverbend) -> None:
    engagement = settled_space(riverbend).engagement
    with pytest.raises(NotReady) as refused:
        open_engagement(engagement=engagement, by=riverbend.actor("lead"))
    assert [one.key for one in refused.value.missing] == ["sign_off"]
    agree(riverbend, engagement)
    open_engagement(engagement=engagement, by=riverbend.actor("lead"))
    assert engagement.state == Engagement.State.OPEN
    open_engagement(engagement=engagement, by=riverbend.actor("lead"))
    assert RecordedFact.objects.filter(kind="engagements.EngagementOpened").count() == 1


def test_a_promise_made_in_public_is_not_emptied(riverbend: Riverbend) -> None:
    with pytest.raises(PromiseMade):
        word_statement(
            engagement=riverbend.engagement,
            why_we_ask="",
            can_change="x",
            cannot_change="x",
            who_decides="x",
            decided_by_on=timezone.localdate(),
            by=riverbend.actor("lead"),
        )
    with pytest.raises(ValueError, match="for somebody"):
        name_groups(engagement=riverbend.engagement, groups=[], by=riverbend.actor("lead"))


def test_a_closed_engagement_stays_closed(riverbend: Riverbend) -> None:
    close_engagement(engagement=riverbend.engagement, by=riverbend.actor("lead"))
    close_engagement(engagement=riverbend.engagement, by=riverbend.actor("lead"))
    assert RecordedFact.objects.filter(kind="engagements.EngagementClosed").count() == 1
    with pytest.raises(NotReady):
        open_engagement(engagement=riverbend.engagement, by=riverbend.actor("lead"))


def test_the_history_of_a_plan_reads_as_sentences(riverbend: Riverbend) -> None:
    engagement = ready_space(riverbend).engagement
    told = [entry.sentence for entry in history("engagement", engagement.pk)]
    assert "A plan was begun: “Kinder waits”." in told
    assert any("Inviting feedback and stories" in sentence for sentence in told)
    assert not any("{" in sentence or "…" in sentence for sentence in told)


def test_groups_are_replaced_as_a_whole(riverbend: Riverbend) -> None:
    engagement = begun_plan(riverbend)
    name_groups(engagement=engagement, groups=[GroupToHear("Carers")], by=riverbend.actor("lead"))
    assert [group.name for group in engagement.groups.all()] == ["Carers"]
    assert keys(engagement) >= {"targets"}
