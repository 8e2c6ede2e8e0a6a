"""The driver diagram: adding, rewording, moving and removing drivers and ideas for change."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openward.improvements import presenters
from openward.improvements.access import (
    driver_for_editing,
    idea_for_editing,
    improvement_for_editing,
    improvement_for_taking_part,
    part_of,
)
from openward.improvements.actions.drivers import (
    add_change_idea,
    add_driver,
    change_driver,
    change_idea,
    remove_change_idea,
    remove_driver,
)
from openward.improvements.forms import DriverChangeForm, DriverForm, IdeaChangeForm, IdeaForm, Versioned, given
from openward.improvements.queries.improvements import with_its_page
from openward.improvements.views.writing import wrote
from openward.people.access import actor_from


@require_http_methods(["GET", "POST"])
def drivers_edit(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_from(request)
    improvement = with_its_page(improvement_for_editing(actor, slug))
    form = DriverForm(given(request), improvement=improvement)
    if form.is_bound and wrote(form, lambda: add_driver(improvement=improvement, **form.cleaned_data, by=actor)):
        messages.success(request, _("The driver is added."))
        return redirect("drivers_edit", improvement.slug)
    drawn = presenters.driver_diagram(
        improvement, list(improvement.drivers.all()), list(improvement.change_ideas.all()), is_edited=True
    )
    ideas = IdeaForm(improvement=improvement, auto_id="idea_%s")
    context = {"form": form, "improvement": improvement, "drivers": drawn, "idea_form": ideas}
    return render(request, "improvements/drivers_edit.html", context)


@require_http_methods(["GET", "POST"])
def driver_edit(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    actor = actor_from(request)
    driver = driver_for_editing(actor, slug, number)
    form = DriverChangeForm(
        given(request),
        improvement=driver.improvement,
        driver=driver,
        initial=presenters.values_of(driver, "text", "parent", "version"),
    )
    if form.is_bound and wrote(form, lambda: change_driver(driver=driver, **form.cleaned_data, by=actor)):
        messages.success(request, _("The driver is changed."))
        return redirect("drivers_edit", driver.improvement.slug)
    return render(request, "improvements/driver_edit.html", {"form": form, "driver": driver})


@require_POST
def driver_remove(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    actor = actor_from(request)
    driver = driver_for_editing(actor, slug, number)
    form = Versioned(given(request))
    if wrote(form, lambda: remove_driver(driver=driver, **form.cleaned_data, by=actor)):
        messages.success(request, _("The driver is removed. Its ideas are still here."))
    else:
        messages.error(request, _("Nothing was removed: somebody changed it meanwhile."))
    return redirect("drivers_edit", driver.improvement.slug)


@require_http_methods(["GET", "POST"])
def idea_new(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_from(request)
    improvement = improvement_for_taking_part(actor, slug)
    form = IdeaForm(given(request), improvement=improvement)
    add = partial(add_change_idea, improvement=improvement, from_part=part_of(actor, improvement), by=actor)
    if form.is_bound and wrote(form, lambda: add(**form.cleaned_data)):
        messages.success(request, _("The idea is added."))
        return redirect("improvement_show", improvement.slug)
    return render(request, "improvements/idea_new.html", {"form": form, "improvement": improvement})


@require_http_methods(["GET", "POST"])
def idea_edit(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    actor = actor_from(request)
    idea = idea_for_editing(actor, slug, number)
    form = IdeaChangeForm(
        given(request),
        improvement=idea.improvement,
        initial=presenters.values_of(idea, "text", "driver", "version"),
    )
    if form.is_bound and wrote(form, lambda: change_idea(idea=idea, **form.cleaned_data, by=actor)):
        messages.success(request, _("The idea is changed."))
        return redirect("drivers_edit", idea.improvement.slug)
    return render(request, "improvements/idea_edit.html", {"form": form, "idea": idea})


@require_POST
def idea_remove(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    actor = actor_from(request)
    idea = idea_for_editing(actor, slug, number)
    form = Versioned(given(request))
    if wrote(form, lambda: remove_change_idea(idea=idea, **form.cleaned_data, by=actor)):
        messages.success(request, _("The idea is removed. Tests of it are still here."))
    else:
        messages.error(request, _("Nothing was removed: somebody changed it meanwhile."))
    return redirect("drivers_edit", idea.improvement.slug)
