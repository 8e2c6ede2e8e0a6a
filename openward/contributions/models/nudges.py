"""Words at which an organisation asks authors to look again before they send."""

from django.db import models

from openward.people.models import Organisation


class Nudge(models.Model):
    """A phrase that is pointed out to its author at writing time, with the organisation's own reason. Safety decides
    and keeps the list; here lies what the page on which people write needs of it."""

    key = models.UUIDField(primary_key=True, editable=False)
    """The key of the watched phrase that it carries out."""
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="nudges")
    phrase = models.CharField(max_length=200)
    why = models.CharField(max_length=200)
    is_masked = models.BooleanField(default=False)
    """Whether readers see a mask in its place."""

    def __str__(self) -> str:
        return self.phrase
