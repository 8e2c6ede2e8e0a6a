"""Screening: what a check of the words found in one wording, and the words an organisation watches for."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from openward.contributions.models import Revision
from openward.kit.keys import new_key
from openward.people.models import Account, Organisation


class Screening(models.Model):
    """One run of the pipeline over one wording: its version, what it found and what follows. Never the words."""

    class Outcome(models.TextChoices):
        CLEAN = "clean", _("Nothing was found")
        NUDGE = "nudge", _("The author was asked to look again")
        HOLD = "hold", _("A person reads it first")
        CRISIS = "crisis", _("Somebody may be in danger")
        ERROR = "error", _("The check did not finish")

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="screenings")
    pipeline_version = models.CharField(max_length=20)
    outcome = models.CharField(max_length=8, choices=Outcome)
    signals = models.JSONField(default=list)
    """[{"kind", "start", "end", "why", "rule"}, …]: places in the wording and reasons, never its words."""
    took_ms = models.FloatField()
    screened_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    """When a hold ends unless a person confirmed it."""
    confirmed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-screened_at"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "pipeline_version"], name="screened_once_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} by {self.pipeline_version}"


class WatchedPhrase(models.Model):
    """A word or phrase that an organisation wants to know of. New ones are tried on past words before they count."""

    class Effect(models.TextChoices):
        HOLD = "hold", _("Hold: a person reads it first")
        MASK = "mask", _("Mask: readers see “[hidden word]” in its place")
        NUDGE = "nudge", _("Nudge: the author is asked to look again")
        ROUTE = "route", _("Route: it comes first in the queue")

    class State(models.TextChoices):
        TRIAL = "trial", _("On trial: it only counts what it would find")
        ARMED = "armed", _("Armed")
        OFF = "off", _("Off")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="watched_phrases")
    phrase = models.CharField(max_length=200)
    effect = models.CharField(max_length=6, choices=Effect)
    why = models.CharField(max_length=200)
    """What the author and the moderators are told."""
    state = models.CharField(max_length=6, choices=State, default=State.TRIAL)
    tried_days = models.PositiveSmallIntegerField(null=True, blank=True)
    tried_on = models.PositiveIntegerField(null=True, blank=True)
    """How many past contributions it was tried on."""
    tried_found = models.PositiveIntegerField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    written_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    armed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    armed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["phrase"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "phrase"], name="watched_phrase_once"),
            models.CheckConstraint(
                condition=~models.Q(state="armed") | models.Q(tried_at__isnull=False), name="armed_after_a_trial"
            ),
        ]

    def __str__(self) -> str:
        return self.phrase
