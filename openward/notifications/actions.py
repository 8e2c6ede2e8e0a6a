"""Telling people, and keeping what became of each message."""

import datetime
import uuid
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone

from openward.ledger.actions import record
from openward.notifications.events import MessageFailed, MessageKept, MessageSent, MessagesRead, MessageWritten
from openward.notifications.kinds import For, check_values, kind_of
from openward.notifications.models import Message
from openward.people.access import Actor
from openward.people.models import Account, Persona

MOST_TRIES = 8


@transaction.atomic
def tell(
    *,
    persona: Persona | None = None,
    account: Account | None = None,
    kind: str,
    about: str,
    values: Mapping[str, str] | None = None,
    once_key: str,
    language: str = "en-gb",
    not_before: datetime.datetime | None = None,
    by: Actor,
) -> Message:
    """Write one message to one person; the same `once_key` again gives the message already written.

    Its letter leaves at once, or with `not_before` then, so that what happens until then needs no letter of its own.

    `about` is "subject:key". Raises UnknownKind for a kind that is not declared and ValueError for values or a
    recipient that the kind does not take.
    """
    declared = kind_of(kind)
    given = dict(values or {})
    check_values(declared, given)
    is_for_persona = declared.is_for is not For.STAFF
    if (persona is not None) != is_for_persona or (account is not None) == (persona is not None):
        raise ValueError(f"{kind} is a message to one {declared.is_for.value}")
    known = Message.objects.filter(once_key=once_key).first()
    if known:
        return known
    try:
        with transaction.atomic():
            message = Message.objects.create(
                persona=persona,
                account=account,
                kind=kind,
                about=about,
                values=given,
                language=language,
                next_try_at=not_before,
                once_key=once_key,
                state=Message.State.WAITING if declared.by_mail else Message.State.KEPT,
            )
    except IntegrityError:
        # Two tellers at once: the other one wrote it.
        return Message.objects.get(once_key=once_key)
    record(
        MessageWritten(**_keys(message), space_key=str(persona.scope_key) if persona else ""),
        by=by,
    )
    return message


@transaction.atomic
def keep_as_sent(*, message: Message, by: Actor) -> None:
    """The mail server took the letter. The message must be locked by the caller."""
    message.state = Message.State.SENT
    message.sent_at = timezone.now()
    message.next_try_at = None
    message.save(update_fields=["state", "sent_at", "next_try_at"])
    record(MessageSent(**_keys(message)), by=by)


@transaction.atomic
def keep_as_unsent(*, message: Message, state: Message.State, by: Actor) -> None:
    """There is nowhere to send it, or the person wants no letters: it is read on their page alone."""
    message.state = state
    message.next_try_at = None
    message.save(update_fields=["state", "next_try_at"])
    record(MessageKept(**_keys(message), reason=str(state)), by=by)


@transaction.atomic
def count_failure(*, message: Message, by: Actor) -> None:
    """A try failed: wait longer before each next one, and give up after the eighth."""
    message.failures += 1
    if message.failures < MOST_TRIES:
        message.next_try_at = timezone.now() + datetime.timedelta(minutes=2**message.failures)
        message.save(update_fields=["failures", "next_try_at"])
        return
    message.state = Message.State.FAILED
    message.next_try_at = None
    message.save(update_fields=["state", "failures", "next_try_at"])
    record(MessageFailed(**_keys(message), failures=message.failures), by=by)


@transaction.atomic
def mark_read(*, account: Account, key: uuid.UUID | None = None, by: Actor) -> int:
    """Keep that somebody opened one of their messages, or all of them; returns how many were new to them."""
    unread = Message.objects.filter(account=account, read_at__isnull=True)
    if key is not None:
        unread = unread.filter(pk=key)
    count = unread.update(read_at=timezone.now())
    if count:
        record(MessagesRead(key=str(account.pk), count=count), by=by)
    return count


def _keys(message: Message) -> dict[str, str]:
    subject, _colon, key = message.about.partition(":")
    return {
        "key": str(message.pk),
        "message_kind": message.kind,
        "contribution_key": key if subject == "contribution" else "",
    }
