"""Reading messages: those to an account, and those to the author of something."""

import datetime
import uuid

from django.db.models import Q, QuerySet
from django.utils import timezone

from openward.notifications.kinds import kind_of
from openward.notifications.models import Message
from openward.people.models import Account, Consent, Purpose

CONTRIBUTION = "contribution:"


def messages_of(account: Account) -> QuerySet[Message]:
    """Messages to somebody who signs in, newest first."""
    return Message.objects.filter(account=account).order_by("-created_at")


def unread_count(account: Account) -> int:
    """How many messages to this account have not been opened."""
    return Message.objects.filter(account=account, read_at__isnull=True).count()


def messages_about(persona_id: uuid.UUID, about: str = "") -> QuerySet[Message]:
    """Messages to an author, newest first; with `about` ("contribution:…") those about one thing."""
    found = Message.objects.filter(persona_id=persona_id)
    return (found.filter(about=about) if about else found).order_by("-created_at")


def title_of(message: Message) -> str:
    """What a message says, for a list on another room's page."""
    return str(kind_of(message.kind).title)


def messages_due(now: datetime.datetime) -> QuerySet[Message]:
    """Messages that the carrier should try to deliver now."""
    return Message.objects.filter(Q(next_try_at__isnull=True) | Q(next_try_at__lte=now), state=Message.State.WAITING)


def is_waiting_to_leave(
    about: str, kind: str, *, account: Account | None = None, persona_id: uuid.UUID | None = None
) -> bool:
    """Whether a letter of this kind to this person about this thing has not left yet: it will tell of more as well."""
    who = Q(account=account, persona__isnull=True) if account else Q(persona=persona_id, account__isnull=True)
    waiting = Message.objects.filter(who, about=about, kind=kind)
    return waiting.filter(state=Message.State.WAITING, next_try_at__gt=timezone.now()).exists()


def refuses_letters(persona_id: uuid.UUID) -> bool:
    """Whether somebody said, in their newest answer about any of their words, that we may not write to them."""
    answers = Consent.objects.filter(persona=persona_id, purpose=Purpose.CONTACT)
    newest = answers.order_by("-pk").first()
    return newest is not None and not newest.is_given


def wants_letters(message: Message) -> bool:
    """Whether the author allows us to write about this thing, by their newest answer at this moment.

    What a message is about is usually a contribution; for anything else the newest answer about any of the
    persona's own words counts. Nobody who never answered is written to.
    """
    answers = Consent.objects.filter(persona=message.persona, purpose=Purpose.CONTACT)
    if message.about.startswith(CONTRIBUTION):
        answers = answers.filter(item_key=message.about.removeprefix(CONTRIBUTION))
    newest = answers.order_by("-pk").first()
    return newest is not None and newest.is_given
