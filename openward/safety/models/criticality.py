"""How grave the most critical statement in somebody's words is, as the moderator who read them found it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from openward.contributions.models import Contribution
from openward.people.models import Account


class Level(models.IntegerChoices):
    """0 to 5, by the most critical statement and never by the average: one grave line in a page of thanks counts."""

    PRAISE = 0, _("Nothing critical")
    SMALL = 1, _("A small thing")
    BOTHERED = 2, _("It made care worse")
    DISTRESS = 3, _("It hurt or frightened somebody")
    HARM = 4, _("Somebody came to harm, or could have")
    GRAVE = 5, _("Grave harm, or danger now")


CRITERIA = {
    Level.PRAISE: _("Thanks, or facts without a complaint."),
    Level.SMALL: _("Something that could be nicer: parking, food, a sign. Nobody was worse off for it."),
    Level.BOTHERED: _("Waiting, not being told, being sent round. Care was worse, and nobody was hurt."),
    Level.DISTRESS: _("Rudeness, pain left alone, fear, shame, being refused care. Or the same thing again and again."),
    Level.HARM: _(
        "A mistake, a fall, a wrong medicine, a missed diagnosis, neglect. Also when it was only just noticed."
    ),
    Level.GRAVE: _("Death, lasting harm, abuse, a crime, somebody in danger. Do not wait for the answer: act."),
}
"""In words of our own, one line for each level, beside the choice."""

TOLD_FROM = Level.HARM
"""From here on people are told at once, and a lead reads the answer before it is shown."""


class Criticality(models.Model):
    """What one moderator found for one contribution. For staff alone: a table of its own, so that nothing that shows
    or exports a contribution can carry it along."""

    contribution = models.OneToOneField(
        Contribution, on_delete=models.CASCADE, primary_key=True, related_name="criticality"
    )
    level = models.PositiveSmallIntegerField(choices=Level)
    revision_sha256 = models.CharField(max_length=64)
    """The wording that was read."""
    set_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    set_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(level__lte=5), name="criticality_is_0_to_5")]
        indexes = [models.Index(fields=["level"], name="criticality_level")]

    def __str__(self) -> str:
        return f"criticality of {self.contribution_id}"
