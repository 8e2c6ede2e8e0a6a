"""Reads about people that other rooms share."""

import uuid
from collections.abc import Iterable

from openward.people.models import Account, HeldRole, Organisation


def account_names(keys: Iterable[str]) -> dict[str, str]:
    """Names by account key, for history pages read by colleagues."""
    return {str(pk): name for pk, name in Account.objects.filter(pk__in=set(keys)).values_list("pk", "name")}


def accounts_with_role(organisation: Organisation, *roles: str, space_key: uuid.UUID | None = None) -> list[Account]:
    """Active accounts that hold one of the roles in the organisation or in the given space."""
    held = HeldRole.objects.filter(organisation=organisation, role__in=roles)
    found = held.filter(space_key__isnull=True) | held.filter(space_key=space_key)
    return list(Account.objects.filter(is_active=True, held_roles__in=found).distinct().order_by("name"))
