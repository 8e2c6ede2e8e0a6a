"""Everything that the page of an improvement prints, as one reader may see it."""

import dataclasses
from collections.abc import Mapping

from openward.design.shapes import ChartView
from openward.improvements.access import (
    can_edit_improvement,
    can_read_workings,
    can_see_counts,
    can_steer_improvement,
    can_take_part,
)
from openward.improvements.models import Improvement
from openward.improvements.queries.charts import ChartedMeasure, charts_of, drawn
from openward.improvements.queries.improvements import with_its_page
from openward.ledger.queries import HistoryEntry, WayFact, history, way_facts
from openward.people.access import Actor
from openward.themes.access import is_shown
from openward.themes.models import Theme
from openward.themes.queries import ThemeQuote, theme_quotes

MOST_QUOTES = 6


@dataclasses.dataclass(frozen=True, slots=True)
class ImprovementPage:
    """An improvement for one reader. `history` is empty for those who do not see the team's workings."""

    improvement: Improvement
    themes: tuple[Theme, ...]
    quotes: tuple[ThemeQuote, ...]
    facts: Mapping[str, Mapping[str, WayFact]]
    measures: tuple[tuple[ChartedMeasure, ChartView], ...]
    history: tuple[HistoryEntry, ...]
    has_workings: bool
    is_edited: bool
    is_steered: bool
    takes_part: bool


def improvement_page(improvement: Improvement, actor: Actor) -> ImprovementPage:
    """The page of an improvement. Themes and their words are those that the actor may read by the rules of themes
    and contributions: belonging to the team adds nothing."""
    with_its_page(improvement)
    reads_all = can_see_counts(actor, improvement)
    themes = tuple(theme for theme in improvement.themes.all() if reads_all or is_shown(theme))
    each = -(-MOST_QUOTES // max(1, len(themes)))
    quotes = [quote for theme in themes[:MOST_QUOTES] for quote in theme_quotes(theme, actor, "quote", limit=each)]
    cycles = list(improvement.cycles.all())
    found = charts_of(improvement, actor=actor)
    has_workings = can_read_workings(actor, improvement)
    is_edited = can_edit_improvement(actor, improvement)
    return ImprovementPage(
        improvement=improvement,
        themes=themes,
        quotes=tuple(quotes[:MOST_QUOTES]),
        facts=way_facts([f"improvement:{improvement.pk}", *(f"theme:{theme.pk}" for theme in themes)]),
        measures=tuple((one, drawn(one, cycles)) for one in found),
        history=tuple(history("improvement", improvement.pk, limit=40)) if has_workings else (),
        has_workings=has_workings,
        is_edited=is_edited,
        is_steered=can_steer_improvement(actor, improvement),
        takes_part=can_take_part(actor, improvement),
    )
