"""Reporting words, and setting reports aside that are used as a weapon."""

import dataclasses
import datetime
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from openward.contributions.access import receipt_hash
from openward.contributions.actions.stories import code_for_submission, locked
from openward.contributions.models import Contribution, Revision
from openward.ledger.actions import record, refuse_second_sending
from openward.people.access import Actor, persona_actor
from openward.people.actions.personas import keep_email, make_persona, persona_of_account
from openward.people.models import Badge, Persona
from openward.safety.actions.cases import case_keys, close, move
from openward.safety.actions.decisions import end_interim, hide_for_now
from openward.safety.actions.topics import topics_with
from openward.safety.events.cases import CaseClosed, CaseNotified, CaseReopened
from openward.safety.events.reports import ReportReceived, ReportsInvalidated, ReportsRestored
from openward.safety.models import PRIVACY, REPORT, Case, Report, Severity, Topic
from openward.safety.queries.reports import judged_already, judged_harmless, rule_for, weight_of

HIDE_AT = 3.0
"""Reports of three people in good standing hide words until somebody has looked."""

SEVERITIES: dict[str, Severity] = {
    Report.Category.DANGER: Severity.DANGER,
    Report.Category.IDENTIFIES: Severity.SERIOUS,
    Report.Category.ABUSE: Severity.BREACH,
    Report.Category.HATE: Severity.BREACH,
    Report.Category.FALSE_HEALTH: Severity.BREACH,
    Report.Category.SPAM: Severity.QUALITY,
    Report.Category.OFF_TOPIC: Severity.QUALITY,
    Report.Category.OTHER: Severity.BREACH,
}
TOPICS: dict[str, list[Topic]] = {
    Report.Category.DANGER: [Topic.SELF_HARM],
    Report.Category.ABUSE: [Topic.ABUSE],
    Report.Category.HATE: [Topic.HATE],
}
CLOCKS: dict[int, datetime.timedelta] = {
    Severity.DANGER: datetime.timedelta(hours=1),
    Severity.SERIOUS: datetime.timedelta(hours=4),
    Severity.BREACH: datetime.timedelta(hours=24),
    Severity.QUALITY: datetime.timedelta(days=3),
}
"""How soon the first decision is promised (docs/running/moderation.md)."""


OPEN_STATES = (Case.State.OPEN, Case.State.CLAIMED, Case.State.ESCALATED, Case.State.WAITING)


class AlreadyJudged(Exception):
    """A person has looked at exactly this wording after a report and left it as it is."""


class ReportedBefore(Exception):
    """This person has reported these words already, and was not answered yet."""


@dataclasses.dataclass(frozen=True, slots=True)
class Reported:
    """What the reporter is given back: the report, and the five words under which its outcome can be read."""

    report: Report
    code: str


@transaction.atomic
def receive_report(
    *,
    contribution: Contribution,
    category: Report.Category,
    words: str = "",
    email: str = "",
    language: str = "en-gb",
    by: Actor,
) -> Reported:
    """Take in a report of the wording that readers see now, signed in or not. An address is kept for one letter.

    Reports of one contribution join one case. Raises AlreadyJudged, ReportedBefore, and ValueError for "something
    else" without words or a contribution that shows none.
    """
    refuse_second_sending(by)
    category = Report.Category(category)
    if category == Report.Category.OTHER and not words.strip():
        raise ValueError("something else needs words")
    current = locked(contribution)
    revision = _wording_to_report(current, category)
    reporter = _reporter_of(current, by=by)
    # The ledger is read by colleagues: whoever reports is a persona there, signed in or not.
    reporting = persona_actor(reporter.pk, submission=by.submission)
    case, is_new = _case_for(current, category)
    state = Report.State.QUEUED if is_new else Report.State.MERGED
    REPORT.check(Report.State.RECEIVED, state)
    code = code_for_submission(reporting)
    report = Report.objects.create(
        case=case,
        contribution=current,
        revision=revision,
        reporter=reporter,
        code_hash=receipt_hash(code),
        category=category,
        words=words.strip(),
        state=state,
        weight=weight_of(reporter),
        letter_to=_keep_for_a_letter(reporter, email, code, by=by) if email else None,
        language=language,
    )
    record(ReportReceived(**case_keys(case, current), report_key=str(report.pk), category=category), by=reporting)
    if not case.decisions.exists():
        hide_if_many_say_so(case, category)
    return Reported(report, code)


def _wording_to_report(contribution: Contribution, category: Report.Category) -> Revision:
    """What readers see now; what a person has judged already only where somebody may be harmed."""
    revision = contribution.shown_revision
    if revision is None:
        raise ValueError("nothing is shown that could be reported")
    is_harm = category in {Report.Category.DANGER, Report.Category.IDENTIFIES}
    if not is_harm and judged_already(contribution, revision):
        raise AlreadyJudged
    return revision


def _reporter_of(contribution: Contribution, *, by: Actor) -> Persona:
    """The persona under which somebody reports; ReportedBefore while an earlier report of theirs stands."""
    if by.account is None:
        return make_persona(scope_key=contribution.space_id, badge=Badge.UNSAID, by=by)
    reporter = persona_of_account(account=by.account, scope_key=contribution.space_id, badge=Badge.UNSAID, handle="")
    over = [Report.State.CLOSED, Report.State.INVALIDATED]
    if contribution.reports.filter(reporter=reporter).exclude(state__in=over).exists():
        raise ReportedBefore
    return reporter


def _keep_for_a_letter(reporter: Persona, email: str, code: str, *, by: Actor) -> Persona:
    """The persona under which the vault keeps the address, and the five words that the letter leads back to."""
    chosen = reporter
    if by.account is not None:
        chosen = make_persona(scope_key=reporter.scope_key, badge=Badge.UNSAID, by=by)
    keep_email(persona=chosen, email=email, receipt_code=code, by=by)
    return chosen


@transaction.atomic
def invalidate_reports(*, case: Case, keys: Iterable[uuid.UUID], reason: str, by: Actor) -> int:
    """Set reports aside that were sent as a weapon: they count for nothing and weigh on nobody's record.

    A case left without reports is closed, and the interim hiding that rests on them is undone.
    Returns how many were set aside. Raises ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("reports are set aside with a reason")
    contribution = locked(case.contribution)
    before = REPORT.before(Report.State.INVALIDATED)
    chosen = case.reports.select_for_update().filter(pk__in=list(keys), state__in=before)
    count = chosen.update(state=Report.State.INVALIDATED, was_agreed_with=None, invalidated_reason=reason.strip()[:200])
    if not count:
        return 0
    record(ReportsInvalidated(**case_keys(case, contribution), count=count, reason=reason.strip()[:200]), by=by)
    current = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    is_empty = not current.reports.exclude(state=Report.State.INVALIDATED).exists()
    if is_empty and current.state == Case.State.CLAIMED:
        end_interim(contribution, current, by=by)
        close(current, Case.State.CLOSED)
        record(CaseClosed(**case_keys(current, contribution)), by=by)
    return count


@transaction.atomic
def restore_reports(*, case: Case, by: Actor) -> int:
    """Let reports count again that were set aside by mistake; in the open case about these words when there is one.

    Nobody counts twice: what its sender has reported anew meanwhile stays set aside. Returns how many count again.
    """
    contribution = locked(case.contribution)
    current = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    anew = contribution.reports.filter(state__in=REPORT.before(Report.State.DECIDED)).values("reporter")
    chosen = current.reports.filter(state=Report.State.INVALIDATED).exclude(reporter__in=anew)
    newest = chosen.order_by("reporter", "-received_at").distinct("reporter").values_list("pk", flat=True)
    keys = list(newest)
    if not keys:
        return 0
    joined = _case_to_restore_in(current, contribution, by=by)
    contribution.reports.filter(pk__in=keys).update(state=Report.State.QUEUED, invalidated_reason="", case=joined)
    record(ReportsRestored(**case_keys(joined, contribution), count=len(keys)), by=by)
    return len(keys)


def _case_to_restore_in(case: Case, contribution: Contribution, *, by: Actor) -> Case:
    """The open case about the words, made as grave as this one; this one itself, opened again, when there is none."""
    if case.state in OPEN_STATES:
        return case
    found = _open_report_cases(contribution).first()
    if found is not None:
        found.severity = min(found.severity, case.severity)
        found.due_at = min((one for one in (found.due_at, case.due_at) if one is not None), default=None)
        found.topics = topics_with(contribution, [])
        found.save(update_fields=["severity", "due_at", "topics"])
        return found
    reopen(case, contribution, by=by)
    return case


def reopen(case: Case, contribution: Contribution, *, by: Actor) -> None:
    """Open a locked case that was decided, told or closed, with a clock of its own. Part of an action, never one by
    itself. Reports that were answered stay as they were answered."""
    case.closed_at = None
    case.is_overdue = False
    case.due_at = timezone.now() + CLOCKS[case.severity]
    move(case, Case.State.OPEN)
    record(CaseReopened(**case_keys(case, contribution)), by=by)


@transaction.atomic
def close_told_reports(*, case: Case, by: Actor) -> bool:
    """The author and everybody who reported were told: the reports are closed, and the case waits for the letters.

    False when it was done before or the case was taken up again.
    """
    contribution = locked(case.contribution)
    current = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if current.state != Case.State.DECIDED:
        return False
    current.reports.filter(state=Report.State.DECIDED).update(state=Report.State.CLOSED)
    move(current, Case.State.NOTIFIED)
    record(CaseNotified(**case_keys(current, contribution)), by=by)
    return True


@transaction.atomic
def close_cases_without_words(*, contribution: Contribution, by: Actor) -> None:
    """The author took the words back: nothing is left to decide, and whoever reported them can read that."""
    current = locked(contribution)
    for case in _open_report_cases(current):
        open_reports = case.reports.filter(state__in=REPORT.before(Report.State.DECIDED))
        open_reports.update(state=Report.State.CLOSED, was_agreed_with=None, decided_at=timezone.now())
        end_interim(current, case, by=by)
        close(case, Case.State.CLOSED)
        record(CaseClosed(**case_keys(case, current)), by=by)


def _open_report_cases(contribution: Contribution) -> QuerySet[Case]:
    found = Case.objects.select_for_update(of=("self",))
    return found.filter(contribution=contribution, kind=Case.Kind.REPORT, state__in=OPEN_STATES)


def _case_for(contribution: Contribution, category: Report.Category) -> tuple[Case, bool]:
    """The open report case of a contribution, made graver by the new report if it must be; whether it is new."""
    severity = SEVERITIES[category]
    due_at = timezone.now() + CLOCKS[severity]
    case = _open_report_cases(contribution).first()
    if case is None:
        return (
            Case.objects.create(
                contribution=contribution,
                kind=Case.Kind.REPORT,
                severity=severity,
                due_at=due_at,
                topics=topics_with(contribution, TOPICS.get(category, [])),
            ),
            True,
        )
    case.severity = min(case.severity, severity)
    case.due_at = min(case.due_at or due_at, due_at)
    case.topics = topics_with(contribution, TOPICS.get(category, []))
    case.save(update_fields=["severity", "due_at", "topics"])
    return case, False


def counted_reports(case: Case) -> QuerySet[Report]:
    """The reports of a case that count for hiding its words: none that says again what a person found unfounded, or
    whoever dislikes words could keep them hidden by one report a day."""
    standing = case.reports.exclude(state=Report.State.INVALIDATED).filter(is_set_aside=False)
    return standing.exclude(category__in=judged_harmless(case.contribution))


def many_say_so(case: Case) -> bool:
    """Whether enough people in good standing reported the words, or one says that they identify somebody."""
    rows = list(counted_reports(case).values_list("weight", "category"))
    return sum(weight for weight, _why in rows) >= HIDE_AT or any(why == "identifies" for _weight, why in rows)


def hide_if_many_say_so(case: Case, category: Report.Category) -> None:
    """Hide the words for now when many say so. Part of receiving a report, and of letting reports count again."""
    if not many_say_so(case):
        return
    counted = counted_reports(case)
    weight = sum(counted.values_list("weight", flat=True))
    rule = rule_for(case.contribution.space, category)
    may_identify = counted.filter(category=Report.Category.IDENTIFIES).exists()
    hide_for_now(
        case=case,
        rule=rule,
        legal_ground="" if rule or not may_identify else PRIVACY,
        facts=f"{counted.count()} reports, weight {weight:.1f}, the last one: {category}",
    )
