"""The people of an invited space: for its lead alone, who reads names that people chose and no others."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openward.people.access import actor_from
from openward.spaces.access import (
    NotNow,
    can_prepare,
    invitation_for_withdrawing,
    member_for_ending,
    space_for_inviting,
)
from openward.spaces.actions.members import (
    InvitationUsed,
    NotInvited,
    end_membership,
    invite_by_letter,
    print_codes,
    withdraw_invitation,
)
from openward.spaces.forms import CodesForm, EndMembershipForm, LettersForm
from openward.spaces.models import Space, SpaceInvitation
from openward.spaces.presenters import members as presenters
from openward.spaces.presenters.preparing import space_tag, tabs
from openward.spaces.queries import members_of, not_now_in_words, waiting_invitations


@require_safe
def member_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is here, and who is invited."""
    space = space_for_inviting(actor_from(request), slug)
    return _listed(request, space)


@require_POST
def letters_send(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite people by letter."""
    actor = actor_from(request)
    space = space_for_inviting(actor, slug)
    form = LettersForm(request.POST)
    if not form.is_valid():
        return _listed(request, space, letters_form=form)
    addresses, language = form.cleaned_data["addresses"], get_language() or "en-gb"
    try:
        count = invite_by_letter(space=space, addresses=addresses, language=language, by=actor)
    except NotInvited:
        messages.error(request, _("This conversation is closed: nobody can join it."))
    except NotNow as refused:
        messages.error(request, not_now_in_words(refused))
    else:
        said = ngettext("%(count)s letter is on its way.", "%(count)s letters are on their way.", count)
        messages.success(request, said % {"count": count})
    return redirect("member_list", slug)


@require_http_methods(["GET", "POST"])
def codes_show(request: HttpRequest, slug: str) -> HttpResponse:
    """The codes that nobody has used, to be printed and cut; and making more of them."""
    actor = actor_from(request)
    space = space_for_inviting(actor, slug)
    form = CodesForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not form.is_valid():
        return _listed(request, space, codes_form=form)
    if form.is_valid():
        try:
            print_codes(space=space, count=form.cleaned_data["count"], by=actor)
        except NotInvited:
            messages.error(request, _("This conversation is closed: nobody can join it."))
            return redirect("member_list", slug)
        except NotNow as refused:
            messages.error(request, not_now_in_words(refused))
            return redirect("member_list", slug)
        return redirect("codes_show", slug)
    request.organisation = space.organisation  # type: ignore[attr-defined]
    slips = presenters.slips(waiting_invitations(space, SpaceInvitation.Way.PAPER), place=space.name)
    return render(request, "spaces/codes_show.html", {"space": space, "slips": slips, "door": presenters.shown_door()})


@require_POST
def guest_withdraw(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Take an invitation back."""
    actor = actor_from(request)
    invitation = invitation_for_withdrawing(actor, slug, key)
    try:
        withdraw_invitation(invitation=invitation, by=actor)
        messages.success(request, _("The invitation is taken back. Its code opens nothing."))
    except InvitationUsed:
        messages.error(request, _("It was used or taken back meanwhile."))
    return redirect("member_list", slug)


@require_http_methods(["GET", "POST"])
def membership_end(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """End somebody's place, with the reason that they are told."""
    actor = actor_from(request)
    member = member_for_ending(actor, slug, number)
    form = EndMembershipForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        end_membership(member=member, because=form.cleaned_data["because"], by=actor)
        messages.success(request, _("Their place has ended. They are told why."))
        return redirect("member_list", slug)
    context = {"space": member.space, "name": presenters.display_name(member), "form": form}
    return render(request, "spaces/membership_end.html", {**context, "tabs": (), "member": member})


def _listed(
    request: HttpRequest,
    space: Space,
    *,
    letters_form: LettersForm | None = None,
    codes_form: CodesForm | None = None,
) -> HttpResponse:
    may_prepare = can_prepare(actor_from(request), space)
    context = {
        "space": space,
        "state": space_tag(space),
        "tabs": tabs(space, "member_list", may_invite=True) if may_prepare else (),
        "people": presenters.member_rows(members_of(space)),
        "letters": presenters.letter_rows(waiting_invitations(space, SpaceInvitation.Way.LETTER)),
        "codes": len(waiting_invitations(space, SpaceInvitation.Way.PAPER)),
        "letters_form": letters_form or LettersForm(),
        "codes_form": codes_form or CodesForm(),
    }
    return render(request, "spaces/member_list.html", context)
