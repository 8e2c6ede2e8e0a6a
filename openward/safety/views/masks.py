"""A moderator takes a mask away or puts it back, and keepers of watched words see where a word is covered."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from openward.contributions.actions.uncovering import put_mask_back, take_mask_away
from openward.people.access import actor_from
from openward.safety.access.masks import mask_for_moderating
from openward.safety.access.watched import phrase_for_keeping
from openward.safety.presenters.masks import covered_rows
from openward.safety.queries.watched import texts_covering


@login_required
@require_POST
def mask_take_away(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Readers see the word again, in this text only."""
    actor = actor_from(request)
    mask = mask_for_moderating(actor, key)
    if take_mask_away(mask=mask, by=actor):
        messages.success(request, _("The mask is away: readers see the word again."))
    return redirect("case_show", key=mask.revision.contribution_id)


@login_required
@require_POST
def mask_put_back(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Readers see the mask again."""
    actor = actor_from(request)
    mask = mask_for_moderating(actor, key)
    if put_mask_back(mask=mask, by=actor):
        messages.success(request, _("The word is covered again."))
    return redirect("case_show", key=mask.revision.contribution_id)


@login_required
@require_GET
def watched_covered(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Where a word is covered now."""
    actor = actor_from(request)
    phrase = phrase_for_keeping(actor, key)
    rows = covered_rows(texts_covering(phrase), actor)
    page = {"phrase": phrase, "organisation": phrase.organisation, "rows": rows}
    return render(request, "safety/watched_covered.html", page)
