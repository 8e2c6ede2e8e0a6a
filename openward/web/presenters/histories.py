"""A history as its page prints it."""

import dataclasses
import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from openward.design.wording import listed, moment, month
from openward.people.models import Role
from openward.web.queries.histories import HistoryLine

LABELS = {role.value: role.label for role in Role}


@dataclasses.dataclass(frozen=True, slots=True)
class HistoryRow:
    when: str
    at: datetime.datetime | None
    sentence: str
    who: str
    is_sealed: bool


def history_rows(lines: list[HistoryLine], *, is_colleague: bool) -> list[HistoryRow]:
    """Colleagues read who and when; everybody else the month: a day would tell who was on the ward."""
    return [
        HistoryRow(
            when=moment(line.at) if is_colleague else month(timezone.localdate(line.at)),
            at=line.at if is_colleague else None,
            sentence=line.sentence,
            who=_who(line) if is_colleague else "",
            is_sealed=line.is_sealed,
        )
        for line in lines
    ]


def _who(line: HistoryLine) -> str:
    if line.author_kind == "account":
        roles = listed(LABELS[role] for role in line.authority.split(", ") if role in LABELS)
        return f"{line.name or _('Somebody who has left')}{f', {roles}' if roles else ''}"
    return {
        "persona": _("The author"),
        "visitor": _("The author, when it was sent"),
        "system": _("Done by itself"),
    }.get(line.author_kind, "")
