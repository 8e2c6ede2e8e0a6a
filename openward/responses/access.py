"""Who may answer for the service, who checks a claim of change, and who reads an answer."""

import uuid

from django.db.models import Q
from django.http import Http404

from openward.contributions.access import can_read
from openward.contributions.models import Contribution
from openward.engagements.models import Engagement
from openward.people.access import Actor
from openward.people.models import Role
from openward.responses.models import Response, Telling
from openward.spaces.access import READING_STAFF
from openward.themes.models import Theme

ANSWERING = (Role.RESPONDER, Role.LEAD)


def can_answer(actor: Actor, engagement: Engagement) -> bool:
    """Whether the actor may write an answer to what was said in an engagement."""
    return actor.account is not None and actor.holds(*ANSWERING, organisation_id=engagement.organisation_id)


def can_check(actor: Actor, response: Response) -> bool:
    """A claim of change is checked by somebody who may answer and did not write it."""
    return (
        response.state == Response.State.AWAITING_CHECK
        and can_answer(actor, response.engagement)
        and actor.account is not None
        and actor.account.pk != response.written_by_id
    )


def can_reword(actor: Actor, response: Response) -> bool:
    """Drafts are changed by whoever may answer; what is shown is replaced by a newer answer, never rewritten."""
    return response.state == Response.State.DRAFT and can_answer(actor, response.engagement)


def theme_for_answering(actor: Actor, key: uuid.UUID) -> Theme:
    """The theme, for somebody who may answer it."""
    theme = Theme.objects.select_related("engagement__organisation").filter(pk=key).first()
    if theme is None or not can_answer(actor, theme.engagement):
        raise Http404
    return theme


def contribution_for_answering(actor: Actor, key: uuid.UUID) -> Contribution:
    """The contribution, for somebody who may answer it and may read it."""
    contribution = (
        Contribution.objects.with_words().select_related("space__engagement__organisation").filter(pk=key).first()
    )
    if (
        contribution is None
        or not can_answer(actor, contribution.space.engagement)
        or not can_read(actor, contribution)
    ):
        raise Http404
    return contribution


def readable_responses(actor: Actor) -> Q:
    """Answers an actor may read: shown ones with a public theme or story; colleagues read all of their own."""
    shown = Q(state__in=[Response.State.SHOWN, Response.State.REPLACED])
    public = shown & (Q(theme__is_public=True) | Q(contribution__in=Contribution.objects.readable(actor)))
    return public | Q(engagement__organisation_id__in=actor.organisation_ids(READING_STAFF))


def response_for_reading(actor: Actor, key: uuid.UUID) -> Response:
    """The answer, if the actor may read it."""
    response = (
        Response.objects.select_related(
            "engagement__organisation", "theme", "contribution", "claim__improvement", "claim__measure"
        )
        .filter(readable_responses(actor), pk=key)
        .first()
    )
    if response is None:
        raise Http404
    return response


def response_for_rewording(actor: Actor, key: uuid.UUID) -> Response:
    """A draft, for somebody who may change it."""
    response = response_for_reading(actor, key)
    if not can_reword(actor, response):
        raise Http404
    return response


def response_for_checking(actor: Actor, key: uuid.UUID) -> Response:
    """A claim of change that waits for a second person, for one who may check it."""
    response = response_for_reading(actor, key)
    if not can_check(actor, response):
        raise Http404
    return response


def telling_for_author(contribution: Contribution, pk: int) -> Telling:
    """One telling of the contribution whose receipt was shown."""
    telling = Telling.objects.select_related("response").filter(contribution=contribution, pk=pk).first()
    if telling is None:
        raise Http404
    return telling
