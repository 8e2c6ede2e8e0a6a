"""Accounts of people who sign in, and the roles they hold."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from openward.kit.keys import new_key
from openward.people.models.organisations import Organisation


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Account":
        account = Account(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """Somebody who signs in: staff, advisory members, patients and carers on an improvement team."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    session_round = models.PositiveIntegerField(default=0)
    """Counts up whenever every session of this account is ended: a session of an earlier round opens nothing, also
    after the account is restored."""
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="account_email_whatever_case")]

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        if not self.session_round:
            return str(super()._get_session_auth_hash(secret=secret))  # type: ignore[misc]
        salt = "openward.people.models.Account.session_round"
        value = f"{self.password}\x1f{self.session_round}"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()


class Belonging(models.Model):
    """Somebody's place in one organisation. Suspending somebody is between them and that organisation: their roles
    there stay written down and count for nothing until they are restored."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="belongings")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="belongings")
    joined_at = models.DateTimeField(auto_now_add=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspended_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "organisation"], name="belongs_once")]

    def __str__(self) -> str:
        return f"{self.account_id} at {self.organisation_id}"


class Role(models.TextChoices):
    """What a person may do in an organisation, or in one space of it."""

    LEAD = "lead", _("Patient-experience lead")
    MODERATOR = "moderator", _("Moderator")
    SENIOR_MODERATOR = "senior_moderator", _("Senior moderator")
    CODER = "coder", _("Coder")
    IMPROVER = "improver", _("Improver")
    RESPONDER = "responder", _("Responder")
    ADVISORY = "advisory", _("Advisory member")
    DATA_PROTECTION = "data_protection", _("Data protection")
    ADMINISTRATOR = "administrator", _("Administrator")


MODERATING = (Role.MODERATOR, Role.SENIOR_MODERATOR)
"""Roles with which somebody moderates; to a senior moderator others pass on what they would rather not decide."""


class HeldRole(models.Model):
    """A role somebody holds: in the whole organisation, or in one space when `space_key` is set.

    The space is a key and not a relation, because spaces lie on a higher floor.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="held_roles")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="held_roles")
    space_key = models.UUIDField(null=True, blank=True)
    role = models.CharField(max_length=20, choices=Role)
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "organisation", "space_key", "role"],
                name="role_held_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role}"
