"""What needs me now?"""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from openward.improvements.queries import improvements_of_member
from openward.notifications.queries import messages_of, unread_count
from openward.people.access import actor_from
from openward.web.access import held_for_protecting
from openward.web.presenters.starts import held_rows, message_lines, task_groups
from openward.web.queries.tasks import looked_after, tasks_for

NEWEST = 5
MOST_TEAMS = 20


@require_safe
@login_required
def start_show(request: HttpRequest) -> HttpResponse:
    """What needs this person now, by the roles they hold, and their newest messages."""
    actor = actor_from(request)
    assert actor.account is not None
    context = {
        "name": actor.account.name,
        "groups": task_groups(tasks_for(actor)),
        "messages_waiting": message_lines(messages_of(actor.account)[:NEWEST]),
        "unread": unread_count(actor.account),
        "has_roles": bool(actor.holdings),
        "teams": improvements_of_member(actor)[:MOST_TEAMS],
        "looked_after": looked_after(actor),
    }
    return render(request, "web/start_show.html", context)


@require_safe
def held_list(request: HttpRequest) -> HttpResponse:
    """What a hold keeps from being erased, for data protection: which and since when, never the words."""
    return render(request, "web/held_list.html", {"rows": held_rows(held_for_protecting(actor_from(request)))})
