"""The parts of a plan, each on a page of its own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openward.engagements.access import (
    can_change_plan,
    engagement_for_planning,
    engagement_for_reading,
    risk_for_settling,
)
from openward.engagements.actions import (
    StillNeeded,
    add_risk,
    close_engagement,
    date_phases,
    expect_volume,
    name_groups,
    record_asking,
    settle_risk,
    word_statement,
)
from openward.engagements.forms.parts import (
    AskingForm,
    NewRiskForm,
    PhasesForm,
    RiskForm,
    StatementForm,
    VolumeForm,
)
from openward.engagements.forms.plans import groups_in_hand
from openward.engagements.models import Engagement
from openward.engagements.presenters.plans import hours_view, risk_row
from openward.engagements.queries import expected_hours, statement_standing
from openward.engagements.queries.models_of_use import controls_for
from openward.kit.opened_forms import ChangedMeanwhile, hash_of
from openward.people.access import actor_from


def groups_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Who must be heard."""
    actor = actor_from(request)
    engagement = engagement_for_planning(actor, slug)
    given = groups_in_hand(request.POST if request.method == "POST" else None, engagement)
    if given.is_complete:
        name_groups(engagement=engagement, groups=given.groups.groups(), by=actor)
        return _kept(request, engagement)
    return _page(request, "groups_edit", engagement, groups=given.groups)


def phases_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """When what happens."""
    actor = actor_from(request)
    engagement = engagement_for_planning(actor, slug)
    form = PhasesForm(request.POST or None, engagement=engagement)
    if form.is_valid():
        date_phases(engagement=engagement, dates=form.dates(), by=actor)
        return _kept(request, engagement)
    return _page(request, "phases_edit", engagement, form=form)


def statement_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """What can change, what cannot, who decides, by when."""
    actor = actor_from(request)
    engagement = engagement_for_planning(actor, slug)
    is_public = engagement.state != Engagement.State.PLANNED
    now = statement_standing(engagement)
    form = StatementForm(request.POST or None, initial={**now, "opened": hash_of(now)}, is_public=is_public)
    if form.is_valid():
        try:
            word_statement(engagement=engagement, by=actor, **form.cleaned_data)
            return _kept(request, engagement)
        except ChangedMeanwhile:
            form.say_changed(statement_standing(engagement_for_planning(actor, slug)))
    return _page(request, "statement_edit", engagement, form=form, is_public=is_public)


def risk_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The risk register, and a risk of one's own."""
    actor = actor_from(request)
    enter = engagement_for_planning if request.method == "POST" else engagement_for_reading
    engagement = enter(actor, slug)
    form = NewRiskForm(request.POST or None)
    if form.is_valid():
        risk = add_risk(engagement=engagement, text=form.cleaned_data["text"], by=actor)
        return redirect("risk_settle", engagement.slug, risk.pk)
    risks = [risk_row(risk, engagement.slug) for risk in engagement.risks.select_related("owner")]
    return _page(request, "risk_list", engagement, form=form, risks=risks, may_edit=can_change_plan(actor, engagement))


def risk_settle(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Who looks after a risk, and what is done about it."""
    actor = actor_from(request)
    risk = risk_for_settling(actor, slug, number)
    form = RiskForm(
        request.POST or None,
        organisation=risk.engagement.organisation,
        suggestions=tuple(control.text for control in controls_for(risk.finding_id)),
        initial={"owner": risk.owner_id, "control": risk.control},
    )
    if form.is_valid():
        settle_risk(risk=risk, owner=form.cleaned_data["owner"], control=form.whole_control(), by=actor)
        messages.success(request, _("This risk is settled."))
        return redirect("risk_list", slug)
    return _page(request, "risk_settle", risk.engagement, form=form, risk=risk_row(risk, slug))


def volume_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """How much is expected and how many hours there are."""
    actor = actor_from(request)
    engagement = engagement_for_planning(actor, slug)
    known = {
        "expected_per_week": engagement.expected_per_week,
        "hours_per_week": engagement.hours_per_week.normalize(),
    }
    form = VolumeForm(request.POST or None, initial=known)
    if form.is_valid():
        expect_volume(engagement=engagement, by=actor, **form.cleaned_data)
        return _kept(request, engagement)
    hours = hours_view(expected_hours(engagement))
    return _page(request, "volume_edit", engagement, form=form, hours=hours)


def asking_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Write down that people were asked."""
    actor = actor_from(request)
    engagement = engagement_for_planning(actor, slug)
    form = AskingForm(request.POST or None)
    if form.is_valid():
        record_asking(engagement=engagement, by=actor, **form.cleaned_data)
        return _kept(request, engagement)
    return _page(request, "asking_new", engagement, form=form, askings=list(engagement.askings.all()))


@require_POST
def engagement_close(request: HttpRequest, slug: str) -> HttpResponse:
    """Close an engagement, or put a plan aside."""
    actor = actor_from(request)
    engagement = engagement_for_planning(actor, slug)
    try:
        close_engagement(engagement=engagement, by=actor)
        messages.success(request, _("It is closed. What was said stays to be read."))
    except StillNeeded:
        why = _("It cannot close yet: something here still needs somebody. Ask the safeguarding lead when it can.")
        messages.warning(request, why)
    return redirect("engagement_show", engagement.slug)


def _page(request: HttpRequest, name: str, engagement: Engagement, **context: object) -> HttpResponse:
    return render(request, f"engagements/{name}.html", {"engagement": engagement, **context}, using="jinja2")


def _kept(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("engagement_show" if engagement.model_of_use else "model_choose", engagement.slug)
