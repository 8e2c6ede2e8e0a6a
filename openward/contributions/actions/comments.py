"""Replying: comments under a story, and under one another."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from openward.contributions.access import receipt_hash, speaks_as_staff
from openward.contributions.actions.stories import (
    Sent,
    add_revision,
    code_for_submission,
    keep_consents,
    locked,
    next_path,
)
from openward.contributions.events import CommentSubmitted
from openward.contributions.models import Contribution, Kind, Lifecycle, Receipt, Review
from openward.ledger.actions import record
from openward.people.access import Actor, persona_actor
from openward.people.actions.personas import keep_email, make_persona, persona_of_account
from openward.people.models import Badge, Persona, Purpose
from openward.spaces.access import check_person, check_place
from openward.spaces.actions.rules import accept_rules

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
    parent = root if parent.pk == root.pk else Contribution.objects.get(pk=parent.pk)
    if parent.parent is not None and len(parent.path) >= 6 * DEEPEST_LEVEL:
        parent = parent.parent
    space = root.space
    is_staff = speaks_as_staff(by, space)
    if by.account is not None:
        badge = Badge.STAFF if is_staff else badge
        persona = persona_of_account(account=by.account, scope_key=space.pk, badge=badge, handle=handle)
    else:
        persona = make_persona(scope_key=space.pk, badge=badge, handle=handle, by=by)
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
            key=str(comment.pk),
            organisation_key=str(space.organisation_id),
            space_key=str(space.pk),
            root_key=str(root.pk),
            revision_hash=revision.sha256,
            needs_reading=True,
        ),
        by=by,
    )
    # After the fact, so that words that were sent before a lock are not said to have been refused by it.
    check_person(persona.pk, last_sent_at=last_sent_at)
    check_place(space, thread_key=root.pk, last_sent_at=last_sent_at)
    accept_rules(space=space, version=accepted_rules, persona=member or persona)
    code = code_for_submission(by)
    if email:
        keep_email(persona=persona, email=email, receipt_code=code, by=by)
    Receipt.objects.create(
        contribution=comment,
        code_hash=receipt_hash(code),
        answer_expected_on=timezone.localdate() + datetime.timedelta(days=space.answer_days),
    )
    keep_consents(contribution=comment, given=consents, language=language, by=by)
    return Sent(comment, code)
