"""Replying: comments under a story, and under one another."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from openward.contributions.access import speaks_as_staff
from openward.contributions.actions.stories import (
    Sent,
    add_revision,
    code_for_submission,
    fact_keys,
    give_receipt,
    keep_consents,
    locked,
    next_path,
)
from openward.contributions.events import CommentSubmitted
from openward.contributions.models import Contribution, Kind, Lifecycle, Review
from openward.ledger.actions import record
from openward.people.access import Actor, persona_actor
from openward.people.actions.personas import make_persona, persona_of_account
from openward.people.models import Badge, Persona, Purpose
from openward.spaces.access import check_person, check_place
from openward.spaces.actions.rules import accept_rules
from openward.spaces.models import Space

DEEPEST_LEVEL = 6


@transaction.atomic
def submit_comment(
    *,
    parent: Contribution,
    words: str,
    badge: str,
    handle: str = "",
    email: str = "",
    consents: Iterable[str] = (Purpose.PUBLISH,),
    language: str = "en-gb",
    accepted_rules: int = 0,
    member: Persona | None = None,
    by: Actor,
) -> Sent:
    """Reply to a story or a comment. The checks and the space's mode say whether a person reads it first.
    `accepted_rules` is the version of the house rules that was ticked, by `member` where a guest speaks.

    Beyond six levels a reply joins the level above, so that a thread stays readable on a phone. Raises NotNow while
    the thread or the space is closed or slowed, or the sender may not send for a time.
    """
    root = locked(parent.root or parent)
    parent = _shallow_enough(parent, root)
    space = root.space
    is_staff = speaks_as_staff(by, space)
    badge = Badge.STAFF if is_staff else badge
    persona = _speaker(space, badge, handle, by=by)
    last_sent_at = Contribution.objects.filter(author=persona).aggregate(at=Max("submitted_at"))["at"]
    if not is_staff:
        # The ledger is read by colleagues: a patient who is signed in must stay a persona there.
        by = persona_actor(persona.pk, submission=by.submission)
    comment = Contribution.objects.create(
        space=space,
        author=persona,
        kind=Kind.COMMENT,
        lifecycle=Lifecycle.SUBMITTED,
        root=root,
        parent=parent,
        path=next_path(root, parent),
        service=root.service,
        badge=badge,
        language=language,
        submitted_at=timezone.now(),
    )
    revision = add_revision(contribution=comment, parts=[["words", words]], review=Review.PENDING)
    # First of all the fact: a form that was sent before is told from it, and must not meet its own receipt.
    record(
        CommentSubmitted(
            **fact_keys(comment), root_key=str(root.pk), revision_hash=revision.sha256, needs_reading=True
        ),
        by=by,
    )
    # After the fact, so that words that were sent before a lock are not said to have been refused by it.
    check_person(persona.pk, last_sent_at=last_sent_at)
    check_place(space, thread_key=root.pk, last_sent_at=last_sent_at)
    accept_rules(space=space, version=accepted_rules, persona=member or persona)
    code = code_for_submission(by)
    give_receipt(comment, code, email=email, by=by)
    keep_consents(contribution=comment, given=consents, language=language, by=by)
    return Sent(comment, code)


def _shallow_enough(parent: Contribution, root: Contribution) -> Contribution:
    """What a reply is put under: what it answers, or the one above at the deepest level."""
    found = root if parent.pk == root.pk else Contribution.objects.get(pk=parent.pk)
    is_deepest = len(found.path) >= 6 * DEEPEST_LEVEL
    return found.parent if is_deepest and found.parent is not None else found


def _speaker(space: Space, badge: str, handle: str, *, by: Actor) -> Persona:
    if by.account is None:
        return make_persona(scope_key=space.pk, badge=badge, handle=handle, by=by)
    return persona_of_account(account=by.account, scope_key=space.pk, badge=badge, handle=handle)
