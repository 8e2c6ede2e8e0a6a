"""Searching one organisation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from openward.people.access import actor_from
from openward.web.access import organisation_for_visiting
from openward.web.forms.searching import SearchForm
from openward.web.presenters.paging import page_of
from openward.web.presenters.searching import groups, tabs
from openward.web.queries.searching import found_in


@require_safe
def search_show(request: HttpRequest, slug: str) -> HttpResponse:
    """Stories, comments, themes, improvements and answers that the reader may read."""
    request.organisation = organisation = organisation_for_visiting(slug)  # type: ignore[attr-defined]
    form = SearchForm(request.GET)
    words = form.words()
    context = {"organisation": organisation, "words": words}
    if not words:
        return render(request, "web/search_show.html", context)
    only = form.cleaned_data["only"]
    found = found_in(organisation, actor_from(request), words, place=request.GET.dict(), only=only)
    context |= {"groups": groups(found, words, request.path), "tabs": tabs(words, only, request.path), "found": found}
    context["page"] = page_of(found.stories, address=request.path, kept={"q": words, "only": only or "stories"})
    return render(request, "web/search_show.html", context)
