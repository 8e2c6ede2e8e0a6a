"""People who reported ask for another look: once for a case, decided by somebody else, and nobody learns who asked."""

import csv
import datetime
import io
import json
import zipfile
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from openward.contributions.actions.stories import withdraw
from openward.contributions.models import Contribution, Restriction, Revision
from openward.ledger.models import RecordedFact
from openward.ledger.tasks import hear
from openward.notifications import tasks
from openward.notifications.models import Message
from openward.people.access import Actor, persona_actor
from openward.people.actions.personas import persona_of_account
from openward.people.models import VaultEntry
from openward.safety.access.appeals import appeal_for_deciding
from openward.safety.access.reports import own_report
from openward.safety.actions.appeals import NoAppeal, appeal_decision, decide_appeal, take_appeal
from openward.safety.actions.cases import CaseMoved, take_case
from openward.safety.actions.decisions import DeciderIsInvolved, decide_report_case
from openward.safety.actions.openness import export_decisions
from openward.safety.actions.report_appeals import appeal_as_reporter, decide_anew
from openward.safety.actions.reports import invalidate_reports, receive_report
from openward.safety.actions.second_readings import draw_second_reading, set_share
from openward.safety.models import Appeal, Case, Decision, Report, SecondReading, Strike
from openward.safety.models.quarters import quarter_of
from openward.safety.queries.appeals import WhyNot, appeal_queue, why_no_appeal
from openward.safety.queries.figures import public_figures
from openward.safety.queries.openness import appeals_of
from openward.safety.queries.readings import decisions_for_author
from openward.safety.queries.report_appeals import LESS_THAN_ASKED, own_reports, second_look
from openward.safety.queries.reports import as_its_sender_reads
from openward.safety.queries.statements import missing_in, statement_of
from openward.safety.tasks.appeals import watch_appeals
from tests.factories.riverbend import Riverbend, published_story
from tests.rooms.safety.appealing import ANSWER, appealed, author_of, decided_about, hear_everything
from tests.rooms.safety.moderators import another_moderator

Outcome = Decision.Outcome
State = Appeal.State
NOT_ENOUGH = "It still says which bed she lay in."


def reporter(report: Report | None = None) -> Actor:
    return persona_actor((report or Report.objects.get()).reporter_id)


def asked(report: Report | None = None, *, words: str = NOT_ENOUGH, **values: Any) -> Appeal:
    report = report or Report.objects.get()
    return appeal_as_reporter(report=report, words=words, by=values.pop("by", reporter(report)), **values)


def anew(appeal: Appeal, outcome: Decision.Outcome = Outcome.HIDE, *, by: Actor, **values: Any) -> Appeal:
    taken = take_appeal(appeal=appeal, by=by)
    revision = taken.contribution.shown_revision or Revision.objects.latest("pk")
    given = {
        "rule": taken.space.house_rules.get(),
        "facts": "A bed is named.",
        "words_to_author": "Please leave the bed out.",
        "reason": "You are right: the bed tells who it was.",
        "cause": Appeal.Cause.CONTEXT,
        "revision_sha256": revision.sha256,
        "version": taken.version,
        **values,
    }
    return decide_anew(appeal=taken, outcome=outcome, by=by, **given)


def kept(riverbend: Riverbend, **values: Any) -> Decision:
    return decided_about(riverbend, Outcome.KEEP, **values)


# --- Who can ask, and when ----------------------------------------------------------------------------------------


def test_what_was_left_as_it_is_is_decided_anew_by_somebody_else_in_the_ordinary_way(riverbend: Riverbend) -> None:
    first = kept(riverbend)
    second = another_moderator(riverbend)
    appeal = asked()
    assert (appeal.side, appeal.state, appeal.number, appeal.is_in_pool) == ("reporter", State.OPEN, 1, False)
    done = anew(appeal, by=second)
    first.refresh_from_db()
    assert first.overturned_at is not None
    decision = done.replacement
    assert decision is not None
    assert (decision.outcome, decision.source, decision.decided_by) == (Outcome.HIDE, "report", second.account)
    assert decision.case == first.case
    assert Contribution.objects.get().restriction == Restriction.HIDDEN
    assert Strike.objects.filter(decision=decision, cancelled_at__isnull=True).count() == 1
    report = Report.objects.get()
    assert (report.state, report.was_agreed_with) == (Report.State.DECIDED, True)
    assert (done.state, done.outcome, done.reason) == (
        State.OVERTURNED, State.OVERTURNED, "You are right: the bed tells who it was.",
    )  # fmt: skip
    assert Case.objects.get(kind="report").state == Case.State.DECIDED
    kinds = list(RecordedFact.objects.order_by("pk").values_list("kind", flat=True))
    since = kinds[kinds.index("safety.AppealOpened") :]
    assert [one.removeprefix("safety.") for one in since if one.startswith("safety.")] == [
        "AppealOpened", "AppealTaken", "DecisionUndone", "CaseReopened", "CaseTaken", "CaseDecided", "AppealDecided",
    ]  # fmt: skip
    assert missing_in(statement_of(decision)) == []


def test_what_was_milder_than_asked_is_undone_before_it_is_decided_anew(riverbend: Riverbend) -> None:
    first = decided_about(riverbend, Outcome.LIMIT)
    done = anew(asked(), Outcome.REMOVE, by=another_moderator(riverbend))
    assert done.outcome == State.VARIED
    assert Contribution.objects.get().restriction == Restriction.REMOVED
    standing = Strike.objects.filter(cancelled_at__isnull=True)
    assert [(one.decision_id, one.weight) for one in standing] == [(done.replacement_id, 2)]
    first.refresh_from_db()
    assert first.overturned_at is not None


@pytest.mark.parametrize("outcome", [one for one in LESS_THAN_ASKED if one != Outcome.PROPOSE_EDIT])
def test_everything_that_leaves_the_words_readable_can_be_asked_about(riverbend: Riverbend, outcome: Outcome) -> None:
    decided_about(riverbend, outcome)
    assert second_look(Report.objects.get(), timezone.now()).why_not is None
    assert asked().decision == Decision.objects.get()


@pytest.mark.parametrize("outcome", [Outcome.HIDE, Outcome.REMOVE])
def test_words_that_nobody_reads_any_more_leave_nothing_to_ask(riverbend: Riverbend, outcome: Outcome) -> None:
    decided_about(riverbend, outcome)
    assert _refused() == WhyNot.AS_ASKED


def _refused(report: Report | None = None, **values: Any) -> WhyNot:
    with pytest.raises(NoAppeal) as refused:
        asked(report, **values)
    return refused.value.why


def test_before_a_decision_after_six_months_and_after_the_words_are_gone(riverbend: Riverbend) -> None:
    story = published_story(riverbend)
    receive_report(contribution=story, category=Report.Category.ABUSE, by=riverbend.actor("visitor"))
    assert _refused() == WhyNot.NOT_DECIDED
    Report.objects.all().delete()
    Case.objects.all().delete()
    first = kept(riverbend, story=story)
    with time_machine.travel(first.decided_at + datetime.timedelta(days=184)):
        assert _refused() == WhyNot.TOO_LATE
    with time_machine.travel(first.decided_at + datetime.timedelta(days=182)):
        assert second_look(Report.objects.get(), timezone.now()).why_not is None
    withdraw(contribution=story, by=author_of(first))
    assert _refused() == WhyNot.WORDS_GONE


def test_only_whoever_reported_asks(riverbend: Riverbend) -> None:
    first = kept(riverbend)
    for actor in (riverbend.actor("visitor"), riverbend.actor("coder"), author_of(first)):
        with pytest.raises(ValueError, match="only whoever reported"):
            asked(by=actor)
    with pytest.raises(ValueError, match="says what was wrong"):
        asked(words="  ")
    assert not Appeal.objects.exists()


def test_somebody_signed_in_asks_without_their_words_and_the_ledger_knows_a_persona(riverbend: Riverbend) -> None:
    story = published_story(riverbend)
    account = riverbend.account("coder")
    receive_report(contribution=story, category=Report.Category.ABUSE, by=riverbend.actor("coder"))
    moderator = riverbend.actor("moderator")
    case = take_case(case=Case.objects.get(kind="report"), by=moderator)
    decide_report_case(
        case=case, outcome=Outcome.KEEP, revision_sha256=_sha(story), version=case.version, by=moderator
    )
    report = own_reports(riverbend.actor("coder"))[0]
    assert own_report(riverbend.actor("coder"), report.pk) == report
    for part in ("visitor", "moderator", "lead"):
        with pytest.raises(Http404):
            own_report(riverbend.actor(part), report.pk)
    assert own_reports(riverbend.actor("lead")) == []
    asked(report, by=riverbend.actor("coder"))
    row = RecordedFact.objects.get(kind="safety.AppealOpened")
    assert row.author_kind == "persona"
    assert str(account.pk) not in f"{row.__dict__}"


def _sha(story: Contribution) -> str:
    assert story.shown_revision is not None
    return story.shown_revision.sha256


def test_one_case_is_looked_at_again_once_and_once_more_on_new_facts_whoever_asks(riverbend: Riverbend) -> None:
    story = published_story(riverbend)
    second = another_moderator(riverbend)
    other = receive_report(contribution=story, category=Report.Category.HATE, by=riverbend.actor("visitor")).report
    kept(riverbend, story=story)
    mine = Report.objects.exclude(pk=other.pk).get()
    other.refresh_from_db()
    appeal = asked(mine)
    assert _refused(mine) == WhyNot.WAITS
    assert _refused(other) == WhyNot.WAITS
    # What one of them wrote is nothing that another one reads.
    assert second_look(other, timezone.now()).asked == []
    taken = take_appeal(appeal=appeal, by=second)
    decide_appeal(appeal=taken, outcome=State.UPHELD, reason=ANSWER, version=taken.version, by=second)
    assert _refused(other) == WhyNot.ANSWERED
    again = asked(other, new_facts="The bed has a number, and the ward has one such bed.")
    assert again.number == 2
    taken = take_appeal(appeal=again, by=second)
    decide_appeal(appeal=taken, outcome=State.UPHELD, reason=ANSWER, version=taken.version, by=second)
    assert _refused(mine, new_facts="One thing more.") == WhyNot.ANSWERED_TWICE
    with pytest.raises(IntegrityError, match="appeal_number_once"), transaction.atomic():
        Appeal.objects.create(
            side="reporter", report=mine, decision=appeal.decision, contribution=story, space=story.space,
            appellant=mine.reporter, words="x", due_at=timezone.now(),
        )  # fmt: skip


def test_reports_that_were_set_aside_as_a_weapon_cannot_appeal(riverbend: Riverbend) -> None:
    story = published_story(riverbend)
    weapon = receive_report(contribution=story, category=Report.Category.HATE, by=riverbend.actor("visitor")).report
    moderator = riverbend.actor("moderator")
    honest = receive_report(contribution=story, category=Report.Category.ABUSE, by=riverbend.actor("visitor")).report
    case = take_case(case=Case.objects.get(kind="report"), by=moderator)
    invalidate_reports(case=case, keys=[weapon.pk], reason="A campaign.", by=moderator)
    decide_report_case(
        case=case, outcome=Outcome.KEEP, revision_sha256=_sha(story), version=case.version, by=moderator
    )
    for report in (weapon, honest):
        report.refresh_from_db()
    assert _refused(weapon) == WhyNot.SET_ASIDE
    Report.objects.filter(pk=honest.pk).update(is_set_aside=True)
    honest.refresh_from_db()
    assert _refused(honest) == WhyNot.SET_ASIDE


def _own_reports_decided(riverbend: Riverbend, count: int) -> list[Report]:
    """Reports of one signed-in person, each of other words, each left as it was."""
    moderator = riverbend.actor("moderator")
    for _number in range(count):
        story = published_story(riverbend)
        receive_report(contribution=story, category=Report.Category.ABUSE, by=riverbend.actor("coder"))
        case = take_case(case=Case.objects.get(contribution=story, kind="report"), by=moderator)
        decide_report_case(
            case=case, outcome=Outcome.KEEP, revision_sha256=_sha(story), version=case.version, by=moderator
        )
    return list(Report.objects.order_by("received_at"))


def test_three_at_once_and_one_for_somebody_whom_nobody_could_agree_with(riverbend: Riverbend) -> None:
    reports = _own_reports_decided(riverbend, 4)
    for report in reports[:3]:
        asked(report)
    assert _refused(reports[3]) == WhyNot.TOO_OFTEN
    reports = _own_reports_decided(riverbend, 2)
    # Six reports by now that nobody agreed with: the first of them has to be answered before the next.
    Appeal.objects.exclude(pk=Appeal.objects.earliest("opened_at").pk).delete()
    assert _refused(reports[4]) == WhyNot.TOO_OFTEN
    Appeal.objects.all().delete()
    assert asked(reports[4]).state == State.OPEN


def test_five_in_a_row_that_changed_nothing_make_room_for_others_for_half_a_year(riverbend: Riverbend) -> None:
    reports = _own_reports_decided(riverbend, 6)
    second = another_moderator(riverbend)
    for report in reports[:5]:
        taken = take_appeal(appeal=asked(report), by=second)
        decide_appeal(appeal=taken, outcome=State.UPHELD, reason=ANSWER, version=taken.version, by=second)
    assert _refused(reports[5]) == WhyNot.TOO_OFTEN
    Appeal.objects.filter(report=reports[0]).update(outcome=State.OVERTURNED)
    assert asked(reports[5]).state == State.OPEN


# --- Who decides --------------------------------------------------------------------------------------------------


def test_whoever_decided_first_wrote_or_reported_cannot_decide(riverbend: Riverbend) -> None:
    kept(riverbend)
    appeal = asked()
    first = riverbend.actor("moderator")
    assert appeal_queue(first) == []
    with pytest.raises(Http404):
        appeal_for_deciding(first, appeal.pk)
    with pytest.raises(DeciderIsInvolved):
        take_appeal(appeal=appeal, by=first)
    second = another_moderator(riverbend)
    assert second.account is not None
    own = persona_of_account(account=second.account, scope_key=riverbend.space.pk, badge="unsaid", handle="")
    Report.objects.update(reporter=own)
    with pytest.raises(DeciderIsInvolved):
        take_appeal(appeal=appeal, by=second)


def test_what_was_too_little_is_never_just_called_wrong(riverbend: Riverbend) -> None:
    decided_about(riverbend, Outcome.LIMIT)
    second = another_moderator(riverbend)
    taken = take_appeal(appeal=asked(), by=second)
    with pytest.raises(ValueError, match="decided anew"):
        decide_appeal(
            appeal=taken, outcome=State.OVERTURNED, reason=ANSWER, cause=Appeal.Cause.CONTEXT, version=taken.version,
            by=second,
        )  # fmt: skip
    for outcome in (Outcome.LABEL, Outcome.LIMIT, Outcome.KEEP):
        with pytest.raises(ValueError, match="goes further"):
            anew(taken, outcome, by=second)
    with pytest.raises(ValueError, match="told why"):
        anew(taken, by=second, reason=" ")
    for cause in ("", Appeal.Cause.TOO_HARD, Appeal.Cause.WRONG_RULE):
        with pytest.raises(ValueError, match="for a reason"):
            anew(taken, by=second, cause=cause)
    with pytest.raises(CaseMoved):
        anew(taken, by=second, version=99)
    assert Contribution.objects.get().restriction == Restriction.INTERACTION_LIMITED


def test_an_author_appeal_is_not_decided_anew(riverbend: Riverbend) -> None:
    first = decided_about(riverbend, Outcome.LIMIT)
    with pytest.raises(ValueError, match="somebody who reported"):
        anew(appealed(first), by=another_moderator(riverbend))


# --- What follows -------------------------------------------------------------------------------------------------


def test_the_author_can_appeal_and_neither_of_the_two_decides_about_that(riverbend: Riverbend) -> None:
    kept(riverbend)
    second = another_moderator(riverbend)
    replacement = anew(asked(), by=second).replacement
    assert replacement is not None
    assert why_no_appeal(replacement, [], timezone.now()) is None
    appeal = appeal_decision(decision=replacement, words="It names no bed.", by=author_of(replacement))
    # The first one said that the words break no rule, the second that they do.
    for actor in (riverbend.actor("moderator"), second):
        assert appeal_queue(actor) == []
        with pytest.raises(DeciderIsInvolved):
            take_appeal(appeal=appeal, by=actor)
    assert appeal.is_in_pool


def test_whoever_reported_does_not_ask_about_what_came_of_their_own_asking(riverbend: Riverbend) -> None:
    kept(riverbend)
    anew(asked(), Outcome.COMMUNITY_ONLY, by=another_moderator(riverbend))
    assert _refused() == WhyNot.ANSWERED_TWICE


def test_when_the_author_was_right_the_reporters_appeal_is_over(riverbend: Riverbend) -> None:
    first = decided_about(riverbend, Outcome.LIMIT)
    mine, second = asked(), another_moderator(riverbend)
    theirs = appealed(first)
    taken = take_appeal(appeal=theirs, by=second)
    decide_appeal(
        appeal=taken, outcome=State.OVERTURNED, reason=ANSWER, cause=Appeal.Cause.CONTEXT, version=taken.version,
        by=second,
    )  # fmt: skip
    mine.refresh_from_db()
    assert (mine.state, mine.outcome) == (State.CLOSED, "")
    assert _refused() == WhyNot.AFTER_AN_APPEAL
    assert as_its_sender_reads(Report.objects.select_related("contribution__space", "case").get()).was_looked_at_again


def test_when_whoever_reported_was_right_the_author_asks_about_the_new_decision(riverbend: Riverbend) -> None:
    first = decided_about(riverbend, Outcome.LIMIT)
    theirs, second = appealed(first), another_moderator(riverbend)
    done = anew(asked(), Outcome.REMOVE, by=second)
    theirs.refresh_from_db()
    assert theirs.state == State.CLOSED
    assert done.replacement is not None
    assert why_no_appeal(done.replacement, [], timezone.now()) is None


def test_a_newer_case_about_the_same_words_is_answered_too(riverbend: Riverbend) -> None:
    story = published_story(riverbend)
    decided_about(riverbend, Outcome.LABEL, story=story)
    appeal = asked()
    hear_everything("CaseDecided")
    newer = receive_report(contribution=story, category=Report.Category.HATE, by=riverbend.actor("visitor")).report
    done = anew(appeal, by=another_moderator(riverbend))
    newer.refresh_from_db()
    assert done.replacement is not None
    assert (newer.case, newer.state, newer.was_agreed_with) == (done.replacement.case, Report.State.DECIDED, True)
    assert not Case.objects.filter(kind="report", state__in=["open", "claimed"]).exists()


def test_words_taken_back_end_the_appeal(riverbend: Riverbend) -> None:
    first = kept(riverbend)
    appeal, second = asked(), another_moderator(riverbend)
    taken = take_appeal(appeal=appeal, by=second)
    withdraw(contribution=first.case.contribution, by=author_of(first))
    with pytest.raises(CaseMoved):
        anew(taken, by=second)
    for row in RecordedFact.objects.filter(kind="contributions.ContributionWithdrawn"):
        hear(fact_id=row.pk, handler="safety.on_words_taken_back")
    appeal.refresh_from_db()
    assert appeal.state == State.CLOSED


def test_a_decision_that_answers_an_appeal_is_not_drawn_to_be_made_again(riverbend: Riverbend) -> None:
    set_share(organisation=riverbend.cast.organisation, percent=100, by=riverbend.actor("lead"))
    first = kept(riverbend)
    replacement = anew(asked(), by=another_moderator(riverbend)).replacement
    assert replacement is not None
    assert draw_second_reading(decision=first, by=riverbend.actor("moderator")) is not None
    assert draw_second_reading(decision=replacement, by=riverbend.actor("moderator")) is None
    assert SecondReading.objects.count() == 1


# --- Who learns what ----------------------------------------------------------------------------------------------


def _told() -> set[tuple[str, Any]]:
    hear_everything("AppealOpened", "AppealDecided", "CaseDecided")
    hear_everything("AppealOpened", "AppealDecided", "CaseDecided")
    return {(one.kind, one.persona_id) for one in Message.objects.filter(persona__isnull=False)}


def test_of_an_appeal_that_changes_nothing_the_author_never_hears(riverbend: Riverbend) -> None:
    first = decided_about(riverbend, Outcome.LIMIT)
    author = first.case.contribution.author_id
    hear_everything("CaseDecided")
    before = {one.pk for one in Message.objects.filter(persona=author)}
    shown = [one.appeal for one in decisions_for_author(first.case.contribution)]
    second = another_moderator(riverbend)
    taken = take_appeal(appeal=asked(), by=second)
    assert [one.appeal for one in decisions_for_author(first.case.contribution)] == shown == [""]
    decide_appeal(appeal=taken, outcome=State.UPHELD, reason=ANSWER, version=taken.version, by=second)
    told = _told()
    assert {one.pk for one in Message.objects.filter(persona=author)} == before
    assert ("report_reconsidered", Report.objects.get().reporter_id) in told
    about = f"contribution:{first.case.contribution_id}"
    for row in RecordedFact.objects.filter(kind__startswith="safety.Appeal"):
        assert about not in row.about, row.kind
    assert [one.can_be_appealed for one in decisions_for_author(first.case.contribution)] == [True]


def test_when_something_changes_author_and_reporters_are_told_and_nobody_of_anybody(riverbend: Riverbend) -> None:
    story = published_story(riverbend)
    kept(riverbend, story=story)
    report = Report.objects.get()
    anew(asked(words="Zanzibar is where she lay."), by=another_moderator(riverbend), reason="Quetzal: you were right.")
    told = _told()
    assert ("decision_made", story.author_id) in told
    assert {kind for kind, who in told if who == report.reporter_id} == {"report_decided", "report_reconsidered"}
    assert [one.outcome for one in decisions_for_author(story)] == [Outcome.HIDE]
    watch_appeals(timestamp=0)
    assert Appeal.objects.get().state == State.CLOSED
    written = json.dumps([[m.about, m.values, m.once_key] for m in Message.objects.all()], default=str)
    written += json.dumps([[f.payload, f.about, f.shreddable] for f in RecordedFact.objects.all()], default=str)
    assert "Zanzibar" not in written
    assert "Quetzal" not in written
    for row in RecordedFact.objects.filter(about__contains=[f"contribution:{story.pk}"]):
        if row.kind != "safety.ReportReceived":
            assert str(report.reporter_id) not in json.dumps([row.payload, row.about, row.author_key]), row.kind


def test_one_letter_says_that_somebody_looked_again_and_the_address_is_forgotten(riverbend: Riverbend) -> None:
    kept(riverbend)
    with pytest.raises(ValueError, match="five words"):
        asked(email="rowan.brown@mailbox.example")
    appeal = asked(email="rowan.brown@mailbox.example", code="one-two-three-four-five")
    second = another_moderator(riverbend)
    taken = take_appeal(appeal=appeal, by=second)
    decide_appeal(appeal=taken, outcome=State.UPHELD, reason="Quetzal.", version=taken.version, by=second)
    hear_everything("AppealDecided")
    watch_appeals(timestamp=0)
    appeal.refresh_from_db()
    assert appeal.state == State.NOTIFIED, "the letter is on its way"
    tasks.carry_due(0)
    letters = [one for one in mail.outbox if one.to == ["rowan.brown@mailbox.example"]]
    assert len(letters) == 1
    body = " ".join(str(letters[0].body).split())
    assert "/report/one-two-three-four-five/" in body
    for word in ("Quetzal", NOT_ENOUGH, "Riverbend", "bed"):
        assert word not in f"{letters[0].subject} {body}"
    assert not VaultEntry.objects.filter(persona=appeal.letter_to).exists()
    watch_appeals(timestamp=0)
    appeal.refresh_from_db()
    assert appeal.state == State.CLOSED


def test_public_figures_and_the_auditors_export_tell_the_sides_apart(riverbend: Riverbend) -> None:
    second = another_moderator(riverbend)
    for place in range(12):
        kept(riverbend)
        report = Report.objects.latest("received_at")
        if place:
            anew(asked(report), by=second)
    organisation, today = riverbend.cast.organisation, timezone.localdate()
    exact = [one.kind for one in appeals_of(organisation, quarter_of(today))]
    assert exact == ["reporter:overturned"] * 11
    figures = public_figures(organisation, quarter_of(today))
    # The sum, or its only part: one of the two, so that nothing can be subtracted.
    shown = [figures["complaints"]["cells"]["reporter:overturned"], figures["complaints"]["total"]]
    assert sorted(shown, key=str) == [10, None]
    assert figures["appeals"]["total"] in {10, None}
    packed = export_decisions(organisation=organisation, reason="An audit.", by=riverbend.actor("data_protection"))
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("decisions.csv").decode(), newline="")))
    told = {(row["outcome"], row["appeal sides"], row["appeal outcomes"]) for row in rows}
    assert told == {("keep", "", ""), ("keep", "reporter", "overturned"), ("hide", "", "")}


def _letters() -> list[str]:
    hear_everything("AppealClosed")
    tasks.carry_due(0)
    return [str(one.body) for one in mail.outbox if one.to == ["rowan.brown@mailbox.example"]]


def test_an_appeal_that_is_over_undecided_still_brings_the_one_letter_and_forgets_the_address(
    riverbend: Riverbend,
) -> None:
    first = kept(riverbend)
    appeal = asked(email="rowan.brown@mailbox.example", code="one-two-three-four-five")
    assert VaultEntry.objects.filter(persona=appeal.letter_to).exists()
    withdraw(contribution=first.case.contribution, by=author_of(first))
    for row in RecordedFact.objects.filter(kind="contributions.ContributionWithdrawn"):
        hear(fact_id=row.pk, handler="safety.on_words_taken_back")
    (letter,) = _letters()
    assert "took back the words" in letter
    assert not VaultEntry.objects.filter(persona=appeal.letter_to).exists()
    assert len(_letters()) == 1


def test_an_appeal_that_another_decision_ends_brings_the_one_letter_too(riverbend: Riverbend) -> None:
    first = decided_about(riverbend, Outcome.LIMIT)
    mine = asked(email="rowan.brown@mailbox.example", code="one-two-three-four-five")
    answer = {"reason": ANSWER, "cause": Appeal.Cause.CONTEXT}
    second = another_moderator(riverbend)
    taken = take_appeal(appeal=appealed(first), by=second)
    decide_appeal(appeal=taken, outcome=State.OVERTURNED, version=taken.version, by=second, **answer)
    (letter,) = _letters()
    assert "nothing to do with the first decision" in " ".join(letter.split())
    assert not VaultEntry.objects.filter(persona=mine.letter_to).exists()


def test_what_a_newer_case_hid_for_now_makes_way_for_what_is_decided_anew(riverbend: Riverbend) -> None:
    story = published_story(riverbend)
    kept(riverbend, story=story)
    appeal = asked()
    receive_report(contribution=story, category=Report.Category.IDENTIFIES, by=riverbend.actor("visitor"))
    interim = Decision.objects.get(is_automatic=True)
    assert interim.case != appeal.decision.case  # type: ignore[union-attr]
    done = anew(appeal, Outcome.LABEL, by=another_moderator(riverbend), pinned_note="This is about 2019.")
    assert done.replacement is not None
    interim.refresh_from_db()
    story.refresh_from_db()
    assert interim.overturned_at is not None
    assert story.restriction == Restriction.LABELLED
