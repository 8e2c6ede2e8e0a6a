"""Reading reports: what one counts for, whether the wording was judged, what the reporter learns."""

import dataclasses
import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from openward.contributions.models import Contribution, Revision
from openward.people.models import Persona
from openward.safety.models import Appeal, Case, Decision, Report
from openward.spaces.models import HouseRule, Space
from openward.spaces.queries import rules_in_force

FEWEST_FOR_A_RECORD = 5
LIGHTEST, HEAVIEST = 0.25, 2.0

RULE_KEYS: dict[str, str] = {
    Report.Category.IDENTIFIES: "no-names",
    Report.Category.ABUSE: "be-kind",
    Report.Category.HATE: "be-kind",
    Report.Category.FALSE_HEALTH: "no-advice",
    Report.Category.SPAM: "no-adverts",
    Report.Category.OFF_TOPIC: "own-experience",
}
"""The key of the rule that a category of report speaks of; a rule keeps its key when its wording changes."""


def weight_of(reporter: Persona) -> float:
    """What a report of this persona counts for: 1 until five were decided, then by how often they were agreed with.

    Twice the share that was agreed with, as it would be with one more report of each kind, between 0.25 and 2. So
    half agreed with counts 1, and nobody is silenced by being wrong a few times.
    """
    counted = Report.objects.filter(reporter=reporter, was_agreed_with__isnull=False).aggregate(
        decided=Count("pk"), agreed=Count("pk", filter=Q(was_agreed_with=True))
    )
    if counted["decided"] < FEWEST_FOR_A_RECORD:
        return 1.0
    return float(min(max(2 * (counted["agreed"] + 1) / (counted["decided"] + 2), LIGHTEST), HEAVIEST))


def judged_already(contribution: Contribution, revision: Revision) -> bool:
    """Whether a person looked at exactly this wording after a report and left it as it is, in the end."""
    return _found_fine(contribution, revision).exists()


def judged_harmless(contribution: Contribution) -> set[str]:
    """The categories in which exactly the shown wording was reported before and left as it is by a person."""
    revision = contribution.shown_revision
    if revision is None:
        return set()
    answered = Report.objects.filter(
        case__decisions__in=_found_fine(contribution, revision), state__in=[Report.State.DECIDED, Report.State.CLOSED]
    )
    return set(answered.values_list("category", flat=True))


def _found_fine(contribution: Contribution, revision: Revision) -> QuerySet[Decision]:
    """Decisions that left a wording as it is, and those that somebody else undid because it was fine."""
    was_kept = Q(outcome=Decision.Outcome.KEEP, overturned_at__isnull=True)
    undone = Appeal.objects.filter(
        decision=OuterRef("pk"), side=Appeal.Side.AUTHOR, outcome=Appeal.State.OVERTURNED
    ).exclude(about=Appeal.About.MEASURE)
    return Decision.objects.filter(
        was_kept | Q(Exists(undone)),
        case__contribution=contribution,
        case__kind=Case.Kind.REPORT,
        revision_sha256=revision.sha256,
    )


def rule_for(space: Space, category: str) -> HouseRule | None:
    """The rule in force that a category of report speaks of; None when the space has none like it."""
    wanted = RULE_KEYS.get(category)
    return next((rule for rule in rules_in_force(space) if rule.key == wanted), None)


@dataclasses.dataclass(frozen=True, slots=True)
class ReportForReporter:
    """What a reporter learns: where it stands and the class of the outcome; never who wrote or decided.

    `was_agreed_with` is None for what is not decided, and for words that their author took back.
    """

    received_at: datetime.datetime
    category: str
    is_danger: bool
    due_at: datetime.datetime | None
    is_in_hand: bool
    is_set_aside: bool
    is_decided: bool
    decided_at: datetime.datetime | None
    was_agreed_with: bool | None
    space: Space
    was_looked_at_again: bool = False
    """Whether somebody else changed the decision afterwards; neither who asked for that nor who did it is told."""
    gets_a_letter: bool = False


def looked_at_again(case: Case) -> bool:
    """Whether the author of the words was right to appeal against what was decided in a case."""
    changed = [Appeal.State.OVERTURNED, Appeal.State.VARIED]
    found = Appeal.objects.filter(decision__case=case, about=Appeal.About.DECISION, outcome__in=changed)
    return found.filter(side=Appeal.Side.AUTHOR).exists()


def report_for_reporter(code_hash: str) -> ReportForReporter | None:
    """The report that a code opens, if any; at most two queries."""
    found = Report.objects.select_related("case", "contribution__space__organisation").filter(code_hash=code_hash)
    report = found.first()
    return None if report is None else as_its_sender_reads(report)


def as_its_sender_reads(report: Report) -> ReportForReporter:
    """A report with its case and space, as far as whoever sent it learns of it; at most one query."""
    is_decided = report.state in {Report.State.DECIDED, Report.State.CLOSED}
    return ReportForReporter(
        received_at=report.received_at,
        category=report.get_category_display(),
        is_danger=report.category == Report.Category.DANGER,
        due_at=report.case.due_at,
        is_in_hand=report.state == Report.State.ASSIGNED,
        is_set_aside=report.state == Report.State.INVALIDATED,
        is_decided=is_decided,
        decided_at=report.decided_at if is_decided else None,
        was_agreed_with=report.was_agreed_with if is_decided else None,
        space=report.contribution.space,
        was_looked_at_again=is_decided and looked_at_again(report.case),
        gets_a_letter=report.letter_to_id is not None,
    )
