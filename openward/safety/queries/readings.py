"""Reading the queue, and reading decisions: as a moderator, as a colleague, as the author."""

import dataclasses
import datetime
import uuid
from collections.abc import Collection, Iterable

from django.db.models import Case as Choose
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from openward.contributions.models import Contribution, Hold, Kind, Lifecycle, Review, Revision
from openward.contributions.models.axes import OUT_OF_SIGHT
from openward.methods.wordings import Stretch, word_changes
from openward.people.access import Actor
from openward.people.actions.personas import personas_of
from openward.safety.access.readings import moderated_spaces
from openward.safety.models import APPEAL_WINDOW, Appeal, Case, Decision, Note
from openward.safety.queries.care import Care, about_topics, care_of, is_fresh_and_about, topics_at
from openward.spaces.models import ModerationMode, Space

WAITING = (Review.PENDING, Review.IN_REVIEW, Review.ESCALATED)
READ_BEFORE_SHOWING = (Lifecycle.SUBMITTED, Lifecycle.PUBLISHED)
OPEN = (Case.State.OPEN, Case.State.CLAIMED)
IN_DANGER = 5
"""The urgency of words whose author ticked that somebody may be in danger."""
UNDECIDED = (*OPEN, Case.State.ESCALATED, Case.State.WAITING)


@dataclasses.dataclass(frozen=True, slots=True)
class Waiting:
    """One wording that waits for a person."""

    contribution: Contribution
    revision: Revision
    is_mine: bool
    was_passed_back: bool
    promised_on: datetime.date
    is_late: bool
    topics: tuple[str, ...] = ()

    @property
    def since(self) -> datetime.datetime:
        return self.revision.created_at


@dataclasses.dataclass(frozen=True, slots=True)
class Unread:
    """One wording that was shown without a person, and that a person still reads afterwards."""

    contribution: Contribution
    revision: Revision
    promised_on: datetime.date
    is_late: bool
    topics: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class QueueCount:
    """How many wait, how many of them longer than promised, how many are in a colleague's hands right now, how many
    the reader leaves to others."""

    waiting: int
    late: int
    with_colleagues: int
    left_to_others: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class AuthorHistory:
    """What the author of a contribution sent before in the same space, as counts and nothing else."""

    sent: int
    shown: int
    suggested: int
    declined: int


@dataclasses.dataclass(frozen=True, slots=True)
class DecisionForAuthor:
    """A decision as its author reads it on the private page, signed by the moderators as a team.

    `passages` are the marked words; `changes` leads from the author's words to the suggestion, and
    `open_proposal` is that suggestion while the author can still agree to it or not. The last ones are set for
    decisions about words that readers had seen: `is_interim` for a hiding that reports set off by themselves,
    `is_over` when it does not hold any more, `step` for a measure on the person, `can_be_appealed` while somebody
    else can be asked to look again.
    """

    key: uuid.UUID
    outcome: str
    decided_at: datetime.datetime
    organisation_name: str
    rule: str
    how_to_fix: str
    passages: tuple[str, ...]
    words: str
    open_proposal: Revision | None
    changes: tuple[Stretch, ...]
    is_about_shown: bool = False
    is_interim: bool = False
    is_over: bool = False
    law: str = ""
    ends_at: datetime.datetime | None = None
    pinned_note: str = ""
    pinned_source: str = ""
    step: str = ""
    step_until: datetime.datetime | None = None
    can_be_appealed: bool = False
    rules_version: int = 0
    """The version of the house rules that it cites; 0 where it cites none."""
    appeal: str = ""
    """Where the newest appeal against it stands: "waits", or its outcome; empty where there is none."""


# --- The promise --------------------------------------------------------------------------------------------------


def promised_on(sent_on: datetime.date, working_days: int) -> datetime.date:
    """The day by whose end a person reads what was sent: that many working days (Monday to Friday) later."""
    day = sent_on
    left = working_days
    while left > 0 or day.weekday() > 4:
        day += datetime.timedelta(days=1)
        left -= day.weekday() < 5
    return day


def late_before(today: datetime.date, working_days: int) -> datetime.date:
    """The first day of sending whose promise still holds today: whatever was sent before it is late."""
    day = today
    while promised_on(day - datetime.timedelta(days=1), working_days) >= today:
        day -= datetime.timedelta(days=1)
    return day


def _is_late(spaces: Iterable[Space]) -> Q:
    """"Late" as a condition on Revision, one part for each promise that spaces make."""
    today = timezone.localdate()
    days = {space.pk: space.reading_days for space in spaces}
    condition = Q(pk__in=[])
    for promise in set(days.values()):
        first_day = late_before(today, promise)
        start = timezone.make_aware(datetime.datetime.combine(first_day, datetime.time.min))
        condition |= Q(
            created_at__lt=start, contribution__space_id__in=[pk for pk, kept in days.items() if kept == promise]
        )
    return condition


# --- The queue ----------------------------------------------------------------------------------------------------


# Many who acted together are decided about at once (queries/together.py) and leave the queue to everybody else; who
# may be in danger is read all the same.
_IS_SET_ASIDE = Q(contribution__is_set_aside=True, contribution__hold=Hold.NONE, contribution__urgency__lt=5)


def _waiting_revisions(spaces: Iterable[Space]) -> QuerySet[Revision]:
    later = Revision.objects.filter(
        contribution=OuterRef("contribution"), written_by=Revision.WrittenBy.AUTHOR, number__gt=OuterRef("number")
    )
    return Revision.objects.filter(
        ~Exists(later),
        review__in=WAITING,
        written_by=Revision.WrittenBy.AUTHOR,
        contribution__lifecycle__in=READ_BEFORE_SHOWING,
        contribution__space__in=list(spaces),
    ).exclude(_IS_SET_ASIDE)


def waiting_revision(contribution: Contribution) -> Revision | None:
    """The author's newest wording, if it waits for a person."""
    newest = contribution.revisions.filter(written_by=Revision.WrittenBy.AUTHOR).last()
    if newest is None or newest.review not in WAITING or contribution.lifecycle not in READ_BEFORE_SHOWING:
        return None
    return newest


def open_case(contribution: Contribution) -> Case | None:
    """The case in which a decision about the contribution is pending, if somebody has ever taken it."""
    return Case.objects.filter(contribution=contribution, kind=Case.Kind.READING, state__in=OPEN).first()


def queue(
    actor: Actor, *, limit: int = 8, spaces: list[Space] | None = None, care: Care | None = None
) -> list[Waiting]:
    """What the actor could read next: own claims first, then by urgency, then who has waited longest.

    What a colleague is reading is left out, and so are the topics that the actor leaves to others; what the actor put
    back before comes last. `spaces` and `care`, when they were read already, are those of `moderated_spaces(actor)`
    and `care_of(actor)`.
    """
    spaces = list(moderated_spaces(actor)) if spaces is None else spaces
    care = care_of(actor) if care is None else care
    account_id = actor.account.pk if actor.account else None
    cases = Case.objects.filter(contribution=OuterRef("contribution"), kind=Case.Kind.READING, state__in=OPEN)
    leased = cases.filter(state=Case.State.CLAIMED, claimed_until__gt=timezone.now())
    found = (
        _waiting_revisions(spaces)
        .filter(~Exists(leased.exclude(claimed_by=account_id)))
        .exclude(contribution__author__in=_own_personas(actor, spaces))
        .annotate(
            is_mine=Exists(leased.filter(claimed_by=account_id)),
            was_passed_back=Exists(cases.filter(passed_back_by__contains=[account_id])),
            is_late=Choose(When(_is_late(spaces), then=Value(True)), default=Value(False)),
            topics=topics_at("contribution"),
        )
        .select_related("contribution__service")
        .order_by("-is_mine", "was_passed_back", F("contribution__urgency").desc(), "created_at", "pk")
    )
    by_key = {space.pk: space for space in spaces}
    waiting = [_waiting(one, by_key[one.contribution.space_id]) for one in _offered(found, care)[:limit]]
    return [one for one in waiting if one.is_mine or not is_fresh_and_about(one.revision.text, one.since, care.leaves)]


def _offered(found: QuerySet[Revision], care: Care) -> QuerySet[Revision]:
    """Without what the moderator does not get now; own claims stay theirs. Neither a pause nor a count of what is
    hard to read keeps words back whose author ticked that somebody may be in danger."""
    is_in_danger = Q(contribution__urgency__gte=IN_DANGER)
    if care.paused_until(timezone.now()):
        found = found.filter(Q(is_mine=True) | is_in_danger)
    if care.leaves:
        found = found.filter(Q(is_mine=True) | ~about_topics(care.leaves, "contribution"))
    if care.has_seen_enough:
        found = found.filter(Q(is_mine=True) | is_in_danger | ~about_topics(care.avoids, "contribution"))
    return found


def _waiting(revision: Revision, space: Space) -> Waiting:
    contribution = revision.contribution
    # Known already: no query for a space that was just read.
    contribution.space = space
    return Waiting(
        contribution=contribution,
        revision=revision,
        is_mine=revision.is_mine,  # type: ignore[attr-defined]
        was_passed_back=revision.was_passed_back,  # type: ignore[attr-defined]
        promised_on=promised_on(timezone.localdate(revision.created_at), space.reading_days),
        is_late=revision.is_late,  # type: ignore[attr-defined]
        topics=tuple(revision.topics),  # type: ignore[attr-defined]
    )


def queue_count(actor: Actor, *, spaces: list[Space] | None = None, care: Care | None = None) -> QueueCount:
    """How much waits in the spaces that the actor moderates, whoever reads it; with `care` also how much of it is
    about what they leave to others."""
    spaces = list(moderated_spaces(actor)) if spaces is None else spaces
    others = Case.objects.filter(
        contribution=OuterRef("contribution"),
        kind=Case.Kind.READING,
        state=Case.State.CLAIMED,
        claimed_until__gt=timezone.now(),
    ).exclude(claimed_by=actor.account.pk if actor.account else None)
    avoids: Collection[str] = care.avoids if care else ()
    found = _waiting_revisions(spaces).aggregate(
        waiting=Count("pk"),
        late=Count("pk", filter=_is_late(spaces)),
        with_colleagues=Count("pk", filter=Exists(others)),
        **({"left_to_others": Count("pk", filter=about_topics(avoids, "contribution"))} if avoids else {}),
    )
    return QueueCount(**found)


def waiting_count(actor: Actor) -> int:
    """How many wordings wait for a person in the spaces that the actor moderates."""
    return queue_count(actor).waiting


# --- Read afterwards ----------------------------------------------------------------------------------------------


def _unread_afterwards() -> QuerySet[Contribution]:
    """What was shown without a person and that no person has read since.

    Whatever the space's mode is by now: the promise was made when the words were shown. Left out is what lies in
    another list (reported, held, hidden), what somebody decided about, and comments of surveys, which nobody sent here.
    """
    decided = Decision.objects.filter(
        revision=OuterRef("shown_revision"), is_automatic=False, reopened_at__isnull=True
    )
    reported = Case.objects.filter(contribution=OuterRef("pk"), kind=Case.Kind.REPORT, state__in=UNDECIDED)
    return (
        Contribution.objects.filter(
            ~Exists(decided),
            ~Exists(reported),
            shown_review=Review.NOT_REQUIRED,
            shown_revision__isnull=False,
            lifecycle__in=READ_BEFORE_SHOWING,
            hold=Hold.NONE,
        )
        .exclude(kind=Kind.SURVEY_COMMENT)
        .exclude(restriction__in=OUT_OF_SIGHT)
    )


def is_unread_afterwards(contribution: Contribution) -> bool:
    """Whether a contribution was shown without a person and still waits to be read."""
    return _unread_afterwards().filter(pk=contribution.pk).exists()


def unread_afterwards(
    actor: Actor, *, spaces: list[Space], limit: int = 20, care: Care | None = None
) -> tuple[list[Unread], int]:
    """What the actor could read afterwards in `spaces`, those of `moderated_spaces(actor)`: the oldest, and how much
    there is in all. The actor's own words are a colleague's to read, and so is what they leave to others."""
    own = _own_personas(actor, spaces)
    care = care_of(actor) if care is None else care
    found = _unread_afterwards().filter(space__in=spaces).exclude(author__in=own)
    if care.avoids:
        found = found.exclude(about_topics(care.avoids, "pk"))
    shown = found.select_related("shown_revision", "service").annotate(topics=topics_at("pk"))
    oldest = shown.order_by("shown_revision__created_at", "pk")[:limit]
    by_key = {space.pk: space for space in spaces}
    today = timezone.localdate()
    return [_unread(contribution, by_key[contribution.space_id], today) for contribution in oldest], found.count()


def _unread(contribution: Contribution, space: Space, today: datetime.date) -> Unread:
    revision = contribution.shown_revision
    assert revision is not None
    # Known already: no query for a space that was just read.
    contribution.space = space
    due = promised_on(timezone.localdate(revision.created_at), space.reading_days)
    topics = tuple(contribution.topics)  # type: ignore[attr-defined]
    # Where words are read when somebody reports them, nobody promised a day.
    is_late = due < today and space.moderation_mode != ModerationMode.REPORTED
    return Unread(contribution, revision, promised_on=due, is_late=is_late, topics=topics)


def unread_count(actor: Actor, *, spaces: Iterable[Space]) -> int:
    """How much was shown unread in `spaces`, those of `moderated_spaces(actor)`, and was promised to be read since;
    one query, and one for who the actor is there."""
    promised = [space for space in spaces if space.moderation_mode != ModerationMode.REPORTED]
    return _unread_afterwards().filter(space__in=promised).exclude(author__in=_own_personas(actor, promised)).count()


def _own_personas(actor: Actor, spaces: Iterable[Space]) -> set[uuid.UUID]:
    return personas_of(account=actor.account, scope_keys=[space.pk for space in spaces]) if actor.account else set()


# --- Beside the words ---------------------------------------------------------------------------------------------


def author_history(contribution: Contribution) -> AuthorHistory:
    """What else this author sent in this space. Other spaces are never looked at."""
    earlier = Contribution.objects.filter(author=contribution.author_id, space=contribution.space_id).exclude(
        pk=contribution.pk
    )
    decided = Decision.objects.filter(case__contribution__in=earlier, reopened_at__isnull=True)
    counted = decided.aggregate(
        suggested=Count("pk", filter=Q(outcome=Decision.Outcome.PROPOSE_EDIT)),
        declined=Count("pk", filter=Q(outcome=Decision.Outcome.DECLINE)),
    )
    sent = earlier.aggregate(sent=Count("pk"), shown=Count("pk", filter=Q(is_for_staff=True)))
    return AuthorHistory(**sent, **counted)


def notes_on(contribution: Contribution) -> list[Note]:
    """What moderators wrote to one another about a contribution, oldest first."""
    return list(Note.objects.filter(contribution=contribution))


# --- Decisions ----------------------------------------------------------------------------------------------------


def decisions_on(contribution: Contribution) -> QuerySet[Decision]:
    """Every decision about a contribution, newest first, taken back or not. For moderators."""
    return _decisions().filter(case__contribution=contribution).select_related("revision")


def _decisions() -> QuerySet[Decision]:
    """Decisions, newest first, each with whether it `is_newest` of its contribution: only that can be taken back."""
    later = Decision.objects.filter(
        case__contribution=OuterRef("case__contribution"), decided_at__gt=OuterRef("decided_at")
    )
    found = Decision.objects.annotate(is_newest=~Exists(later))
    return found.select_related("rule", "proposal", "case").order_by("-decided_at")


def decisions_in(actor: Actor) -> QuerySet[Decision]:
    """Decisions in the spaces that the actor moderates, newest first."""
    return (
        _decisions()
        .filter(case__contribution__space__in=moderated_spaces(actor))
        .select_related("case__contribution__space", "case__contribution__service")
    )


def newest_own_decision(actor: Actor) -> Decision | None:
    """The actor's own last decision that still stands, for taking it back."""
    if actor.account is None:
        return None
    own = Decision.objects.filter(decided_by=actor.account).select_related("case")
    decision = own.order_by("-decided_at").first()
    return decision if decision and decision.reopened_at is None else None


def decisions_for_author(contribution: Contribution) -> list[DecisionForAuthor]:
    """What was decided about somebody's words, as their private page shows it, newest first."""
    return [
        decision_for_author(decision, contribution)
        for decision in decisions_on(contribution).prefetch_related("sanctions", "appeals")
        if decision.reopened_at is None and decision.outcome != Decision.Outcome.KEEP
    ]


def decision_for_author(decision: Decision, contribution: Contribution) -> DecisionForAuthor:
    """One decision as its author reads it; its sanctions and appeals are read with it."""
    own, proposal = decision.revision, decision.proposal
    now = timezone.now()
    sanction = next(iter(decision.sanctions.all()), None)
    is_ended = decision.ends_at is not None and decision.ends_at <= now
    own_appeal = (Appeal.About.DECISION, Appeal.Side.AUTHOR)
    against = [one for one in decision.appeals.all() if (one.about, one.side) == own_appeal]
    appeal = max(against, key=lambda one: one.number, default=None)
    is_final = decision.is_automatic or decision.source == Decision.Source.APPEAL or decision.overturned_at is not None
    return DecisionForAuthor(
        key=decision.pk,
        outcome=decision.outcome,
        decided_at=decision.decided_at,
        organisation_name=contribution.space.organisation.name,
        rule=decision.rule.text if decision.rule else "",
        how_to_fix=decision.rule.how_to_fix if decision.rule else "",
        passages=tuple(own.text[start:end] for start, end in decision.passages) if own else (),
        words=decision.words_to_author,
        open_proposal=proposal if proposal and proposal.review == Review.CHANGES_REQUESTED else None,
        changes=word_changes(own.text, proposal.text) if own and proposal else (),
        is_about_shown=decision.case.kind == Case.Kind.REPORT,
        is_interim=decision.is_automatic,
        is_over=decision.overturned_at is not None or is_ended,
        law=decision.law,
        ends_at=decision.ends_at,
        pinned_note=decision.pinned_note,
        pinned_source=decision.pinned_source,
        step=sanction.get_step_display() if sanction else "",
        step_until=sanction.until if sanction else None,
        rules_version=decision.rule.version if decision.rule else 0,
        can_be_appealed=not is_final and appeal is None and now <= decision.decided_at + APPEAL_WINDOW,
        appeal=(appeal.outcome or "waits") if appeal else "",
    )
