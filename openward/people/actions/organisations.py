"""Setting up organisations, services, accounts and roles."""

import datetime
import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from openward.ledger.actions import record
from openward.people.access import Actor
from openward.people.events import (
    AccountInvited,
    EmergencyWorded,
    InvitationWithdrawn,
    OrganisationFounded,
    RoleGiven,
    RoleTaken,
    ServiceAdded,
)
from openward.people.models import Account, Belonging, HeldRole, Invitation, Organisation, Role, Service
from openward.people.queries import administrators, waiting_invitations


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
def word_emergency(*, organisation: Organisation, text: str, by: Actor) -> None:
    """Write what people read beside every box in an emergency. Raises ValueError without words."""
    if not text.strip():
        raise ValueError("people are told whom to call")
    current = Organisation.objects.select_for_update().get(pk=organisation.pk)
    current.emergency_text = text.strip()
    current.save(update_fields=["emergency_text"])
    key = str(current.pk)
    record(EmergencyWorded(key=key, organisation_key=key), by=by)
    organisation.refresh_from_db(fields=["emergency_text"])


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
    """Give somebody an account at once; without a password they set one through the mail for forgotten passwords.

    A colleague is asked instead: `colleagues.invite_colleague` sends the letter, and the account is made when it is
    accepted.
    """
    account = Account.objects.create_user(email, password, name=name, job_title=job_title)
    Belonging.objects.create(account=account, organisation=organisation)
    record(AccountInvited(key=str(account.pk), organisation_key=str(organisation.pk), name=name), by=by)
    return account


class LastAdministrator(Exception):
    """Somebody must be left who can give roles."""


class OwnAdministratorRole(Exception):
    """Whoever gives up their own way to give roles says that they mean it."""


@transaction.atomic
def give_role(
    *,
    account: Account,
    organisation: Organisation,
    role: Role,
    space_key: uuid.UUID | None = None,
    place: str = "",
    by: Actor,
) -> HeldRole:
    """Give a role in an organisation or in one of its spaces, `place` being its name; twice changes nothing."""
    Belonging.objects.get_or_create(account=account, organisation=organisation)
    held, is_new = HeldRole.objects.get_or_create(
        account=account, organisation=organisation, role=role, space_key=space_key
    )
    if is_new:
        record(RoleGiven(**_keys_of(held), place=place), by=by)
    return held


@transaction.atomic
def take_role(*, held: HeldRole, place: str = "", is_sure: bool = False, by: Actor) -> None:
    """Take a role away.

    Raises LastAdministrator for the only one left, and OwnAdministratorRole for one's own unless `is_sure`.
    """
    if held.role == Role.ADMINISTRATOR and held.space_key is None:
        if by.account is not None and by.account.pk == held.account_id and not is_sure:
            raise OwnAdministratorRole
        keep_an_administrator(organisation=held.organisation, without=held.account_id)
        withdraw_invitations_by(account=held.account, organisation=held.organisation, by=by)
    record(RoleTaken(**_keys_of(held), place=place), by=by)
    HeldRole.objects.filter(pk=held.pk).delete()


def keep_an_administrator(*, organisation: Organisation, without: uuid.UUID) -> None:
    """Raise LastAdministrator unless somebody else can give roles. Part of an action: of two administrators who take
    the role from one another at the same moment, the lock lets one succeed."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not administrators(organisation).exclude(pk=without).exists():
        raise LastAdministrator


def withdraw_invitations_by(*, account: Account, organisation: Organisation, by: Actor) -> None:
    """Take back what somebody invited who may invite no longer. Part of an action, never one by itself."""
    now = timezone.now()
    for invitation in waiting_invitations(organisation).filter(invited_by=account):
        end_invitation(invitation, withdrawn_at=now)
        keys = {"key": str(invitation.pk), "organisation_key": str(organisation.pk), "name": invitation.name}
        record(InvitationWithdrawn(**keys), by=by)


def end_invitation(invitation: Invitation, **when: datetime.datetime) -> None:
    """Close an invitation and forget the address it went to. Part of an action, never one by itself."""
    for name, moment in when.items():
        setattr(invitation, name, moment)
    invitation.email = ""
    invitation.save()


def _keys_of(held: HeldRole) -> dict[str, str]:
    return {
        "key": str(held.account_id),
        "organisation_key": str(held.organisation_id),
        "space_key": str(held.space_key or ""),
        "role": str(held.role),
        "name": held.account.name,
    }
