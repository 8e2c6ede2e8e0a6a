"""Words about the house rules that were reported or taken away: for those who look at them, and for their authors."""

import dataclasses
import datetime
import uuid
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from openward.people.access import Actor
from openward.people.actions.personas import personas_of
from openward.safety.access.rule_reports import proposal_of, spaces_to_look_after
from openward.safety.models import APPEAL_WINDOW, Report, RuleLook, RuleReport
from openward.safety.models.rule_reports import about
from openward.spaces.models import HouseRule, RuleProposal, RuleRemark, Space

MOST_REPORTS = 500
"""Read for one list, the oldest first: the rest follow once these are decided."""
SHOWN = (RuleProposal.State.OPEN, RuleProposal.State.ADOPTED, RuleProposal.State.DECLINED)


@dataclasses.dataclass(frozen=True, slots=True)
class RuleWordsToLookAt:
    """One proposal or remark with what lies beside it: its reports, or what its author says against the decision."""

    said: RuleProposal | RuleRemark
    reports: tuple[RuleReport, ...]
    look: RuleLook | None
    about_rule: HouseRule | None
    """The rule that the proposal was written about."""
    rules: tuple[HouseRule, ...]
    """The rules that hold in the space now."""

    @property
    def proposal(self) -> RuleProposal:
        return proposal_of(self.said)


def reports_of(said: RuleProposal | RuleRemark) -> QuerySet[RuleReport]:
    """Every report of a proposal, or of a remark."""
    return RuleReport.objects.filter(**about(said))


def found_fine(said: RuleProposal | RuleRemark) -> bool:
    """Whether the last person who looked after a report left exactly these words as they are; they never change."""
    newest = reports_of(said).exclude(outcome="").order_by("-decided_at").first()
    put_back = RuleLook.objects.filter(**about(said), outcome=RuleLook.Outcome.PUT_BACK).exists()
    return newest is not None and (newest.outcome == RuleReport.Outcome.STAYS or put_back)


def looks_at(said: RuleProposal | RuleRemark) -> list[RuleLook]:
    """What its author asked and was answered, newest first."""
    return list(RuleLook.objects.filter(**about(said)).order_by("-asked_at"))


def may_ask_again(said: RuleProposal | RuleRemark, now: datetime.datetime) -> bool:
    """Whether the author of words that were taken away may ask for another look: once each time, within six months."""
    if said.state != said.State.NOT_SHOWN or not said.away_because:
        return False
    taken = reports_of(said).filter(outcome=RuleReport.Outcome.TAKEN_AWAY).order_by("-decided_at")
    last = taken.values_list("decided_at", flat=True).first()
    if last is None or last < now - APPEAL_WINDOW:
        return False
    return not RuleLook.objects.filter(**about(said), asked_at__gte=last).exists()


def reported_count(actor: Actor) -> int:
    """How many proposals and remarks wait for the actor, reported or to be looked at again; four queries at most."""
    spaces = spaces_to_look_after(actor)
    return len(_grouped(actor, _waiting_reports(spaces))) + len(_open_looks(actor, spaces))


def reported_rule_words(actor: Actor) -> list[RuleWordsToLookAt]:
    """What was reported and waits for somebody who did not write it: danger first, then the oldest report."""
    grouped = _grouped(actor, _waiting_reports(spaces_to_look_after(actor)))
    rules = _rules_of([reports[0].proposal for reports in grouped])
    return [_to_look_at(reports[0], tuple(reports), None, rules) for reports in grouped]


def rule_words_to_look_at_again(actor: Actor) -> list[RuleWordsToLookAt]:
    """What was taken away, whose author asks for another look; for whoever did neither."""
    looks = _open_looks(actor, spaces_to_look_after(actor))
    rules = _rules_of([look.proposal for look in looks])
    return [_to_look_at(look, (), look, rules) for look in looks]


def rules_to_cite(said: RuleProposal | RuleRemark) -> tuple[HouseRule, ...]:
    """The rules that hold in the space of some words now."""
    proposal = proposal_of(said)
    return _in_force(_rules_of([proposal]), proposal)


def _waiting_reports(spaces: QuerySet[Space]) -> QuerySet[RuleReport]:
    shown = Q(remark__isnull=True) | Q(remark__state=RuleRemark.State.SHOWN)
    return (
        RuleReport.objects.filter(shown, outcome="", proposal__space__in=spaces, proposal__state__in=SHOWN)
        .select_related("proposal__space__organisation", "remark")
        .order_by("received_at")
    )


def _grouped(actor: Actor, waiting: QuerySet[RuleReport]) -> list[list[RuleReport]]:
    reports = list(waiting[:MOST_REPORTS])
    own = _own(actor, reports)
    found: dict[uuid.UUID, list[RuleReport]] = {}
    for report in reports:
        said = report.remark or report.proposal
        if said.persona_id not in own:
            found.setdefault(said.pk, []).append(report)
    # Where somebody may be in danger comes first.
    return sorted(found.values(), key=lambda each: all(one.reason != Report.Category.DANGER for one in each))


def _open_looks(actor: Actor, spaces: QuerySet[Space]) -> list[RuleLook]:
    away = Q(remark__isnull=True, proposal__state=RuleProposal.State.NOT_SHOWN)
    away |= Q(remark__state=RuleRemark.State.NOT_SHOWN)
    found = (
        RuleLook.objects.filter(away, outcome="", proposal__space__in=spaces)
        .select_related("proposal__space__organisation", "proposal__away_rule", "remark__away_rule")
        .order_by("asked_at")
    )
    looks = list(found[:MOST_REPORTS])
    own, taken = _own(actor, looks), _taken_by(actor, looks)
    return [
        look
        for look in looks
        if (look.remark or look.proposal).persona_id not in own
        and (look.remark or look.proposal).pk not in taken
    ]


def _own(actor: Actor, found: Iterable[RuleReport | RuleLook]) -> set[uuid.UUID]:
    scopes = {one.proposal.space_id for one in found}
    return personas_of(account=actor.account, scope_keys=scopes) if actor.account and scopes else set()


def _taken_by(actor: Actor, looks: list[RuleLook]) -> set[uuid.UUID]:
    """What the actor took away themselves: somebody else looks again."""
    if not looks:
        return set()
    taken = RuleReport.objects.filter(
        proposal__in=[look.proposal_id for look in looks],
        outcome=RuleReport.Outcome.TAKEN_AWAY,
        decided_by=actor.account,
    )
    return {remark or proposal for proposal, remark in taken.values_list("proposal_id", "remark_id")}


def _rules_of(proposals: Iterable[RuleProposal]) -> list[HouseRule]:
    """Every version of the rules of the spaces that these proposals are about, newest first; one query."""
    spaces = {proposal.space_id for proposal in proposals}
    return list(HouseRule.objects.filter(space__in=spaces)) if spaces else []


def _in_force(rules: list[HouseRule], proposal: RuleProposal) -> tuple[HouseRule, ...]:
    here = [rule for rule in rules if rule.space_id == proposal.space_id]
    return tuple(rule for rule in here if rule.version == here[0].version)


def _to_look_at(
    one: RuleReport | RuleLook, reports: tuple[RuleReport, ...], look: RuleLook | None, rules: list[HouseRule]
) -> RuleWordsToLookAt:
    proposal, said = one.proposal, one.remark or one.proposal
    if one.remark is not None:
        one.remark.proposal = proposal
    wanted = (proposal.space_id, proposal.rules_version, proposal.rule_key)
    about_rule = next((rule for rule in rules if (rule.space_id, rule.version, rule.key) == wanted), None)
    return RuleWordsToLookAt(said, reports, look, about_rule, _in_force(rules, proposal))
