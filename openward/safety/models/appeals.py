"""Appeals: somebody else looks again. And the organisations whose moderators help where a team has nobody else."""

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from openward.contributions.models import Contribution
from openward.kit.keys import new_key
from openward.kit.state_graphs import StateGraph
from openward.people.models import MODERATING, Account, Organisation, Persona, Role
from openward.safety.models.decisions import Decision
from openward.safety.models.measures import Step
from openward.safety.models.reports import Report
from openward.spaces.models import Space

APPEAL_WINDOW = datetime.timedelta(days=183)
"""Six months from being told (EU 2022/2065, Article 20)."""

APPEAL_DUE = datetime.timedelta(days=7)
APPEAL_AIM = datetime.timedelta(hours=72)
"""Half of all appeals are decided sooner than this, we promise, and each within `APPEAL_DUE`."""

SAME_OR_HIGHER: dict[str, tuple[Role, ...]] = {
    Role.MODERATOR: MODERATING,
    Role.SENIOR_MODERATOR: (Role.SENIOR_MODERATOR,),
}
"""With which roles somebody can decide about an appeal, by the least role for it: the first decider's or a higher."""


class Appeal(models.Model):
    """One appeal against a decision or a measure; a second one only on new facts. Never decided by who decided first.

    `first_decider` is a copy of who decided, so that the database itself can refuse them here.
    """

    class About(models.TextChoices):
        DECISION = "decision", _("A decision about words")
        MEASURE = "measure", _("A measure for a person")

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for somebody else to look")
        ASSIGNED = "assigned", _("Somebody else is looking at it")
        UPHELD = "upheld", _("The decision stands")
        OVERTURNED = "overturned", _("The decision was wrong and is undone")
        VARIED = "varied", _("Another decision takes its place")
        NOTIFIED = "notified", _("Decided, and everybody was told")
        CLOSED = "closed", _("Closed")

    class Side(models.TextChoices):
        AUTHOR = "author", _("The author of the words")
        REPORTER = "reporter", _("Somebody who reported them")

    class Cause(models.TextChoices):
        """Why a first decision went wrong: what those who look after the rules learn from."""

        UNCLEAR_RULE = "unclear_rule", _("The rule can be read in two ways")
        WRONG_RULE = "wrong_rule", _("The words do not break this rule")
        CONTEXT = "context", _("What stood around the words was missed")
        FACTS = "facts", _("Something was not so, or not known")
        TOO_HARD = "too_hard", _("It went further than it had to")
        MISSED_RULE = "missed_rule", _("The words break a rule that was not seen")
        TOO_MILD = "too_mild", _("It did not go as far as it had to")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    about = models.CharField(max_length=8, choices=About, default=About.DECISION)
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, null=True, blank=True, related_name="appeals")
    """None only for a measure that rests on no decision: "read first" after many refusals."""
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="appeals")
    """The words it is about, or behind whose private page somebody asked about a measure."""
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="appeals")
    appellant = models.ForeignKey(Persona, on_delete=models.CASCADE, related_name="appeals")
    step = models.CharField(max_length=14, choices=Step, blank=True)
    """The measure, as it was when somebody asked."""
    step_set_at = models.DateTimeField(null=True, blank=True)
    number = models.PositiveSmallIntegerField(default=1)
    side = models.CharField(max_length=8, choices=Side, default=Side.AUTHOR)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, null=True, blank=True, related_name="appeals")
    """The report whose sender asks; none where the author does."""
    letter_to = models.ForeignKey(Persona, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    """Whom the vault keeps an address of for one letter with the answer, when somebody who reported asked for one."""
    words = models.TextField()
    new_facts = models.TextField(blank=True)
    """What was not known when the first appeal was decided; needed for a second one."""
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    outcome = models.CharField(max_length=12, choices=State, blank=True)
    """Upheld, overturned or varied: kept when the appeal is closed."""
    first_decider = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    least_role = models.CharField(
        max_length=20, choices=Role, default=Role.MODERATOR, db_default=Role.MODERATOR.value
    )
    """The role of whoever decided first, as it was when somebody asked: nobody below it decides about them."""
    assigned_to = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    assigned_until = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    is_in_pool = models.BooleanField(default=False)
    """Whether moderators of other organisations may take it, because here nobody else can."""
    is_overdue = models.BooleanField(default=False)
    """Set once, when seven days had passed: the lead was told."""
    reason = models.TextField(blank=True)
    """Why, in kind words to the person who appealed."""
    cause = models.CharField(max_length=40, choices=Cause, blank=True)
    """Why the first decision went wrong, for those who look after the rules."""
    replacement = models.ForeignKey(Decision, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    """The decision that takes the place of the first: milder for an author, further for somebody who reported."""
    opened_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["opened_at"]
        indexes = [
            models.Index(
                fields=["space", "opened_at"],
                condition=models.Q(state__in=["open", "assigned"]),
                name="appeal_queue",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["decision", "about", "side", "number"], name="appeal_number_once"),
            models.UniqueConstraint(
                fields=["appellant", "step_set_at", "number"],
                condition=models.Q(about="measure"),
                name="measure_appealed_once",
            ),
            models.CheckConstraint(condition=models.Q(number__lte=2), name="two_appeals_at_most"),
            models.CheckConstraint(
                condition=models.Q(number=1) | ~models.Q(new_facts=""), name="second_appeal_brings_new_facts"
            ),
            models.CheckConstraint(
                condition=models.Q(about="decision", decision__isnull=False)
                | (models.Q(about="measure", step_set_at__isnull=False) & ~models.Q(step="")),
                name="appeal_is_about_something",
            ),
            models.CheckConstraint(
                condition=models.Q(side="author", report__isnull=True)
                | models.Q(side="reporter", about="decision", report__isnull=False),
                name="reporter_appeals_about_their_report",
            ),
            models.CheckConstraint(
                condition=models.Q(least_role__in=["moderator", "senior_moderator"]),
                name="appeal_is_decided_by_moderators",
            ),
            # A comparison with nobody is unknown, which a check lets pass: only the same person twice is refused.
            models.CheckConstraint(
                condition=~models.Q(assigned_to=models.F("first_decider"))
                & ~models.Q(decided_by=models.F("first_decider")),
                name="appeal_is_decided_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="") | (~models.Q(reason="") & models.Q(decided_at__isnull=False)),
                name="appeal_is_decided_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"appeal {self.number}, {self.state}"

    def is_leased(self, now: datetime.datetime) -> bool:
        return self.assigned_to_id is not None and self.assigned_until is not None and self.assigned_until > now


APPEAL = StateGraph(
    "appeal",
    Appeal.State.OPEN,
    {
        Appeal.State.OPEN: frozenset({Appeal.State.ASSIGNED, Appeal.State.CLOSED}),
        Appeal.State.ASSIGNED: frozenset(
            {
                Appeal.State.OPEN,
                Appeal.State.UPHELD,
                Appeal.State.OVERTURNED,
                Appeal.State.VARIED,
                Appeal.State.CLOSED,
            }
        ),
        Appeal.State.UPHELD: frozenset({Appeal.State.NOTIFIED}),
        Appeal.State.OVERTURNED: frozenset({Appeal.State.NOTIFIED}),
        Appeal.State.VARIED: frozenset({Appeal.State.NOTIFIED}),
        Appeal.State.NOTIFIED: frozenset({Appeal.State.CLOSED}),
        Appeal.State.CLOSED: frozenset(),
    },
)


BOTH_SIDES = (Appeal.Cause.UNCLEAR_RULE, Appeal.Cause.CONTEXT, Appeal.Cause.FACTS)
CAUSES: dict[str, tuple[Appeal.Cause, ...]] = {
    Appeal.Side.AUTHOR: (*BOTH_SIDES, Appeal.Cause.WRONG_RULE, Appeal.Cause.TOO_HARD),
    Appeal.Side.REPORTER: (*BOTH_SIDES, Appeal.Cause.MISSED_RULE, Appeal.Cause.TOO_MILD),
}
"""Why a decision can have been wrong, by who was right to say so."""


class AppealHelp(models.Model):
    """One organisation's moderators decide another's appeals where nobody else there can. Both must have agreed."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="appeal_help")
    """Whose appeals."""
    helper = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="helps_with_appeals")
    """Whose moderators."""
    agreed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    """When the organisation whose appeals they are agreed."""
    offered_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    offered_at = models.DateTimeField(null=True, blank=True)
    """When the helper agreed."""
    begun_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["begun_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "helper"],
                condition=models.Q(ended_at__isnull=True),
                name="appeal_help_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(organisation=models.F("helper")), name="appeal_help_comes_from_elsewhere"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.helper_id} helps {self.organisation_id}"

    @property
    def holds(self) -> bool:
        return self.agreed_at is not None and self.offered_at is not None and self.ended_at is None
