"""Engagements: what is asked of whom, why, until when, and what must be settled before anybody speaks."""

import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from openward.kit.keys import new_key
from openward.people.models import Account, Organisation, Service


class Stage(models.TextChoices):
    """Stages of improvement, as this project names them (design evidence, section a)."""

    SET_AGENDA = "set_agenda", _("Set the agenda")
    UNDERSTAND = "understand", _("Understand")
    DESIGN_AND_TEST = "design_and_test", _("Design and test")
    IMPLEMENT = "implement", _("Implement")
    SUSTAIN = "sustain", _("Sustain and spread")


class Engagement(models.Model):
    """One planned conversation with the people a change affects.

    The answers to the planner's questions stay on it, so that a recommendation can be read again with its reasons.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Being planned")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="engagements")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, blank=True, related_name="engagements")
    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=160)
    aim = models.TextField()
    model_of_use = models.CharField(max_length=6, blank=True)
    """MOD-01 to MOD-09: Openward's nine models of use, after Walsh et al. 2021. Empty until one is chosen."""
    stage = models.CharField(max_length=20, choices=Stage)
    answers = models.JSONField(default=dict)
    """The planner's answers: {question: key or keys}."""
    place_digest = models.CharField(max_length=64, blank=True)
    """Hash of the settings and rules of the engagement's space, kept by the space: they are part of what the
    advisory group agrees to, and spaces lie on a higher floor."""
    space_keys = ArrayField(models.UUIDField(), default=list, blank=True)
    """Keys of the engagement's spaces, kept by the spaces: a role held in one of them opens this plan, and spaces lie
    on a higher floor."""
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    expected_per_week = models.PositiveIntegerField(default=0)
    hours_per_week = models.DecimalField(max_digits=5, decimal_places=1, default=0)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.title


class Phase(models.Model):
    """A dated stretch of an engagement. What may be done depends on the phase that is running."""

    class Kind(models.TextChoices):
        PLAN = "plan", _("Plan")
        LISTEN = "listen", _("People contribute")
        UNDERSTAND = "understand", _("Understand")
        ACT = "act", _("Act")
        TELL = "tell", _("Tell people what came of it")
        EVALUATE = "evaluate", _("Evaluate")

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="phases")
    kind = models.CharField(max_length=12, choices=Kind)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ["starts_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "kind"], name="phase_once_per_engagement"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="phase_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def is_running(self, today: datetime.date) -> bool:
        return self.starts_on <= today <= self.ends_on


class AffectedGroup(models.Model):
    """People who must be heard, with how many they are; `population` is empty when nobody knows, and says so.

    `hoped_for` is how many of them should be heard, set before opening, so that the gap can be named afterwards.
    """

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(max_length=120)
    population = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)
    hoped_for = models.PositiveIntegerField(null=True, blank=True)
    other_route = models.CharField(max_length=300, blank=True)
    """How those who will not come here are heard: a visit, a leaflet, a meeting (REC-02, REC-12)."""

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Risk(models.Model):
    """A known risk taken from the evidence. It needs an owner and a control before the space can open."""

    class Origin(models.TextChoices):
        MODEL = "model", _("Known for this way of working")
        WORRY = "worry", _("Because you named it as a worry")
        OWN = "own", _("Added by your team")

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="risks")
    finding_id = models.CharField(max_length=8, blank=True)
    origin = models.CharField(max_length=6, choices=Origin, default=Origin.OWN)
    text = models.TextField()
    owner = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    control = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "finding_id"],
                condition=~models.Q(finding_id=""),
                name="risk_once_per_finding",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_settled(self) -> bool:
        return bool(self.owner_id and self.control.strip())


class PublicStatement(models.Model):
    """The promise made to everybody who contributes: what can change, what cannot, who decides, by when."""

    engagement = models.OneToOneField(
        Engagement, on_delete=models.CASCADE, primary_key=True, related_name="public_statement"
    )
    why_we_ask = models.TextField(blank=True)
    can_change = models.TextField(blank=True)
    cannot_change = models.TextField(blank=True)
    who_decides = models.CharField(max_length=200, blank=True)
    decided_by_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"public statement of {self.engagement_id}"


class SignOff(models.Model):
    """What one advisory member says of the plan. Only the newest of each member counts."""

    class Verdict(models.TextChoices):
        AGREES = "agrees", _("Agrees that it may open")
        ASKS_CHANGE = "asks_change", _("Asks for a change first")

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="sign_offs")
    member = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=12, choices=Verdict)
    words = models.TextField(blank=True)
    plan_digest = models.CharField(max_length=64)
    """Hash of the plan as read: a plan changed afterwards needs a fresh agreement."""
    said_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-said_at", "-id"]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.verdict}"


class Asking(models.Model):
    """People who were asked to take part, as somebody recorded it: the first figure of the funnel, never guessed."""

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="askings")
    how = models.CharField(max_length=200)
    """In words: "letter with the appointment", "survey by text message"."""
    people = models.PositiveIntegerField()
    asked_on = models.DateField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-asked_on", "-id"]
        constraints = [models.CheckConstraint(condition=models.Q(people__gte=1), name="asking_asks_somebody")]

    def __str__(self) -> str:
        return f"{self.people}: {self.how}"


class KeptOpen(models.Model):
    """Something in a space of the engagement that somebody must see to the end before it may close. The room above
    that asks for it keeps the reason; here nobody learns it."""

    key = models.UUIDField(primary_key=True, editable=False)
    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="kept_open")
    space_key = models.UUIDField()
    """A key, because spaces live above engagements."""
    kept_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["space_key"], name="kept_open_space")]

    def __str__(self) -> str:
        return str(self.key)
