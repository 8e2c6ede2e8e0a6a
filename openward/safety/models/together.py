"""Activity in which accounts acted together: an alert that explains itself, and what was set aside because of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from openward.kit.keys import new_key
from openward.people.models import Account
from openward.spaces.models import Space


class TogetherAlert(models.Model):
    """A group that acted together more than chance explains: who, on what, how unusual. Undone whole or not at all."""

    class State(models.TextChoices):
        OPEN = "open", _("Set aside until somebody has looked")
        CONFIRMED = "confirmed", _("Somebody looked: it stays set aside")
        UNDONE = "undone", _("Somebody looked: it counts again")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="together_alerts")
    behaviour = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    personas = ArrayField(models.UUIDField())
    explanation = models.JSONField()
    """{"people", "acts", "window_s", "expected", "p_value", "sentences"}: what a moderator can check."""
    found_at = models.DateTimeField(auto_now_add=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-found_at"]

    def __str__(self) -> str:
        return f"{self.behaviour} {self.state}"


class SetAside(models.Model):
    """One contribution, report or vote that does not count while the alert stands, with what it was before."""

    alert = models.ForeignKey(TogetherAlert, on_delete=models.CASCADE, related_name="set_aside")
    kind = models.CharField(max_length=14, choices=[("contribution", "contribution"), ("report", "report")])
    key = models.UUIDField()
    before = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key", "alert"], name="set_aside_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
