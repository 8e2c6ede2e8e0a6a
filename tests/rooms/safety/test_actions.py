"""Taking, deciding, putting back and looking again."""

import datetime
import threading
from functools import partial

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from openward.contributions.actions.reviews import WordsChanged, accept_edit
from openward.contributions.actions.stories import erase, revise, withdraw
from openward.contributions.models import Contribution, Review, Revision
from openward.ledger.models import RecordedFact
from openward.ledger.queries import way_facts
from openward.people.access import VISITOR, Actor, persona_actor
from openward.safety.actions.cases import CaseMoved, NothingWaits
from openward.safety.actions.readings import (
    claim_case,
    close_case,
    decide_case,
    erase_reasons,
    release_case,
    renew_lease,
    reopen_decision,
    write_note,
)
from openward.safety.models import LEASE, READING_OUTCOMES, UNDO, Case, Decision, Note
from openward.safety.queries.readings import decisions_for_author
from openward.spaces.models import HouseRule
from tests.factories.riverbend import Riverbend, found_riverbend, sent_story
from tests.rooms.safety.moderators import another_moderator

Outcome = Decision.Outcome


@pytest.fixture
def story(riverbend: Riverbend) -> Contribution:
    return sent_story(riverbend).contribution


def newest(story: Contribution) -> Revision:
    revision = story.revisions.filter(written_by="author").last()
    assert revision is not None
    return revision


def rule_of(riverbend: Riverbend) -> HouseRule:
    return riverbend.space.house_rules.get()


def decide(case: Case, by: Actor, outcome: Outcome = Outcome.APPROVE, **values: object) -> Decision:
    given = {"revision_sha256": newest(case.contribution).sha256, "version": case.version, **values}
    return decide_case(case=case, outcome=outcome, by=by, **given)  # type: ignore[arg-type]


def decline(case: Case, riverbend: Riverbend, by: Actor, **values: object) -> Decision:
    given = {"rule": rule_of(riverbend), "words_to_author": "Please leave the name out.", **values}
    return decide(case, by, Outcome.DECLINE, **given)


def facts(story: Contribution, kind: str) -> list[RecordedFact]:
    return list(RecordedFact.objects.filter(about__contains=[f"contribution:{story.pk}"], kind=f"safety.{kind}"))


def test_taking_an_item_keeps_it_from_others_for_a_quarter_of_an_hour(
    riverbend: Riverbend, story: Contribution
) -> None:
    second = another_moderator(riverbend)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        case = claim_case(contribution=story, by=riverbend.actor("moderator"))
        assert case.claimed_until == timezone.now() + LEASE
        assert newest(story).review == Review.IN_REVIEW
        with pytest.raises(CaseMoved):
            claim_case(contribution=story, by=second)
        clock.shift(LEASE)
        taken = claim_case(contribution=story, by=second)
        assert (taken.pk, taken.version) == (case.pk, case.version + 1)
        with pytest.raises(CaseMoved):
            decide(case, riverbend.actor("moderator"))
    assert len(facts(story, "ReadingClaimed")) == 2


def test_renewing_keeps_the_screen_good(riverbend: Riverbend, story: Contribution) -> None:
    second = another_moderator(riverbend)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        case = claim_case(contribution=story, by=riverbend.actor("moderator"))
        clock.shift(LEASE - datetime.timedelta(minutes=1))
        renew_lease(case=case, by=riverbend.actor("moderator"))
        clock.shift(datetime.timedelta(minutes=5))
        with pytest.raises(CaseMoved):
            claim_case(contribution=story, by=second)
        assert decide(case, riverbend.actor("moderator")).outcome == Outcome.APPROVE


def test_a_lease_that_ran_out_harms_nobody_who_is_alone(riverbend: Riverbend, story: Contribution) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        case = claim_case(contribution=story, by=riverbend.actor("moderator"))
        clock.shift(LEASE * 2)
        decide(case, riverbend.actor("moderator"))
    story.refresh_from_db()
    assert story.is_for_everyone


def test_approving_shows_the_words_and_is_a_step_of_the_way(riverbend: Riverbend, story: Contribution) -> None:
    case = claim_case(contribution=story, by=riverbend.actor("moderator"))
    decision = decide(case, riverbend.actor("moderator"), note="Fine, and moving.")
    assert list(Contribution.objects.readable(VISITOR)) == [story]
    assert decision.note_to_colleagues == "Fine, and moving."
    way = way_facts([f"contribution:{story.pk}"])[f"contribution:{story.pk}"]
    assert set(way) == {"said", "kept_safe"}
    case.refresh_from_db()
    assert (case.state, case.claimed_by_id) == (Case.State.DECIDED, None)
    with pytest.raises(NothingWaits):
        claim_case(contribution=story, by=riverbend.actor("moderator"))


def test_an_approval_never_reaches_words_that_were_not_read(riverbend: Riverbend, story: Contribution) -> None:
    case = claim_case(contribution=story, by=riverbend.actor("moderator"))
    seen = newest(story).sha256
    revise(contribution=story, parts=[["happened", "Nurse Joy Example hit me."]], by=persona_actor(story.author_id))
    with pytest.raises(WordsChanged):
        decide(case, riverbend.actor("moderator"), revision_sha256=seen)
    assert not Decision.objects.exists()
    assert newest(story).review == Review.PENDING
    decide(case, riverbend.actor("moderator"))
    story.refresh_from_db()
    assert story.shown_revision == newest(story)


def test_a_stale_screen_decides_nothing(riverbend: Riverbend, story: Contribution) -> None:
    moderator = riverbend.actor("moderator")
    first = claim_case(contribution=story, by=moderator)
    release_case(case=first, by=riverbend.actor("moderator"))
    claim_case(contribution=story, by=riverbend.actor("moderator"))
    with pytest.raises(CaseMoved):
        decide(first, riverbend.actor("moderator"), version=first.version)
    assert newest(story).review == Review.IN_REVIEW


def test_putting_back_needs_no_reason_and_frees_the_item(riverbend: Riverbend, story: Contribution) -> None:
    case = claim_case(contribution=story, by=riverbend.actor("moderator"))
    put_back = release_case(case=case, by=riverbend.actor("moderator"))
    assert newest(story).review == Review.PENDING
    assert put_back.passed_back_by == [riverbend.account("moderator").pk]
    assert len(facts(story, "ReadingReleased")) == 1
    assert claim_case(contribution=story, by=another_moderator(riverbend)).version == 3


def test_declining_cites_a_rule_and_marks_the_passage(riverbend: Riverbend, story: Contribution) -> None:
    case = claim_case(contribution=story, by=riverbend.actor("moderator"))
    start = newest(story).text.index("nobody")
    decline(case, riverbend, riverbend.actor("moderator"), passages=[(start - 1, start + 6)])
    assert newest(story).review == Review.REJECTED
    told = decisions_for_author(story)[0]
    assert told.passages == ("nobody",)
    assert told.rule.startswith("Leave out names")
    assert told.organisation_name == "Riverbend Health"
    fact = facts(story, "ReadingDeclined")[0]
    assert fact.payload["rule_number"] == 1
    assert "name out" not in str(fact.payload)


@pytest.mark.parametrize(
    "wrong",
    [
        {"rule": None},
        {"words_to_author": "  "},
        {"passages": [(0, 10_000)]},
        {"passages": [(5, 2)]},
    ],
)
def test_a_decision_against_words_without_its_reasons_is_refused(
    riverbend: Riverbend, story: Contribution, wrong: dict[str, object]
) -> None:
    case = claim_case(contribution=story, by=riverbend.actor("moderator"))
    with pytest.raises(ValueError):
        decline(case, riverbend, riverbend.actor("moderator"), **wrong)
    assert not Decision.objects.exists()
    assert newest(story).review == Review.IN_REVIEW


def test_a_rule_of_another_space_is_refused(riverbend: Riverbend, story: Contribution) -> None:
    elsewhere = rule_of(riverbend)
    space = riverbend.space
    space.pk, space.slug = None, "elsewhere"
    space._state.adding = True
    space.save()
    elsewhere.pk, elsewhere.space = None, space
    elsewhere.save()
    case = claim_case(contribution=story, by=riverbend.actor("moderator"))
    with pytest.raises(ValueError, match="their space"):
        decline(case, riverbend, riverbend.actor("moderator"), rule=elsewhere)


def suggested(riverbend: Riverbend, story: Contribution) -> Decision:
    case = claim_case(contribution=story, by=riverbend.actor("moderator"))
    return decide(
        case,
        riverbend.actor("moderator"),
        Outcome.PROPOSE_EDIT,
        rule=rule_of(riverbend),
        words_to_author="Without the time nobody can guess who you are.",
        parts=[["happened", "I waited and nobody said why."], *newest(story).parts[1:]],
    )


def test_a_suggestion_waits_for_the_author_and_shows_what_changes(riverbend: Riverbend, story: Contribution) -> None:
    decision = suggested(riverbend, story)
    assert not Contribution.objects.readable(VISITOR).exists()
    told = decisions_for_author(story)[0]
    assert told.open_proposal == decision.proposal
    assert [stretch.text for stretch in told.changes if stretch.change == "taken_out"] == ["two hours "]
    assert told.open_proposal is not None
    accept_edit(proposal=told.open_proposal, by=persona_actor(story.author_id))
    story.refresh_from_db()
    assert story.shown_revision == decision.proposal
    assert decisions_for_author(story)[0].open_proposal is None
    assert "kept_safe" in way_facts([f"contribution:{story.pk}"])[f"contribution:{story.pk}"]


@pytest.mark.parametrize("parts", [None, [], [["happened", "Only this."]], "same", "empty"])
def test_a_suggestion_keeps_the_parts_and_changes_something(
    riverbend: Riverbend, story: Contribution, parts: object
) -> None:
    own = newest(story).parts
    given = {"same": own, "empty": [[name, " "] for name, _text in own]}[parts] if isinstance(parts, str) else parts
    case = claim_case(contribution=story, by=riverbend.actor("moderator"))
    with pytest.raises(ValueError, match="suggestion"):
        decide(
            case,
            riverbend.actor("moderator"),
            Outcome.PROPOSE_EDIT,
            rule=rule_of(riverbend),
            words_to_author="Why.",
            parts=given,
        )


@pytest.mark.parametrize("outcome", READING_OUTCOMES)
def test_a_decision_can_be_taken_back_within_half_an_hour(
    riverbend: Riverbend, story: Contribution, outcome: Outcome
) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        if outcome == Outcome.PROPOSE_EDIT:
            decision = suggested(riverbend, story)
        else:
            case = claim_case(contribution=story, by=riverbend.actor("moderator"))
            by = riverbend.actor("moderator")
            decision = decide(case, by) if outcome == Outcome.APPROVE else decline(case, riverbend, by)
        clock.shift(UNDO)
        again = reopen_decision(decision=decision, by=riverbend.actor("moderator"))
        assert again.claimed_by == riverbend.account("moderator")
        assert again.pk != decision.case_id
        assert newest(story).review == Review.IN_REVIEW
        assert not Contribution.objects.readable(VISITOR).exists()
        assert decisions_for_author(story) == []
        assert facts(story, "ReadingReopened")[0].payload["outcome"] == outcome
        decide(again, riverbend.actor("moderator"))
    assert list(Contribution.objects.readable(VISITOR)) == [story]


def test_after_half_an_hour_only_somebody_else_looks_again(riverbend: Riverbend, story: Contribution) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        decision = decide(
            claim_case(contribution=story, by=riverbend.actor("moderator")), riverbend.actor("moderator")
        )
        clock.shift(UNDO + datetime.timedelta(seconds=1))
        with pytest.raises(CaseMoved):
            reopen_decision(decision=decision, by=riverbend.actor("moderator"))
        reopen_decision(decision=decision, by=another_moderator(riverbend))


def test_what_the_author_answered_to_is_not_taken_back(riverbend: Riverbend, story: Contribution) -> None:
    decision = suggested(riverbend, story)
    assert decision.proposal is not None
    accept_edit(proposal=decision.proposal, by=persona_actor(story.author_id))
    with pytest.raises(CaseMoved):
        reopen_decision(decision=decision, by=riverbend.actor("moderator"))


def test_nothing_waits_once_the_words_are_taken_back(riverbend: Riverbend, story: Contribution) -> None:
    case = claim_case(contribution=story, by=riverbend.actor("moderator"))
    withdraw(contribution=story, by=persona_actor(story.author_id))
    with pytest.raises(NothingWaits):
        decide(case, riverbend.actor("moderator"))
    close_case(contribution=story, by=riverbend.actor("moderator"))
    case.refresh_from_db()
    assert case.state == Case.State.CLOSED


def test_erasing_takes_the_reasons_along(riverbend: Riverbend, story: Contribution) -> None:
    write_note(contribution=story, words="The quetzal again?", by=riverbend.actor("moderator"))
    case = claim_case(contribution=story, by=riverbend.actor("moderator"))
    decline(
        case,
        riverbend,
        riverbend.actor("moderator"),
        words_to_author="You wrote quetzal.",
        note="quetzal",
        passages=[(0, 8)],
    )
    erase(contribution=story, by=persona_actor(story.author_id))
    erase_reasons(contribution=story, by=riverbend.actor("moderator"))
    decision = Decision.objects.get()
    assert (decision.words_to_author, decision.note_to_colleagues, decision.passages) == ("", "", [])
    assert not Note.objects.exists()
    with connection.cursor() as cursor:
        for table in ("safety_decision", "safety_note", "ledger_recordedfact", "procrastinate_jobs"):
            cursor.execute(f'select count(*) from "{table}" t where t::text ilike %s', ["%quetzal%"])
            assert cursor.fetchone()[0] == 0, table


def test_a_visitor_never_reads_before_showing(story: Contribution) -> None:
    with pytest.raises(ValueError, match="signed in"):
        claim_case(contribution=story, by=VISITOR)


@pytest.fixture
def settled(transactional_db: None) -> Riverbend:
    return found_riverbend()


def at_once(*jobs: object) -> list[object]:
    """Run callables in threads of their own, each on its own connection, and give what they returned or raised."""
    barrier = threading.Barrier(len(jobs))
    results: list[object] = [None] * len(jobs)

    def run(place: int) -> None:
        try:
            barrier.wait()
            results[place] = jobs[place]()  # type: ignore[operator]
        except Exception as error:  # the test looks at it
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def test_of_two_who_take_an_item_at_once_one_gets_it(settled: Riverbend) -> None:
    second = another_moderator(settled)
    for _round in range(5):
        story = sent_story(settled).contribution
        results = at_once(
            partial(claim_case, contribution=story, by=settled.actor("moderator")),
            partial(claim_case, contribution=story, by=second),
        )
        won = [result for result in results if isinstance(result, Case)]
        lost = [result for result in results if isinstance(result, CaseMoved)]
        assert (len(won), len(lost)) == (1, 1), results
        assert Case.objects.get(contribution=story).claimed_by_id == won[0].claimed_by_id


def test_of_two_decisions_sent_at_once_one_counts(settled: Riverbend) -> None:
    for _round in range(5):
        case = claim_case(contribution=sent_story(settled).contribution, by=settled.actor("moderator"))
        results = at_once(
            partial(decide, case, settled.actor("moderator")),
            partial(decline, case, settled, settled.actor("moderator")),
        )
        assert sorted(type(result).__name__ for result in results) == ["CaseMoved", "Decision"], results
        assert Decision.objects.filter(case=case).count() == 1


def test_an_approval_racing_with_the_authors_edit_never_shows_unread_words(settled: Riverbend) -> None:
    for _round in range(8):
        story = sent_story(settled).contribution
        case = claim_case(contribution=story, by=settled.actor("moderator"))
        read = newest(story)
        changed = [["happened", "Unread."]]
        at_once(
            partial(decide, case, settled.actor("moderator"), revision_sha256=read.sha256),
            partial(revise, contribution=story, parts=changed, by=persona_actor(story.author_id)),
        )
        story.refresh_from_db()
        assert story.shown_revision in (None, read)
        assert newest(story).text == "Unread."
        assert newest(story).review == Review.PENDING

