"""Personas and the identity vault.

A persona is who somebody is in one space: a handle and a badge, nothing that leads elsewhere. What leads to the
person lies sealed in the vault and is opened by the mail carrier alone, never by a page.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from openward.kit.keys import new_key


class Badge(models.TextChoices):
    """How somebody is known to readers: by what they are to the service, not by name."""

    PATIENT = "patient", _("Patient")
    CARER = "carer", _("Carer")
    FAMILY = "family", _("Family member or friend")
    ADVOCATE = "advocate", _("Advocate")
    STAFF = "staff", _("Member of staff")
    SURVEY = "survey", _("Answered a survey")
    UNSAID = "unsaid", _("Chose not to say")


class Persona(models.Model):
    """One person in one space. Two personas of one person cannot be joined by anybody outside the vault."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    scope_key = models.UUIDField()
    """The public key of the space; a key and not a relation, because spaces lie on a higher floor."""
    handle = models.CharField(max_length=60, blank=True)
    badge = models.CharField(max_length=12, choices=Badge, default=Badge.UNSAID)
    created_on = models.DateField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["scope_key"], name="persona_scope")]

    def __str__(self) -> str:
        return self.handle or self.get_badge_display()


class VaultEntry(models.Model):
    """What is known of the person behind a persona, sealed with a key that is not in the database."""

    persona = models.OneToOneField(Persona, on_delete=models.CASCADE, primary_key=True, related_name="vault_entry")
    sealed = models.BinaryField()
    key_id = models.CharField(max_length=16)
    account_lookup = models.CharField(max_length=64, null=True, unique=True)
    """Keyed hash of account and space: finds a signed-in person's persona in this space, and only here."""
    sealed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"vault entry of {self.persona_id}"
