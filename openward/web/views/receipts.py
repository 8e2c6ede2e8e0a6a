"""An author's private page, and finding it with the code."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from openward.contributions.access import Opened, behind_receipt, may_look_up, receipt_for_author, receipt_hash
from openward.kit.plain_codes import mended_code
from openward.kit.secret_addresses import keep_code_private
from openward.safety.queries.reports import report_for_reporter
from openward.spaces.queries import door_of_code
from openward.web.forms.receipts import AnswerForm, CodeForm
from openward.web.presenters import receipts as presenters
from openward.web.queries.receipts import receipt_page


def receipt_find(request: HttpRequest) -> HttpResponse:
    """The form for a code. The code is sent, not put into the address, until it opens something."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not may_look_up(request):
            return render(request, "contributions/too_many_tries.html", status=429)
        code = mended_code(form.cleaned_data["code"])
        try:
            receipt_for_author(code)
            return redirect("receipt_show", code=code)
        except Http404:
            if door_of_code(code):
                return redirect(door_of_code(code), code=code)
            if report_for_reporter(receipt_hash(code)):
                return redirect("report_show", code=code)
            form.add_error("code", _("These words open nothing. Check each word: the order matters too."))
    return keep_code_private(render(request, "web/receipt_find.html", {"form": form}))


@require_safe
@behind_receipt
def receipt_show(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The private page: where the words stand, what was decided and answered, and what the author can do."""
    found = receipt_page(opened.contribution)
    answers = [(answer, _form(answer)) for answer in presenters.answers(found.tellings)]
    context = presenters.receipt_in_full(opened.contribution, found)
    return render(request, "web/receipt_show.html", {**context, "opened": opened, "answers": answers})


def _form(answer: presenters.Answer) -> AnswerForm:
    return AnswerForm(number=answer.number, verdict=answer.verdict, words=answer.words, is_reopened=answer.is_reopened)
