"""Who is looked after: moderators see their own care and nobody else's; a talk is between two."""

from django.http import Http404

from openward.people.access import Actor
from openward.people.models import Organisation, Role
from openward.safety.access.crisis import may_see_crises
from openward.safety.models import Debrief


def require_somebody_who_helps(actor: Actor) -> None:
    """"Not found" for everybody who neither moderates nor answers alerts."""
    if not may_see_crises(actor):
        raise Http404


def debrief_for_taking_part(actor: Actor, number: int) -> Debrief:
    """A talk that is offered to the actor or asked of them; "not found" for everybody else, leads too."""
    found = Debrief.objects.select_related("account", "with_account").filter(pk=number).first()
    if found is None or actor.account is None or actor.account.pk not in {found.account_id, found.with_account_id}:
        raise Http404
    return found


def organisations_led(actor: Actor) -> list[Organisation]:
    """The organisations in which the actor sees to it that somebody is left for every topic; "not found" for others."""
    mine = actor.organisation_ids({Role.LEAD}) if actor.account is not None else frozenset()
    if not mine:
        raise Http404
    return list(Organisation.objects.filter(pk__in=mine).order_by("name"))
