"""Telling a story: write, look at it once more, send it once.

None of these pages asks who is signed in beyond whether they may read the space: a story leads to nobody's account.
Writing and looking are exempt from the check against forged forms because they write nothing, and refusing would
throw away somebody's words; sending makes the check itself and shows the words again when it fails.
"""

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from openward.contributions import presenters
from openward.contributions.access import (
    Opened,
    behind_receipt,
    may_look_up,
    may_send,
    may_send_again,
    receipt_for_author,
    words_behind,
)
from openward.contributions.actions.stories import Kept, code_for_submission, submit_story
from openward.contributions.forms import StoryForm, StoryWordsForm
from openward.contributions.models import Contribution, Lifecycle
from openward.contributions.queries.nudges import nudges_for
from openward.contributions.queries.receipts import newest_parts
from openward.design.wording import weekday
from openward.kit.forged_forms import may_be_forged
from openward.kit.secret_addresses import keep_code_private
from openward.kit.text import with_numbers_to_call
from openward.ledger.actions import SentTwice, refuse_second_sending
from openward.people.access import actor_from, visitor_from
from openward.spaces.access import NotNow, PlaceClosed, brakes_on, space_for_contributing
from openward.spaces.models import ModerationMode, Space
from openward.spaces.queries import brake_lines, guest_in, not_now_in_words
from openward.spaces.queries.duty import reading_now


def told_when_closed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead whoever comes to tell in a closed place to its page, which says what can be read and where else to tell.

    Words that were on their way when it closed are shown once more, as for every form whose door is closed.
    """

    @functools.wraps(view)
    def told(request: HttpRequest, slug: str) -> HttpResponse:
        try:
            return view(request, slug)
        except PlaceClosed:
            if request.method == "POST":
                raise
            return redirect("space_show", slug)

    return told


@csrf_exempt
@told_when_closed
def story_new(request: HttpRequest, slug: str) -> HttpResponse:
    """The page to write on. It is also where "change something" leads back to, with everything still there."""
    actor = actor_from(request)
    space = space_for_contributing(actor, slug)
    if request.method == "POST":
        return writing(request, space, StoryForm(request.POST, space=space))
    known = presenters.known_of(guest_in(actor, space))
    form = StoryForm(space=space, initial={"service": request.GET.get("service"), **known})
    response = writing(request, space, form)
    # An empty form is nobody's secret, and a browser that may keep it finds the words again on the way back.
    response["Cache-Control"] = "private, no-cache"
    return response


@csrf_exempt
@told_when_closed
def story_preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The words once more before they are sent, with what may point to a person marked. Nothing is kept yet."""
    space = space_for_contributing(actor_from(request), slug)
    if request.method != "POST":
        return redirect("story_new", slug=slug)
    form = StoryForm(request.POST, space=space)
    return _looking(request, space, form) if form.is_valid() else writing(request, space, form)


@csrf_exempt
@told_when_closed
def story_send(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the story, once. Sent again it leads to the same receipt."""
    space = space_for_contributing(actor_from(request), slug)
    if request.method != "POST":
        return redirect("story_new", slug=slug)
    form = StoryForm(request.POST, space=space)
    if not form.is_valid():
        return writing(request, space, form)
    problem = presenters.why_not_sent(is_forged=may_be_forged(request), is_too_often=not may_send(request))
    if problem:
        return _looking(request, space, form, problem=problem)
    by, draft = visitor_from(request), kept_before(request, form, space)
    if draft and draft.contribution.lifecycle != Lifecycle.DRAFT:
        return _sent_before(request, form, draft.code)
    try:
        refuse_second_sending(by)
        if not may_send_again(request, brakes_on(space)):
            return _looking(request, space, form, problem=presenters.too_fresh())
        sent = submit_story(space=space, language=get_language() or "en-gb", draft=draft, **form.values(), by=by)
    except SentTwice:
        return _sent_before(request, form, draft.code if draft else code_for_submission(by))
    except NotNow as refused:
        return _looking(request, space, form, problem=presenters.kept_for_you(not_now_in_words(refused)))
    return redirect("story_sent", code=sent.code)


def kept_before(request: HttpRequest, form: StoryForm, space: Space) -> Kept | None:
    """What the form was opened from, sent meanwhile or not; a code that opens nothing here is as good as no code."""
    code = form.data.get("draft", "")
    if not code or not may_look_up(request):
        return None
    found = words_behind(code)
    return Kept(found, code) if found is not None and found.space_id == space.pk else None


@behind_receipt
def story_sent(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The receipt: the code in plain words, and what happens now."""
    contribution, receipt = opened.contribution, opened.receipt
    space = contribution.space
    reading = reading_now(space, brakes=brakes_on(space, thread_key=contribution.root_id))
    answer_by = weekday(receipt.answer_expected_on)
    steps = presenters.what_comes_next(
        answer_by=answer_by,
        may_publish=contribution.may_publish,
        reading_days=space.reading_days,
        # What is shown already was shown in the space's own mode, whatever holds while nobody is on duty.
        mode=ModerationMode(space.moderation_mode) if contribution.lifecycle == Lifecycle.PUBLISHED else reading.mode,
        is_shown=contribution.lifecycle == Lifecycle.PUBLISHED,
    )
    if contribution.urgency == presenters.IN_DANGER and contribution.lifecycle != Lifecycle.PUBLISHED:
        steps = presenters.what_comes_next_in_danger(answer_by=answer_by)
    emergency = with_numbers_to_call(space.organisation.emergency_text)
    context = {"opened": opened, "contribution": contribution, "steps": steps, "emergency": emergency}
    context["reading"] = None if contribution.lifecycle == Lifecycle.PUBLISHED else reading
    return render(request, "contributions/story_sent.html", context)


def writing(request: HttpRequest, space: Space, form: StoryForm, *, problem: str = "") -> HttpResponse:
    """The page to write on, with what is in the form."""
    request.organisation = space.organisation  # type: ignore[attr-defined]
    emergency = with_numbers_to_call(space.organisation.emergency_text)
    context: dict[str, Any] = {"space": space, "form": form, "problem": problem, "emergency": emergency}
    brakes = brakes_on(space)
    context |= {"brakes": brake_lines(brakes), "reading": reading_now(space, brakes=brakes)}
    lines = presenters.before_the_box(space, context["reading"])
    return render(request, "contributions/story_new.html", {**context, "lines": lines})


def _looking(request: HttpRequest, space: Space, form: StoryForm, *, problem: str = "") -> HttpResponse:
    looked_over = presenters.looked_over(form, form.parts(), form.values(), nudges_for(space.organisation_id))
    context = {**looked_over, "space": space, "problem": problem}
    request.organisation = space.organisation  # type: ignore[attr-defined]
    context["emergency"] = with_numbers_to_call(space.organisation.emergency_text)
    return render(request, "contributions/story_preview.html", context)


def _sent_before(request: HttpRequest, form: StoryForm, code: str) -> HttpResponse:
    """The same form came twice. If its words are other words now, offer to change the story to them: losing them
    without a sound would be worse than asking."""
    contribution: Contribution = receipt_for_author(code).contribution
    kept = newest_parts(contribution)
    if not kept or list(kept.items()) == [(name, text) for name, text in form.parts()]:
        return redirect("story_sent", code=code)
    words = StoryWordsForm(initial=dict(form.parts()))
    notice = _("We have your story already. You wrote something else since: send it here to change your words.")
    space = contribution.space
    words.ask_about_rules(form.rules, has_accepted=True)
    context = {"code": code, "contribution": contribution, "form": words, "notice": notice, "reasons": []}
    context["reading"] = reading_now(space, brakes=brakes_on(space))
    return keep_code_private(render(request, "contributions/story_edit.html", context))
