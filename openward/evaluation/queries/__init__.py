"""Reads about what came of what people said."""

from openward.evaluation.queries.dead_ends import DeadEnds, Stopped, dead_ends, stopped
from openward.evaluation.queries.funnels import Funnel, funnel, funnel_of_organisation, kept_funnel
from openward.evaluation.queries.records import Record, RecordLine, SmallChart, record_of, small_charts

__all__ = [
    "DeadEnds",
    "Funnel",
    "Record",
    "RecordLine",
    "SmallChart",
    "Stopped",
    "dead_ends",
    "funnel",
    "funnel_of_organisation",
    "kept_funnel",
    "record_of",
    "small_charts",
    "stopped",
]
