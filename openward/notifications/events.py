"""Facts about messages. None of them names the recipient, the address or what was said."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openward.ledger.events import Fact
from openward.notifications.kinds import KINDS

_TITLES: dict[str, str | Promise] = {kind.key: kind.title for kind in KINDS}
_REASONS: dict[str, str | Promise] = {
    "kept": _("Shown here, not sent by e-mail"),
    "no_address": _("No address: shown on the receipt page only"),
    "not_wanted": _("No letters wanted: shown on the receipt page only"),
}


@dataclass(frozen=True, kw_only=True)
class _MessageFact(Fact):
    subject = "message"
    labels: ClassVar[dict[str, dict[str, str | Promise]]] = {"message_kind": _TITLES}
    also = {"contribution": "contribution_key"}
    contribution_key: str = ""
    message_kind: str


@dataclass(frozen=True, kw_only=True)
class MessageWritten(_MessageFact):
    sentence = _("A message was written: {message_kind}")


@dataclass(frozen=True, kw_only=True)
class MessageSent(_MessageFact):
    sentence = _("A message was sent by e-mail: {message_kind}")


@dataclass(frozen=True, kw_only=True)
class MessageKept(_MessageFact):
    sentence = _("A message was not sent by e-mail: {message_kind} {reason}.")
    labels = {"message_kind": _TITLES, "reason": _REASONS}
    reason: str


@dataclass(frozen=True, kw_only=True)
class MessageFailed(_MessageFact):
    sentence = _("A message could not be delivered by e-mail: {message_kind}")
    failures: int


@dataclass(frozen=True, kw_only=True)
class MessagesRead(Fact):
    sentence = _("{count} messages were read.")
    subject = "account"
    count: int
