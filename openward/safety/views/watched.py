"""Watched words of an organisation: the list, adding, a test box, trials, arming, CSV in and out."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openward.people.access import actor_from
from openward.people.models import Organisation
from openward.safety.access.watched import organisation_for_watching, phrase_for_keeping
from openward.safety.actions.watched import NotTried, add_phrases, arm_phrase, put_off_phrase, try_phrase
from openward.safety.forms.watched import ListForm, PhraseForm, TestForm, TrialForm
from openward.safety.presenters.watched import Tested, as_csv, phrase_rows, tested_words
from openward.safety.queries.watched import found_in, phrases_of


@login_required
@require_http_methods(["GET", "POST"])
def watched_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The list, and putting a phrase on it."""
    organisation = organisation_for_watching(actor_from(request), slug)
    form = PhraseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        add_phrases(organisation=organisation, rows=[form.row()], by=actor_from(request))
        messages.success(request, _("It is on the list, on trial. Try it on past words before you arm it."))
        return redirect("watched_list", slug=slug)
    return _page(request, organisation, form=form)


@login_required
@require_POST
def watched_test(request: HttpRequest, slug: str) -> HttpResponse:
    """Try the whole list on some words; nothing of them is kept."""
    organisation = organisation_for_watching(actor_from(request), slug)
    form = TestForm(request.POST)
    tested = None
    if form.is_valid():
        text = form.cleaned_data["text"]
        tested = tested_words(text, found_in(phrases_of(organisation), text))
    return _page(request, organisation, test=form, tested=tested)


@login_required
@require_POST
def watched_import(request: HttpRequest, slug: str) -> HttpResponse:
    """A list as CSV: every new phrase comes on trial."""
    organisation = organisation_for_watching(actor_from(request), slug)
    form = ListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, organisation, listing=form)
    added = len(add_phrases(organisation=organisation, rows=form.cleaned_data["file"], by=actor_from(request)))
    said = ngettext("One phrase is new, on trial.", "%(n)s phrases are new, on trial.", added) % {"n": added}
    messages.success(request, said)
    return redirect("watched_list", slug=slug)


@login_required
@require_GET
def watched_export(request: HttpRequest, slug: str) -> HttpResponse:
    """The list as CSV."""
    organisation = organisation_for_watching(actor_from(request), slug)
    response = HttpResponse(as_csv(phrases_of(organisation)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="watched-words.csv"'
    return response


@login_required
@require_POST
def watched_try(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Try a phrase on the words of the last days."""
    phrase = phrase_for_keeping(actor_from(request), key)
    form = TrialForm(request.POST)
    if form.is_valid():
        try_phrase(phrase=phrase, days=form.cleaned_data["days"], by=actor_from(request))
    else:
        messages.warning(request, _("Write a number of days from 1 to 366."))
    return redirect("watched_list", slug=phrase.organisation.slug)


@login_required
@require_POST
def watched_arm(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Let a phrase count."""
    phrase = phrase_for_keeping(actor_from(request), key)
    try:
        arm_phrase(phrase=phrase, by=actor_from(request))
    except NotTried:
        messages.warning(request, _("Try it on past words first."))
    return redirect("watched_list", slug=phrase.organisation.slug)


@login_required
@require_POST
def watched_off(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Stop watching for a phrase."""
    phrase = phrase_for_keeping(actor_from(request), key)
    put_off_phrase(phrase=phrase, by=actor_from(request))
    return redirect("watched_list", slug=phrase.organisation.slug)


def _page(
    request: HttpRequest,
    organisation: Organisation,
    *,
    form: PhraseForm | None = None,
    test: TestForm | None = None,
    listing: ListForm | None = None,
    tested: Tested | None = None,
) -> HttpResponse:
    context = {
        "organisation": organisation,
        "rows": phrase_rows(phrases_of(organisation)),
        "form": form or PhraseForm(),
        "test": test or TestForm(),
        "listing": listing or ListForm(),
        "tested": tested,
    }
    return render(request, "safety/watched_list.html", context)
