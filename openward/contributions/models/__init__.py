"""Contributions: what one person said, every revision of it, where it stands on five axes, and its receipt."""

from openward.contributions.models.axes import (
    Distribution,
    Hold,
    Lifecycle,
    Restriction,
    Review,
    Standpoint,
)
from openward.contributions.models.contributions import (
    Contribution,
    Feeling,
    Kind,
    Part,
    Provenance,
    Revision,
)
from openward.contributions.models.drafts import Draft
from openward.contributions.models.masks import Mask
from openward.contributions.models.nudges import Nudge
from openward.contributions.models.receipts import Receipt

__all__ = [
    "Contribution",
    "Distribution",
    "Draft",
    "Feeling",
    "Hold",
    "Kind",
    "Lifecycle",
    "Mask",
    "Nudge",
    "Part",
    "Provenance",
    "Receipt",
    "Restriction",
    "Review",
    "Revision",
    "Standpoint",
]
