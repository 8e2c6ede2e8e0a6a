"""Reports of words that are no contribution: an answer of the service, what somebody says about the house rules."""

from django.db import models

from openward.people.models import Account


class NamelessReport(models.Model):
    """Somebody says that something is wrong with shown words. Nothing is kept of who they are.

    A room that takes such reports adds what they are about, and says which reasons and outcomes there are.
    """

    code_hash = models.CharField(max_length=64, unique=True)
    """Keyed hash of the five words under which whoever reported reads what came of it."""
    reason = models.CharField(max_length=12)
    words = models.TextField(blank=True)
    received_at = models.DateTimeField(auto_now_add=True)
    outcome = models.CharField(max_length=12, blank=True)
    """Empty while it waits for a person."""
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True
        ordering = ["received_at"]

    def __str__(self) -> str:
        return f"{self.reason} {self.outcome}"
