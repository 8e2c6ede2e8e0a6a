"""Cases: what a person must decide about one contribution, and what moderators write to one another about it."""

import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from openward.contributions.models import Contribution
from openward.kit.keys import new_key
from openward.kit.state_graphs import StateGraph
from openward.people.models import Account

LEASE = datetime.timedelta(minutes=15)


class Severity(models.IntegerChoices):
    """How grave what must be decided is, S0 to S3: which clock runs (docs/running/moderation.md)."""

    DANGER = 0, _("Danger to life")
    SERIOUS = 1, _("Serious")
    BREACH = 2, _("Against the rules")
    QUALITY = 3, _("Out of place")


class Topic(models.TextChoices):
    """What a case is about, so that moderators can leave some topics to others."""

    SELF_HARM = "self_harm", _("Suicide and self-harm")
    ABUSE = "abuse", _("Abuse and neglect")
    CHILDREN = "children", _("Harm to children")
    DEATH = "death", _("Death and dying")
    BIRTH = "birth", _("Birth and losing a baby")
    HATE = "hate", _("Hate and racism")
    SEX = "sex", _("Sexual violence")


class Case(models.Model):
    """Something that a person must decide about one contribution. There is at most one open case for each."""

    class Kind(models.TextChoices):
        READING = "reading", _("Reading before showing")
        REPORT = "report", _("Somebody reported it")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CLAIMED = "claimed", _("Somebody is reading it")
        ESCALATED = "escalated", _("With a senior colleague")
        WAITING = "waiting", _("Waiting for an answer")
        DECIDED = "decided", _("Decided")
        NOTIFIED = "notified", _("Decided, and everybody was told")
        CLOSED = "closed", _("Closed")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="cases")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.READING)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    severity = models.PositiveSmallIntegerField(choices=Severity, default=Severity.QUALITY)
    topics = ArrayField(models.CharField(max_length=12, choices=Topic), default=list, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    """When the first decision is due by the clock of its severity."""
    is_overdue = models.BooleanField(default=False)
    """Set once, when the clock ran out: the severity was raised and the lead was told."""
    handed_on_with = models.TextField(blank=True)
    """The note with which it was passed on or a second opinion was asked for."""
    second_opinion_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    """The colleague who gave a second opinion."""
    asked_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    """Who asked for it, and gets the case back."""
    claimed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    claimed_until = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    """Raised by every change: a decision made on a stale screen is refused."""
    passed_back_by = ArrayField(models.UUIDField(), default=list, blank=True)
    """Keys of the accounts that put it back: they are offered everything else first, and are never asked why."""
    opened_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["kind", "severity", "due_at", "opened_at"],
                condition=models.Q(state__in=["open", "claimed", "escalated", "waiting"]),
                name="case_queue",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "kind"],
                condition=models.Q(state__in=["open", "claimed", "escalated", "waiting"]),
                name="one_open_case_per_contribution",
            ),
            models.CheckConstraint(
                condition=models.Q(state="claimed") | models.Q(claimed_by__isnull=True, claimed_until__isnull=True),
                name="only_a_claimed_case_is_in_somebodys_hands",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    def is_leased(self, now: datetime.datetime) -> bool:
        return self.claimed_by_id is not None and self.claimed_until is not None and self.claimed_until > now


CASE = StateGraph(
    "case",
    Case.State.OPEN,
    {
        Case.State.OPEN: frozenset({Case.State.CLAIMED, Case.State.ESCALATED, Case.State.CLOSED}),
        Case.State.CLAIMED: frozenset(
            {Case.State.OPEN, Case.State.ESCALATED, Case.State.WAITING, Case.State.DECIDED, Case.State.CLOSED}
        ),
        Case.State.ESCALATED: frozenset({Case.State.CLAIMED, Case.State.CLOSED}),
        Case.State.WAITING: frozenset({Case.State.CLAIMED, Case.State.OPEN, Case.State.CLOSED}),
        # Decided again when the decision was taken back or overturned.
        Case.State.DECIDED: frozenset({Case.State.NOTIFIED, Case.State.CLAIMED, Case.State.OPEN}),
        Case.State.NOTIFIED: frozenset({Case.State.CLOSED, Case.State.CLAIMED, Case.State.OPEN}),
        Case.State.CLOSED: frozenset({Case.State.OPEN}),
    },
)


class Note(models.Model):
    """A word from one moderator to the others about a contribution. Authors never see it."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="moderator_notes")
    words = models.TextField()
    written_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["written_at"]

    def __str__(self) -> str:
        return f"note on {self.contribution_id}"
