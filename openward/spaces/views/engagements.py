"""The pages that show an engagement together with its space."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openward.engagements.access import (
    can_change_plan,
    can_sign,
    engagement_for_planning,
    engagement_for_reading,
    engagement_for_signing,
)
from openward.engagements.actions import AlreadyOpen, PlanChanged
from openward.engagements.actions import sign_off as say_of_plan
from openward.engagements.models import Engagement
from openward.engagements.queries import (
    advisers_of,
    expected_hours,
    gathered,
    groups_without_other_route,
    model_of_use,
    people_asked,
    plan_digest,
    requirements,
    signatures,
    statement_of,
)
from openward.people.access import actor_from
from openward.spaces.access import READING_STAFF, can_invite
from openward.spaces.actions import prepare_space
from openward.spaces.forms import SignOffForm
from openward.spaces.models import Space
from openward.spaces.presenters import preparing
from openward.spaces.queries import requirements_before_opening, rules_in_force, settings_of, spaces_of


def engagement_show(request: HttpRequest, slug: str) -> HttpResponse:
    """The working page of an engagement: where it stands, what is missing, what is next."""
    actor = actor_from(request)
    engagement = gathered(engagement_for_reading(actor, slug))
    space = _first_space(engagement)
    found = requirements_before_opening(space) if space else requirements(engagement)
    may_edit = can_change_plan(actor, engagement)
    context = {
        **_plan(engagement, space),
        "may_edit": may_edit,
        "may_sign": can_sign(actor, engagement),
        "may_count": actor.holds(*READING_STAFF, organisation_id=engagement.organisation_id),
        "tasks": preparing.tasks(found, may_edit=may_edit),
        "progress": preparing.progress(found),
        "next": preparing.next_thing(engagement, space, found) if may_edit else None,
    }
    if space:
        context["tabs"] = preparing.tabs(space, "engagement_show", may_invite=can_invite(actor, space))
    return render(request, "spaces/engagement_show.html", context, using="jinja2")


@require_POST
def space_prepare(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose the way of working: makes the space with its settings."""
    actor = actor_from(request)
    engagement = engagement_for_planning(actor, slug)
    try:
        prepare_space(engagement=engagement, model_id=request.POST.get("model", ""), by=actor)
    except AlreadyOpen:
        messages.error(request, _("It is open: people have been asked to speak this way, so this stays."))
    except ValueError:
        messages.error(request, _("Choose one of the nine ways of working."))
        return redirect("model_choose", engagement.slug)
    else:
        messages.success(request, _("The plan is made, with dates, risks and a place. See what is still missing."))
    return redirect("engagement_show", engagement.slug)


def sign_off(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole plan as the advisory group reads it, and what they say."""
    actor = actor_from(request)
    enter = engagement_for_signing if request.method == "POST" else engagement_for_reading
    engagement = enter(actor, slug)
    form = SignOffForm(request.POST or None, initial={"plan_digest": plan_digest(engagement)})
    if form.is_valid():
        try:
            say_of_plan(engagement=engagement, by=actor, **form.cleaned_data)
        except PlanChanged:
            messages.error(request, _("The plan changed while you were reading. Please read it again."))
            return redirect("sign_off", engagement.slug)
        messages.success(request, _("Thank you. What you said is kept with the plan."))
        return redirect("engagement_show", engagement.slug)
    plan = _plan(gathered(engagement), _first_space(engagement))
    context = {**plan, "form": form, "may_sign": can_sign(actor, engagement)}
    return render(request, "spaces/sign_off.html", context, using="jinja2")


def _first_space(engagement: Engagement) -> Space | None:
    for space in spaces_of(engagement):
        space.engagement = engagement
        return space
    return None


def _plan(engagement: Engagement, space: Space | None) -> dict[str, object]:
    model = model_of_use(engagement.model_of_use)
    fit = expected_hours(engagement, mode=space.moderation_mode if space else "")
    groups = list(engagement.groups.all())
    return {
        "engagement": engagement,
        "space": space,
        "model": model,
        "rows": preparing.plan_rows(engagement, _(model.name) if model else ""),
        "phases": preparing.phase_line(
            engagement.phases.all(), timezone.localdate(), is_closed=engagement.state == Engagement.State.CLOSED
        ),
        "groups": preparing.groups_table(groups),
        "statement": preparing.statement_rows(statement_of(engagement)),
        "risks": list(engagement.risks.all()),
        "hours": fit,
        "cautions": preparing.cautions(engagement, fit, groups_without_other_route(engagement)),
        "signatures": signatures(engagement),
        "advisers": [adviser.name for adviser in advisers_of(engagement)],
        "asked": people_asked(engagement),
        "settings": preparing.setting_rows(space, settings_of(space)) if space else (),
        "rules": rules_in_force(space) if space else [],
        "state": preparing.space_tag(space) if space else None,
        "tabs": preparing.tabs(space, "engagement_show") if space else (),
    }
