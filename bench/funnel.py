"""The funnel of 200,000 contributions."""

import time

from bench.report import row
from bench.server import median_of
from openward.contributions.models import Contribution
from openward.engagements.models import Engagement
from openward.evaluation.queries import funnel


def run() -> None:
    """Measure one funnel, and beside it a bare count of the same rows."""
    engagement = Engagement.objects.get(slug="everything")

    def of_funnel() -> float:
        began = time.perf_counter()
        funnel(engagement)
        return time.perf_counter() - began

    def of_count() -> float:
        began = time.perf_counter()
        Contribution.objects.filter(space__engagement=engagement).count()
        return time.perf_counter() - began

    row("funnel", median_of(of_funnel), "s", target=1, rival=("a bare count", median_of(of_count)))
