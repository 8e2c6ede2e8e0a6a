"""Whose moderators help whom with appeals: administrators of both sides say yes, and either can end it."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openward.people.access import actor_from, organisation_for_administering
from openward.people.models import Organisation
from openward.safety.access.appeals import help_for_ending
from openward.safety.actions.appeal_help import agree_to_help, end_help
from openward.safety.forms.appeals import HelpForm
from openward.safety.models import AppealHelp
from openward.safety.presenters.appeal_help import help_rows, pool_sentence
from openward.safety.queries.appeals import (
    has_one_moderator,
    has_one_senior,
    help_by,
    help_of,
    organisations_with_senior,
    pool_of,
)


@require_http_methods(["GET", "POST"])
@login_required
def help_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Who helps this organisation, whom it helps, and saying yes to more."""
    actor = actor_from(request)
    organisation = organisation_for_administering(actor, slug)
    form = HelpForm(request.POST if request.method == "POST" else None, organisation=organisation)
    if form.is_valid():
        pair = _pair(organisation, form.cleaned_data["other"], form.cleaned_data["way"])
        found = agree_to_help(**pair, side=organisation, by=actor)
        messages.success(request, _said(found))
        return redirect("appeal_help_list", slug=slug)
    request.organisation = organisation  # type: ignore[attr-defined]
    given, own = help_of(organisation), help_by(organisation)
    seniors = organisations_with_senior(one.helper_id for one in (*given, *own))
    page = {
        "organisation": organisation,
        "form": form,
        "given": help_rows(given, side=organisation, with_senior=seniors),
        "own": help_rows(own, side=organisation, with_senior=seniors),
        "has_one_moderator": has_one_moderator(organisation),
        "has_one_senior": has_one_senior(organisation),
        "pool": pool_sentence(pool_of(organisation)),
    }
    return render(request, "safety/appeal_help_list.html", page, status=400 if form.errors else 200)


@require_POST
@login_required
def help_end(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """End help, from either side."""
    actor = actor_from(request)
    found, side = help_for_ending(actor, key)
    end_help(help_given=found, side=side, by=actor)
    messages.success(request, _("It has ended. What waits is for your own moderators again."))
    return redirect("appeal_help_list", slug=side.slug)


def _pair(here: Organisation, other: Organisation, way: str) -> dict[str, Organisation]:
    return {"organisation": here, "helper": other} if way == "theirs" else {"organisation": other, "helper": here}


def _said(found: AppealHelp) -> str:
    if found.holds:
        return _("Agreed by both sides: it holds from now on.")
    return _("Your side is kept. It holds when the other side says yes too; they are told.")
