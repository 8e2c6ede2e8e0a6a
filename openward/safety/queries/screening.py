"""Screening: what a wording is checked against, what was found, and whether a person must read it first."""

import dataclasses
import datetime
import functools
import uuid

from django.db.models import Q, QuerySet

from openward.contributions.models import Contribution, Hold, Lifecycle, Review, Revision
from openward.methods.screening import Effect, History, Watched, WatchedWords, default_watched_words
from openward.safety.models import Decision, Screening, Step, WatchedPhrase
from openward.safety.queries.measures import is_checking, is_raid, sanction_on
from openward.spaces.models import ModerationMode, Space
from openward.spaces.queries.duty import ModeNow, mode_now

HISTORY_DAYS = datetime.timedelta(days=7)
RECENT_DAYS = datetime.timedelta(days=3)
MOST_RECENT = 50
IN_DANGER = 5
"""The urgency of words whose author ticked that somebody may be in danger."""

READ_FIRST_STEPS = frozenset({Step.PRE_MODERATED, Step.READ_ONLY, Step.SUSPENDED, Step.REMOVED})
STANDING = Q(ended_at__isnull=True)
"""A run of the checks that still counts."""


@dataclasses.dataclass(frozen=True, slots=True)
class Need:
    """Whether a person must read a contribution before it is shown, and why: a key of `WHY_READ_FIRST`."""

    is_needed: bool
    why: str


WHY_READ_FIRST = (
    *("held", "danger", "mode_before", "nobody_on_duty", "raid", "sanction", "not_checked", "marked"),
    *("check_failed", "newcomer", "together", "often_declined"),
)


def needs_reading(contribution: Contribution, now: datetime.datetime) -> Need:
    """Whether a person must read the newest wording before readers see it. Whatever is not known means yes."""
    space = contribution.space
    author = contribution.author_id
    newest = newest_wording(contribution)
    mode = mode_now(space, now)
    why = (
        _why_held(contribution)
        or _why_by_mode(mode)
        or ("raid" if is_raid(space, now) else "")
        or ("sanction" if _is_read_first(author, now) else "")
        or _why_marked(newest)
        or ("newcomer" if mode.mode == ModerationMode.NEWCOMERS and is_newcomer(contribution) else "")
        or ("together" if is_checking(space, now) and is_newcomer(contribution) else "")
        or ("often_declined" if history_of(author, space, now).is_often_declined else "")
    )
    return Need(bool(why), why)


def _why_by_mode(mode: ModeNow) -> str:
    if mode.mode != ModerationMode.BEFORE:
        return ""
    return "nobody_on_duty" if mode.why == "nobody_on_duty" else "mode_before"


def _why_held(contribution: Contribution) -> str:
    if contribution.hold != Hold.NONE:
        return "held"
    return "danger" if contribution.urgency >= IN_DANGER else ""


def _is_read_first(author: uuid.UUID, now: datetime.datetime) -> bool:
    sanction = sanction_on(author, now)
    return sanction is not None and sanction.step in READ_FIRST_STEPS


def _why_marked(revision: Revision | None) -> str:
    screening = screening_of(revision) if revision else None
    if screening is None:
        return "not_checked"
    if screening.outcome == Screening.Outcome.ERROR:
        return "check_failed"
    # What was marked once and does not count any more was looked at, or its time is over.
    is_fine = screening.outcome == Screening.Outcome.CLEAN or screening.ended_at is not None
    return "" if is_fine else "marked"


def newest_wording(contribution: Contribution) -> Revision | None:
    """The author's newest wording."""
    return contribution.revisions.filter(written_by=Revision.WrittenBy.AUTHOR).last()


def is_newcomer(contribution: Contribution) -> bool:
    """Whether nothing that this author sent in this space was ever read by a person and found fine. What was shown
    without a reading says nothing about them."""
    earlier = Contribution.objects.filter(author=contribution.author_id, space=contribution.space_id)
    return not earlier.exclude(pk=contribution.pk).filter(shown_review=Review.APPROVED).exists()


def screening_of(revision: Revision) -> Screening | None:
    """The newest run of the checks over a wording."""
    return revision.screenings.order_by("-screened_at").first()


def is_check_unfinished(contribution: Contribution) -> bool:
    """Whether the newest wording waits for a check that did not finish and is tried again."""
    newest = newest_wording(contribution)
    screening = screening_of(newest) if newest else None
    is_sent = contribution.lifecycle in {Lifecycle.SUBMITTED, Lifecycle.PUBLISHED}
    is_error = screening is not None and screening.outcome == Screening.Outcome.ERROR and screening.ended_at is None
    return is_sent and is_error


def history_of(author: uuid.UUID, space: Space, now: datetime.datetime) -> History:
    """What was decided in seven days about an author's words in one space, and how much came within an hour."""
    decided = Decision.objects.filter(
        case__contribution__author=author,
        case__contribution__space=space,
        reopened_at__isnull=True,
        decided_at__gt=now - HISTORY_DAYS,
    )
    outcomes = list(decided.values_list("outcome", flat=True))
    against = {Decision.Outcome.DECLINE, Decision.Outcome.HIDE, Decision.Outcome.REMOVE}
    sent = Contribution.objects.filter(
        author=author, space=space, submitted_at__gt=now - datetime.timedelta(hours=1), submitted_at__lte=now
    ).count()
    return History(decided=len(outcomes), declined=sum(one in against for one in outcomes), sent_in_an_hour=sent)


def recent_texts(contribution: Contribution, now: datetime.datetime) -> list[str]:
    """What others sent in the same space in the last days, newest first, each as it was last worded."""
    # The newest of a space are found by an index; only their wordings are fetched then.
    newest = (
        Contribution.objects.filter(
            space=contribution.space_id, submitted_at__gt=now - RECENT_DAYS, submitted_at__lte=now
        )
        .exclude(author=contribution.author_id)
        .order_by("-submitted_at")
        .values_list("pk", flat=True)[:MOST_RECENT]
    )
    worded = (
        Revision.objects.filter(contribution__in=list(newest), written_by=Revision.WrittenBy.AUTHOR)
        .order_by("contribution", "-number")
        .distinct("contribution")
        .values_list("created_at", "text")
    )
    return [text for _at, text in sorted(worded, key=lambda one: one[0], reverse=True)]


def watched_words_of(organisation_id: uuid.UUID, *effects: str) -> WatchedWords:
    """An organisation's armed phrases with the ones that come with Openward; only some effects when they are named."""
    armed = WatchedPhrase.objects.filter(organisation=organisation_id, state=WatchedPhrase.State.ARMED)
    if effects:
        armed = armed.filter(effect__in=effects)
    return _prepared(tuple(armed.order_by("pk").values_list("phrase", "effect", "why")), bool(effects))


@functools.lru_cache(maxsize=64)
def _prepared(rows: tuple[tuple[str, str, str], ...], is_part: bool) -> WatchedWords:
    own = [Watched(phrase, Effect(effect), why) for phrase, effect, why in rows]
    return WatchedWords(own if is_part else [*default_watched_words().listed, *own])


def holds_over(now: datetime.datetime) -> list[Screening]:
    """Runs that made words wait and whose time is over, though nobody confirmed them."""
    found = Screening.objects.filter(STANDING, confirmed_at__isnull=True, expires_at__lte=now)
    return list(found.select_related("revision__contribution__space"))


def not_checked() -> QuerySet[Screening]:
    """Runs that did not finish; the words are held."""
    return Screening.objects.filter(STANDING, outcome=Screening.Outcome.ERROR)


def checks_that_failed() -> list[Screening]:
    """The oldest runs that did not finish, to be tried again."""
    found = not_checked()
    return list(found.select_related("revision__contribution__space").order_by("screened_at")[:200])
