"""What reporters and moderators do about words that are shown: reports, cases, decisions and the ladder of measures."""

import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from openward.contributions.models import Lifecycle
from openward.people.access import SYSTEM
from openward.safety.access.cases import case_for_working
from openward.safety.access.reports import contribution_for_reporting
from openward.safety.actions.cases import (
    ask_second_opinion,
    give_second_opinion,
    pass_case_on,
    put_case_back,
    take_case,
)
from openward.safety.actions.decisions import REPORT_OUTCOMES, decide_report_case, undo
from openward.safety.actions.measures import lift_place_measure, set_place_measure, take_step
from openward.safety.actions.reports import invalidate_reports, receive_report, restore_reports
from openward.safety.models import Case, Decision, PlaceMeasure, Report, Step
from tests.proofs.stage import MODERATORS, mark, run_worker
from tests.proofs.words import MODERATOR, NUMBER, Words

REPORTER = st.sampled_from(["visitor", "visitor", "coder", "lead", *MODERATORS])
ENDING_STEPS = {Step.READ_ONLY, Step.SUSPENDED, Step.RATE_LIMITED}
AGAINST = [outcome for outcome in REPORT_OUTCOMES if outcome != Decision.Outcome.KEEP]
POSTS = (
    *("report_case_take", "report_case_renew", "report_case_back", "report_case_pass", "report_case_ask"),
    *("report_case_answer", "report_case_note", "report_case_keep", "report_case_decide"),
    *("reports_invalidate", "reports_restore"),
)


class Reports(Words):
    """Words are reported, and somebody works on the case."""

    @initialize(
        ways=st.lists(st.sampled_from(["reported", "many", "taken", "decided"]), min_size=1, max_size=3),
        outcome=st.sampled_from(REPORT_OUTCOMES),
        step=st.sampled_from([None, *Step.values]),
        works=st.booleans(),
    )
    def begins_in_the_middle(self, ways: list[str], outcome: str, step: str | None, works: bool) -> None:
        """A walk begins with stories that were reported, and with some that were decided about."""
        for place, way in enumerate(ways):
            if way == "many":
                self.many_report(place, 3)
            else:
                self.reports(place, Report.Category.HATE, "coder" if place else "visitor")
            if way in {"taken", "decided"}:
                self.takes_case("second", 1)
            if way == "decided":
                self.decides("second", 1, outcome, step, 30, is_stale=False)
        if works:
            run_worker()

    @rule(number=NUMBER, category=st.sampled_from(Report.Category.values), part=REPORTER)
    def reports(self, number: int, category: str, part: str) -> None:
        said, by, key = mark(), self.actor(part), self.story(number).pk
        before = set(Report.objects.values_list("pk", flat=True))
        reported = self.attempt(
            f"reported: {category}",
            lambda: receive_report(
                contribution=contribution_for_reporting(by, key),
                category=Report.Category(category),
                words=f"Look at this, {said}.",
                by=by,
            ),
        )
        if reported is not None:
            assert reported.report.pk not in before
            self.reported_by(reported.report, said, part)
            self.acknowledge(by)

    @rule(number=NUMBER, count=st.integers(3, 4))
    def many_report(self, number: int, count: int) -> None:
        """Three people in good standing hide words until somebody has looked."""
        for _one in range(count):
            self.reports(number, Report.Category.ABUSE, "visitor")

    @rule(who=MODERATOR, number=NUMBER)
    def takes_case(self, who: str, number: int) -> None:
        self._on_case("took a case", who, number, lambda case, by: take_case(case=case, by=by))

    @rule(who=MODERATOR, number=NUMBER)
    def puts_case_back(self, who: str, number: int) -> None:
        self._on_case("put a case back", who, number, lambda case, by: put_case_back(case=case, by=by))

    @rule(who=MODERATOR, number=NUMBER)
    def passes_case_on(self, who: str, number: int) -> None:
        noted = mark()
        if case := self._on_case("passed on", who, number, lambda case, by: pass_case_on(case=case, note=noted, by=by)):
            self.diary.noted[case.contribution_id] |= {noted}

    @rule(who=MODERATOR, number=NUMBER)
    def asks_for_an_opinion(self, who: str, number: int) -> None:
        noted = mark()
        case = self._on_case(
            "asked for an opinion", who, number, lambda case, by: ask_second_opinion(case=case, note=noted, by=by)
        )
        if case:
            self.diary.noted[case.contribution_id] |= {noted}

    @rule(who=MODERATOR, number=NUMBER)
    def gives_an_opinion(self, who: str, number: int) -> None:
        noted = mark()
        case = self._on_case(
            "gave an opinion",
            who,
            number,
            lambda case, by: give_second_opinion(case=case, words=noted, version=case.version, by=by),
        )
        if case:
            self.diary.noted[case.contribution_id] |= {noted}

    def _on_case(self, name: str, who: str, number: int, action: Any) -> Case | None:
        """Through the page's door, as somebody who works on cases comes to one."""
        case = self.case(number)
        return self._on_this_case(name, who, case, action) if case is not None else None

    def _on_this_case(self, name: str, who: str, case: Case, action: Any) -> Case | None:
        by = self.actor(who)
        found: Case | None = self.attempt(name, lambda: action(case_for_working(by, case.pk), by))
        return found

    @rule(
        who=MODERATOR,
        number=NUMBER,
        outcome=st.sampled_from(REPORT_OUTCOMES),
        step=st.sampled_from([None, None, *Step.values]),
        days=st.sampled_from([0, 1, 30]),
        is_stale=st.booleans(),
    )
    def decides(self, who: str, number: int, outcome: str, step: str | None, days: int, is_stale: bool) -> None:
        """Take the case if nobody has it, and decide."""
        if case := self.case(number):
            self.decides_case(who, case, outcome, step, days, is_stale=is_stale)

    def decides_case(self, who: str, case: Case, outcome: str, step: str | None, days: int, *, is_stale: bool) -> None:
        self._on_this_case("took a case", who, case, lambda found, by: take_case(case=found, by=by))
        by, noted = self.actor(who), mark()
        is_against = outcome != Decision.Outcome.KEEP
        chosen = Step(step) if step is not None and is_against else None
        until = timezone.now() + datetime.timedelta(days=7) if chosen in ENDING_STEPS else None
        version = case.version if is_stale else Case.objects.get(pk=case.pk).version
        was_stale = version != Case.objects.get(pk=case.pk).version

        def decide() -> Decision:
            found = case_for_working(by, case.pk)
            seen = found.contribution.shown_revision
            parts = [[name, f"{text} Without it."] for name, text in seen.parts] if seen else None
            return decide_report_case(
                case=found,
                outcome=Decision.Outcome(outcome),
                revision_sha256=seen.sha256 if seen else "0" * 64,
                rule=self.riverbend.space.house_rules.get(number=1) if is_against else None,
                facts="The second sentence names somebody." if is_against else "",
                words_to_author=f"Please leave {noted} out." if is_against else "",
                note=f"Look at {noted}.",
                pinned_note="This is not so." if outcome in {"label", "correct"} else "",
                pinned_source="https://www.nhs.example/" if outcome == "correct" else "",
                parts=parts if outcome == "propose_edit" else None,
                ends_at=timezone.now() + datetime.timedelta(days=days) if days and is_against else None,
                step=chosen,
                step_until=until,
                version=version,
                by=by,
            )

        decision = self.attempt(f"decided: {outcome}", decide)
        if decision is not None:
            assert not was_stale, "a stale screen decided"
            self.diary.noted[case.contribution_id] |= {noted}
            self.keep_decision(decision, step=chosen, until=until)

    @rule(who=MODERATOR, number=NUMBER)
    def sets_reports_aside(self, who: str, number: int) -> None:
        case = self.case(number)
        if case is None:
            return
        by = self.actor(who)
        keys = list(case.reports.values_list("pk", flat=True))
        self.attempt(
            "set reports aside",
            lambda: invalidate_reports(case=case_for_working(by, case.pk), keys=keys, reason="A campaign.", by=by),
        )

    @rule(who=MODERATOR, number=NUMBER)
    def lets_reports_count_again(self, who: str, number: int) -> None:
        case = self.case(number)
        if case is not None:
            by = self.actor(who)
            self.attempt("let reports count", lambda: restore_reports(case=case_for_working(by, case.pk), by=by))

    @rule(number=NUMBER)
    def a_decision_is_overturned(self, number: int) -> None:
        """What an appeal does that is granted."""
        found = Decision.objects.filter(case__kind=Case.Kind.REPORT, is_automatic=False, outcome__in=AGAINST)
        found = found.exclude(case__contribution__lifecycle=Lifecycle.ERASED)
        decision = self.one(found, number)
        if decision is not None:
            self.attempt("overturned", lambda: (undo(decision=decision, by=SYSTEM), True))

    @precondition(lambda self: Case.objects.exists())
    @rule(who=MODERATOR, number=NUMBER, step=st.sampled_from(POSTS))
    def posts_without_asking(self, who: str, number: int, step: str) -> None:
        """A form sent straight to an address, in whatever state the case is: a page for the state it fits, and for
        every other a refusal that changes nothing."""
        case = self.case(number)
        if case is None:
            return
        noted = mark()
        where = {"key": case.pk, **({"outcome": "hide"} if step == "report_case_decide" else {})}
        shown = case.contribution.shown_revision
        before = set(Decision.objects.values_list("pk", flat=True))
        response = self.client(who).post(reverse(step, kwargs=where), {
            "version": case.version,
            "revision_sha256": shown.sha256 if shown else "0" * 64,
            "words": noted,
            "note": noted,
            "words_to_author": noted,
            "facts": "What was seen.",
            "reason": "A campaign.",
            "rule": self.riverbend.space.house_rules.get(number=1).pk,
            "keys": [str(key) for key in case.reports.values_list("pk", flat=True)],
            "step": "warned",
            "lasts": "0",
            "step_to": "send",
        })
        assert response.status_code < 500
        self.diary.done[f"posted {step}: {response.status_code}"] += 1
        self.diary.noted[case.contribution_id] |= {noted}
        for decision in Decision.objects.exclude(pk__in=before).select_related("case__contribution"):
            self.keep_decision(decision, step=Step.WARNED if decision.outcome == "hide" else None)


class Ladder(Reports):
    """Measures on people that rest on no decision, and measures on places."""

    @rule(who=MODERATOR, number=NUMBER, step=st.sampled_from(Step.values))
    def takes_a_step(self, who: str, number: int, step: str) -> None:
        """Beyond reading first it takes a decision."""
        story = self.story(number)
        is_grave = Step.values.index(step) > Step.values.index(Step.PRE_MODERATED)
        until = timezone.now() + datetime.timedelta(days=3)
        taken = self.attempt(
            "took a step",
            lambda: take_step(
                persona=story.author, space=story.space, step=Step(step), until=until, reason="So it is.",
                by=self.actor(who),
            ),
            ValueError,
        )  # fmt: skip
        assert not (is_grave and taken), "a grave step rests on nothing"
        if taken is not None:
            self.keep_step(story.author_id, step, until, None)

    @rule(number=NUMBER, step=st.sampled_from(Step.values))
    def a_machine_takes_a_step(self, number: int, step: str) -> None:
        story = self.story(number)
        until = timezone.now() + datetime.timedelta(days=3)
        taken = self.attempt(
            "a machine took a step",
            lambda: take_step(
                persona=story.author, space=story.space, step=Step(step), until=until,
                reason="Many were declined.", by=SYSTEM,
            ),
            ValueError,
        )  # fmt: skip
        assert taken is None or step not in {"read_only", "suspended", "removed"}, "a machine went too far"
        if taken is not None:
            self.keep_step(story.author_id, step, until, None)

    @rule(who=MODERATOR, number=NUMBER, kind=st.sampled_from(PlaceMeasure.Kind.values), is_thread=st.booleans())
    def slows_a_place(self, who: str, number: int, kind: str, is_thread: bool) -> None:
        story = self.story(number)
        thread = (story.root or story) if is_thread and kind != "raid" else None
        self.attempt(
            "slowed a place",
            lambda: set_place_measure(
                space=story.space, thread=thread, kind=PlaceMeasure.Kind(kind), pause_s=60, reason="It is heated.",
                ends_at=timezone.now() + datetime.timedelta(hours=2), by=self.actor(who),
            ),
        )  # fmt: skip

    @rule(who=MODERATOR, number=NUMBER)
    def lifts_a_measure(self, who: str, number: int) -> None:
        measure = self.one(PlaceMeasure.objects.filter(lifted_at__isnull=True).select_related("space"), number)
        if measure is not None:
            self.attempt("lifted a measure", lambda: lift_place_measure(measure=measure, by=self.actor(who)))
