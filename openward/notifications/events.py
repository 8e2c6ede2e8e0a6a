"""Facts about messages. None of them names the recipient, the address or what was said."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from openward.ledger.events import Fact


@dataclass(frozen=True, kw_only=True)
class _MessageFact(Fact):
    subject = "message"
    also = {"contribution": "contribution_key"}
    contribution_key: str = ""
    message_kind: str


@dataclass(frozen=True, kw_only=True)
class MessageWritten(_MessageFact):
    sentence = _("A message was written: {message_kind}.")


@dataclass(frozen=True, kw_only=True)
class MessageSent(_MessageFact):
    sentence = _("A message was sent by e-mail: {message_kind}.")


@dataclass(frozen=True, kw_only=True)
class MessageKept(_MessageFact):
    sentence = _("A message was not sent by e-mail: {message_kind} ({reason}).")
    reason: str


@dataclass(frozen=True, kw_only=True)
class MessageFailed(_MessageFact):
    sentence = _("A message could not be delivered by e-mail: {message_kind}.")
    failures: int


@dataclass(frozen=True, kw_only=True)
class MessagesRead(Fact):
    sentence = _("{count} messages were read.")
    subject = "account"
    count: int
