"""Coding: what waits for it, and one contribution with its passages."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openward.methods.text_passages import UnusablePassageError
from openward.people.access import actor_from
from openward.themes import presenters
from openward.themes.access import (
    coding_for_removing,
    contribution_for_coding,
    engagement_for_coding,
    spaces_for_coding,
)
from openward.themes.actions.codings import WordsChanged, code_passages, uncode_passage
from openward.themes.forms import CodingFilterForm, PassageForm, first_values
from openward.themes.queries import codes_for_giving, coding_page, uncoded_contributions

SHOWN_IN_LIST = 20


@require_safe
def coding_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What nobody has coded yet in an engagement, oldest first."""
    actor = actor_from(request)
    engagement = engagement_for_coding(actor, slug)
    form = CodingFilterForm(request.GET, engagement=engagement, spaces=spaces_for_coding(actor, engagement))
    chosen = form.chosen()
    found = uncoded_contributions(actor, engagement, chosen)[: SHOWN_IN_LIST + 1]
    waiting = presenters.to_code(found, chosen)
    context = {
        "engagement": engagement,
        "form": form,
        "waiting": waiting[:SHOWN_IN_LIST],
        "has_more": len(waiting) > SHOWN_IN_LIST,
        "is_narrowed": bool(presenters.kept_query(chosen)),
    }
    return render(request, "themes/coding_list.html", context)


@require_http_methods(["GET", "POST"])
def coding_show(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A contribution's words, the codes on them, and a form to give more."""
    actor = actor_from(request)
    contribution = contribution_for_coding(actor, key)
    engagement = contribution.space.engagement
    narrowing = CodingFilterForm(request.GET, engagement=engagement, spaces=spaces_for_coding(actor, engagement))
    chosen = narrowing.chosen()
    text = contribution.shown_revision.words_for_marking  # type: ignore[union-attr]
    form = PassageForm(
        request.POST or None,
        places=presenters.sentence_places(text),
        codes=codes_for_giving(engagement),
        initial=first_values(contribution),
    )
    if form.is_valid():
        try:
            code_passages(contribution=contribution, **form.chosen(), by=actor)
            messages.success(request, _("Coded."))
            return redirect(presenters.coding_address(contribution, chosen))
        except UnusablePassageError:
            form.add_error("sentences", _("These words cannot be marked like this. Choose them again."))
        except WordsChanged:
            form.add_error(None, _("The words were changed meanwhile. Read them again first."))
    found = coding_page(actor, contribution, chosen)
    context = presenters.coding_context(contribution, found, form, chosen, actor.account)
    return render(request, "themes/coding_show.html", context)


@require_POST
def coding_remove(request: HttpRequest, number: int) -> HttpResponse:
    """Take back a code that one gave oneself."""
    actor = actor_from(request)
    coding = coding_for_removing(actor, number)
    uncode_passage(coding=coding, by=actor)
    messages.success(request, _("The code is taken back."))
    return redirect("coding_show", coding.contribution_id)
