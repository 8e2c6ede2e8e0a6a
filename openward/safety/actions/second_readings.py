"""Drawing decisions to be made a second time, making them without seeing the first, and leaving them to a colleague."""

from django.db import transaction
from django.utils import timezone

from openward.contributions.actions.stories import locked
from openward.ledger.actions import record
from openward.people.access import Actor
from openward.people.actions.personas import is_persona_of
from openward.people.models import Organisation
from openward.safety.actions.cases import CaseMoved, SeniorNeeded, moderating_account
from openward.safety.actions.decisions import DeciderIsInvolved
from openward.safety.events.appeals import (
    SecondReadingDone,
    SecondReadingDrawn,
    SecondReadingPassedOn,
    SecondReadingPutBack,
    SecondReadingShareSet,
)
from openward.safety.models import Appeal, Case, CrisisCase, Decision, SecondReading, SecondReadingShare
from openward.safety.queries.care import is_senior
from openward.safety.queries.second_readings import is_drawn, is_for_a_senior, outcomes_for, share_of


@transaction.atomic
def draw_second_reading(*, decision: Decision, by: Actor) -> SecondReading | None:
    """Draw a decision to be made a second time, if its key says so; the same answer however often it is asked.

    Left out: what no person decided, what answers an appeal of whichever side (two people have looked by then), and
    words of somebody who may be in danger, which nobody reads for practice.
    """
    contribution = decision.case.contribution
    is_answer = decision.source == Decision.Source.APPEAL or Appeal.objects.filter(replacement=decision).exists()
    is_by_person = decision.decided_by_id is not None and not is_answer
    if not is_by_person or not is_drawn(decision.pk, share_of(contribution.space.organisation_id)):
        return None
    if CrisisCase.objects.filter(contribution=contribution).exists():
        return None
    found, is_new = SecondReading.objects.get_or_create(
        decision=decision, defaults={"first_decider": decision.decided_by}
    )
    if is_new:
        record(SecondReadingDrawn(**_keys(found)), by=by)
    return found


@transaction.atomic
def read_second_time(*, reading: SecondReading, outcome: Decision.Outcome, by: Actor) -> SecondReading:
    """Keep what a colleague would have decided. It changes nothing for the words.

    Raises CaseMoved when somebody was faster, DeciderIsInvolved for whoever decided first, wrote or reported the
    words, SeniorNeeded for what was passed on to a senior colleague, and ValueError for an outcome that the first one
    could not have chosen.
    """
    account = moderating_account(by)
    found = _waiting(reading, by=by)
    if outcome not in outcomes_for(found.decision):
        raise ValueError("a second decision is one that the first could have been")
    found.outcome, found.reader, found.read_at = Decision.Outcome(outcome), account, timezone.now()
    found.save()
    record(SecondReadingDone(**_keys(found)), by=by)
    return found


@transaction.atomic
def put_reading_back(*, reading: SecondReading, by: Actor) -> SecondReading:
    """Leave a second decision to a colleague. Nobody asks why. Raises as `read_second_time` does."""
    found = _waiting(reading, by=by)
    _put_behind(found, by)
    found.save(update_fields=["passed_back_by"])
    record(SecondReadingPutBack(**_keys(found)), by=by)
    return found


@transaction.atomic
def pass_reading_on(*, reading: SecondReading, note: str, by: Actor) -> SecondReading:
    """Pass a second decision on to a senior colleague with a note, which says nothing of the first: whoever writes it
    has not seen that. Raises ValueError without a note, and as `read_second_time` does."""
    if not note.strip():
        raise ValueError("a second decision is passed on with a note")
    found = _waiting(reading, by=by)
    _put_behind(found, by)
    found.handed_on_with = note.strip()
    found.save(update_fields=["passed_back_by", "handed_on_with"])
    record(SecondReadingPassedOn(**_keys(found)), by=by)
    return found


@transaction.atomic
def set_share(*, organisation: Organisation, percent: int, by: Actor) -> SecondReadingShare:
    """Settle what share of an organisation's decisions is made a second time, from now on. Raises ValueError for one
    outside 1 to 100."""
    if not 1 <= percent <= 100:
        raise ValueError("a share is between 1 and 100 percent")
    found, _is_new = SecondReadingShare.objects.update_or_create(
        organisation=organisation, defaults={"percent": percent}
    )
    key = str(organisation.pk)
    record(SecondReadingShareSet(key=key, organisation_key=key, percent=percent), by=by)
    return found


def _waiting(reading: SecondReading, *, by: Actor) -> SecondReading:
    """The second reading, locked with its contribution, while it waits and the actor may make it."""
    account = moderating_account(by)
    contribution = locked(reading.decision.case.contribution)
    found = (
        SecondReading.objects.select_for_update(of=("self",))
        .select_related("decision__case__contribution__space")
        .get(pk=reading.pk)
    )
    case: Case = found.decision.case
    people = {contribution.author_id, *case.reports.values_list("reporter_id", flat=True)}
    if found.first_decider_id == account.pk or any(
        is_persona_of(persona_id=one, scope_key=contribution.space_id, account=account) for one in people
    ):
        raise DeciderIsInvolved
    if found.outcome:
        raise CaseMoved
    if is_for_a_senior(found) and not is_senior(by, contribution.space):
        raise SeniorNeeded
    return found


def _put_behind(reading: SecondReading, by: Actor) -> None:
    account = moderating_account(by)
    reading.passed_back_by = [*reading.passed_back_by, *({account.pk} - {*reading.passed_back_by})]


def _keys(reading: SecondReading) -> dict[str, str]:
    space = reading.decision.case.contribution.space
    return {
        "key": str(reading.pk),
        "organisation_key": str(space.organisation_id),
        "space_key": str(space.pk),
        "decision_key": str(reading.decision_id),
    }
