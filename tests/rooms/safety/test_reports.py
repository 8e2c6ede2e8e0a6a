"""Reporting, deciding about what was reported, and undoing it."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from openward.contributions.access import visible
from openward.contributions.actions.reviews import WordsChanged, accept_edit
from openward.contributions.models import Contribution, Restriction
from openward.kit.state_graphs import IllegalMove
from openward.ledger.models import RecordedFact
from openward.people.access import SYSTEM, Actor
from openward.safety.actions.cases import (
    CaseMoved,
    NothingWaits,
    ask_second_opinion,
    give_second_opinion,
    mark_overdue,
    move,
    pass_case_on,
    put_case_back,
    take_case,
)
from openward.safety.actions.decisions import (
    INTERIM_LASTS,
    DeciderIsInvolved,
    decide_report_case,
    end_restriction,
    undo,
)
from openward.safety.actions.measures import end_step, lift_place_measure, set_place_measure, take_step
from openward.safety.actions.reports import (
    AlreadyJudged,
    ReportedBefore,
    close_told_reports,
    invalidate_reports,
    receive_report,
    restore_reports,
)
from openward.safety.models import (
    Appeal,
    Case,
    CrisisCase,
    Decision,
    PlaceMeasure,
    Report,
    Sanction,
    Severity,
    Step,
    Strike,
)
from openward.safety.queries.reports import report_for_reporter
from openward.spaces.access import Standing
from tests.factories.riverbend import Riverbend, published_story
from tests.rooms.safety.appealing import answered, appealed, decided_about
from tests.rooms.safety.moderators import another_moderator

Category = Report.Category
Outcome = Decision.Outcome
READER = Standing(reads_space=True, is_member=False, is_staff_reader=False, is_moderator=False)


@pytest.fixture
def story(riverbend: Riverbend) -> Contribution:
    return published_story(riverbend)


def report(
    riverbend: Riverbend,
    story: Contribution,
    category: Category = Category.ABUSE,
    part: str = "visitor",
    words: str = "",
) -> Report:
    actor = riverbend.actor(part)
    return receive_report(contribution=story, category=category, words=words, by=actor).report


def taken(riverbend: Riverbend, story: Contribution, by: Actor | None = None) -> Case:
    case = Case.objects.get(contribution=story, kind=Case.Kind.REPORT)
    return take_case(case=case, by=by or riverbend.actor("moderator"))


def decide(case: Case, riverbend: Riverbend, outcome: Outcome, by: Actor | None = None, **values: object) -> Decision:
    given: dict[str, object] = {
        "revision_sha256": case.contribution.shown_revision.sha256,  # type: ignore[union-attr]
        "rule": None if outcome == Outcome.KEEP else riverbend.space.house_rules.get(),
        "facts": "" if outcome == Outcome.KEEP else "The second sentence names a nurse.",
        "words_to_author": "" if outcome == Outcome.KEEP else "Please leave the name out.",
        "version": case.version,
        **values,
    }
    return decide_report_case(case=case, outcome=outcome, by=by or riverbend.actor("moderator"), **given)  # type: ignore[arg-type]


def is_read(story: Contribution) -> bool:
    story.refresh_from_db()
    return visible(story.standpoint, READER) and story.is_for_everyone


def kinds(story: Contribution) -> list[str]:
    rows = RecordedFact.objects.filter(about__contains=[f"contribution:{story.pk}"], kind__startswith="safety.")
    return [row.kind.removeprefix("safety.") for row in rows.order_by("pk")]


def test_reports_of_one_contribution_join_one_case_that_is_as_grave_as_the_gravest(
    riverbend: Riverbend, story: Contribution
) -> None:
    first = report(riverbend, story, Category.SPAM)
    assert first.case.severity == Severity.QUALITY
    second = report(riverbend, story, Category.ABUSE)
    assert (first.state, second.state) == (Report.State.QUEUED, Report.State.MERGED)
    assert second.case == first.case
    second.case.refresh_from_db()
    assert second.case.severity == Severity.BREACH
    assert second.case.due_at is not None
    assert second.case.due_at <= timezone.now() + datetime.timedelta(hours=24)
    assert first.revision == story.shown_revision
    assert kinds(story)[-2:] == ["ReportReceived", "ReportReceived"]


def test_the_ledger_never_says_who_reported(riverbend: Riverbend, story: Contribution) -> None:
    report(riverbend, story, part="coder")
    row = RecordedFact.objects.get(kind="safety.ReportReceived")
    assert str(riverbend.account("coder").pk) not in f"{row.__dict__}"
    assert row.author_kind == "persona"


def test_something_else_needs_words_and_nobody_reports_twice(riverbend: Riverbend, story: Contribution) -> None:
    with pytest.raises(ValueError, match="needs words"):
        report(riverbend, story, Category.OTHER, words="  ")
    report(riverbend, story, part="coder")
    with pytest.raises(ReportedBefore):
        report(riverbend, story, part="coder")


def test_three_reports_hide_for_a_day_at_most_and_a_person_decides(riverbend: Riverbend, story: Contribution) -> None:
    for _number in range(2):
        report(riverbend, story, Category.IDENTIFIES if _number == 5 else Category.ABUSE)
    assert is_read(story)
    riverbend.space.house_rules.update(key="be-kind")
    report(riverbend, story)
    assert not is_read(story)
    interim = Decision.objects.get(is_automatic=True)
    assert interim.decided_by is None
    assert interim.rule == riverbend.space.house_rules.get()
    assert interim.ends_at is not None
    case = taken(riverbend, story)
    decide(case, riverbend, Outcome.KEEP)
    assert is_read(story)
    assert Strike.objects.count() == 0


def test_one_report_that_somebody_can_be_recognised_hides_until_somebody_has_looked(
    riverbend: Riverbend, story: Contribution
) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        report(riverbend, story, Category.IDENTIFIES)
        assert not is_read(story)
        interim = Decision.objects.get(is_automatic=True)
        assert not end_restriction(decision=interim, now=timezone.now(), by=SYSTEM)
        clock.shift(INTERIM_LASTS + datetime.timedelta(seconds=1))
        assert end_restriction(decision=interim, now=timezone.now(), by=SYSTEM)
        assert is_read(story)


def test_what_a_person_found_unfounded_does_not_hide_the_same_words_again(
    riverbend: Riverbend, story: Contribution
) -> None:
    report(riverbend, story, Category.IDENTIFIES)
    decide(taken(riverbend, story), riverbend, Outcome.KEEP)
    again = report(riverbend, story, Category.IDENTIFIES)
    # Somebody looks once more, and readers read on meanwhile.
    assert (again.state, is_read(story)) == (Report.State.QUEUED, True)
    case = take_case(case=again.case, by=riverbend.actor("moderator"))
    overturned = Decision.objects.get(outcome=Outcome.KEEP)
    Decision.objects.filter(pk=overturned.pk).update(overturned_at=timezone.now())
    put_case_back(case=case, by=riverbend.actor("moderator"))
    report(riverbend, story, Category.IDENTIFIES)
    assert not is_read(story)


def test_unfounded_once_for_another_reason_is_no_answer(riverbend: Riverbend, story: Contribution) -> None:
    report(riverbend, story, Category.SPAM)
    decide(taken(riverbend, story), riverbend, Outcome.KEEP)
    report(riverbend, story, Category.IDENTIFIES)
    assert not is_read(story)


def test_without_a_rule_or_a_law_to_cite_nothing_is_hidden(riverbend: Riverbend, story: Contribution) -> None:
    for _number in range(5):
        report(riverbend, story, Category.SPAM)
    assert is_read(story)
    assert not Decision.objects.exists()


def test_words_that_were_judged_are_not_judged_again_until_they_change(
    riverbend: Riverbend, story: Contribution
) -> None:
    report(riverbend, story)
    decide(taken(riverbend, story), riverbend, Outcome.KEEP)
    with pytest.raises(AlreadyJudged):
        report(riverbend, story)
    # Danger is never "already judged".
    assert report(riverbend, story, Category.DANGER).state == Report.State.QUEUED


def test_what_somebody_else_found_fine_is_judged_too(riverbend: Riverbend, story: Contribution) -> None:
    decision = decided_about(riverbend, story=story)
    answered(appealed(decision), Appeal.State.OVERTURNED, by=another_moderator(riverbend))
    story.refresh_from_db()
    with pytest.raises(AlreadyJudged):
        report(riverbend, story)
    report(riverbend, story, Category.IDENTIFIES)
    assert not is_read(story)


def test_what_somebody_else_found_right_is_no_reason_to_refuse_a_report(
    riverbend: Riverbend, story: Contribution
) -> None:
    decision = decided_about(riverbend, Outcome.LIMIT, story=story)
    answered(appealed(decision), Appeal.State.UPHELD, by=another_moderator(riverbend))
    assert report(riverbend, story).state == Report.State.QUEUED


@pytest.mark.parametrize(
    "outcome", [Outcome.LABEL, Outcome.LIMIT, Outcome.COMMUNITY_ONLY, Outcome.HIDE, Outcome.REMOVE]
)
def test_a_decision_restricts_with_its_reason_and_undoing_puts_everything_back(
    riverbend: Riverbend, story: Contribution, outcome: Outcome
) -> None:
    before = story.standpoint
    report(riverbend, story)
    case = taken(riverbend, story)
    decision = decide(
        case,
        riverbend,
        outcome,
        pinned_note="This is about 2019." if outcome == Outcome.LABEL else "",
        step=Step.READ_ONLY,
        step_until=timezone.now() + datetime.timedelta(days=7),
    )
    story.refresh_from_db()
    assert story.restriction != Restriction.NONE
    assert story.restriction_reason == decision.rule.text  # type: ignore[union-attr]
    assert is_read(story) is (outcome in {Outcome.LABEL, Outcome.LIMIT})
    assert Sanction.objects.get(persona=story.author).step == Step.READ_ONLY
    weighs = {Outcome.LIMIT: 1, Outcome.HIDE: 1, Outcome.REMOVE: 2}.get(outcome)
    assert [strike.weight for strike in Strike.objects.all()] == ([weighs] if weighs else [])
    undo(decision=decision, by=riverbend.actor("lead"))
    story.refresh_from_db()
    assert story.standpoint == before
    assert not Sanction.objects.exists()
    assert not Strike.objects.filter(cancelled_at__isnull=True).exists()
    with pytest.raises(CaseMoved):
        undo(decision=decision, by=riverbend.actor("lead"))
    assert kinds(story)[-2:] == ["CaseDecided", "DecisionUndone"]


def test_undoing_leaves_alone_what_was_decided_afterwards(riverbend: Riverbend, story: Contribution) -> None:
    report(riverbend, story)
    first = decide(taken(riverbend, story), riverbend, Outcome.LIMIT)
    report(riverbend, story)
    case = Case.objects.get(contribution=story, state=Case.State.OPEN)
    decide(take_case(case=case, by=riverbend.actor("moderator")), riverbend, Outcome.REMOVE)
    undo(decision=first, by=riverbend.actor("lead"))
    story.refresh_from_db()
    assert story.restriction == Restriction.REMOVED


def test_an_edit_is_only_suggested_and_the_shown_words_stay(riverbend: Riverbend, story: Contribution) -> None:
    report(riverbend, story)
    parts = [list(part) for part in story.shown_revision.parts]  # type: ignore[union-attr]
    parts[0][1] = "I waited two hours."
    decision = decide(taken(riverbend, story), riverbend, Outcome.PROPOSE_EDIT, parts=parts)
    assert is_read(story)
    assert story.shown_revision == decision.revision
    assert decision.proposal is not None
    accept_edit(proposal=decision.proposal, by=SYSTEM)
    story.refresh_from_db()
    assert story.shown_revision == decision.proposal
    assert is_read(story)


@pytest.mark.parametrize(
    "missing",
    [
        {"rule": None},
        {"facts": ""},
        {"words_to_author": " "},
        {"ends_at": datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)},
    ],
)
def test_nothing_is_restricted_without_ground_facts_and_words(
    riverbend: Riverbend, story: Contribution, missing: dict[str, object]
) -> None:
    report(riverbend, story)
    case = taken(riverbend, story)
    with pytest.raises(ValueError, match=r"decision|restriction"):
        decide(case, riverbend, Outcome.HIDE, **missing)
    assert is_read(story)
    assert not Decision.objects.exists()


def test_a_correction_needs_a_source_and_a_label_words(riverbend: Riverbend, story: Contribution) -> None:
    report(riverbend, story, Category.FALSE_HEALTH)
    case = taken(riverbend, story)
    with pytest.raises(ValueError, match="source"):
        decide(case, riverbend, Outcome.CORRECT, pinned_note="Aspirin is not safe for children.")
    with pytest.raises(ValueError, match="note needs words"):
        decide(case, riverbend, Outcome.LABEL)


def test_a_decision_binds_to_the_words_that_were_on_the_screen(riverbend: Riverbend, story: Contribution) -> None:
    report(riverbend, story)
    case = taken(riverbend, story)
    with pytest.raises(WordsChanged):
        decide(case, riverbend, Outcome.HIDE, revision_sha256="0" * 64)
    with pytest.raises(CaseMoved):
        decide(case, riverbend, Outcome.HIDE, version=case.version - 1)
    with pytest.raises(CaseMoved):
        decide(case, riverbend, Outcome.HIDE, by=another_moderator(riverbend))
    assert is_read(story)


def test_whoever_reported_does_not_decide(riverbend: Riverbend, story: Contribution) -> None:
    report(riverbend, story, part="moderator")
    with pytest.raises(DeciderIsInvolved):
        decide(taken(riverbend, story), riverbend, Outcome.HIDE)


def test_a_crisis_never_brings_a_strike_or_a_step(riverbend: Riverbend, story: Contribution) -> None:
    CrisisCase.objects.create(contribution=story, source=CrisisCase.Source.REPORT)
    report(riverbend, story)
    decide(
        taken(riverbend, story),
        riverbend,
        Outcome.REMOVE,
        step=Step.READ_ONLY,
        step_until=timezone.now() + datetime.timedelta(days=1),
    )
    assert not Strike.objects.exists()
    assert not Sanction.objects.exists()


def test_a_case_is_in_one_pair_of_hands_for_a_quarter_of_an_hour(riverbend: Riverbend, story: Contribution) -> None:
    report(riverbend, story)
    second = another_moderator(riverbend)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        case = taken(riverbend, story)
        assert case.reports.get().state == Report.State.ASSIGNED
        with pytest.raises(CaseMoved):
            take_case(case=case, by=second)
        clock.shift(datetime.timedelta(minutes=16))
        case = take_case(case=case, by=second)
        with pytest.raises(CaseMoved):
            decide(case, riverbend, Outcome.KEEP)
        put_case_back(case=case, by=second)
    case.refresh_from_db()
    assert (case.state, case.claimed_by) == (Case.State.OPEN, None)
    decide(take_case(case=case, by=second), riverbend, Outcome.KEEP, by=second)
    with pytest.raises(NothingWaits):
        take_case(case=case, by=riverbend.actor("moderator"))


def test_a_case_is_passed_on_with_a_note_and_a_second_opinion_comes_back(
    riverbend: Riverbend, story: Contribution
) -> None:
    report(riverbend, story)
    second = another_moderator(riverbend)
    case = taken(riverbend, story)
    with pytest.raises(ValueError, match="question"):
        ask_second_opinion(case=case, note="", by=riverbend.actor("moderator"))
    case = ask_second_opinion(case=case, note="Is this a name?", by=riverbend.actor("moderator"))
    with pytest.raises(CaseMoved):
        give_second_opinion(case=case, words="Yes", version=case.version, by=riverbend.actor("moderator"))
    case = give_second_opinion(case=case, words="I think so.", version=case.version, by=second)
    assert case.claimed_by == riverbend.account("moderator")
    assert story.moderator_notes.get().words == "I think so."
    with pytest.raises(ValueError, match="note"):
        pass_case_on(case=case, note=" ", by=riverbend.actor("moderator"))
    case = pass_case_on(case=case, note="I know the author.", by=riverbend.actor("moderator"))
    assert case.state == Case.State.ESCALATED
    assert take_case(case=case, by=second).state == Case.State.CLAIMED


def test_an_undecided_case_becomes_graver_once(riverbend: Riverbend, story: Contribution) -> None:
    case = report(riverbend, story, Category.SPAM).case
    assert not mark_overdue(case=case, now=timezone.now(), by=SYSTEM)
    late = timezone.now() + datetime.timedelta(days=4)
    assert mark_overdue(case=case, now=late, by=SYSTEM)
    assert not mark_overdue(case=case, now=late, by=SYSTEM)
    case.refresh_from_db()
    assert case.severity == Severity.BREACH
    assert kinds(story)[-1] == "CaseOverdue"


def test_a_decided_case_cannot_simply_be_claimed_back(riverbend: Riverbend, story: Contribution) -> None:
    case = report(riverbend, story).case
    with pytest.raises(IllegalMove):
        move(case, Case.State.NOTIFIED)


def test_reports_used_as_a_weapon_are_set_aside_together_and_can_be_restored(
    riverbend: Riverbend, story: Contribution
) -> None:
    reports = [report(riverbend, story, Category.SPAM) for _number in range(4)]
    case = taken(riverbend, story)
    keys = [one.pk for one in reports]
    with pytest.raises(ValueError, match="reason"):
        invalidate_reports(case=case, keys=keys, reason="", by=riverbend.actor("moderator"))
    assert invalidate_reports(case=case, keys=keys, reason="Sent together", by=riverbend.actor("moderator")) == 4
    case.refresh_from_db()
    assert case.state == Case.State.CLOSED
    assert restore_reports(case=case, by=riverbend.actor("moderator")) == 4
    case.refresh_from_db()
    assert case.state == Case.State.OPEN


def test_whoever_was_answered_reports_again_and_both_codes_open_their_report(
    riverbend: Riverbend, story: Contribution
) -> None:
    first = report(riverbend, story, part="coder")
    case = taken(riverbend, story)
    decide(case, riverbend, Outcome.LABEL, pinned_note="Old.")
    with pytest.raises(ReportedBefore):
        report(riverbend, story, part="coder")
    assert close_told_reports(case=case, by=SYSTEM)
    second = report(riverbend, story, Category.SPAM, part="coder")
    assert (second.reporter_id, second.case_id == case.pk) == (first.reporter_id, False)
    with pytest.raises(ReportedBefore):
        report(riverbend, story, part="coder")
    older, newer = report_for_reporter(first.code_hash), report_for_reporter(second.code_hash)
    assert older is not None
    assert newer is not None
    assert (older.is_decided, older.was_agreed_with) == (True, True)
    assert (newer.is_decided, newer.category) == (False, Category.SPAM.label)


def test_what_was_set_aside_and_reported_anew_counts_once(riverbend: Riverbend, story: Contribution) -> None:
    moderator = riverbend.actor("moderator")
    others = report(riverbend, story)
    first = report(riverbend, story, part="coder")
    case = taken(riverbend, story)
    invalidate_reports(case=case, keys=[first.pk], reason="Sent together", by=moderator)
    second = report(riverbend, story, part="coder")
    assert restore_reports(case=case, by=moderator) == 0
    first.refresh_from_db()
    assert first.state == Report.State.INVALIDATED
    invalidate_reports(case=case, keys=[second.pk], reason="Sent together", by=moderator)
    assert restore_reports(case=case, by=moderator) == 1
    second.refresh_from_db()
    assert second.state == Report.State.QUEUED
    assert {one.pk for one in case.reports.exclude(state=Report.State.INVALIDATED)} == {others.pk, second.pk}


def test_restored_reports_join_a_newer_open_case_and_are_decided_with_it(
    riverbend: Riverbend, story: Contribution
) -> None:
    moderator = riverbend.actor("moderator")
    earlier = [report(riverbend, story, Category.ABUSE) for _number in range(2)]
    older = taken(riverbend, story)
    invalidate_reports(case=older, keys=[one.pk for one in earlier], reason="Sent together", by=moderator)
    later = report(riverbend, story, Category.SPAM)
    newer = Case.objects.get(contribution=story, state=Case.State.OPEN)
    assert (newer.pk == older.pk, newer.severity) == (False, Severity.QUALITY)
    assert restore_reports(case=older, by=moderator) == 2
    older.refresh_from_db()
    newer.refresh_from_db()
    assert (older.state, newer.state, newer.severity) == (Case.State.CLOSED, Case.State.OPEN, Severity.BREACH)
    assert newer.due_at == older.due_at
    assert {one.pk for one in newer.reports.all()} == {later.pk, *(one.pk for one in earlier)}
    decide(take_case(case=newer, by=moderator), riverbend, Outcome.KEEP)
    for one in (*earlier, later):
        found = report_for_reporter(one.code_hash)
        assert found is not None
        assert (found.is_decided, found.was_agreed_with) == (True, False)


def test_a_report_weighs_by_the_reporters_record(riverbend: Riverbend) -> None:
    weights = []
    for number in range(8):
        story = published_story(riverbend)
        given = receive_report(contribution=story, category=Category.ABUSE, by=riverbend.actor("coder")).report
        weights.append(given.weight)
        decide(taken(riverbend, story), riverbend, Outcome.KEEP if number else Outcome.LABEL, pinned_note="Old.")
    assert weights[:5] == [1.0] * 5
    assert weights[5] == pytest.approx(2 * 2 / 7)
    assert weights[5] > weights[6] > weights[7] >= 0.25


def test_the_reporter_learns_the_outcome_and_nothing_else(riverbend: Riverbend, story: Contribution) -> None:
    given = receive_report(contribution=story, category=Category.ABUSE, by=riverbend.actor("visitor"))
    found = report_for_reporter(given.report.code_hash)
    assert found is not None
    assert (found.is_decided, found.was_agreed_with) == (False, None)
    decide(taken(riverbend, story), riverbend, Outcome.REMOVE)
    found = report_for_reporter(given.report.code_hash)
    assert found is not None
    assert (found.is_decided, found.was_agreed_with) == (True, True)
    assert report_for_reporter("0" * 64) is None


def test_a_machine_goes_no_further_than_reading_first(riverbend: Riverbend, story: Contribution) -> None:
    def step(step: Step, by: Actor, **values: object) -> None:
        take_step(persona=story.author, space=riverbend.space, step=step, reason="Many refusals", by=by, **values)  # type: ignore[arg-type]

    step(Step.PRE_MODERATED, SYSTEM)
    week = timezone.now() + datetime.timedelta(days=7)
    for grave in (Step.READ_ONLY, Step.SUSPENDED, Step.REMOVED):
        with pytest.raises(ValueError, match=r"machine|decision"):
            step(grave, SYSTEM, until=week)
        with pytest.raises(ValueError, match="rests on a decision"):
            step(grave, riverbend.actor("moderator"), until=week)
    sanction = Sanction.objects.get()
    assert not end_step(sanction=sanction, now=timezone.now(), by=SYSTEM)
    Sanction.objects.update(until=timezone.now())
    assert end_step(sanction=sanction, now=timezone.now(), by=SYSTEM)


def test_a_measure_on_a_place_has_a_reason_and_is_lifted_once(riverbend: Riverbend, story: Contribution) -> None:
    by = riverbend.actor("moderator")
    Kind = PlaceMeasure.Kind  # noqa: N806
    with pytest.raises(ValueError, match="why"):
        set_place_measure(space=riverbend.space, kind=Kind.RAID, reason=" ", by=by)
    with pytest.raises(ValueError, match="pause"):
        set_place_measure(space=riverbend.space, kind=Kind.SLOW_MODE, reason="Busy", by=by)
    with pytest.raises(ValueError, match="whole space"):
        set_place_measure(space=riverbend.space, kind=Kind.RAID, thread=story, reason="Raid", by=by)
    first = set_place_measure(space=riverbend.space, kind=Kind.SLOW_MODE, pause_s=60, reason="Busy", by=by)
    again = set_place_measure(space=riverbend.space, kind=Kind.SLOW_MODE, pause_s=600, reason="Busier", by=by)
    assert first == again
    assert lift_place_measure(measure=again, by=by)
    assert not lift_place_measure(measure=again, by=by)
