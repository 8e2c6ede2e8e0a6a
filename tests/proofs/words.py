"""What authors do, and what happens to words before and after they are shown: one part of the machines."""

import datetime

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from openward.contributions.access import contribution_for_replying
from openward.contributions.actions.comments import submit_comment
from openward.contributions.actions.reviews import accept_edit, decline_edit
from openward.contributions.actions.stories import Sent, erase, keep_consents, revise, submit_story, withdraw
from openward.contributions.models import Contribution, Lifecycle, Revision
from openward.ledger.actions import SentTwice
from openward.people.access import Actor
from openward.people.models import Purpose
from openward.safety.access.readings import case_for_deciding
from openward.safety.actions.readings import (
    claim_case,
    decide_case,
    read_afterwards,
    release_case,
    reopen_decision,
    write_note,
)
from openward.safety.actions.screening import confirm_hold
from openward.safety.models import READING_OUTCOMES, Case, Decision, Screening
from openward.safety.queries.readings import decisions_for_author, open_case, waiting_revision
from openward.spaces.models import ModerationMode, Space
from tests.proofs.stage import MODERATORS, Stage, code_words, mark, run_worker

NUMBER = st.integers(0, 30)
MODERATOR = st.sampled_from(MODERATORS)
SAYINGS = st.sampled_from([
    "I waited two hours",
    "The tea was good",
    "Ring me on 07700 900123",
    "Nurse Joy Example was rude to me",
    "I do not want to be here any more, I have the tablets",
    "Stop taking your insulin",
])  # fmt: skip


class Words(Stage):
    """Authors write, change, allow, take back, erase, and look."""

    @rule(saying=SAYINGS, consents=st.sets(st.sampled_from(Purpose.values)), is_shown=st.booleans())
    def tells(self, saying: str, consents: set[str], is_shown: bool) -> None:
        said = mark()
        by = self.actor("visitor")
        wanted = {*consents, "publish", "contact"} if is_shown else consents
        sent = self.attempt("told", lambda: self._submit(f"{saying}, {said}.", wanted, by))
        self._sent(sent, said, by)
        if sent is not None and is_shown:
            self.reads_next("moderator", str(sent.contribution.pk))

    def _submit(self, words: str, consents: set[str], by: Actor, email: str = "") -> Sent:
        return submit_story(
            space=Space.objects.get(pk=self.riverbend.space.pk),
            parts=[["happened", words]],
            badge="carer",
            consents=consents,
            email=email,
            by=by,
        )

    def _sent(self, sent: Sent | None, said: str, by: Actor) -> None:
        if sent is not None:
            self.diary.sent.append(str(sent.contribution.pk))
            self.diary.said[sent.contribution.pk] |= {said}
            self.acknowledge(by)

    @rule(number=NUMBER, part=st.sampled_from(["visitor", "coder", "moderator"]))
    def replies(self, number: int, part: str) -> None:
        """By way of the page's door; staff and members reply under their own persona."""
        said, by = mark(), self.actor(part)
        story = self.story(number)

        def reply() -> Sent:
            parent = contribution_for_replying(by, story.pk)
            return submit_comment(parent=parent, words=f"Me too, {said}.", badge="patient", by=by)

        self._sent(self.attempt("replied", reply), said, by)

    @precondition(lambda self: self.diary.submissions)
    @rule(number=NUMBER)
    def sends_the_same_form_again(self, number: int) -> None:
        keys = self.diary.submissions
        by = self.actor("visitor")
        assert by.submission is not None
        by.submission.value = keys[number % len(keys)]
        result = self.attempt("the same form again", lambda: self._submit(mark(), set(), by), SentTwice)
        assert result is None, "one form was taken twice"

    @rule(number=NUMBER, saying=SAYINGS)
    def changes_words(self, number: int, saying: str) -> None:
        story, said = self.story(number), mark()
        if story.lifecycle not in {Lifecycle.SUBMITTED, Lifecycle.PUBLISHED}:
            return
        parts = [["happened", f"{saying}, {said}."]]
        by = self.author(story)
        if self.attempt("changed", lambda: revise(contribution=story, parts=parts, by=by)):
            self.diary.said[story.pk] |= {said}
            self.acknowledge(by)

    @rule(number=NUMBER, consents=st.sets(st.sampled_from(Purpose.values)))
    def changes_mind(self, number: int, consents: set[str]) -> None:
        story = self.story(number)
        self.attempt(
            "changed consents",
            lambda: keep_consents(contribution=story, given=consents, language="en-gb", by=self.author(story)),
        )

    @rule(number=NUMBER, agrees=st.booleans())
    def answers_a_suggestion(self, number: int, agrees: bool) -> None:
        found = Revision.objects.filter(written_by=Revision.WrittenBy.MODERATOR).select_related("contribution")
        proposal = self.one(found, number)
        if proposal is None or proposal.contribution.lifecycle in {Lifecycle.WITHDRAWN, Lifecycle.ERASED}:
            return
        action = accept_edit if agrees else decline_edit
        name = "agreed" if agrees else "did not agree"
        self.attempt(name, lambda: action(proposal=proposal, by=self.author(proposal.contribution)))

    @rule(number=NUMBER, sure=st.integers(0, 2))
    def takes_back(self, number: int, sure: int) -> None:
        story = self.story(number)
        if sure == 0:
            self.attempt("took back", lambda: withdraw(contribution=story, by=self.author(story)))

    @rule(number=NUMBER)
    def erases(self, number: int) -> None:
        story = self.story(number)
        if self.attempt("erased", lambda: (erase(contribution=story, by=self.author(story)), True)):
            self.diary.erased |= self.diary.said[story.pk]
            self.diary.noted_about_erased |= self.diary.noted[story.pk]

    @rule(number=NUMBER)
    def reads_own_page(self, number: int) -> None:
        """What the author's page is made of, whatever state the words are in."""
        for decision in decisions_for_author(self.story(number)):
            assert decision.outcome != Decision.Outcome.KEEP
            self.diary.done["author read a decision"] += 1

    # --- Moderators read ------------------------------------------------------------------------------------------

    @rule(who=MODERATOR, number=NUMBER, outcome=st.sampled_from(READING_OUTCOMES), is_stale=st.booleans())
    def reads(self, who: str, number: int, outcome: str, is_stale: bool) -> None:
        """Take what waits and decide; a stale screen holds another wording or an older version."""
        by = self.actor(who)
        key = self.story(number).pk
        case = self.attempt("took", lambda: claim_case(contribution=case_for_deciding(by, key), by=by))
        if case is None:
            return
        seen = waiting_revision(Contribution.objects.get(pk=key))
        assert seen is not None
        noted = mark()
        decision = self.attempt(
            "a stale reading" if is_stale else f"read: {outcome}",
            lambda: decide_case(
                case=case,
                outcome=Decision.Outcome(outcome),
                revision_sha256=seen.sha256 if not is_stale or number % 2 else "0" * 64,
                rule=self.riverbend.space.house_rules.get(number=1),
                words_to_author=f"Please leave “{noted}” out.",
                parts=[[name, f"{text} Without the name."] for name, text in seen.parts],
                version=case.version - (1 if is_stale and number % 2 else 0),
                by=self.actor(who),
            ),
        )
        assert decision is None or not is_stale, "a stale screen decided"
        if decision is not None:
            self.keep_decision(decision)
            self.diary.noted[key] |= {noted} if outcome != Decision.Outcome.APPROVE else set()

    def reads_next(self, who: str, key: str) -> None:
        """The usual way, so that the other steps meet words that readers see."""
        place = self.diary.sent[::-1].index(key)
        self.reads(who, place, Decision.Outcome.APPROVE, is_stale=False)

    @rule(number=NUMBER)
    def is_coded(self, number: int) -> None:
        """Somebody finds the theme in the words: one more person stands behind it."""
        story = self.story(number)
        if story.shown_revision_id is not None:
            self.attempt("coded", lambda: (code_words(self.riverbend, story), True))

    @rule(who=MODERATOR, number=NUMBER)
    def puts_back(self, who: str, number: int) -> None:
        case = open_case(self.story(number))
        if case is not None:
            self.attempt("put back", lambda: release_case(case=case, by=self.actor(who)))

    @rule(who=MODERATOR, number=NUMBER)
    def takes_a_decision_back(self, who: str, number: int) -> None:
        found = Decision.objects.filter(case__kind=Case.Kind.READING)
        decision = self.one(found, number)
        if decision is not None:
            self.attempt("took a decision back", lambda: reopen_decision(decision=decision, by=self.actor(who)))

    @rule(who=MODERATOR, number=NUMBER)
    def reads_afterwards(self, who: str, number: int) -> None:
        story = self.story(number)
        sha256 = story.shown_revision.sha256 if story.shown_revision else ""
        self.attempt(
            "read afterwards", lambda: read_afterwards(contribution=story, revision_sha256=sha256, by=self.actor(who))
        )

    @rule(who=MODERATOR, number=NUMBER)
    def notes(self, who: str, number: int) -> None:
        story, noted = self.story(number), mark()
        if story.lifecycle == Lifecycle.ERASED:
            return
        if self.attempt("noted", lambda: write_note(contribution=story, words=f"See {noted}", by=self.actor(who))):
            self.diary.noted[story.pk] |= {noted}

    @rule(who=MODERATOR, number=NUMBER)
    def confirms_what_was_marked(self, who: str, number: int) -> None:
        screening = self.one(Screening.objects.select_related("revision__contribution"), number)
        if screening is not None:
            self.attempt("confirmed a hold", lambda: confirm_hold(screening=screening, by=self.actor(who)))

    @rule(mode=st.sampled_from(ModerationMode.values))
    def space_is_read(self, mode: str) -> None:
        """A space may be read before or after showing; its lead changes that at any time."""
        Space.objects.filter(pk=self.riverbend.space.pk).update(moderation_mode=mode)

    # --- Time -----------------------------------------------------------------------------------------------------

    @rule()
    def worker_works(self) -> None:
        run_worker()

    @rule(minutes=st.sampled_from([1, 16, 31, 6 * 60, 25 * 60, 4 * 24 * 60, 40 * 24 * 60]))
    def time_passes(self, minutes: int) -> None:
        self.clock.shift(datetime.timedelta(minutes=minutes))
        self.strike_the_clock()
