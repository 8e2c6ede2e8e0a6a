"""Who reads which message: everybody their own, and nobody another person's."""

import uuid

from django.db.models import QuerySet
from django.http import Http404

from openward.notifications.models import Message
from openward.people.access import Actor


def own_messages(actor: Actor) -> QuerySet[Message]:
    """The messages to the account that is signed in; none for everybody else."""
    if actor.account is None:
        return Message.objects.none()
    return Message.objects.filter(account=actor.account)


def message_for_opening(actor: Actor, key: uuid.UUID) -> Message:
    """The actor's own message; "not found" for another person's and for none alike."""
    message = own_messages(actor).filter(pk=key).first()
    if message is None:
        raise Http404
    return message


