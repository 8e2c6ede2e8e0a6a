"""Four real conversations: the reference's formulas with the recorded groups, and the groups we find ourselves."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from openward.methods.opinion_map import (
    CaveatKey,
    adjusted_rand,
    consensus_statements,
    count_votes,
    group_informed_consensus,
    opinion_map,
    representative_statements,
    statement_statistics,
    vote_matrix,
)
from tests.methods import naive_opinion_map as naive

POLIS = Path(__file__).resolve().parents[3] / "shared" / "data" / "polis"
REFERENCE = json.loads((Path(__file__).parent / "golden" / "opinion_map_reference.json").read_text())
CONVERSATIONS = [name for name in REFERENCE if name != "about"]
FIGURES = ("pa", "pd", "pat", "pdt", "ra", "rd", "rat", "rdt")


class Conversation:
    def __init__(self, name):
        folder = POLIS / name
        if not folder.exists():
            pytest.skip(f"the conversation is not here: {folder}")
        self.rows = []
        with (folder / "votes.csv").open(newline="") as lines:
            for row in csv.DictReader(lines):
                self.rows.append((int(row["voter-id"]), int(row["comment-id"]), int(row["vote"])))
        with (folder / "comments.csv").open(newline="") as lines:
            comments = {int(row["comment-id"]): int(row["moderated"]) for row in csv.DictReader(lines)}
        with (folder / "participants-votes.csv").open(newline="") as lines:
            self.recorded = {
                int(row["participant"]): int(row["group-id"]) for row in csv.DictReader(lines) if row["group-id"]
            }
        self.left_out = {one for one, state in comments.items() if state < 0}
        self.matrix = vote_matrix(*zip(*self.rows, strict=True), moderated_out=self.left_out)
        self.labels = np.array([self.recorded.get(person, -1) for person in self.matrix.people.tolist()])
        self.counts = count_votes(self.matrix, self.labels, max(self.recorded.values()) + 1)


@pytest.fixture(scope="module", params=CONVERSATIONS)
def conversation(request):
    found = Conversation(request.param)
    found.name = request.param
    return found


@pytest.fixture(scope="module")
def by_hand(conversation):
    votes = naive.last_votes(conversation.rows)
    statements = sorted({statement for _, statement in votes})
    people = {
        group: {person for person, of in conversation.recorded.items() if of == group}
        for group in sorted(set(conversation.recorded.values()))
    }
    return {group: naive.tallies(votes, members, statements) for group, members in people.items()}


def test_every_figure_of_every_statement_equals_the_twin(conversation, by_hand):
    ours, theirs = statement_statistics(conversation.counts), naive.statistics(by_hand)
    statements = conversation.matrix.statements.tolist()
    compared = 0
    for group, of_group in theirs.items():
        for column, statement in enumerate(statements):
            expected = of_group[statement]
            assert (
                int(ours.counts.agree[group, column]),
                int(ours.counts.disagree[group, column]),
                int(ours.counts.seen[group, column]),
            ) == (expected["na"], expected["nd"], expected["ns"])
            for name in FIGURES:
                assert getattr(ours, name)[group, column] == pytest.approx(float(expected[name]), rel=1e-12, abs=1e-12)
                compared += 1
    assert compared == len(theirs) * len(statements) * len(FIGURES)


def test_sums_equal_red_dwarf(conversation):
    ours = statement_statistics(conversation.counts)
    figures = {name: getattr(ours, name) for name in FIGURES} | {
        "na": ours.counts.agree,
        "nd": ours.counts.disagree,
        "ns": ours.counts.seen,
    }
    for group, sums in REFERENCE[conversation.name]["sums"].items():
        squares = REFERENCE[conversation.name]["sums_of_squares"][group]
        for name, values in figures.items():
            row = values[int(group)]
            assert row.sum() == pytest.approx(sums[name], rel=1e-9), name
            assert (row**2).sum() == pytest.approx(squares[name], rel=1e-9), name


def test_representative_statements_equal_twin_and_red_dwarf(conversation, by_hand):
    ours = statement_statistics(conversation.counts)
    statements = conversation.matrix.statements.tolist()
    chosen = representative_statements(ours, conversation.matrix.kept)
    of_twin = naive.statistics(by_hand)
    for group, of_group in enumerate(chosen):
        named = [(statements[one.statement], one.is_agree) for one in of_group]
        assert named == naive.representative(of_twin[group], conversation.left_out)
        recorded = REFERENCE[conversation.name]["representative"][str(group)]
        assert sorted(named) == sorted((tid, towards == "agree") for tid, towards, *_ in recorded)
        by_statement = {row[0]: row for row in recorded}
        for one in of_group:
            _, towards, successes, trials, ratio, z, share, test = by_statement[statements[one.statement]]
            at = (group, one.statement)
            ours_now = (
                (ours.counts.agree[at], ours.counts.seen[at], ours.ra[at], ours.rat[at], ours.pa[at], ours.pat[at])
                if towards == "agree"
                else (
                    ours.counts.disagree[at],
                    ours.counts.seen[at],
                    ours.rd[at],
                    ours.rdt[at],
                    ours.pd[at],
                    ours.pdt[at],
                )
            )
            assert ours_now == pytest.approx((successes, trials, ratio, z, share, test), rel=1e-12)


def test_consensus_equals_twin_and_red_dwarf(conversation):
    matrix = conversation.matrix
    everybody = count_votes(matrix, np.zeros(len(matrix.people), dtype=int), 1)
    statements = matrix.statements.tolist()
    ours = [
        (statements[one.statement], one.is_agree)
        for one in consensus_statements(statement_statistics(everybody), matrix.kept)
    ]
    votes = naive.last_votes(conversation.rows)
    counts = naive.tallies(votes, set(matrix.people.tolist()), statements)
    assert ours == naive.consensus(counts, conversation.left_out)
    recorded = REFERENCE[conversation.name]["consensus"]
    assert {one for one, is_agree in ours if is_agree} == {row[0] for row in recorded["agree"]}
    assert {one for one, is_agree in ours if not is_agree} == {row[0] for row in recorded["disagree"]}


def test_group_informed_consensus_is_the_exact_product(conversation, by_hand):
    for which, name in enumerate(("agree", "disagree")):
        ours = group_informed_consensus(conversation.counts, agree=not which)
        exact = naive.group_informed_consensus(by_hand, which)
        for value, statement in zip(ours.tolist(), conversation.matrix.statements.tolist(), strict=True):
            assert value == pytest.approx(float(exact[statement]), rel=1e-12)
        assert ours.sum() == pytest.approx(REFERENCE[conversation.name]["group_aware_consensus"][name], rel=1e-9)


def agreement_with_recorded(conversation, found):
    known = found.fitted & (conversation.labels >= 0)
    ours, theirs = found.labels[known], conversation.labels[known]
    kinds = max(int(ours.max()), int(theirs.max())) + 1
    return float(adjusted_rand(np.bincount(ours * kinds + theirs, minlength=kinds**2).reshape(kinds, kinds)))


def test_two_groups_agree_with_the_recorded_ones_no_less_than_red_dwarfs(conversation):
    found = opinion_map(conversation.matrix, groups=2, resamples=0)
    reached = agreement_with_recorded(conversation, found)
    assert reached >= REFERENCE[conversation.name]["adjusted_rand"]["two"] - 1e-12


def test_groups_found_without_being_told_how_many(conversation):
    found = opinion_map(conversation.matrix)
    if conversation.name == "football-concussions":
        # No number of groups there stands clearly apart from chance: we say so instead of drawing them.
        assert not found.groups
        assert found.caveats[0].key is CaveatKey.NO_GROUPS
        return
    assert len(found.groups) == 2
    assert agreement_with_recorded(conversation, found) >= REFERENCE[conversation.name]["adjusted_rand"]["auto"] - 1e-12
    # In none of them is there a gap between the groups, and that is said.
    assert CaveatKey.GRADUAL in {caveat.key for caveat in found.caveats}
