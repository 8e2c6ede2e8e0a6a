"""What a space's page joins: what it is for, its stories and their ways."""

import dataclasses
import uuid

from openward.contributions.models import Contribution
from openward.contributions.queries.feeds import Narrowing, feed_page
from openward.kit.paging import Slice
from openward.kit.prepared import Prepared
from openward.people.access import Actor
from openward.people.models import Service
from openward.spaces.models import Space
from openward.spaces.queries import SpaceAbout, about_space
from openward.web.queries.ways import Way, ways_of


@dataclasses.dataclass(frozen=True, slots=True)
class SpacePage:
    about: SpaceAbout
    stories: Slice[Contribution]
    ways: dict[uuid.UUID, Way]


def services_of(space: Space) -> list[Service]:
    """The services that stories of a space can be about."""
    return _services(organisation=space.organisation_id)


_services = Prepared(lambda organisation: Service.objects.filter(organisation=organisation), organisation=uuid.uuid4())


def space_page(actor: Actor, space: Space, *, chosen: Narrowing, everything: bool, place: dict[str, str]) -> SpacePage:
    """A page of a space in at most seven queries, however many stories there are."""
    stories = feed_page(actor, space, chosen=chosen, everything=everything, place=place)
    return SpacePage(about_space(space), stories, ways_of(story.pk for story in stories.items))
