"""Many acted together: the list, one alert with its evidence, and one decision that puts it back or keeps it."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from openward.kit.state_graphs import IllegalMove
from openward.people.access import actor_from
from openward.safety.access.together import alert_for_looking, readable_alerts
from openward.safety.actions.together import confirm_alert, put_back
from openward.safety.forms.together import TogetherForm
from openward.safety.presenters import together as presenters
from openward.safety.presenters.fates import told
from openward.safety.queries.fates import Fate
from openward.safety.queries.together import acts_of_alert, history_of_alert, newest_alerts, words_of_alert
from openward.safety.views.measures import moderators_here
from openward.safety.views.working import too_late


@require_GET
@moderators_here
def together_list(request: HttpRequest) -> HttpResponse:
    """What was noticed, what waits for somebody to look, and what was decided."""
    found = newest_alerts(readable_alerts(actor_from(request)))
    return render(request, "safety/together_list.html", presenters.listed(found))


@require_GET
@moderators_here
def together_show(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One alert: who, on what, when, how unusual, and what to do."""
    return _page(request, key, TogetherForm())


@require_POST
@moderators_here
def together_decide(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One decision: everything counts again, or stays set aside."""
    actor = actor_from(request)
    alert = alert_for_looking(actor, key)
    form = TogetherForm(request.POST)
    if not form.is_valid():
        return _page(request, key, form)
    decide = put_back if request.POST.get("decision") == "back" else confirm_alert
    try:
        decided = decide(alert=alert, reason=form.cleaned_data["reason"], by=actor)
    except IllegalMove:
        again = reverse("together_show", args=[key])
        return too_late(request, told(Fate.DECIDED), back=reverse("together_list"), again=again)
    messages.success(request, presenters.said(decided))
    return redirect("together_show", key=key)


def _page(request: HttpRequest, key: uuid.UUID, form: TogetherForm) -> HttpResponse:
    alert = alert_for_looking(actor_from(request), key)
    request.organisation = alert.space.organisation  # type: ignore[attr-defined]
    acts = acts_of_alert(alert, page=request.GET.get("page", "1"))
    context = presenters.alert_in_full(alert, acts, words_of_alert(alert), history_of_alert(alert))
    return render(request, "safety/together_show.html", {**context, "form": form})
