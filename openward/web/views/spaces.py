"""A space: why we ask, the rules, and what people said."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from openward.contributions.queries.feeds import Narrowing, feed_page
from openward.people.access import VISITOR, actor_from
from openward.spaces.access import (
    brakes_on,
    can_contribute,
    can_prepare,
    space_for_reading,
    standing_in,
    takes_words_now,
)
from openward.spaces.queries import brake_lines
from openward.spaces.queries.duty import lacks_rota, reading_now
from openward.web.forms.spaces import NarrowForm
from openward.web.presenters import feeds
from openward.web.presenters import spaces as presenters
from openward.web.queries.spaces import services_of, space_page


@require_safe
def space_show(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of a space, narrowed and searched as its reader wishes."""
    actor = actor_from(request)
    space = space_for_reading(actor, slug)
    request.organisation = space.organisation  # type: ignore[attr-defined]
    form = NarrowForm(request.GET, services=services_of(space), today=timezone.localdate())
    chosen, is_staff = form.chosen(), standing_in(actor, space).is_staff_reader
    everything = is_staff and form.wants_everything
    found = space_page(actor, space, chosen=chosen, everything=everything, place=request.GET.dict())
    context = presenters.space_in_full(space, found, chosen, everything=everything, is_staff=is_staff)
    brakes = brakes_on(space)
    reader = {
        "can_contribute": can_contribute(actor, space) and takes_words_now(brakes),
        "can_prepare": can_prepare(actor, space),
        "has_no_rota": can_prepare(actor, space) and lacks_rota(space),
        "is_moderator": standing_in(actor, space).is_moderator,
    }
    now = {"brakes": brake_lines(brakes), "reading": reading_now(space, brakes=brakes)}
    context = {**context, **reader, **now, "form": form, "chosen": chosen}
    return render(request, "web/space_show.html", context)


@require_safe
def space_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest stories for feed readers: what everybody may read, whoever asks."""
    space = space_for_reading(VISITOR, slug)
    stories = feed_page(VISITOR, space, chosen=Narrowing(), everything=False, place={})
    body = feeds.atom(space, stories.items, address=settings.ADDRESS)
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
