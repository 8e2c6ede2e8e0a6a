"""Reads about what came of what people said."""

from openward.evaluation.queries.dead_ends import DeadEnds, dead_ends
from openward.evaluation.queries.funnels import Funnel, funnel, funnel_of_organisation, kept_funnel

__all__ = ["DeadEnds", "Funnel", "dead_ends", "funnel", "funnel_of_organisation", "kept_funnel"]
