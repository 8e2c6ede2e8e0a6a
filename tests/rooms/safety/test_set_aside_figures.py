"""What was set aside because many acted together is in no public figure, and is back in each when it counts again."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.utils import timezone

from openward.contributions.access import readable_in
from openward.contributions.actions.comments import submit_comment
from openward.contributions.actions.setting_aside import let_words_count_again, set_words_aside
from openward.contributions.models import Contribution
from openward.evaluation.queries.funnels import funnel, funnel_of_organisation
from openward.evaluation.queries.records import record_of
from openward.people.access import SYSTEM, VISITOR
from openward.responses.actions import tell_contributors
from openward.responses.models import Telling
from openward.safety.actions.openness import export_decisions
from openward.safety.actions.readings import claim_case, decide_case
from openward.safety.models import Appeal, Decision, Report, Screening, SecondReading
from openward.safety.models.quarters import quarter_of
from openward.safety.queries.openness import appeals_of, decisions_of, holds_of, reports_of, second_readings_of
from openward.themes.actions.counts import count_engagement
from openward.themes.models import EngagementCount, EngagementMonth, ThemeCount, ThemeMonth
from tests.factories.loops import measured, shown, theme_of
from tests.factories.riverbend import Riverbend, published_story
from tests.rooms.safety.appealing import answered, appealed, decided_about
from tests.rooms.safety.moderators import another_moderator


@contextmanager
def set_aside(riverbend: Riverbend, *stories: Contribution) -> Iterator[None]:
    """These words are set aside and the counts made that follow; afterwards they count again."""
    keys = [story.pk for story in stories]
    set_words_aside(space=riverbend.space, keys=keys, by=SYSTEM)
    count_engagement(engagement_id=riverbend.engagement.pk)
    yield
    let_words_count_again(space=riverbend.space, keys=keys, by=SYSTEM)
    count_engagement(engagement_id=riverbend.engagement.pk)


def leaves_and_comes_back(
    riverbend: Riverbend, figure: Callable[[], Any], without: Any, *stories: Contribution
) -> None:
    """The figure without these words is `without`, which it was not before, and it is what it was afterwards."""
    before = figure()
    assert before != without
    with set_aside(riverbend, *stories):
        assert figure() == without
    assert figure() == before


# --- The public safety page ---------------------------------------------------------------------------------------


def _of_safety(riverbend: Riverbend) -> dict[str, int]:
    organisation, quarter = riverbend.cast.organisation, quarter_of(timezone.localdate())
    rows: dict[str, list[Any]] = {
        "decisions": list(decisions_of(organisation, quarter)),
        "appeals": list(appeals_of(organisation, quarter)),
        "reports": list(reports_of(organisation, quarter)),
        "holds": list(holds_of(organisation, quarter)),
        "second readings": list(second_readings_of(organisation, quarter)),
    }
    return {name: len(found) for name, found in rows.items()}


def test_every_figure_of_the_public_safety_page(riverbend: Riverbend) -> None:
    second = another_moderator(riverbend)
    story, other = published_story(riverbend), published_story(riverbend)
    for one in (story, other):
        decision = decided_about(riverbend, story=one)
        answered(appealed(decision), Appeal.State.UPHELD, by=second)
        SecondReading.objects.create(
            decision=decision, first_decider=decision.decided_by, reader=second.account, outcome="keep",
            read_at=timezone.now(),
        )  # fmt: skip
        Screening.objects.create(revision=one.shown_revision, pipeline_version="1", outcome="hold", took_ms=1)
    half = {name: count // 2 for name, count in _of_safety(riverbend).items()}
    assert min(half.values()) == 1
    leaves_and_comes_back(riverbend, lambda: _of_safety(riverbend), half, story)


def test_reports_that_were_set_aside_without_the_words_that_they_are_about(riverbend: Riverbend) -> None:
    decided_about(riverbend)
    organisation, quarter = riverbend.cast.organisation, quarter_of(timezone.localdate())
    assert len(reports_of(organisation, quarter)) == 1
    Report.objects.update(is_set_aside=True)
    assert reports_of(organisation, quarter) == []
    Report.objects.update(is_set_aside=False)
    assert len(reports_of(organisation, quarter)) == 1


def test_the_auditor_gets_every_decision_all_the_same(riverbend: Riverbend) -> None:
    decision = decided_about(riverbend)
    with set_aside(riverbend, decision.case.contribution):
        packed = export_decisions(
            organisation=riverbend.cast.organisation, reason="An audit.", by=riverbend.actor("data_protection")
        ).content
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("decisions.csv").decode(), newline="")))
    assert [row["outcome"] for row in rows] == ["hide"]


# --- The funnel, and "Heard, decided, did" ------------------------------------------------------------------------


def test_every_step_of_the_funnel(riverbend: Riverbend) -> None:
    theme = theme_of(riverbend, stories=3)
    measured(riverbend, theme)
    tell_contributors(response=shown(riverbend, theme=theme, status="did"), by=SYSTEM)
    story = Contribution.objects.earliest("pk")
    for figure in (
        lambda: funnel(riverbend.engagement),
        lambda: funnel_of_organisation(riverbend.cast.organisation),
    ):
        steps = [getattr(figure(), name) for name in ("said", "themed", "acted", "changed", "told")]
        assert steps == [3, 3, 3, 3, 3]
        with set_aside(riverbend, story):
            assert [getattr(figure(), name) for name in ("said", "themed", "acted", "changed", "told")] == [2] * 5
        assert [getattr(figure(), name) for name in ("said", "themed", "acted", "changed", "told")] == [3] * 5


def test_the_lines_of_heard_decided_did(riverbend: Riverbend) -> None:
    theme = theme_of(riverbend, stories=2)
    tell_contributors(response=shown(riverbend, theme=theme, status="did"), by=SYSTEM)
    Telling.objects.update(verdict=Telling.Verdict.YES)
    count_engagement(engagement_id=riverbend.engagement.pk)

    def line() -> tuple[int, ...]:
        (found,) = record_of(riverbend.cast.organisation, VISITOR).lines
        count = found.promise.count
        assert count is not None
        return (found.promise.told, found.promise.answered, found.promise.met_point, count.contributions, count.people)

    leaves_and_comes_back(riverbend, line, (1, 1, 1, 1, 1), Contribution.objects.earliest("pk"))


def test_the_head_of_heard_decided_did_counts_no_answer_to_words_that_are_set_aside(riverbend: Riverbend) -> None:
    story = published_story(riverbend)
    shown(riverbend, contribution=story, status="heard")

    def head() -> tuple[int, int]:
        found = record_of(riverbend.cast.organisation, VISITOR)
        return (found.counts.total, len(found.lines))

    leaves_and_comes_back(riverbend, head, (0, 0), story)


# --- Themes and spaces --------------------------------------------------------------------------------------------


def test_counts_of_themes_and_of_engagements_by_month_and_in_all(riverbend: Riverbend) -> None:
    theme = theme_of(riverbend, stories=2)
    count_engagement(engagement_id=riverbend.engagement.pk)

    def counts() -> dict[str, list[tuple[Any, ...]]]:
        return {
            "theme": list(ThemeCount.objects.filter(theme=theme).values_list("contributions", "people")),
            "months": list(ThemeMonth.objects.filter(theme=theme).values_list("contributions", "people")),
            "engagement": list(EngagementCount.objects.values_list("contributions")),
            "its months": list(EngagementMonth.objects.values_list("contributions", "people")),
        }

    without = {"theme": [(1, 1)], "months": [(1, 1)], "engagement": [(1,)], "its months": [(1, 1)]}
    leaves_and_comes_back(riverbend, counts, without, Contribution.objects.earliest("pk"))


def test_what_a_space_shows_and_how_many_replied(riverbend: Riverbend) -> None:
    story, other = published_story(riverbend), published_story(riverbend)
    moderator = riverbend.actor("moderator")
    replies = []
    for number in range(2):
        reply = submit_comment(
            parent=story, words=f"It was so with me, time {number}.", badge="patient", by=riverbend.actor("visitor")
        ).contribution
        case = claim_case(contribution=reply, by=moderator)
        decide_case(
            case=case,
            outcome=Decision.Outcome.APPROVE,
            revision_sha256=reply.revisions.get().sha256,
            version=case.version,
            by=moderator,
        )
        replies.append(reply)

    def counts() -> tuple[int, int]:
        return (readable_in(VISITOR, riverbend.space).count(), Contribution.objects.get(pk=story.pk).comment_count)

    before = counts()
    assert before[1] == 2
    leaves_and_comes_back(riverbend, counts, (before[0] - 1, 1), replies[0])
    leaves_and_comes_back(riverbend, counts, (before[0] - 1, 2), other)
