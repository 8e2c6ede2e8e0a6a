"""From plan to open: the public statement, the advisory group's word, opening, asking people, closing."""

import datetime
import uuid

from django.db import transaction
from django.utils import timezone

from openward.engagements.actions.plans import fact_keys, locked
from openward.engagements.events import (
    EngagementClosed,
    EngagementOpened,
    PeopleAsked,
    PlanAgreed,
    PlanQuestioned,
    StatementWorded,
)
from openward.engagements.models import Asking, Engagement, KeptOpen, PublicStatement, SignOff
from openward.engagements.queries.plans import Missing, missing, statement_standing
from openward.engagements.queries.plans import plan_digest as digest_of
from openward.ledger.actions import record, refuse_outdated
from openward.people.access import Actor


class NotReady(Exception):
    """Something required is empty: `missing` says what, and where it is put right."""

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__(" ".join(one.sentence for one in missing))
        self.missing = missing


class StillNeeded(Exception):
    """Somebody must see something in it to the end before it closes. What it is, only they know."""


class PlanChanged(Exception):
    """The plan is no longer the one that was read: it must be read again before anybody agrees to it."""


class PromiseMade(Exception):
    """A promise made in public may be reworded but not taken away."""


@transaction.atomic
def word_statement(
    *,
    engagement: Engagement,
    why_we_ask: str,
    can_change: str,
    cannot_change: str,
    who_decides: str,
    decided_by_on: datetime.date | None,
    opened: str | None = None,
    by: Actor,
) -> PublicStatement:
    """Word the promise made to everybody who contributes. It may have gaps until it is public.

    Raises PromiseMade when a part would be emptied while the engagement is open, and ChangedMeanwhile when `opened`,
    the hash of what stood there when the form was opened, is not what stands now.
    """
    current = locked(engagement)
    refuse_outdated(opened, statement_standing(current), by=by)
    words = [text.strip() for text in (why_we_ask, can_change, cannot_change, who_decides)]
    if current.state != Engagement.State.PLANNED and not (all(words) and decided_by_on):
        raise PromiseMade
    statement, _is_new = PublicStatement.objects.update_or_create(
        engagement=current,
        defaults={
            "why_we_ask": words[0],
            "can_change": words[1],
            "cannot_change": words[2],
            "who_decides": words[3],
            "decided_by_on": decided_by_on,
        },
    )
    record(StatementWorded(**fact_keys(current)), by=by)
    return statement


@transaction.atomic
def sign_off(*, engagement: Engagement, verdict: str, plan_digest: str, words: str = "", by: Actor) -> SignOff:
    """Keep what an advisory member says of the plan as read; `plan_digest` is the hash of what they read.

    Raises PlanChanged when the plan has changed since, ValueError when a change is asked for without saying which.
    """
    current = locked(engagement)
    if by.account is None:
        raise ValueError("only somebody with an account speaks for the advisory group")
    if verdict == SignOff.Verdict.ASKS_CHANGE and not words.strip():
        raise ValueError("say what should change")
    if plan_digest != digest_of(current):
        raise PlanChanged
    said = SignOff.objects.create(
        engagement=current,
        member=by.account,
        verdict=SignOff.Verdict(verdict),
        words=words.strip(),
        plan_digest=plan_digest,
    )
    kind = PlanAgreed if said.verdict == SignOff.Verdict.AGREES else PlanQuestioned
    record(kind(**fact_keys(current), plan_digest=plan_digest), by=by)
    return said


@transaction.atomic
def keep_place(*, engagement: Engagement, place_digest: str) -> None:
    """Keep the hash of the space's settings and rules, which are part of the plan. Called by the room above as a part
    of its own action, which records the fact."""
    Engagement.objects.filter(pk=engagement.pk).update(place_digest=place_digest)
    engagement.place_digest = place_digest


@transaction.atomic
def keep_space(*, engagement: Engagement, space_key: uuid.UUID) -> None:
    """Keep the key of a space that was made for the engagement. Called by the room above as a part of its own action,
    which records the fact."""
    current = locked(engagement)
    current.space_keys = [*current.space_keys, space_key]
    current.save(update_fields=["space_keys"])
    engagement.space_keys = current.space_keys


@transaction.atomic
def open_engagement(*, engagement: Engagement, by: Actor) -> None:
    """Open a planned engagement. Raises NotReady while the plan lacks something. An open one stays as it is."""
    current = locked(engagement)
    if current.state == Engagement.State.OPEN:
        return
    lacking = missing(current)
    if lacking or current.state != Engagement.State.PLANNED:
        raise NotReady(lacking)
    current.state = Engagement.State.OPEN
    current.opened_at = timezone.now()
    current.save(update_fields=["state", "opened_at"])
    record(EngagementOpened(**fact_keys(current)), by=by)
    engagement.refresh_from_db()


@transaction.atomic
def close_engagement(*, engagement: Engagement, by: Actor) -> None:
    """Close an engagement, or put a plan aside. Its spaces hear of it and close too. Raises StillNeeded."""
    current = locked(engagement)
    if current.state == Engagement.State.CLOSED:
        return
    if current.kept_open.exists():
        raise StillNeeded
    current.state = Engagement.State.CLOSED
    current.closed_at = timezone.now()
    current.save(update_fields=["state", "closed_at"])
    record(EngagementClosed(**fact_keys(current)), by=by)
    engagement.refresh_from_db()


@transaction.atomic
def keep_open(*, engagement: Engagement, space_key: uuid.UUID, key: uuid.UUID) -> None:
    """Keep a space and its engagement from closing until `let_close`. Called by a room above as a part of its own
    action, which records the fact."""
    KeptOpen.objects.get_or_create(key=key, defaults={"engagement": engagement, "space_key": space_key})


@transaction.atomic
def let_close(*, key: uuid.UUID) -> None:
    """What was to be seen to the end is. Called by the room above as a part of its own action."""
    KeptOpen.objects.filter(key=key).delete()


def is_kept_open(space_key: uuid.UUID) -> bool:
    """Whether something in a space must be seen to the end before it closes."""
    return KeptOpen.objects.filter(space_key=space_key).exists()


@transaction.atomic
def record_asking(*, engagement: Engagement, how: str, people: int, asked_on: datetime.date, by: Actor) -> Asking:
    """Write down that people were asked to take part: how, how many, when."""
    if people < 1:
        raise ValueError("an asking asks at least one person")
    if asked_on > timezone.localdate():
        raise ValueError("people who will be asked later are written down when they have been")
    asking = Asking.objects.create(engagement=engagement, how=how.strip(), people=people, asked_on=asked_on)
    record(PeopleAsked(**fact_keys(engagement), people=people, how=asking.how, asked_on=asked_on.isoformat()), by=by)
    return asking
