"""Every row of the NHS reference: 30 hospitals, 36 months, six options."""

import csv
import gzip
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from openward.methods.spc import Assurance, xmr_chart, xmr_charts

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "data" / "spc" / "nhs-ae-reference.csv.gz"

OPTIONS = {
    "default": {"improvement": "increase"},
    "no_screening": {"improvement": "increase", "keep_outliers": True},
    "decrease": {"improvement": "decrease"},
    "fix_after_12": {"improvement": "decrease", "freeze_after": 12},
    "rebase_at_19": {"improvement": "decrease", "rebase_at": [18]},
    "target_20": {"improvement": "decrease", "target": 20},
}

LABELS = (
    "special_cause",
    "special_cause_type",
    "relative_to_mean",
    "close_to_limits",
    "outside_limits",
    "point_type",
)


@pytest.fixture(scope="module")
def reference():
    if not REFERENCE.exists():
        pytest.skip(f"the NHS reference answers are not here: {REFERENCE}")
    groups = defaultdict(list)
    with gzip.open(REFERENCE, "rt", newline="") as lines:
        for row in csv.DictReader(lines):
            groups[row["option"], row["series"]].append(row)
    assert sum(len(rows) for rows in groups.values()) == 6480
    return groups


def labels_of(chart, index):
    return (
        str(chart.special_cause[index]).upper(),
        chart.special_cause_type[index].value,
        str(chart.relative_to_mean[index]),
        str(chart.close_to_limits[index]).upper(),
        str(chart.outside_limits[index]).upper(),
        chart.point_type[index].value,
    )


@pytest.mark.parametrize("option", OPTIONS)
def test_every_row_agrees_with_the_reference(reference, option):
    compared = 0
    for (row_option, series), rows in reference.items():
        if row_option != option:
            continue
        chart = xmr_chart([float(row["y"]) for row in rows], **OPTIONS[option])
        for index, row in enumerate(rows):
            numbers = [float(row[name]) for name in ("mean", "lpl", "upl")]
            assert (chart.centre[index], chart.lower[index], chart.upper[index]) == pytest.approx(
                numbers, rel=0, abs=1e-6
            ), (series, index)
            assert labels_of(chart, index) == tuple(row[name] for name in LABELS), (series, index)
            compared += 1
    assert compared == 30 * 36


def test_many_series_in_one_call_equal_the_single_charts(reference):
    table = np.array(
        [[float(row["y"]) for row in rows] for (option, _), rows in reference.items() if option == "default"]
    )
    assert table.shape == (30, 36)
    together = xmr_charts(table, improvement="decrease", rebase_at=[18], freeze_after=9)
    assert len(together) == 30
    for index, values in enumerate(table):
        assert together[index] == xmr_chart(values, improvement="decrease", rebase_at=[18], freeze_after=9)


def test_capability_against_the_target_of_the_reference(reference):
    seen = set()
    for (option, series), rows in reference.items():
        if option != "target_20":
            continue
        chart = xmr_chart([float(row["y"]) for row in rows], improvement="decrease", target=20)
        low, high = float(rows[-1]["lpl"]), float(rows[-1]["upl"])
        expected = (
            Assurance.CONSISTENT_PASS
            if high < 20
            else Assurance.CONSISTENT_FAIL
            if low > 20
            else Assurance.INCONSISTENT
        )
        assert chart.assurance is expected, series
        seen.add(expected)
    assert seen == set(Assurance)
