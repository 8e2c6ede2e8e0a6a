"""What was decided about words: as moderators read it, as its author does, and what lies beside the words."""

import dataclasses
import datetime
import uuid

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from openward.contributions.models import Contribution, Review, Revision
from openward.methods.wordings import Stretch, word_changes
from openward.people.access import Actor
from openward.safety.access.readings import moderated_spaces
from openward.safety.models import APPEAL_WINDOW, Appeal, Case, Decision, Note


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
    is_agreed: bool = False
    """Whether its suggestion was agreed to, so that nothing is left to put right."""
    appeal: str = ""
    """Where the newest appeal against it stands: "waits", or its outcome; empty where there is none."""


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
        is_agreed=proposal is not None and proposal.review == Review.APPROVED,
        appeal=(appeal.outcome or "waits") if appeal else "",
    )
