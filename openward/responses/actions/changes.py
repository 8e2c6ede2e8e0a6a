"""The half hour after an answer was shown at once: its writer can change it, or take it back whole."""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from openward.ledger.actions import record
from openward.methods.replies import needs_a_reader
from openward.people.access import Actor
from openward.responses.access import can_change_shown
from openward.responses.actions.answers import NotReady, answer_keys, locked
from openward.responses.events import ResponseReworded, ResponseTakenBack
from openward.responses.models import Response, Telling

KEPT_AS_SHOWN = ("words", "because", "signed_name", "signed_role", "areas_covered", "promised_by_on")


@transaction.atomic
def change_shown(*, response: Response, by: Actor, **values: Any) -> Response:
    """Change the words of an answer that was shown at once, while its half hour lasts.

    Its status stays: another answer is another draft. Raises NotReady when the half hour is over, for anybody but the
    writer, and for words that a second person would have to read first.
    """
    current = locked(response, Response.State.SHOWN, by)
    if not can_change_shown(by, current):
        raise NotReady(_("The half hour in which you could change it is over."))
    if values.get("status", current.status) != current.status:
        raise NotReady(_("Take the answer back first if it is to say something else."))
    for name in KEPT_AS_SHOWN:
        if name in values:
            setattr(current, name, values[name])
    if needs_a_reader(current.all_words):
        raise NotReady(_("These words need a colleague’s eye. Take the answer back, and ask them to read it."))
    current.save()
    record(ResponseReworded(**answer_keys(current), status=current.status), by=by)
    return current


@transaction.atomic
def take_back(*, response: Response, by: Actor) -> Response:
    """Take an answer back while its half hour lasts: it is a draft again, and what stood before stands again."""
    current = locked(response, Response.State.SHOWN, by)
    if not can_change_shown(by, current):
        raise NotReady(_("The half hour in which you could take it back is over."))
    shown_at = current.shown_at
    current.state, current.shown_at, current.changeable_until = Response.State.DRAFT, None, None
    current.save(update_fields=["state", "shown_at", "changeable_until"])
    put_back_what_stood_before(current, shown_at)
    record(ResponseTakenBack(**answer_keys(current)), by=by)
    return current


def put_back_what_stood_before(response: Response, shown_at: datetime.datetime | None) -> None:
    """Let the answer stand again that this one had replaced. Part of an action, never one by itself."""
    same = Response.objects.filter(theme=response.theme_id, contribution=response.contribution_id)
    before = same.filter(state=Response.State.REPLACED).order_by("-shown_at").first()
    if before is not None:
        before.state = Response.State.SHOWN
        before.save(update_fields=["state"])
    # Points that were settled by showing it, at that very moment, are open again.
    Telling.objects.filter(settled_at=shown_at, settled_at__isnull=False).update(settled_at=None)
