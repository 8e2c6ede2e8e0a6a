"""What this room does when something is announced."""

from openward.people.access import SYSTEM
from openward.responses.actions import tell_contributors
from openward.responses.events import ResponseShown
from openward.responses.models import Response


def on_response_shown(fact: ResponseShown, *, fact_id: int) -> None:
    """Tell everybody whose words are behind the answer."""
    response = Response.objects.filter(pk=fact.key).first()
    if response is not None:
        tell_contributors(response=response, by=SYSTEM)
