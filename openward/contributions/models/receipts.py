"""Receipts: the code in plain words that opens an author's private page."""

from django.db import models

from openward.contributions.models.contributions import Contribution


class Receipt(models.Model):
    """One author's way back to what they said. Only a keyed hash of the code is kept."""

    contribution = models.OneToOneField(
        Contribution, on_delete=models.CASCADE, primary_key=True, related_name="receipt"
    )
    code_hash = models.CharField(max_length=64, unique=True)
    answer_expected_on = models.DateField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"receipt of {self.contribution_id}"
