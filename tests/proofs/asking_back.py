"""Appeals by people who reported: they ask somebody else to look again, who lets it stand or decides further."""

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from openward.people.access import Actor, persona_actor
from openward.safety.access.appeals import appeal_for_deciding
from openward.safety.actions.report_appeals import appeal_as_reporter, decide_anew
from openward.safety.models import CAUSES, Appeal, Case, Decision, Report, Step
from openward.safety.queries.report_appeals import BY_HARDNESS, LESS_THAN_ASKED
from tests.proofs.second_look import SecondLook
from tests.proofs.stage import mark, run_worker
from tests.proofs.words import MODERATOR, NUMBER

CAUSE = st.sampled_from(CAUSES[Appeal.Side.REPORTER])
FIVE_WORDS = "tea-lamp-river-stone-owl"


class AskingBack(SecondLook):
    """Whoever reported asks behind their five words or signed in, with and without a letter."""

    @initialize(
        outcome=st.sampled_from(LESS_THAN_ASKED),
        part=st.sampled_from(["visitor", "coder"]),
        has_letter=st.booleans(),
        goes_on=st.sampled_from(["", "taken", "upheld", "anew"]),
        works=st.booleans(),
    )
    def begins_with_somebody_who_hoped_for_more(
        self, outcome: str, part: str, has_letter: bool, goes_on: str, works: bool
    ) -> None:
        self.reports(2, Report.Category.HATE, part)
        case = Case.objects.filter(contribution=self.story(2), kind=Case.Kind.REPORT).order_by("-opened_at").first()
        if case is None:
            return
        self.decides_case("moderator", case, outcome, None, 0, is_stale=False)
        report = Report.objects.select_related("contribution", "reporter").filter(case=case).latest("received_at")
        asked = self.asks_about(report, has_new_facts=False, has_letter=has_letter)
        if asked is not None and goes_on == "taken":
            self.takes_this_appeal("second", asked)
        elif asked is not None and goes_on == "upheld":
            self.decides_this_appeal("second", asked, Appeal.State.UPHELD, "", 1, is_stale=False)
        elif asked is not None and goes_on == "anew":
            self.decides_this_anew("second", asked, Decision.Outcome.REMOVE, None, Appeal.Cause.CONTEXT, is_stale=False)
        if works:
            run_worker()

    def report_to_ask_about(self, number: int) -> Report | None:
        """Four times in five one that was answered."""
        everything = Report.objects.select_related("contribution", "reporter")
        answered = everything.filter(state__in=[Report.State.DECIDED, Report.State.CLOSED])
        found: Report | None = self.one(answered, number) if number % 5 else None
        return found or self.one(everything, number)

    def reporter_of(self, report: Report) -> Actor:
        """As they come: signed in where they reported so, and else behind their five words."""
        known = self.diary.signed_in_reporters.get(report.pk, set())
        for part, account in self.ground.accounts.items():
            if str(account.pk) in known:
                return self.actor(part)
        return persona_actor(report.reporter_id, submission=self.actor("visitor").submission)

    @rule(number=NUMBER, has_new_facts=st.booleans(), has_letter=st.booleans())
    def asks_about_report(self, number: int, has_new_facts: bool, has_letter: bool) -> None:
        if report := self.report_to_ask_about(number):
            self.asks_about(report, has_new_facts=has_new_facts, has_letter=has_letter)

    def asks_about(self, report: Report, *, has_new_facts: bool, has_letter: bool) -> Appeal | None:
        said, by = mark(), self.reporter_of(report)
        asked = self.attempt(
            "a reporter asked",
            lambda: appeal_as_reporter(
                report=report,
                words=f"It still says it, {said}.",
                new_facts=f"I found {said}." if has_new_facts else "",
                email=f"{said}@example.org" if has_letter else "",
                code=FIVE_WORDS if has_letter else "",
                by=by,
            ),
        )
        self._appealed(asked, said, by)
        if asked is not None:
            self.diary.marks_of_report[report.pk] |= {said, str(asked.pk)}
        return asked

    @rule(number=NUMBER, part=st.sampled_from(["visitor", "second"]))
    def somebody_else_asks_about_a_report(self, number: int, part: str) -> None:
        """Whoever did not send it asks nothing about it."""
        report = self.report_to_ask_about(number)
        if report is None or report.reporter_id in (self.own_personas(part) if part != "visitor" else ()):
            return
        by = self.actor(part)
        asked = self.attempt(
            "somebody else asked", lambda: appeal_as_reporter(report=report, words="Let me see.", by=by), ValueError
        )
        assert asked is None, "somebody asked about the report of somebody else"

    @rule(
        who=MODERATOR,
        number=NUMBER,
        outcome=st.sampled_from(BY_HARDNESS),
        step=st.sampled_from([None, Step.WARNED.value]),
        cause=CAUSE,
        is_stale=st.booleans(),
    )
    def decides_anew(
        self, who: str, number: int, outcome: str, step: str | None, cause: str, is_stale: bool
    ) -> None:
        """Take it if nobody has it, and decide further; also as whoever decided first, who is refused."""
        asked: Appeal | None = self.one(Appeal.objects.filter(side=Appeal.Side.REPORTER, outcome=""), number)
        if asked is not None:
            self.decides_this_anew(who, asked, outcome, step, cause, is_stale=is_stale)

    def decides_this_anew(
        self, who: str, asked: Appeal, outcome: str, step: str | None, cause: str, *, is_stale: bool
    ) -> None:
        by, noted = self.actor(who), mark()
        self.takes_this_appeal(who, asked)
        now = Appeal.objects.select_related("decision__decided_by", "contribution__shown_revision").get(pk=asked.pk)
        seen = now.contribution.shown_revision
        parts = [[name, f"{text} Without it."] for name, text in seen.parts] if seen else None
        decided = self.attempt(
            f"decided anew: {outcome}",
            lambda: decide_anew(
                appeal=appeal_for_deciding(by, asked.pk),
                outcome=Decision.Outcome(outcome),
                reason=f"You are right, {noted}.",
                cause=cause,
                version=now.version - is_stale,
                by=by,
                revision_sha256=seen.sha256 if seen else "0" * 64,
                rule=self.riverbend.space.house_rules.get(number=1),
                facts="The second sentence names somebody.",
                words_to_author="Please leave it out.",
                pinned_note="This is not so." if outcome in {"label", "correct"} else "",
                pinned_source="https://www.nhs.example/" if outcome == "correct" else "",
                parts=parts if outcome == "propose_edit" else None,
                step=Step(step) if step else None,
            ),
            ValueError,
        )
        if decided is None:
            return
        assert not is_stale, "a stale screen decided"
        assert now.decision is not None
        assert decided.replacement is not None
        assert now.decision.decided_by != by.account, "decided about the own decision"
        assert BY_HARDNESS.index(Decision.Outcome(outcome)) > BY_HARDNESS.index(Decision.Outcome(now.decision.outcome))
        self.diary.noted[decided.contribution_id] |= {noted}
        assert decided.report_id is not None
        # What is written to whoever asked is not for the author either.
        self.diary.marks_of_report[decided.report_id] |= {noted}
        replacement = Decision.objects.select_related("case__contribution").get(pk=decided.replacement.pk)
        self.keep_decision(replacement, step=step)
