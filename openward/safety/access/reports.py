"""Who can report what: whoever can read it."""

import uuid

from django.http import Http404, HttpRequest

from openward.contributions.access import contribution_for_reading
from openward.contributions.models import Contribution
from openward.kit.rate_limit import allow, client_address
from openward.people.access import Actor

REPORTS = 20
REPORT_WINDOW_S = 3_600
"""Reports from one address in an hour: a ward's shared tablet stays below it, a flood does not."""


def contribution_for_reporting(actor: Actor, key: uuid.UUID) -> Contribution:
    """Something the actor can read and that shows words; "not found" otherwise."""
    contribution = contribution_for_reading(actor, key)
    if contribution.shown_revision_id is None:
        raise Http404
    return contribution


def may_report(request: HttpRequest, actor: Actor) -> bool:
    """Count one report from where it comes from and say whether it is within the limit. Who signs in is known by
    their persona and reports a thing once."""
    if actor.account is not None:
        return True
    return allow(key=f"report:{client_address(request)}", limit=REPORTS, window_s=REPORT_WINDOW_S)
