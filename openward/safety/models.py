"""Safety: cases, and decisions with their reasons. Reports, appeals, screening and crisis join this room later."""

import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from openward.contributions.models import Contribution, Revision
from openward.kit.keys import new_key
from openward.people.models import Account
from openward.spaces.models import HouseRule

LEASE = datetime.timedelta(minutes=15)
UNDO = datetime.timedelta(minutes=30)
"""How long a moderator can take back a decision of their own. Afterwards somebody else must look again."""


class Case(models.Model):
    """Something that a person must decide about one contribution. There is at most one open case for each."""

    class Kind(models.TextChoices):
        READING = "reading", _("Reading before showing")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CLAIMED = "claimed", _("Somebody is reading it")
        DECIDED = "decided", _("Decided")
        CLOSED = "closed", _("Closed: the author took the words back")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="cases")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.READING)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    claimed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    claimed_until = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    """Raised by every change: a decision made on a stale screen is refused."""
    passed_back_by = ArrayField(models.UUIDField(), default=list, blank=True)
    """Keys of the accounts that put it back: they are offered everything else first, and are never asked why."""
    opened_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "kind"],
                condition=models.Q(state__in=["open", "claimed"]),
                name="one_open_case_per_contribution",
            ),
            models.CheckConstraint(
                condition=models.Q(state="claimed")
                | models.Q(claimed_by__isnull=True, claimed_until__isnull=True),
                name="only_a_claimed_case_is_in_somebodys_hands",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    def is_leased(self, now: datetime.datetime) -> bool:
        return self.claimed_by_id is not None and self.claimed_until is not None and self.claimed_until > now


class Decision(models.Model):
    """What was decided about one wording, by whom, on which ground: the row that hides is the row that explains.

    Who decided is kept for colleagues and for appeals; an author only ever hears from the moderators as a team.
    """

    class Outcome(models.TextChoices):
        APPROVE = "approve", _("Show it")
        PROPOSE_EDIT = "propose_edit", _("Suggest another wording")
        DECLINE = "decline", _("Do not show it")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="decisions")
    revision = models.ForeignKey(Revision, on_delete=models.SET_NULL, null=True, related_name="+")
    revision_sha256 = models.CharField(max_length=64)
    outcome = models.CharField(max_length=12, choices=Outcome)
    proposal = models.ForeignKey(Revision, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    """The wording that was suggested instead."""
    rule = models.ForeignKey(HouseRule, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    passages = models.JSONField(default=list)
    """The marked passages as [[start, end], …] in the wording's text; the text itself is not copied."""
    words_to_author = models.TextField(blank=True)
    """What the moderator wrote to the author, in kind words."""
    note_to_colleagues = models.TextField(blank=True)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    is_automatic = models.BooleanField(default=False)
    decided_at = models.DateTimeField(auto_now_add=True)
    reopened_at = models.DateTimeField(null=True, blank=True)
    """When it was taken back, so that the words are read again."""

    class Meta:
        indexes = [models.Index(fields=["-decided_at"], name="decision_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="approve") | models.Q(rule__isnull=False),
                name="decision_against_words_cites_a_rule",
            ),
        ]

    def __str__(self) -> str:
        return self.outcome


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
