"""The people of an organisation with the spaces that their roles are held in."""

import uuid

from openward.people.models import Organisation
from openward.spaces.models import Space


def places_of(organisation: Organisation) -> dict[uuid.UUID, str]:
    """The names of the organisation's spaces by key, for roles held in one of them."""
    return dict(Space.objects.filter(organisation=organisation).order_by("name").values_list("pk", "name"))
