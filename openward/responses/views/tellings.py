"""What an author says of the answer they were given, behind their receipt code."""

import functools

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from openward.contributions.access import Opened, behind_receipt
from openward.responses.access import telling_for_author
from openward.responses.actions import answer_telling, reopen_telling
from openward.responses.forms import TellingForm
from openward.responses.models import Telling
from openward.responses.queries import signed_response


def telling_answer(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Whether an answer meets the author's point, and whether their point shall be looked at again."""
    return behind_receipt(functools.partial(_answering, number=number))(request, code)


def _answering(request: HttpRequest, opened: Opened, *, number: int) -> HttpResponse:
    telling = telling_for_author(opened.contribution, number)
    said = {"verdict": telling.verdict, "words": telling.words}
    form = TellingForm(request.POST if request.method == "POST" else None, initial=said)
    if request.method == "POST" and form.is_valid():
        _keep(telling, form, opened)
        messages.success(request, _("Thank you. The people who answered can read what you think."))
        return redirect("receipt_show", code=opened.code)
    request.organisation = telling.response.engagement.organisation  # type: ignore[attr-defined]
    signed = signed_response(telling.response, is_linked=False)
    context = {"telling": telling, "form": form, "code": opened.code, "signed": signed}
    return render(request, "responses/telling_answer.html", context, status=422 if form.errors else 200)


def _keep(telling: Telling, form: TellingForm, opened: Opened) -> None:
    values = form.cleaned_data
    answer_telling(telling=telling, verdict=values["verdict"], words=values["words"], by=opened.by)
    if values["look_again"]:
        reopen_telling(telling=telling, by=opened.by)
