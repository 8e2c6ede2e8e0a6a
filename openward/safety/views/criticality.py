"""How grave words are: said by the moderator who reads them."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openward.people.access import actor_from
from openward.safety.access.readings import case_for_deciding
from openward.safety.actions.criticality import set_criticality
from openward.safety.forms.criticality import CriticalityForm
from openward.safety.models import TOLD_FROM
from openward.safety.views.readings import moderators_only


@require_POST
@moderators_only
def criticality_set(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Keep what the moderator chose, and go back to the page it was chosen on."""
    actor = actor_from(request)
    contribution = case_for_deciding(actor, key)
    form = CriticalityForm(request.POST)
    if form.is_valid():
        found = set_criticality(contribution=contribution, level=form.cleaned_data["level"], by=actor)
        told = _("Kept. The leads are told at once.") if found.level >= TOLD_FROM else _("Kept, for colleagues only.")
        messages.success(request, told)
    else:
        messages.warning(request, _("Choose a line first."))
    return redirect("report_case_show", key=form.back_to) if form.back_to else redirect("case_show", key=key)
