"""One person per role. The same people act in the demonstration and in the tests."""

import dataclasses

from django.contrib.auth.hashers import make_password

from openward.people.access import SYSTEM
from openward.people.actions.organisations import add_service, found_organisation, give_role, invite_account
from openward.people.models import Account, Organisation, Role, Service

PASSWORD = "riverbend-demonstration"  # noqa: S105 - printed for everybody who tries the demonstration


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """One member of the cast."""

    key: str
    name: str
    job_title: str
    role: Role


PARTS = (
    Part("lead", "Amara Okafor", "Patient-experience lead", Role.LEAD),
    Part("moderator", "Tom Whitfield", "Moderator", Role.MODERATOR),
    Part("coder", "Dr Leila Haddad", "Researcher", Role.CODER),
    Part("improver", "Siân Pritchard", "Quality improvement nurse", Role.IMPROVER),
    Part("responder", "Daniel Cho", "Service manager, outpatients", Role.RESPONDER),
    Part("advisory", "Margaret Bell", "Carer, advisory group", Role.ADVISORY),
    Part("data_protection", "Priya Nair", "Data protection officer", Role.DATA_PROTECTION),
    Part("administrator", "Owen Clarke", "System administrator", Role.ADMINISTRATOR),
)
SECOND_CHECKER = Part("director", "Helen Marsh", "Director of nursing", Role.RESPONDER)

EMERGENCY_TEXT = (
    "This page is not for emergencies. If somebody is in danger, call 999. For urgent medical advice call 111. "
    "To talk to somebody at any hour call Samaritans on 116 123."
)
SERVICES = ("Outpatients", "Maternity", "Emergency department", "Cedar ward")


@dataclasses.dataclass(frozen=True, slots=True)
class Cast:
    """Riverbend Health with its services and the accounts of its people, by the key of their part."""

    organisation: Organisation
    services: dict[str, Service]
    accounts: dict[str, Account]


def address(part: Part) -> str:
    """The invented e-mail address a member of the cast signs in with."""
    return f"{part.key.replace('_', '-')}@riverbend.example"


def assemble() -> Cast:
    """Found Riverbend Health and give everybody their account and role."""
    organisation = found_organisation(
        slug="riverbend",
        name="Riverbend Health",
        about="Riverbend Health is an invented hospital. Nobody here is real, and no words here are a real person's.",
        emergency_text=EMERGENCY_TEXT,
        by=SYSTEM,
    )
    services = {name: add_service(organisation=organisation, name=name, by=SYSTEM) for name in SERVICES}
    accounts = {}
    # Slow on purpose, a fifth of a second each time; this password is printed for everybody, so once will do.
    hashed = make_password(PASSWORD)
    for part in (*PARTS, SECOND_CHECKER):
        account = invite_account(
            organisation=organisation,
            email=address(part),
            name=part.name,
            job_title=part.job_title,
            by=SYSTEM,
        )
        account.password = hashed
        account.save(update_fields=["password"])
        give_role(account=account, organisation=organisation, role=part.role, by=SYSTEM)
        accounts[part.key] = account
    return Cast(organisation, services, accounts)
