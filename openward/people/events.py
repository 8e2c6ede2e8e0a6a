"""Facts about organisations, accounts, roles and consent."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openward.ledger.events import Fact


@dataclass(frozen=True, kw_only=True)
class OrganisationFounded(Fact):
    sentence = _("The organisation {name} was set up.")
    subject = "organisation"
    name: str


@dataclass(frozen=True, kw_only=True)
class ServiceAdded(Fact):
    sentence = _("The service {name} was added.")
    subject = "service"
    name: str


@dataclass(frozen=True, kw_only=True)
class AccountInvited(Fact):
    sentence = _("{name} was given an account.")
    subject = "account"
    shred = ("name",)
    name: str


_ROLES: dict[str, str | Promise] = {
    "lead": _("Patient-experience lead"),
    "moderator": _("Moderator"),
    "coder": _("Coder"),
    "improver": _("Improver"),
    "responder": _("Responder"),
    "advisory": _("Advisory member"),
    "data_protection": _("Data protection"),
    "administrator": _("Administrator"),
}


@dataclass(frozen=True, kw_only=True)
class RoleGiven(Fact):
    sentence = _("The role “{role}” was given.")
    labels = {"role": _ROLES}
    subject = "account"
    role: str


@dataclass(frozen=True, kw_only=True)
class RoleTaken(Fact):
    sentence = _("The role “{role}” was taken away.")
    labels = {"role": _ROLES}
    subject = "account"
    role: str


@dataclass(frozen=True, kw_only=True)
class ConsentSaid(Fact):
    sentence = _("The author said what may be done with their words.")
    subject = "contribution"
    given: tuple[str, ...]
    refused: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class IdentityForgotten(Fact):
    sentence = _("What was known of the author was deleted from the identity vault.")
    subject = "persona"
