"""Around a crisis: the words, the others in the conversation, who the author is, and those who helped."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from openward.contributions.actions.reviews import hold, release_hold
from openward.contributions.actions.stories import locked
from openward.contributions.models import Contribution, Hold, Revision
from openward.ledger.actions import record
from openward.people.access import Actor
from openward.people.actions.break_glass import ask_identity
from openward.people.models import Account, BreakGlass, Role
from openward.people.queries import accounts_with_role
from openward.safety.actions.cases import case_keys, close, moderating_account, move
from openward.safety.actions.crisis.rows import CrisisMoved, add_step, crisis_keys, locked_crisis
from openward.safety.actions.decisions import carry_out, end_interim
from openward.safety.actions.measures import lift_place_measure, set_place_measure
from openward.safety.events.crisis import CrisisWordsErased, CrisisWordsReleased, DebriefAsked, ThreadCaredFor
from openward.safety.events.decisions import CaseDecided
from openward.safety.models import (
    DEBRIEF,
    REPORT,
    Case,
    CrisisCase,
    CrisisStep,
    Debrief,
    Decision,
    PlaceMeasure,
    Report,
    Severity,
)
from openward.safety.models.decisions import CARE
from openward.safety.queries.cases import OPEN_STATES
from openward.safety.queries.crisis import UNANSWERED, is_needed_by_another
from openward.safety.queries.screening import is_check_unfinished
from openward.safety.queries.statements import CARED_FOR

State = CrisisCase.State
CARE_STEPS = ("thread_locked", "thread_slowed", "memorial")


@transaction.atomic
def release_words(*, crisis: CrisisCase, by: Actor) -> bool:
    """Hold the words no longer, while the crisis goes on; False when no hold of this path is on them. CrisisMoved
    when another crisis needs the hold."""
    current = locked_crisis(crisis)
    if current.state not in {State.ACTING, State.FOLLOW_UP, State.REVIEWED} or is_needed_by_another(current):
        raise CrisisMoved
    if not release(current, by=by):
        return False
    add_step(current, "released", "", moderating_account(by))
    return True


@transaction.atomic
def care_for_thread(*, crisis: CrisisCase, words: str, is_locked: bool, by: Actor) -> PlaceMeasure:
    """Tell the others in the conversation, in words that stand above it, and close it for a while or slow it."""
    current = locked_crisis(crisis)
    wording = current.contribution
    if wording is None:
        raise CrisisMoved
    kind = PlaceMeasure.Kind.LOCK if is_locked else PlaceMeasure.Kind.SLOW_MODE
    # Words for the others stand there once: what was written before makes way.
    _lift_care(current, wording, by=by)
    measure = set_place_measure(
        space=wording.space,
        thread=wording.root or wording,
        kind=kind,
        reason=words.strip(),
        pause_s=0 if is_locked else 300,
        by=by,
    )
    add_step(current, "thread_locked" if is_locked else "thread_slowed", words, moderating_account(by))
    record(ThreadCaredFor(**crisis_keys(current)), by=by)
    return measure


@transaction.atomic
def remember(*, crisis: CrisisCase, words: str, by: Actor) -> PlaceMeasure:
    """Make a conversation a memorial: it stays to be read, closed for good, with words that remember above it."""
    current = locked_crisis(crisis)
    if current.contribution is None or not words.strip():
        raise CrisisMoved
    _lift_care(current, current.contribution, by=by)
    measure = set_place_measure(
        space=current.contribution.space,
        thread=current.contribution.root or current.contribution,
        kind=PlaceMeasure.Kind.LOCK,
        reason=words.strip(),
        by=by,
    )
    add_step(current, "memorial", words, moderating_account(by))
    record(ThreadCaredFor(**crisis_keys(current)), by=by)
    return measure


@transaction.atomic
def open_thread_again(*, crisis: CrisisCase, by: Actor) -> bool:
    """Take the words for the others away and open the conversation again; False when nothing of this path is on it."""
    current = locked_crisis(crisis)
    if current.contribution is None or not _lift_care(current, current.contribution, by=by):
        return False
    add_step(current, "thread_opened", "", moderating_account(by))
    record(ThreadCaredFor(**crisis_keys(current)), by=by)
    return True


def _lift_care(crisis: CrisisCase, wording: Contribution, *, by: Actor) -> bool:
    """Lift what this path put on the conversation: its own measures alone, known by the words that were given."""
    given = set(crisis.steps.filter(kind__in=CARE_STEPS).values_list("words", flat=True))
    standing = PlaceMeasure.objects.filter(thread=wording.root or wording, lifted_at__isnull=True, reason__in=given)
    lifted = [lift_place_measure(measure=one, by=by) for one in standing.select_related("space")]
    return any(lifted)


def show_to_members(crisis: CrisisCase, words: str, account: Account, *, by: Actor) -> None:
    """Show the words to members alone and hold them no longer: a decision that cites care and no rule, told to the
    author with its reasons, without weight, and open to an appeal. Part of acting, never an action by itself."""
    wording = crisis.contribution
    if wording is None:
        return
    current = locked(wording)
    case = _case_in_hand(current, account)
    revision = current.shown_revision or current.revisions.filter(written_by=Revision.WrittenBy.AUTHOR).last()
    if revision is None:
        raise CrisisMoved
    end_interim(current, case, by=by)
    decision = Decision.objects.create(
        case=case,
        revision=revision,
        revision_sha256=revision.sha256,
        outcome=Decision.Outcome.COMMUNITY_ONLY,
        source=Decision.Source.OWN,
        ground=Decision.Ground.CARE,
        legal_ground=CARE,
        facts=CARED_FOR,
        words_to_author=words.strip(),
        decided_by=account,
    )
    carry_out(decision=decision, by=by)
    waiting = case.reports.filter(state__in=REPORT.before(Report.State.DECIDED))
    waiting.update(state=Report.State.DECIDED, was_agreed_with=True, decided_at=timezone.now())
    close(case, Case.State.DECIDED)
    keys = case_keys(case, current)
    decided = {"decision_key": str(decision.pk), "outcome": decision.outcome, "revision_hash": revision.sha256}
    record(CaseDecided(**keys, **decided), by=by)
    release(crisis, by=by)


def _case_in_hand(contribution: Contribution, account: Account) -> Case:
    """The report case of these words, in one's hands, or a new one. Danger does not wait for whoever has the case: it
    is taken out of their hands, and their screen is stale."""
    reported = Case.objects.select_for_update().filter(contribution=contribution, kind=Case.Kind.REPORT)
    found = reported.filter(state__in=OPEN_STATES).first()
    if found is None:
        found = Case.objects.create(contribution=contribution, kind=Case.Kind.REPORT, severity=Severity.DANGER)
    if found.state == Case.State.CLAIMED and found.claimed_by_id != account.pk:
        move(found, Case.State.OPEN)
    if found.state != Case.State.CLAIMED:
        move(found, Case.State.CLAIMED, claimed_by=account)
    return found


@transaction.atomic
def ask_who_it_is(
    *,
    crisis: CrisisCase,
    side: str,
    reason: str,
    legal_basis: BreakGlass.Basis,
    fields: Iterable[str],
    by: Actor,
) -> BreakGlass:
    """Ask to know who the author is. Nothing is shown before another person has agreed."""
    current = locked_crisis(crisis)
    if current.contribution is None or current.state in {*UNANSWERED, State.CLOSED}:
        raise CrisisMoved
    asked = ask_identity(
        organisation=current.space.organisation,
        persona=current.contribution.author,
        side=BreakGlass.Side(side),
        reason=reason,
        legal_basis=legal_basis,
        fields=fields,
        by=by,
    )
    add_step(current, "identity", "", moderating_account(by))
    return asked


@transaction.atomic
def ask_for_debrief(*, crisis: CrisisCase, by: Actor) -> bool:
    """Somebody who helped would like to talk it through: the talk that was offered, or a new one, stands among their
    talks. False when it is asked for already or was held."""
    account = moderating_account(by)
    current = locked_crisis(crisis)
    if not _want_talk(current, account):
        return False
    add_step(current, "debrief", "", account)
    record(DebriefAsked(**crisis_keys(current), account_key=str(account.pk)), by=by)
    return True


def _want_talk(crisis: CrisisCase, account: Account) -> bool:
    """Ask for the talk after a crisis with whoever looks after it; False when that talk is asked for or was held."""
    talk, is_new = Debrief.objects.select_for_update(of=("self",)).get_or_create(
        account=account, about=f"crisis:{crisis.pk}", defaults={"with_account": _listener(crisis, account)}
    )
    if is_new:
        return True
    if talk.state in {Debrief.State.ASKED, Debrief.State.HELD}:
        return False
    DEBRIEF.check(talk.state, Debrief.State.ASKED)
    talk.state, talk.with_account, talk.settled_at = Debrief.State.ASKED, _listener(crisis, account), None
    talk.save(update_fields=["state", "with_account", "settled_at"])
    return True


def _listener(crisis: CrisisCase, account: Account) -> Account | None:
    """The safeguarding lead of the space, or somebody who leads it; the others are told as well."""
    space = crisis.space
    lead = [space.safeguarding_lead] if space.safeguarding_lead and space.safeguarding_lead.is_active else []
    found = [*lead, *accounts_with_role(space.organisation, Role.LEAD, space_key=space.pk)]
    return next((one for one in found if one.pk != account.pk), None)


@transaction.atomic
def erase_crisis_words(*, contribution: Contribution, by: Actor) -> None:
    """Erase what was noted about words that were erased: it may have quoted them. That something was done stays."""
    current = locked(contribution)
    erased = CrisisStep.objects.filter(crisis__contribution=current).exclude(words="").update(words="")
    marked = CrisisCase.objects.filter(contribution=current).exclude(signals=[])
    first = CrisisCase.objects.filter(contribution=current).select_related("contribution__space").first()
    if (marked.update(signals=[]) or erased) and first is not None:
        record(CrisisWordsErased(**crisis_keys(first)), by=by)


def release(crisis: CrisisCase, *, by: Actor) -> bool:
    """Take the hold of this path off; False when none is on the words or another crisis needs it.

    What else held them holds them again: a check that has not finished. Part of an action, never one by itself.
    """
    if crisis.contribution is None:
        return False
    current = locked(crisis.contribution)
    if current.hold != Hold.SAFEGUARDING or is_needed_by_another(crisis):
        return False
    if is_check_unfinished(current):
        hold(contribution=current, kind=Hold.SCREENING_ERROR, by=by)
    else:
        release_hold(contribution=current, by=by)
    record(CrisisWordsReleased(**crisis_keys(crisis)), by=by)
    return True
