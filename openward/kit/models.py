"""The one table of the kit: how often something was tried lately."""

from django.db import models


class RateWindow(models.Model):
    """Tries under one key since `started_at`. The key is a keyed hash: no address of anybody is kept here."""

    key = models.CharField(max_length=64, primary_key=True)
    started_at = models.DateTimeField()
    tries = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["started_at"], name="rate_window_started")]

    def __str__(self) -> str:
        return f"{self.tries} since {self.started_at}"
