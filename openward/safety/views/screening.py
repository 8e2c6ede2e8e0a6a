"""What a moderator says to the automatic checks."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openward.people.access import actor_from
from openward.safety.access.readings import case_for_deciding
from openward.safety.actions.screening import confirm_hold
from openward.safety.queries.screening import newest_wording, screening_of


@login_required
@require_POST
def case_confirm(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The checks are right: what they marked waits for a decision, and does not end by itself."""
    actor = actor_from(request)
    newest = newest_wording(case_for_deciding(actor, key))
    screening = screening_of(newest) if newest else None
    if screening is not None and confirm_hold(screening=screening, by=actor):
        messages.success(request, _("It waits until somebody decides."))
    else:
        messages.warning(request, _("Nothing was changed: this is how it stands now."))
    return redirect("case_show", key=key)
