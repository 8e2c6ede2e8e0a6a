"""The people of an organisation as their pages print them."""

import dataclasses
import datetime
import uuid
from collections.abc import Iterable, Mapping

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from openward.design.shapes import Tag
from openward.design.wording import listed
from openward.people.models import Belonging, HeldRole, Invitation, Role
from openward.people.models.invitations import GOOD_FOR

LATE_AFTER = datetime.timedelta(minutes=10)

# What somebody can do with a role, in words: read before it is given.
MEANS: dict[str, str | Promise] = {
    Role.LEAD: gettext_lazy("They plan, open and close places, answer people, and read what staff may read."),
    Role.MODERATOR: gettext_lazy("They read what people send before others do, and decide whether it can be shown."),
    Role.SENIOR_MODERATOR: gettext_lazy("They moderate, and others pass on to them what is hard to decide."),
    Role.CODER: gettext_lazy("They read what staff may read and sort it into codes and themes."),
    Role.IMPROVER: gettext_lazy("They start improvements, measure them, and sort what people say into themes."),
    Role.RESPONDER: gettext_lazy("They answer people in the name of the service and check what was changed."),
    Role.ADVISORY: gettext_lazy("They speak for patients and carers: they read plans and say whether they may open."),
    Role.DATA_PROTECTION: gettext_lazy("They watch over what is held and erased, and read what staff may read."),
    Role.ADMINISTRATOR: gettext_lazy("They invite people, give and take roles, and can change every plan."),
}


@dataclasses.dataclass(frozen=True, slots=True)
class HeldRow:
    """One role that somebody holds."""

    number: int
    name: str
    place: str
    since: datetime.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody with a place in the organisation."""

    key: uuid.UUID
    name: str
    job_title: str
    email: str
    roles: tuple[HeldRow, ...]
    is_self: bool
    is_suspended: bool


@dataclasses.dataclass(frozen=True, slots=True)
class WaitingRow:
    """Somebody who was asked to join and has not yet."""

    key: uuid.UUID
    name: str
    email: str
    roles: str
    state: Tag
    until: datetime.date
    is_over: bool


def role_row(held: HeldRole, places: Mapping[uuid.UUID, str]) -> HeldRow:
    """A role with the name of the space it is held in."""
    place = places.get(held.space_key, str(_("a space that is gone"))) if held.space_key else ""
    return HeldRow(held.pk, str(Role(held.role).label), place, held.given_at)


def person_row(
    belonging: Belonging, held: Iterable[HeldRole], places: Mapping[uuid.UUID, str], *, reader: object
) -> PersonRow:
    """A line of the list, and the head of the person's own page."""
    account = belonging.account
    return PersonRow(
        key=account.pk,
        name=account.name,
        job_title=account.job_title,
        email=account.email,
        roles=tuple(role_row(one, places) for one in held),
        is_self=account == reader,
        is_suspended=belonging.suspended_at is not None,
    )


def waiting_row(invitation: Invitation, *, now: datetime.datetime) -> WaitingRow:
    """An invitation that is waiting, with what became of its letter."""
    is_over = not invitation.is_open(now)
    if is_over:
        state = Tag(_("The link is too old"), "attention")
    elif invitation.letter_sent_at:
        state = Tag(_("Letter sent"), "now")
    elif now - (invitation.expires_at - GOOD_FOR) > LATE_AFTER:
        state = Tag(_("The letter has not left yet"), "concern")
    else:
        state = Tag(pgettext("letter", "On its way"), "quiet")
    return WaitingRow(
        key=invitation.pk,
        name=invitation.name,
        email=invitation.email,
        roles=listed(Role(role).label for role in invitation.roles),
        state=state,
        until=timezone.localdate(invitation.expires_at),
        is_over=is_over,
    )


def is_own_way_in(held: HeldRole, reader: object) -> bool:
    """Whether a role is the reader's own administrator role."""
    return held.account == reader and held.role == Role.ADMINISTRATOR and held.space_key is None
