"""Care for moderators: what they would rather not read, their shifts, a debrief, and practice cases."""

import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from openward.contributions.models import Contribution
from openward.kit.state_graphs import StateGraph
from openward.people.models import Account
from openward.safety.models.cases import Topic

PROMPT_AFTER = datetime.timedelta(minutes=50)
"""After so much work a break is suggested."""
PAUSE_AFTER = datetime.timedelta(minutes=120)
"""After so much work nothing new is given out until there was a break: at least every two hours, guidance says."""
BREAK_LASTS = datetime.timedelta(minutes=10)
SHIFT_GAP = datetime.timedelta(hours=4)
"""Whoever did nothing for so long begins a new shift, with a new count of what is hard to read."""
SHIFTS_KEPT = datetime.timedelta(days=30)

HARD_TO_READ = frozenset({Topic.SELF_HARM, Topic.CHILDREN, Topic.SEX, Topic.DEATH})
"""Topics whose words are folded behind their severity, and of which nobody reads many in one shift."""


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
        OFFERED = "offered", _("Offered")
        ASKED = "asked", _("Asked for")
        HELD = "held", _("Held")
        DECLINED = "declined", _("Not wanted")

    about = models.CharField(max_length=60, blank=True)
    """After what it was offered, as "crisis:key" or "case:key"; empty when somebody asked by themselves."""
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    with_account = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "about"], condition=~models.Q(about=""), name="debrief_offered_once"
            ),
        ]

    def __str__(self) -> str:
        return self.state


DEBRIEF = StateGraph(
    "debrief",
    Debrief.State.OFFERED,
    {
        Debrief.State.OFFERED: frozenset({Debrief.State.ASKED, Debrief.State.DECLINED}),
        # Whoever asks by themselves begins here.
        Debrief.State.ASKED: frozenset({Debrief.State.HELD, Debrief.State.DECLINED}),
        Debrief.State.HELD: frozenset(),
        # Whoever did not want it can want it later.
        Debrief.State.DECLINED: frozenset({Debrief.State.ASKED}),
    },
)


class TopicMark(models.Model):
    """That a contribution is about a topic which some moderators leave to others: for all queues alike."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="topic_marks")
    topic = models.CharField(max_length=12, choices=Topic)
    is_by_person = models.BooleanField(default=False)
    """Whether a moderator said so; a check of the words otherwise."""
    marked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contribution", "topic"], name="topic_marked_once")]

    def __str__(self) -> str:
        return self.topic


class PracticeAnswer(models.Model):
    """How a moderator decided a practice case; only they see it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    case_key = models.SlugField(max_length=40)
    outcome = models.CharField(max_length=16)
    answered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "case_key"], name="practised_once")]

    def __str__(self) -> str:
        return f"{self.case_key}: {self.outcome}"
