"""The first page, and each organisation's own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from openward.people.access import actor_from
from openward.people.models import Organisation
from openward.web.access import organisation_for_visiting
from openward.web.presenters.homes import home_context
from openward.web.queries.homes import home_page, organisations


@require_safe
def home_show(request: HttpRequest) -> HttpResponse:
    """One organisation's home where there is one; else which organisation."""
    found = organisations()
    if len(found) == 1:
        return _home(request, found[0])
    return render(request, "web/home_show.html", {"organisations": found})


@require_safe
def organisation_show(request: HttpRequest, slug: str) -> HttpResponse:
    """An organisation's home."""
    return _home(request, organisation_for_visiting(slug))


def _home(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    request.organisation = organisation  # type: ignore[attr-defined]
    page = home_page(organisation, actor_from(request))
    return render(request, "web/organisation_show.html", {"organisation": organisation, **home_context(page)})
