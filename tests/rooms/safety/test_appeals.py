"""Appeals: asked once, decided by somebody else, undone whole; nobody learns who asked or who decided."""

import datetime
import json

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from openward.contributions.actions.stories import erase, revise, withdraw
from openward.contributions.models import Contribution, Restriction, Review
from openward.kit.state_graphs import IllegalMove
from openward.ledger.models import RecordedFact
from openward.notifications.models import Message
from openward.people.access import SYSTEM, actor_for_account, persona_actor
from openward.people.actions.organisations import give_role, invite_account
from openward.people.models import HeldRole, Role
from openward.safety.access.appeals import appeal_for_deciding, can_see_agreement, may_decide_appeals
from openward.safety.actions.appeal_help import agree_to_help, end_help
from openward.safety.actions.appeals import (
    NoAppeal,
    appeal_decision,
    appeal_measure,
    decide_appeal,
    give_to_pool,
    mark_appeal_overdue,
    put_appeal_back,
    take_appeal,
)
from openward.safety.actions.cases import CaseMoved
from openward.safety.actions.decisions import DeciderIsInvolved
from openward.safety.actions.measures import take_step
from openward.safety.models import APPEAL, Appeal, Case, Decision, Report, Sanction, Step, Strike
from openward.safety.queries.appeals import WhyNot, appeal_count, appeal_queue, deciders, took
from openward.safety.queries.reports import report_for_reporter
from openward.safety.tasks.appeals import watch_appeals
from tests.factories.riverbend import Riverbend, published_story
from tests.rooms.safety.appealing import (
    ANSWER,
    answered,
    appealed,
    author_of,
    decided_about,
    declined_reply,
    hear_everything,
    with_measure,
)
from tests.rooms.safety.moderators import another_moderator

Outcome = Decision.Outcome
State = Appeal.State


def test_words_that_were_declined_are_shown_when_somebody_else_overturns(riverbend: Riverbend) -> None:
    second = another_moderator(riverbend)
    sent, decision = declined_reply(riverbend)
    reply = sent.contribution
    appeal = appealed(decision)
    assert (appeal.state, appeal.is_in_pool) == (State.OPEN, False)
    done = answered(appeal, State.OVERTURNED, by=second)
    reply.refresh_from_db()
    assert reply.is_for_everyone
    assert reply.shown_revision == decision.revision
    assert reply.root is not None
    assert Contribution.objects.get(pk=reply.root_id).comment_count == 1
    decision.refresh_from_db()
    assert decision.overturned_at is not None
    assert (done.outcome, done.state, done.reason, done.cause) == (
        State.OVERTURNED, State.OVERTURNED, ANSWER, Appeal.Cause.CONTEXT,
    )  # fmt: skip
    facts = RecordedFact.objects.filter(about__contains=[f"appeal:{appeal.pk}"]).order_by("pk")
    assert [fact.kind for fact in facts] == [
        "safety.AppealOpened", "safety.AppealTaken", "safety.AppealDecided",
    ]  # fmt: skip


def test_a_suggestion_that_was_wrong_is_set_aside_and_the_own_words_are_shown(riverbend: Riverbend) -> None:
    story = published_story(riverbend)
    parts = [list(part) for part in story.shown_revision.parts]  # type: ignore[union-attr]
    parts[0][1] = "I waited long."
    decision = decided_about(riverbend, Outcome.PROPOSE_EDIT, story=story, parts=parts)
    answered(appealed(decision), State.OVERTURNED, by=another_moderator(riverbend))
    decision.refresh_from_db()
    assert decision.proposal is not None
    assert decision.proposal.review == Review.REJECTED
    story.refresh_from_db()
    assert story.is_for_everyone
    assert story.shown_revision == decision.revision


@pytest.mark.parametrize(
    "outcome", [Outcome.LABEL, Outcome.LIMIT, Outcome.COMMUNITY_ONLY, Outcome.HIDE, Outcome.REMOVE]
)
def test_overturning_undoes_every_effect_exactly(riverbend: Riverbend, outcome: Outcome) -> None:
    story = published_story(riverbend)
    before = (story.standpoint, story.restriction_reason, story.is_for_everyone)
    until = timezone.now() + datetime.timedelta(days=7)
    decision = decided_about(riverbend, outcome, story=story, step=Step.READ_ONLY, step_until=until)
    answered(appealed(decision), State.OVERTURNED, by=another_moderator(riverbend))
    story.refresh_from_db()
    assert (story.standpoint, story.restriction_reason, story.is_for_everyone) == before
    assert not Sanction.objects.exists()
    assert not Strike.objects.filter(cancelled_at__isnull=True).exists()
    assert list(Report.objects.values_list("was_agreed_with", flat=True)) == [False]


def test_upheld_says_why_and_changes_nothing(riverbend: Riverbend) -> None:
    decision = decided_about(riverbend)
    done = answered(appealed(decision), State.UPHELD, by=another_moderator(riverbend))
    decision.refresh_from_db()
    assert decision.overturned_at is None
    assert Contribution.objects.get().restriction == Restriction.HIDDEN
    assert done.reason == ANSWER
    assert Strike.objects.filter(cancelled_at__isnull=True).count() == 1


def test_a_milder_decision_takes_the_place_of_one_that_was_too_hard(riverbend: Riverbend) -> None:
    decision = decided_about(riverbend, Outcome.REMOVE)
    by = another_moderator(riverbend)
    with pytest.raises(ValueError, match="milder"):
        answered(appealed(decision), State.VARIED, by=by, milder=Outcome.REMOVE)
    done = answered(Appeal.objects.get(), State.VARIED, by=by, milder=Outcome.LIMIT)
    assert done.replacement is not None
    assert done.replacement.source == Decision.Source.APPEAL
    assert done.replacement.rule == decision.rule
    assert Contribution.objects.get().restriction == Restriction.INTERACTION_LIMITED
    assert [strike.weight for strike in Strike.objects.filter(cancelled_at__isnull=True)] == [1]
    with pytest.raises(NoAppeal) as refused:
        appealed(done.replacement)
    assert refused.value.why == WhyNot.AFTER_AN_APPEAL


def test_whoever_decided_first_is_refused_by_the_door_the_action_and_the_database(riverbend: Riverbend) -> None:
    _sent, decision = declined_reply(riverbend)
    appeal = appealed(decision)
    first = riverbend.actor("moderator")
    with pytest.raises(Http404):
        appeal_for_deciding(first, appeal.pk)
    assert appeal_queue(first) == []
    with pytest.raises(DeciderIsInvolved):
        take_appeal(appeal=appeal, by=first)
    for field in ("assigned_to", "decided_by"):
        with pytest.raises(IntegrityError, match="somebody_else"), transaction.atomic():
            Appeal.objects.filter(pk=appeal.pk).update(**{field: first.account})
    # Also when the row was put into their hands past the door.
    second = another_moderator(riverbend)
    taken = take_appeal(appeal=appeal, by=second)
    with pytest.raises(CaseMoved):
        decide_appeal(appeal=taken, outcome=State.UPHELD, reason=ANSWER, version=taken.version, by=first)


def test_neither_the_author_nor_a_reporter_decides(riverbend: Riverbend) -> None:
    second = another_moderator(riverbend)
    story = published_story(riverbend)
    decision = decided_about(riverbend, story=story)
    from openward.people.actions.personas import persona_of_account

    assert second.account is not None
    own = persona_of_account(account=second.account, scope_key=riverbend.space.pk, badge="unsaid", handle="")
    Report.objects.update(reporter=own)
    appeal = appealed(decision)
    assert appeal.is_in_pool
    with pytest.raises(DeciderIsInvolved):
        take_appeal(appeal=appeal, by=second)
    with pytest.raises(Http404):
        appeal_for_deciding(second, appeal.pk)
    assert appeal_count(second, aim=datetime.timedelta(hours=72)).for_colleagues == 1


def test_only_the_author_appeals_and_never_twice_about_the_same(riverbend: Riverbend) -> None:
    decision = decided_about(riverbend)
    for actor in (riverbend.actor("visitor"), riverbend.actor("coder"), SYSTEM):
        with pytest.raises(ValueError, match="only the author"):
            appeal_decision(decision=decision, words="No.", by=actor)
    with pytest.raises(ValueError, match="says what was wrong"):
        appealed(decision, words="  ")
    appeal = appealed(decision)
    with pytest.raises(NoAppeal) as refused:
        appealed(decision)
    assert refused.value.why == WhyNot.WAITS
    answered(appeal, State.UPHELD, by=another_moderator(riverbend))
    with pytest.raises(NoAppeal) as refused:
        appealed(decision)
    assert refused.value.why == WhyNot.ANSWERED
    again = appealed(decision, new_facts="The nurse says that she does not mind.")
    assert again.number == 2
    answered(again, State.UPHELD, by=another_moderator(riverbend))
    with pytest.raises(NoAppeal) as refused:
        appealed(decision, new_facts="One more thing.")
    assert refused.value.why == WhyNot.ANSWERED_TWICE


def test_six_months_and_not_a_day_longer(riverbend: Riverbend) -> None:
    decision = decided_about(riverbend)
    with time_machine.travel(decision.decided_at + datetime.timedelta(days=184)), pytest.raises(NoAppeal) as refused:
        appealed(decision)
    assert refused.value.why == WhyNot.TOO_LATE
    with time_machine.travel(decision.decided_at + datetime.timedelta(days=182)):
        assert appealed(decision).due_at.date() == (decision.decided_at + datetime.timedelta(days=189)).date()


def test_what_holds_nobody_back_cannot_be_appealed(riverbend: Riverbend) -> None:
    kept = decided_about(riverbend, Outcome.KEEP)
    with pytest.raises(NoAppeal) as refused:
        appealed(kept)
    assert refused.value.why == WhyNot.NOTHING_AGAINST


def test_overturning_leaves_what_was_decided_afterwards_and_mends_where_it_goes_back_to(riverbend: Riverbend) -> None:
    story = published_story(riverbend)
    second = another_moderator(riverbend)
    first = decided_about(riverbend, Outcome.HIDE, story=story)
    later = decided_about(riverbend, Outcome.HIDE, story=story)
    answered(appealed(first), State.OVERTURNED, by=second)
    story.refresh_from_db()
    assert story.restriction == Restriction.HIDDEN
    answered(appealed(Decision.objects.get(pk=later.pk)), State.OVERTURNED, by=second)
    story.refresh_from_db()
    assert story.restriction == Restriction.NONE
    assert story.is_for_everyone


def test_overturning_one_step_leaves_a_later_one_and_where_it_goes_back_to(riverbend: Riverbend) -> None:
    story = published_story(riverbend)
    second = another_moderator(riverbend)
    until = timezone.now() + datetime.timedelta(days=7)
    first = decided_about(riverbend, Outcome.LABEL, story=story, step=Step.WARNED)
    later = decided_about(riverbend, Outcome.LABEL, story=story, step=Step.SUSPENDED, step_until=until)
    answered(appealed(first), State.OVERTURNED, by=second)
    assert Sanction.objects.get().step == Step.SUSPENDED
    answered(appealed(Decision.objects.get(pk=later.pk)), State.OVERTURNED, by=second)
    assert not Sanction.objects.exists()


def test_newer_words_of_the_author_are_left_to_their_own_reading(riverbend: Riverbend) -> None:
    sent, decision = declined_reply(riverbend)
    author = persona_actor(sent.contribution.author_id)
    appeal = appealed(decision)
    revise(contribution=sent.contribution, parts=[["words", "It was cold."]], by=author)
    answered(appeal, State.OVERTURNED, by=another_moderator(riverbend))
    reply = sent.contribution
    reply.refresh_from_db()
    assert not reply.is_for_everyone
    newest = reply.revisions.latest("number")
    assert newest.review == Review.PENDING


# --- Measures -----------------------------------------------------------------------------------------------------


def test_a_measure_is_appealed_by_itself_and_the_decision_about_the_words_stays(riverbend: Riverbend) -> None:
    decision = with_measure(riverbend)
    sanction = Sanction.objects.get()
    appeal = appeal_measure(
        sanction=sanction, contribution=decision.case.contribution, words="Seven days is long.", by=author_of(decision)
    )
    assert appeal.first_decider == riverbend.account("moderator")
    with pytest.raises(DeciderIsInvolved):
        take_appeal(appeal=appeal, by=riverbend.actor("moderator"))
    answered(appeal, State.OVERTURNED, by=another_moderator(riverbend))
    assert not Sanction.objects.exists()
    assert Contribution.objects.get().restriction == Restriction.HIDDEN
    assert Strike.objects.filter(cancelled_at__isnull=True).count() == 1
    fact = RecordedFact.objects.filter(kind="safety.AppealOpened").get()
    assert not any(about.startswith("contribution:") for about in fact.about)


def test_a_measure_that_a_machine_took_is_appealed_too(riverbend: Riverbend) -> None:
    story = published_story(riverbend)
    take_step(persona=story.author, space=story.space, step=Step.PRE_MODERATED, reason="Many refusals.", by=SYSTEM)
    author = persona_actor(story.author_id)
    sanction = Sanction.objects.get()
    appeal = appeal_measure(sanction=sanction, contribution=story, words="I changed.", by=author)
    with pytest.raises(NoAppeal) as refused:
        appeal_measure(sanction=sanction, contribution=story, words="I changed.", by=author)
    assert refused.value.why == WhyNot.WAITS
    answered(appeal, State.OVERTURNED, by=riverbend.actor("moderator"))
    assert not Sanction.objects.exists()


def test_undoing_the_decision_after_its_measure_puts_no_step_back_twice(riverbend: Riverbend) -> None:
    decision = with_measure(riverbend)
    second = another_moderator(riverbend)
    measure = appeal_measure(
        sanction=Sanction.objects.get(), contribution=decision.case.contribution, words="Too long.",
        by=author_of(decision),
    )  # fmt: skip
    answered(measure, State.OVERTURNED, by=second)
    author = decision.case.contribution.author
    take_step(persona=author, space=riverbend.space, step=Step.PRE_MODERATED, reason="Later.", by=SYSTEM)
    answered(appealed(Decision.objects.get(pk=decision.pk)), State.OVERTURNED, by=second)
    assert Sanction.objects.get().step == Step.PRE_MODERATED


# --- Hands and clocks ---------------------------------------------------------------------------------------------


def test_one_moderator_at_a_time_and_a_stale_screen_decides_nothing(riverbend: Riverbend) -> None:
    decision = decided_about(riverbend)
    appeal = appealed(decision)
    second = another_moderator(riverbend)
    third_account = invite_account(
        organisation=riverbend.cast.organisation, email="third@riverbend.example", name="Ada Okoro", by=SYSTEM
    )
    give_role(account=third_account, organisation=riverbend.cast.organisation, role=Role.MODERATOR, by=SYSTEM)
    third = actor_for_account(third_account)
    taken = take_appeal(appeal=appeal, by=second)
    with pytest.raises(CaseMoved):
        take_appeal(appeal=appeal, by=third)
    assert appeal_queue(third) == []
    assert [item.is_mine for item in appeal_queue(second)] == [True]
    with pytest.raises(CaseMoved):
        decide_appeal(appeal=taken, outcome=State.UPHELD, reason=ANSWER, version=taken.version - 1, by=second)
    with pytest.raises(ValueError, match="told why"):
        decide_appeal(appeal=taken, outcome=State.UPHELD, reason=" ", version=taken.version, by=second)
    with pytest.raises(ValueError, match="for a reason"):
        decide_appeal(appeal=taken, outcome=State.OVERTURNED, reason=ANSWER, version=taken.version, by=second)
    put_appeal_back(appeal=taken, by=second)
    assert take_appeal(appeal=appeal, by=third).assigned_to == third_account
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=16)):
        again = take_appeal(appeal=appeal, by=second)
    assert again.assigned_to == second.account


def test_nothing_is_decided_twice(riverbend: Riverbend) -> None:
    second = another_moderator(riverbend)
    done = answered(appealed(decided_about(riverbend)), State.UPHELD, by=second)
    with pytest.raises(CaseMoved):
        take_appeal(appeal=done, by=second)
    with pytest.raises(CaseMoved):
        decide_appeal(
            appeal=done, outcome=State.OVERTURNED, reason=ANSWER, cause="facts", version=done.version, by=second
        )
    with pytest.raises(IllegalMove):
        APPEAL.check(State.UPHELD, State.OVERTURNED)


def test_after_seven_days_the_lead_is_told_once(riverbend: Riverbend) -> None:
    another_moderator(riverbend)
    appeal = appealed(decided_about(riverbend))
    now = timezone.now()
    assert not mark_appeal_overdue(appeal=appeal, now=now + datetime.timedelta(days=6), by=SYSTEM)
    with time_machine.travel(now + datetime.timedelta(days=7, minutes=1)):
        watch_appeals(timestamp=0)
        watch_appeals(timestamp=1)
    hear_everything("AppealOverdue")
    assert RecordedFact.objects.filter(kind="safety.AppealOverdue").count() == 1
    assert [m.account for m in Message.objects.filter(kind="appeal_overdue")] == [riverbend.account("lead")]


def test_how_long_it_takes_is_told_from_five_on(riverbend: Riverbend) -> None:
    second = another_moderator(riverbend)
    organisation = riverbend.cast.organisation.pk
    for hours in (10, 20, 30, 40):
        with time_machine.travel(timezone.now(), tick=False) as clock:
            appeal = appealed(decided_about(riverbend))
            clock.shift(datetime.timedelta(hours=hours))
            answered(appeal, State.UPHELD, by=second)
    assert took([organisation], timezone.now()).median_h is None
    with time_machine.travel(timezone.now(), tick=False) as clock:
        appeal = appealed(decided_about(riverbend))
        clock.shift(datetime.timedelta(hours=160))
        answered(appeal, State.UPHELD, by=second)
        found = took([organisation], timezone.now())
    assert (found.median_h, found.count) == (30, 5)


# --- Another organisation's moderators ----------------------------------------------------------------------------


def test_where_there_is_one_moderator_those_who_help_decide_and_nobody_else(riverbend: Riverbend) -> None:
    decision = decided_about(riverbend)
    outsider = riverbend.actor("outsider")
    appeal = appealed(decision)
    assert appeal.is_in_pool
    assert deciders(appeal) == []
    with pytest.raises(Http404):
        appeal_for_deciding(outsider, appeal.pk)
    hillside = HeldRole.objects.filter(account=riverbend.outsider).first().organisation  # type: ignore[union-attr]
    here = riverbend.cast.organisation
    agree_to_help(organisation=here, helper=hillside, side=hillside, by=outsider)
    with pytest.raises(Http404):
        appeal_for_deciding(outsider, appeal.pk)
    held = agree_to_help(organisation=here, helper=hillside, side=here, by=riverbend.actor("administrator"))
    assert held.holds
    assert deciders(appeal) == [riverbend.outsider]
    assert [item.is_from_elsewhere for item in appeal_queue(outsider)] == [True]
    answered(appeal_for_deciding(outsider, appeal.pk), State.OVERTURNED, by=outsider)
    assert Contribution.objects.get().is_for_everyone


def test_a_senior_moderator_of_those_who_help_decides_too(riverbend: Riverbend) -> None:
    hillside = HeldRole.objects.filter(account=riverbend.outsider).first().organisation  # type: ignore[union-attr]
    here = riverbend.cast.organisation
    agree_to_help(organisation=here, helper=hillside, side=hillside, by=riverbend.actor("outsider"))
    agree_to_help(organisation=here, helper=hillside, side=here, by=riverbend.actor("administrator"))
    HeldRole.objects.filter(account=riverbend.outsider).exclude(role=Role.SENIOR_MODERATOR).delete()
    appeal = appealed(decided_about(riverbend))
    assert deciders(appeal) == [riverbend.outsider]
    outsider = riverbend.actor("outsider")
    assert may_decide_appeals(outsider)
    assert can_see_agreement(outsider, hillside)
    answered(appeal_for_deciding(outsider, appeal.pk), State.UPHELD, by=outsider)


def test_help_that_ended_opens_nothing(riverbend: Riverbend) -> None:
    hillside = HeldRole.objects.filter(account=riverbend.outsider).first().organisation  # type: ignore[union-attr]
    here, outsider = riverbend.cast.organisation, riverbend.actor("outsider")
    agree_to_help(organisation=here, helper=hillside, side=hillside, by=outsider)
    held = agree_to_help(organisation=here, helper=hillside, side=here, by=riverbend.actor("administrator"))
    appeal = appealed(decided_about(riverbend))
    assert end_help(help_given=held, side=hillside, by=outsider)
    assert not end_help(help_given=held, side=hillside, by=outsider)
    with pytest.raises(Http404):
        appeal_for_deciding(outsider, appeal.pk)


def test_with_a_second_moderator_appeals_stay_here(riverbend: Riverbend) -> None:
    second = another_moderator(riverbend)
    appeal = appealed(decided_about(riverbend))
    assert not appeal.is_in_pool
    assert not give_to_pool(appeal=appeal, by=SYSTEM)
    HeldRole.objects.filter(account=second.account).delete()
    watch_appeals(timestamp=0)
    appeal.refresh_from_db()
    assert appeal.is_in_pool


def test_an_organisation_cannot_help_itself(riverbend: Riverbend) -> None:
    here = riverbend.cast.organisation
    with pytest.raises(ValueError, match="another organisation"):
        agree_to_help(organisation=here, helper=here, side=here, by=riverbend.actor("administrator"))


# --- What people are told -----------------------------------------------------------------------------------------


def test_letters_carry_nothing_of_the_words_and_each_is_written_once(riverbend: Riverbend) -> None:
    second = another_moderator(riverbend)
    decision = decided_about(riverbend)
    appeal = appealed(decision, words="Zanzibar was what I wrote about.")
    hear_everything("AppealOpened")
    answered(appeal, State.OVERTURNED, by=second, reason="Quetzal: you were right.")
    for _twice in range(2):
        hear_everything("AppealOpened", "AppealDecided")
    told = {(m.kind, m.persona_id or m.account_id) for m in Message.objects.filter(kind__contains="appeal")}
    assert told == {
        ("appeal_received", appeal.appellant_id),
        ("appeal_waits", second.account.pk if second.account else None),
        ("appeal_decided", appeal.appellant_id),
    }
    assert Message.objects.filter(kind="report_reconsidered").count() == 1
    kept = json.dumps([[m.about, m.values, m.once_key] for m in Message.objects.all()])
    kept += json.dumps([[row.payload, row.about, row.shreddable] for row in RecordedFact.objects.all()])
    assert "Zanzibar" not in kept
    assert "Quetzal" not in kept
    appeal.refresh_from_db()
    assert appeal.state == State.NOTIFIED
    Message.objects.update(state=Message.State.SENT)
    watch_appeals(timestamp=0)
    appeal.refresh_from_db()
    assert appeal.state == State.CLOSED
    assert appeal.outcome == State.OVERTURNED


def test_the_ledger_knows_the_author_as_a_persona_only(riverbend: Riverbend) -> None:
    from openward.people.actions.personas import persona_of_account

    account = riverbend.account("coder")
    story = published_story(riverbend)
    own = persona_of_account(account=account, scope_key=riverbend.space.pk, badge="unsaid", handle="")
    Contribution.objects.filter(pk=story.pk).update(author=own)
    story.refresh_from_db()
    decision = decided_about(riverbend, story=story)
    appeal_decision(decision=decision, words="Mine.", by=riverbend.actor("coder"))
    row = RecordedFact.objects.get(kind="safety.AppealOpened")
    assert row.author_kind == "persona"
    assert str(account.pk) not in f"{row.__dict__}"


def test_a_reporter_learns_that_somebody_looked_again_and_not_who(riverbend: Riverbend) -> None:
    decision = decided_about(riverbend)
    report = Report.objects.get()
    close = Case.objects.get(kind="report")
    assert close.state == Case.State.DECIDED
    before = report_for_reporter(report.code_hash)
    assert before is not None
    assert not before.was_looked_at_again
    answered(appealed(decision), State.OVERTURNED, by=another_moderator(riverbend))
    after = report_for_reporter(report.code_hash)
    assert after is not None
    assert after.was_looked_at_again
    assert after.was_agreed_with is False


def test_taking_words_back_ends_the_appeal_and_erasing_them_erases_what_was_written(riverbend: Riverbend) -> None:
    sent, decision = declined_reply(riverbend)
    author = persona_actor(sent.contribution.author_id)
    appeal = appealed(decision, words="Zanzibar")
    withdraw(contribution=sent.contribution, by=author)
    for row in RecordedFact.objects.filter(kind="contributions.ContributionWithdrawn"):
        from openward.ledger.tasks import hear

        hear(fact_id=row.pk, handler="safety.on_words_taken_back")
    appeal.refresh_from_db()
    assert appeal.state == State.CLOSED
    assert appeal.outcome == ""
    erase(contribution=sent.contribution, by=author)
    for row in RecordedFact.objects.filter(kind="contributions.ContributionErased"):
        hear(fact_id=row.pk, handler="safety.on_words_erased")
    appeal.refresh_from_db()
    assert "Zanzibar" not in f"{appeal.words}{appeal.new_facts}{appeal.reason}"
