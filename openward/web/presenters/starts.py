"""The start page as it is printed."""

import dataclasses
import datetime
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from openward.contributions.models import Contribution, Lifecycle
from openward.notifications.models import Message
from openward.notifications.queries import title_of
from openward.web.queries.tasks import Task, Urgency


@dataclasses.dataclass(frozen=True, slots=True)
class TaskGroup:
    key: str
    title: str
    tasks: tuple[Task, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class MessageLine:
    title: str
    href: str
    at: datetime.datetime
    is_new: bool


@dataclasses.dataclass(frozen=True, slots=True)
class HeldRow:
    title: str
    space: str
    sent_on: datetime.date | None
    wants_erasing: bool


def task_groups(tasks: Iterable[Task]) -> list[TaskGroup]:
    """Now, soon, and when there is time; a group with nothing in it is left out."""
    titles = {
        Urgency.NOW: _("Today, if you can"),
        Urgency.SOON: _("This week"),
        Urgency.LATER: _("When there is time"),
    }
    found = list(tasks)
    groups = [
        TaskGroup(urgency.name.lower(), str(title), tuple(task for task in found if task.urgency == urgency))
        for urgency, title in titles.items()
    ]
    return [group for group in groups if group.tasks]


def message_lines(messages: Iterable[Message]) -> list[MessageLine]:
    """The newest messages, each with the page that opens it."""
    return [
        MessageLine(
            title_of(message), reverse("message_open", args=[message.pk]), message.created_at, message.read_at is None
        )
        for message in messages
    ]


def held_rows(held: Iterable[Contribution]) -> list[HeldRow]:
    """What is held: why, where and since when."""
    return [
        HeldRow(
            title=str(one.get_hold_display()),
            space=one.space.name,
            sent_on=timezone.localdate(one.submitted_at) if one.submitted_at else None,
            wants_erasing=one.lifecycle == Lifecycle.WITHDRAWN,
        )
        for one in held
    ]
