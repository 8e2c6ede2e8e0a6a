"""House rules as everybody reads them, and how people who take part write them together with those who lead."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openward.kit.state_graphs import IllegalMove
from openward.kit.text import with_numbers_to_call
from openward.people.access import Actor, actor_from
from openward.spaces.access import (
    NotNow,
    can_prepare,
    can_propose,
    can_read_proposals,
    own_personas,
    own_proposal,
    own_remark,
    proposal_for_deciding,
    proposal_for_letting_through,
    proposal_for_reading,
    proposal_for_speaking,
    remark_for_letting_through,
    space_for_proposing,
    space_for_reading,
    standing_in,
)
from openward.spaces.actions.proposals import (
    NothingSaid,
    RuleGone,
    TooManyRules,
    TooManyWaiting,
    adopt_proposal,
    decline_proposal,
    propose_rule,
    read_proposal,
    read_remark,
    say_about_proposal,
    withdraw_proposal,
    withdraw_remark,
)
from openward.spaces.forms.rules import ADOPT, DecidingForm, NotShownForm, ProposalForm, RemarkForm
from openward.spaces.models import RuleProposal, Space
from openward.spaces.presenters import rules as presenters
from openward.spaces.queries import not_now_in_words, rules_in_force
from openward.spaces.queries.rules import proposals_for, remarks_on, rule_of, versions_of


@require_safe
def rules_show(request: HttpRequest, slug: str) -> HttpResponse:
    """The rules that hold, how they came about, and what is proposed."""
    actor = actor_from(request)
    space = space_for_reading(actor, slug)
    may_read = can_read_proposals(actor, space)
    found = proposals_for(actor, space, may_read_waiting=may_read)
    versions = presenters.version_cards(versions_of(space), space)
    context = {
        "rules": rules_in_force(space),
        "newest": versions[0] if versions else None,
        "cards": presenters.cards(found, space),
        "may_propose": can_propose(actor, space),
        "may_read": may_read,
        "may_prepare": can_prepare(actor, space),
    }
    return _page(request, "rules_show", space, **context)


@require_safe
def rules_history(request: HttpRequest, slug: str) -> HttpResponse:
    """Every version of the rules, and what each changed."""
    space = space_for_reading(actor_from(request), slug)
    return _page(request, "rules_history", space, versions=presenters.version_cards(versions_of(space), space))


@require_http_methods(["GET", "POST"])
def rule_propose(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose a rule, or a change to one."""
    actor = actor_from(request)
    space = space_for_proposing(actor, slug)
    form = ProposalForm(
        request.POST if request.method == "POST" else None,
        rules=rules_in_force(space),
        is_known=_is_known(actor, space),
        rule_key=request.GET.get("rule", ""),
    )
    if not form.is_valid():
        return _page(request, "rule_propose", space, form=form)
    try:
        proposal = propose_rule(space=space, wish=form.wish(), badge=form.badge_said, by=actor)
    except (NotNow, TooManyWaiting, RuleGone) as refused:
        return _page(request, "rule_propose", space, form=form, problem=_why_not(refused))
    messages.success(request, _("Thank you. Here is what you proposed, and what happens next."))
    return redirect("proposal_show", slug, proposal.pk)


@require_safe
def proposal_show(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """A proposal, what it would change, what people say about it, and what came of it."""
    actor = actor_from(request)
    return _proposal(request, actor, proposal_for_reading(actor, slug, key))


@require_POST
def remark_say(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Say something about a proposal."""
    actor = actor_from(request)
    proposal = proposal_for_speaking(actor, slug, key)
    form = RemarkForm(request.POST, is_known=_is_known(actor, proposal.space))
    if not form.is_valid():
        return _proposal(request, actor, proposal, form=form)
    try:
        say_about_proposal(proposal=proposal, words=form.cleaned_data["words"], badge=form.badge_said, by=actor)
    except (NotNow, TooManyWaiting, IllegalMove) as refused:
        return _proposal(request, actor, proposal, form=form, problem=_why_not(refused))
    messages.success(request, _("Thank you. What you said is kept with the proposal."))
    return redirect("proposal_show", slug, key)


@require_POST
def proposal_read(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """A proposal was read: show it, or say why not."""
    actor = actor_from(request)
    proposal = proposal_for_letting_through(actor, slug, key)
    is_shown = "show" in request.POST
    form = NotShownForm(request.POST)
    if not is_shown and not form.is_valid():
        return _proposal(request, actor, proposal, not_shown_form=form)
    said: dict[str, Any] = {"is_shown": is_shown, "answer": "" if is_shown else form.cleaned_data["answer"]}
    return _done(request, slug, key, lambda: read_proposal(proposal=proposal, by=actor, **said))


@require_http_methods(["GET", "POST"])
def proposal_decide(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Take a proposal up into a new version, or say why not."""
    actor = actor_from(request)
    proposal = proposal_for_deciding(actor, slug, key)
    form = DecidingForm(request.POST if request.method == "POST" else None, proposal=proposal)
    if not form.is_valid():
        return _deciding(request, proposal, form)
    try:
        if form.cleaned_data["verdict"] == ADOPT:
            adopt_proposal(proposal=proposal, by=actor, **form.settled())
        else:
            decline_proposal(proposal=proposal, answer=form.cleaned_data["answer"], by=actor)
    except (IllegalMove, RuleGone, TooManyRules, NothingSaid) as refused:
        return _deciding(request, proposal, form, problem=_why_not(refused))
    messages.success(request, _("It is decided. Everybody can read how and why."))
    return redirect("proposal_show", slug, key)


@require_POST
def proposal_withdraw(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Take one's own proposal back."""
    actor = actor_from(request)
    try:
        withdraw_proposal(proposal=own_proposal(actor, slug, key), by=actor)
        messages.success(request, _("You have taken it back. Its words are erased."))
    except IllegalMove:
        messages.info(request, _("It was decided meanwhile."))
    return redirect("rules_show", slug)


@require_POST
def remark_read(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """A remark was read: show it, or do not."""
    actor = actor_from(request)
    remark = remark_for_letting_through(actor, slug, key)
    is_shown = "show" in request.POST
    return _done(request, slug, remark.proposal_id, lambda: read_remark(remark=remark, is_shown=is_shown, by=actor))


@require_POST
def remark_withdraw(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Take one's own remark back."""
    actor = actor_from(request)
    remark = own_remark(actor, slug, key)
    return _done(request, slug, remark.proposal_id, lambda: withdraw_remark(remark=remark, by=actor))


def _done(request: HttpRequest, slug: str, key: uuid.UUID, do: Callable[[], object]) -> HttpResponse:
    try:
        do()
        messages.success(request, _("Done."))
    except IllegalMove:
        messages.info(request, _("It was decided meanwhile."))
    return redirect("proposal_show", slug, key)


def _is_known(actor: Actor, space: Space) -> bool:
    """Whether the space knows already who the actor is to the service."""
    return standing_in(actor, space).is_staff_reader or bool(own_personas(actor, space))


def _why_not(refused: Exception) -> str:
    if isinstance(refused, NotNow):
        return not_now_in_words(refused)
    return {
        TooManyWaiting: _("What you sent before is read first. Your words are still here: please send them later."),
        RuleGone: _("The rule it is about does not hold any more. Please look at the rules again."),
        TooManyRules: _("There are twelve rules already. Nobody reads more: leave one out first."),
        NothingSaid: _("A space has at least one rule, and each says what somebody can do."),
        IllegalMove: _("It was decided meanwhile."),
    }[type(refused)]


def _proposal(
    request: HttpRequest,
    actor: Actor,
    proposal: RuleProposal,
    *,
    form: RemarkForm | None = None,
    not_shown_form: NotShownForm | None = None,
    problem: str = "",
) -> HttpResponse:
    space, own = proposal.space, own_personas(actor, proposal.space)
    may_read, rule = can_read_proposals(actor, space), rule_of(proposal)
    remarks = remarks_on(proposal, own, may_read_waiting=may_read)
    may_say = can_propose(actor, space) and proposal.state == RuleProposal.State.OPEN
    context = {
        "proposal": proposal,
        "rule": rule,
        "title": presenters.title_of(proposal, rule),
        "who": presenters.proposed_by(proposal.persona, space),
        "tag": presenters.state_tag(proposal),
        "changes": presenters.changes_of(proposal, rule),
        "remarks": presenters.remark_lines(remarks, space, own),
        "is_own": proposal.persona_id in own,
        "may_read": may_read,
        "may_decide": can_prepare(actor, space),
        "form": (form or RemarkForm(is_known=_is_known(actor, space))) if may_say else None,
        "not_shown_form": not_shown_form or NotShownForm(),
    }
    return _page(request, "proposal_show", space, problem=problem, **context)


def _deciding(request: HttpRequest, proposal: RuleProposal, form: DecidingForm, *, problem: str = "") -> HttpResponse:
    rule = rule_of(proposal)
    changes, title = presenters.changes_of(proposal, rule), presenters.title_of(proposal, rule)
    context = {"proposal": proposal, "rule": rule, "form": form, "changes": changes, "title": title}
    return _page(request, "proposal_decide", proposal.space, problem=problem, **context)


def _page(request: HttpRequest, page: str, space: Space, **context: object) -> HttpResponse:
    request.organisation = space.organisation  # type: ignore[attr-defined]
    emergency = with_numbers_to_call(space.organisation.emergency_text)
    return render(request, f"spaces/{page}.html", {"space": space, "emergency": emergency, "problem": "", **context})
