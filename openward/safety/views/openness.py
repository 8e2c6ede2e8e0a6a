"""Moderation in the open: an organisation's public figures, the same as files, and the auditor's export."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from openward.people.access import actor_from
from openward.people.models import Organisation
from openward.safety.access.appeals import can_see_agreement
from openward.safety.access.openness import (
    can_audit,
    figures_in_the_open,
    organisation_for_auditing,
    organisation_in_the_open,
)
from openward.safety.actions.openness import export_decisions
from openward.safety.forms.openness import AuditForm
from openward.safety.models import PublishedFigures
from openward.safety.models.quarters import next_release
from openward.safety.presenters.eu_report import archive_of
from openward.safety.presenters.openness import next_in_words, quarter_links, quarter_view, time_chart
from openward.safety.queries.openness import figures_of, public_rules

MOST_QUARTERS = 12


@require_safe
def safety_show(request: HttpRequest, slug: str) -> HttpResponse:
    """How the rules are kept: the newest quarter."""
    organisation = organisation_in_the_open(slug)
    return _page(request, organisation, figures_of(organisation).first())


@require_safe
def safety_quarter(request: HttpRequest, slug: str, quarter: str) -> HttpResponse:
    """The same for an earlier quarter."""
    released = figures_in_the_open(slug, quarter)
    return _page(request, released.organisation, released)


@require_safe
def safety_report(request: HttpRequest, slug: str, quarter: str) -> HttpResponse:
    """A quarter in the layout of the European Union's transparency reports."""
    released = figures_in_the_open(slug, quarter)
    before = figures_of(released.organisation).filter(starts_on__lt=released.starts_on).first()
    return _download(archive_of(released, before), f"transparency-{slug}-{quarter}.zip")


@login_required
@require_http_methods(["GET", "POST"])
def audit_export(request: HttpRequest, slug: str) -> HttpResponse:
    """Every decision for an auditor, after the reason was said."""
    actor = actor_from(request)
    request.organisation = organisation = organisation_for_auditing(actor, slug)  # type: ignore[attr-defined]
    form = AuditForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        made = export_decisions(organisation=organisation, reason=form.cleaned_data["reason"], by=actor)
        return _download(made.content, f"decisions-{slug}-{timezone.localdate().isoformat()}.zip")
    context = {"organisation": organisation, "form": form}
    return render(request, "safety/audit_export.html", context, status=422 if form.errors else 200)


def _page(request: HttpRequest, organisation: Organisation, shown: PublishedFigures | None) -> HttpResponse:
    request.organisation = organisation  # type: ignore[attr-defined]
    every = list(figures_of(organisation)[:MOST_QUARTERS])
    context: dict[str, Any] = {
        "organisation": organisation,
        "places": public_rules(organisation),
        "next": next_in_words(next_release(timezone.localdate())),
        "can_audit": can_audit(actor_from(request), organisation),
        "can_see_agreement": can_see_agreement(actor_from(request), organisation),
        "shown": None,
    }
    if shown is not None:
        shown.organisation = organisation
        context |= {
            "shown": quarter_view(shown),
            "quarters": quarter_links(every, shown),
            "chart": time_chart(every),
        }
    return render(request, "safety/safety_show.html", context)


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
