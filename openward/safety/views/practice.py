"""The training space: invented cases, a decision, reasons. Nothing of it touches a queue, a count or a contribution."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openward.people.access import actor_from
from openward.safety.actions.care import answer_practice, forget_practice
from openward.safety.forms.care import PracticeForm
from openward.safety.presenters import practice as presenters
from openward.safety.queries import practice as queries
from openward.safety.queries.care import care_of
from openward.safety.views.care import looked_after


@require_GET
@looked_after
def practice_list(request: HttpRequest) -> HttpResponse:
    """Every case, and which of them the reader has decided."""
    answers = queries.answers_of(actor_from(request))
    rows = presenters.practice_rows(answers)
    first = next((row for row in rows if not row.is_done), None)
    return render(request, "safety/practice_list.html", {"rows": rows, "first": first, "done": len(answers)})


@require_http_methods(["GET", "POST"])
@looked_after
def practice_show(request: HttpRequest, slug: str) -> HttpResponse:
    """One invented case; after the decision the reasons, and the next case."""
    actor = actor_from(request)
    case = queries.practice_case(slug)
    if case is None:
        raise Http404
    form = PracticeForm(request.POST if request.method == "POST" else None, outcomes=presenters.choices())
    if form.is_valid():
        answer_practice(case_key=case.key, outcome=form.cleaned_data["outcome"], by=actor)
        return redirect(f"{request.path}?done")
    chosen = queries.answers_of(actor).get(case.key, "") if "done" in request.GET else ""
    page = {
        "desk": presenters.practice_desk(case),
        "form": form,
        "feedback": presenters.feedback_on(case, chosen) if chosen else None,
        "next": queries.next_practice(actor, case.key),
        "is_open": not care_of(actor).folds_severe,
    }
    return render(request, "safety/practice_show.html", page)


@require_POST
@looked_after
def practice_forget(request: HttpRequest) -> HttpResponse:
    """Begin anew."""
    forget_practice(by=actor_from(request))
    return redirect("practice_list")
