"""Watched words that readers see covered."""

from django.db import models

from openward.contributions.models.contributions import Revision
from openward.kit.keys import new_key
from openward.people.models import Account


class Mask(models.Model):
    """One watched word of one wording, and where it stands. It covers the word for readers while the organisation
    watches for it and no moderator has taken the mask away; what is covered now is kept beside the words, in
    `Revision.masks`. The words themselves never change."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="found_masks")
    word_key = models.UUIDField()
    """The key of the watched word, as in `Nudge`."""
    why = models.CharField(max_length=200)
    passages = models.JSONField()
    """[[start, end], …] in characters of the whole text."""
    pipeline_version = models.CharField(max_length=20)
    made_at = models.DateTimeField(auto_now_add=True)
    taken_away_at = models.DateTimeField(null=True, blank=True)
    taken_away_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["made_at"]
        constraints = [models.UniqueConstraint(fields=["revision", "word_key"], name="masked_once_per_word")]
        indexes = [models.Index(fields=["word_key"], name="mask_of_word")]

    def __str__(self) -> str:
        return f"mask on revision {self.revision_id}"
