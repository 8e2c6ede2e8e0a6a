"""Who looks at activity that was set aside: moderators of the space who are not part of it."""

import uuid

from django.db.models import QuerySet
from django.http import Http404

from openward.people.access import Actor
from openward.people.actions.personas import personas_of
from openward.safety.access.readings import can_moderate, moderated_spaces
from openward.safety.models import TogetherAlert


def readable_alerts(actor: Actor) -> QuerySet[TogetherAlert]:
    """The alerts of the spaces that the actor moderates."""
    return TogetherAlert.objects.filter(space__in=moderated_spaces(actor)).select_related("space__organisation")


def alert_for_looking(actor: Actor, key: uuid.UUID) -> TogetherAlert:
    """The alert with this key, for a moderator of its space who did not act in it; "not found" otherwise."""
    found = TogetherAlert.objects.select_related("space__organisation", "looked_by").filter(pk=key)
    alert = found.first()
    if alert is None or actor.account is None or not can_moderate(actor, alert.space):
        raise Http404
    own = personas_of(account=actor.account, scope_keys=[alert.space_id])
    if own.intersection(alert.personas):
        raise Http404
    return alert
