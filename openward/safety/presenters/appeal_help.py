"""Help with appeals between organisations, as administrators read it."""

import dataclasses
from collections.abc import Sequence

from django.utils.translation import gettext as _

from openward.design.shapes import Tag
from openward.design.wording import day
from openward.people.models import Organisation
from openward.safety.models import AppealHelp


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


def help_rows(found: Sequence[AppealHelp], *, side: Organisation) -> list[HelpRow]:
    """Arrangements as one side reads them."""
    return [_row(one, side) for one in found]


def _row(one: AppealHelp, side: Organisation) -> HelpRow:
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
    )
