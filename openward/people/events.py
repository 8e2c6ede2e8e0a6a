"""Facts about organisations, accounts, roles and consent."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openward.ledger.events import Fact


@dataclass(frozen=True, kw_only=True)
class EmergencyWorded(Fact):
    sentence = _("It was written whom people call in an emergency.")
    subject = "organisation"


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
    also = {"organisation": "organisation_key"}
    shred = ("name",)
    name: str


_ROLES: dict[str, str | Promise] = {
    "lead": _("Patient-experience lead"),
    "moderator": _("Moderator"),
    "senior_moderator": _("Senior moderator"),
    "coder": _("Coder"),
    "improver": _("Improver"),
    "responder": _("Responder"),
    "advisory": _("Advisory member"),
    "data_protection": _("Data protection"),
    "administrator": _("Administrator"),
}


_PLACES: dict[str, str | Promise] = {"": _("in the whole organisation")}


@dataclass(frozen=True, kw_only=True)
class _ColleagueFact(Fact):
    """Something about somebody who works here: theirs, and their organisation's."""

    subject = "account"
    also = {"organisation": "organisation_key"}
    shred: ClassVar[tuple[str, ...]] = ("name",)
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class RoleGiven(_ColleagueFact):
    sentence = _("{name} was given the role “{role}”: {place}.")
    labels = {"role": _ROLES, "place": _PLACES}
    role: str
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class RoleTaken(_ColleagueFact):
    sentence = _("The role “{role}” was taken away from {name}: {place}.")
    labels = {"role": _ROLES, "place": _PLACES}
    role: str
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class InvitationAccepted(_ColleagueFact):
    sentence = _("{name} accepted the invitation, by the link in the letter.")
    also = {"organisation": "organisation_key", "invitation": "invitation_key"}
    invitation_key: str


@dataclass(frozen=True, kw_only=True)
class ColleagueSuspended(_ColleagueFact):
    sentence = _("{name} was suspended: {reason} Every session ended at once.")
    shred = ("name", "reason")
    reason: str


@dataclass(frozen=True, kw_only=True)
class ColleagueRestored(_ColleagueFact):
    sentence = _("{name} was let in again.")


@dataclass(frozen=True, kw_only=True)
class _InvitationFact(_ColleagueFact):
    subject = "invitation"


@dataclass(frozen=True, kw_only=True)
class ColleagueInvited(_InvitationFact):
    sentence = _("{name} was invited to work here.")
    roles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class InvitationSentAgain(_InvitationFact):
    sentence = _("{name} was sent the invitation again; the link of the letter before no longer works.")
    letter_number: int


@dataclass(frozen=True, kw_only=True)
class InvitationWithdrawn(_InvitationFact):
    sentence = _("The invitation of {name} was taken back.")


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


@dataclass(frozen=True, kw_only=True)
class _BreakGlassFact(Fact):
    """A step towards knowing who somebody is. It names neither the person nor what was read."""

    subject = "break_glass"
    also = {"organisation": "organisation_key"}


@dataclass(frozen=True, kw_only=True)
class IdentityAsked(_BreakGlassFact):
    sentence = _("Somebody asked to know who an author is, and gave a reason and a legal basis.")
    legal_basis: str


@dataclass(frozen=True, kw_only=True)
class IdentityAgreed(_BreakGlassFact):
    sentence = _("A second person agreed: for a short time the two of them can know who the author is.")


@dataclass(frozen=True, kw_only=True)
class IdentityRefused(_BreakGlassFact):
    sentence = _("A second person did not agree: nobody learns who the author is.")


@dataclass(frozen=True, kw_only=True)
class IdentityRead(_BreakGlassFact):
    sentence = _("What had been agreed was read from the identity vault.")


@dataclass(frozen=True, kw_only=True)
class IdentityClosed(_BreakGlassFact):
    sentence = _("It was closed: nobody can read it any more.")
