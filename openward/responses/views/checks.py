"""A second person looks at a claim of change before anybody outside does."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openward.people.access import actor_from
from openward.responses.access import response_for_checking, response_for_rewording
from openward.responses.actions import ask_for_check, check_claim, send_back_claim
from openward.responses.forms import SendBackForm
from openward.responses.models import Response
from openward.responses.presenters import claim_rows, first_reading
from openward.responses.queries import reply_path, signed_response
from openward.responses.views.writing import chart_behind, tried


@require_POST
def check_ask(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Hand a claim of change to a second person."""
    actor = actor_from(request)
    if tried(request, ask_for_check, response=response_for_rewording(actor, key), by=actor):
        messages.success(request, _("Your colleagues are asked to look at it. It is shown when one of them agrees."))
    return redirect("response_show", key=key)


def claim_check(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The claim and its chart side by side; agreeing shows the answer."""
    actor = actor_from(request)
    response = response_for_checking(actor, key)
    if request.method == "POST":
        if tried(request, check_claim, response=response, by=actor):
            messages.success(request, _("You agreed. The answer is shown, and people are being told."))
        return redirect("response_show", key=key)
    return _side_by_side(request, key, SendBackForm())


@require_POST
def claim_send_back(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Give a claim back to its writer with the reason."""
    actor = actor_from(request)
    response = response_for_checking(actor, key)
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return _side_by_side(request, key, form)
    if tried(request, send_back_claim, response=response, reason=form.cleaned_data["reason"], by=actor):
        messages.success(request, _("It went back to your colleague with your reason."))
    return redirect("response_check_list")


def _side_by_side(request: HttpRequest, key: uuid.UUID, form: SendBackForm) -> HttpResponse:
    actor = actor_from(request)
    response = response_for_checking(actor, key)
    request.organisation = response.engagement.organisation  # type: ignore[attr-defined]
    context = {
        "response": response,
        "is_claim": response.status == Response.Status.DID,
        "rows": claim_rows(response) if response.status == Response.Status.DID else [],
        "reading": first_reading(response, reply_path(response, by=actor)),
        "chart": chart_behind(response, actor),
        "signed": signed_response(response, is_linked=False),
        "form": form,
    }
    return render(request, "responses/claim_check.html", context, status=422 if form.errors else 200)
