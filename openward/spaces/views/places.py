"""Joining an invited space without an account, coming back to it, and leaving it."""

import functools
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openward.kit.plain_codes import mended_code
from openward.kit.rate_limit import allow, client_address
from openward.kit.secret_addresses import keep_code_private
from openward.kit.text import with_numbers_to_call
from openward.ledger.actions import SentTwice
from openward.people.access import actor_from, carry_place, persona_actor, put_down_place, submission_from, visitor_from
from openward.spaces.access import NotNow, invitation_for_joining, own_membership, place_code, place_for_guest
from openward.spaces.actions.members import InvitationUsed, join_space, leave_space
from openward.spaces.forms import EnterForm, JoinForm, PlaceCodeForm
from openward.spaces.models import SpaceInvitation, SpaceMember
from openward.spaces.queries import about_space, door_of_code, not_now_in_words

LOOK_UPS = 120
LOOK_UP_WINDOW_S = 600
"""Tries to open places from one address in ten minutes; as for receipts."""

View = Callable[..., HttpResponse]


def behind_code(view: View) -> View:
    """Every page with a code in its address: tries are counted, and the address is told to nobody."""

    @functools.wraps(view)
    def behind(request: HttpRequest, *args: str, **values: str) -> HttpResponse:
        if not allow(key=f"place:{client_address(request)}", limit=LOOK_UPS, window_s=LOOK_UP_WINDOW_S):
            return render(request, "spaces/too_many_codes.html", status=429)
        return keep_code_private(view(request, *args, **values))

    return behind


@require_http_methods(["GET", "POST"])
@behind_code
def place_find(request: HttpRequest) -> HttpResponse:
    """The form for five words. They are sent, not put into the address, until they open something."""
    form = PlaceCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        code = mended_code(form.cleaned_data["code"])
        door = door_of_code(code)
        if door:
            return redirect(door, code=code)
        form.add_error("code", _("These words open nothing. Check each word: the order matters too."))
    return render(request, "spaces/place_find.html", {"form": form})


@require_http_methods(["GET", "POST"])
@behind_code
def place_join(request: HttpRequest, code: str) -> HttpResponse:
    """What somebody is invited to, and coming in."""
    invitation = invitation_for_joining(code)
    is_open = invitation.is_open(timezone.now())
    form = JoinForm(request.POST if request.method == "POST" else None, invitation=invitation)
    if request.method == "POST" and form.is_valid():
        try:
            joined = join_space(invitation=invitation, by=visitor_from(request), **form.values())
        except SentTwice:
            return redirect("place_show", code=place_code(invitation))
        except InvitationUsed:
            return redirect("place_join", code=code)
        except NotNow as refused:
            form.add_error(None, not_now_in_words(refused) + " " + _("Your invitation stays good."))
            return _joining(request, invitation, form, is_open=is_open)
        carry_place(request, joined.member.pk, is_own_device=form.cleaned_data["is_own_device"])
        return redirect("place_show", code=joined.code)
    return _joining(request, invitation, form, is_open=is_open)


@require_safe
@behind_code
def place_show(request: HttpRequest, code: str) -> HttpResponse:
    """A guest's own page: the words to come back with, going in, leaving; and why, when the place has ended."""
    member = place_for_guest(code)
    return _placed(request, "place_show", member, code=mended_code(code), form=EnterForm())


@require_POST
@behind_code
def place_enter(request: HttpRequest, code: str) -> HttpResponse:
    """Go in with this browser."""
    member = _standing(code)
    carry_place(request, member.pk, is_own_device="is_own_device" in request.POST)
    return redirect("space_show", member.space.slug)


@require_http_methods(["GET", "POST"])
@behind_code
def place_leave(request: HttpRequest, code: str) -> HttpResponse:
    """Leave, after asking once more."""
    member = _standing(code)
    if request.method == "POST":
        assert member.persona_id is not None
        leave_space(member=member, by=persona_actor(member.persona_id, submission=submission_from(request)))
        put_down_place(request, member.pk)
        messages.success(request, _("You have left. Nothing here leads to you any more."))
        return redirect("home_show")
    return _placed(request, "place_leave", member, code=mended_code(code))


@require_safe
@login_required
def membership_show(request: HttpRequest, number: int) -> HttpResponse:
    """For members with an account: where they have a place, or why it has ended."""
    return _placed(request, "membership_show", own_membership(actor_from(request), number))


def _standing(code: str) -> SpaceMember:
    member = place_for_guest(code)
    if member.ended_at is not None:
        raise Http404
    return member


def _joining(request: HttpRequest, invitation: SpaceInvitation, form: JoinForm, *, is_open: bool) -> HttpResponse:
    space = invitation.space
    request.organisation = space.organisation  # type: ignore[attr-defined]
    emergency = with_numbers_to_call(space.organisation.emergency_text)
    context = {"space": space, "form": form, "is_open": is_open, "about": about_space(space), "emergency": emergency}
    return render(request, "spaces/place_join.html", context, status=200 if is_open else 410)


def _placed(request: HttpRequest, page: str, member: SpaceMember, **context: object) -> HttpResponse:
    request.organisation = member.space.organisation  # type: ignore[attr-defined]
    shared = {"member": member, "space": member.space, "persona": member.persona}
    return render(request, f"spaces/{page}.html", {**shared, **context})
