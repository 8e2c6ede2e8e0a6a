"""A machine that does what authors and moderators can do, in any order, and checks the promises after every step.

I1  nothing is readable without an approved shown wording        I10 erased words are in no table
I4  an approval is bound to the wording that was read            I13 a move that no axis allows changes nothing
I6  the state of every contribution follows from its facts       I15 every acknowledged sending exists exactly once
"""

import itertools
import secrets
from collections import Counter
from typing import ClassVar

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from openward.contributions.access import receipt_for_author, visible
from openward.contributions.actions.comments import submit_comment
from openward.contributions.actions.reviews import (
    WordsChanged,
    accept_edit,
    approve,
    decline_edit,
    hold,
    lift_restriction,
    move_review,
    propose_edit,
    release_hold,
    restrict,
)
from openward.contributions.actions.stories import (
    HeldByLaw,
    Sent,
    erase,
    keep_consents,
    revise,
    submit_story,
    withdraw,
)
from openward.contributions.models import Contribution, Hold, Lifecycle, Restriction, Review, Revision
from openward.contributions.models.axes import LIFECYCLE_MOVES, READ_AND_FINE, REVIEW_MOVES
from openward.contributions.models.contributions import text_hash
from openward.kit.state_graphs import IllegalMove
from openward.ledger.actions import SentTwice
from openward.ledger.events import SubmissionKey
from openward.ledger.models import RecordedFact
from openward.people.access import VISITOR, Actor, persona_actor
from openward.people.models import Purpose
from openward.spaces.access import standing_in
from tests.factories.riverbend import Riverbend

UNREAD = {Review.PENDING, Review.IN_REVIEW, Review.CHANGES_REQUESTED, Review.ESCALATED}
WORDS = st.sampled_from(["I waited.", "Nobody came.", "The tea was good."])
NUMBER = st.integers(0, 50)


class Talk(RuleBasedStateMachine):
    riverbend: Riverbend
    done: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        self.sent: list[Sent] = []
        self.keys: list[tuple[str, str]] = []
        self.approved_hashes: set[str] = set()
        self.erased_words: set[str] = set()
        self.count = itertools.count()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)

    # --- Who and what ---------------------------------------------------------------------------------------------

    def moderator(self) -> Actor:
        return self.riverbend.actor("moderator")

    def pick(self, number: int) -> Contribution:
        return Contribution.objects.get(pk=self.sent[number % len(self.sent)].contribution.pk)

    def author(self, contribution: Contribution) -> Actor:
        return persona_actor(contribution.author_id)

    def word(self, words: str) -> str:
        """Words with a mark of their own, so that a leak of erased words could be found."""
        return f"{words} quokka{next(self.count)}x{secrets.token_hex(4)}"

    # --- Authors --------------------------------------------------------------------------------------------------

    @rule(words=WORDS, consents=st.sets(st.sampled_from(Purpose.values)))
    def tell(self, words: str, consents: set[str]) -> None:
        key = secrets.token_urlsafe(16)
        said = self.word(words)
        sent = submit_story(
            space=self.riverbend.space,
            parts=[["happened", said]],
            badge="carer",
            consents=consents,
            by=Actor(kind="visitor", submission=SubmissionKey(key)),
        )
        self.sent.append(sent)
        self.keys.append((key, said))

    @rule(words=WORDS)
    def tell_and_be_shown(self, words: str) -> None:
        """The usual way, in one step, so that the other steps meet words that readers see."""
        self.tell(words, set(Purpose.values))
        self.read_and_approve(len(self.sent) - 1, is_stale=False)

    @precondition(lambda self: self.keys)
    @rule(number=NUMBER)
    def tell_twice(self, number: int) -> None:
        key, said = self.keys[number % len(self.keys)]
        with pytest.raises(SentTwice), transaction.atomic():
            submit_story(
                space=self.riverbend.space,
                parts=[["happened", said]],
                badge="carer",
                consents=[],
                by=Actor(kind="visitor", submission=SubmissionKey(key)),
            )

    @precondition(lambda self: self.sent)
    @rule(number=NUMBER, words=WORDS)
    def reply(self, number: int, words: str) -> None:
        parent = self.pick(number)
        self.sent.append(submit_comment(parent=parent, words=self.word(words), badge="patient", by=VISITOR))

    @precondition(lambda self: self.sent)
    @rule(number=NUMBER, words=WORDS)
    def change_words(self, number: int, words: str) -> None:
        contribution = self.pick(number)
        before = contribution.standpoint
        if contribution.lifecycle in {Lifecycle.SUBMITTED, Lifecycle.PUBLISHED}:
            revise(contribution=contribution, parts=[["happened", self.word(words)]], by=self.author(contribution))
        else:
            with pytest.raises(ValueError):
                revise(contribution=contribution, parts=[["happened", "x"]], by=self.author(contribution))
            assert self.pick(number).standpoint == before

    @precondition(lambda self: self.sent)
    @rule(number=NUMBER, consents=st.sets(st.sampled_from(Purpose.values)))
    def change_mind(self, number: int, consents: set[str]) -> None:
        contribution = self.pick(number)
        keep_consents(contribution=contribution, given=consents, language="en-gb", by=self.author(contribution))
        assert {one for one in Purpose.values if getattr(contribution, f"may_{one}")} == consents

    @precondition(lambda self: self.sent)
    @rule(number=NUMBER)
    def take_back(self, number: int) -> None:
        contribution = self.pick(number)
        self._end(contribution, withdraw, Lifecycle.WITHDRAWN)

    @precondition(lambda self: self.sent)
    @rule(number=NUMBER)
    def erase_words(self, number: int) -> None:
        contribution = self.pick(number)
        words = set(contribution.revisions.values_list("text", flat=True))
        if contribution.hold in {Hold.LEGAL, Hold.SAFEGUARDING}:
            with pytest.raises(HeldByLaw):
                erase(contribution=contribution, by=self.author(contribution))
            return
        if self._end(contribution, erase, Lifecycle.ERASED):
            self.done["erased"] += bool(words)
            self.erased_words |= {text.split()[-1] for text in words}
            self.no_table_holds_erased_words()

    def _end(self, contribution: Contribution, action: object, then: Lifecycle) -> bool:
        before = contribution.standpoint
        if then in LIFECYCLE_MOVES[Lifecycle(contribution.lifecycle)]:
            action(contribution=contribution, by=self.author(contribution))  # type: ignore[operator]
            return True
        with pytest.raises(IllegalMove):
            action(contribution=contribution, by=self.author(contribution))  # type: ignore[operator]
        contribution.refresh_from_db()
        assert contribution.standpoint == before
        return False

    # --- Moderators -----------------------------------------------------------------------------------------------

    def revision(self, number: int) -> Revision | None:
        found = list(self.pick(number).revisions.all())
        return found[number % len(found)] if found else None

    @precondition(lambda self: self.sent)
    @rule(number=NUMBER, to=st.sampled_from(Review.values))
    def move_anywhere(self, number: int, to: str) -> None:
        """Any move by hand, most of them illegal; approving has an action of its own and is left to it."""
        revision = self.revision(number)
        if revision is None or to == Review.APPROVED:
            return
        before = revision.review
        if to in REVIEW_MOVES[Review(before)]:
            move_review(revision=revision, to=Review(to), by=self.moderator())
        else:
            facts = RecordedFact.objects.count()
            with pytest.raises(IllegalMove):
                move_review(revision=revision, to=Review(to), by=self.moderator())
            revision.refresh_from_db()
            assert (revision.review, RecordedFact.objects.count()) == (before, facts)

    @precondition(lambda self: self.sent)
    @rule(number=NUMBER, is_stale=st.booleans())
    def read_and_approve(self, number: int, is_stale: bool) -> None:
        revision = self.pick(number).revisions.last()
        if revision is None:
            return
        if revision.review == Review.PENDING:
            revision = move_review(revision=revision, to=Review.IN_REVIEW, by=self.moderator())
        before = self.pick(number).standpoint
        sha256 = text_hash("what was on the screen before") if is_stale else revision.sha256
        try:
            approve(revision=revision, sha256=sha256, by=self.moderator())
        except WordsChanged:
            assert is_stale
        except IllegalMove:
            assert Review.APPROVED not in REVIEW_MOVES[Review(revision.review)]
        else:
            assert not is_stale
            self.approved_hashes.add(revision.sha256)
            self.done["approved"] += 1
            return
        assert self.pick(number).standpoint == before

    @precondition(lambda self: self.sent)
    @rule(number=NUMBER)
    def approve_an_old_wording(self, number: int) -> None:
        own = list(self.pick(number).revisions.filter(written_by=Revision.WrittenBy.AUTHOR))
        if len(own) > 1:
            with pytest.raises(WordsChanged):
                approve(revision=own[0], sha256=own[0].sha256, by=self.moderator())

    @precondition(lambda self: self.sent)
    @rule(number=NUMBER, words=WORDS)
    def suggest(self, number: int, words: str) -> None:
        revision = self.pick(number).revisions.last()
        if revision is None or revision.written_by == Revision.WrittenBy.MODERATOR:
            return
        if revision.review == Review.PENDING:
            revision = move_review(revision=revision, to=Review.IN_REVIEW, by=self.moderator())
        parts = [["happened", self.word(words)]]
        if Review.CHANGES_REQUESTED in REVIEW_MOVES[Review(revision.review)]:
            propose_edit(revision=revision, sha256=revision.sha256, parts=parts, reason="names", by=self.moderator())
        else:
            with pytest.raises(IllegalMove):
                propose_edit(
                    revision=revision, sha256=revision.sha256, parts=parts, reason="names", by=self.moderator()
                )

    @precondition(lambda self: self.sent)
    @rule(number=NUMBER, agrees=st.booleans())
    def answer_suggestion(self, number: int, agrees: bool) -> None:
        contribution = self.pick(number)
        proposal = contribution.revisions.last()
        if proposal is None:
            return
        is_open = proposal.written_by == Revision.WrittenBy.MODERATOR and proposal.review == Review.CHANGES_REQUESTED
        action = accept_edit if agrees else decline_edit
        if not is_open:
            with pytest.raises((WordsChanged, IllegalMove)):
                action(proposal=proposal, by=self.author(contribution))
            return
        action(proposal=proposal, by=self.author(contribution))
        if agrees:
            self.approved_hashes.add(proposal.sha256)
            self.done["agreed"] += 1

    @precondition(lambda self: self.sent)
    @rule(number=NUMBER, restriction=st.sampled_from(Restriction.values))
    def put_restriction(self, number: int, restriction: str) -> None:
        contribution = self.pick(number)
        if contribution.lifecycle == Lifecycle.ERASED:
            return
        if restriction == Restriction.NONE:
            lift_restriction(contribution=contribution, by=self.moderator())
        else:
            restrict(
                contribution=contribution, restriction=Restriction(restriction), reason="said", by=self.moderator()
            )

    @precondition(lambda self: self.sent)
    @rule(number=NUMBER, kind=st.sampled_from(Hold.values))
    def put_hold(self, number: int, kind: str) -> None:
        contribution = self.pick(number)
        if contribution.lifecycle == Lifecycle.ERASED:
            return
        if kind == Hold.NONE:
            release_hold(contribution=contribution, by=self.moderator())
        else:
            hold(contribution=contribution, kind=Hold(kind), by=self.moderator())

    # --- What must hold after every step --------------------------------------------------------------------------

    @invariant()
    def nothing_is_readable_that_nobody_approved(self) -> None:
        for part in ("visitor", "responder"):
            actor = VISITOR if part == "visitor" else self.riverbend.actor(part)
            for one in Contribution.objects.readable(actor).select_related("shown_revision"):
                self.done[f"readable by {part}"] += 1
                assert one.shown_revision is not None
                assert one.shown_revision.review in READ_AND_FINE
                assert one.shown_revision.sha256 == text_hash(one.shown_revision.text)
                assert one.shown_revision.sha256 in self.approved_hashes

    @invariant()
    def readable_is_what_the_function_says(self) -> None:
        readable = set(Contribution.objects.readable(VISITOR).values_list("pk", flat=True))
        standing = standing_in(VISITOR, self.riverbend.space)
        for one in Contribution.objects.select_related("shown_revision"):
            assert (one.pk in readable) == visible(one.standpoint, standing)
            assert one.shown_review == (one.shown_revision.review if one.shown_revision else Review.PENDING)

    @invariant()
    def every_acknowledged_sending_is_there_once(self) -> None:
        assert Contribution.objects.count() == len(self.sent)
        assert len({sent.code for sent in self.sent}) == len(self.sent)
        for sent in self.sent[-3:]:
            assert receipt_for_author(sent.code).contribution == sent.contribution

    @invariant()
    def the_state_follows_from_the_facts(self) -> None:
        facts: dict[str, list[RecordedFact]] = {}
        for fact in RecordedFact.objects.order_by("pk"):
            facts.setdefault(fact.about[0], []).append(fact)
        for one in Contribution.objects.prefetch_related("revisions"):
            told = Fold(facts[f"contribution:{one.pk}"])
            assert (one.lifecycle, one.restriction, one.hold) == (told.lifecycle, told.restriction, told.hold)
            assert {purpose for purpose in Purpose.values if getattr(one, f"may_{purpose}")} == told.given
            assert {revision.number: revision.review for revision in one.revisions.all()} == told.reviews

    @invariant()
    def comments_are_counted_as_everybody_reads_them(self) -> None:
        for story in Contribution.objects.filter(root__isnull=True):
            assert story.comment_count == story.thread.filter(is_for_everyone=True).count()

    def no_table_holds_erased_words(self) -> None:
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f"select string_agg(t::text, ' ') from \"{table}\" t")
                held = cursor.fetchone()[0] or ""
                assert not [word for word in self.erased_words if word in held], table


class Fold:
    """The state that a contribution's facts lead to, worked out from them alone."""

    def __init__(self, facts: list[RecordedFact]) -> None:
        self.lifecycle, self.restriction, self.hold = "draft", "none", "none"
        self.given: set[str] = set()
        self.reviews: dict[int, str] = {}
        for fact in facts:
            getattr(self, fact.kind.removeprefix("contributions.").removeprefix("people."), self.nothing)(fact.payload)

    def nothing(self, payload: dict[str, object]) -> None:
        pass

    def StorySubmitted(self, payload: dict[str, object]) -> None:  # noqa: N802
        self.lifecycle, self.reviews = "submitted", {1: "pending"}

    CommentSubmitted = StorySubmitted

    def ContributionPublished(self, payload: dict[str, object]) -> None:  # noqa: N802
        self.lifecycle = "published"

    def ContributionUnpublished(self, payload: dict[str, object]) -> None:  # noqa: N802
        self.lifecycle = "submitted"

    def ContributionWithdrawn(self, payload: dict[str, object]) -> None:  # noqa: N802
        self.lifecycle = "withdrawn"

    def ContributionErased(self, payload: dict[str, object]) -> None:  # noqa: N802
        self.lifecycle, self.restriction, self.reviews = "erased", "none", {}

    def ConsentSaid(self, payload: dict[str, list[str]]) -> None:  # noqa: N802
        self.given = set(payload["given"])

    def ContributionRevised(self, payload: dict[str, object]) -> None:  # noqa: N802
        self.reviews = {number: "rejected" if review in UNREAD else review for number, review in self.reviews.items()}
        self.reviews[len(self.reviews) + 1] = "pending"

    def EditProposed(self, payload: dict[str, int]) -> None:  # noqa: N802
        self.reviews[payload["revision_number"]] = "changes_requested"

    def ReviewMoved(self, payload: dict[str, object]) -> None:  # noqa: N802
        number, before = payload["revision_number"], payload["before"]
        assert isinstance(number, int)
        assert self.reviews[number] == before
        self.reviews[number] = str(payload["after"])

    def RestrictionPlaced(self, payload: dict[str, str]) -> None:  # noqa: N802
        self.restriction = payload["restriction"]

    def RestrictionLifted(self, payload: dict[str, str]) -> None:  # noqa: N802
        self.restriction = "none"

    def HoldPlaced(self, payload: dict[str, str]) -> None:  # noqa: N802
        self.hold = payload["hold"]

    def HoldReleased(self, payload: dict[str, str]) -> None:  # noqa: N802
        self.hold = "none"


def test_promises_hold_whatever_is_done_in_whatever_order(riverbend: Riverbend) -> None:
    Talk.riverbend = riverbend
    run_state_machine_as_test(
        Talk,
        settings=settings(
            max_examples=14,
            stateful_step_count=22,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_checks_see_what_a_usual_day_brings(riverbend: Riverbend) -> None:
    """Promises about nothing would hold too: here everything happens that they speak of."""
    Talk.riverbend = riverbend
    Talk.done.clear()
    talk = Talk()
    checks = (
        talk.nothing_is_readable_that_nobody_approved,
        talk.readable_is_what_the_function_says,
        talk.every_acknowledged_sending_is_there_once,
        talk.the_state_follows_from_the_facts,
        talk.comments_are_counted_as_everybody_reads_them,
    )
    walk = (
        lambda: talk.tell_and_be_shown("I waited."),
        lambda: talk.reply(0, "Me too."),
        lambda: talk.read_and_approve(1, is_stale=True),
        lambda: talk.read_and_approve(1, is_stale=False),
        lambda: talk.tell_twice(0),
        lambda: talk.tell("Nobody came.", {"publish"}),
        lambda: talk.suggest(2, "Somebody came late."),
        lambda: talk.answer_suggestion(2, agrees=True),
        lambda: talk.put_hold(2, Hold.LEGAL),
        lambda: talk.erase_words(2),
        lambda: talk.put_hold(2, Hold.NONE),
        lambda: talk.change_words(0, "I waited long."),
        lambda: talk.erase_words(0),
        lambda: talk.take_back(2),
    )
    try:
        for step in walk:
            step()
            for check in checks:
                check()
    finally:
        talk.teardown()
    for what in ("approved", "agreed", "erased", "readable by visitor", "readable by responder"):
        assert Talk.done[what] > 0, what
