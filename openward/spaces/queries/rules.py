"""House rules: those that hold, those that held, what people propose, and who agreed to which version."""

import dataclasses
import datetime
import uuid
from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from openward.kit.prepared import Prepared
from openward.methods.wordings import Stretch, word_changes
from openward.people.access import Actor
from openward.people.models import Persona
from openward.spaces.access import own_personas
from openward.spaces.models import HouseRule, RuleProposal, RuleRemark, RulesAcceptance, RulesVersion, Space

_rules = Prepared(lambda space: HouseRule.objects.filter(space=space), space=uuid.uuid4())

State = RuleProposal.State


def rules_in_force(space: Space) -> list[HouseRule]:
    """The newest version of the rules, in order; one query."""
    rules = _rules(space=space.pk)
    return [rule for rule in rules if rule.version == rules[0].version]


@dataclasses.dataclass(frozen=True, slots=True)
class RuleChange:
    """What happened to one rule from one version to the next: "added", "changed", "left_out" or "moved"."""

    what: str
    number: int
    words: tuple[Stretch, ...]
    fix: tuple[Stretch, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class VersionOfRules:
    """One version of the rules: what it says, since when it holds or held, and what it changed."""

    version: int
    holds_now: bool
    made_at: datetime.datetime | None
    why: str
    proposal: RuleProposal | None
    rules: tuple[HouseRule, ...]
    changes: tuple[RuleChange, ...]


def versions_of(space: Space) -> list[VersionOfRules]:
    """Every version of the rules, newest first, each with what it changed; two queries."""
    by_version: dict[int, list[HouseRule]] = {}
    for rule in HouseRule.objects.filter(space=space):
        by_version.setdefault(rule.version, []).append(rule)
    kept = RulesVersion.objects.filter(space=space).select_related("proposal__persona", "proposal__space")
    known = {one.version: one for one in kept}
    newest = max(by_version, default=0)
    return [
        _version(number, by_version, known.get(number), holds_now=number == newest)
        for number in sorted(by_version, reverse=True)
    ]


def _version(
    number: int, by_version: dict[int, list[HouseRule]], kept: RulesVersion | None, *, holds_now: bool
) -> VersionOfRules:
    rules = by_version[number]
    earlier = max((one for one in by_version if one < number), default=0)
    return VersionOfRules(
        version=number,
        holds_now=holds_now,
        made_at=kept.made_at if kept else None,
        why=kept.why if kept else "",
        proposal=kept.proposal if kept else None,
        rules=tuple(rules),
        changes=tuple(changes_between(by_version[earlier], rules)) if earlier else (),
    )


def changes_between(before: Iterable[HouseRule], after: Iterable[HouseRule]) -> list[RuleChange]:
    """What leads from one version of the rules to another. A rule is the same one when its key is."""
    old, new = {rule.key: rule for rule in before}, {rule.key: rule for rule in after}
    staying = [key for key in old if key in new]
    order = {key: place for place, key in enumerate(key for key in new if key in old)}
    found = []
    for key, rule in new.items():
        was = old.get(key)
        if was is None:
            found.append(
                RuleChange("added", rule.number, word_changes("", rule.text), word_changes("", rule.how_to_fix))
            )
        elif (was.text, was.how_to_fix) != (rule.text, rule.how_to_fix):
            words, fix = word_changes(was.text, rule.text), word_changes(was.how_to_fix, rule.how_to_fix)
            found.append(RuleChange("changed", rule.number, words, fix))
        elif order[key] != staying.index(key):
            found.append(RuleChange("moved", rule.number, word_changes(rule.text, rule.text), ()))
    gone = [rule for key, rule in old.items() if key not in new]
    return [*found, *(RuleChange("left_out", rule.number, word_changes(rule.text, ""), ()) for rule in gone)]


# --- Agreeing to them ----------------------------------------------------------------------------------------------


def has_accepted(space: Space, version: int, personas: Iterable[uuid.UUID]) -> bool:
    """Whether one of these personas has agreed to a version of the rules; no query for nobody."""
    wanted = list(personas)
    return bool(wanted) and RulesAcceptance.objects.filter(space=space, version=version, persona__in=wanted).exists()


# --- What people propose -------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class ProposalForReader:
    """A proposal with what a reader may do about it, and how many remarks they can read."""

    proposal: RuleProposal
    rule: HouseRule | None
    """The rule that it is about, as it holds now."""
    remarks: int
    is_own: bool


def proposals_for(actor: Actor, space: Space, *, may_read_waiting: bool) -> list[ProposalForReader]:
    """What was proposed, as far as the actor may read it, what is still open first; four queries at most."""
    own = own_personas(actor, space)
    shown = Q(state__in=[State.OPEN, State.ADOPTED, State.DECLINED])
    if may_read_waiting:
        shown |= Q(state__in=[State.WAITING, State.NOT_SHOWN])
    found = (
        RuleProposal.objects.filter(shown | Q(persona__in=own), space=space)
        .exclude(state=State.WITHDRAWN)
        .select_related("persona")
        .annotate(said=Count("remarks", filter=Q(remarks__state=RuleRemark.State.SHOWN)))
    )
    rules = {rule.key: rule for rule in rules_in_force(space)}
    rank = {State.WAITING: 0, State.OPEN: 1}
    lines = [ProposalForReader(one, rules.get(one.rule_key), one.said, one.persona_id in own) for one in found[:100]]
    return sorted(lines, key=lambda line: rank.get(State(line.proposal.state), 2))


def rule_of(proposal: RuleProposal) -> HouseRule | None:
    """The rule that a proposal is about, as it stood when it was written."""
    found = HouseRule.objects.filter(space=proposal.space_id, version=proposal.rules_version, key=proposal.rule_key)
    return found.first() if proposal.rule_key else None


def remarks_on(proposal: RuleProposal, own: Iterable[uuid.UUID], *, may_read_waiting: bool) -> list[RuleRemark]:
    """What was said about a proposal, oldest first: what is shown, and what is the reader's own or theirs to read."""
    shown = Q(state=RuleRemark.State.SHOWN) | Q(persona__in=list(own))
    if may_read_waiting:
        shown |= Q(state__in=[RuleRemark.State.WAITING, RuleRemark.State.NOT_SHOWN])
    found = proposal.remarks.filter(shown).exclude(state=RuleRemark.State.WITHDRAWN)
    return list(found.select_related("persona"))


def waiting_rule_words(spaces: QuerySet[Space] | Iterable[Space]) -> dict[str, int]:
    """How many proposals and remarks about the rules of these spaces nobody has read yet, by the space's slug."""
    wanted = spaces if isinstance(spaces, QuerySet) else [space.pk for space in spaces]
    found = (
        RuleProposal.objects.filter(space__in=wanted)
        .values_list("space__slug")
        .annotate(
            proposals=Count("pk", filter=Q(state=State.WAITING), distinct=True),
            said=Count("remarks", filter=Q(remarks__state=RuleRemark.State.WAITING), distinct=True),
        )
        .order_by("space__slug")
    )
    return {slug: proposals + said for slug, proposals, said in found if proposals + said}


def waiting_of(persona: Persona) -> int:
    """How much of what somebody said about rules nobody has read yet."""
    proposals = RuleProposal.objects.filter(persona=persona, state=State.WAITING).count()
    return proposals + RuleRemark.objects.filter(persona=persona, state=RuleRemark.State.WAITING).count()
