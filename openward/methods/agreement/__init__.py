"""Do several people who coded the same words agree, and how far beyond chance?

`krippendorff_alpha` (`alpha`): any number of coders, missing ratings, four levels of measurement. `cohens_kappa`
(`kappa`): two coders, with or without weights. `agreement_per_code` (`codes`): codings in which a unit may carry
several codes, one verdict for each code. All have bootstrap intervals over units (`resampling`). Sources and
assumptions: the modules' docstrings.
"""

from openward.methods.agreement.alpha import krippendorff_alpha
from openward.methods.agreement.codes import agreement_per_code
from openward.methods.agreement.kappa import WEIGHTS, cohens_kappa
from openward.methods.agreement.result import (
    AgreementError,
    Alpha,
    Caveat,
    CaveatKey,
    CodeAgreement,
    Kappa,
    Level,
    NothingToCompareError,
    UnusableOptionsError,
    UnusableRatingsError,
)

__all__ = [
    "WEIGHTS",
    "AgreementError",
    "Alpha",
    "Caveat",
    "CaveatKey",
    "CodeAgreement",
    "Kappa",
    "Level",
    "NothingToCompareError",
    "UnusableOptionsError",
    "UnusableRatingsError",
    "agreement_per_code",
    "cohens_kappa",
    "krippendorff_alpha",
]
