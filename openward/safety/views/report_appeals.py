"""People who reported ask for another look, behind their five words or signed in; a moderator decides anew."""

import dataclasses
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from openward.contributions.access import may_look_up, receipt_hash
from openward.contributions.actions.reviews import WordsChanged
from openward.kit.forged_forms import may_be_forged
from openward.kit.plain_codes import mended_code
from openward.kit.secret_addresses import keep_code_private
from openward.ledger.actions import SentTwice
from openward.people.access import Actor, actor_from, persona_actor
from openward.safety.access.appeals import appeal_for_deciding
from openward.safety.access.reports import may_report, own_report, report_behind
from openward.safety.actions.appeals import NoAppeal
from openward.safety.actions.cases import CaseMoved
from openward.safety.actions.report_appeals import appeal_as_reporter, decide_anew
from openward.safety.forms.report_appeals import AnewForm, ReportAppealForm
from openward.safety.models import Appeal, Decision, Report
from openward.safety.presenters import report_appeals as presenters
from openward.safety.presenters.appellants import took_in_words
from openward.safety.presenters.reports import reasons_in_words
from openward.safety.presenters.reports import what_comes_next as steps_of_report
from openward.safety.queries.appeals import WhyNot, reports_behind, took
from openward.safety.queries.report_appeals import SecondLook, harder_than, own_reports, second_look
from openward.safety.queries.reports import as_its_sender_reads, rule_for
from openward.safety.views.appeals import appeal_deciders_only
from openward.safety.views.cases import decision_form_values, decision_preview
from openward.spaces.queries import rules_in_force


@dataclasses.dataclass(frozen=True, slots=True)
class Asking:
    """Somebody at the page of their report: who they are to the ledger, and where the page is."""

    report: Report
    by: Actor
    here: str
    back: str
    code: str = ""


@csrf_exempt
@require_http_methods(["GET", "POST"])
def report_appeal(request: HttpRequest, code: str) -> HttpResponse:
    """Where another look at a report stands, and the form for asking. Exempt from the general check against forged
    forms and checked here: an expired page must not throw away what somebody wrote."""
    if not may_look_up(request):
        return render(request, "contributions/too_many_tries.html", status=429)
    report = report_behind(receipt_hash(code))
    code = mended_code(code)
    by = persona_actor(report.reporter_id, submission=actor_from(request).submission)
    here, back = reverse("report_appeal", args=[code]), reverse("report_show", args=[code])
    return keep_code_private(_asking(request, Asking(report, by, here, back, code)))


@require_safe
@login_required
def own_report_list(request: HttpRequest) -> HttpResponse:
    """What whoever is signed in reported, and what came of it."""
    rows = presenters.own_report_rows(own_reports(actor_from(request)))
    return render(request, "safety/own_report_list.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@login_required
def own_report_show(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The same as behind five words, for whoever reported under their account."""
    actor = actor_from(request)
    report = own_report(actor, key)
    here, back = reverse("own_report_show", args=[key]), reverse("own_report_list")
    return _asking(request, Asking(report, actor, here, back))


def _asking(request: HttpRequest, asking: Asking) -> HttpResponse:
    request.organisation = asking.report.contribution.space.organisation  # type: ignore[attr-defined]
    look = second_look(asking.report, timezone.now())
    given = request.POST if request.method == "POST" else None
    form, notice = _form(look, asking, given), ""
    if form is None and given is not None:
        return redirect(asking.here)
    if form is not None and form.is_valid():
        notice = _stops(request, asking)
        if not notice:
            return _sent(request, asking, form)
    page = _page(look, asking)
    status = 400 if form is not None and form.errors else 200
    return render(request, "safety/report_appeal.html", {**page, "form": form, "notice": notice}, status=status)


def _form(look: SecondLook, asking: Asking, given: Any) -> ReportAppealForm | None:
    if not look.may_ask:
        return None
    return ReportAppealForm(given, is_again=look.why_not == WhyNot.ANSWERED, has_letter=bool(asking.code))


def _stops(request: HttpRequest, asking: Asking) -> str:
    """Why something filled in well is not taken in yet; empty when nothing stops it."""
    if may_be_forged(request):
        return _("The page waited too long. Nothing is lost: please send it again.")
    # Somebody signed in is known by their account, and bounded by what they asked before.
    if asking.code and not may_report(request, asking.by):
        return _("Very much was reported from here within an hour. Please try again later.")
    return ""


def _sent(request: HttpRequest, asking: Asking, form: ReportAppealForm) -> HttpResponse:
    try:
        appeal_as_reporter(report=asking.report, code=asking.code, by=asking.by, **form.values())
        messages.success(request, _("We have it. Somebody else looks again."))
    except SentTwice:
        messages.info(request, _("We had this already: it was done once, and nothing was lost."))
    except NoAppeal:
        pass
    return redirect(asking.here)


def _page(look: SecondLook, asking: Asking) -> dict[str, Any]:
    report = as_its_sender_reads(asking.report)
    spent = took([report.space.organisation_id], timezone.now())
    return {
        "report": report,
        "told": presenters.told_after(look),
        "asked": presenters.asked_about_report(look.asked, spent),
        "refusal": presenters.why_not_in_words(look),
        "is_again": look.why_not == WhyNot.ANSWERED,
        "here": asking.here,
        "back": asking.back,
        "report_steps": steps_of_report(report),
        "steps": presenters.what_comes_next(),
        "spent": took_in_words(spent),
    }


# --- Moderators ---------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@appeal_deciders_only
def appeal_anew(request: HttpRequest, key: uuid.UUID, outcome: str) -> HttpResponse:
    """Decide further than the first decision did: fill it in, look at what the author will read, send it."""
    actor = actor_from(request)
    appeal = appeal_for_deciding(actor, key)
    if appeal.side != Appeal.Side.REPORTER or appeal.decision is None or outcome not in harder_than(appeal.decision):
        raise Http404
    revision = appeal.contribution.shown_revision
    if revision is None or actor.account is None or appeal.assigned_to_id != actor.account.pk or appeal.outcome:
        raise CaseMoved
    form = _anew_form(request, appeal, Decision.Outcome(outcome))
    if form.is_bound and form.data.get("revision_sha256") != revision.sha256:
        raise WordsChanged
    if form.is_valid() and request.POST.get("step_to") == "send":
        decide_anew(appeal=appeal, outcome=form.outcome, by=actor, **form.values())
        messages.success(request, presenters.decided_instead(outcome))
        return redirect("appeal_list")
    return render(request, "safety/appeal_anew.html", _anew_page(appeal, form))


def _anew_form(request: HttpRequest, appeal: Appeal, outcome: Decision.Outcome) -> AnewForm:
    revision, decision = appeal.contribution.shown_revision, appeal.decision
    assert revision is not None
    assert decision is not None
    rules = rules_in_force(appeal.space)
    rule = rule_for(appeal.space, appeal.report.category) if appeal.report else None
    reasons = reasons_in_words(reports_behind(decision))
    initial = decision_form_values(revision, rule, outcome, reasons=reasons, version=appeal.version)
    given = request.POST if request.method == "POST" else None
    return AnewForm(given, outcome=outcome, rules=rules, revision=revision, initial=initial)


def _anew_page(appeal: Appeal, form: AnewForm) -> dict[str, Any]:
    revision = appeal.contribution.shown_revision
    assert revision is not None
    rules = rules_in_force(appeal.space)
    return {
        "appeal": appeal,
        "form": form,
        "title": str(Decision.Outcome(form.outcome).label),
        **presenters.anew_words(appeal, revision, rules, form.outcome),
        "preview": decision_preview(form, revision, appeal.space) if form.is_bound and form.is_valid() else None,
    }
