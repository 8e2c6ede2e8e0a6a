"""Facts about what an organisation shows of its moderation, and whom it let count for themselves."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from openward.ledger.events import Fact


@dataclass(frozen=True, kw_only=True)
class FiguresReleased(Fact):
    sentence = _("The figures of how the rules were kept were shown to everybody: {quarter}.")
    subject = "organisation"
    quarter: str


@dataclass(frozen=True, kw_only=True)
class DecisionsExported(Fact):
    sentence = _("Every decision ({decision_count}) was exported for an audit, without anybody’s identity: {reason}")
    subject = "organisation"
    shred = ("reason",)
    export_key: str
    decision_count: int
    chain_links: int
    file_hash: str
    reason: str
