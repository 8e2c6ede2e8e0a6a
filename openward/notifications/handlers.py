"""What this room does when a message is written: the letter leaves at once, unless it waits for more of the same."""

import uuid

from django.utils import timezone

from openward.notifications.events import MessageWritten
from openward.notifications.queries import messages_due
from openward.notifications.tasks import carry


def on_message_written(fact: MessageWritten, *, fact_id: int) -> None:
    key = uuid.UUID(fact.key)
    if messages_due(timezone.now()).filter(pk=key).exists():
        carry(key)
