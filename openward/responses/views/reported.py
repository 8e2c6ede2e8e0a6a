"""A reader reports an answer; a person who did not write it leaves it or takes it away."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openward.contributions.access import may_look_up, receipt_hash
from openward.contributions.actions.stories import code_for_submission
from openward.kit.plain_codes import mended_code
from openward.kit.secret_addresses import keep_code_private
from openward.ledger.actions import SentTwice
from openward.people.access import VISITOR, actor_from
from openward.responses.access import (
    answer_report_behind,
    check_that_judges,
    response_for_judging,
    response_for_reporting,
)
from openward.responses.actions import NotReady, leave_answer, report_answer, take_answer_away
from openward.responses.forms import AnswerReportForm, TakeAwayForm
from openward.responses.models import AnswerReport, Response
from openward.responses.queries import reported_answers, signed_response
from openward.responses.views.work import MOST_ROWS
from openward.responses.views.writing import tried
from openward.safety.access.reports import why_not_report


@csrf_exempt
@require_http_methods(["GET", "POST"])
def response_report(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Say that something is wrong with an answer. Exempt from the general check against forged forms:
    `why_not_report` checks."""
    actor = actor_from(request)
    response = response_for_reporting(actor, key)
    form = AnswerReportForm(request.POST if request.method == "POST" else None)
    notice = why_not_report(request, VISITOR) if form.is_valid() else ""
    if notice or not form.is_valid():
        return _page(request, response, form, notice=notice)
    try:
        code = report_answer(response=response, **form.cleaned_data, by=actor)
    except SentTwice:
        code = code_for_submission(actor)
    except NotReady as reason:
        return _page(request, response, form, notice=str(reason))
    return redirect("answer_report_show", code=code)


@require_safe
def answer_report_show(request: HttpRequest, code: str) -> HttpResponse:
    """What came of the report of an answer, for whoever holds its five words."""
    if not may_look_up(request):
        return render(request, "contributions/too_many_tries.html", status=429)
    report = answer_report_behind(receipt_hash(code))
    request.organisation = report.response.engagement.organisation  # type: ignore[attr-defined]
    context = {"code": mended_code(code), "report": report, "told": AnswerReport.Outcome}
    return keep_code_private(render(request, "responses/answer_report_show.html", context))


@require_safe
def reported_list(request: HttpRequest) -> HttpResponse:
    """Answers that were reported, for those who look at them."""
    actor = actor_from(request)
    check_that_judges(actor)
    return _list(request)


@require_POST
def answer_leave(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """It stays as it is."""
    actor = actor_from(request)
    if tried(request, leave_answer, response=response_for_judging(actor, key), by=actor):
        messages.success(request, _("It stays. Whoever reported it can read that."))
    return redirect("reported_list")


@require_POST
def answer_take_away(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Nobody outside reads it any more; whoever wrote it is told why."""
    actor = actor_from(request)
    response = response_for_judging(actor, key)
    form = TakeAwayForm(request.POST, auto_id=f"id_{key}_%s")
    if not form.is_valid():
        return _list(request, {key: form})
    if tried(request, take_answer_away, response=response, reason=form.cleaned_data["reason"], by=actor):
        messages.success(request, _("Taken away. Nobody outside reads it any more, and your colleague reads why."))
    return redirect("reported_list")


def _list(request: HttpRequest, wrong: dict[uuid.UUID, TakeAwayForm] | None = None) -> HttpResponse:
    found = list(reported_answers(actor_from(request))[:MOST_ROWS])
    forms = {one.pk: TakeAwayForm(auto_id=f"id_{one.pk}_%s") for one in found} | (wrong or {})
    rows = [
        {"response": one, "signed": signed_response(one, is_linked=False), "form": forms[one.pk]} for one in found
    ]
    context = {"rows": rows, "tabs": []}
    return render(request, "responses/reported_list.html", context, status=422 if wrong else 200)


def _page(request: HttpRequest, response: Response, form: AnswerReportForm, *, notice: str = "") -> HttpResponse:
    request.organisation = response.engagement.organisation  # type: ignore[attr-defined]
    signed = signed_response(response, is_linked=False)
    context = {"response": response, "signed": signed, "form": form, "notice": notice}
    return render(request, "responses/response_report.html", context, status=422 if form.errors else 200)
