"""The append-only facts and the hash chain that seals them."""

import hashlib
import json
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

GENESIS = "0" * 64


def commitment(salt: str, value: Any) -> str:
    """The salted hash that stands in the chain for a value that may be shredded."""
    return hashlib.sha256((salt + json.dumps(value, sort_keys=True)).encode()).hexdigest()


def next_hash(previous: str, digest: str) -> str:
    """The hash of the next link, 64 hexadecimal digits."""
    return hashlib.sha256((previous + digest).encode()).hexdigest()


class RecordedFact(models.Model):
    """One fact as written. A database trigger refuses every change but sealing and shredding (migration 0001)."""

    kind = models.TextField()
    recorded_at = models.DateTimeField()
    author_kind = models.TextField()
    author_key = models.TextField(blank=True)
    authority = models.TextField(blank=True)
    organisation_key = models.TextField(blank=True)
    about = ArrayField(models.TextField())
    payload = models.JSONField()
    shreddable = models.JSONField(default=dict)
    """Values that may be forgotten, each with the salt of its commitment: {field: [salt, value]}."""
    commitments = models.JSONField(default=dict)
    """What the chain seals in their place: {field: sha256(salt + value)}."""
    submission_key = models.TextField(null=True, unique=True)
    is_sealed = models.BooleanField(default=False)

    class Meta:
        indexes = [
            # New facts are sorted in at once: every page with a way line would read through a heap of unsorted ones.
            GinIndex(fields=["about"], name="fact_about", fastupdate=False),
            models.Index(fields=["id"], condition=models.Q(is_sealed=False), name="fact_unsealed"),
            models.Index(fields=["organisation_key", "-id"], name="fact_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def digest(self) -> str:
        """The hash of everything about this fact that must never change."""
        kept = [
            self.pk,
            self.kind,
            self.recorded_at.timestamp(),
            self.author_kind,
            self.author_key,
            self.authority,
            self.organisation_key,
            self.about,
            self.payload,
            self.commitments,
        ]
        return hashlib.sha256(json.dumps(kept, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


class Link(models.Model):
    """One link of the chain: hash = sha256(previous hash + digest of the fact). The order is that of sealing."""

    sequence = models.BigIntegerField(primary_key=True)
    fact = models.OneToOneField(RecordedFact, on_delete=models.PROTECT, related_name="link")
    digest = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"link {self.sequence}"
