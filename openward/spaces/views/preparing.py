"""The pages on which a space is prepared: settings, rules, opening."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openward.engagements.actions import StillNeeded
from openward.engagements.queries import expected_hours, groups_without_other_route, model_of_use
from openward.people.access import actor_from
from openward.spaces.access import can_invite, space_for_preparing
from openward.spaces.actions import (
    NotReady,
    PromiseKept,
    change_setting,
    close_space,
    open_space,
    write_rules,
)
from openward.spaces.forms import SettingForm, rule_forms
from openward.spaces.forms.rules import WhyForm
from openward.spaces.models import Space
from openward.spaces.presenters import preparing
from openward.spaces.queries import about_space, requirements_before_opening, rules_in_force, setting_names, settings_of


def space_settings(request: HttpRequest, slug: str) -> HttpResponse:
    """The settings of a space, each beside the usual one."""
    space = space_for_preparing(actor_from(request), slug)
    model = model_of_use(space.engagement.model_of_use)
    rows = preparing.setting_rows(space, settings_of(space))
    return _page(request, "space_settings", space, rows=rows, model=_(model.name) if model else "")


def setting_edit(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One setting, with a reason when it is not the usual one."""
    actor = actor_from(request)
    space = space_for_preparing(actor, slug)
    setting = next((one for one in settings_of(space) if one.key == key), None)
    if setting is None:
        raise Http404
    form = SettingForm(request.POST or None, setting=setting)
    if form.is_valid():
        try:
            change_setting(space=space, setting=key, by=actor, **form.cleaned_data)
        except PromiseKept:
            form.add_error("value", _("People spoke under this promise. You can tighten it; to loosen it, plan anew."))
        else:
            messages.success(request, _("The setting is kept."))
            return redirect("space_settings", space.slug)
    words = {"name": setting_names()[key], "usual": preparing.usual_label(setting)}
    return _page(request, "setting_edit", space, form=form, **words)


def rules_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """The house rules; saving makes a new version."""
    actor = actor_from(request)
    space = space_for_preparing(actor, slug)
    in_force = rules_in_force(space)
    given = request.POST if request.method == "POST" else None
    rules, why_form = rule_forms(given, in_force), WhyForm(given)
    if rules.is_bound and rules.is_valid() and why_form.is_valid():
        why = why_form.cleaned_data["why"]
        version = write_rules(space=space, rules=rules.words(), why=why, by=actor)
        messages.success(request, _("These rules hold from now on. This is version %(number)s.") % {"number": version})
        return redirect("rules_edit", space.slug)
    newest = in_force[0].version if in_force else 0
    return _page(request, "rules_edit", space, rules=rules, why_form=why_form, version=newest)


def space_open(request: HttpRequest, slug: str) -> HttpResponse:
    """What must be there before a space opens; and opening it, when all of it is."""
    actor = actor_from(request)
    space = space_for_preparing(actor, slug)
    refused = False
    if request.method == "POST":
        try:
            open_space(space=space, by=actor)
            messages.success(request, _("It is open. People can speak."))
            return redirect("engagement_show", space.engagement.slug)
        except NotReady:
            refused = True
    found = requirements_before_opening(space)
    engagement = space.engagement
    fit = expected_hours(engagement, mode=space.moderation_mode)
    context = {
        "tasks": preparing.tasks(found, may_edit=True),
        "is_ready": all(one.is_met for one in found),
        "progress": preparing.progress(found),
        "refused": refused,
        "about": about_space(space),
        "cautions": preparing.cautions(engagement, fit, groups_without_other_route(engagement)),
    }
    return _page(request, "space_open", space, **context)


@require_POST
def space_close(request: HttpRequest, slug: str) -> HttpResponse:
    """Close a space: nobody can add words; what was said stays to be read."""
    actor = actor_from(request)
    space = space_for_preparing(actor, slug)
    try:
        close_space(space=space, by=actor)
        messages.success(request, _("It is closed. What was said stays to be read."))
    except StillNeeded:
        messages.warning(
            request,
            _("It cannot close yet: something here still needs somebody. Ask the safeguarding lead when it can."),
        )
    return redirect("engagement_show", space.engagement.slug)


def _page(request: HttpRequest, page: str, space: Space, **context: object) -> HttpResponse:
    tabs = preparing.tabs(space, page, may_invite=can_invite(actor_from(request), space))
    shared = {"space": space, "state": preparing.space_tag(space), "tabs": tabs}
    return render(request, f"spaces/{page}.html", {**shared, **context}, using="jinja2")
