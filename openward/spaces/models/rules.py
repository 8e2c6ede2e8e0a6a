"""How house rules come about: versions, what people propose, what is said about it, and who agreed to which."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from openward.kit.keys import new_key
from openward.kit.state_graphs import StateGraph
from openward.people.models import Account, Persona
from openward.spaces.models.spaces import Space


class RulesVersion(models.Model):
    """When a version of the rules began to hold, and why. Its rules are the HouseRule rows of the same number; those of
    versions that are older than this table have no row here."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="rules_versions")
    version = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    why = models.CharField(max_length=300, blank=True)
    proposal = models.ForeignKey("RuleProposal", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    """What somebody proposed and this version took up."""

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["space", "version"], name="rules_version_once")]

    def __str__(self) -> str:
        return f"version {self.version}"


class RuleProposal(models.Model):
    """A rule, or a change to one, that somebody who takes part proposes. A person reads it before others see it."""

    class Kind(models.TextChoices):
        NEW = "new", _("A new rule")
        CHANGE = "change", _("Other words for a rule")
        LEAVE_OUT = "leave_out", _("Leave a rule out")

    class State(models.TextChoices):
        WAITING = "waiting", _("A person reads it first")
        OPEN = "open", _("Being talked about")
        ADOPTED = "adopted", _("Taken up")
        DECLINED = "declined", _("Not taken up")
        NOT_SHOWN = "not_shown", _("Not shown")
        WITHDRAWN = "withdrawn", _("Taken back")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="rule_proposals")
    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    rule_key = models.CharField(max_length=40, blank=True)
    """The rule it is about; empty for a new one."""
    rules_version = models.PositiveIntegerField()
    """The version it was written against."""
    text = models.CharField(max_length=200, blank=True)
    how_to_fix = models.CharField(max_length=500, blank=True)
    why = models.CharField(max_length=1000)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    made_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=1000, blank=True)
    """What whoever leads the space says to it: to everybody once it was open, else to its author alone."""
    adopted_version = models.PositiveIntegerField(null=True, blank=True)
    """Kept when it is taken away afterwards: the version stands, and says that it came from a proposal."""
    away_because = models.CharField(max_length=1000, blank=True)
    """Why it was taken away after others had read it; its author alone reads this."""
    away_rule = models.ForeignKey("HouseRule", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["space", "state"], name="rule_proposal_list")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="adopted", adopted_version__isnull=False)
                | models.Q(state="not_shown")
                | (~models.Q(state="adopted") & models.Q(adopted_version__isnull=True)),
                name="adopted_into_a_version",
            ),
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def is_shown(self) -> bool:
        """Whether everybody who reads the space reads it."""
        return self.state in {self.State.OPEN, self.State.ADOPTED, self.State.DECLINED}

    @property
    def stood_as(self) -> State:
        """How it stood before it was taken away."""
        if self.adopted_version is not None:
            return self.State.ADOPTED
        return self.State.DECLINED if self.decided_at else self.State.OPEN


_PROPOSAL = RuleProposal.State
PROPOSAL = StateGraph(
    "proposal of a rule",
    _PROPOSAL.WAITING,
    {
        _PROPOSAL.WAITING: frozenset({_PROPOSAL.OPEN, _PROPOSAL.NOT_SHOWN, _PROPOSAL.WITHDRAWN}),
        _PROPOSAL.OPEN: frozenset({_PROPOSAL.ADOPTED, _PROPOSAL.DECLINED, _PROPOSAL.NOT_SHOWN, _PROPOSAL.WITHDRAWN}),
        # What breaks a rule is taken away whatever was decided about it, and put back as it stood.
        _PROPOSAL.ADOPTED: frozenset({_PROPOSAL.NOT_SHOWN}),
        # What was not taken up can be talked about again.
        _PROPOSAL.DECLINED: frozenset({_PROPOSAL.OPEN, _PROPOSAL.NOT_SHOWN}),
        _PROPOSAL.NOT_SHOWN: frozenset({_PROPOSAL.OPEN, _PROPOSAL.ADOPTED, _PROPOSAL.DECLINED}),
        _PROPOSAL.WITHDRAWN: frozenset(),
    },
)


class RuleRemark(models.Model):
    """What somebody says about a proposal. A person reads it before others see it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("A person reads it first")
        SHOWN = "shown", _("Shown")
        NOT_SHOWN = "not_shown", _("Not shown")
        WITHDRAWN = "withdrawn", _("Taken back")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    proposal = models.ForeignKey(RuleProposal, on_delete=models.CASCADE, related_name="remarks")
    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(max_length=1000)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    made_at = models.DateTimeField(auto_now_add=True)
    away_because = models.CharField(max_length=1000, blank=True)
    """Why it was taken away after others had read it; its author alone reads this."""
    away_rule = models.ForeignKey("HouseRule", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return self.state

    @property
    def is_shown(self) -> bool:
        """Whether everybody who reads the proposal reads it."""
        return self.state == self.State.SHOWN


_REMARK = RuleRemark.State
REMARK = StateGraph(
    "remark on a proposal",
    _REMARK.WAITING,
    {
        _REMARK.WAITING: frozenset({_REMARK.SHOWN, _REMARK.NOT_SHOWN, _REMARK.WITHDRAWN}),
        _REMARK.SHOWN: frozenset({_REMARK.NOT_SHOWN, _REMARK.WITHDRAWN}),
        _REMARK.NOT_SHOWN: frozenset({_REMARK.SHOWN, _REMARK.WITHDRAWN}),
        _REMARK.WITHDRAWN: frozenset(),
    },
)


class RulesAcceptance(models.Model):
    """Somebody ticked that they keep to one version of the rules, with their first post under it.

    It is tied to the persona that posted and to nothing else: where nobody knows who that is, neither does this. The
    day is enough; a time of day would tell which words came with it.
    """

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    persona = models.ForeignKey(Persona, on_delete=models.CASCADE, related_name="+")
    accepted_on = models.DateField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["persona", "space", "version"], name="rules_accepted_once")]

    def __str__(self) -> str:
        return f"version {self.version}"
