"""Reporting words, signed in or not, and reading what came of it."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from openward.contributions.access import may_look_up, receipt_hash
from openward.contributions.actions.stories import code_for_submission
from openward.contributions.models import Contribution
from openward.kit.plain_codes import mended_code
from openward.kit.secret_addresses import keep_code_private
from openward.kit.text import with_numbers_to_call
from openward.ledger.actions import SentTwice
from openward.people.access import actor_from
from openward.safety.access.reports import contribution_for_reporting, report_behind, why_not_report
from openward.safety.actions.reports import AlreadyJudged, ReportedBefore, receive_report
from openward.safety.forms.reports import ReportForm
from openward.safety.models import Report
from openward.safety.presenters import reports as presenters
from openward.safety.presenters.report_appeals import asked_about_report, told_after
from openward.safety.queries.appeals import took
from openward.safety.queries.report_appeals import second_look
from openward.safety.queries.reports import as_its_sender_reads


@csrf_exempt
@require_http_methods(["GET", "POST"])
def report_new(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Say that words should be looked at. Exempt from the general check against forged forms:
    `why_not_report` checks."""
    actor = actor_from(request)
    contribution = contribution_for_reporting(actor, key)
    form = ReportForm(request.POST if request.method == "POST" else None)
    notice = why_not_report(request, actor) if form.is_valid() else ""
    if notice or not form.is_valid():
        return _page(request, contribution, form, notice=notice)
    return _received(request, contribution, form)


def _received(request: HttpRequest, contribution: Contribution, form: ReportForm) -> HttpResponse:
    actor = actor_from(request)
    values = {**form.cleaned_data, "category": Report.Category(form.cleaned_data["category"])}
    try:
        given = receive_report(contribution=contribution, **values, language=get_language() or "en-gb", by=actor)
    except SentTwice:
        return redirect("report_sent", code=code_for_submission(actor))
    except AlreadyJudged:
        return _page(request, contribution, form, refusal=presenters.refused_judged())
    except ReportedBefore:
        return _page(request, contribution, form, refusal=presenters.refused_before())
    return redirect("report_sent", code=given.code)


@require_safe
def report_sent(request: HttpRequest, code: str) -> HttpResponse:
    """Thanks, the five words, and what happens now."""
    return _behind(request, code, "safety/report_sent.html")


@require_safe
def report_show(request: HttpRequest, code: str) -> HttpResponse:
    """What came of a report, for whoever holds its five words."""
    return _behind(request, code, "safety/report_show.html")


def _behind(request: HttpRequest, code: str, template: str) -> HttpResponse:
    if not may_look_up(request):
        return render(request, "contributions/too_many_tries.html", status=429)
    found = report_behind(receipt_hash(code))
    report, look = as_its_sender_reads(found), second_look(found, timezone.now())
    request.organisation = report.space.organisation  # type: ignore[attr-defined]
    spent = took([report.space.organisation_id], timezone.now())
    context = {
        "code": mended_code(code),
        "report": report,
        "told": told_after(look),
        "steps": presenters.what_comes_next(report),
        "emergency": with_numbers_to_call(report.space.organisation.emergency_text),
        "asked": asked_about_report(look.asked, spent),
        "may_ask": look.may_ask,
        "waits_of_others": look.is_waiting and not look.asked,
    }
    return keep_code_private(render(request, template, context))


def _page(
    request: HttpRequest,
    contribution: Contribution,
    form: ReportForm,
    *,
    notice: str = "",
    refusal: presenters.Told | None = None,
) -> HttpResponse:
    request.organisation = contribution.space.organisation  # type: ignore[attr-defined]
    context = {**presenters.report_page(contribution), "form": form, "notice": notice, "refusal": refusal}
    return render(request, "safety/report_new.html", context)
