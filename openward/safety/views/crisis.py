"""Pages for the people on call: what is open, one crisis step by step, and what is prepared for it."""

import functools
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openward.kit.state_graphs import IllegalMove
from openward.people.access import Actor, actor_from
from openward.people.models import Account
from openward.people.queries import belongings_of
from openward.safety.access import crisis as access
from openward.safety.actions import crisis as actions
from openward.safety.actions.on_call import OnCallPlace, keep_message_template, set_on_call
from openward.safety.forms.crisis import (
    ActForm,
    FlagForm,
    FollowForm,
    IdentityForm,
    LevelForm,
    MessageForm,
    OnCallForm,
    ReviewForm,
    TemplateForm,
    ThreadForm,
)
from openward.safety.models import CrisisCase
from openward.safety.presenters import crisis as presenters
from openward.safety.presenters.fates import kept_words, told
from openward.safety.queries import crisis as queries
from openward.safety.views.working import P, View, only_for, too_late
from openward.spaces.queries.opening import contacts_of


def on_call_only(view: View[P]) -> View[P]:
    """Sign-in first, "not found" for everybody else, and plain words when a colleague was faster."""

    @functools.wraps(view)
    @only_for(access.require_crisis_worker)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except tuple(STOPPED) as refused:
            what = told(STOPPED[type(refused)])
        there = reverse("crisis_show", args=[kwargs["key"]]) if "key" in kwargs else reverse("crisis_list")
        if kept_words(request.POST):
            return too_late(request, what, back=reverse("crisis_list"), again=there)
        messages.warning(request, what.sentence if what else "")
        return redirect(there)

    return guarded


STOPPED: dict[type[Exception], str] = {
    actions.CrisisMoved: "crisis_moved",
    IllegalMove: "crisis_moved",
    actions.SeniorDecisionNeeded: "senior_needed",
    actions.SecondPersonNeeded: "second_needed",
}
"""What somebody is told, by what stopped them."""


@require_GET
@on_call_only
def crisis_list(request: HttpRequest) -> HttpResponse:
    """What is open, unanswered and gravest first; what is over; and drills."""
    actor, now = actor_from(request), timezone.now()
    page = {
        "rows": presenters.crisis_rows(queries.open_crises(actor), now),
        "ended": presenters.crisis_rows(queries.ended_crises(actor), now),
        "spaces": list(queries.spaces_of(actor).select_related("organisation").order_by("name")),
        "prepared": queries.organisations_prepared_by(actor),
    }
    return render(request, "safety/crisis_list.html", page)


@require_GET
@on_call_only
def crisis_show(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One crisis: the words, the matrix, what comes next, and every step so far."""
    return _page(request, access.crisis_for_working(actor_from(request), key))


@require_POST
@on_call_only
def crisis_acknowledge(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One press: I have it. Alerts stop."""
    actor = actor_from(request)
    actions.acknowledge(crisis=access.crisis_for_working(actor, key), by=actor)
    messages.success(request, _("You have it. No more alerts go out."))
    return redirect("crisis_show", key=key)


@require_POST
@on_call_only
def crisis_assess(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    return _step(request, key, "level_form", LevelForm(request.POST), actions.assess)


@require_POST
@on_call_only
def crisis_second(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    return _step(request, key, "level_form", LevelForm(request.POST), actions.give_second_opinion)


@require_POST
@on_call_only
def crisis_act(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    crisis = access.crisis_for_working(actor_from(request), key)
    form = ActForm(request.POST, acts=presenters.acts_of(crisis))
    return _step(request, key, "act_form", form, actions.act)


@require_POST
@on_call_only
def crisis_message(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One more message to the author."""
    return _step(request, key, "message_form", MessageForm(request.POST), _write)


@require_POST
@on_call_only
def crisis_follow(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    return _step(request, key, "follow_form", FollowForm(request.POST), actions.follow_up)


@require_POST
@on_call_only
def crisis_review(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    return _step(request, key, "review_form", ReviewForm(request.POST), actions.review)


@require_POST
@on_call_only
def crisis_close(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    actor = actor_from(request)
    actions.close_crisis(crisis=access.crisis_for_working(actor, key), by=actor)
    messages.success(request, _("Closed."))
    return redirect("crisis_show", key=key)


@require_POST
@on_call_only
def crisis_release(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Hold the words no longer."""
    actor = actor_from(request)
    if actions.release_words(crisis=access.crisis_for_working(actor, key), by=actor):
        messages.success(request, _("The words are no longer held. They are shown once they are read and approved."))
    return redirect("crisis_show", key=key)


@require_POST
@on_call_only
def crisis_thread(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Care for the others in the conversation."""
    actor = actor_from(request)
    crisis = access.crisis_for_working(actor, key)
    form = ThreadForm(request.POST)
    if not form.is_valid():
        return _page(request, crisis, thread_form=form)
    words, how = form.cleaned_data["words"], form.cleaned_data["how"]
    if how == ThreadForm.MEMORIAL:
        actions.remember(crisis=crisis, words=words, by=actor)
    else:
        actions.care_for_thread(crisis=crisis, words=words, is_locked=how == ThreadForm.LOCK, by=actor)
    messages.success(request, _("The others can read your words above the conversation."))
    return redirect("crisis_show", key=key)


@require_POST
@on_call_only
def crisis_thread_open(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Take the words for the others away, and open the conversation again."""
    actor = actor_from(request)
    if actions.open_thread_again(crisis=access.crisis_for_working(actor, key), by=actor):
        messages.success(request, _("The conversation is open again."))
    return redirect("crisis_show", key=key)


@require_POST
@on_call_only
def crisis_debrief(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """I would like to talk it through."""
    actor = actor_from(request)
    if not actions.ask_for_debrief(crisis=access.crisis_for_working(actor, key), by=actor):
        messages.info(request, _("You have asked for this talk before. You can ask for another one here."))
        return redirect("debrief_list")
    messages.success(request, _("Good that you ask. The leads are told now and get in touch with you today."))
    return redirect("crisis_show", key=key)


@require_http_methods(["GET", "POST"])
@login_required
def crisis_flag(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A moderator thinks that somebody may be in danger."""
    actor = actor_from(request)
    contribution = access.contribution_for_flagging(actor, key)
    form = FlagForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        crisis = actions.flag_by_moderator(contribution=contribution, words=form.cleaned_data["words"], by=actor)
        messages.success(request, _("The people on call are alerted now. You have done the right thing."))
        return redirect("crisis_show", key=crisis.pk)
    request.organisation = contribution.space.organisation  # type: ignore[attr-defined]
    return render(request, "safety/crisis_flag.html", {"contribution": contribution, "form": form})


@require_http_methods(["GET", "POST"])
@on_call_only
def identity_ask(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Ask to know who the author is."""
    actor = actor_from(request)
    crisis = access.crisis_for_identity(actor, key)
    form = IdentityForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("reason", "legal_basis")}
        side, fields = access.side_for_identity(actor, crisis), form.cleaned_data["fields_wanted"]
        asked = actions.ask_who_it_is(crisis=crisis, side=side, fields=fields, by=actor, **given)
        return redirect("break_glass_show", key=asked.pk)
    request.organisation = crisis.space.organisation  # type: ignore[attr-defined]
    return render(request, "safety/identity_ask.html", {"crisis": crisis, "form": form})


@require_POST
@on_call_only
def drill_start(request: HttpRequest, slug: str) -> HttpResponse:
    """Alerts go out as in a true crisis and say that it is a drill."""
    actor = actor_from(request)
    crisis = actions.drill(space=access.space_for_drill(actor, slug), by=actor)
    messages.success(request, _("The drill is on. Whoever was alerted presses “I have it”."))
    return redirect("crisis_show", key=crisis.pk)


@require_http_methods(["GET", "POST"])
@on_call_only
def on_call_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is alerted, in which order."""
    actor = actor_from(request)
    organisation = access.organisation_for_crises(actor, slug)
    colleagues = [one.account for one in belongings_of(organisation) if one.suspended_at is None]
    listed = list(queries.on_call_list(organisation))
    form = OnCallForm(request.POST if request.method == "POST" else None, colleagues=colleagues, listed=listed)
    if form.is_valid():
        places = [OnCallPlace(*one) for one in form.chosen()]
        set_on_call(organisation=organisation, places=places, by=actor)
        messages.success(request, _("Kept. The next alert goes to these people."))
        return redirect("on_call_edit", slug=slug)
    request.organisation = organisation  # type: ignore[attr-defined]
    page = {"organisation": organisation, "form": form, "rows": _on_call_rows(form), "listed": listed}
    return render(request, "safety/on_call_edit.html", page)


@require_http_methods(["GET", "POST"])
@on_call_only
def template_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Messages that help to write to somebody, and a new one."""
    actor = actor_from(request)
    organisation = access.organisation_for_crises(actor, slug)
    form = TemplateForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        keep_message_template(organisation=organisation, key=form.key(), by=actor, **form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect("template_list", slug=slug)
    request.organisation = organisation  # type: ignore[attr-defined]
    page = {"organisation": organisation, "form": form, "templates": list(queries.templates_of(organisation))}
    return render(request, "safety/template_list.html", page)


@require_http_methods(["GET", "POST"])
@on_call_only
def template_edit(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Change one message."""
    actor = actor_from(request)
    organisation = access.organisation_for_crises(actor, slug)
    kept = queries.templates_of(organisation).filter(pk=number).first()
    if kept is None:
        raise Http404
    now = {"title": kept.title, "words": kept.words}
    form = TemplateForm(request.POST if request.method == "POST" else None, initial=now)
    if form.is_valid():
        names = {"key": kept.key, "language": kept.language}
        keep_message_template(organisation=organisation, by=actor, **names, **form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect("template_list", slug=slug)
    request.organisation = organisation  # type: ignore[attr-defined]
    return render(request, "safety/template_edit.html", {"organisation": organisation, "form": form})


def _on_call_rows(form: OnCallForm) -> list[tuple[Account, Any, Any]]:
    return [(one, form[f"place_{one.pk}"], form[f"text_{one.pk}"]) for one in form.colleagues]


def _write(*, crisis: CrisisCase, words: str, version: int, by: Actor) -> None:
    actions.write_to_author(crisis=crisis, words=words, by=by)


def _step(request: HttpRequest, key: uuid.UUID, name: str, form: Any, action: Callable[..., Any]) -> HttpResponse:
    """One step by one form: the page again with what is missing, or the step taken."""
    actor = actor_from(request)
    crisis = access.crisis_for_working(actor, key)
    if not form.is_valid():
        return _page(request, crisis, **{name: form})
    action(crisis=crisis, by=actor, **form.cleaned_data)
    messages.success(request, _("Written down."))
    return redirect("crisis_show", key=key)


def _page(request: HttpRequest, crisis: CrisisCase, **forms: Any) -> HttpResponse:
    account = actor_from(request).account
    assert account is not None
    desk = presenters.crisis_page(
        crisis,
        account,
        words=queries.current_words(crisis),
        steps=queries.steps_of(crisis),
        alerts=queries.alerts_of(crisis),
        seniors=queries.seniors_of(crisis),
        contacts=contacts_of(crisis.space),
    )
    request.organisation = crisis.space.organisation  # type: ignore[attr-defined]
    language = crisis.contribution.language if crisis.contribution else ""
    templates = list(queries.templates_of(crisis.space.organisation, language))
    chosen = next((one for one in templates if str(one.pk) == request.GET.get("template")), None)
    version = {"version": crisis.version}
    page = {
        "desk": desk,
        "can_ask_who": desk.is_taken and bool(access.side_for_identity(actor_from(request), crisis)),
        "templates": presenters.template_choices(templates, request.GET.get("template", "")),
        "level_form": LevelForm(initial=version),
        "act_form": ActForm(
            initial={**version, "words": chosen.words if chosen else ""}, acts=presenters.acts_of(crisis)
        ),
        "message_form": MessageForm(initial={**version, "words": chosen.words if chosen else ""}),
        "follow_form": FollowForm(initial=version),
        "review_form": ReviewForm(initial=version),
        "thread_form": ThreadForm(),
        "bad_form": next(iter(forms.values()), None),
        **forms,
    }
    return render(request, "safety/crisis_show.html", page)
