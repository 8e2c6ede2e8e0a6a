"""Who reads an answer before it is shown: nobody on the fast track, a colleague, or a lead.

The fast track is for somebody who has shown at least ten answers, of late also to words as grave as these. Never on it:
a claim of change; words that may point to a patient, draw on records or lay blame; words that claim a change without
saying so; a text that cannot be looked through; a story whose gravity nobody has said; grave words.
"""

import dataclasses
import datetime

from django.db.models import F, IntegerField, Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from openward.methods.replies import needs_a_reader
from openward.people.access import Actor
from openward.people.models import Account
from openward.responses.access import PUBLISHED, gravest
from openward.responses.models import Response
from openward.safety.models import TOLD_FROM, Criticality
from openward.themes.models import Coding

LEAST_SHOWN = 10
RECENT = datetime.timedelta(days=365)
LEAST_RECENT = 3
"""Answers to words as grave as these, within a year, that make somebody experienced with them."""
EASY = 1
"""Up to this level ten answers are experience enough."""


@dataclasses.dataclass(frozen=True, slots=True)
class Experience:
    """How many answers somebody has shown, and the gravest level that they answered three times within a year."""

    shown: int
    level: int


@dataclasses.dataclass(frozen=True, slots=True)
class ReplyPath:
    """Who reads an answer first, and why: keys of reasons, the weightiest first; none on the fast track."""

    reasons: tuple[str, ...]
    needs_a_lead: bool

    @property
    def is_at_once(self) -> bool:
        return not self.reasons


def experience_of(account: Account, *, now: datetime.datetime | None = None) -> Experience:
    """What somebody has done so far; two queries. An answer to a theme is as grave as the gravest words behind it."""
    written = Response.objects.filter(written_by=account, state__in=PUBLISHED)
    since = (now or timezone.now()) - RECENT
    recent = with_gravest(written.filter(shown_at__gte=since)).order_by(F("gravest").desc())[:LEAST_RECENT]
    levels = [one.gravest for one in recent]  # type: ignore[attr-defined]
    return Experience(written.count(), levels[-1] if len(levels) == LEAST_RECENT else 0)


def with_gravest(found: QuerySet[Response]) -> QuerySet[Response]:
    """Answers together with how grave the words are that they speak to; 0 where nobody said so."""
    one = Criticality.objects.filter(contribution=OuterRef("contribution")).values("level")
    behind = (
        Coding.objects.filter(code__theme=OuterRef("theme"))
        .order_by()
        .values("code__theme")
        .annotate(most=Max("contribution__criticality__level"))
        .values("most")
    )
    return found.annotate(gravest=Coalesce(Subquery(one), Subquery(behind), Value(0), output_field=IntegerField()))


def reply_path(response: Response, *, by: Actor) -> ReplyPath:
    """Who reads this answer before it is shown, when the actor shows it."""
    level = gravest(response)
    grave = (level or 0) >= TOLD_FROM
    reasons = ["grave"] if grave else []
    if response.status == Response.Status.DID:
        reasons.append("claim")
    reasons += dict.fromkeys(hint.key for hint in needs_a_reader(response.all_words))
    if level is None:
        reasons.append("unrated")
    if by.account is None:
        reasons.append("new")
    elif not grave:
        reasons += _not_trusted_yet(by.account, response, level or 0)
    return ReplyPath(tuple(reasons), grave)


def _not_trusted_yet(account: Account, response: Response, level: int) -> list[str]:
    # Several may have written it: the one who shows it stands for it, unless a colleague changed it last.
    if account.pk != response.written_by_id and account.pk != response.reworded_by_id:
        return ["not_own"]
    known = experience_of(account)
    if known.shown < LEAST_SHOWN:
        return ["new"]
    return ["graver"] if level > max(EASY, known.level) else []
