"""Keeping a story for later, because its author asked for it, and coming back to it with five words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from openward.contributions import presenters
from openward.contributions.access import Opened, behind_receipt, may_send
from openward.contributions.actions.drafts import keep_draft, keep_draft_again
from openward.contributions.actions.stories import code_for_submission
from openward.contributions.forms import StoryForm
from openward.contributions.models import Lifecycle
from openward.contributions.queries.drafts import answers_of
from openward.contributions.views.stories import kept_before, told_when_closed, writing
from openward.kit.forged_forms import may_be_forged
from openward.ledger.actions import SentTwice
from openward.people.access import actor_from, visitor_from
from openward.spaces.access import can_contribute, space_for_contributing


@csrf_exempt
@told_when_closed
def story_keep(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep what is filled in so far, sealed, and give the words that open it again."""
    space = space_for_contributing(actor_from(request), slug)
    if request.method != "POST":
        return redirect("story_new", slug=slug)
    form = StoryForm(request.POST, space=space)
    problem = presenters.why_not_sent(is_forged=may_be_forged(request), is_too_often=not may_send(request))
    if not form.can_be_kept():
        return writing(request, space, form, problem=problem or _("There is nothing to keep yet: write a few words."))
    if problem:
        return writing(request, space, form, problem=problem)
    by, kept, answers = visitor_from(request), kept_before(request, form, space), presenters.carried(form)
    try:
        if kept and kept.contribution.lifecycle != Lifecycle.DRAFT:
            return redirect("receipt_show", code=kept.code)
        if kept:
            keep_draft_again(draft=kept.contribution, answers=answers, by=by)
            return redirect("draft_show", code=kept.code)
        sent = keep_draft(space=space, answers=answers, language=get_language() or "en-gb", by=by)
    except SentTwice:
        return redirect("draft_show", code=kept.code if kept else code_for_submission(by))
    return redirect("draft_show", code=sent.code)


@require_safe
@behind_receipt
def draft_show(request: HttpRequest, opened: Opened) -> HttpResponse:
    """What is kept: the five words, until when, and the way on."""
    space = opened.contribution.space
    may_go_on = can_contribute(actor_from(request), space)
    context = {"opened": opened, "space": space, "draft": opened.contribution.draft, "may_go_on": may_go_on}
    return render(request, "contributions/draft_show.html", context)


@require_safe
@behind_receipt
def draft_words(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The form as it was left."""
    space = opened.contribution.space
    if not can_contribute(actor_from(request), space):
        return redirect("draft_show", code=opened.code)
    answers = [*answers_of(opened.contribution), ("draft", opened.code)]
    return writing(request, space, StoryForm(space=space, initial=presenters.filled_in(StoryForm, answers)))
