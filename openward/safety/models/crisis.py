"""The crisis path: somebody may be in danger. It is apart from rules: nobody who asks for help breaks one."""

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from openward.contributions.models import Contribution
from openward.kit.keys import new_key
from openward.kit.state_graphs import StateGraph
from openward.people.models import Account, Organisation
from openward.spaces.models import Space

ALERT_AGAIN_AFTER = (
    datetime.timedelta(minutes=5),
    datetime.timedelta(minutes=10),
    datetime.timedelta(minutes=15),
)
"""An alert that nobody acknowledged goes to the next person after each of these."""
ALERT_EVERY = datetime.timedelta(minutes=30)
"""And then to everybody again and again: whoever slept through the first ones wakes to a new one."""
ALERT_FOR = datetime.timedelta(hours=24)
"""After a day without an answer only the pages go on saying so."""

FOLLOW_UP_AFTER = datetime.timedelta(hours=24)
REVIEW_AFTER = datetime.timedelta(days=91)


class CrisisCase(models.Model):
    """One contribution that may speak of danger, from being noticed to being looked back on.

    A drill has no contribution: it is held in a space, with words that are nobody's.
    """

    class State(models.TextChoices):
        DETECTED = "detected", _("Noticed")
        ALERTED = "alerted", _("On-call people were alerted")
        ACKNOWLEDGED = "acknowledged", _("Somebody has taken it on")
        ASSESSED = "assessed", _("Assessed")
        ACTING = "acting", _("Something is being done")
        FOLLOW_UP = "follow_up", _("Being followed up")
        REVIEWED = "reviewed", _("Looked back on")
        CLOSED = "closed", _("Closed")

    class Level(models.TextChoices):
        LOW = "low", _("Low: past, or a figure of speech")
        MEDIUM = "medium", _("Medium: thoughts now, no plan for now")
        HIGH = "high", _("High: a plan, means, or somebody at risk now")

    class Source(models.TextChoices):
        AUTHOR = "author", _("The author ticked that somebody may be in danger")
        REPORT = "report", _("Somebody reported it")
        LANGUAGE = "language", _("A check of the words marked it")
        MODERATOR = "moderator", _("A moderator flagged it")

    class Act(models.TextChoices):
        SIGNPOST = "signpost", _("Signpost to help")
        COMMUNITY = "community", _("Show it to members only, and write to the author")
        MESSAGE = "message", _("Write to the author")
        SERVICE = "service", _("Contact the service named in the escalation form")
        EMERGENCY = "emergency", _("Call the emergency services")
        NOTHING = "nothing", _("Nothing is needed: it was not a crisis")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    contribution = models.ForeignKey(
        Contribution, on_delete=models.CASCADE, null=True, blank=True, related_name="crisis_cases"
    )
    drill_space = models.ForeignKey(Space, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=12, choices=State, default=State.DETECTED)
    level = models.CharField(max_length=6, choices=Level, blank=True)
    source = models.CharField(max_length=10, choices=Source)
    signals = models.JSONField(default=list)
    """The marked passages as [[kind, start, end], …] in the wording; the words are not copied."""
    is_drill = models.BooleanField(default=False)
    acknowledged_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    assessed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    second_opinion_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    act = models.CharField(max_length=10, choices=Act, blank=True)
    follow_up_at = models.DateTimeField(null=True, blank=True)
    review_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["contribution"],
                condition=~models.Q(state__in=["reviewed", "closed"]),
                name="one_open_crisis_per_contribution",
            ),
            models.CheckConstraint(
                condition=models.Q(contribution__isnull=False, drill_space__isnull=True, is_drill=False)
                | models.Q(contribution__isnull=True, drill_space__isnull=False, is_drill=True),
                name="crisis_is_about_words_or_a_drill",
            ),
        ]

    def __str__(self) -> str:
        return f"crisis {self.state}"

    @property
    def space(self) -> Space:
        """Where it happened, or where the drill is held."""
        space = self.contribution.space if self.contribution else self.drill_space
        assert space is not None
        return space


_CRISIS = CrisisCase.State
CRISIS = StateGraph(
    "crisis",
    _CRISIS.DETECTED,
    {
        _CRISIS.DETECTED: frozenset({_CRISIS.ALERTED, _CRISIS.ACKNOWLEDGED}),
        _CRISIS.ALERTED: frozenset({_CRISIS.ACKNOWLEDGED}),
        _CRISIS.ACKNOWLEDGED: frozenset({_CRISIS.ASSESSED}),
        # Assessed again when more is known.
        _CRISIS.ASSESSED: frozenset({_CRISIS.ACTING, _CRISIS.ASSESSED, _CRISIS.CLOSED}),
        _CRISIS.ACTING: frozenset({_CRISIS.ASSESSED, _CRISIS.FOLLOW_UP, _CRISIS.REVIEWED}),
        _CRISIS.FOLLOW_UP: frozenset({_CRISIS.ASSESSED, _CRISIS.ACTING, _CRISIS.REVIEWED}),
        _CRISIS.REVIEWED: frozenset({_CRISIS.CLOSED}),
        _CRISIS.CLOSED: frozenset(),
    },
)


class CrisisAlert(models.Model):
    """One alert to one person by one channel. It never holds a word of the contribution: lock screens are public."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        TEXT = "text", _("Text message, by the address of an e-mail-to-text gateway")
        SCREEN = "screen", _("On every page")

    crisis = models.ForeignKey(CrisisCase, on_delete=models.CASCADE, related_name="alerts")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=6, choices=Channel)
    round = models.PositiveSmallIntegerField(default=0)
    written_at = models.DateTimeField(auto_now_add=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["crisis", "account", "channel", "round"], name="crisis_alert_once"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} alert"


class CrisisStep(models.Model):
    """What somebody did or noted on the way, oldest first; for the people on call and for looking back."""

    crisis = models.ForeignKey(CrisisCase, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=20)
    words = models.TextField(blank=True)
    taken_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["taken_at", "pk"]

    def __str__(self) -> str:
        return self.kind


class OnCall(models.Model):
    """Who is alerted in an organisation when somebody may be in danger, in this order."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="on_call")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField()
    text_address = models.EmailField(blank=True)
    """The address of their phone at an e-mail-to-text gateway, such as hospitals run; the second channel."""

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["organisation", "account"], name="on_call_once")]

    def __str__(self) -> str:
        return f"{self.place}. {self.account_id}"


class MessageTemplate(models.Model):
    """Words that help to write to somebody in distress, made with people who have been there; edited by the team."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="message_templates")
    key = models.SlugField(max_length=40)
    language = models.CharField(max_length=10, default="en-gb")
    title = models.CharField(max_length=80)
    words = models.TextField()
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key", "language"], name="message_template_once"),
        ]

    def __str__(self) -> str:
        return self.title
