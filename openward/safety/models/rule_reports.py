"""What readers report of the talk about the house rules, and another look at what was taken away."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from openward.kit.keys import new_key
from openward.people.models import Account
from openward.safety.models.nameless import NamelessReport
from openward.safety.models.reports import Report
from openward.spaces.models import RuleProposal, RuleRemark


class RuleReport(NamelessReport):
    """Somebody says that something is wrong with a shown proposal about the rules, or with a remark on it."""

    class Outcome(models.TextChoices):
        STAYS = "stays", _("The words stay")
        TAKEN_AWAY = "taken_away", _("The words were taken away")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    proposal = models.ForeignKey(RuleProposal, on_delete=models.CASCADE, related_name="+")
    remark = models.ForeignKey(RuleRemark, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    """What it is about, when that is a remark and not the proposal itself."""
    reason = models.CharField(max_length=12, choices=Report.Category)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)

    class Meta(NamelessReport.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason="other") | ~models.Q(words=""), name="other_rule_report_says_what"
            ),
        ]
        indexes = [models.Index(fields=["received_at"], condition=models.Q(outcome=""), name="rule_report_waiting")]


class RuleLook(models.Model):
    """Whoever wrote words about the rules that were taken away asks somebody else to look again."""

    class Outcome(models.TextChoices):
        PUT_BACK = "put_back", _("The words are shown again")
        STAYS_AWAY = "stays_away", _("The words stay away")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    proposal = models.ForeignKey(RuleProposal, on_delete=models.CASCADE, related_name="+")
    remark = models.ForeignKey(RuleRemark, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    words = models.TextField(max_length=1000)
    """Why it was a mistake, as its author sees it."""
    asked_at = models.DateTimeField(auto_now_add=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    answer = models.TextField(max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "remark"],
                condition=models.Q(outcome=""),
                nulls_distinct=False,
                name="one_look_waits_for_rule_words",
            ),
        ]

    def __str__(self) -> str:
        return self.outcome


def about(said: RuleProposal | RuleRemark) -> dict[str, Any]:
    """A proposal or a remark, as the two tables here name it."""
    if isinstance(said, RuleRemark):
        return {"proposal": said.proposal, "remark": said}
    return {"proposal": said, "remark": None}
