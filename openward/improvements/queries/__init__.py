"""Reads about improvements, for this room and the rooms above."""

from openward.improvements.queries.charts import ChartedMeasure, chart_of, charted, headline_chart
from openward.improvements.queries.improvements import (
    Attention,
    improvements_in,
    improvements_of_member,
    improvements_of_theme,
    improvements_of_themes,
    needing_attention,
)

__all__ = [
    "Attention",
    "ChartedMeasure",
    "chart_of",
    "charted",
    "headline_chart",
    "improvements_in",
    "improvements_of_member",
    "improvements_of_theme",
    "improvements_of_themes",
    "needing_attention",
]
