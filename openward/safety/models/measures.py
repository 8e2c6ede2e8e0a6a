"""Measures on people and on places: a ladder of steps, strikes that expire, slow mode, locks, raid mode."""

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from openward.contributions.models import Contribution
from openward.kit.keys import new_key
from openward.kit.state_graphs import StateGraph
from openward.people.models import Account, Persona
from openward.safety.models.decisions import Decision
from openward.spaces.models import Space

STRIKE_LASTS = datetime.timedelta(days=90)


class Step(models.TextChoices):
    """The ladder of measures on somebody in one space, mildest first. A machine goes no further than "read first"."""

    OK = "ok", _("None")
    NUDGED = "nudged", _("Reminded of the rules")
    WARNED = "warned", _("Warned")
    RATE_LIMITED = "rate_limited", _("Can send one thing an hour")
    PRE_MODERATED = "pre_moderated", _("Read before anything is shown")
    READ_ONLY = "read_only", _("Can read but not send, for a time")
    SUSPENDED = "suspended", _("Cannot take part, for a time")
    REMOVED = "removed", _("Cannot take part any more")


class Sanction(models.Model):
    """The step that somebody stands on in one space. Without a row there is no measure."""

    persona = models.OneToOneField(Persona, on_delete=models.CASCADE, primary_key=True, related_name="sanction")
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="sanctions")
    step = models.CharField(max_length=14, choices=Step, default=Step.OK)
    until = models.DateTimeField(null=True, blank=True)
    decision = models.ForeignKey(Decision, on_delete=models.SET_NULL, null=True, blank=True, related_name="sanctions")
    """The decision it rests on; none only for "read first" after many refusals, which a machine may set."""
    reason = models.TextField()
    """Why, in words to the person."""
    set_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(step__in=["ok", "nudged", "warned", "rate_limited", "pre_moderated"])
                | models.Q(decision__isnull=False),
                name="grave_steps_rest_on_a_decision",
            ),
            models.CheckConstraint(
                condition=~models.Q(step__in=["read_only", "suspended"]) | models.Q(until__isnull=False),
                name="read_only_and_suspended_end",
            ),
        ]

    def __str__(self) -> str:
        return self.step


_LADDER = [Step(value) for value in Step.values]
SANCTION = StateGraph(
    "sanction",
    Step.OK,
    # Down from anywhere, when it ends or is overturned; up by any number of rungs, each with its decision.
    {step: frozenset(other for other in _LADDER if other != step) for step in _LADDER},
)


class Strike(models.Model):
    """What a decision against somebody's words weighs until it expires. A crisis never brings one."""

    persona = models.ForeignKey(Persona, on_delete=models.CASCADE, related_name="strikes")
    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="strike")
    weight = models.PositiveSmallIntegerField()
    given_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["persona", "expires_at"], name="strike_persona")]

    def __str__(self) -> str:
        return f"strike of {self.weight}"


class PlaceMeasure(models.Model):
    """Something that slows or closes a thread or a space for everybody, with the reason that readers see."""

    class Kind(models.TextChoices):
        SLOW_MODE = "slow_mode", _("Slow mode: a pause between two posts of one person")
        COOL_DOWN = "cool_down", _("Cool-down: no new words for a while")
        LOCK = "lock", _("No new words")
        SCHEDULED_CLOSE = "scheduled_close", _("Closes at a set time")
        RAID = "raid", _("Raid mode: everything is read first, nobody new, slow mode")
        CHECKING = "checking", _("While we check: words of new people are read first, nobody new, slow mode")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="measures")
    thread = models.ForeignKey(
        Contribution, on_delete=models.CASCADE, null=True, blank=True, related_name="place_measures"
    )
    """The story whose thread it is about; none for the whole space."""
    kind = models.CharField(max_length=16, choices=Kind)
    pause_s = models.PositiveIntegerField(default=0)
    """Slow mode: seconds between two posts of one person."""
    reason = models.CharField(max_length=300)
    set_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["space", "thread", "kind"],
                condition=models.Q(lifted_at__isnull=True),
                name="place_measure_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.kind
