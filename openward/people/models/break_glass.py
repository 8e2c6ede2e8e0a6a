"""Break-glass: the only way any page ever reads the vault. Two people, a reason, a legal basis, and an end."""

import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from openward.kit.keys import new_key
from openward.people.models.accounts import Account
from openward.people.models.organisations import Organisation
from openward.people.models.personas import Persona

OPEN_FOR = datetime.timedelta(hours=4)
ASKED_FOR = datetime.timedelta(hours=24)


class BreakGlass(models.Model):
    """One request to know who somebody is. It shows nothing until another person has agreed, and nothing after."""

    class Side(models.TextChoices):
        SAFEGUARDING = "safeguarding", _("Safeguarding")
        ADMINISTRATOR = "administrator", _("Administrator")
        DATA_PROTECTION = "data_protection", _("Data protection")

    class Basis(models.TextChoices):
        VITAL_INTERESTS = "vital_interests", _("A life is at stake (GDPR, Article 6(1)(d) and 9(2)(c))")
        SAFEGUARDING = "safeguarding", _("A child or an adult at risk must be kept safe (GDPR, Article 9(2)(g))")
        COURT = "court", _("A court orders it (GDPR, Article 6(1)(c))")

    class Field(models.TextChoices):
        EMAIL = "email", _("The e-mail address they left for answers")
        ACCOUNT = "account", _("The name of their account, if they sign in")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    persona = models.ForeignKey(Persona, on_delete=models.CASCADE, related_name="+")
    requester = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    requester_side = models.CharField(max_length=16, choices=Side)
    approver = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField()
    legal_basis = models.CharField(max_length=20, choices=Basis)
    fields = ArrayField(models.CharField(max_length=10, choices=Field))
    asked_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    """Before it is opened: until when somebody can agree. Afterwards: until when it can be read."""
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approver__isnull=True) | ~models.Q(approver=models.F("requester")),
                name="break_glass_takes_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(opened_at__isnull=True) | models.Q(approver__isnull=False),
                name="break_glass_opened_by_an_approver",
            ),
        ]

    def __str__(self) -> str:
        return f"break-glass asked {self.asked_at:%Y-%m-%d}"

    def is_live(self, now: datetime.datetime) -> bool:
        """Whether the vault may be read under it now."""
        return self.opened_at is not None and self.closed_at is None and now < self.expires_at

    def waits(self, now: datetime.datetime) -> bool:
        """Whether somebody can still agree to it."""
        return self.opened_at is None and self.closed_at is None and now < self.expires_at
