"""Messages: what a person is told, and whether it reached them.

A message names its recipient by key. The address is looked up at the moment of sending and is never kept here, nor
are the words of a story: a message says that something happened and where to read it.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from openward.kit.keys import new_key
from openward.people.models import Account, Persona


class Message(models.Model):
    """One message to one person. The unique key makes telling somebody twice of one thing impossible."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be sent")
        SENT = "sent", _("Sent")
        KEPT = "kept", _("Shown here, not sent by e-mail")
        NO_ADDRESS = "no_address", _("No address: shown on the receipt page only")
        NOT_WANTED = "not_wanted", _("No letters wanted: shown on the receipt page only")
        FAILED = "failed", _("Could not be delivered")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, blank=True, related_name="messages")
    persona = models.ForeignKey(Persona, on_delete=models.CASCADE, null=True, blank=True, related_name="messages")
    kind = models.CharField(max_length=40)
    """Which text it is; each kind is declared in kinds/ and has a letter of its own."""
    about = models.TextField()
    """What it is about, as "subject:key"."""
    values = models.JSONField(default=dict)
    """Keys and slugs that its link needs, as its kind declares them. Never words of a contribution."""
    language = models.CharField(max_length=10, default="en-gb")
    once_key = models.CharField(max_length=160, unique=True)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    failures = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    """When the carrier tries again; empty once nothing is left to try."""
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "-created_at"], name="message_account"),
            models.Index(fields=["persona", "-created_at"], name="message_persona"),
            models.Index(
                fields=["next_try_at"], condition=models.Q(state="waiting"), name="message_waiting"
            ),
            models.Index(
                fields=["account"], condition=models.Q(read_at__isnull=True), name="message_unread"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(account__isnull=False) ^ models.Q(persona__isnull=False),
                name="message_has_one_recipient",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
