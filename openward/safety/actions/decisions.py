"""Deciding about words that readers have seen, carrying the decision out, and undoing it whole.

The row that restricts is the row that explains: `carry_out` writes into the decision what it changed and what was
before, and `undo` puts exactly that back.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime

from openward.contributions.actions.reviews import WordsChanged, lift_restriction, restrict, suggest_edit
from openward.contributions.actions.stories import Parts, locked
from openward.contributions.models import Contribution, Restriction, Revision
from openward.ledger.actions import record
from openward.people.access import SYSTEM, Actor
from openward.people.actions.personas import is_persona_of
from openward.people.models import Account
from openward.safety.actions.cases import CaseMoved, case_keys, close, held, moderating_account, usable_passages
from openward.safety.actions.measures import cancel_strike, explain_anew, give_strike, put_step_back, take_step
from openward.safety.events.decisions import CaseDecided, DecisionUndone, HiddenForNow, RestrictionEnded
from openward.safety.models import REPORT, Case, CrisisCase, Decision, Report, Sanction, Step
from openward.spaces.models import HouseRule

INTERIM_LASTS = datetime.timedelta(hours=24)

RESTRICTIONS: dict[str, Restriction] = {
    Decision.Outcome.LABEL: Restriction.LABELLED,
    Decision.Outcome.CORRECT: Restriction.LABELLED,
    Decision.Outcome.LIMIT: Restriction.INTERACTION_LIMITED,
    Decision.Outcome.COMMUNITY_ONLY: Restriction.COMMUNITY_ONLY,
    Decision.Outcome.HIDE: Restriction.HIDDEN,
    Decision.Outcome.REMOVE: Restriction.REMOVED,
}
STRIKE_WEIGHTS: dict[str, int] = {Decision.Outcome.LIMIT: 1, Decision.Outcome.HIDE: 1, Decision.Outcome.REMOVE: 2}
"""What weighs on the author. A label, a correction or an agreed edit is no offence."""

REPORT_OUTCOMES = (
    Decision.Outcome.KEEP,
    Decision.Outcome.LABEL,
    Decision.Outcome.CORRECT,
    Decision.Outcome.PROPOSE_EDIT,
    Decision.Outcome.LIMIT,
    Decision.Outcome.COMMUNITY_ONLY,
    Decision.Outcome.HIDE,
    Decision.Outcome.REMOVE,
)


class DeciderIsInvolved(Exception):
    """Whoever wrote or reported the words cannot decide about them."""


@transaction.atomic
def decide_report_case(
    *,
    case: Case,
    outcome: Decision.Outcome,
    revision_sha256: str,
    rule: HouseRule | None = None,
    legal_ground: str = "",
    facts: str = "",
    passages: Iterable[tuple[int, int]] = (),
    words_to_author: str = "",
    note: str = "",
    pinned_note: str = "",
    pinned_source: str = "",
    parts: Parts | None = None,
    ends_at: datetime.datetime | None = None,
    step: Step | None = None,
    step_until: datetime.datetime | None = None,
    version: int,
    by: Actor,
) -> Decision:
    """Decide about exactly the wording that was on the moderator's screen, and carry it out.

    Raises CaseMoved when a colleague has the case or the screen was stale, WordsChanged when the words shown are
    others now, DeciderIsInvolved for the author and for whoever reported, and ValueError for a decision without what
    its outcome needs.
    """
    account = moderating_account(by)
    contribution = locked(case.contribution)
    found = held(case, version=version, by=by)
    revision = _wording_decided_on(contribution, revision_sha256)
    _require_uninvolved(account, found, contribution)
    decision = Decision(
        case=found,
        revision=revision,
        revision_sha256=revision.sha256,
        outcome=Decision.Outcome(outcome),
        source=Decision.Source.REPORT if found.reports.exists() else Decision.Source.OWN,
        ground=Decision.Ground.LAW if legal_ground.strip() else Decision.Ground.RULE,
        legal_ground=legal_ground.strip(),
        rule=rule,
        facts=facts.strip(),
        passages=usable_passages(passages, revision),
        words_to_author=words_to_author.strip(),
        note_to_colleagues=note.strip(),
        pinned_note=pinned_note.strip(),
        pinned_source=pinned_source.strip(),
        ends_at=ends_at,
        decided_by=account,
    )
    _check(decision, contribution, parts, step)
    end_interim(contribution, found, by=by)
    decision.save()
    if decision.outcome == Decision.Outcome.PROPOSE_EDIT:
        decision.proposal = suggest_edit(
            contribution=contribution, parts=parts or [], reason=decision.words_to_author, by=by
        )
    carry_out(decision=decision, step=step, step_until=step_until, by=by)
    _answer_reports(found, were_right=decision.outcome != Decision.Outcome.KEEP)
    close(found, Case.State.DECIDED)
    keys = {**case_keys(found, contribution), "decision_key": str(decision.pk)}
    record(CaseDecided(**keys, outcome=decision.outcome, revision_hash=revision.sha256), by=by)
    return decision


def _wording_decided_on(contribution: Contribution, sha256: str) -> Revision:
    revision = contribution.shown_revision
    if revision is None or revision.sha256 != sha256:
        raise WordsChanged
    return revision


def _require_uninvolved(account: Account, case: Case, contribution: Contribution) -> None:
    people = {contribution.author_id, *case.reports.values_list("reporter_id", flat=True)}
    if any(is_persona_of(persona_id=one, scope_key=contribution.space_id, account=account) for one in people):
        raise DeciderIsInvolved


def _answer_reports(case: Case, *, were_right: bool) -> None:
    """Those who were answered before the case was opened again keep their answer."""
    waiting = case.reports.filter(state__in=REPORT.before(Report.State.DECIDED))
    waiting.update(state=Report.State.DECIDED, was_agreed_with=were_right, decided_at=timezone.now())


@transaction.atomic
def hide_for_now(
    *, case: Case, rule: HouseRule | None, legal_ground: str = "", facts: str, by: Actor = SYSTEM
) -> Decision | None:
    """Hide reported words for at most 24 hours until a person has looked (C12). None when they are restricted already
    or neither rule nor law can be cited: nothing is hidden without a reason."""
    contribution = locked(case.contribution)
    has_ground = rule is not None or legal_ground != ""
    if not has_ground or contribution.shown_revision is None or contribution.restriction != Restriction.NONE:
        return None
    decision = Decision.objects.create(
        case=case,
        revision=contribution.shown_revision,
        revision_sha256=contribution.shown_revision.sha256,
        outcome=Decision.Outcome.HIDE,
        source=Decision.Source.REPORT,
        ground=Decision.Ground.RULE if rule else Decision.Ground.LAW,
        rule=rule,
        legal_ground="" if rule else legal_ground,
        facts=facts,
        is_found_automatically=True,
        is_automatic=True,
        ends_at=timezone.now() + INTERIM_LASTS,
    )
    carry_out(decision=decision, by=by)
    keys = case_keys(case, contribution)
    hours = int(INTERIM_LASTS.total_seconds() // 3600)
    record(HiddenForNow(**keys, decision_key=str(decision.pk), hours=hours), by=by)
    return decision


@transaction.atomic
def carry_out(
    *, decision: Decision, step: Step | None = None, step_until: datetime.datetime | None = None, by: Actor
) -> None:
    """Put a decision into effect and write into it what was before. A crisis never brings a strike or a step."""
    contribution = locked(decision.case.contribution)
    effects: list[dict[str, Any]] = []
    restriction = RESTRICTIONS.get(decision.outcome)
    if restriction is not None:
        effects.append({"what": "restriction", "set": str(restriction), "before": _restriction_of(contribution)})
        restrict(
            contribution=contribution,
            restriction=restriction,
            reason=_reason(decision),
            ends_at=decision.ends_at,
            by=by,
        )
    is_crisis = CrisisCase.objects.filter(contribution=contribution, is_drill=False).exists()
    weight = STRIKE_WEIGHTS.get(decision.outcome, 0)
    if weight and not decision.is_automatic and not is_crisis:
        give_strike(persona=contribution.author, decision=decision, weight=weight, by=by)
        effects.append({"what": "strike"})
    if step is not None and not is_crisis:
        before = take_step(
            persona=contribution.author,
            space=contribution.space,
            step=step,
            until=step_until,
            decision=decision,
            reason=decision.words_to_author,
            by=by,
        )
        effects.append({"what": "step", "set": str(step), "before": before})
    decision.effects = effects
    decision.save()


@transaction.atomic
def undo(*, decision: Decision, by: Actor) -> None:
    """Undo everything that a decision changed: the words are exactly as visible as they were before it.

    What somebody else decided afterwards stays, and goes back to what was before this decision when its turn comes.
    """
    contribution = locked(decision.case.contribution)
    kept = Decision.objects.select_for_update(of=("self",)).select_related("case").get(pk=decision.pk)
    if kept.overturned_at is not None:
        raise CaseMoved
    for effect in reversed(kept.effects):
        if effect["what"] == "restriction":
            _undo_restriction(contribution, kept, effect, by=by)
        elif effect["what"] == "strike":
            cancel_strike(decision=kept, by=by)
        elif effect["what"] == "step":
            _undo_step(contribution, kept, effect, by=by)
    kept.overturned_at = timezone.now()
    kept.save(update_fields=["overturned_at"])
    record(DecisionUndone(**case_keys(kept.case, contribution), decision_key=str(kept.pk)), by=by)


@transaction.atomic
def end_restriction(*, decision: Decision, now: datetime.datetime, by: Actor) -> bool:
    """Lift the restriction of a decision whose time is over; False when something else was decided meanwhile."""
    contribution = locked(decision.case.contribution)
    is_ours = RESTRICTIONS.get(decision.outcome) == contribution.restriction
    ends_at = contribution.restriction_ends_at
    if not is_ours or ends_at is None or ends_at > now:
        return False
    effect = next(effect for effect in decision.effects if effect["what"] == "restriction")
    _put_restriction_back(contribution, effect["before"], by=by)
    record(RestrictionEnded(**case_keys(decision.case, contribution), decision_key=str(decision.pk)), by=by)
    return True


def end_interim(contribution: Contribution, case: Case, *, by: Actor) -> None:
    """A person has looked: the interim hiding makes way for what they decide. Part of deciding or closing a case."""
    for interim in case.decisions.filter(is_automatic=True, overturned_at__isnull=True):
        undo(decision=interim, by=by)
    contribution.refresh_from_db()


def forget_what_was_written(contribution: Contribution, *, by: Actor) -> None:
    """What rests on decisions about words that were erased goes on; why is told by the rule or the law alone. Part of
    erasing: what was written to the author may have quoted the words."""
    rested = Decision.objects.filter(case__contribution=contribution)
    for decision in rested.select_related("case__contribution", "rule"):
        why = _reason(decision) or "–"
        for sanction in decision.sanctions.select_related("persona", "space").select_for_update(of=("self",)):
            explain_anew(sanction=sanction, reason=why, by=by)
        resting = {"what": "step", "before": {"decision": str(decision.pk)}}
        for following in Decision.objects.select_for_update(of=("self",)).filter(effects__contains=[resting]):
            before = next(one["before"] for one in following.effects if one["what"] == "step")
            _mend_before(following, "step", {**before, "reason": why})


def _undo_restriction(contribution: Contribution, decision: Decision, effect: dict[str, Any], *, by: Actor) -> None:
    """Put back what was before, unless a later decision restricts the words now: that one's "before" is mended."""
    later = Decision.objects.select_for_update(of=("self",)).filter(
        case__contribution=contribution,
        decided_at__gt=decision.decided_at,
        overturned_at__isnull=True,
        effects__contains=[{"what": "restriction"}],
    )
    following = list(later.order_by("decided_at"))
    if following:
        _mend_before(following[0], "restriction", effect["before"])
    now = timezone.now()
    is_held_by_later = any(one.ends_at is None or one.ends_at > now for one in following)
    if not is_held_by_later and contribution.restriction == effect["set"]:
        _put_restriction_back(contribution, effect["before"], by=by)


def _undo_step(contribution: Contribution, decision: Decision, effect: dict[str, Any], *, by: Actor) -> None:
    """The same for the step that the author stands on."""
    if Sanction.objects.filter(persona=contribution.author, decision=decision).exists():
        put_step_back(persona=contribution.author, space=contribution.space, before=effect["before"], by=by)
        return
    resting = {"what": "step", "before": {"decision": str(decision.pk)}}
    for following in Decision.objects.select_for_update(of=("self",)).filter(effects__contains=[resting]):
        _mend_before(following, "step", effect["before"])


def _mend_before(decision: Decision, what: str, before: dict[str, str]) -> None:
    """Let a later decision go back to what was before one that was undone, not to that one itself."""
    decision.effects = [{**one, "before": before} if one["what"] == what else one for one in decision.effects]
    decision.save(update_fields=["effects"])


def _restriction_of(contribution: Contribution) -> dict[str, str]:
    ends_at = contribution.restriction_ends_at
    return {
        "restriction": contribution.restriction,
        "reason": contribution.restriction_reason,
        "ends_at": ends_at.isoformat() if ends_at else "",
    }


def _put_restriction_back(contribution: Contribution, before: dict[str, str], *, by: Actor) -> None:
    ends_at = parse_datetime(before["ends_at"]) if before["ends_at"] else None
    is_over = ends_at is not None and ends_at <= timezone.now()
    if before["restriction"] == Restriction.NONE or is_over:
        lift_restriction(contribution=contribution, by=by)
    else:
        restrict(
            contribution=contribution,
            restriction=Restriction(before["restriction"]),
            reason=before["reason"],
            ends_at=ends_at,
            by=by,
        )


def _reason(decision: Decision) -> str:
    """Why, as kept beside the words: the rule or the law; what was written to the author stays with the decision."""
    if decision.rule:
        return decision.rule.text
    with translation.override(decision.case.contribution.language):
        return decision.law


def _check(decision: Decision, contribution: Contribution, parts: Parts | None, step: Step | None) -> None:
    outcome = decision.outcome
    if outcome not in REPORT_OUTCOMES:
        raise ValueError("words that readers have seen are kept, labelled, corrected, limited, hidden or removed")
    if outcome == Decision.Outcome.KEEP:
        if step not in {None, Step.OK}:
            raise ValueError("a measure on a person rests on a decision against their words")
        return
    if decision.rule is None and not decision.legal_ground:
        raise ValueError("a decision against words cites a rule or a law")
    if decision.rule is not None and decision.rule.space_id != contribution.space_id:
        raise ValueError("a decision against words cites a rule of their space")
    if not decision.words_to_author or not decision.facts:
        raise ValueError("a decision against words says what was seen and tells the author why")
    if outcome in {Decision.Outcome.LABEL, Decision.Outcome.CORRECT} and not decision.pinned_note:
        raise ValueError("a note needs words")
    if outcome == Decision.Outcome.CORRECT and not decision.pinned_source:
        raise ValueError("a correction needs a source")
    revision = decision.revision
    if outcome == Decision.Outcome.PROPOSE_EDIT and (
        revision is None
        or not parts
        or [name for name, _text in parts] != [name for name, _text in revision.parts]
        or parts == revision.parts
    ):
        raise ValueError("a suggestion keeps the parts of the words and changes them")
    if decision.ends_at is not None and decision.ends_at <= timezone.now():
        raise ValueError("a restriction ends in the future")
