"""Everybody's own messages, and the mailbox of the demonstration."""

import uuid
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from openward.design import shapes
from openward.notifications.access import message_for_opening, own_messages
from openward.notifications.actions import mark_read
from openward.notifications.kinds import kind_of
from openward.notifications.mailbox import letters_in
from openward.notifications.presenters import message_line
from openward.people.access import actor_from


@login_required
@require_GET
def message_list(request: HttpRequest) -> HttpResponse:
    found = own_messages(actor_from(request)).order_by("-created_at")
    page = Paginator(found, 25).get_page(request.GET.get("page"))
    lines = [message_line(message) for message in page]
    links = shapes.Page(
        number=page.number,
        previous_href=f"?page={page.previous_page_number()}" if page.has_previous() else None,
        next_href=f"?page={page.next_page_number()}" if page.has_next() else None,
    )
    return render(request, "notifications/message_list.html", {"lines": lines, "page": links})


@login_required
@require_POST
def message_open(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    actor = actor_from(request)
    message = message_for_opening(actor, key)
    assert actor.account is not None
    mark_read(account=actor.account, key=message.pk, by=actor)
    kind = kind_of(message.kind)
    return redirect(reverse(kind.page, args=[message.values[name] for name in kind.page_values]))


@login_required
@require_POST
def messages_read(request: HttpRequest) -> HttpResponse:
    actor = actor_from(request)
    assert actor.account is not None
    mark_read(account=actor.account, by=actor)
    return redirect("message_list")


@require_GET
def mailbox_show(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    letters = letters_in(Path(settings.EMAIL_FILE_PATH))
    wanted = request.GET.get("letter", "")
    opened = next((letter for letter in letters if letter.key == wanted), None)
    if wanted and opened is None:
        raise Http404
    page = {"letters": letters, "opened": opened or (letters[0] if letters else None), "is_chosen": bool(wanted)}
    return render(request, "notifications/mailbox_show.html", {**page, "address": settings.ADDRESS})
