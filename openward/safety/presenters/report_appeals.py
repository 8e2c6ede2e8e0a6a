"""Another look as somebody reads it who reported: whether they can ask, where it stands, and what came of it."""

import dataclasses
import datetime
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from openward.contributions.models import Revision
from openward.design.shapes import Step, Tag, Tone
from openward.safety.models import Appeal, Decision, Report
from openward.safety.presenters.appellants import AskedBefore, asked, stays_in_words
from openward.safety.presenters.decisions import kind_words_by_rule, outcome_in_words
from openward.safety.presenters.queue import kind_in_words
from openward.safety.presenters.reports import Told, told
from openward.safety.presenters.words import shown_words
from openward.safety.queries.appeals import Took, WhyNot
from openward.safety.queries.report_appeals import SecondLook, harder_than
from openward.safety.queries.reports import as_its_sender_reads
from openward.spaces.models import HouseRule

State = Appeal.State


def asked_about_report(appeals: Sequence[Appeal], took: Took) -> list[AskedBefore]:
    """What this person asked so far, newest first, each with where it stands and what came of it."""
    return [asked(appeal, _answer(appeal), took) for appeal in reversed(appeals)]


def _answer(appeal: Appeal) -> tuple[str, str, Tone] | None:
    if appeal.outcome in {State.OVERTURNED, State.VARIED}:
        text = _(
            "Somebody else looked, agreed with you and did more about it. The author is told that, and never of you."
        )
        return _("You were right, and thank you for asking again"), text, "good"
    if appeal.outcome == State.UPHELD:
        return stays_in_words()
    if appeal.state == State.CLOSED:
        return _("This is over"), _("The words are gone, or another decision about them was made meanwhile."), "quiet"
    return None


def why_not_in_words(look: SecondLook) -> str:
    """Kindly, why somebody who reported cannot ask (again); empty when they can."""
    why = look.why_not
    if why is None:
        return ""
    has_asked = bool(look.asked)
    answered = _(
        "Two people have looked at this by now, one after the other. Only if there is something new, that nobody could "
        "know then, do we look once more."
    )
    waits = _("Somebody else who told us about the same words has asked. What comes of it stands here too.")
    return {
        WhyNot.WAITS: _("You have asked, and once is enough: nothing gets lost.") if has_asked else waits,
        WhyNot.ANSWERED: answered,
        WhyNot.ANSWERED_TWICE: _("This has been looked at again and answered. We leave it at that."),
        WhyNot.AFTER_AN_APPEAL: _("Two people have looked at this by now, one after the other. We leave it at that."),
        WhyNot.AS_ASKED: _("Readers do not see these words now, so there is nothing more to ask for."),
        WhyNot.TOO_LATE: _(
            "More than six months have passed, so we do not look at this again. You can report the words anew if they "
            "still worry you."
        ),
        WhyNot.TOO_OFTEN: _(
            "You have asked for another look several times lately. Please wait for the answers first: others wait too."
        ),
        WhyNot.SET_ASIDE: _("This report does not count towards a decision, so there is nothing to look at again."),
        WhyNot.NOT_DECIDED: _("Nobody has decided yet. When somebody has, you can ask here."),
        WhyNot.WORDS_GONE: _("The words are taken back or erased, so nothing is left to look at."),
    }.get(why, "")


def told_after(look: SecondLook) -> Told:
    """What came of a report, with the second look in mind."""
    changed = {State.OVERTURNED, State.VARIED}
    mine = [one for one in look.asked if one.outcome in changed]
    found = told(as_its_sender_reads(look.report))
    if mine and look.report.was_agreed_with:
        text = _("The second one saw more in it than the first. Thank you: you made this a safer place to talk.")
        return Told(_("A second person looked, agreed, and did something about it"), text, "good")
    return found


def what_comes_next() -> list[Step]:
    """What happens after somebody who reported has asked."""
    return [
        Step(
            _("Somebody else looks"),
            _("Never the person who decided first: they cannot even open it. Nobody is told who you are."),
            "now",
        ),
        Step(
            _("They read everything again"),
            _("The words, what you write now, the rule, and all that happened. The author hears nothing of it."),
        ),
        Step(
            _("You get an answer with its reasons"),
            _("Within seven days, most often within three. The author hears only if something changes, never of you."),
        ),
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class OwnReport:
    """One report in the list of whoever is signed in."""

    title: str
    reason: str
    when: datetime.datetime
    state: Tag
    href: str


def own_report_rows(reports: Sequence[Report]) -> list[OwnReport]:
    """What somebody reported, without a word of what it was about."""
    return [
        OwnReport(
            title=kind_in_words(one.contribution),
            reason=str(one.get_category_display()),
            when=one.received_at,
            state=_state(one),
            href=reverse("own_report_show", args=[one.pk]),
        )
        for one in reports
    ]


def _state(report: Report) -> Tag:
    if report.state == Report.State.INVALIDATED:
        return Tag(_("Set aside"), "quiet")
    if report.state not in {Report.State.DECIDED, Report.State.CLOSED}:
        return Tag(_("It waits for a moderator"), "now")
    if report.was_agreed_with is None:
        return Tag(_("The author took the words back"), "quiet")
    return Tag(_("Something was done"), "good") if report.was_agreed_with else Tag(_("Left as it is"), "plain")


@dataclasses.dataclass(frozen=True, slots=True)
class FurtherChoice:
    """One thing that goes further than the first decision did."""

    outcome: str
    title: str
    is_harsh: bool


def further_choices(decision: Decision) -> list[FurtherChoice]:
    """What can be decided instead, mildest first."""
    harsh = {Decision.Outcome.HIDE, Decision.Outcome.REMOVE}
    return [FurtherChoice(one.value, str(one.label), one in harsh) for one in harder_than(decision)]


def anew_words(
    appeal: Appeal, revision: Revision, rules: list[HouseRule], outcome: Decision.Outcome
) -> dict[str, Any]:
    """What the page prints on which somebody decides anew, besides its form."""
    decision = appeal.decision
    return {
        "asked": appeal.words,
        "new_facts": appeal.new_facts,
        "first": outcome_in_words(decision.outcome) if decision else "",
        "words": shown_words(revision),
        "rules": rules,
        "kind_words": kind_words_by_rule(rules, outcome),
        "what": kind_in_words(appeal.contribution),
    }


def decided_instead(outcome: str) -> str:
    """What deciding anew did, as the next page begins."""
    return _("Done. It now is: %(outcome)s. The author is told why, and everybody who reported can read it.") % {
        "outcome": outcome_in_words(outcome)
    }
