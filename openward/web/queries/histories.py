"""The history of one thing: everything for colleagues, the steps of the way for everybody else."""

import dataclasses
import datetime

from openward.contributions.events import HoldPlaced, HoldReleased
from openward.contributions.models import Hold
from openward.ledger.events import facts_of_the_way
from openward.ledger.models import RecordedFact
from openward.ledger.queries import sentence
from openward.people.queries import account_names

MOST_FACTS = 200


@dataclasses.dataclass(frozen=True, slots=True)
class HistoryLine:
    """One fact. `name` is empty for whoever is no colleague, and for authors of contributions always."""

    at: datetime.datetime
    sentence: str
    author_kind: str
    name: str
    authority: str
    is_sealed: bool


def history_lines(
    subject: str, key: str, *, is_colleague: bool, within: str = "", tells_danger: bool = False
) -> list[HistoryLine]:
    """The facts about a thing, newest first, in two queries.

    Everybody else reads the steps of the way that are about this thing itself: how often each author was told or
    rated an answer would count people, and what moderators did is between them and the author. `within` is the key
    of an organisation: what happened elsewhere is left out. That somebody may have been in danger is told to those
    who answer alerts there, and to no other colleague.
    """
    about = f"{subject}:{key}"
    facts = RecordedFact.objects.filter(about__contains=[about])
    if subject != "contribution":
        # One line for each of a thousand stories would bury what happened to the theme they belong to.
        facts = facts.exclude(about__0__startswith="contribution:")
    if within:
        facts = facts.filter(organisation_key=within)
    if not is_colleague:
        facts = facts.filter(kind__in=list(facts_of_the_way()), about__0=about)
    rows = list(facts.order_by("-pk")[:MOST_FACTS])
    if not tells_danger:
        rows = _without_danger(rows)
    accounts = {row.author_key for row in rows if row.author_kind == "account"} if is_colleague else set()
    names = account_names(accounts) if accounts else {}
    return [
        HistoryLine(
            at=row.recorded_at,
            sentence=sentence(row),
            author_kind=row.author_kind,
            name=names.get(row.author_key, ""),
            authority=row.authority,
            is_sealed=row.is_sealed,
        )
        for row in rows
    ]


def _without_danger(newest_first: list[RecordedFact]) -> list[RecordedFact]:
    """The facts but for those that tell of a crisis: its hold, the end of that hold, and its letters."""
    kept, is_hidden = [], False
    for row in reversed(newest_first):
        if row.kind == HoldPlaced.kind():
            is_hidden = row.payload.get("hold") == Hold.SAFEGUARDING
        is_of_hold = row.kind in {HoldPlaced.kind(), HoldReleased.kind()}
        is_letter = str(row.payload.get("message_kind", "")).startswith("crisis_")
        if not is_letter and not (is_of_hold and is_hidden):
            kept.append(row)
    return kept[::-1]
