"""Appeals: an author asks somebody else to look again, and somebody else does."""

from django.urls import reverse
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from openward.people.access import Actor
from openward.safety.access.appeals import appeal_for_deciding, decision_for_author, measure_for_author
from openward.safety.actions.appeals import (
    appeal_decision,
    appeal_measure,
    decide_appeal,
    put_appeal_back,
    take_appeal,
)
from openward.safety.actions.overturning import MILDER
from openward.safety.models import Appeal, Decision, Sanction, Step
from tests.proofs.sight import LONG_AGO
from tests.proofs.stage import mark
from tests.proofs.words import MODERATOR, NUMBER
from tests.proofs.work import Ladder

OUTCOMES = st.sampled_from([Appeal.State.UPHELD, Appeal.State.OVERTURNED, Appeal.State.VARIED])
CAUSE = st.sampled_from(Appeal.Cause.values)
POSTS = ("appeal_take", "appeal_renew", "appeal_back", "appeal_decide")


class SecondLook(Ladder):
    """Decisions and measures are appealed, by their authors and with new facts; others decide."""

    @initialize(
        outcome=st.sampled_from([one for one in MILDER if one]),
        step=st.sampled_from([None, Step.WARNED, Step.SUSPENDED]),
        is_taken=st.booleans(),
    )
    def begins_with_an_appeal(self, outcome: str, step: str | None, is_taken: bool) -> None:
        self.reports(0, "hate", "coder")
        self.decides("moderator", 1, outcome, step, 0, is_stale=False)
        self.appeals_against_decision(0, has_new_facts=False)
        if is_taken:
            self.takes_appeal("second", 0)

    def author_of(self, decision: Decision) -> Actor:
        return self.author(decision.case.contribution)

    def decision_against(self, number: int) -> Decision | None:
        """Three times in four one that nobody has appealed."""
        against = Decision.objects.filter(is_automatic=False).exclude(outcome__in=["approve", "keep"])
        against = against.select_related("case__contribution")
        found: Decision | None = self.one(against.filter(appeals__isnull=True), number) if number % 4 else None
        return found or self.one(against, number)

    def appeal(self, number: int) -> Appeal | None:
        found: Appeal | None = self.one(Appeal.objects.filter(outcome=""), number) if number % 4 else None
        return found or self.one(Appeal.objects.all(), number)

    @rule(number=NUMBER, has_new_facts=st.booleans())
    def appeals_against_decision(self, number: int, has_new_facts: bool) -> None:
        decision = self.decision_against(number)
        if decision is None:
            return
        said, by = mark(), self.author_of(decision)
        appeal = self.attempt(
            "appealed",
            lambda: appeal_decision(
                decision=decision_for_author(decision.case.contribution, decision.pk),
                words=f"This is not so, {said}.",
                new_facts=f"I found {said}." if has_new_facts else "",
                by=by,
            ),
        )
        self._appealed(appeal, said, by)

    @rule(number=NUMBER)
    def appeals_against_measure(self, number: int) -> None:
        sanction: Sanction | None = self.one(Sanction.objects.exclude(step="ok"), number)
        if sanction is None:
            return
        story = sanction.persona.contributions.order_by("created_at")[0]
        said, by = mark(), self.author(story)
        appeal = self.attempt(
            "appealed a measure",
            lambda: appeal_measure(
                sanction=measure_for_author(story), contribution=story, words=f"It was not me, {said}.", by=by
            ),
        )
        self._appealed(appeal, said, by)

    def _appealed(self, appeal: Appeal | None, said: str, by: Actor) -> None:
        if appeal is not None:
            self.diary.appealed.add(str(appeal.pk))
            self.diary.noted[appeal.contribution_id] |= {said}
            if appeal.contribution.lifecycle == "erased":
                self.diary.noted_about_erased |= {said}
            self.acknowledge(by)

    @rule(who=MODERATOR, number=NUMBER)
    def takes_appeal(self, who: str, number: int) -> None:
        if found := self.appeal(number):
            self.takes_this_appeal(who, found)

    def takes_this_appeal(self, who: str, appeal: Appeal) -> None:
        by = self.actor(who)
        self.attempt("took an appeal", lambda: take_appeal(appeal=appeal_for_deciding(by, appeal.pk), by=by))

    @rule(who=MODERATOR, number=NUMBER)
    def puts_appeal_back(self, who: str, number: int) -> None:
        if found := self.appeal(number):
            self.attempt("put an appeal back", lambda: put_appeal_back(appeal=found, by=self.actor(who)))

    @rule(who=MODERATOR, number=NUMBER, outcome=OUTCOMES, cause=CAUSE, is_stale=st.booleans())
    def decides_appeal(self, who: str, number: int, outcome: str, cause: str, is_stale: bool) -> None:
        """Take it if nobody has it, and decide; also as whoever decided first, who is refused."""
        if found := self.appeal(number):
            self.decides_this_appeal(who, found, outcome, cause, number, is_stale=is_stale)

    def decides_this_appeal(
        self, who: str, found: Appeal, outcome: str, cause: str, number: int, *, is_stale: bool
    ) -> None:
        self.takes_this_appeal(who, found)
        now = Appeal.objects.select_related("decision").get(pk=found.pk)
        milder = MILDER.get(now.decision.outcome, ()) if now.decision is not None else ()
        noted, by = mark(), self.actor(who)
        standing = Sanction.objects.filter(persona=now.appellant_id, step=now.step, set_at=now.step_set_at or LONG_AGO)
        is_held_back = now.about == Appeal.About.MEASURE and standing.exists()
        decided = self.attempt(
            f"appeal: {outcome}",
            lambda: decide_appeal(
                appeal=appeal_for_deciding(by, found.pk),
                outcome=Appeal.State(outcome),
                reason=f"We looked again, {noted}.",
                cause="" if outcome == Appeal.State.UPHELD else cause,
                milder=milder[number % len(milder)] if milder and outcome == Appeal.State.VARIED else None,
                version=now.version - is_stale,
                by=by,
            ),
            ValueError,
        )
        if decided is None:
            return
        assert not is_stale, "a stale screen decided"
        assert now.decision is None or now.decision.decided_by != by.account, "decided about the own decision"
        self.diary.noted[decided.contribution_id] |= {noted}
        if decided.replacement is not None:
            self.diary.decided.add(str(decided.replacement.pk))
        if is_held_back and outcome == Appeal.State.OVERTURNED:
            self._undone(now)

    def _undone(self, appeal: Appeal) -> None:
        newest = [step for step in self.diary.steps if step.persona == appeal.appellant_id and not step.is_undone]
        if newest:
            newest[-1].is_undone = True

    @rule(who=MODERATOR, number=NUMBER, step=st.sampled_from(POSTS), outcome=OUTCOMES)
    def posts_without_asking_about_an_appeal(self, who: str, number: int, step: str, outcome: str) -> None:
        found = self.appeal(number)
        if found is None or found.about == Appeal.About.MEASURE:
            return
        noted = mark()
        given = {"reason": noted, "words": noted, "outcome": outcome, "cause": "facts", "version": found.version}
        response = self.client(who).post(reverse(step, args=[found.pk]), given)
        assert response.status_code < 500
        self.diary.done[f"posted {step}: {response.status_code}"] += 1
        self.diary.noted[found.contribution_id] |= {noted}
        self.diary.decided |= {str(one.pk) for one in Decision.objects.filter(source=Decision.Source.APPEAL)}


