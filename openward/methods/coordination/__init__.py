"""Which accounts acted together: on the same thing, within the same moments, more often than chance allows?

Accounts that share the same object, text, link or reply target within a short window of each other are paired
(`coordinated_pairs`, CooRTweet's definition); pairs make a network of accounts, each link weighed against what chance
would give if every account kept its activity and every object its popularity and its moments (`chance_of`,
`network_of`); significant links make groups (`members_of`), each with what a moderator needs to check it
(`coordination`). Groups that are no more at once than everybody else who shares the same things are set aside as a
shared interest (`timing_of`); a burst on a single occasion is shown, not suspected (`bursts_of`). What is found is
that accounts acted together: not who they are, not what they want, and nothing wrong in itself.

Sources: F. Giglietto, N. Righetti, L. Rossi, G. Marino 2020, doi 10.1080/1369118X.2020.1739732 (coordinated
link sharing); D. Pacheco and others 2021, arXiv 2001.05658 (coordination networks); N. Righetti, P. Balluff,
CooRTweet 2.1, whose pairs the tests equal; W. Hoeffding 1956, doi 10.1214/aoms/1177728178 (tail bound);
A. Amarasingham and others 2012, doi 10.1152/jn.00633.2011 (jitter); V. D. Blondel and others 2008 (communities).
Assumptions and deviations: docs/methods/coordination.md.
"""

from openward.methods.coordination.behaviours import plain_links, same_texts, shared_links, similar_texts
from openward.methods.coordination.bursts import bursts_of
from openward.methods.coordination.chance import Chance, chance_of
from openward.methods.coordination.communities import communities
from openward.methods.coordination.finding import coordination
from openward.methods.coordination.members import members_of
from openward.methods.coordination.network import network_of
from openward.methods.coordination.pairs import coordinated_pairs
from openward.methods.coordination.result import (
    Behaviour,
    Burst,
    Caveat,
    CaveatKey,
    Coded,
    Coordination,
    CoordinationError,
    Group,
    Kind,
    Network,
    Pairs,
    Posts,
    Shares,
    TooFewPostsError,
    UnusableOptionsError,
    UnusablePostsError,
)
from openward.methods.coordination.shares import coded_of, posts_of, shares_of
from openward.methods.coordination.timing import Timing, timing_of
from openward.methods.coordination.words import DID, duration

__all__ = [
    "DID",
    "Behaviour",
    "Burst",
    "Caveat",
    "CaveatKey",
    "Chance",
    "Coded",
    "Coordination",
    "CoordinationError",
    "Group",
    "Kind",
    "Network",
    "Pairs",
    "Posts",
    "Shares",
    "Timing",
    "TooFewPostsError",
    "UnusableOptionsError",
    "UnusablePostsError",
    "bursts_of",
    "chance_of",
    "coded_of",
    "communities",
    "coordinated_pairs",
    "coordination",
    "duration",
    "members_of",
    "network_of",
    "plain_links",
    "posts_of",
    "same_texts",
    "shared_links",
    "shares_of",
    "similar_texts",
    "timing_of",
]
