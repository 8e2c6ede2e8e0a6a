"""Setting up organisations, services, accounts and roles."""

import uuid

from django.db import transaction
from django.utils.text import slugify

from openward.ledger.actions import record
from openward.people.access import Actor
from openward.people.events import AccountInvited, OrganisationFounded, RoleGiven, RoleTaken, ServiceAdded
from openward.people.models import Account, HeldRole, Organisation, Role, Service


@transaction.atomic
def found_organisation(
    *, slug: str, name: str, about: str, emergency_text: str, country: str = "GB", by: Actor
) -> Organisation:
    """Set up an organisation."""
    organisation = Organisation.objects.create(
        slug=slug, name=name, about=about, emergency_text=emergency_text, country=country
    )
    key = str(organisation.pk)
    record(OrganisationFounded(key=key, organisation_key=key, name=name), by=by)
    return organisation


@transaction.atomic
def add_service(*, organisation: Organisation, name: str, slug: str = "", by: Actor) -> Service:
    """Add a ward, clinic or practice."""
    service = Service.objects.create(organisation=organisation, name=name, slug=slug or slugify(name)[:50])
    record(ServiceAdded(key=str(service.pk), organisation_key=str(organisation.pk), name=name), by=by)
    return service


@transaction.atomic
def invite_account(
    *, organisation: Organisation, email: str, name: str, job_title: str = "", password: str | None = None, by: Actor
) -> Account:
    """Give somebody an account; without a password they set one through the mail for forgotten passwords."""
    account = Account.objects.create_user(email, password, name=name, job_title=job_title)
    record(AccountInvited(key=str(account.pk), organisation_key=str(organisation.pk), name=name), by=by)
    return account


@transaction.atomic
def give_role(
    *, account: Account, organisation: Organisation, role: Role, space_key: uuid.UUID | None = None, by: Actor
) -> HeldRole:
    """Give a role in an organisation or in one of its spaces; giving it twice changes nothing."""
    held, is_new = HeldRole.objects.get_or_create(
        account=account, organisation=organisation, role=role, space_key=space_key
    )
    if is_new:
        record(
            RoleGiven(
                key=str(account.pk),
                organisation_key=str(organisation.pk),
                space_key=str(space_key or ""),
                role=str(role),
            ),
            by=by,
        )
    return held


@transaction.atomic
def take_role(*, held: HeldRole, by: Actor) -> None:
    """Take a role away."""
    record(
        RoleTaken(
            key=str(held.account_id),
            organisation_key=str(held.organisation_id),
            space_key=str(held.space_key or ""),
            role=held.role,
        ),
        by=by,
    )
    held.delete()
