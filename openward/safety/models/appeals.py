"""Appeals: somebody else looks again."""

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from openward.kit.keys import new_key
from openward.kit.state_graphs import StateGraph
from openward.people.models import Account
from openward.safety.models.decisions import Decision

APPEAL_WINDOW = datetime.timedelta(days=183)
"""Six months from being told (EU 2022/2065, Article 20)."""

APPEAL_DUE = datetime.timedelta(days=7)


class Appeal(models.Model):
    """One appeal against one decision; a second one only on new facts. Never decided by who decided first."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for somebody else to look")
        ASSIGNED = "assigned", _("Somebody else is looking at it")
        UPHELD = "upheld", _("The decision stands")
        OVERTURNED = "overturned", _("The decision was wrong and is undone")
        VARIED = "varied", _("A milder decision takes its place")
        NOTIFIED = "notified", _("Decided, and everybody was told")
        CLOSED = "closed", _("Closed")

    class Side(models.TextChoices):
        AUTHOR = "author", _("The author of the words")
        REPORTER = "reporter", _("Somebody who reported them")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="appeals")
    number = models.PositiveSmallIntegerField(default=1)
    side = models.CharField(max_length=8, choices=Side, default=Side.AUTHOR)
    words = models.TextField()
    new_facts = models.TextField(blank=True)
    """What was not known when the first appeal was decided; needed for a second one."""
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    outcome = models.CharField(max_length=12, choices=State, blank=True)
    """Upheld, overturned or varied: kept when the appeal is closed."""
    assigned_to = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    is_in_pool = models.BooleanField(default=False)
    """Whether moderators of other organisations may take it, because here nobody else can."""
    reason = models.TextField(blank=True)
    """Why, in kind words to the person who appealed."""
    cause = models.CharField(max_length=40, blank=True)
    """Why the first decision went wrong, for those who look after the rules."""
    replacement = models.ForeignKey(Decision, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    """The milder decision that takes the place of the first."""
    opened_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["opened_at"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "side", "number"], name="appeal_number_once"),
            models.CheckConstraint(condition=models.Q(number__lte=2), name="two_appeals_at_most"),
            models.CheckConstraint(
                condition=models.Q(number=1) | ~models.Q(new_facts=""), name="second_appeal_brings_new_facts"
            ),
        ]

    def __str__(self) -> str:
        return f"appeal {self.number}, {self.state}"


APPEAL = StateGraph(
    "appeal",
    Appeal.State.OPEN,
    {
        Appeal.State.OPEN: frozenset({Appeal.State.ASSIGNED, Appeal.State.CLOSED}),
        Appeal.State.ASSIGNED: frozenset(
            {
                Appeal.State.OPEN,
                Appeal.State.UPHELD,
                Appeal.State.OVERTURNED,
                Appeal.State.VARIED,
                Appeal.State.CLOSED,
            }
        ),
        Appeal.State.UPHELD: frozenset({Appeal.State.NOTIFIED}),
        Appeal.State.OVERTURNED: frozenset({Appeal.State.NOTIFIED}),
        Appeal.State.VARIED: frozenset({Appeal.State.NOTIFIED}),
        Appeal.State.NOTIFIED: frozenset({Appeal.State.CLOSED}),
        Appeal.State.CLOSED: frozenset(),
    },
)
