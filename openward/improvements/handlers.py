"""What this room does when something is announced."""

from openward.improvements.events import TeamMemberAdded
from openward.notifications.actions import tell
from openward.people.access import SYSTEM
from openward.people.models import Account


def on_team_member_added(fact: TeamMemberAdded, *, fact_id: int) -> None:
    """Tell somebody that they are on a team, and how to sign in. Whoever put themselves there knows it."""
    account = Account.objects.filter(pk=fact.account_key, is_active=True).first()
    if account is not None:
        tell(
            account=account,
            kind="team_joined",
            about=f"improvement:{fact.key}",
            once_key=f"team_joined:{fact_id}",
            by=SYSTEM,
        )
