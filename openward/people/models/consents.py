"""Consent: what somebody allows to be done with one thing they said. Append-only; the newest line counts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from openward.people.models.personas import Persona

WORDING_VERSION = "2026-11"


class Purpose(models.TextChoices):
    """The five choices, each its own yes or no."""

    PUBLISH = "publish", _("Show my words on this website")
    QUOTE = "quote", _("Quote my words in reports and posters")
    TEACH = "teach", _("Use my words to teach staff")
    RESEARCH = "research", _("Use my words in research")
    CONTACT = "contact", _("Write to me about what I said")


class Consent(models.Model):
    """One yes or no, as said at one moment, in one wording."""

    persona = models.ForeignKey(Persona, on_delete=models.CASCADE, related_name="consents")
    item_key = models.UUIDField()
    """The contribution it is about; a key and not a relation, because contributions lie on a higher floor."""
    purpose = models.CharField(max_length=10, choices=Purpose)
    is_given = models.BooleanField()
    wording_version = models.CharField(max_length=20, default=WORDING_VERSION)
    language = models.CharField(max_length=10)
    channel = models.CharField(max_length=12, default="web")
    said_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["item_key", "purpose", "-id"], name="consent_latest")]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.is_given}"
