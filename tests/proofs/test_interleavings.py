"""Two people act in the same moment, each on a connection of their own: nothing stale is approved, one of two wins, and
nobody is left without word. Six rounds of each by day, two hundred by night.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from django.db import connection

from openward.contributions.actions.reviews import WordsChanged
from openward.contributions.actions.stories import erase, revise, withdraw
from openward.contributions.models import Contribution
from openward.kit.state_graphs import IllegalMove
from openward.notifications.models import Message
from openward.people.access import SYSTEM, VISITOR, Actor, persona_actor
from openward.safety.actions.appeals import appeal_decision, decide_appeal, take_appeal
from openward.safety.actions.cases import CaseMoved, NothingWaits, take_case
from openward.safety.actions.decisions import decide_report_case, undo
from openward.safety.actions.readings import claim_case, decide_case
from openward.safety.actions.reports import AlreadyJudged, Reported, receive_report
from openward.safety.models import Appeal, Case, Decision, Report, Strike
from openward.spaces.models import HouseRule
from tests.factories.riverbend import Riverbend, found_riverbend, published_story, sent_story
from tests.proofs import invariants
from tests.proofs.pace import IS_NIGHT
from tests.proofs.sight import Diary, Sight
from tests.proofs.stage import run_worker
from tests.rooms.safety.moderators import another_moderator

ROUNDS = 200 if IS_NIGHT else 6
ALWAYS = (
    invariants.i1_nothing_is_visible_that_nobody_approved,
    invariants.i2_no_restriction_without_decision_reason_and_notice,
    invariants.i3_what_a_machine_does_ends_or_is_confirmed,
    invariants.i5_nobody_decides_about_themselves,
    invariants.i6_the_state_follows_from_the_facts,
    invariants.i7_the_chain_is_whole,
    invariants.i13_no_illegal_move_was_made,
)
"""What does not need to know what was done, only what stands."""

LOST = (CaseMoved, NothingWaits, WordsChanged, AlreadyJudged, IllegalMove)
"""How somebody is told that another was faster."""


@pytest.fixture
def town(transactional_db: None) -> Iterator[Riverbend]:
    """A hospital that every connection sees; afterwards everything that stands is looked at."""
    riverbend = found_riverbend()
    yield riverbend
    run_worker()
    sight = Sight(Diary(), {"visitor": VISITOR, "responder": riverbend.actor("responder")}, [])
    for promise in ALWAYS:
        promise(sight)


def at_once(*jobs: Callable[[], object], dice: random.Random) -> list[object]:
    """Run callables together, each on a connection of its own; what each returned, or how it was refused.

    A few thousandths of a second part them, other ones in each round: so each comes first, and in between.
    """
    barrier = threading.Barrier(len(jobs))
    waits = [dice.uniform(0, 0.012) for _job in jobs]
    results: list[object] = [None] * len(jobs)

    def run(place: int) -> None:
        try:
            # A connection is open before the race begins.
            connection.ensure_connection()
            barrier.wait()
            time.sleep(waits[place])
            results[place] = jobs[place]()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive(), "two who waited for one another"
    for result in results:
        assert not isinstance(result, Exception) or isinstance(result, LOST), repr(result)
    return results


def won(results: list[object], kind: type) -> list[object]:
    return [result for result in results if isinstance(result, kind)]


def reported_story(town: Riverbend) -> Contribution:
    story = published_story(town)
    receive_report(contribution=story, category=Report.Category.ABUSE, by=VISITOR)
    return story


def decide(case: Case, rule: HouseRule, by: Actor, outcome: Decision.Outcome = Decision.Outcome.HIDE) -> Decision:
    """From the screen on which `case` was drawn."""
    is_against = outcome != Decision.Outcome.KEEP
    shown = case.contribution.shown_revision
    return decide_report_case(
        case=case,
        outcome=outcome,
        revision_sha256=shown.sha256 if shown else "",
        rule=rule if is_against else None,
        facts="It names a nurse." if is_against else "",
        words_to_author="Please leave the name out." if is_against else "",
        version=case.version,
        by=by,
    )


def told(story: Contribution, kind: str) -> int:
    return Message.objects.filter(about=f"contribution:{story.pk}", kind=kind).count()


def test_of_two_moderators_on_one_case_one_takes_it_and_one_decides(town: Riverbend) -> None:
    dice, winners = random.Random(1), set()
    rule, second = town.space.house_rules.get(), another_moderator(town)
    for _round in range(ROUNDS):
        story = reported_story(town)
        case = Case.objects.get(contribution=story, kind=Case.Kind.REPORT)
        first = town.actor("moderator")
        results = at_once(partial(take_case, case=case, by=first), partial(take_case, case=case, by=second), dice=dice)
        assert len(won(results, Case)) == 1
        held = Case.objects.select_related("contribution__shown_revision").get(pk=case.pk)
        winners.add(held.claimed_by_id)
        holder = first if first.account and held.claimed_by_id == first.account.pk else second
        # The holder sends the form twice, from two windows, while the colleague tries as well.
        results = at_once(
            partial(decide, held, rule, holder),
            partial(decide, held, rule, holder, Decision.Outcome.KEEP),
            partial(decide, held, rule, second if holder is first else first),
            dice=dice,
        )
        assert len(won(results, Decision)) == 1
        run_worker()
        outcome = Decision.objects.get(case=case).outcome
        assert told(story, "decision_made") == (outcome == Decision.Outcome.HIDE)
        assert Message.objects.filter(kind="report_decided", about=f"report:{case.reports.get().pk}").count() == 1
    assert len(winners) == 2 or ROUNDS < 4, "always the same one was first: this is no race"


def test_words_that_the_author_changes_meanwhile_are_never_shown_unread(town: Riverbend) -> None:
    dice, outcomes = random.Random(2), set()
    for _round in range(ROUNDS):
        story = sent_story(town).contribution
        case = claim_case(contribution=story, by=town.actor("moderator"))
        read = story.revisions.get()
        approve = partial(
            decide_case,
            case=case,
            outcome=Decision.Outcome.APPROVE,
            revision_sha256=read.sha256,
            version=case.version,
            by=town.actor("moderator"),
        )
        author = persona_actor(story.author_id)
        results = at_once(
            approve,
            partial(revise, contribution=story, parts=[["happened", "Unread."]], by=author),
            dice=dice,
        )
        outcomes.add(type(results[0]))
        story.refresh_from_db()
        newest = story.revisions.last()
        assert newest is not None
        assert (newest.text, newest.review) == ("Unread.", "pending")
        assert story.shown_revision in (None, read)
        assert (story.shown_revision == read) == isinstance(results[0], Decision)
        shown = Contribution.objects.readable(VISITOR).filter(pk=story.pk).select_related("shown_revision").first()
        assert shown is None or shown.shown_revision == read
    assert len(outcomes) == 2 or not IS_NIGHT


def test_of_two_who_overturn_one_decision_one_does_and_nothing_is_undone_twice(town: Riverbend) -> None:
    dice = random.Random(3)
    rule = town.space.house_rules.get()
    for _round in range(ROUNDS):
        story = reported_story(town)
        case = take_case(case=Case.objects.get(contribution=story, kind=Case.Kind.REPORT), by=town.actor("moderator"))
        story.refresh_from_db()
        case.contribution = story
        decision = decide(case, rule, town.actor("moderator"), Decision.Outcome.REMOVE)
        results = at_once(
            partial(undo, decision=decision, by=SYSTEM), partial(undo, decision=decision, by=SYSTEM), dice=dice
        )
        assert len(won(results, CaseMoved)) == 1
        story.refresh_from_db()
        assert (story.restriction, story.is_for_everyone) == ("none", True)
        assert Strike.objects.get(decision=decision).cancelled_at is not None


def test_a_report_that_comes_while_its_case_is_decided_is_answered(town: Riverbend) -> None:
    """It joins the case and is decided with it, or opens another, or its sender reads that it was looked at."""
    dice, ways = random.Random(4), set()
    rule = town.space.house_rules.get()
    for turn in range(ROUNDS):
        story = reported_story(town)
        case = take_case(case=Case.objects.get(contribution=story, kind=Case.Kind.REPORT), by=town.actor("moderator"))
        story.refresh_from_db()
        case.contribution = story
        outcome = Decision.Outcome.KEEP if turn % 2 else Decision.Outcome.LIMIT
        results = at_once(
            partial(decide, case, rule, town.actor("moderator"), outcome),
            partial(receive_report, contribution=story, category=Report.Category.SPAM, by=VISITOR),
            dice=dice,
        )
        assert isinstance(results[0], Decision)
        run_worker()
        for report in Report.objects.filter(contribution=story):
            is_told = Message.objects.filter(kind="report_decided", about=f"report:{report.pk}").exists()
            assert is_told == (report.state == "closed")
            assert is_told or report.case.state == "open", "nobody will ever answer this report"
        joined = isinstance(results[1], Reported) and results[1].report.case_id == case.pk
        ways.add(joined if isinstance(results[1], Reported) else AlreadyJudged)
    assert len(ways) > 1 or not IS_NIGHT


def test_words_that_are_taken_back_while_somebody_decides_are_gone(town: Riverbend) -> None:
    dice = random.Random(5)
    rule = town.space.house_rules.get()
    for _round in range(ROUNDS):
        story = reported_story(town)
        case = take_case(case=Case.objects.get(contribution=story, kind=Case.Kind.REPORT), by=town.actor("moderator"))
        story.refresh_from_db()
        case.contribution = story
        author = persona_actor(story.author_id)
        at_once(
            partial(decide, case, rule, town.actor("moderator"), Decision.Outcome.LIMIT),
            partial(withdraw, contribution=story, by=author),
            dice=dice,
        )
        run_worker()
        assert not Contribution.objects.readable(VISITOR).filter(pk=story.pk).exists()
        # Whoever reported learns what came of it, by a letter or on the page behind their words.
        assert Report.objects.get(contribution=story).state == "closed"
        assert Case.objects.get(pk=case.pk).state in {"closed", "notified"}


def appealed_story(town: Riverbend, colleague: Actor) -> Appeal:
    """A story that a moderator removed and whose author asked for another look, in the hands of a colleague."""
    story = reported_story(town)
    case = take_case(case=Case.objects.get(contribution=story, kind=Case.Kind.REPORT), by=town.actor("moderator"))
    story.refresh_from_db()
    case.contribution = story
    decision = decide(case, town.space.house_rules.get(), town.actor("moderator"), Decision.Outcome.REMOVE)
    author = persona_actor(story.author_id)
    run_worker()
    appeal = appeal_decision(decision=decision, words="It names nobody.", by=author)
    return take_appeal(appeal=appeal, by=colleague)


def answer(appeal: Appeal, outcome: Appeal.State, by: Actor) -> Appeal:
    """From the screen on which `appeal` was drawn."""
    is_changed = outcome != Appeal.State.UPHELD
    return decide_appeal(
        appeal=appeal,
        outcome=outcome,
        reason="I read it again.",
        cause=Appeal.Cause.CONTEXT if is_changed else "",
        milder=Decision.Outcome.LIMIT if outcome == Appeal.State.VARIED else None,
        version=appeal.version,
        by=by,
    )


ANSWERS = (Appeal.State.OVERTURNED, Appeal.State.VARIED, Appeal.State.UPHELD)


def test_an_appeal_answered_while_its_decision_is_undone_is_answered_by_what_is_true(town: Riverbend) -> None:
    """The decision is undone once, and nobody reads that it stands, or was made milder, when it was undone before."""
    dice, ways = random.Random(6), set()
    colleague = another_moderator(town)
    for turn in range(ROUNDS):
        appeal = appealed_story(town, colleague)
        decision, outcome = appeal.decision, ANSWERS[turn % 3]
        assert decision is not None
        results = at_once(
            partial(answer, appeal, outcome, colleague), partial(undo, decision=decision, by=SYSTEM), dice=dice
        )
        appeal.refresh_from_db()
        is_answered = isinstance(results[0], Appeal)
        ways.add((outcome, is_answered))
        if outcome == Appeal.State.OVERTURNED:
            assert is_answered
        else:
            assert is_answered or isinstance(results[0], CaseMoved)
            assert is_answered or (appeal.state, appeal.outcome, appeal.reason) == ("assigned", "", "")
        # Whoever came second is told that somebody was faster, and nothing is undone twice.
        assert Strike.objects.get(decision=decision).cancelled_at is not None
        story = Contribution.objects.get(pk=appeal.contribution_id)
        replaced = Decision.objects.filter(case=decision.case, source=Decision.Source.APPEAL)
        assert replaced.exists() == (outcome == Appeal.State.VARIED and is_answered)
        assert story.restriction == ("interaction_limited" if replaced.exists() else "none")
        if not is_answered:
            # The colleague looks again, sees that it was undone, and says so.
            answer(appeal, Appeal.State.OVERTURNED, colleague)
        run_worker()
        assert told(story, "appeal_decided") == 1
    assert len(ways) > 3 or not IS_NIGHT


def test_an_appeal_answered_while_the_author_erases_the_words_leaves_none_of_them(town: Riverbend) -> None:
    """Answered before and then erased with the words; or the words are gone, and the colleague is told so."""
    dice, ways = random.Random(7), set()
    colleague = another_moderator(town)
    for turn in range(ROUNDS):
        appeal = appealed_story(town, colleague)
        story, outcome = Contribution.objects.get(pk=appeal.contribution_id), ANSWERS[turn % 3]
        author = persona_actor(story.author_id)
        results = at_once(
            partial(answer, appeal, outcome, colleague), partial(erase, contribution=story, by=author), dice=dice
        )
        is_answered = isinstance(results[0], Appeal)
        ways.add(is_answered)
        assert results[1] is None, "whoever erases is never refused for an appeal"
        assert is_answered or isinstance(results[0], CaseMoved)
        run_worker()
        appeal.refresh_from_db()
        story.refresh_from_db()
        assert (story.lifecycle, story.restriction, story.revisions.count()) == ("erased", "none", 0)
        assert (appeal.words, appeal.reason) == ("–", "–" if is_answered else "")
        assert appeal.outcome == (outcome if is_answered else "")
        assert appeal.state == ("notified" if is_answered else "closed")
        assert told(story, "appeal_decided") == is_answered
    assert len(ways) == 2 or not IS_NIGHT
