"""Messages as a list of lines."""

import dataclasses
import datetime

from openward.notifications.kinds import kind_of
from openward.notifications.models import Message


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One message in somebody's list."""

    key: str
    title: str
    when: datetime.datetime
    is_new: bool


def message_line(message: Message) -> Line:
    """A message as its line."""
    return Line(str(message.pk), str(kind_of(message.kind).title), message.created_at, message.read_at is None)
