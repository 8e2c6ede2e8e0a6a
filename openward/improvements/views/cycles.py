"""Tests of change: planning them, and writing down what came of them."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openward.improvements import presenters
from openward.improvements.access import (
    can_edit_improvement,
    can_read_workings,
    can_take_part,
    cycle_for_editing,
    cycle_for_reading,
    cycle_for_remarking,
    improvement_for_editing,
    part_of,
)
from openward.improvements.actions.cycles import learn_from_cycle, remark_on_cycle, replan_cycle, start_cycle
from openward.improvements.forms import CycleChangeForm, CycleForm, LearnForm, RemarkForm, given
from openward.improvements.models import Cycle
from openward.improvements.views.writing import wrote
from openward.people.access import Actor, actor_from


@require_http_methods(["GET", "POST"])
def cycle_new(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_from(request)
    improvement = improvement_for_editing(actor, slug)
    form = CycleForm(given(request), improvement=improvement)
    if form.is_bound and wrote(form, lambda: start_cycle(improvement=improvement, **form.cleaned_data, by=actor)):
        messages.success(request, _("The test is planned."))
        return redirect("improvement_show", improvement.slug)
    return render(request, "improvements/cycle_new.html", {"form": form, "improvement": improvement})


@require_GET
def cycle_show(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    actor = actor_from(request)
    return _cycle_page(request, cycle_for_reading(actor, key), actor, RemarkForm())


@require_POST
def remark_new(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    actor = actor_from(request)
    cycle = cycle_for_remarking(actor, key)
    form, part = RemarkForm(given(request)), part_of(actor, cycle.improvement)
    if wrote(form, lambda: remark_on_cycle(cycle=cycle, **form.cleaned_data, part=part, by=actor)):
        messages.success(request, _("Thank you. The team reads it here."))
        return redirect("cycle_show", cycle.pk)
    return _cycle_page(request, cycle, actor, form)


def _cycle_page(request: HttpRequest, cycle: Cycle, actor: Actor, form: RemarkForm) -> HttpResponse:
    improvement = cycle.improvement
    reads = can_read_workings(actor, improvement)
    context = {
        "cycle": cycle,
        "card": presenters.pdsa_card(cycle, timezone.localdate()),
        "remarks": list(cycle.remarks.all()) if reads else [],
        "has_workings": reads,
        "is_edited": improvement.is_running and can_edit_improvement(actor, improvement),
        "form": form if can_take_part(actor, improvement) else None,
    }
    return render(request, "improvements/cycle_show.html", context)


@require_http_methods(["GET", "POST"])
def cycle_edit(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    actor = actor_from(request)
    cycle = cycle_for_editing(actor, key)
    names = ("title", "change_idea", "plan", "prediction", "starts_on", "ends_on", "version")
    form = CycleChangeForm(
        given(request),
        improvement=cycle.improvement,
        cycle=cycle,
        is_settled=cycle.has_started(timezone.localdate()),
        initial=presenters.values_of(cycle, *names),
    )
    if form.is_bound and wrote(form, lambda: replan_cycle(cycle=cycle, **form.cleaned_data, by=actor)):
        messages.success(request, _("The plan is changed."))
        return redirect("cycle_show", cycle.pk)
    return render(request, "improvements/cycle_edit.html", {"form": form, "cycle": cycle})


@require_http_methods(["GET", "POST"])
def cycle_learn(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    actor = actor_from(request)
    cycle = cycle_for_editing(actor, key)
    first = presenters.values_of(cycle, "result", "learning", "verdict", "ends_on", "version")
    form = LearnForm(given(request), cycle=cycle, initial=first)
    if form.is_bound and wrote(form, lambda: learn_from_cycle(cycle=cycle, **form.cleaned_data, by=actor)):
        messages.success(request, _("What you learned is written down."))
        return redirect("cycle_show", cycle.pk)
    return render(request, "improvements/cycle_learn.html", {"form": form, "cycle": cycle})
