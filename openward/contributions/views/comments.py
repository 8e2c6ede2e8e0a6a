"""Replying to a story or to another reply."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from markupsafe import Markup

from openward.contributions import presenters
from openward.contributions.access import contribution_under_reply, may_send, may_send_again, speaks_as_staff
from openward.contributions.actions.comments import submit_comment
from openward.contributions.actions.stories import code_for_submission
from openward.contributions.forms import CommentForm
from openward.contributions.models import Contribution
from openward.contributions.queries.nudges import nudges_for
from openward.kit.forged_forms import may_be_forged
from openward.kit.text import with_numbers_to_call
from openward.ledger.actions import SentTwice, refuse_second_sending
from openward.people.access import Actor, actor_from
from openward.spaces.access import NotNow, brakes_on, own_personas, takes_words_now
from openward.spaces.models import PlaceBrake
from openward.spaces.queries import brake_lines, guest_in, not_now_in_words, rules_in_force
from openward.spaces.queries.duty import reading_now
from openward.spaces.queries.rules import has_accepted


@csrf_exempt
def comment_new(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Write a reply and send it once; what may point to a person is marked before it goes."""
    actor = actor_from(request)
    parent, is_open = contribution_under_reply(actor, key, words=request.POST.get("words", ""))
    form = _form(request, actor, parent)
    if not is_open:
        return _page(request, actor, parent, form, notice=presenters.closed_meanwhile())
    if request.method != "POST" or not form.is_valid():
        return _page(request, actor, parent, form)
    reasons = presenters.reasons_of([["words", form.cleaned_data["words"]]], nudges_for(parent.space.organisation_id))
    problem = presenters.why_not_sent(is_forged=may_be_forged(request), is_too_often=not may_send(request))
    if problem:
        return _page(request, actor, parent, form, notice=problem)
    if reasons and not form.cleaned_data["looked_again"]:
        return _page(request, actor, parent, form, reasons=reasons)
    try:
        refuse_second_sending(actor)
        if actor.account is None and not may_send_again(request, _brakes(parent)):
            return _page(request, actor, parent, form, notice=presenters.too_fresh())
        values = {**form.values(), "member": guest_in(actor, parent.space)}
        sent = submit_comment(parent=parent, language=get_language() or "en-gb", **values, by=actor)
    except SentTwice:
        return redirect("story_sent", code=code_for_submission(actor))
    except NotNow as refused:
        return _page(request, actor, parent, form, notice=presenters.kept_for_you(not_now_in_words(refused)))
    return redirect("story_sent", code=sent.code)


def _marked(parent: Contribution, form: CommentForm) -> Markup:
    nudges_at = nudges_for(parent.space.organisation_id)
    return presenters.looked_at([["words", form["words"].value() or ""]], nudges_at)[0].html


def _brakes(parent: Contribution) -> list[PlaceBrake]:
    return brakes_on(parent.space, thread_key=parent.root_id or parent.pk)


def _form(request: HttpRequest, actor: Actor, parent: Contribution) -> CommentForm:
    name = actor.account.name if actor.account else ""
    as_staff = speaks_as_staff(actor, parent.space)
    form = CommentForm(
        request.POST if request.method == "POST" else None,
        space=parent.space,
        as_staff=as_staff,
        real_name=name,
        initial=presenters.known_of(guest_in(actor, parent.space)),
    )
    rules, mine = rules_in_force(parent.space), own_personas(actor, parent.space)
    form.ask_about_rules(rules, has_accepted=bool(rules) and has_accepted(parent.space, rules[0].version, mine))
    return form


def _page(
    request: HttpRequest,
    actor: Actor,
    parent: Contribution,
    form: CommentForm,
    *,
    reasons: list[str] | None = None,
    notice: str = "",
) -> HttpResponse:
    request.organisation = parent.space.organisation  # type: ignore[attr-defined]
    brakes = _brakes(parent)
    context = {
        "parent": parent,
        "form": form,
        "reasons": reasons or [],
        "marked": _marked(parent, form) if reasons else "",
        "notice": notice,
        "reading": reading_now(parent.space, brakes=brakes),
        "brakes": brake_lines(brakes),
        # Words that are written already are never taken out of somebody's hands.
        "takes_words": takes_words_now(brakes) or form.is_bound,
        "beginning": presenters.beginning_of(parent.words_for_readers),
        "as_staff": speaks_as_staff(actor, parent.space),
        "emergency": with_numbers_to_call(parent.space.organisation.emergency_text),
    }
    return render(request, "contributions/comment_new.html", context)
