"""Who is heard, against who is affected?

`people_from` and `population_from` code the groups of those who took part and of those affected; `reach` sets
one against the other, group by group and crossing by crossing, with intervals; `rake` and `post_stratify` give
weights that undo the difference where it can be undone, and say what that costs (design effect, effective
sample size); `concentration` says how much of all that was said comes from few people. What is not known of a
person stays unknown: it is counted, shown and never guessed.

Sources: E. B. Wilson, Journal of the American Statistical Association 1927;22:209-212, and L. D. Brown, T. T.
Cai, A. DasGupta, Statistical Science 2001;16:101-133 (interval); W. E. Deming, F. F. Stephan, Annals of
Mathematical Statistics 1940;11:427-444 (raking); J. C. Deville, C. E. Särndal, O. Sautory, JASA
1993;88:1013-1020 (raking with bounds); L. Kish, Survey Sampling, 1965, and Journal of Official Statistics
1992;8:183-200 (design effect); C. Gini 1912. Assumptions: each person once; the population's figures are exact;
for the intervals, that people of a group came independently of one another. docs/methods/representation.md.
"""

from openward.methods.representation.concentration import Concentration, TopShare, concentration
from openward.methods.representation.groups import (
    UNKNOWN,
    UNKNOWN_WORDS,
    People,
    Population,
    RepresentationError,
    people_from,
    population_from,
)
from openward.methods.representation.reach import GroupReach, Reach, reach
from openward.methods.representation.weights import (
    Weights,
    WeightsCaveat,
    WeightsCaveatKey,
    design_effect,
    effective_size,
    post_stratify,
    rake,
)

__all__ = [
    "UNKNOWN",
    "UNKNOWN_WORDS",
    "Concentration",
    "GroupReach",
    "People",
    "Population",
    "Reach",
    "RepresentationError",
    "TopShare",
    "Weights",
    "WeightsCaveat",
    "WeightsCaveatKey",
    "concentration",
    "design_effect",
    "effective_size",
    "people_from",
    "population_from",
    "post_stratify",
    "rake",
    "reach",
]
