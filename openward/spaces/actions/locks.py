"""What every action on a space begins and ends with: the lock, and the keys of its fact."""

from openward.spaces.models import Space


def fact_keys(space: Space) -> dict[str, str]:
    """The keys that every fact about a space carries."""
    return {
        "key": str(space.pk),
        "organisation_key": str(space.organisation_id),
        "space_key": str(space.pk),
        "engagement_key": str(space.engagement_id),
    }


def locked(space: Space) -> Space:
    """The same space, read again and locked until the transaction ends."""
    return Space.objects.select_for_update(of=("self",)).select_related("engagement", "organisation").get(pk=space.pk)
