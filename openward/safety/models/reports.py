"""Reports: somebody says that a contribution should be looked at."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from openward.contributions.models import Contribution, Revision
from openward.kit.keys import new_key
from openward.kit.state_graphs import StateGraph
from openward.people.models import Persona
from openward.safety.models.cases import Case


class Report(models.Model):
    """One person's report of one wording. Who reported is a persona of the space, and is never shown to the author."""

    class Category(models.TextChoices):
        DANGER = "danger", _("Somebody may be in danger")
        IDENTIFIES = "identifies", _("It says who somebody is")
        ABUSE = "abuse", _("It attacks or threatens somebody")
        HATE = "hate", _("It is hateful to a group of people")
        FALSE_HEALTH = "false_health", _("It says something about health that is wrong and could harm")
        SPAM = "spam", _("It is an advert, or sent again and again")
        OFF_TOPIC = "off_topic", _("It does not belong here")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        QUEUED = "queued", _("Waiting for a moderator")
        MERGED = "merged", _("Joined to earlier reports")
        ASSIGNED = "assigned", _("A moderator is looking at it")
        DECIDED = "decided", _("Decided")
        CLOSED = "closed", _("Decided, and the reporter was told")
        INVALIDATED = "invalidated", _("Set aside")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reports")
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="reports")
    revision = models.ForeignKey(Revision, on_delete=models.SET_NULL, null=True, related_name="+")
    """The wording that was seen: it is frozen, so it stays what was reported."""
    reporter = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="+")
    code_hash = models.CharField(max_length=64, unique=True)
    """Keyed hash of the five words under which the reporter learns what came of it."""
    letter_to = models.ForeignKey(Persona, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    """Whom the vault keeps an address of for one letter, when one was asked for. Never the persona of somebody who
    signs in: letters about their own words would lead elsewhere."""
    language = models.CharField(max_length=10, default="en-gb", db_default="en-gb")
    """In which whoever reported read the page."""
    category = models.CharField(max_length=12, choices=Category)
    words = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    weight = models.FloatField(default=1.0)
    """What it counts for, by how often earlier reports of the same persona were agreed with."""
    was_agreed_with = models.BooleanField(null=True, blank=True)
    is_set_aside = models.BooleanField(default=False, db_default=False)
    """Part of an activity that somebody still checks: it hides nothing meanwhile. Its state does not move by it."""
    received_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    invalidated_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["received_at"]
        indexes = [models.Index(fields=["reporter"], name="report_reporter")]
        constraints = [
            # Whoever was answered can report again: both reports stay, each behind its own five words.
            models.UniqueConstraint(
                fields=["contribution", "reporter"],
                condition=models.Q(state__in=["received", "queued", "merged", "assigned"]),
                name="one_open_report_per_person",
            ),
            models.CheckConstraint(
                condition=~models.Q(category="other") | ~models.Q(words=""), name="other_report_says_what"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.state}"


REPORT = StateGraph(
    "report",
    Report.State.RECEIVED,
    {
        Report.State.RECEIVED: frozenset({Report.State.QUEUED, Report.State.MERGED}),
        Report.State.QUEUED: frozenset({Report.State.ASSIGNED, Report.State.DECIDED, Report.State.INVALIDATED}),
        Report.State.MERGED: frozenset({Report.State.ASSIGNED, Report.State.DECIDED, Report.State.INVALIDATED}),
        Report.State.ASSIGNED: frozenset({Report.State.QUEUED, Report.State.DECIDED, Report.State.INVALIDATED}),
        Report.State.DECIDED: frozenset({Report.State.CLOSED, Report.State.QUEUED}),
        Report.State.CLOSED: frozenset({Report.State.QUEUED}),
        # What was set aside as a weapon can be taken up again when that was a mistake.
        Report.State.INVALIDATED: frozenset({Report.State.QUEUED}),
    },
)
