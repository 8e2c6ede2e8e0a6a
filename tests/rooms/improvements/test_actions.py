"""What can be done with an improvement, and the fact each act leaves."""

import dataclasses
import datetime

import pytest
import time_machine

from openward.engagements.models import Engagement, Stage
from openward.improvements.actions.changes import AlreadyEnded, ChangedMeanwhile
from openward.improvements.actions.cycles import (
    PredictionLocked,
    learn_from_cycle,
    remark_on_cycle,
    replan_cycle,
    start_cycle,
)
from openward.improvements.actions.drivers import (
    TooDeep,
    add_change_idea,
    add_driver,
    change_driver,
    change_idea,
    remove_change_idea,
    remove_driver,
)
from openward.improvements.actions.improvements import (
    LastTheme,
    change_aim,
    finish_improvement,
    follow_theme,
    hide_improvement,
    link_theme,
    resume_improvement,
    show_improvement,
    start_improvement,
    stop_improvement,
    unlink_theme,
)
from openward.improvements.actions.measures import (
    FedByTheme,
    HasReadings,
    ReadingMoved,
    TooFewReadings,
    add_measure,
    change_measure,
    change_reading,
    enter_readings,
    freeze_limits,
    rebase_limits,
    release_limits,
    remove_measure,
    remove_reading,
    undo_rebasing,
)
from openward.improvements.actions.team import AlreadyOnTeam, add_member, invite_member, remove_member
from openward.improvements.models import Improvement, TeamMember
from openward.ledger.actions import SentTwice
from openward.ledger.models import RecordedFact
from openward.ledger.queries import history, way_facts
from openward.people.models import Account
from openward.themes.models import Theme
from tests.factories.riverbend import Riverbend
from tests.rooms.improvements.ground import make_improvement, make_measure, make_theme, month


def facts(kind: str) -> list[RecordedFact]:
    return list(RecordedFact.objects.filter(kind=f"improvements.{kind}").order_by("pk"))


# --- Starting and ending ------------------------------------------------------------------------------------------


def test_an_improvement_begins_with_its_theme_and_both_remember(riverbend: Riverbend) -> None:
    theme = make_theme(riverbend)
    improvement = make_improvement(riverbend, theme, follows_theme=True)
    assert list(theme.improvements.all()) == [improvement]
    assert [(member.part, member.name) for member in improvement.team.all()] == [("leader", "Siân Pritchard")]
    assert improvement.measures.get().source_theme == theme
    assert not improvement.is_public
    way = way_facts([f"theme:{theme.pk}", f"improvement:{improvement.pk}"])
    assert way[f"theme:{theme.pk}"]["acted_on"].key == str(improvement.pk)
    assert "acted_on" in way[f"improvement:{improvement.pk}"]
    assert facts("ImprovementStarted")[0].organisation_key == str(riverbend.cast.organisation.pk)


def test_the_same_form_starts_one_improvement(riverbend: Riverbend) -> None:
    theme = make_theme(riverbend)
    by = riverbend.actor("improver")
    again = dataclasses.replace(by, submission=type(by.submission)(by.submission.value))  # type: ignore[union-attr,call-arg]
    start_improvement(themes=[theme], title="Once", aim="Once.", follows_theme=True, by=by)
    with pytest.raises(SentTwice):
        start_improvement(themes=[theme], title="Once", aim="Once.", follows_theme=True, by=again)
    assert Improvement.objects.count() == 1


@pytest.mark.parametrize(
    ("title", "slug"),
    [("New", "improvement-new"), ("等候时间", "improvement"), ("a" * 32, "improvement-" + "a" * 32)],
)
def test_every_title_gets_an_address_of_its_own(riverbend: Riverbend, title: str, slug: str) -> None:
    theme = make_theme(riverbend)
    assert make_improvement(riverbend, theme, title=title).slug == slug
    assert make_improvement(riverbend, theme, title=title).slug == f"{slug}-2"


def test_a_second_theme_is_linked_once_and_its_way_goes_on(riverbend: Riverbend) -> None:
    improvement, other = make_improvement(riverbend), make_theme(riverbend, "Chairs")
    for _ in range(2):
        link_theme(improvement=improvement, theme=other, by=riverbend.actor("improver"))
    assert len(facts("ThemeLinked")) == 1
    assert "acted_on" in way_facts([f"theme:{other.pk}"])[f"theme:{other.pk}"]


def test_an_unlinked_theme_is_acted_on_no_longer(riverbend: Riverbend) -> None:
    first = make_theme(riverbend)
    improvement, other = make_improvement(riverbend, first), make_theme(riverbend, "Chairs")
    with pytest.raises(LastTheme):
        unlink_theme(improvement=improvement, theme=first, because="x", by=riverbend.actor("improver"))
    link_theme(improvement=improvement, theme=other, by=riverbend.actor("improver"))
    for _twice in range(2):
        unlink_theme(improvement=improvement, theme=first, because="Chairs first.", by=riverbend.actor("improver"))
    assert list(improvement.themes.all()) == [other]
    assert not first.improvements.exists()
    assert len(facts("ThemeUnlinked")) == 1
    ways = way_facts([f"theme:{first.pk}", f"theme:{other.pk}", f"improvement:{improvement.pk}"])
    assert "acted_on" not in ways[f"theme:{first.pk}"]
    assert "acted_on" in ways[f"theme:{other.pk}"]
    assert "acted_on" in ways[f"improvement:{improvement.pk}"]
    assert next(entry.sentence for entry in history("theme", first.pk)) == (
        "The improvement “Say how long” no longer works on this: Chairs first."
    )


def test_unlinking_leaves_what_another_improvement_does(riverbend: Riverbend) -> None:
    theme, other = make_theme(riverbend), make_theme(riverbend, "Chairs")
    one, two = make_improvement(riverbend, themes=[theme, other]), make_improvement(riverbend, theme)
    unlink_theme(improvement=one, theme=theme, because="The other team does it.", by=riverbend.actor("improver"))
    fact = way_facts([f"theme:{theme.pk}"])[f"theme:{theme.pk}"]["acted_on"]
    assert fact.key == str(two.pk)
    link_theme(improvement=one, theme=theme, by=riverbend.actor("improver"))
    again = way_facts([f"theme:{theme.pk}"])[f"theme:{theme.pk}"]["acted_on"]
    assert again.key == str(two.pk)


def test_themes_of_another_engagement_are_refused(riverbend: Riverbend) -> None:
    elsewhere = Engagement.objects.create(
        organisation=riverbend.cast.organisation, slug="else", title="Else", aim="", model_of_use="MOD-01",
        stage=Stage.UNDERSTAND,
    )  # fmt: skip
    here = make_theme(riverbend)
    there = Theme.objects.create(engagement=elsewhere, slug="there", name="There")
    with pytest.raises(ValueError, match="one engagement"):
        make_improvement(riverbend, themes=[here, there])
    improvement = make_improvement(riverbend, here)
    with pytest.raises(ValueError, match="own engagement"):
        link_theme(improvement=improvement, theme=there, by=riverbend.actor("improver"))


def test_ending_says_why_and_can_be_undone(riverbend: Riverbend) -> None:
    improvement = make_improvement(riverbend)
    finish_improvement(improvement=improvement, what_changed="A board shows the wait.", by=riverbend.actor("improver"))
    improvement.refresh_from_db()
    assert (improvement.state, improvement.ended_on is not None) == ("finished", True)
    assert facts("ImprovementFinished")[0].about[1].startswith("theme:")
    with pytest.raises(AlreadyEnded):
        stop_improvement(improvement=improvement, why="No.", by=riverbend.actor("improver"))
    with pytest.raises(AlreadyEnded):
        add_driver(improvement=improvement, text="Late", by=riverbend.actor("improver"))
    resume_improvement(improvement=improvement, by=riverbend.actor("improver"))
    stop_improvement(improvement=improvement, why="The clinic moves.", by=riverbend.actor("improver"))
    improvement.refresh_from_db()
    assert (improvement.state, improvement.why_stopped) == ("stopped", "The clinic moves.")
    assert len(facts("ImprovementStopped")) == 1


def test_showing_and_hiding_leave_one_fact_each(riverbend: Riverbend) -> None:
    improvement = make_improvement(riverbend)
    for act in (show_improvement, show_improvement, hide_improvement, hide_improvement):
        act(improvement=improvement, by=riverbend.actor("improver"))
    assert (len(facts("ImprovementShown")), len(facts("ImprovementHidden"))) == (1, 1)


def test_two_people_who_change_the_aim_at_once_do_not_undo_each_other(riverbend: Riverbend) -> None:
    improvement = make_improvement(riverbend)
    values = {"title": "T", "service": None, "due_on": None, "version": 1}
    change_aim(improvement=improvement, aim="First.", by=riverbend.actor("improver"), **values)
    with pytest.raises(ChangedMeanwhile) as refused:
        change_aim(improvement=improvement, aim="Second.", by=riverbend.actor("lead"), **values)
    assert refused.value.now.aim == "First."  # type: ignore[union-attr]
    assert len(facts("AimChanged")) == 1


# --- Drivers and ideas --------------------------------------------------------------------------------------------


def test_drivers_are_added_reworded_moved_and_removed(riverbend: Riverbend) -> None:
    improvement, by = make_improvement(riverbend), riverbend.actor
    clinic = add_driver(improvement=improvement, text="Clinic runs to time", by=by("improver"))
    told = add_driver(improvement=improvement, text="People are told", by=by("improver"))
    board = add_driver(improvement=improvement, text="A board", parent=clinic, by=by("improver"))
    idea = add_change_idea(improvement=improvement, text="Write it on a board", driver=board, by=by("improver"))
    moved = change_driver(driver=board, text="A board for all", parent=told, version=1, by=by("improver"))
    assert (moved.parent, moved.text, moved.version) == (told, "A board for all", 2)
    with pytest.raises(TooDeep):
        add_driver(improvement=improvement, text="Deep", parent=moved, by=by("improver"))
    with pytest.raises(TooDeep):
        change_driver(driver=told, text="People are told", parent=clinic, version=1, by=by("improver"))
    with pytest.raises(ChangedMeanwhile):
        remove_driver(driver=board, version=1, by=by("lead"))
    remove_driver(driver=told, version=1, by=by("improver"))
    moved.refresh_from_db()
    assert moved.parent is None
    remove_driver(driver=moved, version=2, by=by("improver"))
    idea.refresh_from_db()
    assert idea.driver is None
    assert [len(facts(kind)) for kind in ("DriverAdded", "DriverChanged", "DriverRemoved")] == [3, 1, 2]


def test_an_idea_is_credited_to_a_part_and_its_tests_outlive_it(riverbend: Riverbend) -> None:
    improvement, by = make_improvement(riverbend), riverbend.actor("improver")
    idea = add_change_idea(improvement=improvement, text="Ask people to wait in the café", from_part="carer", by=by)
    cycle = start_cycle(
        improvement=improvement, title="Café", plan="p", prediction="q", starts_on=month(3), change_idea=idea, by=by
    )
    change_idea(idea=idea, text="Pagers", driver=None, version=1, by=by)
    remove_change_idea(idea=idea, version=2, by=by)
    cycle.refresh_from_db()
    assert cycle.change_idea is None
    assert facts("ChangeIdeaAdded")[0].payload["from_part"] == "carer"
    with pytest.raises(ChangedMeanwhile):
        remove_change_idea(idea=idea, version=2, by=riverbend.actor("lead"))


def test_a_driver_of_another_improvement_is_refused(riverbend: Riverbend) -> None:
    theme, by = make_theme(riverbend), riverbend.actor("improver")
    one, other = make_improvement(riverbend, theme), make_improvement(riverbend, theme)
    driver = add_driver(improvement=other, text="Theirs", by=by)
    with pytest.raises(ChangedMeanwhile):
        add_change_idea(improvement=one, text="Mine", driver=driver, by=by)


# --- Tests of change ----------------------------------------------------------------------------------------------


def test_a_prediction_cannot_be_changed_once_the_test_has_begun(riverbend: Riverbend) -> None:
    improvement, by = make_improvement(riverbend), riverbend.actor("improver")
    starts_on = datetime.date(2026, 3, 10)
    with time_machine.travel(datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC), tick=False):
        cycle = start_cycle(
            improvement=improvement, title="Board", plan="A board", prediction="Half ask", starts_on=starts_on, by=by
        )
        values = {"title": "Board", "plan": "A board", "starts_on": starts_on, "ends_on": None, "change_idea": None}
        cycle = replan_cycle(cycle=cycle, prediction="A third ask", version=1, by=by, **values)
    assert not cycle.has_late_prediction()
    with time_machine.travel(datetime.datetime(2026, 3, 10, 12, tzinfo=datetime.UTC), tick=False):
        kept = {"prediction": "A third ask", "version": 2, "by": by}
        for changed in ({"prediction": "All ask"}, {"plan": "Two boards"}, {"starts_on": datetime.date(2026, 4, 1)}):
            with pytest.raises(PredictionLocked):
                replan_cycle(**{"cycle": cycle, **kept, **values, **changed})
        cycle = replan_cycle(**{"cycle": cycle, **kept, **values, "title": "The board"})
    assert (cycle.prediction, cycle.title) == ("A third ask", "The board")
    assert len(facts("CycleReplanned")) == 2


def test_a_result_locks_a_prediction_even_before_the_first_day(riverbend: Riverbend) -> None:
    improvement, by = make_improvement(riverbend), riverbend.actor("improver")
    with time_machine.travel(datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC), tick=False):
        starts_on = datetime.date(2026, 3, 10)
        cycle = start_cycle(improvement=improvement, title="B", plan="p", prediction="q", starts_on=starts_on, by=by)
        cycle = learn_from_cycle(
            cycle=cycle, result="r", learning="l", verdict="adopt", ends_on=starts_on, version=1, by=by
        )
        with pytest.raises(PredictionLocked):
            replan_cycle(
                cycle=cycle, title="B", plan="p", prediction="r all along", starts_on=starts_on, ends_on=None,
                change_idea=None, version=2, by=by,
            )  # fmt: skip


def test_a_prediction_written_after_the_start_says_so(riverbend: Riverbend) -> None:
    by = riverbend.actor("improver")
    cycle = start_cycle(
        improvement=make_improvement(riverbend), title="B", plan="p", prediction="q", starts_on=month(0), by=by
    )
    assert cycle.has_late_prediction()


def test_tests_are_numbered_learned_from_and_spoken_of(riverbend: Riverbend) -> None:
    improvement, by = make_improvement(riverbend), riverbend.actor("improver")
    first, second = (
        start_cycle(improvement=improvement, title=name, plan="p", prediction="q", starts_on=month(1), by=by)
        for name in ("One", "Two")
    )
    assert (first.number, second.number) == (1, 2)
    learn_from_cycle(cycle=first, result="r", learning="l", verdict="adapt", ends_on=month(2), version=1, by=by)
    with pytest.raises(ChangedMeanwhile):
        learn_from_cycle(cycle=first, result="x", learning="y", verdict="adopt", ends_on=month(2), version=1, by=by)
    first.refresh_from_db()
    assert (first.result, first.verdict) == ("r", "adapt")
    remark_on_cycle(cycle=second, words="It was loud.", part="patient", by=by)
    assert facts("CycleRemarked")[0].payload["part"] == "patient"
    assert "loud" not in str(facts("CycleRemarked")[0].payload)


# --- Measures and readings ----------------------------------------------------------------------------------------


def test_entering_again_updates_adds_and_never_doubles(riverbend: Riverbend) -> None:
    measure, by = make_measure(riverbend, make_improvement(riverbend), 3), riverbend.actor("improver")
    entered = enter_readings(measure=measure, readings={month(0): 41.0, month(1): 50.0, month(7): 1.0}, by=by)
    assert dataclasses.astuple(entered) == (1, 1, 1)
    assert list(measure.readings.values_list("on", "value")) == [
        (month(0), 41.0), (month(1), 50.0), (month(2), 39.0), (month(7), 1.0)
    ]  # fmt: skip
    fact = facts("ReadingsEntered")[-1].payload
    assert (fact["count"], fact["added"], fact["changed"], fact["last_on"]) == (2, 1, 1, "2025-08-01")
    count = RecordedFact.objects.count()
    assert dataclasses.astuple(enter_readings(measure=measure, readings={month(0): 41.0}, by=by)) == (0, 0, 1)
    assert RecordedFact.objects.count() == count


def test_one_reading_is_put_right_by_one_person_at_a_time(riverbend: Riverbend) -> None:
    measure, by = make_measure(riverbend, make_improvement(riverbend), 3), riverbend.actor("improver")
    reading = measure.readings.all()[1]
    change_reading(reading=reading, value=7.0, was=44.0, by=by)
    with pytest.raises(ReadingMoved) as moved:
        change_reading(reading=reading, value=8.0, was=44.0, by=riverbend.actor("lead"))
    assert moved.value.now == 7.0
    remove_reading(reading=reading, was=7.0, by=by)
    with pytest.raises(ReadingMoved):
        remove_reading(reading=reading, was=7.0, by=riverbend.actor("lead"))
    assert measure.readings.count() == 2
    assert facts("ReadingRemoved")[0].payload["before"] == 7.0


def test_limits_are_frozen_and_started_anew_with_a_reason(riverbend: Riverbend) -> None:
    measure, by = make_measure(riverbend, make_improvement(riverbend)), riverbend.actor("improver")
    measure = freeze_limits(measure=measure, on=month(11), reason="Before the board", version=1, by=by)
    with pytest.raises(ChangedMeanwhile):
        release_limits(measure=measure, reason="Late", version=1, by=riverbend.actor("lead"))
    measure = release_limits(measure=measure, reason="No need", version=2, by=by)
    measure = rebase_limits(measure=measure, on=month(12), reason="It has lasted", version=3, by=by)
    assert measure.rebase_on == [month(12)]
    measure = undo_rebasing(measure=measure, on=month(12), reason="Too early", version=4, by=by)
    assert (measure.rebase_on, measure.freeze_after_on) == ([], None)
    kinds = ("LimitsFrozen", "LimitsReleased", "LimitsRebased", "RebasingUndone")
    reasons = [facts(kind)[0].payload["reason"] for kind in kinds]
    assert reasons == ["Before the board", "No need", "It has lasted", "Too early"]


@pytest.mark.parametrize("on", [month(2), month(16), datetime.date(2030, 1, 1), datetime.date(2020, 1, 1)])
def test_limits_without_enough_readings_are_refused(riverbend: Riverbend, on: datetime.date) -> None:
    measure, by = make_measure(riverbend, make_improvement(riverbend)), riverbend.actor("improver")
    with pytest.raises(TooFewReadings):
        rebase_limits(measure=measure, on=on, reason="r", version=1, by=by)
    measure.refresh_from_db()
    assert (measure.rebase_on, measure.version) == ([], 1)


@pytest.mark.parametrize("on", [month(3), month(18), datetime.date(2030, 1, 1)])
def test_limits_frozen_on_too_few_or_on_all_readings_are_refused(riverbend: Riverbend, on: datetime.date) -> None:
    measure, by = make_measure(riverbend, make_improvement(riverbend)), riverbend.actor("improver")
    with pytest.raises(TooFewReadings):
        freeze_limits(measure=measure, on=on, reason="r", version=1, by=by)


def test_a_measure_with_readings_stays(riverbend: Riverbend) -> None:
    improvement, by = make_improvement(riverbend), riverbend.actor("improver")
    measure, empty = make_measure(riverbend, improvement, 2), make_measure(riverbend, improvement, 0)
    with pytest.raises(HasReadings):
        remove_measure(measure=measure, version=1, by=by)
    remove_measure(measure=empty, version=1, by=by)
    assert list(improvement.measures.all()) == [measure]


def test_a_theme_is_measured_once_by_itself_and_nobody_writes_its_readings(riverbend: Riverbend) -> None:
    theme = make_theme(riverbend)
    improvement, by = make_improvement(riverbend, theme), riverbend.actor("improver")
    measure = follow_theme(improvement=improvement, theme=theme, by=by)
    assert follow_theme(improvement=improvement, theme=theme, by=riverbend.actor("improver")) == measure
    with pytest.raises(FedByTheme):
        enter_readings(measure=measure, readings={month(0): 1.0}, by=by)
    changed = change_measure(
        measure=measure, name="Share", kind="outcome", better="decrease", unit="people", target=5.0, version=1, by=by
    )
    assert (changed.unit, changed.target) == ("%", 5.0)
    with pytest.raises(ValueError, match="works on"):
        add_measure(
            improvement=improvement, name="x", kind="outcome", better="decrease",
            source_theme=make_theme(riverbend, "Other"), by=by,
        )  # fmt: skip


# --- Team ---------------------------------------------------------------------------------------------------------


def test_a_patient_without_an_account_gets_one_and_a_stranger_keeps_their_name(riverbend: Riverbend) -> None:
    improvement, by = make_improvement(riverbend), riverbend.actor

    def invite(email: str, name: str, part: str) -> TeamMember:
        return invite_member(improvement=improvement, email=email, name=name, part=part, by=by("improver"))

    member = invite("jo@home.example", "Jo", "patient")
    assert (member.account.email, member.name) == ("jo@home.example", "Jo")
    assert not member.account.held_roles.exists()
    stranger = invite("LEAD@hillside.example", "Ru", "carer")
    assert stranger.account == riverbend.outsider
    assert stranger.name == "Ru"
    with pytest.raises(AlreadyOnTeam):
        add_member(improvement=improvement, account=member.account, part="carer", by=by("improver"))
    remove_member(member=member, by=by("improver"))
    remove_member(member=member, by=by("improver"))
    assert Account.objects.filter(email="jo@home.example").exists()
    assert (len(facts("TeamMemberAdded")), len(facts("TeamMemberRemoved"))) == (2, 1)
    assert "Jo" not in str([fact.payload for fact in facts("TeamMemberAdded")])
