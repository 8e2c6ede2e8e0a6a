"""Spaces: the places where people contribute, with their rules."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from openward.engagements.models import Engagement, Stage
from openward.kit.keys import new_key
from openward.people.models import Account, Organisation


class Direction(models.TextChoices):
    """Which way words travel."""

    INWARD = "inward", _("You tell us")
    OUTWARD = "outward", _("We tell you")
    TWO_WAY = "two_way", _("You tell us and we answer")
    MANY_WAY = "many_way", _("Everybody talks with everybody")


class Visibility(models.TextChoices):
    """Who can read a space: the visibility ladder, widest first."""

    PUBLIC = "public", _("Anybody can read")
    REGISTERED = "registered", _("People who are signed in can read")
    INVITED = "invited", _("People who are invited can read")
    STAFF = "staff", _("Staff of the service can read")


class IdentityRule(models.TextChoices):
    """How people are known to one another."""

    ANONYMOUS = "anonymous", _("No names: readers see a role, such as patient or carer")
    PSEUDONYM = "pseudonym", _("A name you choose, with your role")
    FIRST_NAME = "first_name", _("A first name or a name you choose")
    REAL_NAME = "real_name", _("Real name and role")
    HIDDEN = "hidden", _("Authors are never shown")


class ModerationMode(models.TextChoices):
    """When a person reads what was sent."""

    BEFORE = "before", _("A person reads everything before it is shown")
    NEWCOMERS = "newcomers", _("A person reads the first words of everybody new")
    AFTER = "after", _("Words are shown at once and read afterwards")


class Space(models.Model):
    """One place to contribute. It belongs to an engagement and opens only when nothing required is missing."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Not open yet")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="spaces")
    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="spaces")
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=160)
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    direction = models.CharField(max_length=10, choices=Direction)
    visibility = models.CharField(max_length=10, choices=Visibility)
    identity_rule = models.CharField(max_length=12, choices=IdentityRule)
    moderation_mode = models.CharField(max_length=10, choices=ModerationMode)
    stage = models.CharField(max_length=20, choices=Stage)
    preset_reasons = models.JSONField(default=dict)
    """Why a setting differs from the preset of its model: {setting: reason}."""
    takes_stories = models.BooleanField(default=True)
    takes_comments = models.BooleanField(default=True)
    safeguarding_lead = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    staffed_hours = models.CharField(max_length=200, blank=True)
    """When somebody reads what comes in, in words: "Monday to Friday, 9am to 5pm"."""
    escalation_contact = models.CharField(max_length=200, blank=True)
    """Whom the safeguarding lead calls when it cannot wait: a role and a number that is answered at any hour."""
    reading_days = models.PositiveSmallIntegerField(default=1)
    """Working days within which a person reads what was sent."""
    answer_days = models.PositiveSmallIntegerField(default=20)
    """Days within which people can expect an answer."""
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class HouseRule(models.Model):
    """One rule of a space in one version of its rules. A decision cites rule and version, so old versions stay."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="house_rules")
    version = models.PositiveIntegerField()
    number = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=40)
    text = models.CharField(max_length=200)
    how_to_fix = models.TextField()
    """What an author can do so that their words can be shown, in kind words."""

    class Meta:
        ordering = ["-version", "number"]
        constraints = [
            models.UniqueConstraint(fields=["space", "version", "number"], name="rule_number_once_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"


class SpaceMember(models.Model):
    """Somebody invited to read and take part in an invited space."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="members")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "account"], name="space_member_once")]

    def __str__(self) -> str:
        return f"{self.account_id} in {self.space_id}"


class ShortLink(models.Model):
    """A short address on a poster that leads to a space, and to one service when it names one."""

    code = models.CharField(max_length=12, primary_key=True)
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="short_links")
    service = models.ForeignKey("people.Service", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["space", "service"], name="short_link_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return self.code
