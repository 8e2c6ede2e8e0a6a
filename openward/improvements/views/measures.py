"""Measures, their readings, and the limits of their charts."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openward.improvements import presenters
from openward.improvements.access import (
    improvement_for_measuring,
    measure_for_editing,
    measure_for_entering,
    measure_for_reading,
    reading_for_editing,
)
from openward.improvements.actions.improvements import follow_theme
from openward.improvements.actions.measures import (
    add_measure,
    change_measure,
    change_reading,
    enter_readings,
    freeze_limits,
    rebase_limits,
    release_limits,
    remove_measure,
    remove_reading,
    undo_rebasing,
)
from openward.improvements.forms import (
    LimitsForm,
    MeasureChangeForm,
    MeasureForm,
    PasteForm,
    ReadingForm,
    ReadingRemoveForm,
    RejoinForm,
    ReleaseForm,
    ThemeForm,
    Versioned,
    given,
)
from openward.improvements.models import Measure
from openward.improvements.queries.charts import charted
from openward.improvements.queries.measures import measure_page, unmeasured_themes, values_by_date
from openward.improvements.views.writing import wrote
from openward.methods.pasted_readings import read_pasted
from openward.people.access import actor_from


@require_http_methods(["GET", "POST"])
def measure_new(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_from(request)
    improvement = improvement_for_measuring(actor, slug)
    form = MeasureForm(given(request))
    if form.is_bound:
        made = wrote(form, lambda: add_measure(improvement=improvement, **form.cleaned_data, by=actor))
        if isinstance(made, Measure):
            messages.success(request, _("The measure is added. Next: its readings."))
            return redirect("readings_paste", made.pk)
    theme_form = ThemeForm(themes=unmeasured_themes(improvement))
    context = {"form": form, "improvement": improvement, "theme_form": theme_form}
    return render(request, "improvements/measure_new.html", context)


@require_POST
def theme_follow(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_from(request)
    improvement = improvement_for_measuring(actor, slug)
    form = ThemeForm(given(request), themes=unmeasured_themes(improvement))
    if wrote(form, lambda: follow_theme(improvement=improvement, theme=form.cleaned_data["theme"], by=actor)):
        messages.success(request, _("The theme's monthly share is a measure now. It fills itself."))
    else:
        messages.error(request, _("No measure was added. Choose a theme from the list."))
    return redirect("improvement_show", improvement.slug)


@require_GET
def measure_show(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    actor = actor_from(request)
    found = measure_page(measure_for_reading(actor, key), actor)
    request.organisation = found.measure.improvement.engagement.organisation  # type: ignore[attr-defined]
    return render(request, "improvements/measure_show.html", presenters.measure_page(found))


@require_GET
def measure_csv(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    actor = actor_from(request)
    measure = measure_for_reading(actor, key)
    readings = presenters.readings_csv(charted(measure, actor=actor))
    response = HttpResponse(readings, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="readings-{measure.pk}.csv"'
    return response


@require_http_methods(["GET", "POST"])
def measure_edit(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    actor = actor_from(request)
    measure = measure_for_editing(actor, key)
    names = ("name", "kind", "better", "unit", "target", "version")
    form = MeasureChangeForm(given(request), initial=presenters.values_of(measure, *names))
    if form.is_bound and wrote(form, lambda: change_measure(measure=measure, **form.cleaned_data, by=actor)):
        messages.success(request, _("The measure is changed."))
        return redirect("measure_show", measure.pk)
    return render(request, "improvements/measure_edit.html", {"form": form, "measure": measure})


@require_POST
def measure_remove(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    actor = actor_from(request)
    measure = measure_for_editing(actor, key)
    form = Versioned(given(request))
    if wrote(form, lambda: remove_measure(measure=measure, **form.cleaned_data, by=actor)):
        messages.success(request, _("The measure is removed."))
        return redirect("improvement_show", measure.improvement.slug)
    messages.error(request, _("This measure stays: it has readings, an answer speaks of it, or somebody changed it."))
    return redirect("measure_show", measure.pk)


@require_http_methods(["GET", "POST"])
def readings_paste(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    actor = actor_from(request)
    measure = measure_for_entering(actor, key)
    form = PasteForm(given(request))
    pasted = None
    if form.is_bound and form.is_valid():
        pasted = read_pasted(form.cleaned_data["pasted"], unit=measure.unit, latest=timezone.localdate())
        if "save" in request.POST and pasted.readings:
            return _save(request, measure, {one.on: one.value for one in pasted.readings})
    context = presenters.paste_page(measure, form, pasted, values_by_date(measure))
    return render(request, "improvements/readings_paste.html", context)


def _save(request: HttpRequest, measure: Measure, readings: presenters.ByDate) -> HttpResponse:
    entered = enter_readings(measure=measure, readings=readings, by=actor_from(request))
    messages.success(request, presenters.entered_in_words(entered))
    return redirect("measure_show", measure.pk)


@require_http_methods(["GET", "POST"])
def reading_edit(request: HttpRequest, key: uuid.UUID, number: int) -> HttpResponse:
    actor = actor_from(request)
    reading = reading_for_editing(actor, key, number)
    now = {"value": f"{reading.value:.15g}", "was": repr(reading.value)}
    form = ReadingForm(given(request), unit=reading.measure.unit, initial=now)
    if form.is_bound and wrote(form, lambda: change_reading(reading=reading, **form.cleaned_data, by=actor)):
        messages.success(request, _("The reading is put right."))
        return redirect("measure_show", key)
    return render(request, "improvements/reading_edit.html", {"form": form, "reading": reading})


@require_POST
def reading_remove(request: HttpRequest, key: uuid.UUID, number: int) -> HttpResponse:
    actor = actor_from(request)
    reading = reading_for_editing(actor, key, number)
    form = ReadingRemoveForm(given(request))
    if wrote(form, lambda: remove_reading(reading=reading, **form.cleaned_data, by=actor)):
        messages.success(request, _("The reading is removed."))
    else:
        messages.error(request, _("Nothing was removed: somebody changed it meanwhile."))
    return redirect("measure_show", key)


@require_http_methods(["GET", "POST"])
def limits_edit(request: HttpRequest, key: uuid.UUID, how: str) -> HttpResponse:
    actor = actor_from(request)
    measure = measure_for_editing(actor, key)
    act, kind = LIMITS[how]
    form = kind(given(request), initial={"version": measure.version, "on": request.GET.get("on")})
    if form.is_bound and wrote(form, lambda: act(measure=measure, **form.cleaned_data, by=actor)):
        messages.success(request, _("The limits are set, and your reason is kept with them."))
        return redirect("measure_show", measure.pk)
    return render(request, "improvements/limits_edit.html", {"form": form, "measure": measure, "how": how})


LIMITS: dict[str, tuple[Callable[..., Measure], type[Versioned]]] = {
    "freeze": (freeze_limits, LimitsForm),
    "rebase": (rebase_limits, LimitsForm),
    "release": (release_limits, ReleaseForm),
    "rejoin": (undo_rebasing, RejoinForm),
}
