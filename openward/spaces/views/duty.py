"""Who reads what comes in and when, whom they contact, and the numbers that people call."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openward.people.access import actor_from
from openward.people.actions.organisations import word_emergency
from openward.people.models import Role
from openward.people.queries import accounts_with_role
from openward.spaces.access import (
    absence_for_ending,
    can_invite,
    can_write_numbers,
    shift_for_ending,
    space_for_preparing,
)
from openward.spaces.actions import (
    agree_escalation,
    arrange_duty,
    choose_clocks,
    end_absence,
    end_shift,
    note_absence,
    plan_shifts,
)
from openward.spaces.actions.duty import TooMuch
from openward.spaces.forms import DutyForm
from openward.spaces.forms.duty import AbsenceForm, ClocksForm, EscalationForm, NumbersForm, ShiftForm
from openward.spaces.models import Space
from openward.spaces.presenters import duty as presenters
from openward.spaces.presenters import preparing
from openward.spaces.queries.duty import absences_of, own_duty, reading_now, shifts_of, uncovered
from openward.spaces.queries.opening import contacts_of, missing_contacts

OTHER_PAGES = ("rota_edit", "escalation_edit", "numbers_edit")


@require_http_methods(["GET", "POST"])
def duty_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is called, when somebody reads in words, and what else belongs to duty."""
    actor = actor_from(request)
    space = space_for_preparing(actor, slug)
    form = DutyForm(request.POST or None, space=space)
    if form.is_valid():
        arrange_duty(space=space, by=actor, **form.cleaned_data)
        messages.success(request, _("It is settled who is on duty."))
        return redirect("engagement_show", space.engagement.slug)
    addresses = {name: reverse(name, args=[space.slug]) for name in OTHER_PAGES}
    parts = presenters.parts_of_duty(space, missing_contacts(space), addresses)
    return _page(request, "duty_edit", space, form=form, parts=parts)


@require_http_methods(["GET", "POST"])
def rota_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """The rota, with the hours that nobody covers; and putting somebody on it."""
    actor = actor_from(request)
    space = space_for_preparing(actor, slug)
    form = ShiftForm(request.POST if request.method == "POST" else None, space=space)
    if form.is_valid():
        try:
            made = plan_shifts(space=space, by=actor, **form.values())
        except TooMuch:
            messages.error(request, _("The rota is full. Take shifts off it that are not worked any more."))
        else:
            said = ngettext("%(count)s shift is on the rota.", "%(count)s shifts are on the rota.", len(made))
            messages.success(request, said % {"count": len(made)})
        return redirect("rota_edit", space.slug)
    return _rota(request, space, form=form)


@require_POST
def shift_end(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take a shift off the rota."""
    actor = actor_from(request)
    end_shift(shift=shift_for_ending(actor, slug, number), by=actor)
    messages.success(request, _("The shift is off the rota."))
    return redirect("rota_edit", slug)


@require_POST
def absence_note(request: HttpRequest, slug: str) -> HttpResponse:
    """Write down days without duty."""
    actor = actor_from(request)
    space = space_for_preparing(actor, slug)
    form = AbsenceForm(request.POST, space=space)
    if not form.is_valid():
        return _rota(request, space, absence_form=form)
    note_absence(space=space, by=actor, **form.cleaned_data)
    messages.success(request, _("Those days are written down: their shifts do not count."))
    return redirect("rota_edit", slug)


@require_POST
def absence_end(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Somebody is not away after all."""
    actor = actor_from(request)
    end_absence(absence=absence_for_ending(actor, slug, number), by=actor)
    messages.success(request, _("Those days count again."))
    return redirect("rota_edit", slug)


@require_POST
def clocks_choose(request: HttpRequest, slug: str) -> HttpResponse:
    """Say which clocks the times of the rota mean."""
    actor = actor_from(request)
    space = space_for_preparing(actor, slug)
    form = ClocksForm(request.POST, space=space)
    if not form.is_valid():
        return _rota(request, space, clocks_form=form)
    choose_clocks(space=space, by=actor, **form.cleaned_data)
    messages.success(request, _("It is settled which clocks the rota means."))
    return redirect("rota_edit", slug)


@require_http_methods(["GET", "POST"])
def escalation_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """The escalation form, filled in before anybody needs it."""
    actor = actor_from(request)
    space = space_for_preparing(actor, slug)
    contacts = contacts_of(space)
    form = EscalationForm(request.POST if request.method == "POST" else None, space=space, contacts=contacts)
    if form.is_valid():
        agree_escalation(space=space, contacts=form.contacts(), by=actor)
        messages.success(request, _("The escalation form is kept. The people on the crisis path see it."))
        return redirect("escalation_edit", space.slug)
    rows = presenters.contact_rows(contacts)
    return _page(request, "escalation_edit", space, form=form, rows=rows)


@require_http_methods(["GET", "POST"])
def numbers_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """What people read in an emergency, everywhere in the organisation."""
    actor = actor_from(request)
    space = space_for_preparing(actor, slug)
    may_write = can_write_numbers(actor, space)
    if request.method == "POST" and not may_write:
        raise Http404
    organisation = space.organisation
    form = NumbersForm(request.POST or None, initial={"emergency_text": organisation.emergency_text})
    if form.is_valid():
        word_emergency(organisation=organisation, text=form.cleaned_data["emergency_text"], by=actor)
        messages.success(request, _("Kept. People read it beside every box from now on."))
        return redirect("numbers_edit", space.slug)
    writers = () if may_write else [one.name for one in accounts_with_role(organisation, Role.LEAD, Role.ADMINISTRATOR)]
    return _page(request, "numbers_edit", space, form=form, may_write=may_write, writers=writers)


@login_required
@require_safe
def duty_list(request: HttpRequest) -> HttpResponse:
    """One's own hours on duty."""
    account, now = actor_from(request).account, timezone.now()
    lines = presenters.own_lines(own_duty(account, now), now) if account else ()
    return render(request, "spaces/duty_list.html", {"lines": lines})


def _rota(
    request: HttpRequest,
    space: Space,
    *,
    form: ShiftForm | None = None,
    absence_form: AbsenceForm | None = None,
    clocks_form: ClocksForm | None = None,
) -> HttpResponse:
    shifts = shifts_of(space)
    context = {
        "form": form or ShiftForm(space=space),
        "absence_form": absence_form or AbsenceForm(space=space),
        "clocks_form": clocks_form or ClocksForm(space=space),
        "week": presenters.week(shifts),
        "single_days": presenters.single_days(shifts),
        "absences": presenters.absences(absences_of(space)),
        "gaps": presenters.gaps(uncovered(space, timezone.now())),
        "reading": reading_now(space),
    }
    return _page(request, "rota_edit", space, **context)


def _page(request: HttpRequest, page: str, space: Space, **context: object) -> HttpResponse:
    tabs = preparing.tabs(space, "duty_edit", may_invite=can_invite(actor_from(request), space))
    shared = {"space": space, "state": preparing.space_tag(space), "tabs": tabs}
    return render(request, f"spaces/{page}.html", {**shared, **context})
