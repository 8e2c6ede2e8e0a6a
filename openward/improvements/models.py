"""Improvements: an aim, what drives it, tests of change, and measures over time."""

import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openward.engagements.models import Engagement
from openward.kit.keys import new_key
from openward.people.models import Account, Service
from openward.themes.models import Theme


class Improvement(models.Model):
    """A team's work to change care, started from what people said."""

    class State(models.TextChoices):
        RUNNING = "running", _("Under way")
        FINISHED = "finished", _("Finished")
        STOPPED = "stopped", _("Stopped")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="improvements")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    themes = models.ManyToManyField(Theme, related_name="improvements")
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=160)
    aim = models.TextField()
    """What will be better, for whom, by how much, by when."""
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    why_stopped = models.TextField(blank=True)
    what_changed = models.TextField(blank=True)
    """What is different now and stays so: said when the work is finished."""
    is_public = models.BooleanField(default=False)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)
    """Counts the changes, so that two people who write at once do not undo each other unseen."""

    class Meta:
        ordering = ["-started_on", "title"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="stopped") | ~models.Q(why_stopped=""), name="stopped_says_why"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="finished") | ~models.Q(what_changed=""), name="finished_says_what_changed"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_running(self) -> bool:
        return self.state == self.State.RUNNING


class TeamMember(models.Model):
    """Somebody on the team: staff, patients and carers alike, known by their part in it."""

    class Part(models.TextChoices):
        LEADER = "leader", _("Leads the team")
        STAFF = "staff", _("Member of staff")
        PATIENT = "patient", _("Patient")
        CARER = "carer", _("Carer or family member")
        ADVISER = "adviser", _("Improvement adviser")

    improvement = models.ForeignKey(Improvement, on_delete=models.CASCADE, related_name="team")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    part = models.CharField(max_length=10, choices=Part)
    name = models.CharField(max_length=120)
    """What the team calls them, as written here: an account's own name may belong to another organisation."""
    joined_on = models.DateField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["improvement", "account"], name="team_member_once")]

    def __str__(self) -> str:
        return f"{self.account_id} ({self.part})"


LIVED = frozenset({TeamMember.Part.PATIENT, TeamMember.Part.CARER})
"""Parts of people who know care from receiving it. They read, suggest and comment; they change nothing of others'."""


class Driver(models.Model):
    """One box of the driver diagram: primary drivers of the aim, secondary drivers of those."""

    improvement = models.ForeignKey(Improvement, on_delete=models.CASCADE, related_name="drivers")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="children")
    text = models.CharField(max_length=200)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text


class ChangeIdea(models.Model):
    """Something to try. It may act on a driver and may come from a contribution's words."""

    improvement = models.ForeignKey(Improvement, on_delete=models.CASCADE, related_name="change_ideas")
    driver = models.ForeignKey(Driver, on_delete=models.SET_NULL, null=True, blank=True, related_name="change_ideas")
    text = models.CharField(max_length=300)
    from_part = models.CharField(max_length=10, choices=TeamMember.Part, blank=True)
    """The part of the person whose idea it was: patients and carers are credited without their name."""
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text


class Cycle(models.Model):
    """One plan-do-study-act cycle. The prediction is written before the test and cannot be changed after it."""

    class Verdict(models.TextChoices):
        ADOPT = "adopt", _("Keep it")
        ADAPT = "adapt", _("Change it and test again")
        ABANDON = "abandon", _("Drop it")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    improvement = models.ForeignKey(Improvement, on_delete=models.CASCADE, related_name="cycles")
    change_idea = models.ForeignKey(
        ChangeIdea, on_delete=models.SET_NULL, null=True, blank=True, related_name="cycles"
    )
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    plan = models.TextField()
    prediction = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    result = models.TextField(blank=True)
    learning = models.TextField(blank=True)
    verdict = models.CharField(max_length=8, choices=Verdict, blank=True)
    predicted_at = models.DateTimeField(auto_now_add=True)
    """When the prediction was last written; after the first day of the test, readers are told so."""
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["improvement", "number"], name="cycle_number_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="cycle_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def has_started(self, today: datetime.date) -> bool:
        """Whether plan and prediction are settled: a prediction changed after the fact teaches nothing."""
        return self.starts_on <= today or bool(self.result)

    def has_late_prediction(self) -> bool:
        return timezone.localdate(self.predicted_at) > self.starts_on


class CycleRemark(models.Model):
    """What somebody on the team says about a test. Patients' and carers' remarks stand beside the staff's."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="remarks")
    account = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    part = models.CharField(max_length=10, choices=TeamMember.Part)
    words = models.TextField()
    said_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"remark {self.pk} on {self.cycle_id}"


class Measure(models.Model):
    """Something counted over time to learn whether a change is an improvement."""

    class Kind(models.TextChoices):
        OUTCOME = "outcome", _("Outcome: what matters to people")
        PROCESS = "process", _("Process: whether we do what we said")
        BALANCING = "balancing", _("Balancing: what must not get worse")

    class Better(models.TextChoices):
        INCREASE = "increase", _("Higher is better")
        DECREASE = "decrease", _("Lower is better")
        NEUTRAL = "neutral", _("Neither")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    improvement = models.ForeignKey(Improvement, on_delete=models.CASCADE, related_name="measures")
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=10, choices=Kind)
    better = models.CharField(max_length=8, choices=Better)
    unit = models.CharField(max_length=40, blank=True)
    source_theme = models.ForeignKey(Theme, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    """Set when the readings are the theme's monthly share of what people said, worked out anew each time."""
    target = models.FloatField(null=True, blank=True)
    freeze_after_on = models.DateField(null=True, blank=True)
    """Limits are worked out from readings up to this date, and kept."""
    rebase_on = ArrayField(models.DateField(), default=list, blank=True)
    """Dates from which the limits are worked out anew."""
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["improvement", "source_theme"], name="theme_measured_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_fed_by_theme(self) -> bool:
        return self.source_theme_id is not None


class Reading(models.Model):
    """One value of a measure on one date."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="readings")
    on = models.DateField()
    value = models.FloatField()

    class Meta:
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["measure", "on"], name="reading_once_per_date")]

    def __str__(self) -> str:
        return f"{self.on}: {self.value}"
