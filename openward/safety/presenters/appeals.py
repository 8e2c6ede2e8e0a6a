"""Appeals as pages print them: to the author, to the moderator who looks again."""

import dataclasses
import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openward.contributions.models import Contribution, Lifecycle, Revision
from openward.design.shapes import HistoryEntry, Step, SummaryRow, Tag, Tone
from openward.design.wording import day, moment, number
from openward.kit.text import beginning
from openward.ledger.queries import HistoryEntry as Line
from openward.people.models import Account
from openward.safety.models import APPEAL_AIM, Appeal, Decision, Note, Report, Sanction
from openward.safety.presenters.cases import record_in_words
from openward.safety.presenters.decisions import (
    OUTCOME_TONES,
    ShownNote,
    outcome_in_words,
    shown_notes,
)
from openward.safety.presenters.queue import kind_in_words, where_and_when
from openward.safety.presenters.reports import categories_in_words
from openward.safety.presenters.words import ShownWords, shown_words
from openward.safety.queries.appeals import AppealCount, Took, Waiting, WhyNot
from openward.safety.queries.measures import Record
from openward.safety.queries.statements import StatementOfReasons
from openward.spaces.models import HouseRule, Space

State = Appeal.State
HOURS_IN_DAYS_FROM = 72
OUT_OF_SIGHT = frozenset({Lifecycle.WITHDRAWN, Lifecycle.ERASED})


# --- To the author ------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class AskedBefore:
    """One appeal as whoever sent it reads it."""

    title: str
    text: str
    tone: Tone
    words: str
    new_facts: str
    sent_on: datetime.datetime
    reason: str
    decided_on: datetime.datetime | None


def asked_before(appeals: Sequence[Appeal], took: Took) -> list[AskedBefore]:
    """Appeals so far, newest first, each with where it stands and what came of it."""
    return [_asked(appeal, took) for appeal in reversed(appeals)]


def _asked(appeal: Appeal, took: Took) -> AskedBefore:
    title, text, tone = _standing(appeal, took)
    return AskedBefore(
        title=title,
        text=text,
        tone=tone,
        words=appeal.words,
        new_facts=appeal.new_facts,
        sent_on=appeal.opened_at,
        reason=appeal.reason,
        decided_on=appeal.decided_at,
    )


def _standing(appeal: Appeal, took: Took) -> tuple[str, str, Tone]:
    is_measure = appeal.about == Appeal.About.MEASURE
    if appeal.outcome == State.OVERTURNED:
        undone = _("What held you back is over, and nothing of it counts against you.")
        whole = _("The decision is undone, with everything that followed from it. Nothing of it counts against you.")
        return _("You were right, and we are sorry"), undone if is_measure else whole, "good"
    if appeal.outcome == State.VARIED:
        return _("It was too hard, and is milder now"), _milder(appeal), "good"
    if appeal.outcome == State.UPHELD:
        return (
            _("Somebody else looked again, and it stays as it was"),
            _("This was a person who had nothing to do with it before. Why they see it so, they tell you here:"),
            "plain",
        )
    if appeal.state == State.CLOSED:
        return _("This is over"), _("You took the words back, so nothing was left to look at."), "quiet"
    by = _("You have an answer %(day)s at the latest.") % {"day": day(timezone.localdate(appeal.due_at))}
    text = f"{by} {took_in_words(took)}".strip()
    if appeal.state == State.ASSIGNED:
        return _("Somebody else is looking at it now"), text, "now"
    return _("It waits for somebody else to look"), text, "now"


def _milder(appeal: Appeal) -> str:
    replaced = appeal.replacement
    words = {
        Decision.Outcome.LIMIT: _("Your words are shown again. Nobody can reply to them for now."),
        Decision.Outcome.COMMUNITY_ONLY: _("Your words are shown again, to members of this conversation only."),
        Decision.Outcome.HIDE: _("Your words are hidden, and no longer counted as removed."),
    }
    return words.get(Decision.Outcome(replaced.outcome), "") if replaced else ""


def took_in_words(took: Took) -> str:
    """How long it usually takes; nothing below the fewest from which that can be told."""
    if took.median_h is None:
        return ""
    hours = round(took.median_h)
    if hours < HOURS_IN_DAYS_FROM:
        return ngettext(
            "Half of all answers came within %(n)s hour.", "Half of all answers came within %(n)s hours.", max(hours, 1)
        ) % {"n": max(hours, 1)}
    days = round(hours / 24)
    return ngettext(
        "Half of all answers came within %(n)s day.", "Half of all answers came within %(n)s days.", days
    ) % {"n": days}


def why_not_in_words(why: WhyNot | None) -> str:
    """Kindly, why nobody can ask (again)."""
    if why is None:
        return ""
    return {
        WhyNot.NOTHING_AGAINST: _("Nothing was decided that holds you back, so there is nothing to look at again."),
        WhyNot.BY_ITSELF: _("Nobody has judged this yet. A person looks at it soon, and you can ask again after that."),
        WhyNot.UNDONE: _("This decision is undone already. Nothing of it counts against you."),
        WhyNot.TOO_LATE: _(
            "More than six months have passed, so we do not look at this again. If it still weighs on you, please "
            "talk to the organisation itself."
        ),
        WhyNot.AFTER_AN_APPEAL: _("This was decided when somebody else looked again. Two people have looked by now."),
        WhyNot.WAITS: _("You have asked, and once is enough: nothing gets lost."),
        WhyNot.ANSWERED: _(
            "Two people have looked at this by now, one after the other. We do not ask a third one about the same. "
            "Only if there is something new, that nobody could know then, do we look once more."
        ),
        WhyNot.ANSWERED_TWICE: _("This has been looked at again and answered. We leave it at that."),
        WhyNot.WORDS_GONE: _("The words are taken back or erased, so nothing is left to look at."),
    }[why]


def what_comes_next() -> list[Step]:
    """What happens after somebody has asked."""
    return [
        Step(
            _("Somebody else looks"),
            _("Never the person who decided first: they cannot even open it. Nobody is told who you are."),
            "now",
        ),
        Step(
            _("They read everything again"),
            _("Your words, what you write now, the rule, and all that happened."),
        ),
        Step(
            _("You get an answer with its reasons"),
            _("Within seven days, most often within three. If the decision was wrong, everything is put right."),
        ),
    ]


def statement_rows(statement: StatementOfReasons, decision: Decision) -> list[SummaryRow]:
    """The statement of reasons in human words. The marked passages stand beside it and are not in it."""
    rows = [
        (_("What was decided"), outcome_in_words(decision.outcome)),
        (_("Since"), moment(decision.decided_at)),
        (_("Until"), _until(decision)),
        (_("Where it counts"), _("Wherever this page is read")),
        (_("The rule"), statement.incompatible_content_ground),
        (_("The law"), statement.illegal_content_legal_ground),
        (_("What was seen"), statement.decision_facts),
        (_("Why somebody looked"), str(decision.get_source_display())),
        (_("Was a machine part of it?"), _machine(statement)),
        (_("Number of the decision"), statement.puid),
    ]
    return [SummaryRow(key, value) for key, value in rows if value]


def _until(decision: Decision) -> str:
    if decision.overturned_at is not None:
        return _("Undone on %(day)s") % {"day": day(timezone.localdate(decision.overturned_at))}
    if decision.ends_at is not None:
        return moment(decision.ends_at)
    return _("Until somebody lifts it")


def _machine(statement: StatementOfReasons) -> str:
    if statement.automated_decision == "AUTOMATED_DECISION_FULLY":
        return _("Yes: it was hidden by itself, until a person has looked.")
    if statement.automated_detection == "Yes":
        return _("A check of the words marked them. A person decided.")
    return _("No. A person decided.")


def measure_lines(sanction: Sanction) -> list[str]:
    """What holds somebody back, until when, and why."""
    step = str(sanction.get_step_display())
    ends = _("It ends: %(when)s.") % {"when": moment(sanction.until)} if sanction.until else ""
    return [line for line in (f"{step}. {ends}".strip(), sanction.reason) if line]


@dataclasses.dataclass(frozen=True, slots=True)
class OwnDecision:
    """One decision in the list of whoever is signed in."""

    title: str
    when: datetime.datetime
    state: Tag | None
    href: str


def own_decision_rows(decisions: Sequence[Decision]) -> list[OwnDecision]:
    """Decisions about somebody's own words."""
    return [
        OwnDecision(
            title=f"{kind_in_words(one.case.contribution)} – {outcome_in_words(one.outcome)}",
            when=one.decided_at,
            state=_own_state(one),
            href=reverse("own_appeal_ask", args=[one.pk]),
        )
        for one in decisions
    ]


def _own_state(decision: Decision) -> Tag | None:
    newest = max(decision.appeals.all(), key=lambda one: one.number, default=None)
    if newest is not None:
        return state_tag(newest)
    return Tag(_("Undone"), "quiet") if decision.overturned_at else None


# --- To moderators ------------------------------------------------------------------------------------------------


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


def state_tag(appeal: Appeal) -> Tag:
    """Where an appeal stands, in a word or two."""
    return {
        State.UPHELD: Tag(_("Looked at again: it stays"), "plain"),
        State.OVERTURNED: Tag(_("Looked at again: undone"), "good"),
        State.VARIED: Tag(_("Looked at again: milder"), "good"),
    }.get(State(appeal.outcome) if appeal.outcome else State.OPEN) or (
        Tag(_("Closed"), "quiet") if appeal.state == State.CLOSED else Tag(_("Somebody else looks again"), "now")
    )


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
    measure: str
    reasons: str
    reports: tuple[tuple[str, str, datetime.datetime], ...]
    notes: list[ShownNote]
    earlier: list[AskedBefore]
    history: list[HistoryEntry]
    record: str
    rules: list[HouseRule]

    @property
    def space(self) -> Space:
        return self.appeal.space


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
        measure=_measure(appeal, around.sanction),
        reasons=categories_in_words(tuple(Counter(one.category for one in around.reports).most_common())),
        reports=tuple((str(one.get_category_display()), one.words, one.received_at) for one in around.reports),
        notes=shown_notes(around.notes, reader),
        earlier=asked_before(around.earlier, Took(None, 0)),
        history=[HistoryEntry(line.sentence, line.at) for line in around.history],
        record=record_in_words(around.record),
        rules=around.rules,
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


def author_page(**values: Any) -> dict[str, Any]:
    """What the author's page of one decision or measure prints; all keys are always there."""
    empty = {"told": None, "rows": (), "measure": (), "form": None, "refusal": "", "notice": ""}
    page = {**empty, **values}
    if page["told"] is not None:
        # The page itself says how to ask.
        page["told"] = dataclasses.replace(page["told"], can_be_appealed=False)
    if page["asked"] and page["asked"][0].tone == "good":
        # Whoever was right is not told that the matter is closed.
        page["refusal"] = ""
    return page
