"""Choosing the team."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openward.improvements.access import improvement_for_steering, member_for_steering
from openward.improvements.actions.team import add_member, invite_member, remove_member
from openward.improvements.forms import ColleagueForm, InviteForm, given
from openward.improvements.views.writing import wrote
from openward.people.access import actor_from


@require_http_methods(["GET", "POST"])
def team_edit(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_from(request)
    improvement = improvement_for_steering(actor, slug)
    form = ColleagueForm(given(request), improvement=improvement)
    if form.is_bound and wrote(form, lambda: add_member(improvement=improvement, **form.cleaned_data, by=actor)):
        messages.success(request, _("They are on the team."))
        return redirect("team_edit", improvement.slug)
    context = {"improvement": improvement, "form": form, "invite_form": InviteForm(prefix="invite")}
    return render(request, "improvements/team_edit.html", context)


@require_POST
def member_invite(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_from(request)
    improvement = improvement_for_steering(actor, slug)
    form = InviteForm(given(request), prefix="invite")
    if wrote(form, lambda: invite_member(improvement=improvement, **form.cleaned_data, by=actor)):
        messages.success(request, _("They are on the team. Tell them to sign in with this address."))
        return redirect("team_edit", improvement.slug)
    context = {"improvement": improvement, "form": ColleagueForm(improvement=improvement), "invite_form": form}
    return render(request, "improvements/team_edit.html", context)


@require_POST
def member_remove(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    actor = actor_from(request)
    member = member_for_steering(actor, slug, number)
    remove_member(member=member, by=actor)
    messages.success(request, _("They are no longer on the team."))
    return redirect("team_edit", member.improvement.slug)
