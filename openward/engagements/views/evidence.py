"""The evidence base: open to everybody."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from openward.engagements.forms.parts import EvidenceForm
from openward.engagements.presenters.evidence import (
    capability_rows,
    certainty_names,
    finding_card,
    model_names,
    side_names,
    sides_of,
)
from openward.engagements.queries import finding, findings, findings_like, models_of_use, resting_on


def evidence_list(request: HttpRequest) -> HttpResponse:
    """Findings by side and theme, narrowed by words, side and certainty."""
    form = EvidenceForm(request.GET, sides=list(side_names().items()), certainties=list(certainty_names().items()))
    narrowed = form.cleaned_data if form.is_valid() else {}
    words = request.GET.get("q", "")[:100]
    found = findings_like(words=words, **narrowed)
    context = {
        "form": form,
        "words": words,
        "sides": sides_of(found),
        "count": len(found),
        "total": len(findings()),
        "is_narrowed": bool(words or any(narrowed.values())),
    }
    return render(request, "engagements/evidence_list.html", context, using="jinja2")


def finding_show(request: HttpRequest, finding_id: str) -> HttpResponse:
    """One finding, with everything in Openward that rests on it."""
    one = finding(finding_id)
    if one is None:
        raise Http404
    resting = resting_on(finding_id)
    context = {
        "finding": one,
        "card": finding_card(one),
        "resting": resting,
        "capabilities": capability_rows(resting),
        "models": model_names(resting, models_of_use()),
    }
    return render(request, "engagements/finding_show.html", context, using="jinja2")
