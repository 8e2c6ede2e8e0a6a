"""Planning: the questions, the answer, the list of engagements."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from openward.engagements.access import (
    can_change_plan,
    engagement_for_planning,
    engagement_for_reading,
    engagements_for_reading,
    organisation_for_planning,
    organisations_for_planning,
)
from openward.engagements.actions import answer_plan, plan_engagement
from openward.engagements.actions.plans import PlannedAlready
from openward.engagements.forms.plans import plan_in_hand
from openward.engagements.models import Engagement
from openward.engagements.presenters.plans import engagement_row, model_cards
from openward.engagements.queries import model_of_use, recommendations
from openward.people.access import actor_from


def engagement_list(request: HttpRequest) -> HttpResponse:
    """The plans and engagements of the reader's organisation."""
    actor = actor_from(request)
    found = engagements_for_reading(actor)
    page = Paginator(found, 30).get_page(request.GET.get("page"))
    names = {one.pk: model_of_use(one.model_of_use) for one in page}
    rows = [engagement_row(one, _(model.name) if (model := names[one.pk]) else "") for one in page]
    context = {"rows": rows, "page": page, "may_plan": organisations_for_planning(actor).exists()}
    return render(request, "engagements/engagement_list.html", context, using="jinja2")


def plan_new(request: HttpRequest) -> HttpResponse:
    """The planner's eight questions."""
    actor = actor_from(request)
    organisation = organisation_for_planning(actor, request.GET.get("at", ""))
    plan = plan_in_hand(request.POST if request.method == "POST" else None, organisation)
    context: dict[str, object] = {"plan": plan, "engagement": None, "first": None}
    if plan.is_complete:
        given = {**plan.form.plan(), "groups": plan.groups.groups(), "may_be_second": "second" in request.POST}
        try:
            engagement = plan_engagement(organisation=organisation, by=actor, **given)
            return redirect("model_choose", engagement.slug)
        except PlannedAlready as already:
            context["first"] = already.plan
    return render(request, "engagements/plan_new.html", context, using="jinja2")


def plan_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """The same questions with the answers of a plan, to be changed."""
    actor = actor_from(request)
    engagement = engagement_for_planning(actor, slug)
    data = request.POST if request.method == "POST" else None
    plan = plan_in_hand(data, engagement.organisation, engagement)
    if plan.is_complete:
        answer_plan(engagement=engagement, groups=plan.groups.groups(), by=actor, **plan.form.plan())
        is_chosen = bool(engagement.model_of_use)
        return redirect("engagement_show" if is_chosen else "model_choose", engagement.slug)
    context = {"plan": plan, "engagement": engagement, "first": None}
    return render(request, "engagements/plan_new.html", context, using="jinja2")


def model_choose(request: HttpRequest, slug: str) -> HttpResponse:
    """The planner's answer: the nine models of use ranked, each with its reasons."""
    actor = actor_from(request)
    engagement = engagement_for_reading(actor, slug)
    context = {
        "engagement": engagement,
        "cards": model_cards(recommendations(engagement.answers), engagement.model_of_use),
        "may_choose": can_change_plan(actor, engagement) and engagement.state == Engagement.State.PLANNED,
        "may_edit": can_change_plan(actor, engagement),
    }
    return render(request, "engagements/model_choose.html", context, using="jinja2")
