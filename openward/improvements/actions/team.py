"""Who is on the team: staff, patients and carers."""

from django.db import transaction

from openward.improvements.actions.changes import fact_keys
from openward.improvements.events import TeamMemberAdded, TeamMemberRemoved
from openward.improvements.models import Improvement, TeamMember
from openward.ledger.actions import record, refuse_second_sending
from openward.people.access import Actor
from openward.people.actions.organisations import invite_account
from openward.people.models import Account


class AlreadyOnTeam(Exception):
    """The person is on the team; nothing was written."""


@transaction.atomic
def add_member(*, improvement: Improvement, account: Account, part: str, name: str = "", by: Actor) -> TeamMember:
    """Put somebody on the team. Membership gives no role in the organisation and opens nobody's words."""
    improvement = Improvement.objects.select_for_update().select_related("engagement").get(pk=improvement.pk)
    if TeamMember.objects.filter(improvement=improvement, account=account).exists():
        refuse_second_sending(by)
        raise AlreadyOnTeam
    member = TeamMember.objects.create(
        improvement=improvement, account=account, part=part, name=name or account.name
    )
    record(
        TeamMemberAdded(**fact_keys(improvement), part=str(member.part), account_key=str(account.pk)),
        by=by,
    )
    return member


@transaction.atomic
def invite_member(*, improvement: Improvement, email: str, name: str, part: str, by: Actor) -> TeamMember:
    """Put somebody on the team by e-mail address, with an account of their own if they had none.

    Whether there was one is not told, and the team reads the name given here: an address must not open a name that
    belongs to another organisation.
    """
    account = Account.objects.filter(email__iexact=email).first()
    if account is None:
        refuse_second_sending(by)
        organisation = improvement.engagement.organisation
        account = invite_account(organisation=organisation, email=email, name=name, by=by)
    return add_member(improvement=improvement, account=account, part=part, name=name, by=by)


@transaction.atomic
def remove_member(*, member: TeamMember, by: Actor) -> None:
    """Take somebody off the team; what they suggested and said stays, by their part."""
    current = TeamMember.objects.select_for_update().filter(pk=member.pk).first()
    if current is None:
        refuse_second_sending(by)
        return
    part = str(current.part)
    current.delete()
    record(
        TeamMemberRemoved(**fact_keys(member.improvement), part=part, account_key=str(member.account_id)), by=by
    )
