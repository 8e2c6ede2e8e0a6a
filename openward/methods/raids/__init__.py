"""Did many people who are new to a place act there at once, far beyond what the place has seen before?

A raid is many newcomers on one place at one time: the same words, one thread, one thing reported, or simply so many.
`raids` looks at what was done lately, finds the stretches of time in which at least so many newcomers acted within an
hour or a day (`bursts`), holds each against the place's own past (`surge`) and against what was announced, and joins
what happened at the same time. Words are compared by `near_duplicates`, and accounts that act on the same things
again and again within a minute by `coordination`. Each raid says why it is one, in figures a moderator can check.

Sources: J. I. Naus 1965, doi 10.1080/01621459.1965.10480810 (the fullest window: scan statistic); C. P. Farrington,
N. J. Andrews, A. D. Beale, M. A. Catchpole 1996, doi 10.2307/2983331 (a count against its own past, with more
scatter than chance: quasi-Poisson, negative binomial bound). The least numbers of people are choices of ours, said in
docs/methods/raids.md with what they miss. Assumptions: new is who had done nothing in the place before; nobody's
intention, identity or address is known or asked.
"""

from openward.methods.raids.bursts import Burst, bursts
from openward.methods.raids.finding import Acts, Evidence, Past, Raid, Reason, UnusableActsError, raids
from openward.methods.raids.surges import Surge, UnusableCountsError, surge

__all__ = [
    "Acts",
    "Burst",
    "Evidence",
    "Past",
    "Raid",
    "Reason",
    "Surge",
    "UnusableActsError",
    "UnusableCountsError",
    "bursts",
    "raids",
    "surge",
]
