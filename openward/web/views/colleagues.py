"""Who works here and what they may do: for the administrators of an organisation alone."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openward.ledger.actions import SentTwice
from openward.people.access import (
    actor_from,
    belonging_for_administering,
    held_role_for_administering,
    invitation_for_administering,
    organisation_for_administering,
)
from openward.people.actions.colleagues import (
    BelongsAlready,
    InvitationOver,
    InvitedAlready,
    OwnAccount,
    invite_colleague,
    restore_colleague,
    send_invitation_again,
    suspend_colleague,
    withdraw_invitation,
)
from openward.people.actions.organisations import LastAdministrator, give_role, take_role
from openward.people.models import Organisation
from openward.people.queries import belongings_of, roles_of, waiting_invitations
from openward.web.forms.colleagues import InviteColleagueForm, OwnRoleForm, RoleForm, SuspendForm
from openward.web.presenters import colleagues
from openward.web.presenters.paging import pages_of
from openward.web.queries.colleagues import places_of

ON_ONE_PAGE = 50


@require_safe
def colleague_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody who works here with their roles, and who is invited."""
    actor = actor_from(request)
    organisation = organisation_for_administering(actor, slug)
    places = places_of(organisation)
    page = Paginator(belongings_of(organisation), ON_ONE_PAGE).get_page(request.GET.get("page"))
    people = [
        colleagues.person_row(one, one.account.roles_here, places, reader=actor.account)  # type: ignore[attr-defined]
        for one in page
    ]
    waiting = [colleagues.waiting_row(one, now=timezone.now()) for one in waiting_invitations(organisation)]
    return _page(request, organisation, "colleague_list", people=people, waiting=waiting, page=pages_of(page))


@require_http_methods(["GET", "POST"])
def colleague_invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask somebody to work here."""
    actor = actor_from(request)
    organisation = organisation_for_administering(actor, slug)
    form = InviteColleagueForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        language = get_language() or "en-gb"
        try:
            invite_colleague(organisation=organisation, language=language, by=actor, **form.cleaned_data)
        except BelongsAlready:
            form.add_error("email", _("Somebody with this address works here already: you find them in the list."))
        except InvitedAlready:
            form.add_error("email", _("This address is invited already: send the letter again from the list."))
        else:
            messages.success(request, _("The invitation is on its way. Its link works for a week, and once."))
            return redirect("colleague_list", slug)
    return _page(request, organisation, "colleague_invite", form=form, means=colleagues.MEANS)


@require_safe
def colleague_show(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Somebody who works here: their roles, and what an administrator can do about them."""
    actor = actor_from(request)
    belonging = belonging_for_administering(actor, slug, key)
    places = places_of(belonging.organisation)
    person = colleagues.person_row(belonging, roles_of(belonging), places, reader=actor.account)
    form = RoleForm(places=places)
    return _page(request, belonging.organisation, "colleague_show", person=person, belonging=belonging, form=form)


@require_http_methods(["GET", "POST"])
def role_give(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Give a role, after reading once more what it lets somebody do."""
    actor = actor_from(request)
    belonging = belonging_for_administering(actor, slug, key)
    form = RoleForm(request.POST or request.GET or None, places=places_of(belonging.organisation))
    if request.method == "POST" and form.is_valid():
        given = {"account": belonging.account, "organisation": belonging.organisation, **form.values()}
        _done(request, lambda: give_role(**given, by=actor), _("The role is given."))
        return redirect("colleague_show", slug, key)
    means = colleagues.MEANS.get(form.cleaned_data["role"], "") if form.is_valid() else ""
    return _page(request, belonging.organisation, "role_give", belonging=belonging, form=form, means=means)


@require_http_methods(["GET", "POST"])
def role_take(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take a role away, after asking once more; one's own administrator role only with a tick."""
    actor = actor_from(request)
    held = held_role_for_administering(actor, slug, number)
    role = colleagues.role_row(held, places_of(held.organisation))
    is_own = colleagues.is_own_way_in(held, actor.account)
    form = OwnRoleForm(request.POST if request.method == "POST" else None) if is_own else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            take_role(held=held, place=role.place, is_sure=is_own, by=actor)
        except LastAdministrator:
            messages.error(request, _("Nobody else can give roles. Make somebody else administrator first."))
            return redirect("colleague_show", slug, held.account_id)
        messages.success(request, _("The role is taken away."))
        return redirect("start_show") if is_own else redirect("colleague_show", slug, held.account_id)
    return _page(request, held.organisation, "role_take", held=held, role=role, form=form, is_own=is_own)


@require_http_methods(["GET", "POST"])
def colleague_suspend(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Shut somebody out, with the reason."""
    actor = actor_from(request)
    belonging = belonging_for_administering(actor, slug, key)
    form = SuspendForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            suspend_colleague(belonging=belonging, because=form.cleaned_data["because"], by=actor)
        except OwnAccount:
            form.add_error(None, _("You cannot shut yourself out."))
        except LastAdministrator:
            form.add_error(None, _("Nobody else can give roles. Make somebody else administrator first."))
        else:
            messages.success(request, _("They are shut out, and every session of theirs has ended."))
            return redirect("colleague_show", slug, key)
    return _page(request, belonging.organisation, "colleague_suspend", belonging=belonging, form=form)


@require_POST
def colleague_restore(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Let somebody in again."""
    actor = actor_from(request)
    belonging = belonging_for_administering(actor, slug, key)
    _done(request, lambda: restore_colleague(belonging=belonging, by=actor), _("They can sign in again."))
    return redirect("colleague_show", slug, key)


@require_POST
def invitation_resend(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """A new letter with a new link."""
    actor = actor_from(request)
    invitation = invitation_for_administering(actor, slug, key)
    words = _("A new letter is on its way. The link of the one before no longer works.")
    _done(request, lambda: send_invitation_again(invitation=invitation, by=actor), words)
    return redirect("colleague_list", slug)


@require_POST
def invitation_withdraw(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Take an invitation back."""
    actor = actor_from(request)
    invitation = invitation_for_administering(actor, slug, key)
    words = _("The invitation is taken back. Its link opens nothing.")
    _done(request, lambda: withdraw_invitation(invitation=invitation, by=actor), words)
    return redirect("colleague_list", slug)


def _done(request: HttpRequest, act: Callable[[], object], words: str) -> None:
    try:
        act()
    except SentTwice:
        messages.info(request, _("We had this already: it was done once, and nothing was lost."))
    except InvitationOver:
        messages.error(request, _("It was used or taken back meanwhile."))
    else:
        messages.success(request, words)


def _page(request: HttpRequest, organisation: Organisation, name: str, **context: object) -> HttpResponse:
    request.organisation = organisation  # type: ignore[attr-defined]
    return render(request, f"web/{name}.html", {"organisation": organisation, **context})
