"""Short links and posters."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from openward.people.access import actor_from
from openward.spaces.access import (
    can_contribute,
    can_invite,
    can_prepare,
    space_for_preparing,
    space_for_staff,
    standing_in,
)
from openward.spaces.actions import short_link
from openward.spaces.forms import LONGEST_TYPED, LinkCodeForm, LinkForm
from openward.spaces.presenters.posters import link_rows, poster_of, typing_page
from openward.spaces.presenters.preparing import space_tag, tabs
from openward.spaces.queries import about_space, link_by_code, links_of, other_ways_in, services_with_links


def link_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The short links of a space and its services, and their posters."""
    actor = actor_from(request)
    space = (space_for_preparing if request.method == "POST" else space_for_staff)(actor, slug)
    form = LinkForm(request.POST or None, organisation=space.organisation)
    if form.is_valid():
        short_link(space=space, service=form.cleaned_data["service"], by=actor)
        messages.success(request, _("The link is made. Print its poster."))
        return redirect("link_list", space.slug)
    context = {
        "space": space,
        "rows": link_rows(space, links_of(space), services_with_links(space)),
        "may_make": can_prepare(actor, space),
        "state": space_tag(space),
        "tabs": tabs(space, "link_list", may_invite=can_invite(actor, space)) if can_prepare(actor, space) else (),
    }
    return render(request, "spaces/link_list.html", context, using="jinja2")


def poster_show(request: HttpRequest, slug: str) -> HttpResponse:
    """The poster of a link, for printing on A4."""
    space = space_for_staff(actor_from(request), slug)
    wanted = request.GET.get("service", "")
    link = next((one for one in links_of(space) if (one.service.slug if one.service else "") == wanted), None)
    if link is None:
        messages.info(request, _("Make the short link first: the poster shows it."))
        return redirect("link_list", space.slug)
    link.space = space
    request.organisation = space.organisation  # type: ignore[attr-defined]
    poster = poster_of(link, about_space(space), other_ways_in(space))
    return render(request, "spaces/poster_show.html", {"poster": poster, "space": space}, using="jinja2")


@require_safe
def link_type(request: HttpRequest) -> HttpResponse:
    """Where the letters of a short link are typed in."""
    form = LinkCodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("link_follow", form.cleaned_data["code"])
    status = 400 if form.is_bound else 200
    return render(request, "spaces/link_type.html", typing_page(form), status=status, using="jinja2")


@require_safe
def link_follow(request: HttpRequest, code: str) -> HttpResponse:
    """Where a short link leads: to telling, or to the space when nothing can be sent there now."""
    link = link_by_code(code)
    actor = actor_from(request)
    if link is None or not standing_in(actor, link.space).reads_space:
        return _leads_nowhere(request, code)
    if not can_contribute(actor, link.space):
        return redirect("space_show", link.space.slug)
    address = reverse("story_new", args=[link.space.slug])
    return redirect(f"{address}?service={link.service.slug}" if link.service else address)


def _leads_nowhere(request: HttpRequest, code: str) -> HttpResponse:
    """No such link, or one to a place that this reader cannot see: the two look alike, down to the last letter."""
    form = LinkCodeForm(initial={"code": code[:LONGEST_TYPED]})
    page = typing_page(form, leads_nowhere=True)
    return render(request, "spaces/link_type.html", page, status=404, using="jinja2")
