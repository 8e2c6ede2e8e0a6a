"""Alerts about words on the house rules that nobody has looked at yet."""

import dataclasses
import datetime
import uuid
from collections import defaultdict

from openward.notifications.models import Message
from openward.people.models import Badge
from openward.safety.models import RuleReport
from openward.safety.models.crisis import ALERT_AGAIN_AFTER
from openward.spaces.models import RuleProposal, RuleRemark

KIND = "rule_words_danger"
FORGOTTEN_AFTER = 2 * ALERT_AGAIN_AFTER[-1]
"""A worker that stood still for longer than this does not begin with old alerts: the words wait in every list."""


def once_key_of(words_key: uuid.UUID, account_key: uuid.UUID, *, again: int = 0) -> str:
    """The key under which one alert to one person is written once; `again` counts from 1."""
    return f"{KIND}:{words_key}:{account_key}" + (f":{again}" if again else "")


@dataclasses.dataclass(frozen=True, slots=True)
class AlertAgain:
    """An alert that goes out once more, as the message that went first did."""

    first: Message
    once_key: str


def rule_alerts_due(now: datetime.datetime) -> list[AlertAgain]:
    """Alerts to repeat now: five, ten and fifteen minutes after the first, until somebody has opened one of them or
    read the words."""
    by_words: dict[uuid.UUID, list[Message]] = defaultdict(list)
    sent = Message.objects.filter(kind=KIND, created_at__gt=now - FORGOTTEN_AFTER, account__is_active=True)
    for message in sent.select_related("account"):
        by_words[uuid.UUID(message.once_key.split(":")[1])].append(message)
    due = []
    for words_key, messages in by_words.items():
        if any(one.read_at for one in messages) or _is_read(words_key):
            continue
        for first in (one for one in messages if one.once_key.count(":") == 2):
            again = sum(now >= first.created_at + after for after in ALERT_AGAIN_AFTER)
            if again:
                assert first.account is not None
                due.append(AlertAgain(first, once_key_of(words_key, first.account.pk, again=again)))
    return due


def _is_read(words_key: uuid.UUID) -> bool:
    """Whether a person has read the words or they are gone. What staff write is shown without being read first, so
    only an opened alert says that it was seen. A report of danger is read once it is decided about."""
    if RuleReport.objects.filter(pk=words_key, outcome="").exists():
        return False
    by_staff = {"persona__badge": Badge.STAFF}
    waiting = RuleProposal.objects.filter(pk=words_key, state=RuleProposal.State.WAITING).exists()
    waiting = waiting or RuleRemark.objects.filter(pk=words_key, state=RuleRemark.State.WAITING).exists()
    if waiting:
        return False
    unread = RuleProposal.objects.filter(pk=words_key, state=RuleProposal.State.OPEN, **by_staff).exists()
    return not (unread or RuleRemark.objects.filter(pk=words_key, state=RuleRemark.State.SHOWN, **by_staff).exists())
