"""Who people are: organisations and services, accounts and roles, personas, the identity vault, consent."""

from openward.people.models.accounts import MODERATING, Account, Belonging, HeldRole, Role
from openward.people.models.break_glass import BreakGlass
from openward.people.models.consents import Consent, Purpose
from openward.people.models.invitations import Invitation
from openward.people.models.organisations import Organisation, Service
from openward.people.models.personas import Badge, Persona, VaultEntry

__all__ = [
    "MODERATING",
    "Account",
    "Badge",
    "Belonging",
    "BreakGlass",
    "Consent",
    "HeldRole",
    "Invitation",
    "Organisation",
    "Persona",
    "Purpose",
    "Role",
    "Service",
    "VaultEntry",
]
