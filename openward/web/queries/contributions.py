"""What a contribution's page joins: the words, the answers to them, the thread and the way."""

import dataclasses
import uuid

from openward.contributions.models import Contribution, Restriction
from openward.contributions.queries.threads import Comment, thread_page
from openward.kit.paging import Slice
from openward.kit.prepared import Prepared
from openward.people.access import Actor
from openward.responses.models import Response
from openward.responses.queries import with_claim
from openward.safety.queries.measures import Pinned, pinned_on
from openward.web.queries.ways import Way, ways_of

ANSWERS_ON_PAGE = 3

_answer = Prepared(lambda key: with_claim(Response.objects.filter(pk=key)), key=uuid.uuid4())


@dataclasses.dataclass(frozen=True, slots=True)
class ContributionPage:
    answers: list[Response]
    comments: Slice[Comment]
    way: Way
    pinned: dict[uuid.UUID, Pinned]
    """Notes and corrections under the story and the comments of this page, by what they are pinned to."""


def contribution_page(actor: Actor, story: Contribution, *, place: dict[str, str]) -> ContributionPage:
    """A story's page, however many comments there are: four queries, one more for each answer and for work on it,
    and one where something on it carries a note."""
    way = ways_of([story.pk], with_work=True)[story.pk]
    answers = [answer for outcome in way.outcomes[:ANSWERS_ON_PAGE] for answer in _answer(key=outcome.key)]
    comments = thread_page(actor, story, place=place)
    labelled = [one.pk for one in comments.items if one.restriction == Restriction.LABELLED]
    labelled += [story.pk] if story.restriction == Restriction.LABELLED else []
    return ContributionPage(answers, comments, way, pinned_on(labelled))
