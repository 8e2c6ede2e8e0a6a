"""Short links: codes that can be read from a wall, typed on a phone and read out over a telephone."""

import secrets

from django.db import IntegrityError, transaction

from openward.ledger.actions import record
from openward.people.access import Actor
from openward.people.models import Service
from openward.spaces.actions.locks import fact_keys
from openward.spaces.events import LinkMade
from openward.spaces.models import ShortLink, Space

# No vowels, so that no code is a word; nothing that looks or sounds like another: 0 O, 1 l i, 2 z, 5 s, 8 B, b d, m n,
# p q.
LETTERS = "3467cfghjkprtwxy"
LENGTH = 6
_TRIES = 8


@transaction.atomic
def short_link(*, space: Space, service: Service | None, by: Actor) -> ShortLink:
    """The short link of a space, or of one service in it; made on first use, the same ever after.

    Raises ValueError for a service of another organisation.
    """
    if service is not None and service.organisation_id != space.organisation_id:
        raise ValueError("the service belongs to another organisation")
    known = ShortLink.objects.filter(space=space, service=service).first()
    if known is not None:
        return known
    link = _make(space, service)
    record(LinkMade(**fact_keys(space), code=link.code, service_key=str(service.pk) if service else ""), by=by)
    return link


def new_code() -> str:
    """A random code: 16 letters and digits to the power of 6, some 17 million."""
    return "".join(secrets.choice(LETTERS) for _place in range(LENGTH))


def _make(space: Space, service: Service | None) -> ShortLink:
    for _try in range(_TRIES):
        try:
            with transaction.atomic():
                return ShortLink.objects.create(code=new_code(), space=space, service=service)
        except IntegrityError:
            # The code is taken, or somebody else has just made this very link.
            known = ShortLink.objects.filter(space=space, service=service).first()
            if known is not None:
                return known
    raise RuntimeError("no free code was found")
