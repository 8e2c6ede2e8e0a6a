"""What a theme's page joins: how many people, in whose words, how often, and what was done about it."""

import dataclasses

from openward.design.shapes import SignedResponse
from openward.improvements.access import can_start_improvement
from openward.improvements.models import Improvement
from openward.improvements.queries.improvements import improvements_of_theme
from openward.ledger.queries import WayFact, way_facts
from openward.people.access import Actor
from openward.responses.access import can_answer
from openward.responses.queries import signed_response, standing_answers
from openward.themes.access import can_code, can_show_theme, reads_words
from openward.themes.models import Theme
from openward.themes.queries import (
    ThemeCounts,
    ThemeQuote,
    ThemeTrend,
    theme_counts,
    theme_quotes,
    theme_trend,
)

QUOTES = 8
ANSWERS = 3


@dataclasses.dataclass(frozen=True, slots=True)
class ThemePage:
    """Everything that is on a theme's page; what somebody may do there is decided here, not in the template."""

    counts: ThemeCounts
    trend: ThemeTrend
    quotes: list[ThemeQuote]
    older: int | None
    """Where the next quotes begin, if there are more."""
    facts: dict[str, WayFact]
    improvements: list[Improvement]
    answers: list[SignedResponse]
    is_staff: bool
    is_coder: bool
    can_start: bool
    can_answer: bool
    can_show: bool


def theme_page(actor: Actor, theme: Theme, *, before: int | None) -> ThemePage:
    """A theme's page in at most eight queries, however much was said."""
    quotes = theme_quotes(theme, actor, before=before, limit=QUOTES + 1)
    about = f"theme:{theme.pk}"
    return ThemePage(
        counts=theme_counts(theme, actor),
        trend=theme_trend(theme, actor),
        quotes=quotes[:QUOTES],
        older=quotes[QUOTES - 1].excerpt_id if len(quotes) > QUOTES else None,
        facts=way_facts([about])[about],
        improvements=improvements_of_theme(theme, actor=actor),
        answers=[signed_response(answer) for answer in standing_answers(theme, actor)[:ANSWERS]],
        is_staff=reads_words(actor, theme.engagement),
        is_coder=can_code(actor, theme.engagement),
        can_start=can_start_improvement(actor, theme.engagement),
        can_answer=can_answer(actor, theme.engagement),
        can_show=can_show_theme(actor, theme),
    )
