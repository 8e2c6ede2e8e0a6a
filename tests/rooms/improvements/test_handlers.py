"""What follows when somebody joins a team."""

from openward.config.wiring import HANDLERS
from openward.improvements.actions.team import invite_member
from openward.improvements.events import TeamMemberAdded
from openward.improvements.handlers import on_team_member_added
from openward.improvements.queries import improvements_of_member
from openward.ledger.models import RecordedFact
from openward.notifications.models import Message
from tests.factories.riverbend import Riverbend
from tests.rooms.improvements.ground import actor_of, make_improvement


def test_whoever_is_invited_is_told_once_and_finds_the_team(riverbend: Riverbend) -> None:
    improvement = make_improvement(riverbend)
    member = invite_member(
        improvement=improvement, email="jo@home.example", name="Jo", part="patient", by=riverbend.actor("improver")
    )
    row = RecordedFact.objects.get(kind=TeamMemberAdded.kind())
    for _ in range(2):
        on_team_member_added(TeamMemberAdded(**row.payload), fact_id=row.pk)
    message = Message.objects.get()
    assert (message.account, message.kind, message.state) == (member.account, "team_joined", Message.State.WAITING)
    assert list(improvements_of_member(actor_of(member.account))) == [improvement]
    assert not improvements_of_member(riverbend.actor("moderator")).exists()
    assert HANDLERS[TeamMemberAdded] == (on_team_member_added,)
