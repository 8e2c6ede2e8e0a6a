"""Is this ordinary variation, or has something changed?

Statistical process control by the NHS "Making Data Count" rules. `xmr_chart` is for a measure taken once per
period (waiting minutes, a count, a score), `p_chart` for a proportion with a known denominator (the share of
a month's comments that carry a theme), `c_chart` for events per period, `u_chart` for events per bed day or
other exposure, `g_chart` and `t_chart` for rare events (the cases or the time between two of them),
`run_chart` for the first few readings, before limits can be drawn. All give the same type of result.
`xmr_charts` draws many equally long series in one call. `reading_in_words` says what a chart shows as
language-neutral message keys.

Sources: W. A. Shewhart, Economic Control of Quality of Manufactured Product, 1931; D. J. Wheeler,
Understanding Variation, 2nd ed., 2000; NHS England, Making Data Count, Strengthening your decisions, 2019;
NHSRplotthedots 0.2.2 (the reference answers that the tests agree with); for the run chart R. J. Perla, L. P.
Provost, S. K. Murray, BMJ Qual Saf 2011;20:46-51, doi 10.1136/bmjqs.2009.037895, and J. Anhøj, PLoS ONE
2015;10(3):e0121349. Assumptions and deviations: docs/methods/spc.md.
"""

from openward.methods.spc.counts import c_chart, u_chart
from openward.methods.spc.proportion import p_chart
from openward.methods.spc.rare import g_chart, t_chart
from openward.methods.spc.reading import FURTHER_READING_KEYS, READING_KEYS, Reading, reading_in_words
from openward.methods.spc.result import (
    Assurance,
    Caveat,
    CaveatKey,
    ChartKind,
    ControlChart,
    Direction,
    Phase,
    PointType,
    Signal,
    SignalKind,
    SpcError,
    SpecialCause,
    TooFewPointsError,
    UnusableOptionsError,
    UnusableValuesError,
    XmrChart,
)
from openward.methods.spc.run import RunChart, Runs, run_chart
from openward.methods.spc.xmr import XmrCharts, xmr_chart, xmr_charts

__all__ = [
    "FURTHER_READING_KEYS",
    "READING_KEYS",
    "Assurance",
    "Caveat",
    "CaveatKey",
    "ChartKind",
    "ControlChart",
    "Direction",
    "Phase",
    "PointType",
    "Reading",
    "RunChart",
    "Runs",
    "Signal",
    "SignalKind",
    "SpcError",
    "SpecialCause",
    "TooFewPointsError",
    "UnusableOptionsError",
    "UnusableValuesError",
    "XmrChart",
    "XmrCharts",
    "c_chart",
    "g_chart",
    "p_chart",
    "reading_in_words",
    "run_chart",
    "t_chart",
    "u_chart",
    "xmr_chart",
    "xmr_charts",
]
