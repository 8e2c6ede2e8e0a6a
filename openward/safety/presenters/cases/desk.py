"""The desk of one report case: the words, and everything that lies beside them."""

import dataclasses
import datetime
import uuid
from collections import Counter
from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from openward.contributions.models import Contribution, Kind, Revision
from openward.design.shapes import Tag
from openward.design.wording import day, moment
from openward.kit.text import beginning, with_numbers_to_call
from openward.methods.wordings import Stretch, word_changes
from openward.people.models import Account
from openward.safety.models import Case, Decision, Note, Report, Screening, Severity
from openward.safety.presenters.care import fold_words
from openward.safety.presenters.cases.rows import clock_in_words, severity_tag
from openward.safety.presenters.criticality import HowGrave, how_grave
from openward.safety.presenters.decisions import PastDecision, ShownNote, past_decision, shown_notes
from openward.safety.presenters.desk import history_in_words
from openward.safety.presenters.queue import kind_in_words, where_and_when
from openward.safety.presenters.reports import categories_in_words
from openward.safety.presenters.screening import CheckedMark, checked_marks
from openward.safety.presenters.words import ShownWords, shown_words
from openward.safety.queries.care import severe
from openward.safety.queries.measures import Record
from openward.safety.queries.readings import AuthorHistory
from openward.spaces.models import HouseRule, Space


@dataclasses.dataclass(frozen=True, slots=True)
class ShownReport:
    """One report without who sent it."""

    key: str
    reason: str
    words: str
    when: datetime.datetime
    is_about_these_words: bool
    is_set_aside: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Neighbour:
    """Words around the reported ones."""

    title: str
    words: str
    href: str
    is_folded: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class ReportDesk:
    """A report case with everything that lies beside it, for one moderator."""

    case: Case
    contribution: Contribution
    revision: Revision | None
    words: ShownWords | None
    changes: tuple[Stretch, ...]
    is_mine: bool
    is_elsewhere: bool
    is_asked: bool
    asks_me: bool
    is_decided: bool
    title: str
    about: str
    severity: Tag
    clock: str
    reasons: str
    reports: list[ShownReport]
    standing: str
    held: str
    found: tuple[CheckedMark, ...]
    thread: list[Neighbour]
    rules: list[HouseRule]
    history: str
    record: str
    notes: list[ShownNote]
    decisions: list[PastDecision]
    is_folded: bool
    is_open: bool
    """Folded words that open by themselves, because the moderator chose so."""
    fold_words: str

    @property
    def space(self) -> Space:
        return self.contribution.space

    @property
    def lead(self) -> Account | None:
        return self.space.safeguarding_lead

    @property
    def state(self) -> str:
        return self.case.get_state_display()

    @property
    def can_take(self) -> bool:
        """Whoever asked for an opinion can also decide without waiting for it."""
        return not (self.is_mine or self.is_elsewhere or self.is_decided or self.asks_me)

    @property
    def grave(self) -> HowGrave:
        return how_grave(self.contribution)

    @property
    def rule_href(self) -> str:
        """Where a rule leads that the words break, without its number; empty for those who do not decide now."""
        return f"{reverse('report_case_decide', args=[self.case.pk, 'hide'])}?rule=" if self.is_mine else ""

    @property
    def version(self) -> int:
        return self.case.version

    @property
    def numbers_to_call(self) -> Markup:
        return with_numbers_to_call(self.space.organisation.emergency_text)

    @property
    def until_clock(self) -> str:
        until = self.case.claimed_until
        return time_format(timezone.localtime(until), "H:i") if until else ""

    @property
    def to_set_aside(self) -> list[ShownReport]:
        return [report for report in self.reports if not report.is_set_aside]

    @property
    def has_set_aside(self) -> bool:
        return any(report.is_set_aside for report in self.reports)


@dataclasses.dataclass(frozen=True, slots=True)
class Beside:
    """What was read about a case, for its desk."""

    reports: list[Report]
    screenings: list[Screening]
    thread: list[Contribution]
    hard: set[uuid.UUID]
    """Those of the thread that are hard to read."""
    rules: list[HouseRule]
    history: AuthorHistory
    record: Record
    notes: list[Note]
    decisions: list[Decision]


def report_desk(reader: Account, case: Case, beside: Beside, *, folds: bool = True) -> ReportDesk:
    """The desk of one moderator for one report case."""
    now = timezone.now()
    contribution = case.contribution
    revision = contribution.shown_revision
    is_mine = case.state == Case.State.CLAIMED and case.claimed_by_id == reader.pk
    is_decided = case.state in {Case.State.DECIDED, Case.State.NOTIFIED, Case.State.CLOSED}
    is_waiting = case.state == Case.State.WAITING
    standing = [one for one in beside.reports if one.state != Report.State.INVALIDATED]
    return ReportDesk(
        case=case,
        contribution=contribution,
        revision=revision,
        words=shown_words(revision) if revision else None,
        changes=_changes(standing, revision),
        is_mine=is_mine,
        is_elsewhere=case.is_leased(now) and not is_mine,
        is_asked=is_waiting and case.asked_by_id == reader.pk,
        asks_me=is_waiting and case.asked_by_id != reader.pk,
        is_decided=is_decided,
        title=kind_in_words(contribution),
        about=where_and_when(contribution),
        severity=severity_tag(case.severity),
        clock="" if is_decided else clock_in_words(case, now),
        reasons=categories_in_words(tuple(Counter(one.category for one in standing).most_common())),
        reports=[_report(one, revision) for one in beside.reports],
        standing=_standing(contribution),
        held=_held(contribution),
        found=_found(beside.screenings, revision),
        thread=[_neighbour(one, contribution, is_folded=folds and one.pk in beside.hard) for one in beside.thread],
        rules=beside.rules,
        history=history_in_words(beside.history),
        record=record_in_words(beside.record),
        notes=shown_notes(beside.notes, reader),
        decisions=[past_decision(item, contribution, reader) for item in beside.decisions],
        is_folded=severe(case),
        is_open=not folds,
        fold_words=fold_words(str(Severity(case.severity).label), case.topics),
    )


def _report(report: Report, shown: Revision | None) -> ShownReport:
    return ShownReport(
        key=str(report.pk),
        reason=report.get_category_display(),
        words=report.words,
        when=report.received_at,
        is_about_these_words=shown is not None and report.revision_id == shown.pk,
        is_set_aside=report.state == Report.State.INVALIDATED,
    )


def _changes(reports: Sequence[Report], shown: Revision | None) -> tuple[Stretch, ...]:
    """From the newest wording that was reported to the one that readers see, when they differ."""
    seen = next((one.revision for one in reversed(reports) if one.revision is not None), None)
    if seen is None or shown is None or seen.pk == shown.pk:
        return ()
    return word_changes(seen.text, shown.text)


def _standing(contribution: Contribution) -> str:
    """Whether readers see the words now, and until when not."""
    if contribution.hold != "none":
        return _("Readers do not see these words now.")
    if contribution.restriction == "none":
        return _("Readers see these words now.")
    what = contribution.get_restriction_display()
    if contribution.restriction_ends_at is None:
        return _("%(what)s.") % {"what": what}
    return _("%(what)s, until %(until)s.") % {"what": what, "until": moment(contribution.restriction_ends_at)}


def _held(contribution: Contribution) -> str:
    return "" if contribution.hold == "none" else _("Held: %(why)s.") % {"why": contribution.get_hold_display()}


def _found(screenings: Sequence[Screening], shown: Revision | None) -> tuple[CheckedMark, ...]:
    if shown is None:
        return ()
    signals = [signal for one in screenings if one.revision_id == shown.pk for signal in one.signals]
    # Two versions of the checks may have found the same.
    return tuple(dict.fromkeys(checked_marks(shown, signals)))


def _neighbour(one: Contribution, about: Contribution, *, is_folded: bool) -> Neighbour:
    text = one.shown_revision.text if one.shown_revision else ""
    if one.pk == about.root_id:
        title = _("The story")
    elif one.pk == about.parent_id:
        title = _("What it answers")
    elif one.kind == Kind.COMMENT and about.path and one.path > about.path:
        title = _("Afterwards")
    else:
        title = _("Before it") if about.path else _("A reply")
    href = reverse("contribution_show", args=[one.pk])
    return Neighbour(title, beginning(text, length=260)[0], href, is_folded)


def record_in_words(record: Record) -> str:
    """What stands against an author in this space, in a sentence or two; empty when nothing does."""
    sentences = []
    if record.restricted:
        sentences.append(
            ngettext(
                "Words of theirs were limited, hidden or removed once.",
                "Words of theirs were limited, hidden or removed %(n)s times.",
                record.restricted,
            )
            % {"n": record.restricted}
        )
    if record.strikes:
        sentences.append(
            ngettext(
                "It weighs %(n)s until it expires.", "It weighs %(n)s until it expires.", record.strikes
            )
            % {"n": record.strikes}
        )
    if record.sanction is not None:
        step = record.sanction.get_step_display()
        until = record.sanction.until
        sentences.append(
            _("Measure now: %(step)s, until %(day)s.") % {"step": step, "day": day(until)}
            if until
            else _("Measure now: %(step)s.") % {"step": step}
        )
    return " ".join(sentences)


def report_line(report: Report) -> str:
    """One report in a list, without who sent it: when, why, and how it begins."""
    words = beginning(report.words, length=90)[0]
    parts = [moment(report.received_at), str(report.get_category_display()), words]
    return " · ".join(part for part in parts if part)
