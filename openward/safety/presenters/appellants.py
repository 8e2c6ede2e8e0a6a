"""Appeals as whoever asks for another look reads them: where they stand, what came of them, and the reasons."""

import dataclasses
import datetime
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from openward.design.shapes import Step, SummaryRow, Tag, Tone
from openward.design.wording import day, moment
from openward.safety.models import Appeal, Decision, Sanction
from openward.safety.presenters.decisions import outcome_in_words
from openward.safety.presenters.queue import kind_in_words
from openward.safety.queries.appeals import Took, WhyNot
from openward.safety.queries.statements import USUAL_FACTS, StatementOfReasons

State = Appeal.State
HOURS_IN_DAYS_FROM = 72
_USUAL_FACTS: dict[str, Promise | str] = {
    Decision.Source.REPORT: gettext_lazy("Readers reported it."),
    Decision.Source.APPEAL: gettext_lazy("An appeal was decided."),
    Decision.Source.SCREENING: gettext_lazy("A check of the words marked it."),
    Decision.Source.OWN: gettext_lazy("A moderator came upon it."),
    "read_first": gettext_lazy("Everything is read before it is shown."),
    "looked_at": gettext_lazy("A moderator looked at it."),
    "cared_for": gettext_lazy(
        "People on call read it with care and thought that members should read it and nobody else."
    ),
}


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
    """Appeals of an author so far, newest first, each with where it stands and what came of it."""
    return [asked(appeal, _answer(appeal), took) for appeal in reversed(appeals)]


def asked(appeal: Appeal, answer: tuple[str, str, Tone] | None, took: Took) -> AskedBefore:
    """An appeal with its answer in words, as title, text and tone; without one, by when it comes."""
    title, text, tone = answer or _waits(appeal, took)
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


def stays_in_words() -> tuple[str, str, Tone]:
    """The answer that nothing changes, whoever asked."""
    return (
        _("Somebody else looked again, and it stays as it was"),
        _("This was a person who had nothing to do with it before. Why they see it so, they tell you here:"),
        "plain",
    )


def _answer(appeal: Appeal) -> tuple[str, str, Tone] | None:
    is_measure = appeal.about == Appeal.About.MEASURE
    if appeal.outcome == State.OVERTURNED:
        undone = _("What held you back is over, and nothing of it counts against you.")
        whole = _("The decision is undone, with everything that followed from it. Nothing of it counts against you.")
        return _("You were right, and we are sorry"), undone if is_measure else whole, "good"
    if appeal.outcome == State.VARIED:
        return _("It was too hard, and is milder now"), _milder(appeal), "good"
    if appeal.outcome == State.UPHELD:
        return stays_in_words()
    if appeal.state == State.CLOSED:
        if appeal.decision is not None and appeal.decision.overturned_at is not None:
            return _("This is over"), _("A new decision took the place of that one. You can ask about it."), "quiet"
        return _("This is over"), _("You took the words back, so nothing was left to look at."), "quiet"
    return None


def _waits(appeal: Appeal, took: Took) -> tuple[str, str, Tone]:
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
        (_("What was seen"), _facts_in_words(statement.decision_facts)),
        (_("Why somebody looked"), str(decision.get_source_display())),
        (_("Was a machine part of it?"), _machine(statement)),
        (_("Number of the decision"), statement.puid),
    ]
    return [SummaryRow(key, value) for key, value in rows if value]


def _facts_in_words(facts: str) -> str:
    """What was seen; what a statement says by itself is data in one language, and read here in everybody's own."""
    usual = next((key for key, words in USUAL_FACTS.items() if words == facts), None)
    return facts if usual is None else str(_USUAL_FACTS[usual])


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
    own = [one for one in decision.appeals.all() if one.side == Appeal.Side.AUTHOR]
    newest = max(own, key=lambda one: one.number, default=None)
    if newest is not None:
        return state_tag(newest)
    return Tag(_("Undone"), "quiet") if decision.overturned_at else None


def state_tag(appeal: Appeal) -> Tag:
    """Where an appeal stands, in a word or two."""
    return {
        State.UPHELD: Tag(_("Looked at again: it stays"), "plain"),
        State.OVERTURNED: Tag(_("Looked at again: undone"), "good"),
        State.VARIED: Tag(_("Looked at again: milder"), "good"),
    }.get(State(appeal.outcome) if appeal.outcome else State.OPEN) or (
        Tag(_("Closed"), "quiet") if appeal.state == State.CLOSED else Tag(_("Somebody else looks again"), "now")
    )


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
