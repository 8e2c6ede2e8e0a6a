"""Who keeps an organisation's watched words: its moderators, for the whole organisation, and its leads."""

import uuid

from django.http import Http404

from openward.people.access import Actor
from openward.people.models import MODERATING, Organisation, Role
from openward.safety.models import WatchedPhrase

KEEPERS = (*MODERATING, Role.LEAD)


def organisation_for_watching(actor: Actor, slug: str) -> Organisation:
    """The organisation, for whoever keeps its watched words; "not found" otherwise."""
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None or actor.account is None or not actor.holds(*KEEPERS, organisation_id=organisation.pk):
        raise Http404
    return organisation


def phrase_for_keeping(actor: Actor, key: uuid.UUID) -> WatchedPhrase:
    """A watched phrase of an organisation whose words the actor keeps; "not found" otherwise."""
    phrase = WatchedPhrase.objects.select_related("organisation").filter(pk=key).first()
    if phrase is None:
        raise Http404
    organisation_for_watching(actor, phrase.organisation.slug)
    return phrase
