"""Asking people to work here, and letting them in and out: what administrators do."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone

from openward.ledger.actions import record, refuse_second_sending
from openward.people.access import SYSTEM, Actor, actor_for_account, can_administer
from openward.people.actions.organisations import (
    end_invitation,
    give_role,
    keep_an_administrator,
    withdraw_invitations_by,
)
from openward.people.events import (
    AccountInvited,
    ColleagueInvited,
    ColleagueRestored,
    ColleagueSuspended,
    InvitationAccepted,
    InvitationSentAgain,
    InvitationWithdrawn,
)
from openward.people.models import Account, Belonging, Invitation, Organisation, Role
from openward.people.models.invitations import GOOD_FOR


class InvitedAlready(Exception):
    """An invitation to this address is waiting: its letter can be sent again."""


class BelongsAlready(Exception):
    """Somebody with this address works here. Said of one's own organisation only."""


class InvitationOver(Exception):
    """The invitation was used, taken back, or is too old."""


class SignInFirst(Exception):
    """The address has an account with a password: whoever accepts shows that it is theirs."""


class OwnAccount(Exception):
    """Nobody shuts themselves out."""


@transaction.atomic
def invite_colleague(
    *,
    organisation: Organisation,
    email: str,
    name: str,
    job_title: str = "",
    roles: Iterable[str] = (),
    language: str = "en-gb",
    by: Actor,
) -> Invitation:
    """Ask somebody to work here; the letter leaves when the fact is heard. Whether the address has an account with
    another organisation changes nothing that the inviter can see.

    Raises BelongsAlready or InvitedAlready for addresses of this organisation.
    """
    refuse_second_sending(by)
    address = email.strip().lower()
    if Belonging.objects.filter(organisation=organisation, account__email__iexact=address).exists():
        raise BelongsAlready
    given = [role for role in Role.values if role in set(roles)]
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                organisation=organisation,
                email=address,
                name=name.strip(),
                job_title=job_title.strip(),
                roles=given,
                language=language,
                invited_by=by.account,
                expires_at=timezone.now() + GOOD_FOR,
            )
    except IntegrityError:
        raise InvitedAlready from None
    record(ColleagueInvited(**_keys(invitation), roles=tuple(given)), by=by)
    return invitation


@transaction.atomic
def send_invitation_again(*, invitation: Invitation, by: Actor) -> None:
    """A new letter with a new link, good for as long as the first was. Raises InvitationOver."""
    current = _locked(invitation)
    current.letter_number += 1
    current.letter_sent_at = None
    current.expires_at = timezone.now() + GOOD_FOR
    current.save(update_fields=["letter_number", "letter_sent_at", "expires_at"])
    record(InvitationSentAgain(**_keys(current), letter_number=current.letter_number), by=by)


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: Actor) -> None:
    """Take an invitation back: its link opens nothing, and the address is forgotten. Raises InvitationOver."""
    current = _locked(invitation)
    end_invitation(current, withdrawn_at=timezone.now())
    record(InvitationWithdrawn(**_keys(current)), by=by)


@transaction.atomic
def accept_invitation(*, invitation: Invitation, password: str = "", by: Actor) -> Account:
    """Join. The link came by letter, so the address is the account's own; a new account gets the password.

    Raises InvitationOver, and SignInFirst when the address has an account that `by` is not.
    """
    current = _locked(invitation)
    now = timezone.now()
    if not current.is_open(now):
        raise InvitationOver
    account = Account.objects.select_for_update().filter(email__iexact=current.email).first()
    if not password and (account is None or needs_password(account)):
        raise ValueError("an account that nobody can sign in to needs a password")
    if account is None:
        account = Account.objects.create_user(current.email, password, name=current.name, job_title=current.job_title)
    elif needs_password(account):
        account.set_password(password)
        account.is_active = True
        account.save(update_fields=["password", "is_active"])
    elif by.account != account:
        raise SignInFirst
    EmailAddress.objects.update_or_create(
        user=account, email=account.email, defaults={"verified": True, "primary": True}
    )
    _belonging, is_new = Belonging.objects.get_or_create(account=account, organisation=current.organisation)
    if not is_new:
        raise InvitationOver
    keys = {"key": str(account.pk), "organisation_key": str(current.organisation_id), "name": account.name}
    joining = actor_for_account(account, submission=by.submission)
    record(InvitationAccepted(**keys, invitation_key=str(current.pk)), by=joining)
    record(AccountInvited(**keys), by=_inviter(current))
    for role in current.roles:
        give_role(account=account, organisation=current.organisation, role=Role(role), by=_inviter(current))
    end_invitation(current, accepted_at=now)
    return account


def needs_password(account: Account) -> bool:
    """Whether an account cannot be signed in to: nobody ever chose a password for it, or it was suspended."""
    return not account.is_active or not account.has_usable_password()


@transaction.atomic
def suspend_colleague(*, belonging: Belonging, because: str, by: Actor) -> None:
    """Shut somebody out of an organisation; every session of theirs ends at once. Their roles stay written down.

    Raises OwnAccount and LastAdministrator.
    """
    if by.account is not None and by.account.pk == belonging.account_id:
        raise OwnAccount
    keep_an_administrator(organisation=belonging.organisation, without=belonging.account_id)
    current = Belonging.objects.select_for_update().get(pk=belonging.pk)
    if current.suspended_at is not None:
        return
    current.suspended_at, current.suspended_because = timezone.now(), because.strip()
    current.save(update_fields=["suspended_at", "suspended_because"])
    account = Account.objects.select_for_update().get(pk=current.account_id)
    account.session_round += 1
    # Somebody who works for two organisations goes on working for the other one, after signing in again.
    account.is_active = Belonging.objects.filter(account=account, suspended_at__isnull=True).exists()
    account.save(update_fields=["session_round", "is_active"])
    withdraw_invitations_by(account=account, organisation=belonging.organisation, by=by)
    record(ColleagueSuspended(**_keys_of(current, account), reason=current.suspended_because), by=by)


@transaction.atomic
def restore_colleague(*, belonging: Belonging, by: Actor) -> None:
    """Let somebody in again, with the roles they had. They sign in anew."""
    current = Belonging.objects.select_for_update().get(pk=belonging.pk)
    if current.suspended_at is None:
        return
    current.suspended_at, current.suspended_because = None, ""
    current.save(update_fields=["suspended_at", "suspended_because"])
    account = Account.objects.select_for_update().get(pk=current.account_id)
    account.is_active = True
    account.save(update_fields=["is_active"])
    record(ColleagueRestored(**_keys_of(current, account)), by=by)


@transaction.atomic
def forget_old_invitations(*, by: Actor) -> int:
    """Take back invitations whose links have been too old for a month, so that no address is kept for nothing."""
    old = Invitation.objects.filter(
        accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__lt=timezone.now() - 4 * GOOD_FOR
    )
    for invitation in old:
        withdraw_invitation(invitation=invitation, by=by)
    return len(old)


def _locked(invitation: Invitation) -> Invitation:
    waiting = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True, withdrawn_at__isnull=True)
    row = waiting.select_for_update(of=("self",)).select_related("organisation", "invited_by").first()
    if row is None:
        raise InvitationOver
    return row


def _inviter(invitation: Invitation) -> Actor:
    """On whose authority roles are given: whoever invited, as long as they may."""
    if invitation.invited_by is None:
        return SYSTEM
    inviter = actor_for_account(invitation.invited_by)
    if not can_administer(inviter, invitation.organisation_id):
        raise InvitationOver
    return inviter


def _keys(invitation: Invitation) -> dict[str, str]:
    return {
        "key": str(invitation.pk),
        "organisation_key": str(invitation.organisation_id),
        "name": invitation.name,
    }


def _keys_of(belonging: Belonging, account: Account) -> dict[str, str]:
    return {"key": str(account.pk), "organisation_key": str(belonging.organisation_id), "name": account.name}
