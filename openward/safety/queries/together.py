"""Who acted together: what was done in a space lately, what is usual there, and the alerts that moderators read."""

import dataclasses
import datetime
import uuid
from collections.abc import Iterable

import numpy as np
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import TruncHour
from numpy.typing import NDArray

from openward.contributions.models import Contribution, Lifecycle, Provenance, Revision
from openward.engagements.models import Asking
from openward.ledger.queries import HistoryEntry, history
from openward.methods.raids import Acts, Past
from openward.people.models import Account, Badge
from openward.safety.models import STANDING, Report, SetAside, TogetherAlert
from openward.spaces.models import Space

RECENT = datetime.timedelta(hours=48)
"""What is looked at for acting together."""
PAST = datetime.timedelta(days=28)
"""What it is compared with, up to the last two hours: what began in them must not be its own measure."""
JUST_NOW = datetime.timedelta(hours=2)
LATELY = datetime.timedelta(minutes=10)
ASKED_WITHIN = datetime.timedelta(days=3)
SHARE_AT_ONCE = 10
"""Of those who were asked within three days, one in so many may come within one hour and surprises nobody."""
CLEARED_FOR = datetime.timedelta(days=7)
HOUR = datetime.timedelta(hours=1)
UNSAID = (Lifecycle.DRAFT, Lifecycle.WITHDRAWN, Lifecycle.ERASED)


@dataclasses.dataclass(frozen=True, slots=True)
class RecentActs:
    """What was done in a space lately, for the method, with the key of each row and the persona of each number."""

    acts: Acts
    keys: tuple[uuid.UUID, ...]
    personas: tuple[uuid.UUID, ...]
    targets: tuple[uuid.UUID, ...]


def spaces_to_look_at(now: datetime.datetime) -> list[Space]:
    """Spaces in which anything was said or reported in the last minutes."""
    said = Contribution.objects.filter(space=OuterRef("pk"), submitted_at__gt=now - LATELY, submitted_at__lte=now)
    reported = Report.objects.filter(contribution__space=OuterRef("pk"), received_at__gt=now - LATELY)
    return list(Space.objects.filter(Exists(said) | Exists(reported)).select_related("organisation").order_by("pk"))


def recent_acts(space: Space, now: datetime.datetime) -> RecentActs:
    """What was said and reported in a space within 48 hours, but for what somebody looked at and put back.

    Staff of the service, imported surveys and reports that somebody is in danger are no part of it.
    """
    since = now - RECENT
    cleared = SetAside.objects.filter(alert__space=space, alert__state=TogetherAlert.State.UNDONE)
    said = _posts(space, since, now).exclude(pk__in=cleared.filter(kind="contribution").values("key"))
    posts = list(said.order_by("submitted_at", "pk").values_list("pk", "author_id", "submitted_at", "root_id"))
    wordings = Revision.objects.filter(contribution__in=said, written_by=Revision.WrittenBy.AUTHOR)
    words = dict(wordings.order_by("number").values_list("contribution_id", "text").iterator())
    reports = list(
        _reports(space, since, now)
        .exclude(pk__in=cleared.filter(kind="report").values("key"))
        .order_by("received_at", "pk")
        .values_list("pk", "reporter_id", "received_at", "contribution_id")
    )
    known = _known_before(space, since)
    rows = [(key, who, at, target, words.get(key, ""), False) for key, who, at, target in posts if at]
    rows += [(key, who, at, target, "", True) for key, who, at, target in reports]
    people, personas = _numbered(row[1] for row in rows)
    targets, things = _numbered(row[3] for row in rows)
    return RecentActs(
        acts=Acts(
            people=people,
            seconds=np.array([row[2].timestamp() for row in rows], np.float64),
            is_new=np.array([row[1] not in known for row in rows], np.bool_),
            is_report=np.array([row[5] for row in rows], np.bool_),
            targets=targets,
            texts=[row[4] for row in rows],
        ),
        keys=tuple(row[0] for row in rows),
        personas=personas,
        targets=things,
    )


def past_of(space: Space, now: datetime.datetime) -> Past:
    """What is usual in a space: people in each hour of 28 days. What is set aside does not make itself usual."""
    until = (now - JUST_NOW).replace(minute=0, second=0, microsecond=0)
    since = until - PAST
    posts = _posts(space, since, until).filter(is_set_aside=False)
    reports = _reports(space, since, until).filter(is_set_aside=False)
    each = Count("who", distinct=True)
    posted = posts.annotate(hour=TruncHour("submitted_at"), who=F("author")).values_list("hour").annotate(n=each)
    reported = reports.annotate(hour=TruncHour("received_at"), who=F("reporter")).values_list("hour").annotate(n=each)
    begins = [
        found
        for found in (posts.aggregate(at=Min("submitted_at"))["at"], reports.aggregate(at=Min("received_at"))["at"])
        if found is not None
    ]
    hours = int((until - min(begins)) / HOUR) + 1 if begins else 0
    cleared = TogetherAlert.objects.filter(
        space=space, state=TogetherAlert.State.UNDONE, looked_at__gt=now - CLEARED_FOR, looked_at__lte=now
    )
    return Past(
        posts=_per_hour(posted, until, hours),
        reports=_per_hour(reported, until, hours),
        people=posts.aggregate(n=Count("author", distinct=True))["n"]
        + reports.exclude(reporter__in=posts.values("author")).aggregate(n=Count("reporter", distinct=True))["n"],
        announced=_asked(space, now) // SHARE_AT_ONCE,
        cleared=max((one.explanation["people_at_once"] for one in cleared), default=0),
    )


def newest_standing(space: Space, began_at: datetime.datetime, within: datetime.timedelta) -> TogetherAlert | None:
    """The alert that what began then belongs to: one that stands and was not long over."""
    found = TogetherAlert.objects.filter(space=space, state__in=STANDING, ended_at__gte=began_at - within)
    return found.order_by("-ended_at").first()


def alerts_with(space: Space, personas: Iterable[uuid.UUID]) -> QuerySet[TogetherAlert]:
    """Alerts of a space to which any of these personas belongs."""
    return TogetherAlert.objects.filter(space=space, personas__overlap=list(personas))


def alerts_to_end(now: datetime.datetime) -> list[TogetherAlert]:
    """What a machine set aside and nobody has looked at in time."""
    found = TogetherAlert.objects.filter(state=TogetherAlert.State.OPEN, ends_at__lte=now)
    return list(found.select_related("space__organisation"))


def still_set_aside(kind: str, keys: Iterable[uuid.UUID], *, but: TogetherAlert) -> set[uuid.UUID]:
    """Which of these are set aside by another alert that stands."""
    others = SetAside.objects.filter(kind=kind, key__in=list(keys), alert__state__in=STANDING).exclude(alert=but)
    return set(others.values_list("key", flat=True))


def busy(space: Space, now: datetime.datetime, at_least: int) -> bool:
    """Whether so much was said or reported in the last minutes; the cheap look when something arrives."""
    posts = _posts(space, now - LATELY, now)[:at_least].count()
    return posts >= at_least or posts + _reports(space, now - LATELY, now)[:at_least].count() >= at_least


def _posts(space: Space, since: datetime.datetime, until: datetime.datetime) -> QuerySet[Contribution]:
    found = Contribution.objects.filter(space=space, submitted_at__gt=since, submitted_at__lte=until)
    return found.exclude(Q(lifecycle__in=UNSAID) | Q(provenance=Provenance.SURVEY) | Q(badge=Badge.STAFF))


def _reports(space: Space, since: datetime.datetime, until: datetime.datetime) -> QuerySet[Report]:
    found = Report.objects.filter(contribution__space=space, received_at__gt=since, received_at__lte=until)
    return found.exclude(Q(category=Report.Category.DANGER) | Q(state=Report.State.INVALIDATED))


def _known_before(space: Space, since: datetime.datetime) -> set[uuid.UUID]:
    """Who of those who acted since then had acted in the space before, and was not set aside for it."""
    earlier = Contribution.objects.filter(space=space, submitted_at__lte=since, is_set_aside=False)
    lately = Contribution.objects.filter(space=space, submitted_at__gt=since)
    reported = Report.objects.filter(contribution__space=space)
    authors = earlier.exclude(lifecycle__in=UNSAID).filter(
        Q(author__in=lately.values("author")) | Q(author__in=reported.filter(received_at__gt=since).values("reporter"))
    )
    reporters = reported.filter(received_at__lte=since, is_set_aside=False).filter(
        Q(reporter__in=lately.values("author"))
        | Q(reporter__in=reported.filter(received_at__gt=since).values("reporter"))
    )
    return {*authors.values_list("author_id", flat=True), *reporters.values_list("reporter_id", flat=True)}


def _asked(space: Space, now: datetime.datetime) -> int:
    """How many people were asked to take part within the last days."""
    asked = Asking.objects.filter(
        engagement=space.engagement_id, asked_on__gte=(now - ASKED_WITHIN).date(), asked_on__lte=now.date()
    )
    return asked.aggregate(most=Max("people"))["most"] or 0


def _numbered(keys: Iterable[uuid.UUID | None]) -> tuple[NDArray[np.int64], tuple[uuid.UUID, ...]]:
    """Keys as numbers by first appearance, -1 for none, and the key of each number."""
    numbers: dict[uuid.UUID, int] = {}
    coded = [-1 if key is None else numbers.setdefault(key, len(numbers)) for key in keys]
    return np.array(coded, np.int64), tuple(numbers)


def _per_hour(
    found: Iterable[tuple[datetime.datetime, int]], until: datetime.datetime, hours: int
) -> tuple[int, ...]:
    counts = [0] * hours
    for hour, people in found:
        place = hours - int((until - hour) / HOUR)
        if 0 <= place < hours:
            counts[place] = people
    return tuple(counts)


# --- For moderators -----------------------------------------------------------------------------------------------

ROWS = 25
LISTED = 100
TEXTS = 4


@dataclasses.dataclass(frozen=True, slots=True)
class ActOfAlert:
    """One thing that belongs to an alert. `number` is the person's place in it; `about` is what was replied to or
    reported, `page` the contribution's own key where it can be opened."""

    number: int
    at: datetime.datetime
    kind: str
    about: uuid.UUID | None
    page: uuid.UUID


@dataclasses.dataclass(frozen=True, slots=True)
class ActsOfAlert:
    """A page of what belongs to an alert, by time, with how many there are of each kind in all."""

    rows: tuple[ActOfAlert, ...]
    page: int
    pages: int
    counts: dict[str, int]
    is_whole: bool


def newest_alerts(alerts: QuerySet[TogetherAlert]) -> list[TogetherAlert]:
    """Alerts of the spaces, what waits first, then the newest; without the long list of who."""
    waits = Q(state__in=[TogetherAlert.State.OPEN, TogetherAlert.State.NOTICED])
    ordered = alerts.defer("personas").annotate(waits=ExpressionWrapper(waits, output_field=BooleanField()))
    ordered = ordered.order_by("-waits", "-found_at")
    return list(ordered[:LISTED])


def alerts_waiting(spaces: Iterable[Space]) -> int:
    """How many alerts of these spaces wait for somebody to look."""
    waiting = TogetherAlert.objects.filter(state__in=[TogetherAlert.State.OPEN, TogetherAlert.State.NOTICED])
    return waiting.filter(space__in=list(spaces)).count()


def acts_of_alert(alert: TogetherAlert, *, page: str = "1") -> ActsOfAlert:
    """What belongs to an alert, by time; one query for each kind of thing."""
    numbers = {persona: number for number, persona in enumerate(alert.personas, start=1)}
    rows = alert.set_aside.values("kind", "key")
    posts = Contribution.objects.filter(pk__in=rows.filter(kind="contribution").values("key")).values_list(
        "pk", "author_id", "submitted_at", "root_id", "kind"
    )
    reports = Report.objects.filter(pk__in=rows.filter(kind="report").values("key")).values_list(
        "contribution_id", "reporter_id", "received_at"
    )
    found = [ActOfAlert(numbers.get(who, 0), at, kind, root, key) for key, who, at, root, kind in posts if at]
    found += [ActOfAlert(numbers.get(who, 0), at, "report", key, key) for key, who, at in reports]
    found.sort(key=lambda one: (one.at, one.number))
    counts: dict[str, int] = {}
    for one in found:
        counts[one.kind] = counts.get(one.kind, 0) + 1
    pages = max(1, -(-len(found) // ROWS))
    number = min(max(int(page), 1), pages) if page.isdecimal() else 1
    start = (number - 1) * ROWS
    return ActsOfAlert(tuple(found[start : start + ROWS]), number, pages, counts, len(found) <= ROWS)


def history_of_alert(alert: TogetherAlert) -> tuple[list[HistoryEntry], dict[str, str]]:
    """What happened with an alert, newest first, and the names of the colleagues in it by their key."""
    entries = history("together", alert.pk, limit=50)
    keys = {entry.author_key for entry in entries if entry.author_kind == "account"}
    names = {str(key): name for key, name in Account.objects.filter(pk__in=keys).values_list("pk", "name")}
    return entries, names


def words_of_alert(alert: TogetherAlert) -> dict[str, list[str]]:
    """For each group of nearly the same words its first wording and some others: {key of the first: wordings}."""
    firsts = [one["first"] for one in alert.explanation["evidence"] if one["reason"] == "words"]
    if not firsts:
        return {}
    wording = Revision.objects.filter(written_by=Revision.WrittenBy.AUTHOR)
    first = {
        str(key): text
        for key, text in wording.filter(contribution__in=firsts).order_by("number").values_list("contribution", "text")
    }
    members = alert.set_aside.filter(kind="contribution").values("key")
    texts = list(wording.filter(contribution__in=members).order_by("created_at", "pk").values_list("text", flat=True))
    return {key: [text, *_like(text, texts)] for key, text in first.items()}


def _like(text: str, texts: list[str]) -> list[str]:
    """Other wordings that are nearly the same, each once."""
    words = set(text.lower().split())
    found: dict[str, None] = {}
    for other in texts:
        theirs = set(other.lower().split())
        if other != text and len(words & theirs) >= 0.8 * len(words | theirs):
            found.setdefault(other)
        if len(found) == TEXTS - 1:
            break
    return list(found)
