"""Asking somebody else to look again: behind the author's code or signed in, and what the moderators do with it."""

import functools
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from openward.contributions.access import Opened, behind_receipt
from openward.contributions.models import Contribution
from openward.kit.forged_forms import may_be_forged
from openward.ledger.queries import history
from openward.people.access import Actor, actor_from
from openward.people.models import MODERATING, Account
from openward.safety.access.appeals import (
    appeal_for_deciding,
    decision_for_author,
    decision_for_stating,
    may_decide_appeals,
    measure_for_author,
    own_decision,
)
from openward.safety.actions.appeals import (
    NoAppeal,
    appeal_decision,
    appeal_measure,
    decide_appeal,
    put_appeal_back,
    renew_appeal,
    take_appeal,
)
from openward.safety.forms.appeals import AppealDecisionForm, AppealForm
from openward.safety.models import APPEAL_AIM, Appeal, Decision, Sanction
from openward.safety.presenters import appeals as presenters
from openward.safety.presenters import appellants
from openward.safety.presenters.cases import queue_tabs
from openward.safety.presenters.fates import told
from openward.safety.queries.appeals import (
    Took,
    WhyNot,
    appeal_count,
    appeal_queue,
    appeals_about_measure,
    appeals_against,
    earlier_appeals,
    own_decisions,
    reports_behind,
    took,
    whole_history,
    why_no_appeal,
    why_no_appeal_of_measure,
)
from openward.safety.queries.fates import fate_of_appeal
from openward.safety.queries.measures import record_of, sanction_on
from openward.safety.queries.readings import decision_for_author as decision_as_told
from openward.safety.queries.readings import notes_on
from openward.safety.queries.statements import statement_of
from openward.safety.views.working import InHand, workers_only
from openward.spaces.queries import rules_in_force

# --- Authors ------------------------------------------------------------------------------------------------------


@csrf_exempt
@require_http_methods(["GET", "POST"])
def appeal_ask(request: HttpRequest, code: str, key: uuid.UUID) -> HttpResponse:
    """One decision with its reasons, where an appeal against it stands, and the form for one. Exempt from the general
    check against forged forms and checked here: an expired page must not throw away what somebody wrote."""
    return behind_receipt(functools.partial(_asking, key=key))(request, code)


def _asking(request: HttpRequest, opened: Opened, *, key: uuid.UUID) -> HttpResponse:
    decision = decision_for_author(opened.contribution, key)
    here = reverse("appeal_ask", args=[opened.code, key])
    return _decision_page(request, decision, opened.by, here=here, back=reverse("receipt_show", args=[opened.code]))


@csrf_exempt
@require_http_methods(["GET", "POST"])
def measure_appeal(request: HttpRequest, code: str) -> HttpResponse:
    """The same for what holds the author back in one conversation."""
    return behind_receipt(_asking_about_measure)(request, code)


def _asking_about_measure(request: HttpRequest, opened: Opened) -> HttpResponse:
    sanction = measure_for_author(opened.contribution)
    return _measure_page(request, sanction, opened)


@require_safe
@login_required
def own_decision_list(request: HttpRequest) -> HttpResponse:
    """What was decided about the words of whoever is signed in."""
    rows = appellants.own_decision_rows(own_decisions(actor_from(request)))
    return render(request, "safety/own_decision_list.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@login_required
def own_appeal_ask(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The same as behind a code, for whoever wrote the words under their account."""
    actor = actor_from(request)
    here, back = reverse("own_appeal_ask", args=[key]), reverse("own_decision_list")
    return _decision_page(request, own_decision(actor, key), actor, here=here, back=back)


def _decision_page(request: HttpRequest, decision: Decision, by: Actor, *, here: str, back: str) -> HttpResponse:
    contribution = decision.case.contribution
    request.organisation = contribution.space.organisation  # type: ignore[attr-defined]
    appeals = appeals_against(decision)
    why = why_no_appeal(decision, appeals, timezone.now())

    def send(**values: str) -> None:
        appeal_decision(decision=decision, by=by, **values)

    page = {
        "told": decision_as_told(decision, contribution),
        "rows": appellants.statement_rows(statement_of(decision), decision),
    }
    return _ask(request, why, appeals, contribution, send=send, here=here, back=back, page=page)


def _measure_page(request: HttpRequest, sanction: Sanction, opened: Opened) -> HttpResponse:
    appeals = appeals_about_measure(sanction)
    why = why_no_appeal_of_measure(sanction, appeals, timezone.now())

    def send(**values: str) -> None:
        appeal_measure(sanction=sanction, contribution=opened.contribution, by=opened.by, **values)

    here, back = reverse("measure_appeal", args=[opened.code]), reverse("receipt_show", args=[opened.code])
    page = {"measure": appellants.measure_lines(sanction)}
    return _ask(request, why, appeals, opened.contribution, send=send, here=here, back=back, page=page)


def _ask(
    request: HttpRequest,
    why: WhyNot | None,
    appeals: list[Appeal],
    contribution: Contribution,
    *,
    send: Callable[..., None],
    here: str,
    back: str,
    page: dict[str, Any],
) -> HttpResponse:
    given = request.POST if request.method == "POST" else None
    form = AppealForm(given, is_again=why == WhyNot.ANSWERED) if why in {None, WhyNot.ANSWERED} else None
    notice = ""
    if form is not None and form.is_valid():
        if may_be_forged(request):
            notice = _("The page waited too long. Nothing is lost: please send it again.")
        else:
            try:
                send(**form.values())
            except NoAppeal:
                return redirect(here)
            messages.success(request, _("We have it. Somebody else looks again."))
            return redirect(here)
    elif given is not None and form is None:
        return redirect(here)
    spent = took([contribution.space.organisation_id], timezone.now())
    context = appellants.author_page(
        **page,
        form=form,
        notice=notice,
        here=here,
        back=back,
        refusal="" if why is None else appellants.why_not_in_words(why),
        is_again=why == WhyNot.ANSWERED,
        asked=appellants.asked_before(appeals, spent),
        steps=appellants.what_comes_next(),
        spent=appellants.took_in_words(spent),
    )
    return render(request, "safety/appeal_ask.html", context, status=400 if form is not None and form.errors else 200)


# --- Moderators ---------------------------------------------------------------------------------------------------


appeal_deciders_only = workers_only(
    may_decide_appeals, back_to="appeal_list", page="appeal_show", fate_of=fate_of_appeal
)
IN_HAND = InHand(
    door=appeal_for_deciding,
    page="appeal_show",
    take_it=lambda thing, by: take_appeal(appeal=thing, by=by),
    renew_it=lambda thing, by: renew_appeal(appeal=thing, by=by),
    put_it_back=lambda thing, by: put_appeal_back(appeal=thing, by=by),
)


@require_GET
@appeal_deciders_only
def appeal_list(request: HttpRequest) -> HttpResponse:
    """Who waits for another look, the actor's own first, with the promise and how it is kept."""
    actor = actor_from(request)
    count = appeal_count(actor, aim=APPEAL_AIM)
    page = {
        "rows": presenters.appeal_rows(appeal_queue(actor)),
        "sentence": presenters.count_sentence(count),
        "clock": presenters.clock_sentence(_spent(actor)),
        "tabs": queue_tabs(count=count.waiting, here="appeal_list"),
        "said": told(request.GET.get("said", "")),
    }
    return render(request, "safety/appeal_list.html", page)


@require_GET
@appeal_deciders_only
def appeal_show(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One appeal with the whole history."""
    actor = actor_from(request)
    return _desk_page(request, actor, appeal_for_deciding(actor, key))


@require_POST
@appeal_deciders_only
def appeal_take(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    return IN_HAND.take(request, key)


@require_POST
@appeal_deciders_only
def appeal_renew(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    return IN_HAND.renew(request, key)


@require_POST
@appeal_deciders_only
def appeal_back(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Put it back, without a reason."""
    said = _("It is back. A colleague can take it.")
    return IN_HAND.put_back(request, key, said=said, then=lambda _actor: redirect("appeal_list"))


@require_POST
@appeal_deciders_only
def appeal_decide(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Decide, with a reason that whoever asked will read."""
    actor = actor_from(request)
    appeal = appeal_for_deciding(actor, key)
    form = AppealDecisionForm(request.POST, appeal=appeal)
    if not form.is_valid():
        return _desk_page(request, actor, appeal, form=form)
    values = form.values()
    decide_appeal(appeal=appeal, by=actor, **values)
    messages.success(request, presenters.done_sentence(values["outcome"]))
    return redirect("appeal_list")


@require_safe
@login_required
def statement_show(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The statement of reasons of one decision as data, without whose words they were."""
    decision = decision_for_stating(actor_from(request), key)
    return JsonResponse(statement_of(decision).as_data(), json_dumps_params={"indent": 2, "ensure_ascii": False})


def _spent(actor: Actor) -> Took:
    return took(actor.organisation_ids(MODERATING), timezone.now())


def _account(actor: Actor) -> Account:
    assert actor.account is not None
    return actor.account


def _desk_page(
    request: HttpRequest, actor: Actor, appeal: Appeal, *, form: AppealDecisionForm | None = None
) -> HttpResponse:
    contribution = appeal.decision.case.contribution if appeal.decision else appeal.contribution
    is_measure = appeal.about == Appeal.About.MEASURE
    earlier = earlier_appeals(appeal)
    around = presenters.AroundAppeal(
        reports=reports_behind(appeal.decision),
        notes=notes_on(contribution),
        earlier=earlier,
        history=history("persona", appeal.appellant_id, limit=30) if is_measure else whole_history(contribution),
        record=record_of(contribution.author, appeal.space),
        rules=rules_in_force(appeal.space),
        sanction=sanction_on(appeal.appellant_id) if is_measure else None,
    )
    page = {
        "desk": presenters.appeal_desk(_account(actor), appeal, around),
        "form": form or AppealDecisionForm(appeal=appeal, initial={"version": appeal.version}),
        "clock": presenters.clock_sentence(_spent(actor)),
    }
    return render(request, "safety/appeal_show.html", page, status=400 if form is not None else 200)
