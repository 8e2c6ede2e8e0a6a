"""Reads about people that other rooms share."""

import uuid
from collections.abc import Iterable

from django.db.models import F, Prefetch, Q, QuerySet

from openward.people.models import Account, Belonging, HeldRole, Invitation, Organisation, Role


def account_names(keys: Iterable[str]) -> dict[str, str]:
    """Names by account key, for history pages read by colleagues."""
    return {str(pk): name for pk, name in Account.objects.filter(pk__in=set(keys)).values_list("pk", "name")}


def accounts_with_role(
    organisation: Organisation, *roles: str, space_key: uuid.UUID | None = None, space_keys: Iterable[uuid.UUID] = ()
) -> list[Account]:
    """Active accounts that hold one of the roles in the organisation or in one of the given spaces."""
    held = HeldRole.objects.filter(organisation=organisation, role__in=roles)
    held = held.exclude(account__in=_suspended(organisation))
    places = [*space_keys, *([space_key] if space_key else [])]
    found = held.filter(Q(space_key__isnull=True) | Q(space_key__in=places))
    return list(Account.objects.filter(is_active=True, held_roles__in=found).distinct().order_by("name"))


def administrators(organisation: Organisation) -> QuerySet[Account]:
    """Who can give roles in the organisation now."""
    held = HeldRole.objects.filter(organisation=organisation, role=Role.ADMINISTRATOR, space_key__isnull=True)
    return Account.objects.filter(is_active=True, held_roles__in=held).exclude(pk__in=_suspended(organisation))


def belongings_of(organisation: Organisation) -> QuerySet[Belonging]:
    """Everybody with a place in the organisation and the roles they hold there, by name."""
    held = HeldRole.objects.filter(organisation=organisation)
    roles = held.order_by(F("space_key").asc(nulls_first=True), "role")
    return (
        Belonging.objects.filter(organisation=organisation)
        .select_related("account")
        .prefetch_related(Prefetch("account__held_roles", queryset=roles, to_attr="roles_here"))
        .order_by("account__name", "pk")
    )


def roles_of(belonging: Belonging) -> QuerySet[HeldRole]:
    """The roles that somebody holds in one organisation."""
    held = HeldRole.objects.filter(account=belonging.account_id, organisation=belonging.organisation_id)
    return held.order_by(F("space_key").asc(nulls_first=True), "role")


def waiting_invitations(organisation: Organisation) -> QuerySet[Invitation]:
    """Invitations that nobody has accepted or taken back, the newest first; those that are too old among them."""
    return Invitation.objects.filter(organisation=organisation, accepted_at__isnull=True, withdrawn_at__isnull=True)


def way_to_join(invitation: Invitation, account: Account | None) -> str:
    """How whoever holds an invitation's link joins: "password" for a new account, "join" with the account they are
    signed in to, "sign_in" when the address has one, "other" when somebody else is signed in."""
    known = Account.objects.filter(email__iexact=invitation.email).first() if invitation.email else None
    if account is not None and account != known:
        return "other"
    if known is None or not known.is_active or not known.has_usable_password():
        return "password"
    return "join" if account == known else "sign_in"


def _suspended(organisation: Organisation) -> QuerySet[Belonging, tuple[uuid.UUID]]:
    return Belonging.objects.filter(organisation=organisation, suspended_at__isnull=False).values_list("account_id")
