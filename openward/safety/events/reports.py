"""Facts about reports. Who reported is never in them: the author of the words may read their history."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from openward.safety.events.cases import CaseFact


@dataclass(frozen=True, kw_only=True)
class ReportReceived(CaseFact):
    sentence = _("Somebody reported the words.")
    report_key: str
    category: str


@dataclass(frozen=True, kw_only=True)
class ReportsInvalidated(CaseFact):
    sentence = _("{count} reports were set aside: {reason}")
    count: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ReportsRestored(CaseFact):
    sentence = _("{count} reports that had been set aside count again.")
    count: int
