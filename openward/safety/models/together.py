"""Activity in which people acted together: an alert that explains itself, and what was set aside because of it."""

import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from openward.kit.keys import new_key
from openward.kit.state_graphs import StateGraph
from openward.people.models import Account
from openward.spaces.models import Space

ENDS_AFTER = datetime.timedelta(days=7)
"""What a machine set aside counts again after so long when nobody has looked."""


class TogetherAlert(models.Model):
    """Many who acted together, far beyond what the space had seen: who, on what, how unusual. Undone whole."""

    class State(models.TextChoices):
        NOTICED = "noticed", _("Noticed: everything counts as before")
        OPEN = "open", _("Set aside until somebody has looked")
        CONFIRMED = "confirmed", _("Somebody looked: it stays set aside")
        UNDONE = "undone", _("Somebody looked: it counts again")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="together_alerts")
    behaviour = models.CharField(max_length=20)
    """The plainest reason (`openward.methods.raids.Reason`)."""
    state = models.CharField(max_length=10, choices=State, default=State.NOTICED)
    personas = ArrayField(models.UUIDField())
    """Who, in the order in which they first acted: their place here is the number that moderators see."""
    explanation = models.JSONField()
    """{"people", "acts", "evidence": [{"reason", "people", "window_s", "at", "expected", "busiest", "stretches",
    "chance", "occasions", "target", "text_of"}]}: what a moderator can check. Keys, figures, and no words."""
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    """When the first and the last of its acts were."""
    found_at = models.DateTimeField()
    grown_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    """When it counts again by itself; none once somebody has looked."""
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-found_at"]
        indexes = [models.Index(fields=["space", "-ended_at"], name="together_of_space")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="open") | models.Q(ends_at__isnull=False), name="set_aside_ends"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.behaviour} {self.state}"


STANDING = (TogetherAlert.State.OPEN, TogetherAlert.State.CONFIRMED)
"""The states in which what belongs to an alert is set aside."""

TOGETHER = StateGraph(
    "together",
    TogetherAlert.State.NOTICED,
    {
        TogetherAlert.State.NOTICED: frozenset(
            {TogetherAlert.State.OPEN, TogetherAlert.State.CONFIRMED, TogetherAlert.State.UNDONE}
        ),
        TogetherAlert.State.OPEN: frozenset({TogetherAlert.State.CONFIRMED, TogetherAlert.State.UNDONE}),
        TogetherAlert.State.CONFIRMED: frozenset({TogetherAlert.State.UNDONE}),
        # Setting aside again is a person's decision.
        TogetherAlert.State.UNDONE: frozenset({TogetherAlert.State.CONFIRMED}),
    },
)


class SetAside(models.Model):
    """One contribution or report that belongs to an alert. It counts for nothing while any such alert stands."""

    alert = models.ForeignKey(TogetherAlert, on_delete=models.CASCADE, related_name="set_aside")
    kind = models.CharField(max_length=14, choices=[("contribution", "contribution"), ("report", "report")])
    key = models.UUIDField()
    before = models.JSONField(default=dict)
    """For a report: {"hidden": key of the automatic decision that rested on it and was ended}, to hide again."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key", "alert"], name="set_aside_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
