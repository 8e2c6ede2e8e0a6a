"""Pages of this room that allauth does not bring."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from openward.people.access import actor_from, invitation_for_accepting
from openward.people.actions.colleagues import InvitationOver, SignInFirst, accept_invitation
from openward.people.forms import JoinForm
from openward.people.models import Invitation
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
