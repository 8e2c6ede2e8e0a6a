"""Who can report what: whoever can read it. Who reads what came of it: whoever reported, by five words or account."""

import uuid

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from openward.contributions.access import contribution_for_reading
from openward.contributions.models import Contribution
from openward.kit.forged_forms import may_be_forged
from openward.kit.rate_limit import allow, client_address
from openward.people.access import Actor
from openward.people.actions.personas import is_persona_of
from openward.safety.models import Report

REPORTS = 20
REPORT_WINDOW_S = 3_600
"""Reports from one address in an hour: a ward's shared tablet stays below it, a flood does not."""


def contribution_for_reporting(actor: Actor, key: uuid.UUID) -> Contribution:
    """Something the actor can read and that shows words; "not found" otherwise."""
    contribution = contribution_for_reading(actor, key)
    if contribution.shown_revision_id is None:
        raise Http404
    return contribution


def report_behind(code_hash: str) -> Report:
    """The report that five words open, with all that its page prints; "not found" for words that open none."""
    found = reports_to_read().filter(code_hash=code_hash).first()
    if found is None:
        raise Http404
    return found


def own_report(actor: Actor, key: uuid.UUID) -> Report:
    """A report that whoever is signed in sent under their account; "not found" for any other."""
    found = reports_to_read().filter(pk=key).first()
    if found is None or actor.account is None:
        raise Http404
    scope = found.contribution.space_id
    if not is_persona_of(persona_id=found.reporter_id, scope_key=scope, account=actor.account):
        raise Http404
    return found


def reports_to_read() -> QuerySet[Report]:
    """Reports with all that the page of whoever sent them prints."""
    return Report.objects.select_related("case", "contribution__space__organisation", "reporter")


def may_report(request: HttpRequest, actor: Actor) -> bool:
    """Count one report from where it comes from and say whether it is within the limit. Who signs in is known by
    their persona and reports a thing once."""
    if actor.account is not None:
        return True
    return allow(key=f"report:{client_address(request)}", limit=REPORTS, window_s=REPORT_WINDOW_S)


def why_not_report(request: HttpRequest, actor: Actor) -> str:
    """Why a filled-in report is not taken in just now, as a sentence for the page that keeps its words; "" when it is.

    For views that are exempt from the general check against forged forms: an expired page must not throw away what
    somebody was brave enough to write. Counts one report.
    Where nothing is kept of who reports, nobody reports a thing only once: pass VISITOR, and all are counted alike.
    """
    if may_be_forged(request):
        return _("The page waited too long. Please send it again.")
    if not may_report(request, actor):
        return _("Very much was reported from here within an hour. Please try again later.")
    return ""
