"""Help with appeals between organisations, as administrators read it."""

import dataclasses
import uuid
from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openward.design.shapes import Tag
from openward.design.wording import day, number
from openward.people.models import Organisation
from openward.safety.models import AppealHelp
from openward.safety.queries.appeals import PoolCount


@dataclasses.dataclass(frozen=True, slots=True)
class HelpRow:
    """One arrangement; `way` and `other` say yes for this side where it has not yet."""

    key: str
    name: str
    state: Tag
    since: str
    can_agree: bool
    other: str
    way: str
    seniors: str = ""
    """Whether those who help have a senior moderator, where one may be needed."""


def help_rows(
    found: Sequence[AppealHelp], *, side: Organisation, with_senior: Collection[uuid.UUID] = ()
) -> list[HelpRow]:
    """Arrangements as one side reads them; `with_senior` are organisations that have a senior moderator."""
    return [_row(one, side, with_senior) for one in found]


def pool_sentence(count: PoolCount) -> str:
    """How many appeals wait for other organisations now, and which role they need; empty when none does."""
    if not count.waiting:
        return ""
    waits = ngettext(
        "%(n)s appeal waits for somebody from outside now.", "%(n)s appeals wait for somebody from outside now.",
        count.waiting,
    ) % {"n": number(count.waiting)}  # fmt: skip
    if not count.for_seniors:
        return waits
    seniors = ngettext(
        "%(n)s of them needs a senior moderator, because one decided first.",
        "%(n)s of them need a senior moderator, because one decided first.",
        count.for_seniors,
    ) % {"n": number(count.for_seniors)}
    return f"{waits} {seniors}"


def _seniors(one: AppealHelp, with_senior: Collection[uuid.UUID]) -> str:
    if one.helper_id in with_senior:
        return _("Can also look again at what a senior moderator decided.")
    return _("Has no senior moderator, so cannot look again at what a senior moderator decided.")


def _row(one: AppealHelp, side: Organisation, with_senior: Collection[uuid.UUID]) -> HelpRow:
    is_helped = one.organisation_id == side.pk
    other = one.helper if is_helped else one.organisation
    has_own_yes = (one.agreed_at if is_helped else one.offered_at) is not None
    if one.holds:
        state = Tag(_("Agreed by both"), "good")
    elif has_own_yes:
        state = Tag(_("Waits for the other side"), "attention")
    else:
        state = Tag(_("Waits for you"), "now")
    return HelpRow(
        key=str(one.pk),
        name=other.name,
        state=state,
        since=_("Since %(day)s") % {"day": day(one.begun_at)},
        can_agree=not has_own_yes,
        other=str(other.pk),
        way="theirs" if is_helped else "ours",
        seniors=_seniors(one, with_senior),
    )
