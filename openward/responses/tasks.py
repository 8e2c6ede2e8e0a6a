"""Periodic work: nobody whose words joined a theme after its answer was shown stays untold."""

from procrastinate.contrib.django import app

from openward.people.access import SYSTEM
from openward.responses.actions import tell_contributors
from openward.responses.models import Response


@app.task(name="responses.tell_later", queue="notify", retry=5)
def tell_later(*, response_key: str) -> None:
    """Tell who is behind an answer that was shown at once, now that it stands; of one taken back, nobody."""
    response = Response.objects.filter(pk=response_key).first()
    if response is not None:
        tell_contributors(response=response, by=SYSTEM)


@app.periodic(cron="17 * * * *")
@app.task(name="responses.tell_latecomers", queue="notify", queueing_lock="responses.tell_latecomers")
def tell_latecomers(timestamp: int) -> None:
    """Once an hour, tell whoever is behind a shown answer and has not been told."""
    for response in Response.objects.filter(state=Response.State.SHOWN):
        tell_contributors(response=response, by=SYSTEM)
