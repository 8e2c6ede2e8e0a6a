"""CooRTweet's own pairs on real shares: 60 seconds, participation 2."""

from pathlib import Path

import polars as pl
import pytest

from openward.methods.coordination import CaveatKey, coordinated_pairs, coordination, posts_of, shares_of

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "coordination"


def read(name):
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"the reference pairs are not here: {path}")
    return pl.read_csv(path)


@pytest.fixture(scope="module")
def shares():
    table = read("shares.csv.gz")
    return shares_of(
        posts_of(table["account_id"], table["content_id"], table["timestamp_share"].to_numpy()), table["object_id"]
    )


def test_every_pair_of_the_reference_and_no_other_in_its_direction(shares):
    reference = read("reference-pairs.csv.gz")
    found = coordinated_pairs(shares, window_s=60, min_participation=2).frame()
    assert reference.height == 3791
    assert found.height == reference.height
    assert set(found.select(reference.columns).rows()) == set(reference.rows())


def test_the_whole_answer_on_real_shares(shares):
    found = coordination(shares)
    assert len(found.pairs) == 3791
    assert int(found.network.weight.sum()) == 3791
    # Most pairs of accounts met once: in these data nobody stands out against chance, and the answer says so.
    assert found.groups == ()
    assert [caveat.key for caveat in found.caveats] == [CaveatKey.NO_GROUPS]
