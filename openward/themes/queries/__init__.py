"""Reads about themes, noun by noun."""

from openward.themes.queries.codings import (
    CodingFilter,
    CodingPage,
    codes_for_giving,
    codes_of,
    coding_page,
    codings_left_behind,
    codings_on,
    contributions_for_coding,
    next_for_coding,
    uncoded_contributions,
)
from openward.themes.queries.counts import (
    MonthCount,
    ThemeCounts,
    ThemeRow,
    month_counts,
    theme_counts,
    theme_months,
    theme_rows,
)
from openward.themes.queries.quotes import (
    ThemeQuote,
    contributions_of_theme,
    is_quotable_by_everybody,
    theme_quotes,
    themes_of_contributions,
    themes_of_engagement,
)
from openward.themes.queries.trends import ThemeTrend, drawn_trend, theme_trend, trend_rows

__all__ = [
    "CodingFilter",
    "CodingPage",
    "MonthCount",
    "ThemeCounts",
    "ThemeQuote",
    "ThemeRow",
    "ThemeTrend",
    "codes_for_giving",
    "codes_of",
    "coding_page",
    "codings_left_behind",
    "codings_on",
    "contributions_for_coding",
    "contributions_of_theme",
    "drawn_trend",
    "is_quotable_by_everybody",
    "month_counts",
    "next_for_coding",
    "theme_counts",
    "theme_months",
    "theme_quotes",
    "theme_rows",
    "theme_trend",
    "themes_of_contributions",
    "themes_of_engagement",
    "trend_rows",
    "uncoded_contributions",
]
