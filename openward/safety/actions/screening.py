"""Screening: run the checks over a wording, and let their result count, be confirmed, or end.

A machine never removes and never declines. It makes words wait for a person, or lets them be shown where the space
is read afterwards; what it marks ends by itself unless a person confirms it.
"""

import datetime
import time

from django.db import transaction
from django.utils import timezone

from openward.contributions.actions.reviews import hold, raise_urgency, release_hold, waive_reading
from openward.contributions.actions.stories import fact_keys, locked
from openward.contributions.models import Contribution, Hold, Lifecycle, Review, Revision
from openward.ledger.actions import record
from openward.methods.screening import VERSION, Outcome, Screened, SignalKind, screen
from openward.people.access import Actor
from openward.safety.actions.crisis import open_crisis
from openward.safety.events.screening import ScreeningConfirmed, ScreeningEnded, WordsScreened
from openward.safety.models import CrisisCase, Screening
from openward.safety.queries.screening import (
    STANDING,
    history_of,
    needs_reading,
    newest_wording,
    recent_texts,
    watched_words_of,
)

HOLD_LASTS = datetime.timedelta(days=3)
"""What the checks marked counts for so long, unless a person confirms it."""

ROUTED_URGENCY = 3
DANGERS = frozenset({SignalKind.SELF_HARM, SignalKind.SAFEGUARDING, SignalKind.THREAT})


@transaction.atomic
def screen_revision(*, revision: Revision, by: Actor) -> Screening:
    """Run the checks over a wording once per version of them, and carry out what follows.

    In danger: the words are held kindly and people are alerted. Checks that failed: held until they work. Nothing
    found, and nothing else asks for a person: shown. Everything else waits for a person, with the reasons.
    """
    contribution = locked(revision.contribution)
    earlier = Screening.objects.filter(revision=revision, pipeline_version=VERSION).first()
    if earlier is not None and earlier.outcome != Screening.Outcome.ERROR:
        return earlier
    found, took_ms = _screened(contribution, revision.text)
    now = timezone.now()
    is_hold = found.outcome in (Outcome.HOLD, Outcome.NUDGE)
    screening, _made = Screening.objects.update_or_create(
        revision=revision,
        pipeline_version=VERSION,
        defaults={
            "outcome": found.outcome.value,
            "signals": [
                {"kind": str(one.kind), "start": one.start, "end": one.end, "why": one.why, "rule": one.rule}
                for one in found.signals
            ],
            "took_ms": took_ms,
            "expires_at": now + HOLD_LASTS if is_hold else None,
        },
    )
    if earlier is None or found.outcome != Outcome.ERROR:
        record(
            WordsScreened(**fact_keys(contribution), revision_number=revision.number, pipeline_version=VERSION), by=by
        )
    if newest_wording(contribution) == revision:
        _follow(contribution, screening, found, by=by)
    return screening


def _screened(contribution: Contribution, text: str) -> tuple[Screened, float]:
    now = timezone.now()
    began = time.perf_counter()
    found = screen(
        text,
        watched=watched_words_of(contribution.space.organisation_id),
        recent=recent_texts(contribution, now),
        history=history_of(contribution.author_id, contribution.space, now),
    )
    return found, 1_000 * (time.perf_counter() - began)


def _follow(contribution: Contribution, screening: Screening, found: Screened, *, by: Actor) -> None:
    if contribution.lifecycle not in (Lifecycle.SUBMITTED, Lifecycle.PUBLISHED):
        return
    if screening.revision.review in (Review.APPROVED, Review.REJECTED):
        # A person has read exactly these words meanwhile, and a machine does not know better.
        end_screening(contribution=contribution, by=by)
        return
    if found.outcome == Outcome.ERROR:
        if contribution.hold == Hold.NONE:
            hold(contribution=contribution, kind=Hold.SCREENING_ERROR, by=by)
        return
    if contribution.hold == Hold.SCREENING_ERROR:
        release_hold(contribution=contribution, by=by)
    if found.outcome == Outcome.CRISIS:
        marked = [(str(one.kind), one.start, one.end) for one in found.signals if one.kind in DANGERS]
        open_crisis(contribution=contribution, source=CrisisCase.Source.LANGUAGE, signals=marked, by=by)
    elif any(one.rule.startswith("watched:route:") for one in found.signals):
        raise_urgency(contribution=contribution, to=ROUTED_URGENCY)
    else:
        show_if_nobody_must_read(contribution=contribution, revision=screening.revision, by=by)


@transaction.atomic
def show_if_nobody_must_read(*, contribution: Contribution, revision: Revision, by: Actor) -> bool:
    """Show a wording at once where the space is read afterwards and nothing asks for a person first (C2)."""
    current = locked(contribution)
    waiting = Revision.objects.get(pk=revision.pk)
    if waiting.review != Review.PENDING or needs_reading(current, timezone.now()).is_needed:
        return False
    waive_reading(revision=waiting, sha256=waiting.sha256, by=by)
    return True


@transaction.atomic
def confirm_hold(*, screening: Screening, by: Actor) -> bool:
    """A person agrees that what was marked must wait for a decision: it does not end by itself any more."""
    standing = Screening.objects.filter(STANDING, pk=screening.pk, confirmed_at__isnull=True)
    confirmed = standing.update(confirmed_at=timezone.now(), confirmed_by=by.account, expires_at=None)
    if confirmed:
        record(ScreeningConfirmed(**fact_keys(locked(screening.revision.contribution))), by=by)
    return bool(confirmed)


@transaction.atomic
def end_screening(*, contribution: Contribution, by: Actor) -> bool:
    """A person has read the words and found them fine: what the checks marked does not count any more."""
    current = locked(contribution)
    standing = Screening.objects.filter(STANDING, revision__contribution=current)
    ended = standing.exclude(outcome=Screening.Outcome.CLEAN).update(ended_at=timezone.now(), expires_at=None)
    if ended:
        record(ScreeningEnded(**fact_keys(current)), by=by)
    if current.hold == Hold.SCREENING_ERROR:
        release_hold(contribution=current, by=by)
    return bool(ended)


@transaction.atomic
def expire_hold(*, screening: Screening, now: datetime.datetime, by: Actor) -> bool:
    """End what the checks marked when its time is over and nobody confirmed it; the words may then be shown."""
    current = locked(screening.revision.contribution)
    over = Screening.objects.filter(STANDING, pk=screening.pk, confirmed_at__isnull=True, expires_at__lte=now)
    if not over.update(ended_at=now, expires_at=None):
        return False
    record(ScreeningEnded(**fact_keys(current)), by=by)
    if newest_wording(current) == screening.revision:
        show_if_nobody_must_read(contribution=current, revision=screening.revision, by=by)
    return True
