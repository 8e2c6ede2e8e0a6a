"""Two moderators and an author who all act at will: whatever they do, nothing unread is shown and one of two wins."""

import datetime

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from openward.contributions.actions.reviews import WordsChanged, accept_edit, decline_edit
from openward.contributions.actions.stories import revise, withdraw
from openward.contributions.models import Contribution, Lifecycle, Review, Revision
from openward.people.access import VISITOR, persona_actor
from openward.safety.actions.cases import CaseMoved, NothingWaits
from openward.safety.actions.readings import (
    claim_case,
    decide_case,
    release_case,
    reopen_decision,
)
from openward.safety.models import READING_OUTCOMES, Case, Decision
from openward.safety.queries.readings import open_case, queue, waiting_revision
from tests.factories.riverbend import Riverbend, sent_story
from tests.rooms.safety.moderators import another_moderator

MODERATORS = st.sampled_from(["first", "second"])


def machine_in(riverbend: Riverbend) -> type[RuleBasedStateMachine]:
    """A machine that plays in one Riverbend; every run tells a new story there."""
    actors = {"first": lambda: riverbend.actor("moderator"), "second": lambda: another_moderator(riverbend)}
    house_rule = riverbend.space.house_rules.get()

    class Reading(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.story = sent_story(riverbend).contribution
            self.author = persona_actor(self.story.author_id)
            self.screens: dict[str, tuple[Case, int, Revision]] = {}
            self.agreed: set[str] = set()
            self.edits = 0
            self.winners: dict[tuple[object, int], int] = {}

        def _fresh(self) -> Contribution:
            return Contribution.objects.get(pk=self.story.pk)

        @rule(who=MODERATORS)
        def takes(self, who: str) -> None:
            holder = open_case(self.story)
            is_held_by_other = (
                holder is not None
                and holder.is_leased(timezone.now())
                and holder.claimed_by != actors[who]().account
            )
            try:
                case = claim_case(contribution=self.story, by=actors[who]())
            except NothingWaits:
                assert waiting_revision(self._fresh()) is None
            except CaseMoved:
                assert is_held_by_other
            else:
                assert not is_held_by_other
                waiting = waiting_revision(self._fresh())
                assert waiting is not None
                self.screens[who] = (case, case.version, waiting)

        @rule(who=MODERATORS)
        def reloads(self, who: str) -> None:
            case, waiting = open_case(self.story), waiting_revision(self._fresh())
            if case and waiting and case.claimed_by == actors[who]().account:
                self.screens[who] = (case, case.version, waiting)

        @precondition(lambda self: self.screens)
        @rule(who=MODERATORS, outcome=st.sampled_from(READING_OUTCOMES))
        def decides(self, who: str, outcome: str) -> None:
            if who not in self.screens:
                return
            case, version, seen = self.screens[who]
            now = Case.objects.get(pk=case.pk)
            may_win = (
                now.state == Case.State.CLAIMED
                and now.claimed_by == actors[who]().account
                and now.version == version
                and waiting_revision(self._fresh()) == seen
            )
            parts = [[name, text + " (without the name)"] for name, text in seen.parts]
            try:
                decision = decide_case(
                    case=case,
                    outcome=Decision.Outcome(outcome),
                    revision_sha256=seen.sha256,
                    rule=house_rule,
                    words_to_author="Leave the name out.",
                    parts=parts,
                    version=version,
                    by=actors[who](),
                )
            except (CaseMoved, WordsChanged, NothingWaits):
                assert not may_win
                return
            assert may_win
            assert decision.revision == seen
            self.winners[case.pk, version] = self.winners.get((case.pk, version), 0) + 1
            if decision.outcome == Decision.Outcome.APPROVE:
                self.agreed.add(seen.sha256)

        @precondition(lambda self: self.screens)
        @rule(who=MODERATORS)
        def puts_back(self, who: str) -> None:
            if who in self.screens:
                try:
                    release_case(case=self.screens.pop(who)[0], by=actors[who]())
                except CaseMoved:
                    return

        @rule()
        def lease_runs_out(self) -> None:
            Case.objects.filter(contribution=self.story, state=Case.State.CLAIMED).update(
                claimed_until=timezone.now() - datetime.timedelta(seconds=1)
            )

        @rule(who=MODERATORS)
        def takes_back_a_decision(self, who: str) -> None:
            decision = Decision.objects.filter(case__contribution=self.story).order_by("-decided_at").first()
            if decision is not None and self._fresh().lifecycle != Lifecycle.WITHDRAWN:
                try:
                    reopen_decision(decision=decision, by=actors[who]())
                except CaseMoved:
                    return
                self.agreed.discard(decision.revision_sha256)

        @rule()
        def author_edits(self) -> None:
            if self._fresh().lifecycle in (Lifecycle.SUBMITTED, Lifecycle.PUBLISHED):
                self.edits += 1
                revise(contribution=self.story, parts=[["happened", f"Wording {self.edits}."]], by=self.author)

        @rule(agrees=st.booleans())
        def author_answers_the_suggestion(self, agrees: bool) -> None:
            proposal = self.story.revisions.filter(written_by="moderator", review=Review.CHANGES_REQUESTED).last()
            if proposal is None or self._fresh().lifecycle == Lifecycle.WITHDRAWN:
                return
            try:
                (accept_edit if agrees else decline_edit)(proposal=proposal, by=self.author)
            except WordsChanged:
                return
            if agrees:
                self.agreed.add(proposal.sha256)

        @rule(sure=st.integers(0, 9))
        def author_takes_it_back(self, sure: int) -> None:
            if sure == 9 and self._fresh().lifecycle != Lifecycle.WITHDRAWN:
                withdraw(contribution=self.story, by=self.author)

        @invariant()
        def nothing_unread_is_shown(self) -> None:
            for shown in Contribution.objects.readable(VISITOR).filter(pk=self.story.pk):
                assert shown.shown_revision is not None
                assert shown.shown_revision.sha256 in self.agreed

        @invariant()
        def one_decision_wins_on_each_screen(self) -> None:
            assert all(count == 1 for count in self.winners.values())

        @invariant()
        def the_states_are_legal(self) -> None:
            cases = Case.objects.filter(contribution=self.story)
            assert cases.filter(state__in=["open", "claimed"]).count() <= 1
            for case in cases:
                assert (case.state == Case.State.CLAIMED) == (case.claimed_by_id is not None)
                standing = case.decisions.filter(reopened_at__isnull=True).count()
                assert case.decisions.count() == (1 if case.state == Case.State.DECIDED else 0)
                assert standing <= 1
            waiting = [r for r in self.story.revisions.all() if r.review in ("pending", "in_review", "escalated")]
            assert len(waiting) <= 1

        @invariant()
        def nobody_is_offered_what_a_colleague_reads(self) -> None:
            case = open_case(self.story)
            if case is None or not case.is_leased(timezone.now()):
                return
            for who in actors:
                offered = [item for item in queue(actors[who](), limit=500) if item.contribution == self.story]
                if case.claimed_by != actors[who]().account:
                    assert offered == []

    return Reading


@pytest.mark.django_db
def test_whatever_people_do_the_reading_stays_sound(riverbend: Riverbend) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine_in(riverbend),
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
