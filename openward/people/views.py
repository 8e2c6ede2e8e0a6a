"""Pages of this room that allauth does not bring."""

import uuid
from collections.abc import Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openward.people.access import actor_from, break_glass_for_reading, invitation_for_accepting
from openward.people.actions.break_glass import (
    AnotherPersonNeeded,
    NotOpen,
    agree_to_identity,
    close_identity,
    may_second,
    read_identity,
    refuse_identity,
)
from openward.people.actions.colleagues import InvitationOver, SignInFirst, accept_invitation
from openward.people.forms import JoinForm
from openward.people.models import BreakGlass, Invitation
from openward.people.queries import way_to_join


@require_safe
@login_required
def account_email(request: HttpRequest) -> HttpResponse:
    """Where allauth sends people to look at their account: an address is changed by an administrator."""
    return redirect("mfa_index")


@require_http_methods(["GET", "POST"])
def invitation_accept(request: HttpRequest, key: uuid.UUID, token: str) -> HttpResponse:
    """Join an organisation by the link of a letter: with a new password, or with the account one has."""
    invitation = invitation_for_accepting(key, token)
    actor = actor_from(request)
    way = way_to_join(invitation, actor.account)
    form = JoinForm(request.POST or None, invitation=invitation) if way == "password" else None
    may_join = way == "join" or (form is not None and form.is_valid())
    if request.method == "POST" and may_join and invitation.is_open(timezone.now()):
        password = form.cleaned_data["password1"] if form else ""
        try:
            accept_invitation(invitation=invitation, password=password, by=actor)
        except (InvitationOver, SignInFirst):
            return redirect(request.path)
        messages.success(request, _("You have joined. Now sign in.") if form else _("You have joined."))
        return redirect("account_login" if form else "start_show")
    return _joining(request, invitation, way=way, form=form)


def _joining(request: HttpRequest, invitation: Invitation, **values: object) -> HttpResponse:
    request.organisation = invitation.organisation  # type: ignore[attr-defined]
    is_open = invitation.is_open(timezone.now())
    context = {"invitation": invitation, "is_open": is_open, **values}
    response = render(request, "people/invitation_accept.html", context, status=200 if is_open else 410)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_safe
@login_required
def break_glass_show(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One request to know who somebody is, and where it stands. Looking at it reads nothing from the vault."""
    return _break_glass(request, break_glass_for_reading(actor_from(request), key))


@require_POST
@login_required
def break_glass_agree(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Agree as the second person, or not."""
    actor = actor_from(request)
    asked = break_glass_for_reading(actor, key)
    answer = refuse_identity if request.POST.get("answer") == "no" else agree_to_identity
    try:
        answer(asked=asked, by=actor)
        messages.success(request, _("Written down."))
    except AnotherPersonNeeded:
        words = _("It takes another person than whoever asked, and one of the two is data protection.")
        messages.warning(request, words)
    except NotOpen:
        messages.warning(request, _("It does not wait any more. Nothing was changed."))
    return redirect("break_glass_show", key=key)


@require_POST
@login_required
def break_glass_read(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Read what two people agreed on. Every reading is written down."""
    actor = actor_from(request)
    opened = break_glass_for_reading(actor, key)
    try:
        return _break_glass(request, opened, read_identity(opened=opened, by=actor))
    except NotOpen:
        messages.warning(request, _("Nothing is shown: two people have not agreed, or its time is over."))
        return redirect("break_glass_show", key=key)


@require_POST
@login_required
def break_glass_close(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    actor = actor_from(request)
    close_identity(opened=break_glass_for_reading(actor, key), by=actor)
    messages.success(request, _("Closed. Nobody can read it any more."))
    return redirect("break_glass_show", key=key)


def _break_glass(request: HttpRequest, asked: BreakGlass, found: Mapping[str, str] | None = None) -> HttpResponse:
    actor, now = actor_from(request), timezone.now()
    request.organisation = asked.organisation  # type: ignore[attr-defined]
    own = actor.account is not None and actor.account.pk in {asked.requester_id, asked.approver_id}
    is_other = actor.account is not None and actor.account.pk != asked.requester_id
    labels = dict(BreakGlass.Field.choices)
    page = {
        "asked": asked,
        "wanted": [labels[one] for one in asked.fields],
        "found": None if found is None else [(labels[one], found.get(one, "")) for one in asked.fields],
        "waits": asked.waits(now),
        "can_answer": asked.waits(now) and is_other and may_second(asked, actor),
        "can_read": asked.is_live(now) and own,
        "is_over": not asked.waits(now) and not asked.is_live(now),
    }
    return render(request, "people/break_glass_show.html", page)
