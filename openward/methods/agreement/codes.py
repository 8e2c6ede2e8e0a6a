"""On which codes do coders agree, when a unit may carry several? One verdict for each code of a codebook.

For each code a unit's rating by a coder is yes or no: the coder read the unit, and gave it the code or not. So every
code has its own percentage and its own (nominal) alpha; one number for a whole codebook would hide the bad codes
behind the good. Source: K. Krippendorff 2019, chapter 12; the share of uses is the positive agreement of L. R. Dice
1945. Assumption: a coder who gave a unit no code still says so, with an empty code.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from openward.methods.agreement.resampling import check_resampling, drawn, interval, resampling_caveats
from openward.methods.agreement.result import (
    AgreementError,
    Caveat,
    CaveatKey,
    CodeAgreement,
    NothingToCompareError,
    UnusableRatingsError,
)

Floats = NDArray[np.float64]

FEW_USES = 10


def agreement_per_code(
    units: Sequence[str],
    coders: Sequence[str],
    codes: Sequence[str],
    *,
    draws: int = 1000,
    confidence: float = 0.95,
    seed: int = 1,
) -> tuple[CodeAgreement, ...]:
    """How far coders agree on each code, by code.

    Entry i of the three equally long sequences says that `coders[i]` gave `codes[i]` to `units[i]`, or, where the code
    is "", only that they read it. Said twice is said once. Returns one `CodeAgreement` for each code, in order of the
    codes' names. Units that one coder alone read are left out. Time and memory grow with units times codes.

    Raises `UnusableRatingsError` when the sequences differ in length, `NothingToCompareError` when no unit was read by
    two coders, `AgreementError` when there is no code, `UnusableOptionsError` for options out of range. Source: the
    module docstring.

    >>> found = agreement_per_code(["1", "1", "2", "2"], ["a", "b", "a", "b"], ["wait", "wait", "food", ""], draws=0)
    >>> [(one.code, one.percentage, one.of_uses) for one in found]
    [('food', 0.5, 0.0), ('wait', 1.0, 1.0)]
    """
    check_resampling(draws, confidence, seed)
    if not len(units) == len(coders) == len(codes):
        raise UnusableRatingsError("units, coders and codes must be equally many")
    names, given, readers = _given(units, coders, codes)
    if not len(names):
        raise AgreementError("no code was given to any unit: there is nothing to compare")
    both = readers >= 2
    if not both.any():
        raise NothingToCompareError("no unit was read by two coders: there is nothing to compare")
    given, readers = given[both], readers[both]
    within = 2 * given * (readers[:, None] - given) / (readers - 1)[:, None]
    alphas = _alphas(np.ones((1, len(readers))), within, given, readers)[0]
    tables = drawn(len(readers), draws, seed=seed)
    parts = [_alphas(drawn_units, within, given, readers) for drawn_units in tables]
    estimates = np.concatenate([np.zeros((0, len(names))), *parts])
    return tuple(
        _verdict(name, given[:, code], readers, alphas[code], estimates[:, code], confidence)
        for code, name in enumerate(names)
    )


def _given(units: Sequence[str], coders: Sequence[str], codes: Sequence[str]) -> tuple[list[str], Floats, Floats]:
    """The codes' names; how many coders gave each (columns) to each unit (rows); how many read each unit."""
    unit_names, unit = np.unique(np.asarray(units, dtype=np.str_), return_inverse=True)
    coder_names, coder = np.unique(np.asarray(coders, dtype=np.str_), return_inverse=True)
    code_names, code = np.unique(np.asarray(codes, dtype=np.str_), return_inverse=True)
    read = np.unique(unit * len(coder_names) + coder) // max(len(coder_names), 1)
    readers = np.bincount(read, minlength=len(unit_names)).astype(np.float64)
    once = np.unique((unit * len(coder_names) + coder) * len(code_names) + code)
    of_unit = once // (len(code_names) * max(len(coder_names), 1)) if len(code_names) else once
    cells = of_unit * len(code_names) + (once % max(len(code_names), 1))
    table = np.bincount(cells, minlength=len(unit_names) * len(code_names)).astype(np.float64)
    table = table.reshape(len(unit_names), len(code_names))
    named = code_names != ""
    return code_names[named].tolist(), table[:, named], readers


def _alphas(drawn_units: Floats, within: Floats, given: Floats, readers: Floats) -> Floats:
    """The nominal alpha of each draw (rows) and code (columns); NaN where nobody or everybody gave the code."""
    ratings = (drawn_units @ readers)[:, None]
    uses = drawn_units @ given
    between = 2 * uses * (ratings - uses) / (ratings - 1)
    observed = drawn_units @ within
    share = np.divide(observed, between, out=np.full_like(observed, np.nan), where=between > 0)
    alphas: Floats = 1 - share
    return alphas


def _verdict(
    name: str, given: Floats, readers: Floats, alpha: float, estimates: Floats, confidence: float
) -> CodeAgreement:
    uses = int(given.sum())
    pairs = (readers * (readers - 1)).sum()
    apart = (2 * given * (readers - given)).sum()
    # Of the pairs that begin with somebody who gave the code, those that end with another who did.
    of_uses = (given * (given - 1)).sum(), (given * (readers - 1)).sum()
    defined = not np.isnan(alpha)
    low, high = interval(estimates, confidence) if defined else (None, None)
    return CodeAgreement(
        code=name,
        uses=uses,
        units=int((given > 0).sum()),
        percentage=float(1 - apart / pairs),
        of_uses=float(of_uses[0] / of_uses[1]) if of_uses[1] else None,
        alpha=float(alpha) if defined else None,
        low=low,
        high=high,
        caveats=_caveats(uses, len(readers), defined, estimates),
    )


def _caveats(uses: int, units: int, defined: bool, estimates: Floats) -> tuple[Caveat, ...]:
    caveats = []
    if not defined:
        same = "Nobody or everybody gave this code to the units that two coders read: alpha is not defined."
        caveats.append(Caveat(CaveatKey.NO_VARIATION, units, same))
    if uses < FEW_USES:
        rare = f"The code was given too rarely to judge agreement on it (uses: {uses})."
        caveats.append(Caveat(CaveatKey.RARE, uses, rare))
    return (*caveats, *(resampling_caveats(estimates, units) if defined else ()))
