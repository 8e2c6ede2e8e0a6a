"""Reading before showing: taking an item, deciding about it, putting it back, looking at it again.

Every action locks the contribution first. That one lock puts moderators and the author in a queue of their own, so
that of two who act at once the second sees what the first did.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from openward.contributions.actions.reviews import WordsChanged, approve, move_review, propose_edit
from openward.contributions.actions.stories import Parts, count_comments, fact_keys, locked
from openward.contributions.models import Contribution, Review, Revision
from openward.ledger.actions import record
from openward.people.access import Actor
from openward.safety.actions.cases import (
    CaseMoved,
    NothingWaits,
    case_keys,
    close,
    held,
    moderating_account,
    usable_passages,
)
from openward.safety.actions.decisions import forget_what_was_written
from openward.safety.actions.shifts import NotNow, SeenEnough, count_severe, require_fit
from openward.safety.events.readings import (
    EditSuggested,
    NoteWritten,
    ReadAfterwards,
    ReadingApproved,
    ReadingClaimed,
    ReadingClosed,
    ReadingDeclined,
    ReadingReleased,
    ReadingReopened,
    ReasonsErased,
)
from openward.safety.models import LEASE, READING_OUTCOMES, UNDO, Case, Decision, Note, Report
from openward.safety.queries.care import care_of, severe_reading, topics_of
from openward.safety.queries.readings import IN_DANGER, OPEN, is_unread_afterwards, queue, waiting_revision
from openward.spaces.models import HouseRule


@transaction.atomic
def claim_case(*, contribution: Contribution, by: Actor) -> Case:
    """Take a contribution to read it, for 15 minutes; taking one's own again renews them.

    Raises CaseMoved while a colleague holds it, NothingWaits when there is nothing to decide, and for something new
    without danger NotNow during a pause and SeenEnough.
    """
    return _claim(contribution, is_new=True, by=by)


def _claim(contribution: Contribution, *, is_new: bool, by: Actor) -> Case:
    """`is_new`: something that is given out, for which somebody must be fit; not what they take back themselves."""
    account = moderating_account(by)
    current = locked(contribution)
    revision = waiting_revision(current)
    if revision is None:
        raise NothingWaits
    case = _open_case(current) or Case(contribution=current, version=0)
    now = timezone.now()
    if case.is_leased(now):
        if case.claimed_by_id != account.pk:
            raise CaseMoved
        return renew_lease(case=case, by=by)
    topics = topics_of(current)
    is_severe = severe_reading(current, topics)
    if is_new:
        require_fit(is_severe=is_severe, is_danger=current.urgency >= IN_DANGER, by=by)
    if is_severe:
        count_severe(by=by)
    case.topics = topics
    case.state = Case.State.CLAIMED
    case.claimed_by = account
    case.claimed_until = now + LEASE
    case.version += 1
    case.save()
    record(ReadingClaimed(**case_keys(case, current)), by=by)
    _take_up(revision, by=by)
    return case


def claim_next(*, by: Actor) -> Case | None:
    """Take what the actor should read next; None when nothing waits but what they put back themselves.

    What a colleague takes in the same moment is passed over. Raises NotNow during a pause, when nothing new is given
    out by itself.
    """
    until = care_of(by).paused_until(timezone.now())
    if until:
        raise NotNow(until)
    for item in queue(by):
        if item.was_passed_back and not item.is_mine:
            continue
        try:
            return claim_case(contribution=item.contribution, by=by)
        except (CaseMoved, NothingWaits, SeenEnough):
            continue
    return None


@transaction.atomic
def renew_lease(*, case: Case, by: Actor) -> Case:
    """Keep a case in the hands that hold it for another 15 minutes.

    Leaves no fact and no new version: nothing happened, and the form on the moderator's screen stays good. Raises
    CaseMoved when somebody else took it meanwhile.
    """
    held = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if held.state != Case.State.CLAIMED or held.claimed_by_id != moderating_account(by).pk:
        raise CaseMoved
    held.claimed_until = timezone.now() + LEASE
    held.save(update_fields=["claimed_until"])
    return held


@transaction.atomic
def release_case(*, case: Case, by: Actor) -> Case:
    """Put a case back for a colleague. Nobody asks why."""
    current = locked(case.contribution)
    mine = held(case, by=by)
    account = moderating_account(by)
    mine.state = Case.State.OPEN
    mine.claimed_by = None
    mine.claimed_until = None
    mine.version += 1
    if account.pk not in mine.passed_back_by:
        mine.passed_back_by = [*mine.passed_back_by, account.pk]
    mine.save()
    record(ReadingReleased(**case_keys(mine, current)), by=by)
    revision = waiting_revision(current)
    if revision is not None and revision.review == Review.IN_REVIEW:
        move_review(revision=revision, to=Review.PENDING, by=by)
    return mine


@transaction.atomic
def decide_case(
    *,
    case: Case,
    outcome: Decision.Outcome,
    revision_sha256: str,
    rule: HouseRule | None = None,
    passages: Iterable[tuple[int, int]] = (),
    words_to_author: str = "",
    parts: Parts | None = None,
    note: str = "",
    version: int,
    by: Actor,
) -> Decision:
    """Decide about exactly the wording that was on the moderator's screen.

    A lease that ran out does not stop a decision as long as nobody else took the case. Raises CaseMoved when
    somebody did or `version` is stale, WordsChanged when the author sent other words meanwhile, NothingWaits when
    they were taken back, and ValueError for a decision without what its outcome needs.
    """
    current = locked(case.contribution)
    mine = held(case, version=version, by=by)
    revision = _wording_decided_on(current, revision_sha256)
    outcome = Decision.Outcome(outcome)
    _check(outcome, revision, rule, words_to_author, parts)
    decision = Decision(
        case=mine,
        revision=revision,
        revision_sha256=revision.sha256,
        outcome=outcome,
        rule=None if outcome == Decision.Outcome.APPROVE else rule,
        passages=usable_passages(passages, revision),
        words_to_author=words_to_author.strip(),
        note_to_colleagues=note.strip(),
        decided_by=moderating_account(by),
    )
    _record_decision(decision, mine, current, by=by)
    _take_up(revision, by=by)
    _carry_out(decision, revision, parts or [], by=by)
    decision.save()
    close(mine, Case.State.DECIDED)
    return decision


@transaction.atomic
def reopen_decision(*, decision: Decision, by: Actor) -> Case:
    """Take a decision back and take the words up again; until a new decision nobody but moderators reads them.

    The decider can do this for half an hour; afterwards somebody else has to. Raises CaseMoved when the decision is
    not the newest, was taken back already, the author answered to it, or the decider comes too late.
    """
    current = locked(decision.case.contribution)
    kept = Decision.objects.select_for_update(of=("self",)).select_related("case").get(pk=decision.pk)
    own = current.revisions.filter(written_by=Revision.WrittenBy.AUTHOR).last()
    newest = Decision.objects.filter(case__contribution=current).order_by("-decided_at").first()
    is_answered = kept.proposal is not None and kept.proposal.review != Review.CHANGES_REQUESTED
    is_too_late = kept.decided_by_id == moderating_account(by).pk and timezone.now() > kept.decided_at + UNDO
    if newest != kept or kept.reopened_at or own is None or own.pk != kept.revision_id or is_answered or is_too_late:
        raise CaseMoved
    kept.reopened_at = timezone.now()
    kept.save(update_fields=["reopened_at"])
    keys = case_keys(kept.case, current)
    record(ReadingReopened(**keys, decision_key=str(kept.pk), outcome=kept.outcome), by=by)
    if kept.proposal is not None:
        move_review(revision=kept.proposal, to=Review.REJECTED, by=by)
    move_review(revision=own, to=Review.PENDING, by=by)
    count_comments(current)
    return _claim(current, is_new=False, by=by)


@transaction.atomic
def read_afterwards(*, contribution: Contribution, revision_sha256: str, by: Actor) -> bool:
    """A person has read exactly the shown words whose hash was on their screen, and they can stay. Readers see them
    all the while; sent a second time it changes nothing and says False.

    Raises WordsChanged when other words are shown by now, and NothingWaits when they are hidden, were taken back or
    are with whoever decides about a report.
    """
    moderating_account(by)
    current = locked(contribution)
    shown = current.shown_revision
    if shown is None:
        raise NothingWaits
    if shown.sha256 != revision_sha256:
        raise WordsChanged
    if shown.review == Review.APPROVED:
        return False
    if not is_unread_afterwards(current):
        raise NothingWaits
    move_review(revision=shown, to=Review.APPROVED, by=by)
    record(ReadAfterwards(**fact_keys(current), revision_hash=shown.sha256), by=by)
    return True


@transaction.atomic
def write_note(*, contribution: Contribution, words: str, by: Actor) -> Note:
    """Leave a note for the other moderators."""
    note = Note.objects.create(contribution=contribution, words=words.strip(), written_by=moderating_account(by))
    record(NoteWritten(**fact_keys(contribution)), by=by)
    return note


@transaction.atomic
def close_case(*, contribution: Contribution, by: Actor) -> None:
    """Nothing is left to decide, because the author took the words back."""
    current = locked(contribution)
    case = _open_case(current)
    if case is None or waiting_revision(current) is not None:
        return
    close(case, Case.State.CLOSED)
    record(ReadingClosed(**case_keys(case, current)), by=by)


@transaction.atomic
def erase_reasons(*, contribution: Contribution, by: Actor) -> None:
    """Erase what moderators wrote about words that were erased: they may have quoted them."""
    current = locked(contribution)
    decisions = Decision.objects.filter(case__contribution=current).exclude(
        words_to_author="", note_to_colleagues="", passages=[], pinned_note=""
    )
    erased = decisions.update(words_to_author="", note_to_colleagues="", passages=[], pinned_note="")
    reports = Report.objects.filter(contribution=current).exclude(words="")
    # A report of "something else" keeps that it said something, and not what.
    erased += reports.filter(category=Report.Category.OTHER).exclude(words="–").update(words="–")
    erased += reports.exclude(category=Report.Category.OTHER).update(words="")
    Case.objects.filter(contribution=current).update(handed_on_with="")
    forget_what_was_written(current, by=by)
    gone, _by_table = Note.objects.filter(contribution=current).delete()
    if erased or gone:
        record(ReasonsErased(**fact_keys(current)), by=by)


def _open_case(contribution: Contribution) -> Case | None:
    found = Case.objects.filter(contribution=contribution, kind=Case.Kind.READING, state__in=OPEN)
    return found.select_for_update(of=("self",)).first()


def _take_up(revision: Revision, *, by: Actor) -> None:
    """The reading has begun, also of words that the author changed while it went on."""
    if revision.review in {Review.PENDING, Review.ESCALATED}:
        move_review(revision=revision, to=Review.IN_REVIEW, by=by)


def _wording_decided_on(contribution: Contribution, sha256: str) -> Revision:
    revision = waiting_revision(contribution)
    if revision is None:
        raise NothingWaits
    if revision.sha256 != sha256:
        raise WordsChanged
    return revision


def _carry_out(decision: Decision, revision: Revision, parts: Parts, *, by: Actor) -> None:
    if decision.outcome == Decision.Outcome.APPROVE:
        approve(revision=revision, sha256=revision.sha256, by=by)
    elif decision.outcome == Decision.Outcome.PROPOSE_EDIT:
        reason = decision.words_to_author
        decision.proposal = propose_edit(revision=revision, sha256=revision.sha256, parts=parts, reason=reason, by=by)
    else:
        move_review(revision=revision, to=Review.REJECTED, by=by)


def _check(
    outcome: Decision.Outcome, revision: Revision, rule: HouseRule | None, words_to_author: str, parts: Parts | None
) -> None:
    if outcome not in READING_OUTCOMES:
        raise ValueError("words that nobody has seen are approved, changed or declined")
    if outcome == Decision.Outcome.APPROVE:
        return
    if rule is None or rule.space_id != revision.contribution.space_id:
        raise ValueError("a decision against words cites a rule of their space")
    if not words_to_author.strip():
        raise ValueError("a decision against words tells the author why")
    if outcome == Decision.Outcome.PROPOSE_EDIT:
        if not parts or [name for name, _text in parts] != [name for name, _text in revision.parts]:
            raise ValueError("a suggestion keeps the parts of the words")
        if parts == revision.parts or not any(text.strip() for _name, text in parts):
            raise ValueError("a suggestion changes the words and leaves some")


def _record_decision(decision: Decision, case: Case, contribution: Contribution, *, by: Actor) -> None:
    keys: dict[str, Any] = {
        **case_keys(case, contribution),
        "decision_key": str(decision.pk),
        "revision_hash": decision.revision_sha256,
    }
    if decision.outcome == Decision.Outcome.APPROVE:
        record(ReadingApproved(**keys), by=by)
        return
    assert decision.rule is not None
    keys |= {"rule_number": decision.rule.number, "rules_version": decision.rule.version}
    against = EditSuggested if decision.outcome == Decision.Outcome.PROPOSE_EDIT else ReadingDeclined
    record(against(**keys), by=by)
