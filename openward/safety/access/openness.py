"""Who reads the public figures: everybody. Who takes every decision away for an audit: data protection and
administrators, for the whole organisation."""

from django.http import Http404

from openward.people.access import Actor
from openward.people.models import Organisation, Role
from openward.safety.models import PublishedFigures
from openward.safety.models.quarters import quarter_named

AUDITING = (Role.DATA_PROTECTION, Role.ADMINISTRATOR)


def organisation_in_the_open(slug: str) -> Organisation:
    """An organisation, for everybody."""
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        raise Http404
    return organisation


def figures_in_the_open(slug: str, quarter: str) -> PublishedFigures:
    """What an organisation released for a quarter; "not found" before its day has come."""
    named = quarter_named(quarter)
    found = PublishedFigures.objects.select_related("organisation").filter(organisation__slug=slug)
    figures = found.filter(starts_on=named.starts_on).first() if named else None
    if figures is None:
        raise Http404
    return figures


def can_audit(actor: Actor, organisation: Organisation) -> bool:
    """Whether the actor may take the decisions away: not with a role in one space alone, and never a machine."""
    return actor.account is not None and actor.holds(*AUDITING, organisation_id=organisation.pk)


def organisation_for_auditing(actor: Actor, slug: str) -> Organisation:
    """The organisation, for those who may audit it; "not found" otherwise."""
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None or not can_audit(actor, organisation):
        raise Http404
    return organisation
