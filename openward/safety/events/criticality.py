"""The fact that somebody said how grave words are. It does not say how grave, and it is no part of the words' own
history, which others can read."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from openward.ledger.events import Fact


@dataclass(frozen=True, kw_only=True)
class CriticalitySet(Fact):
    sentence = _("A moderator said how grave the words are, for colleagues only.")
    subject = "criticality"
    """Named by the key of the contribution."""
