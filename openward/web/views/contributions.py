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
from openward.responses.queries import signed_response
from openward.spaces.access import standing_in
from openward.web.presenters import contributions as presenters
from openward.web.presenters.paging import page_of
from openward.web.presenters.spaces import who_is
from openward.web.presenters.ways import public_way
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
    head, parts = presenters.words_of(story)
    is_staff = standing_in(actor, story.space).is_staff_reader
    context = {
        "story": story,
        "space": story.space,
        "head": head,
        "parts": parts,
        "who": who_is(story.badge, story.author.handle, story.space.identity_rule),
        "answers": [signed_response(answer) for answer in found.answers],
        "way": public_way(found.way),
        "rows": presenters.thread(found.comments.items, story.space),
        "page": page_of(found.comments, address=request.path),
        "can_reply": can_reply(story),
        "is_staff": is_staff,
        "shown_to_whom": presenters.shown_to_whom(story.standpoint, is_for_everyone=story.is_for_everyone),
    }
    return render(request, "web/contribution_show.html", context)


def _to_thread(actor: Actor, comment: Contribution) -> HttpResponse:
    root_id = comment.root_id
    if root_id is None:
        raise Http404
    story = contribution_for_reading(actor, root_id)
    place = page_with(actor, story, comment)
    query = f"?after={place}" if place else ""
    return redirect(f"{reverse('contribution_show', args=[story.pk])}{query}#c-{comment.pk}")
