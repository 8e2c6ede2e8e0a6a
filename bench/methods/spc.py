"""Control charts: 200 series of 60 points in one call."""

import time
from collections.abc import Callable, Iterator

import numpy as np

from bench.methods.table import Figure
from openward.methods.spc import run_chart, xmr_charts

ROUNDS = 15


def figures() -> Iterator[Figure]:
    """The median of several rounds, with and without the charts unpacked point by point."""
    table = np.random.default_rng(2026).normal(50, 9, (200, 60)).round(1)
    rival = "NHSRplotthedots 0.2.2 (R) cannot be installed here; 630 ms was measured for it elsewhere"
    yield Figure(
        method="spc",
        workload="200 series x 60 points, XmR, one call",
        unit="ms",
        ours=_median_ms(lambda: xmr_charts(table)),
        rival_name=rival,
        at_most=20,
    )
    yield Figure(
        method="spc",
        workload="the same, and every chart unpacked into points, labels and caveats",
        unit="ms",
        ours=_median_ms(lambda: list(_unpacked(table))),
        rival_name=rival,
        at_most=20,
    )
    yield Figure(
        method="spc",
        workload="200 run charts x 60 points, one by one",
        unit="ms",
        ours=_median_ms(lambda: [run_chart(row) for row in table]),
    )


def _unpacked(table: np.ndarray) -> Iterator[object]:
    charts = xmr_charts(table)
    return (charts[series] for series in range(len(charts)))


def _median_ms(work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return 1000 * float(np.median(seconds))
