"""Who reads what came of an engagement: everybody the record, staff the exact figures."""

from django.http import Http404

from openward.engagements.models import Engagement
from openward.people.access import Actor
from openward.people.models import Organisation
from openward.spaces.access import READING_STAFF


def organisation_of_record(slug: str) -> Organisation:
    """An organisation whose record is read; what it shows asks the doors of the rooms."""
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        raise Http404
    return organisation


def engagement_for_counting(actor: Actor, slug: str) -> Engagement:
    """The engagement, for staff of its organisation, who see exact figures."""
    engagement = Engagement.objects.select_related("organisation").filter(slug=slug).first()
    if engagement is None or not actor.holds(*READING_STAFF, organisation_id=engagement.organisation_id):
        raise Http404
    return engagement
