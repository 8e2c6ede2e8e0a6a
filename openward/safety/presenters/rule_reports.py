"""Reported words about the house rules, as whoever looks at them, reported them or wrote them reads them."""

import dataclasses
import datetime
import uuid
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from openward.design.wording import day
from openward.safety.models import RuleLook, RuleReport
from openward.safety.presenters.reports import Told
from openward.safety.queries.rule_reports import RuleWordsToLookAt
from openward.spaces.models import HouseRule, RuleProposal, RuleRemark

Kind = RuleProposal.Kind


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """Some of the words, and what they are for; the words themselves have no title."""

    title: str
    words: str


@dataclasses.dataclass(frozen=True, slots=True)
class RuleWordsShown:
    """A proposal or a remark: what it is, and its words."""

    title: str
    parts: tuple[Part, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class ReportLine:
    """One report: the reason, and what was said beside it."""

    reason: str
    words: str
    received_at: datetime.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class RuleWordsRow:
    """One thing that somebody decides about."""

    key: uuid.UUID
    shown: RuleWordsShown
    space: str
    href: str
    reports: tuple[ReportLine, ...]
    away_because: str
    away_rule: str
    asked: str
    """What its author says against having it taken away."""


def rule_words_shown(said: RuleProposal | RuleRemark, about_rule: HouseRule | None = None) -> RuleWordsShown:
    """A proposal or a remark with all its words; of a proposal with the rule that it is about."""
    if isinstance(said, RuleRemark):
        return RuleWordsShown(_("A remark about the house rules"), (Part("", said.words),))
    titles = {
        Kind.NEW: _("A proposal: a new rule"),
        Kind.CHANGE: _("A proposal: other words for a rule"),
        Kind.LEAVE_OUT: _("A proposal: leave a rule out"),
    }
    parts = [
        Part(_("The rule as it is"), about_rule.text if about_rule else ""),
        Part(_("The rule as it would be"), said.text),
        Part(_("What somebody can do"), said.how_to_fix),
        Part(_("Why"), said.why),
    ]
    return RuleWordsShown(titles[Kind(said.kind)], tuple(part for part in parts if part.words))


def rows(found: Iterable[RuleWordsToLookAt]) -> list[RuleWordsRow]:
    """What waits for a decision."""
    return [
        RuleWordsRow(
            key=one.said.pk,
            shown=rule_words_shown(one.said, one.about_rule),
            space=one.proposal.space.name,
            href=reverse("proposal_show", args=[one.proposal.space.slug, one.proposal.pk]),
            reports=tuple(ReportLine(each.get_reason_display(), each.words, each.received_at) for each in one.reports),
            away_because=one.said.away_because,
            away_rule=one.said.away_rule.text if one.said.away_rule else "",
            asked=one.look.words if one.look else "",
        )
        for one in found
    ]


def refused_judged() -> Told:
    """Somebody has looked at these very words already."""
    return Told(
        _("A person has already looked at these words"),
        _(
            "Somebody else reported them, and they were left as they are. If somebody may be in danger, or it says "
            "who somebody is, you can still tell us now: choose that reason."
        ),
        "now",
    )


def told_reporter(report: RuleReport) -> Told:
    """What came of a report."""
    said = report.remark or report.proposal
    if report.outcome == RuleReport.Outcome.TAKEN_AWAY and said.is_shown:
        return Told(
            _("A second person looked, and changed the decision"),
            _(
                "The first one agreed with you, the second one saw it in another way. You were right to tell us: "
                "please do it again when something worries you."
            ),
            "plain",
        )
    if report.outcome == RuleReport.Outcome.TAKEN_AWAY:
        return Told(
            _("The words were taken away"),
            _("A person looked on %(on)s, agreed with you, and took the words away. Thank you for telling us.")
            % {"on": _on(report.decided_at)},
            "good",
        )
    if report.outcome == RuleReport.Outcome.STAYS:
        return Told(
            _("The words stay"),
            _(
                "A person who did not write them looked on %(on)s, and left them as they are. That does not mean that "
                "you were wrong to tell us: please do it again when something worries you."
            )
            % {"on": _on(report.decided_at)},
            "plain",
        )
    if not (said.is_shown and report.proposal.is_shown):
        return Told(
            _("Nobody reads these words here any more"),
            _("They were taken back, or are not shown for another reason. There is nothing left to decide."),
            "good",
        )
    return Told(
        _("Thank you for telling us"),
        _("It waits for a person who did not write the words. You need do nothing else."),
        "now",
    )


def told_author(said: RuleProposal | RuleRemark, looks: list[RuleLook], *, may_ask: bool) -> Told:
    """Where words stand that were taken away, for whoever wrote them."""
    newest = looks[0] if looks else None
    if said.is_shown:
        return Told(
            _("Your words are shown again"),
            _("Somebody else looked, and put them back as they were. We are sorry that they were away."),
            "good",
        )
    if newest and not newest.outcome:
        return Told(
            _("Somebody else looks again, as you asked"),
            _("It waits for a person who neither wrote the words nor took them away. The answer appears on this page."),
            "now",
        )
    if newest and not may_ask:
        return Told(
            _("Somebody else looked again, and your words stay away"),
            _("You can say the same thing in other words: a person reads them first, as always."),
            "quiet",
        )
    return Told(
        _("Your words are not shown any more"),
        _("Somebody reported them. A person looked and took them away. Nothing else changes: you take part as before."),
        "attention",
    )


def _on(moment: datetime.datetime | None) -> str:
    return day(moment) if moment else ""
