"""The order of the queue, its promises in days, and what moderators and authors are shown."""

import dataclasses
import datetime
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openward.contributions.actions.reviews import hold
from openward.contributions.actions.stories import revise, withdraw
from openward.contributions.models import Contribution, Hold, Review
from openward.people.access import SYSTEM, VISITOR, Actor, actor_for_account, persona_actor
from openward.people.actions.personas import persona_of_account
from openward.safety.actions.crisis import acknowledge, act, assess, flag_by_moderator, release_words
from openward.safety.actions.readings import claim_case, decide_case, release_case, write_note
from openward.safety.models import LEASE, CrisisCase, Decision
from openward.safety.queries.readings import (
    author_history,
    decisions_for_author,
    decisions_in,
    late_before,
    newest_own_decision,
    notes_on,
    promised_on,
    queue,
    queue_count,
    waiting_count,
)
from tests.factories.riverbend import Riverbend, published_story, sent_story
from tests.rooms.safety.moderators import another_moderator

MONDAY = datetime.date(2026, 11, 16)


DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "mon2", "tue2")


def day(name: str) -> datetime.date:
    return MONDAY + datetime.timedelta(days=DAYS.index(name))


@pytest.mark.parametrize(
    ("sent", "working_days", "by"),
    [
        ("mon", 1, "tue"),
        ("fri", 1, "mon2"),
        ("sat", 1, "mon2"),
        ("sun", 1, "mon2"),
        ("thu", 2, "mon2"),
        ("fri", 2, "tue2"),
        ("mon", 0, "mon"),
        ("sat", 0, "mon2"),
    ],
)
def test_the_promise_counts_working_days(sent: str, working_days: int, by: str) -> None:
    assert promised_on(day(sent), working_days) == day(by)


@pytest.mark.parametrize("working_days", [0, 1, 2, 3, 5, 10])
def test_late_is_what_the_promise_no_longer_covers(working_days: int) -> None:
    for offset in range(14):
        today = MONDAY + datetime.timedelta(days=offset)
        first = late_before(today, working_days)
        for back in range(30):
            sent = today - datetime.timedelta(days=back)
            assert (sent < first) == (promised_on(sent, working_days) < today), (sent, today)


def send(riverbend: Riverbend, **values: object) -> Contribution:
    return sent_story(riverbend, **values).contribution


def offered(actor: Actor) -> list[Contribution]:
    return [item.contribution for item in queue(actor)]


def test_urgent_first_then_who_waited_longest(riverbend: Riverbend) -> None:
    first = send(riverbend)
    second = send(riverbend)
    urgent = send(riverbend, may_be_in_danger=True)
    assert offered(riverbend.actor("moderator")) == [urgent, first, second]
    assert waiting_count(riverbend.actor("moderator")) == 3


def test_what_a_colleague_reads_is_not_offered_until_the_lease_runs_out(riverbend: Riverbend) -> None:
    first, second = send(riverbend), send(riverbend)
    colleague = another_moderator(riverbend)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        claim_case(contribution=first, by=colleague)
        assert offered(riverbend.actor("moderator")) == [second]
        assert offered(colleague) == [first, second]
        counts = queue_count(riverbend.actor("moderator"))
        assert (counts.waiting, counts.with_colleagues) == (2, 1)
        clock.shift(LEASE)
        assert offered(riverbend.actor("moderator")) == [first, second]


def test_what_somebody_put_back_comes_last_for_them_alone(riverbend: Riverbend) -> None:
    urgent, other = send(riverbend, may_be_in_danger=True), send(riverbend)
    case = claim_case(contribution=urgent, by=riverbend.actor("moderator"))
    release_case(case=case, by=riverbend.actor("moderator"))
    assert offered(riverbend.actor("moderator")) == [other, urgent]
    assert offered(another_moderator(riverbend)) == [urgent, other]


def test_late_ones_are_counted_by_the_promise_of_their_space(riverbend: Riverbend) -> None:
    with time_machine.travel(datetime.datetime(2026, 11, 13, 16, tzinfo=datetime.UTC), tick=False) as clock:
        send(riverbend)
        clock.move_to(datetime.datetime(2026, 11, 16, 23, tzinfo=datetime.UTC))
        send(riverbend)
        assert queue_count(riverbend.actor("moderator")).late == 0
        clock.move_to(datetime.datetime(2026, 11, 17, 1, tzinfo=datetime.UTC))
        counts = queue_count(riverbend.actor("moderator"))
        assert (counts.waiting, counts.late) == (2, 1)
        assert [item.is_late for item in queue(riverbend.actor("moderator"))] == [True, False]


def test_while_a_crisis_holds_words_its_clock_counts_and_not_that_of_reading(
    riverbend: Riverbend, client_of: Callable[[str], Client]
) -> None:
    moderator = riverbend.actor("moderator")
    told = "The people on call look after it now"
    with time_machine.travel(datetime.datetime(2026, 11, 13, 16, tzinfo=datetime.UTC), tick=False) as clock:
        story, other = send(riverbend), send(riverbend)
        crisis = flag_by_moderator(contribution=story, by=moderator)
        hold(contribution=other, kind=Hold.LEGAL, by=moderator)
        clock.move_to(datetime.datetime(2026, 11, 24, 1, tzinfo=datetime.UTC))
        counts = queue_count(moderator)
        assert (counts.waiting, counts.late) == (2, 1)
        found = {one.contribution: (one.is_late, one.is_in_crisis) for one in queue(moderator)}
        assert found == {story: (False, True), other: (True, False)}
        assert client_of("moderator").get(reverse("queue_show")).content.decode().count(told) == 1
        desk = client_of("moderator").get(reverse("case_show", args=[story.pk])).content.decode()
        assert told in desk
        # Once: beside the other one, among what could be read next.
        assert desk.count("Longer than we promised") == 1
        acknowledge(crisis=crisis, by=moderator)
        assess(crisis=crisis, level=CrisisCase.Level.LOW, by=moderator)
        act(crisis=crisis, act=CrisisCase.Act.MESSAGE, words="We wrote.", by=moderator)
        release_words(crisis=crisis, by=moderator)
        assert queue_count(moderator).late == 2
        assert told not in client_of("moderator").get(reverse("case_show", args=[story.pk])).content.decode()


def test_only_the_newest_words_of_what_was_not_taken_back_wait(riverbend: Riverbend) -> None:
    story, gone = send(riverbend), send(riverbend)
    withdraw(contribution=gone, by=persona_actor(gone.author_id))
    revise(contribution=story, parts=[["happened", "New words."]], by=persona_actor(story.author_id))
    shown = published_story(riverbend)
    revise(contribution=shown, parts=[["happened", "Newer words."]], by=persona_actor(shown.author_id))
    found = queue(riverbend.actor("moderator"))
    assert [(item.contribution, item.revision.text) for item in found] == [
        (story, "New words."),
        (shown, "Newer words."),
    ]


@pytest.mark.parametrize(
    "part", ["lead", "coder", "improver", "responder", "advisory", "data_protection", "administrator", "outsider"]
)
def test_nobody_but_moderators_of_the_space_has_a_queue(riverbend: Riverbend, part: str) -> None:
    send(riverbend)
    assert queue(riverbend.actor(part)) == []
    assert waiting_count(riverbend.actor(part)) == 0
    assert queue(VISITOR) == []
    assert waiting_count(SYSTEM) == 1


def test_a_moderator_of_one_space_sees_that_space_alone(riverbend: Riverbend) -> None:
    send(riverbend)
    moderator = riverbend.actor("moderator")
    here = dataclasses.replace(
        moderator,
        holdings=frozenset(dataclasses.replace(held, space_key=riverbend.space.pk) for held in moderator.holdings),
    )
    elsewhere = dataclasses.replace(
        moderator,
        holdings=frozenset(dataclasses.replace(held, space_key=moderator.account.pk) for held in moderator.holdings),  # type: ignore[union-attr]
    )
    assert len(queue(here)) == 1
    assert queue(elsewhere) == []


def test_nobody_is_offered_their_own_words(riverbend: Riverbend) -> None:
    story = send(riverbend)
    account = riverbend.account("moderator")
    story.author = persona_of_account(account=account, scope_key=riverbend.space.pk, badge="patient", handle="")
    story.save()
    assert queue(riverbend.actor("moderator")) == []
    assert len(queue(another_moderator(riverbend))) == 1


def test_the_queue_asks_as_much_for_three_as_for_one(
    riverbend: Riverbend, django_assert_max_num_queries: object
) -> None:
    send(riverbend)
    actor = actor_for_account(riverbend.account("moderator"))
    for _more in range(2):
        with django_assert_max_num_queries(4):  # type: ignore[operator]
            for item in queue(actor):
                assert item.contribution.space.name
                assert item.contribution.service
        send(riverbend)
        send(riverbend)


def decided(riverbend: Riverbend, story: Contribution, outcome: str) -> Decision:
    case = claim_case(contribution=story, by=riverbend.actor("moderator"))
    revision = story.revisions.get(review=Review.IN_REVIEW)
    return decide_case(
        case=case,
        outcome=Decision.Outcome(outcome),
        revision_sha256=revision.sha256,
        rule=riverbend.space.house_rules.first(),
        words_to_author="Please leave the name out.",
        version=case.version,
        by=riverbend.actor("moderator"),
    )


def test_history_counts_this_space_alone(riverbend: Riverbend) -> None:
    stories = [send(riverbend) for _count in range(3)]
    author = stories[0].author
    Contribution.objects.filter(pk__in=[story.pk for story in stories]).update(author=author)
    decided(riverbend, stories[1], "approve")
    decided(riverbend, stories[2], "decline")
    stories[0].refresh_from_db()
    found = author_history(stories[0])
    assert (found.sent, found.shown, found.suggested, found.declined) == (2, 1, 0, 1)
    assert author_history(send(riverbend)).sent == 0


def test_the_author_hears_from_the_moderators_and_never_a_name(riverbend: Riverbend) -> None:
    story = send(riverbend)
    decided(riverbend, story, "decline")
    told = decisions_for_author(story)
    everything = str([dataclasses.asdict(item) for item in told])
    assert "Riverbend Health" in everything
    assert riverbend.account("moderator").name.split()[0] not in everything


def test_decisions_and_notes_are_for_the_moderators_of_the_space(riverbend: Riverbend) -> None:
    story = send(riverbend)
    write_note(contribution=story, words="Read twice.", by=riverbend.actor("moderator"))
    decision = decided(riverbend, story, "approve")
    assert [note.words for note in notes_on(story)] == ["Read twice."]
    assert list(decisions_in(riverbend.actor("moderator"))) == [decision]
    assert not decisions_in(riverbend.actor("outsider")).exists()
    assert newest_own_decision(riverbend.actor("moderator")) == decision
    assert newest_own_decision(another_moderator(riverbend)) is None
    assert newest_own_decision(VISITOR) is None
