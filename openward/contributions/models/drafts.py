"""Words that are not sent yet, kept because their author asked for it."""

import datetime

from django.db import models

from openward.contributions.models.contributions import Contribution

KEPT_FOR = datetime.timedelta(days=30)


class Draft(models.Model):
    """Everything somebody has filled in so far, sealed with a key that is not in the database: nobody who works here
    reads what was never sent. Its code is the receipt that the story will have."""

    contribution = models.OneToOneField(
        Contribution, on_delete=models.CASCADE, primary_key=True, related_name="draft"
    )
    sealed = models.BinaryField()
    key_id = models.CharField(max_length=16)
    kept_until = models.DateField()
    """The last day; on the next everything is erased."""

    class Meta:
        indexes = [models.Index(fields=["kept_until"], name="draft_kept_until")]

    def __str__(self) -> str:
        return f"draft of {self.contribution_id}"
