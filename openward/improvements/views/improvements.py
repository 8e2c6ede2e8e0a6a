"""Starting, reading, changing, showing and ending an improvement, and the library of them."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openward.improvements import presenters
from openward.improvements.access import (
    actor_who_starts,
    improvement_for_editing,
    improvement_for_reading,
    improvement_for_steering,
    organisation_of_improvements,
    theme_for_unlinking,
    theme_named,
    themes_for_acting_on,
)
from openward.improvements.actions.improvements import (
    change_aim,
    finish_improvement,
    hide_improvement,
    link_theme,
    resume_improvement,
    show_improvement,
    start_improvement,
    stop_improvement,
    unlink_theme,
)
from openward.improvements.forms import AimForm, EndForm, StartForm, ThemeForm, UnlinkForm, given
from openward.improvements.models import Improvement
from openward.improvements.queries.improvements import (
    counts_by_state,
    improvements_in,
    linkable_themes,
    usual_service,
)
from openward.improvements.queries.pages import improvement_page
from openward.improvements.views.writing import wrote
from openward.people.access import actor_from
from openward.themes.queries import theme_quotes

PER_PAGE = 12


@require_http_methods(["GET", "POST"])
def improvement_new(request: HttpRequest) -> HttpResponse:
    actor = actor_who_starts(actor_from(request))
    if not request.GET.get("theme"):
        return render(request, "improvements/theme_choose.html", {"themes": themes_for_acting_on(actor)})
    theme = theme_named(actor, request.GET["theme"])
    first = {"title": theme.name, "aim": presenters.aim_to_begin_with(theme), "service": usual_service(theme)}
    form = StartForm(given(request), organisation=theme.engagement.organisation, initial=first)
    if form.is_bound:
        made = wrote(form, lambda: start_improvement(themes=[theme], **form.cleaned_data, by=actor))
        if isinstance(made, Improvement):
            messages.success(request, _("The improvement is started. Next: what drives the aim, what could you try?"))
            return redirect("improvement_show", made.slug)
    quotes = presenters.quotes_of(theme_quotes(theme, actor, limit=6))
    return render(request, "improvements/improvement_new.html", {"form": form, "theme": theme, "quotes": quotes})


@require_GET
def improvement_list(request: HttpRequest, slug: str) -> HttpResponse:
    actor, organisation = actor_from(request), organisation_of_improvements(slug)
    request.organisation = organisation  # type: ignore[attr-defined]
    asked = presenters.Asked.of(request.GET)
    found = improvements_in(organisation, actor, words=asked.words, state=asked.state)
    page = Paginator(found, PER_PAGE).get_page(asked.page)
    library = presenters.library(organisation, page, counts_by_state(organisation, actor), asked)
    return render(request, "improvements/improvement_list.html", library)


@require_GET
def improvement_show(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_from(request)
    found = improvement_page(improvement_for_reading(actor, slug), actor)
    request.organisation = found.improvement.engagement.organisation  # type: ignore[attr-defined]
    themes = ThemeForm(themes=linkable_themes(found.improvement)) if found.is_steered else None
    context = presenters.improvement_page(found, timezone.localdate())
    return render(request, "improvements/improvement_show.html", {**context, "theme_form": themes})


@require_http_methods(["GET", "POST"])
def improvement_edit(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_from(request)
    improvement = improvement_for_editing(actor, slug)
    form = AimForm(
        given(request),
        organisation=improvement.engagement.organisation,
        initial=presenters.values_of(improvement, "title", "aim", "service", "due_on", "version"),
    )
    if form.is_bound and wrote(form, lambda: change_aim(improvement=improvement, **form.cleaned_data, by=actor)):
        messages.success(request, _("The aim is changed."))
        return redirect("improvement_show", improvement.slug)
    return render(request, "improvements/improvement_edit.html", {"form": form, "improvement": improvement})


@require_POST
def improvement_reveal(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_from(request)
    improvement = improvement_for_steering(actor, slug)
    if request.POST.get("is_public") == "yes":
        show_improvement(improvement=improvement, by=actor)
        messages.success(request, _("Everybody can see this improvement now."))
    else:
        hide_improvement(improvement=improvement, by=actor)
        messages.success(request, _("Only the team and staff see this improvement now."))
    return redirect("improvement_show", improvement.slug)


@require_POST
def theme_link(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_from(request)
    improvement = improvement_for_steering(actor, slug)
    form = ThemeForm(given(request), themes=linkable_themes(improvement))
    if wrote(form, lambda: link_theme(improvement=improvement, theme=form.cleaned_data["theme"], by=actor)):
        messages.success(request, _("The theme is linked: both pages show it."))
    else:
        messages.error(request, _("No theme was linked. Choose one from the list."))
    return redirect("improvement_show", improvement.slug)


@require_http_methods(["GET", "POST"])
def theme_unlink(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    actor = actor_from(request)
    improvement, theme = theme_for_unlinking(actor, slug, key)
    form = UnlinkForm(given(request))
    if form.is_bound and wrote(
        form, lambda: unlink_theme(improvement=improvement, theme=theme, **form.cleaned_data, by=actor)
    ):
        messages.success(request, _("The theme is no longer linked: both pages show it."))
        return redirect("improvement_show", improvement.slug)
    return render(request, "improvements/theme_unlink.html", {"form": form, "improvement": improvement, "theme": theme})


@require_http_methods(["GET", "POST"])
def improvement_end(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_from(request)
    improvement = improvement_for_steering(actor, slug)
    form = EndForm(given(request))

    def end() -> None:
        words = form.cleaned_data["words"]
        if form.cleaned_data["how"] == Improvement.State.FINISHED:
            finish_improvement(improvement=improvement, what_changed=words, by=actor)
        else:
            stop_improvement(improvement=improvement, why=words, by=actor)

    if form.is_bound and wrote(form, end):
        messages.success(request, _("The improvement has ended. Its measures stay open, to see whether it lasts."))
        return redirect("improvement_show", improvement.slug)
    return render(request, "improvements/improvement_end.html", {"form": form, "improvement": improvement})


@require_POST
def improvement_resume(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_from(request)
    improvement = improvement_for_steering(actor, slug)
    resume_improvement(improvement=improvement, by=actor)
    messages.success(request, _("The improvement is taken up again."))
    return redirect("improvement_show", improvement.slug)
