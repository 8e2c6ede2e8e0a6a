"""Improvements by theme, by organisation, and those that need somebody now."""

import dataclasses
import datetime
import uuid
from collections.abc import Iterable

from django.db.models import F, Prefetch, Q, QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from openward.design.wording import day
from openward.improvements.access import STARTING, can_read_improvement, readable_improvements
from openward.improvements.models import LIVED, Cycle, Improvement, Measure, TeamMember
from openward.improvements.queries.charts import usual_gap
from openward.kit.prepared import Prepared
from openward.people.access import VISITOR, Actor, suspended_at
from openward.people.models import Organisation, Service
from openward.spaces.access import READING_STAFF
from openward.spaces.models import Space
from openward.themes.models import Coding, Theme

FIRST_READING_DAYS = 35
"""A measure that people fill in should have its first reading about a month after it was added."""


def improvements_of_theme(theme: Theme, *, actor: Actor = VISITOR) -> list[Improvement]:
    """The improvements that work on a theme and that the actor may read; without an actor, those shown to all."""
    # A theme has few: asking each one's door is cheaper than a query that knows the rule for this actor.
    working_on_it = [link.improvement for link in _working_on(theme=theme.pk)]
    return [improvement for improvement in working_on_it if can_read_improvement(actor, improvement)]


_working_on = Prepared(
    lambda theme: (
        Improvement.themes.through.objects.filter(theme=theme)
        .select_related("improvement__service", "improvement__engagement")
        .order_by("-improvement__started_on", "improvement__title")
    ),
    theme=uuid.uuid4(),
)


def improvements_of_themes(
    theme_ids: Iterable[uuid.UUID], *, actor: Actor = VISITOR
) -> dict[uuid.UUID, list[Improvement]]:
    """The same for several themes in one query; themes without any are left out."""
    links = (
        Improvement.themes.through.objects.filter(theme_id__in=set(theme_ids))
        .filter(improvement__in=Improvement.objects.filter(readable_improvements(actor)))
        .select_related("improvement__service")
        .order_by("-improvement__started_on", "improvement__title")
    )
    found: dict[uuid.UUID, list[Improvement]] = {}
    for link in links:
        found.setdefault(link.theme_id, []).append(link.improvement)
    return found


def improvements_in(
    organisation: Organisation, actor: Actor, *, words: str = "", state: str = ""
) -> "QuerySet[Improvement]":
    """The improvements of an organisation that the actor may read, newest first, with what a card prints."""
    found = Improvement.objects.filter(engagement__organisation=organisation).filter(readable_improvements(actor))
    for word in words.split()[:8]:
        found = found.filter(
            Q(title__icontains=word)
            | Q(aim__icontains=word)
            | Q(what_changed__icontains=word)
            | Q(why_stopped__icontains=word)
            | Q(service__name__icontains=word)
            | Q(pk__in=Improvement.objects.filter(change_ideas__text__icontains=word).values("pk"))
        )
    if state:
        found = found.filter(state=state)
    return found.select_related("engagement__organisation", "service").prefetch_related(
        "team",
        Prefetch("measures", Measure.objects.filter(source_theme__isnull=True).prefetch_related("readings")),
        "cycles",
    )


def counts_by_state(organisation: Organisation, actor: Actor) -> dict[str, int]:
    """How many improvements of an organisation the actor reads that are under way, finished and stopped."""
    states = (
        Improvement.objects.filter(engagement__organisation=organisation)
        .filter(readable_improvements(actor))
        .values_list("state", flat=True)
    )
    counts = dict.fromkeys(Improvement.State.values, 0)
    for state in states:
        counts[state] += 1
    return counts


def usual_service(theme: Theme) -> Service | None:
    """The service that most of a theme's words are about, when that is more than half of them."""
    ids = list(
        Coding.objects.filter(code__theme=theme)
        .values_list("contribution_id", "contribution__service_id")
        .distinct()
    )
    known = [service_id for _contribution, service_id in ids if service_id]
    if not known:
        return None
    best = max(sorted(set(known)), key=known.count)
    return Service.objects.filter(pk=best).first() if known.count(best) * 2 > len(ids) else None


def linkable_themes(improvement: Improvement) -> "QuerySet[Theme]":
    """Themes of the same engagement that the improvement does not work on yet."""
    return Theme.objects.filter(engagement_id=improvement.engagement_id).exclude(improvements=improvement)


def improvements_of_member(actor: Actor) -> "QuerySet[Improvement]":
    """The improvements on whose team the actor is: those under way first. What a patient's start page offers."""
    if actor.account is None:
        return Improvement.objects.none()
    teams = TeamMember.objects.filter(account=actor.account).values("improvement_id")
    found = Improvement.objects.filter(pk__in=teams).select_related("engagement__organisation", "service")
    found = found.exclude(engagement__organisation__in=suspended_at(actor.account))
    return found.order_by(F("ended_on").asc(nulls_first=True), "-started_on")


@dataclasses.dataclass(frozen=True, slots=True)
class Attention:
    """Something that waits for somebody: said in a sentence, with the page where it is done."""

    kind: str
    """"readings_overdue" or "test_without_result"."""
    sentence: str
    href: str
    since_on: datetime.date
    improvement: Improvement


def needing_attention(actor: Actor, *, today: datetime.date | None = None) -> list[Attention]:
    """Readings overdue and tests that ended without a result, of running improvements the actor works on, longest
    waiting first."""
    today = today or timezone.localdate()
    improvements = list(
        Improvement.objects.filter(state=Improvement.State.RUNNING)
        .filter(_worked_on_by(actor))
        .prefetch_related(
            Prefetch("measures", Measure.objects.filter(source_theme__isnull=True).prefetch_related("readings")),
            Prefetch("cycles", Cycle.objects.filter(result="", starts_on__lte=today)),
        )
    )
    found = []
    for improvement in improvements:
        found += [
            item
            for measure in improvement.measures.all()
            if (item := _overdue_readings(improvement, measure, today)) is not None
        ]
        found += [
            Attention(
                "test_without_result",
                _("Test %(number)s of “%(title)s” ended on %(day)s and has no result yet.")
                % {"number": cycle.number, "title": improvement.title, "day": day(cycle.ends_on)},
                reverse("cycle_learn", args=[cycle.pk]),
                cycle.ends_on,
                improvement,
            )
            for cycle in improvement.cycles.all()
            if cycle.ends_on is not None and cycle.ends_on < today
        ]
    return sorted(found, key=lambda item: item.since_on)


def _overdue_readings(improvement: Improvement, measure: Measure, today: datetime.date) -> Attention | None:
    dates = [reading.on for reading in measure.readings.all()]
    if len(dates) >= 2:
        # A monthly reading stands for its whole month, which must be over before anybody can count it.
        due_on = dates[-1] + datetime.timedelta(days=round(2 * usual_gap(dates)) + 7)
    else:
        begun_on = dates[-1] if dates else timezone.localdate(measure.created_at)
        due_on = begun_on + datetime.timedelta(days=FIRST_READING_DAYS)
    if due_on >= today:
        return None
    if dates:
        sentence = _("“%(measure)s” has no reading since %(day)s.") % {
            "measure": measure.name, "day": day(dates[-1])
        }  # fmt: skip
    else:
        sentence = _("“%(measure)s” has no readings yet.") % {"measure": measure.name}
    return Attention("readings_overdue", sentence, reverse("readings_paste", args=[measure.pk]), due_on, improvement)


def _worked_on_by(actor: Actor) -> Q:
    """Running work an actor can do something for: all of it where they are improver or lead; their teams' where
    they hold a staff role."""
    rule = Q() if actor.kind == "system" else Q(pk__in=[])
    teams = None
    if actor.account is not None:
        mine = TeamMember.objects.filter(account=actor.account).exclude(part__in=LIVED)
        teams = mine.values("improvement_id")
    for holding in actor.holdings:
        place = Q(engagement__organisation_id=holding.organisation_id)
        if holding.space_key is not None:
            place &= Q(engagement_id__in=Space.objects.filter(pk=holding.space_key).values("engagement_id"))
        if holding.role in STARTING:
            rule |= place
        elif holding.role in READING_STAFF and teams is not None:
            rule |= place & Q(pk__in=teams)
    return rule


def with_its_page(improvement: Improvement) -> Improvement:
    """The improvement with everything its page prints, in a fixed number of queries."""
    prefetch_related_objects(
        [improvement],
        "themes__engagement",
        "drivers",
        "change_ideas",
        "cycles",
        Prefetch(
            "measures",
            Measure.objects.select_related("source_theme__engagement").prefetch_related("readings"),
        ),
    )
    return improvement
