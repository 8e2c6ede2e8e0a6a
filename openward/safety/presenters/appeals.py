"""Appeals as the moderator reads them who looks again: the queue, and one appeal with the whole history."""

import dataclasses
import datetime
from collections import Counter
from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openward.contributions.models import Contribution, Lifecycle, Revision
from openward.design.shapes import HistoryEntry, Tag
from openward.design.wording import moment, number
from openward.kit.text import beginning
from openward.ledger.queries import HistoryEntry as Line
from openward.people.models import Account, Role
from openward.safety.models import APPEAL_AIM, Appeal, Decision, Note, Report, Sanction
from openward.safety.presenters.appellants import AskedBefore, asked_before, state_tag
from openward.safety.presenters.cases import record_in_words
from openward.safety.presenters.decisions import (
    OUTCOME_TONES,
    ShownNote,
    outcome_in_words,
    shown_notes,
)
from openward.safety.presenters.queue import kind_in_words, where_and_when
from openward.safety.presenters.report_appeals import FurtherChoice, further_choices
from openward.safety.presenters.reports import categories_in_words
from openward.safety.presenters.words import ShownWords, shown_words
from openward.safety.queries.appeals import AppealCount, Took, Waiting
from openward.safety.queries.care import severe
from openward.safety.queries.measures import Record
from openward.spaces.models import HouseRule, Space

State = Appeal.State
OUT_OF_SIGHT = frozenset({Lifecycle.WITHDRAWN, Lifecycle.ERASED})


@dataclasses.dataclass(frozen=True, slots=True)
class AppealRow:
    key: str
    href: str
    title: str
    space: str
    about: str
    beginning: str
    clock: str
    tags: tuple[Tag, ...]
    is_mine: bool


def appeal_rows(items: Sequence[Waiting]) -> list[AppealRow]:
    """Rows of the queue; the words of whoever appeals, not the words that it is about."""
    now = timezone.now()
    return [_row(item, now) for item in items]


def _row(item: Waiting, now: datetime.datetime) -> AppealRow:
    appeal = item.appeal
    where = where_and_when(appeal.contribution)
    title = kind_in_words(appeal.contribution)
    tags = [clock_tag(appeal, now)]
    if appeal.side == Appeal.Side.REPORTER:
        tags.append(Tag(_("Somebody who reported asks"), "plain"))
    if appeal.least_role == Role.SENIOR_MODERATOR:
        tags.append(Tag(_("For a senior moderator"), "attention"))
    if item.is_mine:
        tags.append(Tag(_("In your hands"), "now"))
    if item.is_from_elsewhere:
        tags.append(Tag(_("For %(name)s") % {"name": appeal.space.organisation.name}, "attention"))
    return AppealRow(
        key=str(appeal.pk),
        href=reverse("appeal_show", args=[appeal.pk]),
        title=f"{title} – {where}" if where else title,
        space=appeal.space.name,
        about=about_in_words(appeal),
        beginning=beginning(appeal.words, length=240)[0],
        clock=clock_in_words(appeal, now),
        tags=tuple(tags),
        is_mine=item.is_mine,
    )


def about_in_words(appeal: Appeal) -> str:
    """What was decided that somebody thinks wrong."""
    if appeal.about == Appeal.About.MEASURE:
        return _("A measure: %(step)s") % {"step": appeal.get_step_display()}
    return outcome_in_words(appeal.decision.outcome) if appeal.decision else ""


def clock_tag(appeal: Appeal, now: datetime.datetime) -> Tag:
    """Whether it is in time, past the three days that half of all keep, or past the seven that all keep."""
    if now > appeal.due_at:
        return Tag(_("Late"), "concern")
    if now > appeal.opened_at + APPEAL_AIM:
        return Tag(_("Past three days"), "attention")
    return Tag(_("In time"), "quiet")


def clock_in_words(appeal: Appeal, now: datetime.datetime) -> str:
    left = int((appeal.due_at - now).total_seconds() // 3600)
    if left < 0:
        return ngettext("%(n)s hour late", "%(n)s hours late", -left) % {"n": -left}
    if left < 48:
        return ngettext("%(n)s hour left", "%(n)s hours left", max(left, 1)) % {"n": max(left, 1)}
    return ngettext("%(n)s day left", "%(n)s days left", left // 24) % {"n": left // 24}


def count_sentence(count: AppealCount) -> str:
    """How many appeals wait, in one breath."""
    if not count.waiting:
        sentences = [_("Nobody waits for another look that you could take.")]
    else:
        sentences = [
            ngettext("%(n)s person waits for another look.", "%(n)s people wait for another look.", count.waiting)
            % {"n": number(count.waiting)}
        ]
        if count.late:
            sentences.append(
                ngettext("%(n)s has waited over seven days.", "%(n)s have waited over seven days.", count.late)
                % {"n": number(count.late)}
            )
        elif count.past_aim:
            sentences.append(
                ngettext("%(n)s has waited over three days.", "%(n)s have waited over three days.", count.past_aim)
                % {"n": number(count.past_aim)}
            )
    if count.for_colleagues:
        sentences.append(
            ngettext(
                "%(n)s more is about something that you had a part in: a colleague looks at it.",
                "%(n)s more are about things that you had a part in: a colleague looks at them.",
                count.for_colleagues,
            )
            % {"n": number(count.for_colleagues)}
        )
    if count.for_seniors:
        sentences.append(
            ngettext(
                "%(n)s more is about what a senior moderator decided: another senior moderator looks at it.",
                "%(n)s more are about what a senior moderator decided: another senior moderator looks at them.",
                count.for_seniors,
            )
            % {"n": number(count.for_seniors)}
        )
    return " ".join(sentences)


def clock_sentence(took: Took) -> str:
    """The promise, and how it was kept lately."""
    promise = _("We promise: half of all appeals within 72 hours, each within 7 days.")
    if took.median_h is None:
        few = ngettext(
            "In the last half year %(n)s was decided, too few to tell how long it takes.",
            "In the last half year %(n)s were decided, too few to tell how long it takes.",
            took.count,
        )
        return f"{promise} {few % {'n': number(took.count)}}" if took.count else promise
    kept = _("In the last half year, half of %(n)s were answered within %(hours)s hours.") % {
        "n": number(took.count), "hours": number(round(took.median_h)),
    }  # fmt: skip
    return f"{promise} {kept}"


@dataclasses.dataclass(frozen=True, slots=True)
class AppealDesk:
    """One appeal with the whole history, for the moderator who looks again."""

    appeal: Appeal
    contribution: Contribution
    title: str
    where: str
    about: str
    clock: str
    tag: Tag
    state: Tag
    is_mine: bool
    is_elsewhere: bool
    is_decided: bool
    until_clock: str
    decision: Decision | None
    outcome: Tag | None
    rule: str
    facts: str
    passages: tuple[str, ...]
    words: ShownWords | None
    is_folded: bool
    measure: str
    reasons: str
    reports: tuple[tuple[str, str, datetime.datetime], ...]
    notes: list[ShownNote]
    earlier: list[AskedBefore]
    history: list[HistoryEntry]
    record: str
    rules: list[HouseRule]
    further: list[FurtherChoice]
    """What goes further than the first decision, where somebody who reported asks."""

    @property
    def space(self) -> Space:
        return self.appeal.space

    @property
    def is_of_reporter(self) -> bool:
        return self.appeal.side == Appeal.Side.REPORTER

    @property
    def needs_senior(self) -> bool:
        return self.appeal.least_role == Role.SENIOR_MODERATOR


@dataclasses.dataclass(frozen=True, slots=True)
class AroundAppeal:
    """What was read about an appeal, for its desk."""

    reports: list[Report]
    notes: list[Note]
    earlier: list[Appeal]
    history: list[Line]
    record: Record
    rules: list[HouseRule]
    sanction: Sanction | None


def appeal_desk(reader: Account, appeal: Appeal, around: AroundAppeal) -> AppealDesk:
    """The desk of one moderator for one appeal. Colleagues and whoever reported have no names on it."""
    now = timezone.now()
    decision = appeal.decision
    revision = _readable(decision)
    is_mine = appeal.state == State.ASSIGNED and appeal.assigned_to_id == reader.pk
    until = appeal.assigned_until
    return AppealDesk(
        appeal=appeal,
        contribution=appeal.contribution,
        title=kind_in_words(appeal.contribution),
        where=where_and_when(appeal.contribution),
        about=about_in_words(appeal),
        clock=clock_in_words(appeal, now),
        tag=clock_tag(appeal, now),
        state=state_tag(appeal),
        is_mine=is_mine,
        is_elsewhere=appeal.is_leased(now) and not is_mine,
        is_decided=bool(appeal.outcome) or appeal.state == State.CLOSED,
        until_clock=time_format(timezone.localtime(until), "H:i") if until else "",
        decision=decision,
        outcome=Tag(outcome_in_words(decision.outcome), OUTCOME_TONES[decision.outcome]) if decision else None,
        rule=(str(decision.rule) if decision.rule else decision.law) if decision else "",
        facts=decision.facts if decision else "",
        passages=tuple(revision.text[start:end] for start, end in decision.passages) if revision and decision else (),
        words=shown_words(revision) if revision else None,
        is_folded=decision is not None and severe(decision.case),
        measure=_measure(appeal, around.sanction),
        reasons=categories_in_words(tuple(Counter(one.category for one in around.reports).most_common())),
        reports=tuple((str(one.get_category_display()), one.words, one.received_at) for one in around.reports),
        notes=shown_notes(around.notes, reader),
        earlier=asked_before(around.earlier, Took(None, 0)),
        history=[HistoryEntry(line.sentence, line.at) for line in around.history],
        record=record_in_words(around.record),
        rules=around.rules,
        further=further_choices(decision) if decision and appeal.side == Appeal.Side.REPORTER else [],
    )


def _readable(decision: Decision | None) -> Revision | None:
    """The wording that was decided about, while its author lets it be read."""
    if decision is None or decision.case.contribution.lifecycle in OUT_OF_SIGHT:
        return None
    return decision.revision


def _measure(appeal: Appeal, sanction: Sanction | None) -> str:
    if appeal.about != Appeal.About.MEASURE:
        return ""
    step = str(appeal.get_step_display())
    if sanction is None or sanction.step != appeal.step:
        return _("%(step)s. It does not hold any more.") % {"step": step}
    until = _("until %(when)s") % {"when": moment(sanction.until)} if sanction.until else _("until somebody lifts it")
    return f"{step}, {until}. {sanction.reason}"


def done_sentence(outcome: str) -> str:
    """What deciding did, as the next page begins."""
    return {
        State.UPHELD: _("Done. The decision stands, and whoever asked can read why."),
        State.OVERTURNED: _("Done. Everything is undone, and whoever asked can read it."),
        State.VARIED: _("Done. The milder decision holds now, and whoever asked can read it."),
    }[State(outcome)]
