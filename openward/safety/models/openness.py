"""What an organisation shows of its moderation: figures of one quarter, frozen on the day they were shown."""

from django.db import models

from openward.kit.keys import new_key
from openward.people.models import Organisation


class PublishedFigures(models.Model):
    """The figures of one organisation for one quarter, already protected: nothing exact is kept here.

    They are worked out once, on a fixed day, and never again: of two readings a day apart nobody can be subtracted.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="published_figures")
    starts_on = models.DateField()
    ends_on = models.DateField()
    figures = models.JSONField()
    """What `safety.queries.figures` gives: counts rounded or withheld, times rounded."""
    chain_links = models.BigIntegerField()
    """How long the chain of the ledger was when they were shown, with the hash of its last link below: whoever gets
    an export later can see that the chain was not written anew."""
    chain_hash = models.CharField(max_length=64)
    released_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "starts_on"], name="figures_released_once"),
            models.CheckConstraint(condition=models.Q(ends_on__gt=models.F("starts_on")), name="quarter_has_days"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} from {self.starts_on}"
