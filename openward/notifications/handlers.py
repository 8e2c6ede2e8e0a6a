"""What this room does when a message is written: the letter leaves at once."""

import uuid

from openward.notifications.events import MessageWritten
from openward.notifications.tasks import carry


def on_message_written(fact: MessageWritten, *, fact_id: int) -> None:
    carry(uuid.UUID(fact.key))
