"""What the page of a measure prints."""

import dataclasses
import datetime

from django.db.models import QuerySet

from openward.design.shapes import ChartView
from openward.design.wording import day
from openward.improvements.access import can_edit_improvement, can_read_workings
from openward.improvements.events import LimitsFrozen, LimitsRebased, LimitsReleased, RebasingUndone
from openward.improvements.models import Improvement, Measure, Reading
from openward.improvements.queries.charts import ChartedMeasure, charted, drawn
from openward.ledger.models import RecordedFact
from openward.ledger.queries import HistoryEntry, history, sentence
from openward.people.access import Actor
from openward.themes.models import Theme


@dataclasses.dataclass(frozen=True, slots=True)
class MeasurePage:
    """A measure for one reader. `readings` are those that can be put right: none for a measure that fills itself."""

    measure: Measure
    found: ChartedMeasure
    view: ChartView
    readings: tuple[Reading, ...]
    reasons: tuple[tuple[datetime.datetime, str], ...]
    history: tuple[HistoryEntry, ...]
    is_edited: bool
    has_workings: bool


def measure_page(measure: Measure, actor: Actor) -> MeasurePage:
    """The page of a measure. Why its limits are where they are is for everybody; the rest of its history is not."""
    found = charted(measure, actor=actor)
    has_workings = can_read_workings(actor, measure.improvement)
    return MeasurePage(
        measure=measure,
        found=found,
        view=drawn(found, list(measure.improvement.cycles.all()), heading_level=2),
        readings=tuple(measure.readings.all()),
        reasons=limit_reasons(measure),
        history=tuple(history("measure", measure.pk, limit=60)) if has_workings else (),
        is_edited=can_edit_improvement(actor, measure.improvement),
        has_workings=has_workings,
    )


def limit_reasons(measure: Measure) -> tuple[tuple[datetime.datetime, str], ...]:
    """Why the limits are where they are, the newest reason first."""
    kinds = [kind.kind() for kind in (LimitsFrozen, LimitsReleased, LimitsRebased, RebasingUndone)]
    rows = RecordedFact.objects.filter(about__contains=[f"measure:{measure.pk}"], kind__in=kinds).order_by("-pk")
    return tuple((row.recorded_at, _with_day(row)) for row in rows[:40])


def _with_day(row: RecordedFact) -> str:
    """The fact's sentence with its date as readers write dates."""
    on = row.payload.get("on")
    return sentence(row).replace(on, day(datetime.date.fromisoformat(on)), 1) if on else sentence(row)


def values_by_date(measure: Measure) -> dict[datetime.date, float]:
    """The readings that are there, by date."""
    return dict(measure.readings.values_list("on", "value"))


def unmeasured_themes(improvement: Improvement) -> "QuerySet[Theme]":
    """Themes of the improvement whose monthly share is not one of its measures yet."""
    measured = improvement.measures.filter(source_theme__isnull=False).values("source_theme_id")
    return improvement.themes.exclude(pk__in=measured)
