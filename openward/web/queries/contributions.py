"""What a contribution's page joins: the words, the answers to them, the thread and the way."""

import dataclasses

from openward.contributions.models import Contribution
from openward.contributions.queries.threads import Comment, thread_page
from openward.kit.paging import Slice
from openward.people.access import Actor
from openward.responses.models import Response
from openward.responses.queries import responses_to_contribution
from openward.web.queries.ways import Way, ways_of


@dataclasses.dataclass(frozen=True, slots=True)
class ContributionPage:
    answers: list[Response]
    comments: Slice[Comment]
    way: Way


def contribution_page(actor: Actor, story: Contribution, *, place: dict[str, str]) -> ContributionPage:
    """A story's page in at most six queries, however many comments there are."""
    answers = list(responses_to_contribution(story, actor)[:3])
    comments = thread_page(actor, story, place=place)
    return ContributionPage(answers, comments, ways_of([story.pk], with_work=True)[story.pk])
