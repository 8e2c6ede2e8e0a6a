"""Decisions with their reasons: the row that hides is the row that explains."""

import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from openward.contributions.models import Revision
from openward.kit.keys import new_key
from openward.people.models import Account, Organisation
from openward.safety.models.cases import Case
from openward.spaces.models import HouseRule

UNDO = datetime.timedelta(minutes=30)
"""How long a moderator can take back a decision of their own. Afterwards somebody else must look again."""

USUAL_SHARE = 5
"""Percent of decisions that a colleague makes again, unseen, unless an organisation wishes more."""

PRIVACY = "privacy"
CARE = "care"
LAWS = {
    PRIVACY: _("It may show who somebody is, with facts about their health. Data protection law forbids that."),
    CARE: _("It breaks no rule. It is shown to members only, out of care for you and for everybody who reads here."),
}
"""Laws that a step nobody took by hand can rest on, by key, so that everybody reads them in their own language."""


class Decision(models.Model):
    """What was decided about one wording, by whom, on which ground: the row that hides is the row that explains.

    Who decided is kept for colleagues and for appeals; an author only ever hears from the moderators as a team.
    """

    class Outcome(models.TextChoices):
        APPROVE = "approve", _("Show it")
        PROPOSE_EDIT = "propose_edit", _("Suggest another wording")
        DECLINE = "decline", _("Do not show it")
        KEEP = "keep", _("Leave it as it is")
        LABEL = "label", _("Show it with a note")
        CORRECT = "correct", _("Pin a correction with a source below it")
        LIMIT = "limit", _("Close replies to it")
        COMMUNITY_ONLY = "community_only", _("Show it to members only")
        HIDE = "hide", _("Hide it for now")
        REMOVE = "remove", _("Remove it")

    class Ground(models.TextChoices):
        RULE = "rule", _("A rule of the space")
        LAW = "law", _("The law")
        CARE = "care", _("Care: no rule was broken")

    class Source(models.TextChoices):
        """What made somebody look: for the statement of reasons (EU 2022/2065, Article 17)."""

        READING = "reading", _("Everything is read before it is shown")
        REPORT = "report", _("Somebody reported it")
        SCREENING = "screening", _("A check of the words marked it")
        OWN = "own", _("A moderator came upon it")
        APPEAL = "appeal", _("An appeal")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="decisions")
    revision = models.ForeignKey(Revision, on_delete=models.SET_NULL, null=True, related_name="+")
    revision_sha256 = models.CharField(max_length=64)
    outcome = models.CharField(max_length=16, choices=Outcome)
    source = models.CharField(max_length=10, choices=Source, default=Source.READING)
    ground = models.CharField(max_length=4, choices=Ground, default=Ground.RULE)
    legal_ground = models.CharField(max_length=500, blank=True)
    """Which law, and why, where the ground is the law."""
    facts = models.TextField(blank=True, max_length=5000)
    """What was seen that led to it, for the statement of reasons; never the words themselves, never a name."""
    ends_at = models.DateTimeField(null=True, blank=True)
    """When the restriction ends by itself; none for one that stays until it is lifted."""
    pinned_note = models.TextField(blank=True)
    """The note or correction that readers see with the words."""
    pinned_source = models.URLField(max_length=500, blank=True)
    """Where a correction can be read up."""
    effects = models.JSONField(default=list)
    """What it changed, each with what was before, so that an overturn puts exactly that back."""
    overturned_at = models.DateTimeField(null=True, blank=True)
    proposal = models.ForeignKey(Revision, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    """The wording that was suggested instead."""
    rule = models.ForeignKey(HouseRule, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    passages = models.JSONField(default=list)
    """The marked passages as [[start, end], …] in the wording's text; the text itself is not copied."""
    words_to_author = models.TextField(blank=True)
    """What the moderator wrote to the author, in kind words."""
    note_to_colleagues = models.TextField(blank=True)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """Nobody for an interim step that reports set off by themselves; it ends unless a person confirms it."""
    is_found_automatically = models.BooleanField(default=False)
    is_automatic = models.BooleanField(default=False)
    decided_at = models.DateTimeField(auto_now_add=True)
    reopened_at = models.DateTimeField(null=True, blank=True)
    """When it was taken back, so that the words are read again."""

    class Meta:
        indexes = [models.Index(fields=["-decided_at"], name="decision_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=["approve", "keep"])
                | models.Q(rule__isnull=False)
                | (models.Q(ground__in=["law", "care"]) & ~models.Q(legal_ground="")),
                name="decision_against_words_cites_a_rule",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=False)
                | models.Q(is_automatic=True, outcome="hide", ends_at__isnull=False),
                name="a_machine_only_hides_for_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.outcome

    @property
    def law(self) -> str:
        """The law it rests on, in words; empty when it rests on a rule."""
        return str(LAWS.get(self.legal_ground, self.legal_ground))


READING_OUTCOMES = (Decision.Outcome.APPROVE, Decision.Outcome.PROPOSE_EDIT, Decision.Outcome.DECLINE)
"""What can be decided about words that nobody has seen yet."""


class SecondReading(models.Model):
    """A decision that a colleague made again without seeing the first: how far moderators agree is told in public."""

    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="second_reading")
    first_decider = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    """A copy of who decided, so that the database itself can refuse them as reader."""
    reader = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=16, choices=Decision.Outcome, blank=True)
    """Empty until it was read."""
    passed_back_by = ArrayField(models.UUIDField(), default=list, blank=True, db_default=[])
    """Keys of the accounts that put it back or passed it on: they are offered everything else first."""
    handed_on_with = models.TextField(blank=True, db_default="")
    """The note with which it was passed on to a senior colleague; empty while it was not."""
    drawn_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["drawn_at"], condition=models.Q(outcome=""), name="second_reading_queue"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reader=models.F("first_decider")), name="second_reading_by_somebody_else"
            ),
        ]

    def __str__(self) -> str:
        return f"second reading of {self.decision_id}"


class SecondReadingShare(models.Model):
    """What share of its decisions an organisation has read again. Without a row it is one in twenty."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="second_reading_share"
    )
    percent = models.PositiveSmallIntegerField(default=USUAL_SHARE)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(percent__range=(1, 100)), name="second_reading_share_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.percent} %"
