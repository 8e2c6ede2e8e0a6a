"""Care for moderators: what they would rather not read, their shifts, a debrief, and practice cases."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from openward.people.models import Account
from openward.safety.models.cases import Topic


class ModeratorCare(models.Model):
    """How one moderator is looked after. Only they see and change it; it is never counted or compared."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="+")
    leaves_to_others = ArrayField(models.CharField(max_length=12, choices=Topic), default=list, blank=True)
    blurs_images = models.BooleanField(default=True)
    greys_images = models.BooleanField(default=True)
    folds_severe = models.BooleanField(default=True)
    severe_most = models.PositiveSmallIntegerField(default=8)
    """The most severe items in one shift; after that they go to others."""
    buddy = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"care for {self.account_id}"


class Shift(models.Model):
    """One stretch of moderating, for break prompts and the pause; deleted after a month."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    began_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(auto_now_add=True)
    break_began_at = models.DateTimeField(null=True, blank=True)
    worked_s = models.PositiveIntegerField(default=0)
    """Seconds of work since the last break of ten minutes."""
    severe_seen = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["account", "-began_at"], name="shift_account")]

    def __str__(self) -> str:
        return f"shift of {self.account_id}"


class Debrief(models.Model):
    """A talk after something hard. What was said is not kept."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        HELD = "held", _("Held")
        DECLINED = "declined", _("Not wanted after all")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    with_account = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.state


class PracticeAnswer(models.Model):
    """How a moderator decided a practice case; only they and their lead see it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    case_key = models.SlugField(max_length=40)
    outcome = models.CharField(max_length=16)
    answered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "case_key"], name="practised_once")]

    def __str__(self) -> str:
        return f"{self.case_key}: {self.outcome}"
