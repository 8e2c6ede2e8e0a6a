"""A colleague for the moderator of the cast: two are needed to see that only one acts."""

from openward.people.access import SYSTEM, Actor, actor_for_account
from openward.people.actions.organisations import give_role, invite_account
from openward.people.models import Account, Role
from tests.factories.riverbend import Riverbend


def another_moderator(riverbend: Riverbend) -> Actor:
    organisation = riverbend.cast.organisation
    account = Account.objects.filter(email="second.moderator@riverbend.example").first() or invite_account(
        organisation=organisation, email="second.moderator@riverbend.example", name="Iris Novak", by=SYSTEM
    )
    give_role(account=account, organisation=organisation, role=Role.MODERATOR, by=SYSTEM)
    return actor_for_account(account)
