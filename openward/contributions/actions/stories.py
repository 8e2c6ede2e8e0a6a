"""Sending a story, and everything its author may do with it afterwards."""

import dataclasses
import datetime
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from openward.contributions.access import receipt_hash
from openward.contributions.actions.masks import index_words, mask_wordings
from openward.contributions.events import (
    AddressChanged,
    ContributionErased,
    ContributionPublished,
    ContributionRevised,
    ContributionUnpublished,
    ContributionWithdrawn,
    StorySubmitted,
    WordsMasked,
)
from openward.contributions.models import (
    Contribution,
    Draft,
    Hold,
    Kind,
    Lifecycle,
    Provenance,
    Receipt,
    Restriction,
    Review,
    Revision,
)
from openward.contributions.models.axes import LIFECYCLE, READ_AND_FINE
from openward.contributions.models.contributions import joined, text_hash
from openward.kit.plain_codes import plain_code
from openward.ledger.actions import record, refuse_second_sending, shred
from openward.people.access import Actor
from openward.people.actions.consents import say_consent
from openward.people.actions.personas import forget_identity, keep_email, make_persona
from openward.people.models import Persona, Purpose, Service
from openward.spaces.access import check_place
from openward.spaces.actions.rules import accept_rules
from openward.spaces.models import Space

Parts = list[list[str]]


class HeldByLaw(Exception):
    """A hold forbids erasing; the author is told that it happens when the hold ends."""


@dataclasses.dataclass(frozen=True, slots=True)
class Sent:
    """What the author is given back: the contribution and the code that opens its private page."""

    contribution: Contribution
    code: str


@dataclasses.dataclass(frozen=True, slots=True)
class Kept:
    """Words that were kept for later, and the code that opened them."""

    contribution: Contribution
    code: str


@transaction.atomic
def submit_story(
    *,
    space: Space,
    parts: Parts,
    badge: str,
    consents: Iterable[str],
    service: Service | None = None,
    happened_on: datetime.date | None = None,
    feelings: Iterable[str] = (),
    helper: str = "",
    email: str = "",
    handle: str = "",
    may_be_in_danger: bool = False,
    language: str = "en-gb",
    provenance: Provenance = Provenance.WEB,
    draft: Kept | None = None,
    accepted_rules: int = 0,
    by: Actor,
) -> Sent:
    """Send a story. Every story starts as "pending": the checks and the space's mode say whether a person reads it
    before anybody else does. `accepted_rules` is the version of the house rules that its author ticked.

    With `draft`, words that were kept for later are sent, and keep their code. Raises SentTwice when the form was sent
    before; `code_for_submission` then gives the same code again. Raises IllegalMove for a draft that was sent or
    erased meanwhile, and NotNow while the space is closed to new words.
    """
    contribution = _authored(space, draft, badge, handle, by=by)
    for name, value in {
        "provenance": provenance,
        "lifecycle": Lifecycle.SUBMITTED,
        "service": service,
        "happened_on": happened_on.replace(day=1) if happened_on else None,
        "badge": badge,
        "helper": helper,
        "feelings": sorted(feelings),
        "language": language,
        "urgency": 5 if may_be_in_danger else 0,
        "submitted_at": timezone.now(),
    }.items():
        setattr(contribution, name, value)
    contribution.save()
    revision = add_revision(contribution=contribution, parts=parts, review=Review.PENDING)
    # First of all the fact: a form that was sent before is told from it, and must not meet its own receipt.
    record(
        StorySubmitted(
            **fact_keys(contribution), provenance=provenance, revision_hash=revision.sha256, needs_reading=True
        ),
        by=by,
    )
    # After the fact, so that words that were sent before a lock are not said to have been refused by it.
    check_place(space, thread_key=None, last_sent_at=None)
    accept_rules(space=space, version=accepted_rules, persona=contribution.author)
    code = draft.code if draft else code_for_submission(by)
    give_receipt(contribution, code, email=email, by=by)
    keep_consents(contribution=contribution, given=consents, language=language, by=by)
    return Sent(contribution, code)


def _authored(space: Space, draft: Kept | None, badge: str, handle: str, *, by: Actor) -> Contribution:
    """The contribution with its author: those of the draft, or new ones."""
    if draft is None:
        author = make_persona(scope_key=space.pk, badge=badge, handle=handle, by=by)
        return Contribution(space=space, kind=Kind.STORY, author=author)
    contribution = _drafted(draft.contribution, by)
    Persona.objects.filter(pk=contribution.author_id).update(badge=badge, handle=handle)
    return contribution


def _drafted(draft: Contribution, by: Actor) -> Contribution:
    current = locked(draft)
    if current.lifecycle != Lifecycle.DRAFT:
        refuse_second_sending(by)
    LIFECYCLE.check(current.lifecycle, Lifecycle.SUBMITTED)
    Draft.objects.filter(contribution=current).delete()
    return current


def code_for_submission(by: Actor) -> str:
    """The receipt code that belongs to the form an actor sends: the same for the same form, random without one."""
    return plain_code(by.submission.value if by.submission else "", key=settings.SECRETS.receipt_key)


def give_receipt(contribution: Contribution, code: str, *, email: str, by: Actor) -> None:
    """The author's way back by the code, and by a letter if there is an address. A draft had a receipt already. Part of
    sending."""
    if email:
        keep_email(persona=contribution.author, email=email, receipt_code=code, by=by)
    Receipt.objects.bulk_create(
        [
            Receipt(
                contribution=contribution,
                code_hash=receipt_hash(code),
                answer_expected_on=timezone.localdate() + datetime.timedelta(days=contribution.space.answer_days),
            )
        ],
        update_conflicts=True,
        unique_fields=["contribution"],
        update_fields=["code_hash", "answer_expected_on"],
    )


def add_revision(
    *,
    contribution: Contribution,
    parts: Parts,
    review: Review,
    written_by: Revision.WrittenBy = Revision.WrittenBy.AUTHOR,
    change_reason: str = "",
) -> Revision:
    """Freeze a wording as the next revision. Part of an action, never one by itself."""
    text = joined(parts)
    revision = Revision.objects.create(
        contribution=contribution,
        number=contribution.revisions.count() + 1,
        written_by=written_by,
        parts=parts,
        text=text,
        sha256=text_hash(text),
        review=review,
        change_reason=change_reason,
    )
    mask_wordings([revision], organisation_id=contribution.space.organisation_id)
    return revision


def locked(contribution: Contribution) -> Contribution:
    """The same contribution, read again and locked until the transaction ends."""
    return (
        Contribution.objects.select_for_update(of=("self",)).select_related("space", "author").get(pk=contribution.pk)
    )


def show_revision(contribution: Contribution, revision: Revision, *, by: Actor) -> None:
    """Make an approved wording the one that readers see, and the one that search finds. Saves the contribution, and
    records when words of it are covered."""
    if revision.review not in READ_AND_FINE:
        raise ValueError("only a wording that was read and approved can be shown")
    if revision.masks and contribution.shown_revision_id != revision.pk:
        covered = len(revision.masks)
        record(WordsMasked(**fact_keys(contribution), revision_number=revision.number, covered=covered), by=by)
    contribution.shown_revision = revision
    contribution.shown_review = revision.review
    contribution.save()
    index_words(contribution, revision)


def settle_lifecycle(contribution: Contribution, *, by: Actor) -> None:
    """Publish what may be published now, and take out of sight what may not. Saves and records when it changes."""
    may_show = (
        contribution.may_publish
        and contribution.shown_revision_id is not None
        and contribution.shown_review in READ_AND_FINE
        and contribution.hold == Hold.NONE
    )
    keys = fact_keys(contribution)
    if contribution.lifecycle == Lifecycle.SUBMITTED and may_show:
        contribution.lifecycle = Lifecycle.PUBLISHED
        contribution.published_on = contribution.published_on or timezone.localdate()
        contribution.save(update_fields=["lifecycle", "published_on"])
        record(ContributionPublished(**keys), by=by)
    elif contribution.lifecycle == Lifecycle.PUBLISHED and not contribution.may_publish:
        contribution.lifecycle = Lifecycle.SUBMITTED
        contribution.save(update_fields=["lifecycle"])
        record(ContributionUnpublished(**keys), by=by)
    count_comments(contribution)


def fact_keys(contribution: Contribution) -> dict[str, str]:
    """The keys that every fact about a contribution carries."""
    return {
        "key": str(contribution.pk),
        "organisation_key": str(contribution.space.organisation_id),
        "space_key": str(contribution.space_id),
    }


def count_comments(contribution: Contribution) -> None:
    """Keep the number of readable comments on the story that a contribution belongs to."""
    root_id = contribution.root_id
    if root_id is not None:
        readable = Contribution.objects.filter(root_id=root_id, is_for_everyone=True).count()
        Contribution.objects.filter(pk=root_id).update(comment_count=readable)


@transaction.atomic
def keep_consents(*, contribution: Contribution, given: Iterable[str], language: str, by: Actor) -> None:
    """Keep what the author allows; words that may no longer be shown disappear at once, wherever they are quoted."""
    allowed = say_consent(
        persona=contribution.author,
        item_key=contribution.pk,
        given=given,
        language=language,
        organisation_key=str(contribution.space.organisation_id),
        by=by,
    )
    current = locked(contribution)
    for purpose in Purpose.values:
        setattr(current, f"may_{purpose}", purpose in allowed)
    current.save(update_fields=[f"may_{purpose}" for purpose in Purpose.values])
    settle_lifecycle(current, by=by)
    contribution.refresh_from_db()


@transaction.atomic
def change_consents(
    *, contribution: Contribution, given: Iterable[str], email: str, code: str, language: str, by: Actor
) -> None:
    """The author changes what is allowed. An address is replaced by `email`, kept when it is empty, and forgotten
    when writing is no longer allowed: it would have no purpose."""
    allowed = frozenset(given)
    if email or Purpose.CONTACT not in allowed:
        address = email if Purpose.CONTACT in allowed else ""
        keep_email(persona=contribution.author, email=address, receipt_code=code, by=by)
        record(AddressChanged(**fact_keys(contribution)), by=by)
    keep_consents(contribution=contribution, given=allowed, language=language, by=by)


@transaction.atomic
def revise(*, contribution: Contribution, parts: Parts, accepted_rules: int = 0, by: Actor) -> Revision:
    """The author changes the words. The wording shown so far stays until the new one is read (C11). `accepted_rules`
    is the version of the house rules that its author ticked with the new words."""
    current = locked(contribution)
    if current.lifecycle not in {Lifecycle.SUBMITTED, Lifecycle.PUBLISHED}:
        raise ValueError("words that were taken back, put away or erased cannot be changed")
    # An unread older wording is superseded: a moderator must never spend time on it.
    unread = [Review.PENDING, Review.IN_REVIEW, Review.CHANGES_REQUESTED, Review.ESCALATED]
    current.revisions.filter(review__in=unread).update(review=Review.REJECTED)
    if current.shown_revision_id is not None and current.shown_review in unread:
        current.shown_review = Review.REJECTED
        current.save(update_fields=["shown_review"])
    revision = add_revision(contribution=current, parts=parts, review=Review.PENDING)
    accept_rules(space=current.space, version=accepted_rules, persona=current.author)
    record(ContributionRevised(**fact_keys(current), revision_hash=revision.sha256, needs_reading=True), by=by)
    return revision


@transaction.atomic
def withdraw(*, contribution: Contribution, by: Actor) -> None:
    """The author takes the words back: nobody reads them any more, and quotes of them disappear."""
    current = locked(contribution)
    LIFECYCLE.check(current.lifecycle, Lifecycle.WITHDRAWN)
    current.lifecycle = Lifecycle.WITHDRAWN
    current.save(update_fields=["lifecycle"])
    record(ContributionWithdrawn(**fact_keys(current)), by=by)
    count_comments(current)


@transaction.atomic
def erase(*, contribution: Contribution, by: Actor) -> None:
    """Erase the words, every revision, the search index and what the vault holds. A tombstone with a hash stays.

    Raises HeldByLaw while a legal or safeguarding hold stands.
    """
    current = locked(contribution)
    if current.hold in {Hold.LEGAL, Hold.SAFEGUARDING}:
        raise HeldByLaw
    LIFECYCLE.check(current.lifecycle, Lifecycle.ERASED)
    last = current.revisions.last()
    words_hash = last.sha256 if last else ""
    keys = fact_keys(current)
    current.lifecycle = Lifecycle.ERASED
    current.shown_revision = None
    current.shown_review = Review.PENDING
    current.search = None
    current.survey = None
    current.helper = ""
    current.feelings = []
    current.happened_on = None
    current.restriction = Restriction.NONE
    current.restriction_reason = ""
    current.restriction_ends_at = None
    current.save()
    current.revisions.all().delete()
    Draft.objects.filter(contribution=current).delete()
    if not current.author.contributions.exclude(lifecycle=Lifecycle.ERASED).exists():
        Persona.objects.filter(pk=current.author_id).update(handle="")
        forget_identity(persona=current.author, organisation_key=keys["organisation_key"], by=by)
    shred(about=[f"contribution:{current.pk}", f"persona:{current.author_id}"])
    record(ContributionErased(**keys, words_hash=words_hash), by=by)
    count_comments(current)
    contribution.refresh_from_db()


def next_path(root: Contribution, parent: Contribution) -> str:
    """Where a new reply goes in its thread; the root must be locked."""
    prefix = parent.path if parent.pk != root.pk else ""
    siblings = Contribution.objects.filter(parent=parent).count()
    return f"{prefix}{siblings + 1:06d}"
