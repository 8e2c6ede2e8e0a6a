"""A story with its answer and its thread."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from openward.contributions.access import can_reply, contribution_for_reading
from openward.contributions.models import Contribution
from openward.contributions.queries.threads import page_with
from openward.people.access import Actor, actor_from
from openward.spaces.access import brakes_on, standing_in, takes_words_now
from openward.spaces.queries import brake_lines
from openward.web.presenters import contributions as presenters
from openward.web.presenters.paging import page_of
from openward.web.queries.contributions import contribution_page


@require_safe
def contribution_show(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A story's own page; a comment leads to its place in the thread."""
    actor = actor_from(request)
    story = contribution_for_reading(actor, key)
    if story.root_id is not None:
        return _to_thread(actor, story)
    request.organisation = story.space.organisation  # type: ignore[attr-defined]
    found = contribution_page(actor, story, place=request.GET.dict())
    page = page_of(found.comments, address=request.path)
    standing, brakes = standing_in(actor, story.space), brakes_on(story.space, thread_key=story.pk)
    reader = {
        "can_reply": can_reply(story) and takes_words_now(brakes),
        "is_staff": standing.is_staff_reader,
        "is_moderator": standing.is_moderator,
    }
    context = {**presenters.story_in_full(story, found), "page": page, "brakes": brake_lines(brakes), **reader}
    return render(request, "web/contribution_show.html", context)


def _to_thread(actor: Actor, comment: Contribution) -> HttpResponse:
    root_id = comment.root_id
    if root_id is None:
        raise Http404
    story = contribution_for_reading(actor, root_id)
    place = page_with(actor, story, comment)
    query = f"?after={place}" if place else ""
    return redirect(f"{reverse('contribution_show', args=[story.pk])}{query}#c-{comment.pk}")
