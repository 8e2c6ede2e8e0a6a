"""Taking a wrong decision back whole, as an appeal asks for: what it changed, and what followed from it."""

from django.db import transaction

from openward.contributions.actions.reviews import approve, move_review
from openward.contributions.actions.stories import locked
from openward.contributions.models import Contribution, Lifecycle, Review, Revision
from openward.people.access import Actor
from openward.safety.actions.cases import moderating_account
from openward.safety.actions.decisions import carry_out, undo
from openward.safety.actions.measures import put_step_back
from openward.safety.actions.readings import close_case
from openward.safety.actions.screening import end_screening
from openward.safety.models import Appeal, Case, Decision, Sanction, Step

Outcome = Decision.Outcome

MILDER: dict[str, tuple[Decision.Outcome, ...]] = {
    Outcome.REMOVE: (Outcome.HIDE, Outcome.COMMUNITY_ONLY, Outcome.LIMIT),
    Outcome.HIDE: (Outcome.COMMUNITY_ONLY, Outcome.LIMIT),
    Outcome.COMMUNITY_ONLY: (Outcome.LIMIT,),
}
"""What can take the place of a decision about shown words, mildest last. What needs words of its own (a note, a
correction, another wording) is a new decision, not an answer to an appeal."""


@transaction.atomic
def overturn(*, decision: Decision, by: Actor) -> None:
    """Undo a decision with everything that followed: what it restricted, weighed and took; words that were not shown
    because of it are shown as their author wished; and those whose report it agreed with were not right."""
    if decision.overturned_at is None:
        undo(decision=decision, by=by)
    contribution = locked(decision.case.contribution)
    if decision.case.kind == Case.Kind.READING:
        _show_after_all(contribution, decision, by=by)
    else:
        set_suggestion_aside(contribution, decision, by=by)
        decision.case.reports.filter(was_agreed_with=True).update(was_agreed_with=False)


@transaction.atomic
def vary(*, decision: Decision, milder: Decision.Outcome, reason: str, by: Actor) -> Decision:
    """Undo a decision and let a milder one take its place, under the same rule. Raises ValueError for one that is
    not milder, and for a decision that was undone already."""
    if milder not in MILDER.get(decision.outcome, ()) or decision.overturned_at is not None:
        raise ValueError("only a milder decision takes the place of one that holds")
    undo(decision=decision, by=by)
    replacement = Decision.objects.create(
        case=decision.case,
        revision=decision.revision,
        revision_sha256=decision.revision_sha256,
        outcome=milder,
        source=Decision.Source.APPEAL,
        ground=decision.ground,
        legal_ground=decision.legal_ground,
        rule=decision.rule,
        facts=decision.facts,
        passages=decision.passages,
        words_to_author=reason.strip(),
        decided_by=moderating_account(by),
    )
    carry_out(decision=replacement, by=by)
    return replacement


@transaction.atomic
def overturn_measure(*, appeal: Appeal, by: Actor) -> bool:
    """Put somebody back on the step they stood on before. What somebody else decided afterwards stays: False then."""
    held = Sanction.objects.select_for_update(of=("self",)).select_related("persona", "space")
    sanction = held.filter(persona=appeal.appellant_id, step=appeal.step).first()
    if sanction is None or sanction.set_at != appeal.step_set_at:
        return False
    effects = appeal.decision.effects if appeal.decision else []
    nothing = {"step": str(Step.OK), "until": "", "reason": "", "decision": ""}
    before = next((effect["before"] for effect in effects if effect["what"] == "step"), nothing)
    put_step_back(persona=sanction.persona, space=sanction.space, before=before, by=by)
    if appeal.decision is not None:
        # Undoing the decision later must not put the same step back a second time.
        kept = [effect for effect in effects if effect["what"] != "step"]
        Decision.objects.filter(pk=appeal.decision.pk).update(effects=kept)
    return True


def _show_after_all(contribution: Contribution, decision: Decision, *, by: Actor) -> None:
    """Show the wording that was not shown, unless its author sent other words since or took them back."""
    set_suggestion_aside(contribution, decision, by=by)
    newest = contribution.revisions.filter(written_by=Revision.WrittenBy.AUTHOR).last()
    is_sent = contribution.lifecycle in {Lifecycle.SUBMITTED, Lifecycle.PUBLISHED}
    if newest is None or newest.pk != decision.revision_id or not is_sent or newest.review == Review.APPROVED:
        return
    way: dict[str, tuple[Review, ...]] = {
        Review.REJECTED: (Review.PENDING, Review.IN_REVIEW),
        Review.CHANGES_REQUESTED: (Review.PENDING, Review.IN_REVIEW),
        Review.PENDING: (Review.IN_REVIEW,),
        Review.ESCALATED: (Review.IN_REVIEW,),
    }
    for state in way.get(newest.review, ()):
        move_review(revision=newest, to=state, by=by)
    approve(revision=newest, sha256=newest.sha256, by=by)
    end_screening(contribution=contribution, by=by)
    close_case(contribution=contribution, by=by)


def set_suggestion_aside(contribution: Contribution, decision: Decision, *, by: Actor) -> None:
    """A wording that was suggested with a decision that is undone can be agreed to no more. Part of undoing."""
    proposal = decision.proposal
    if proposal is not None and proposal.review == Review.CHANGES_REQUESTED:
        move_review(revision=proposal, to=Review.REJECTED, by=by)
