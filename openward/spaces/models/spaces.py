"""Spaces: the places where people contribute, with their rules."""

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from openward.engagements.models import Engagement, Stage
from openward.kit.keys import new_key
from openward.people.models import Account, Organisation, Persona


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
    REPORTED = "reported", _("Words are shown at once and read when somebody reports them")


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
    is_closed_by_date = models.BooleanField(default=False)
    """Closed by itself when its last phase ended: extending the phase opens it again."""
    has_brakes = models.BooleanField(default=False)
    """Whether something slows or stops new words here or in a thread: without it nobody has to look."""
    has_rota = models.BooleanField(default=False)
    """Whether the duty rota has a shift at all: without one nobody has to look who is on duty."""
    time_zone = models.CharField(max_length=64, blank=True)
    """The clocks that the rota means, such as "Europe/London"; empty for those of the whole installation."""
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
    """Somebody who reads and takes part in an invited space: by their account, or as a persona that nobody can join
    with a person. A place that has ended stays, so that its page can say why."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="members")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    persona = models.OneToOneField(Persona, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    code_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    """Keyed hash of the five words that let somebody without an account in again."""
    joined_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=500, blank=True)
    """What the person is told; empty when they left by themselves."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["space", "account"], name="space_member_once"),
            models.CheckConstraint(
                condition=models.Q(account__isnull=False) ^ models.Q(persona__isnull=False),
                name="space_member_is_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(persona__isnull=True) ^ models.Q(code_hash__isnull=False),
                name="space_persona_has_a_code",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id or self.persona_id} in {self.space_id}"


class SpaceInvitation(models.Model):
    """A single-use way into an invited space: a letter, or a code on paper for people without e-mail. The code is
    worked out from the key, so that paper can be printed again; the table holds a keyed hash of it."""

    class Way(models.TextChoices):
        LETTER = "letter", _("By e-mail")
        PAPER = "paper", _("On paper")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="invitations")
    way = models.CharField(max_length=8, choices=Way)
    persona = models.OneToOneField(Persona, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    """Who will join by a letter. Its address lies in the vault, where nobody who works here can read it."""
    code_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "id"]
        indexes = [models.Index(fields=["space", "-made_at"], name="space_invitation_list")]

    def __str__(self) -> str:
        return f"{self.way} to {self.space_id}"

    def is_open(self, now: datetime.datetime) -> bool:
        """Whether it lets somebody in."""
        return self.used_at is None and self.withdrawn_at is None and now < self.expires_at


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


class PlaceBrake(models.Model):
    """What slows or stops new words in a space or in one thread of it. Safety decides it, with a record of its own;
    here it lies where everything that is sent is checked, inside the sender's transaction."""

    class Kind(models.TextChoices):
        SLOW_MODE = "slow_mode", _("Slow mode")
        COOL_DOWN = "cool_down", _("A pause")
        LOCK = "lock", _("Closed to new words")
        SCHEDULED_CLOSE = "scheduled_close", _("Closes at a set time")
        RAID = "raid", _("Extra care for a while")
        CHECKING = "checking", _("Slower while we check")
        SET_ASIDE = "set_aside", _("Some activity is set aside")

    key = models.UUIDField(primary_key=True, editable=False)
    """The key of the measure that it carries out."""
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="brakes")
    thread_key = models.UUIDField(null=True, blank=True)
    """The story whose thread it is about; none for the whole space. A key, because stories live above spaces."""
    kind = models.CharField(max_length=16, choices=Kind)
    pause_s = models.PositiveIntegerField(default=0)
    """Seconds between two posts of one person."""
    closes_at = models.DateTimeField(null=True, blank=True)
    """From when on nothing new can be sent; none for a brake that only slows."""
    ends_at = models.DateTimeField(null=True, blank=True)
    reads_first = models.BooleanField(default=False)
    """A person reads everything before it is shown, whatever the space says."""
    takes_nobody_new = models.BooleanField(default=False)
    reason = models.CharField(max_length=300)
    """What readers are told."""

    class Meta:
        indexes = [models.Index(fields=["space", "thread_key"], name="place_brake_space")]

    def __str__(self) -> str:
        return self.kind

    def is_closed(self, now: datetime.datetime) -> bool:
        """Whether nothing new can be sent now."""
        return self.closes_at is not None and self.closes_at <= now


class PersonBrake(models.Model):
    """What slows or stops one persona of a space for a time. Decided by safety, checked where words are sent."""

    class Kind(models.TextChoices):
        RATE_LIMITED = "rate_limited", _("One message an hour")
        READ_ONLY = "read_only", _("Reading, not sending")
        SUSPENDED = "suspended", _("Not taking part for a time")
        REMOVED = "removed", _("Not taking part any more")

    persona = models.OneToOneField(Persona, on_delete=models.CASCADE, primary_key=True, related_name="+")
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=14, choices=Kind)
    until = models.DateTimeField(null=True, blank=True)
    reason = models.TextField()
    """Why, in words to the person."""

    def __str__(self) -> str:
        return self.kind
