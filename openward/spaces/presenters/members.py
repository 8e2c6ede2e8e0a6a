"""Who is in an invited space, and the papers with codes."""

import dataclasses
import datetime
import uuid
from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from markupsafe import Markup

from openward.spaces.access import invitation_code
from openward.spaces.models import SpaceInvitation, SpaceMember
from openward.spaces.presenters.posters import qr_picture


@dataclasses.dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody in a space, by the name that others see and by nothing else."""

    number: int
    name: str
    since: datetime.date


@dataclasses.dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter that nobody has answered yet. It does not say to whom it went."""

    key: uuid.UUID
    made_on: datetime.date
    until: datetime.date


@dataclasses.dataclass(frozen=True, slots=True)
class Slip:
    """One code on paper."""

    key: uuid.UUID
    code: str
    picture: Markup
    until: datetime.date


def display_name(member: SpaceMember) -> str:
    """The name that others see."""
    if member.persona is not None:
        return member.persona.handle or str(member.persona)
    return member.account.name if member.account else ""


def member_rows(members: Iterable[SpaceMember]) -> list[MemberRow]:
    """The people in a space."""
    return [MemberRow(one.pk, display_name(one), timezone.localdate(one.joined_at)) for one in members]


def letter_rows(letters: Iterable[SpaceInvitation]) -> list[LetterRow]:
    """The letters that are waiting."""
    return [LetterRow(one.pk, timezone.localdate(one.made_at), timezone.localdate(one.expires_at)) for one in letters]


def shown_door() -> str:
    """The address at which a code is typed, as people type it."""
    return f"{settings.ADDRESS}{reverse('place_find')}".split("://", 1)[1].rstrip("/")


def slips(codes: Iterable[SpaceInvitation], *, place: str) -> list[Slip]:
    """Codes as they are cut from a sheet: in words, and as a square for a camera."""
    found = []
    for one in codes:
        code = invitation_code(one)
        address = f"{settings.ADDRESS}{reverse('place_join', args=[code])}"
        found.append(Slip(one.pk, code, qr_picture(address, place), timezone.localdate(one.expires_at)))
    return found
