"""Proposing a rule or a change to one, talking about it, and taking it up into a new version.

Whoever proposes is a persona of the space, here and in the ledger: colleagues who read the history never learn which
account it was. Staff speak as staff.
"""

import dataclasses

from django.db import transaction
from django.utils import timezone

from openward.engagements.actions import keep_place
from openward.kit.state_graphs import IllegalMove
from openward.kit.text import tidy
from openward.ledger.actions import record
from openward.people.access import Actor, persona_actor
from openward.people.actions.personas import persona_of_account
from openward.people.models import Badge, Persona
from openward.spaces.access import check_person, check_place, standing_in
from openward.spaces.actions.locks import fact_keys, locked
from openward.spaces.actions.rules import RuleWords, add_rules
from openward.spaces.events import (
    ProposalAdopted,
    ProposalDeclined,
    ProposalNotShown,
    ProposalShown,
    ProposalWithdrawn,
    RuleProposed,
    RuleRemarkMade,
    RuleRemarkRead,
    RuleRemarkWithdrawn,
)
from openward.spaces.models import PROPOSAL, REMARK, RuleProposal, RuleRemark, Space
from openward.spaces.queries import guest_in, place_digest, rules_in_force
from openward.spaces.queries.rules import waiting_of

MOST_WAITING = 5
"""Of one person, proposals and remarks that nobody has read yet."""
MOST_RULES = 12

Kind = RuleProposal.Kind
State = RuleProposal.State


class TooManyWaiting(Exception):
    """Somebody's earlier words about the rules are read first."""


class RuleGone(ValueError):
    """The rule that a proposal is about does not hold any more."""


class TooManyRules(ValueError):
    """More rules than anybody reads."""


class NothingSaid(ValueError):
    """A proposal, or its answer, without the words it needs."""


@dataclasses.dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wishes for: a new rule, other words for one, or that one is left out; and why."""

    kind: RuleProposal.Kind
    why: str
    rule_key: str = ""
    text: str = ""
    how_to_fix: str = ""


@transaction.atomic
def propose_rule(*, space: Space, wish: Wish, badge: str = Badge.UNSAID, handle: str = "", by: Actor) -> RuleProposal:
    """Propose something about the rules. A person reads it before others do; what staff propose can be seen at once.

    Raises NothingSaid, RuleGone for a rule that does not hold, TooManyWaiting, and NotNow while the space is closed
    or the person may not send.
    """
    current = locked(space)
    in_force = rules_in_force(current)
    _check_wish(wish, {rule.key for rule in in_force})
    persona, by, is_staff = _speaker(current, badge, handle, by)
    proposal = RuleProposal(
        space=current,
        persona=persona,
        kind=wish.kind,
        rule_key="" if wish.kind == Kind.NEW else wish.rule_key,
        rules_version=in_force[0].version if in_force else 0,
        text="" if wish.kind == Kind.LEAVE_OUT else tidy(wish.text),
        how_to_fix="" if wish.kind == Kind.LEAVE_OUT else tidy(wish.how_to_fix),
        why=tidy(wish.why),
        state=State.OPEN if is_staff else State.WAITING,
    )
    record(RuleProposed(**fact_keys(current), proposal_key=str(proposal.pk)), by=by)
    _check_may_send(current, persona)
    proposal.save(force_insert=True)
    return proposal


@transaction.atomic
def say_about_proposal(
    *, proposal: RuleProposal, words: str, badge: str = Badge.UNSAID, handle: str = "", by: Actor
) -> RuleRemark:
    """Say something about a proposal that is being talked about. A person reads it before others do; what staff say
    can be seen at once. Raises NothingSaid, TooManyWaiting, NotNow, and IllegalMove when the talk is over."""
    if not tidy(words):
        raise NothingSaid
    current = _locked(proposal)
    _check_talked_about(current)
    persona, by, is_staff = _speaker(current.space, badge, handle, by)
    state = RuleRemark.State.SHOWN if is_staff else RuleRemark.State.WAITING
    remark = RuleRemark(proposal=current, persona=persona, words=tidy(words), state=state)
    record(RuleRemarkMade(**fact_keys(current.space), proposal_key=str(current.pk)), by=by)
    _check_may_send(current.space, persona)
    remark.save(force_insert=True)
    return remark


@transaction.atomic
def read_proposal(*, proposal: RuleProposal, is_shown: bool, answer: str = "", by: Actor) -> None:
    """A person has read a proposal: it is shown and can be talked about, or it is not, and its author is told why.

    Raises NothingSaid without a reason for not showing it, and IllegalMove.
    """
    current = _locked(proposal)
    to = State.OPEN if is_shown else State.NOT_SHOWN
    PROPOSAL.check(current.state, to)
    if current.away_because or (not is_shown and current.decided_at):
        raise IllegalMove("what was taken away, or decided, is not read for the first time")
    if not is_shown and not tidy(answer):
        raise NothingSaid
    current.state, current.answer, current.decided_at = to, "" if is_shown else tidy(answer), None
    current.save(update_fields=["state", "answer", "decided_at"])
    fact = ProposalShown if is_shown else ProposalNotShown
    record(fact(**fact_keys(current.space), proposal_key=str(current.pk)), by=by)


@transaction.atomic
def adopt_proposal(*, proposal: RuleProposal, text: str = "", how_to_fix: str = "", answer: str = "", by: Actor) -> int:
    """Take a proposal up into a new version of the rules, in the words that the lead settled on, and return its number.

    The version says that it came from this proposal. Raises NothingSaid without the words of a rule, RuleGone when
    the rule it is about does not hold any more, TooManyRules, and IllegalMove when it was decided meanwhile.
    """
    current = _locked(proposal)
    _check_talked_about(current)
    PROPOSAL.check(current.state, State.ADOPTED)
    space = locked(current.space)
    in_force = rules_in_force(space)
    rules = _rules_with(current, [RuleWords(one.text, one.how_to_fix, one.key) for one in in_force], text, how_to_fix)
    version = (in_force[0].version if in_force else 0) + 1
    current.state, current.adopted_version = State.ADOPTED, version
    current.answer, current.decided_at = tidy(answer), timezone.now()
    current.save(update_fields=["state", "adopted_version", "answer", "decided_at"])
    add_rules(space=space, rules=rules, version=version, why=tidy(answer)[:300], proposal=current, by=by)
    keep_place(engagement=space.engagement, place_digest=place_digest(space.engagement))
    record(ProposalAdopted(**fact_keys(space), proposal_key=str(current.pk), version=version), by=by)
    return version


@transaction.atomic
def decline_proposal(*, proposal: RuleProposal, answer: str, by: Actor) -> None:
    """Do not take a proposal up, and say why to everybody. Raises NothingSaid and IllegalMove."""
    if not tidy(answer):
        raise NothingSaid
    current = _locked(proposal)
    _check_talked_about(current)
    PROPOSAL.check(current.state, State.DECLINED)
    current.state, current.answer, current.decided_at = State.DECLINED, tidy(answer), timezone.now()
    current.save(update_fields=["state", "answer", "decided_at"])
    record(ProposalDeclined(**fact_keys(current.space), proposal_key=str(current.pk)), by=by)


@transaction.atomic
def withdraw_proposal(*, proposal: RuleProposal, by: Actor) -> None:
    """Take one's own proposal back: its words are erased. Raises IllegalMove once it was decided."""
    current = _locked(proposal)
    PROPOSAL.check(current.state, State.WITHDRAWN)
    current.state, current.text, current.how_to_fix, current.why = State.WITHDRAWN, "", "", ""
    current.save(update_fields=["state", "text", "how_to_fix", "why"])
    by = _as_persona(current.persona, current.space, by)
    record(ProposalWithdrawn(**fact_keys(current.space), proposal_key=str(current.pk)), by=by)


@transaction.atomic
def read_remark(*, remark: RuleRemark, is_shown: bool, by: Actor) -> None:
    """A person has read a remark: it is shown, or it is not. Raises IllegalMove."""
    current = RuleRemark.objects.select_for_update(of=("self",)).select_related("proposal__space").get(pk=remark.pk)
    to = RuleRemark.State.SHOWN if is_shown else RuleRemark.State.NOT_SHOWN
    REMARK.check(current.state, to)
    if current.away_because:
        raise IllegalMove("what was taken away is not read for the first time")
    current.state = to
    current.save(update_fields=["state"])
    space = current.proposal.space
    record(RuleRemarkRead(**fact_keys(space), proposal_key=str(current.proposal_id)), by=by)


@transaction.atomic
def withdraw_remark(*, remark: RuleRemark, by: Actor) -> None:
    """Take one's own remark back: its words are erased. Raises IllegalMove."""
    found = RuleRemark.objects.select_for_update(of=("self",)).select_related("proposal__space", "persona")
    current = found.get(pk=remark.pk)
    REMARK.check(current.state, RuleRemark.State.WITHDRAWN)
    current.state, current.words = RuleRemark.State.WITHDRAWN, ""
    current.save(update_fields=["state", "words"])
    space = current.proposal.space
    by = _as_persona(current.persona, space, by)
    record(RuleRemarkWithdrawn(**fact_keys(space), proposal_key=str(current.proposal_id)), by=by)


def _check_talked_about(proposal: RuleProposal) -> None:
    if proposal.state != State.OPEN:
        raise IllegalMove("nobody talks about this proposal now")


def _check_wish(wish: Wish, keys: set[str]) -> None:
    if not tidy(wish.why):
        raise NothingSaid
    if wish.kind != Kind.LEAVE_OUT and not (tidy(wish.text) and tidy(wish.how_to_fix)):
        raise NothingSaid
    if wish.kind != Kind.NEW and wish.rule_key not in keys:
        raise RuleGone


def _rules_with(proposal: RuleProposal, rules: list[RuleWords], text: str, how_to_fix: str) -> list[RuleWords]:
    if proposal.kind != Kind.NEW and proposal.rule_key not in {rule.key for rule in rules}:
        raise RuleGone
    if proposal.kind == Kind.LEAVE_OUT:
        left = [rule for rule in rules if rule.key != proposal.rule_key]
        if not left:
            raise NothingSaid
        return left
    words = RuleWords(tidy(text) or proposal.text, tidy(how_to_fix) or proposal.how_to_fix, proposal.rule_key)
    if not words.text or not words.how_to_fix:
        raise NothingSaid
    if proposal.kind == Kind.CHANGE:
        return [words if rule.key == proposal.rule_key else rule for rule in rules]
    if len(rules) >= MOST_RULES:
        raise TooManyRules
    return [*rules, words]


def _locked(proposal: RuleProposal) -> RuleProposal:
    found = RuleProposal.objects.select_for_update(of=("self",)).select_related("space__engagement", "persona")
    return found.get(pk=proposal.pk)


def _speaker(space: Space, badge: str, handle: str, by: Actor) -> tuple[Persona, Actor, bool]:
    """Who speaks: the persona that the space knows them by, who acts in the ledger, and whether they are staff."""
    is_staff = standing_in(by, space).is_staff_reader
    persona = guest_in(by, space)
    if by.account is not None:
        # Staff are not named here: moderators are known to readers as a team.
        badge, handle = (Badge.STAFF, "") if is_staff else (badge, tidy(handle))
        persona = persona_of_account(account=by.account, scope_key=space.pk, badge=badge, handle=handle)
    if persona is None:
        raise PermissionError("only people who take part propose rules")
    return persona, _as_persona(persona, space, by), is_staff


def _as_persona(persona: Persona, space: Space, by: Actor) -> Actor:
    """The ledger is read by colleagues: whoever is not staff stays a persona there."""
    if by.kind == "system" or standing_in(by, space).is_staff_reader:
        return by
    return persona_actor(persona.pk, submission=by.submission)


def _check_may_send(space: Space, persona: Persona) -> None:
    """After the fact, so that a form that was sent before is told apart from a refusal."""
    check_person(persona.pk, last_sent_at=None)
    check_place(space, thread_key=None, last_sent_at=None)
    if waiting_of(persona) >= MOST_WAITING:
        raise TooManyWaiting
