"""Which groups of people see things alike, what do they share, and what divides them?

`vote_matrix` holds votes (agree 1, pass 0, disagree -1, unseen nothing), `opinion_map` draws the map: mean-centred
principal components scaled for votes cast, base clusters, k-means, the number of groups by silhouette against
chance, what stands for each group, what every group shares, what divides, what a minority would lose by averaging,
and which statement to show next. `update_opinion_map` takes further votes into yesterday's map and keeps the names of
groups. `reading_in_words` says what a map shows, so that it needs no picture.

Sources: C. Small, M. Björkegren, T. Erkkilä, L. Shaw, C. Megill, Polis: Scaling deliberation by mapping high
dimensional opinion spaces, Recerca 2021;26(2), doi 10.6035/recerca.5516; Polis, math/src/polismath/math (pca.clj,
clusters.clj, repness.clj, stats.clj, conversation.clj), whose statistics, representative statements and consensus
this package equals; red-dwarf 0.4 for comparison. Chance, stability and routing are ours, from the sources their
modules name. Assumptions: everybody's vote counts once, statements not seen are missing at random given what is
seen, and two directions are enough to see the groups. Deviations: docs/methods/opinion_map.md.
"""

from openward.methods.opinion_map.division import Division, Minority, divisive_statements, minority_statements
from openward.methods.opinion_map.finding import find_groups
from openward.methods.opinion_map.gaps import Gap, gaps_between
from openward.methods.opinion_map.incremental import MapState, keep_identities, state_of, update_opinion_map
from openward.methods.opinion_map.mapping import fitted_people, opinion_map
from openward.methods.opinion_map.projection import Plane, fit_plane, place, statement_means
from openward.methods.opinion_map.reading import reading_in_words
from openward.methods.opinion_map.representative import (
    Chosen,
    GroupCounts,
    StatementStatistics,
    consensus_statements,
    count_votes,
    group_informed_consensus,
    prop_test,
    representative_statements,
    shared_statements,
    statement_statistics,
    two_prop_test,
)
from openward.methods.opinion_map.result import (
    Asked,
    Candidate,
    Caveat,
    CaveatKey,
    Divided,
    Group,
    OpinionMap,
    Overruled,
    Representative,
    Shared,
    Tally,
    UnusableOptionsError,
)
from openward.methods.opinion_map.routing import (
    next_statements,
    polis_priority,
    routing_weights,
    statement_extremity,
)
from openward.methods.opinion_map.stability import adjusted_rand
from openward.methods.opinion_map.votes import (
    OpinionMapError,
    TooFewVotesError,
    UnusableVotesError,
    VoteMatrix,
    vote_matrix,
    with_votes,
)

__all__ = [
    "Asked",
    "Candidate",
    "Caveat",
    "CaveatKey",
    "Chosen",
    "Divided",
    "Division",
    "Gap",
    "Group",
    "GroupCounts",
    "MapState",
    "Minority",
    "OpinionMap",
    "OpinionMapError",
    "Overruled",
    "Plane",
    "Representative",
    "Shared",
    "StatementStatistics",
    "Tally",
    "TooFewVotesError",
    "UnusableOptionsError",
    "UnusableVotesError",
    "VoteMatrix",
    "adjusted_rand",
    "consensus_statements",
    "count_votes",
    "divisive_statements",
    "find_groups",
    "fit_plane",
    "fitted_people",
    "gaps_between",
    "group_informed_consensus",
    "keep_identities",
    "minority_statements",
    "next_statements",
    "opinion_map",
    "place",
    "polis_priority",
    "prop_test",
    "reading_in_words",
    "representative_statements",
    "routing_weights",
    "shared_statements",
    "state_of",
    "statement_extremity",
    "statement_means",
    "statement_statistics",
    "two_prop_test",
    "update_opinion_map",
    "vote_matrix",
    "with_votes",
]
