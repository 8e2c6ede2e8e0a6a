"""How long until people on call are alerted by two channels, while a flood of other stories and other work comes in."""

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from procrastinate.contrib.django import app

from bench.report import row
from bench.server import percentile
from openward.contributions.actions.stories import submit_story
from openward.people.access import VISITOR
from openward.people.models import Account
from openward.safety.actions.on_call import OnCallPlace, set_on_call
from openward.safety.models import CrisisAlert, CrisisCase
from openward.spaces.models import Space

CRIES = 100
STORIES_BETWEEN = 5
OTHER_JOBS = 2_000
LONGEST_S = 300


def run() -> None:
    """Send, with the worker running, one cry for help after every few ordinary stories, on top of other jobs."""
    space = Space.objects.filter(state=Space.State.OPEN).select_related("organisation").order_by("opened_at").first()
    account = Account.objects.filter(is_active=True).order_by("email").first()
    assert space is not None
    assert account is not None
    set_on_call(organisation=space.organisation, places=[OnCallPlace(account, 1)], by=VISITOR)
    for number in range(OTHER_JOBS):
        app.configure_task("ledger.hear", queue="bulk").defer(fact_id=-number, handler="bench.nobody")
    with _worker():
        keys = [_flooded(space, is_ticked=number % 2 == 0) for number in range(2 * CRIES)]
        waits = [_wait(key) for key in keys]
    for name, found in (("the author ticked", sorted(waits[::2])), ("only the words tell of", sorted(waits[1::2]))):
        row(f"alert by two channels under a flood, danger that {name}, p50", percentile(found, 0.5), "s")
        row(f"the same, p99 of {CRIES}", percentile(found, 0.99), "s", target=60)


def _flooded(space: Space, *, is_ticked: bool) -> uuid.UUID:
    for number in range(STORIES_BETWEEN):
        _send(space, f"We waited {number} hours and the tea was good.")
    if is_ticked:
        return _send(space, "I need somebody to talk to.", is_ticked=True)
    return _send(space, "I have saved up my tablets and I am going to kill myself tonight.")


def _send(space: Space, words: str, *, is_ticked: bool = False) -> uuid.UUID:
    sent = submit_story(
        space=space,
        parts=[["happened", words]],
        badge="patient",
        consents=["publish"],
        may_be_in_danger=is_ticked,
        by=VISITOR,
    )
    return sent.contribution.pk


def _wait(key: uuid.UUID) -> float:
    """Seconds from sending to the last first alert: the screen's and the letter's."""
    until = time.monotonic() + LONGEST_S
    while time.monotonic() < until:
        crisis = CrisisCase.objects.filter(contribution=key).select_related("contribution").first()
        alerts = list(CrisisAlert.objects.filter(crisis=crisis, round=0)) if crisis else []
        channels = {one.channel for one in alerts if one.delivered_at}
        if crisis is not None and crisis.contribution is not None and len(channels) >= 2:
            sent_at = crisis.contribution.submitted_at or crisis.contribution.created_at
            # Two channels are enough: the second of them to arrive counts.
            arrived = sorted((one.delivered_at - sent_at).total_seconds() for one in alerts if one.delivered_at)
            return arrived[1]
        time.sleep(0.2)
    return float(LONGEST_S)


@contextmanager
def _worker() -> Iterator[None]:
    """The product's own worker, as it runs in production, with mail that goes nowhere."""
    start = "import django; django.setup(); from openward.config import working; working.run()"
    worker = subprocess.Popen([sys.executable, "-c", start], env={**os.environ})
    try:
        yield
    finally:
        # What still waits in the flood's queues was measured by nobody.
        worker.kill()
        worker.wait()
