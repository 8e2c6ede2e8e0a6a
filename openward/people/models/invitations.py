"""Invitations to work here: a letter with a link that works once."""

import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from openward.kit.keys import new_key
from openward.people.models.accounts import Account, Role
from openward.people.models.organisations import Organisation

GOOD_FOR = datetime.timedelta(days=7)


class Invitation(models.Model):
    """Somebody is asked to join an organisation. The link of the newest letter works until it is used, until it is
    too old, or until the invitation is taken back. The address is kept no longer than that."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    roles = ArrayField(models.CharField(max_length=20, choices=Role), default=list, blank=True)
    """Roles in the whole organisation that are given when the invitation is accepted."""
    language = models.CharField(max_length=10, default="en-gb")
    invited_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    letter_number = models.PositiveSmallIntegerField(default=1)
    """Counts the letters; the link of an earlier one opens nothing."""
    letter_sent_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invited_once",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True) ^ Q(email=""),
                name="invitation_address_while_open",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_open(self, now: datetime.datetime) -> bool:
        """Whether its link works."""
        return self.accepted_at is None and self.withdrawn_at is None and now < self.expires_at
