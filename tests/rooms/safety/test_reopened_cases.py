"""A case that is opened again: every report in it can be decided, and whoever was answered keeps the answer."""

import datetime

import pytest
from django.utils import timezone

from openward.contributions.models import Contribution
from openward.ledger.models import RecordedFact
from openward.notifications.models import Message
from openward.people.access import SYSTEM
from openward.safety.actions.cases import close_delivered_case, mark_overdue, take_case
from openward.safety.actions.decisions import decide_report_case
from openward.safety.actions.reports import close_told_reports, invalidate_reports, receive_report, restore_reports
from openward.safety.models import REPORT, Case, Decision, Report
from openward.safety.queries.cases import case_queue
from tests.factories.riverbend import Riverbend, published_story
from tests.rooms.safety.appealing import hear_everything

Outcome = Decision.Outcome
MOVES = ("decided", "notified", "closed")


def _decided(riverbend: Riverbend, story: Contribution, outcome: Outcome) -> Decision:
    moderator = riverbend.actor("moderator")
    case = take_case(case=Case.objects.get(contribution=story, kind="report"), by=moderator)
    against = outcome != Outcome.KEEP
    assert story.shown_revision is not None
    return decide_report_case(
        case=case,
        outcome=outcome,
        revision_sha256=story.shown_revision.sha256,
        rule=riverbend.space.house_rules.get() if against else None,
        facts="A nurse is named." if against else "",
        words_to_author="Please leave the name out." if against else "",
        version=case.version,
        by=moderator,
    )


def _one_set_aside_one_answered(riverbend: Riverbend, story: Contribution) -> tuple[Report, Report]:
    """Two reports in one case: one set aside before anybody decided, the other answered with "left as it is"."""
    moderator = riverbend.actor("moderator")
    aside, answered = (
        receive_report(contribution=story, category=Report.Category.ABUSE, by=riverbend.actor("visitor")).report
        for _time in range(2)
    )
    case = take_case(case=Case.objects.get(kind="report"), by=moderator)
    invalidate_reports(case=case, keys=[aside.pk], reason="A campaign.", by=moderator)
    _decided(riverbend, story, Outcome.KEEP)
    return aside, answered


def _moved_to(case: Case, state: str) -> None:
    if state in {"notified", "closed"}:
        close_told_reports(case=case, by=SYSTEM)
    if state == "closed":
        close_delivered_case(case=case, by=SYSTEM)
    case.refresh_from_db()
    assert case.state == state


@pytest.mark.parametrize("state", MOVES)
def test_a_report_that_counts_again_is_never_left_in_a_case_that_is_over(riverbend: Riverbend, state: str) -> None:
    story = published_story(riverbend)
    aside, _answered = _one_set_aside_one_answered(riverbend, story)
    case = Case.objects.get(kind="report")
    _moved_to(case, state)
    assert restore_reports(case=case, by=riverbend.actor("moderator")) == 1
    aside.refresh_from_db()
    assert aside.case.state == Case.State.OPEN
    assert [one.case.pk for one in case_queue(riverbend.actor("moderator"))] == [aside.case_id]
    _decided(riverbend, story, Outcome.KEEP)
    aside.refresh_from_db()
    assert (aside.state, aside.was_agreed_with) == (Report.State.DECIDED, False)
    kinds = list(RecordedFact.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds.index("safety.CaseReopened") < kinds.index("safety.ReportsRestored")


@pytest.mark.parametrize("state", MOVES)
def test_whoever_was_answered_keeps_the_answer_when_the_case_is_decided_again(riverbend: Riverbend, state: str) -> None:
    story = published_story(riverbend)
    _aside, answered = _one_set_aside_one_answered(riverbend, story)
    case = Case.objects.get(kind="report")
    _moved_to(case, state)
    answered.refresh_from_db()
    before = (answered.state, answered.was_agreed_with, answered.decided_at)
    restore_reports(case=case, by=riverbend.actor("moderator"))
    _decided(riverbend, story, Outcome.LIMIT)
    answered.refresh_from_db()
    assert (answered.state, answered.was_agreed_with, answered.decided_at) == before


def test_every_move_of_a_report_is_one_that_its_graph_allows(riverbend: Riverbend) -> None:
    story = published_story(riverbend)
    _aside, answered = _one_set_aside_one_answered(riverbend, story)
    case = Case.objects.get(kind="report")
    _moved_to(case, "closed")
    restore_reports(case=case, by=riverbend.actor("moderator"))
    before = dict(Report.objects.values_list("pk", "state"))
    _decided(riverbend, story, Outcome.LIMIT)
    for key, state in Report.objects.values_list("pk", "state"):
        if state != before[key]:
            REPORT.check(before[key], "assigned")
            REPORT.check("assigned", state)
    assert before[answered.pk] == Report.objects.get(pk=answered.pk).state == Report.State.CLOSED


def test_only_those_whom_a_decision_answers_are_told_of_it_however_late(riverbend: Riverbend) -> None:
    story = published_story(riverbend)
    aside, answered = _one_set_aside_one_answered(riverbend, story)
    case = Case.objects.get(kind="report")
    hear_everything("CaseDecided")
    restore_reports(case=case, by=riverbend.actor("moderator"))
    _decided(riverbend, story, Outcome.LIMIT)
    for _twice in range(2):
        hear_everything("CaseDecided")
    told = Message.objects.filter(kind="report_decided")
    assert told.filter(persona=answered.reporter_id).count() == 1
    assert told.filter(persona=aside.reporter_id).count() == 1
    assert set(Report.objects.values_list("state", flat=True)) == {Report.State.CLOSED}


def test_a_case_that_is_opened_again_has_a_clock_of_its_own(riverbend: Riverbend) -> None:
    story = published_story(riverbend)
    _one_set_aside_one_answered(riverbend, story)
    case = Case.objects.get(kind="report")
    long_ago = timezone.now() - datetime.timedelta(days=30)
    Case.objects.update(due_at=long_ago, is_overdue=True)
    restore_reports(case=case, by=riverbend.actor("moderator"))
    case.refresh_from_db()
    assert not case.is_overdue
    assert case.due_at is not None
    assert case.due_at > timezone.now()
    assert not mark_overdue(case=case, now=timezone.now(), by=SYSTEM)
