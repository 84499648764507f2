"""Whether all features together predict the target so well that no honest table would."""

from __future__ import annotations

from zl_expectations.statistics.shares import share_at_most
from zl_expectations.statistics.tier import Tier

ROWS_TO_TELL = 60


def is_low(ratio: float, few_ratio: float, *, critical: float, warning: float) -> bool:
    """Whether a loss is suspiciously low: below `critical` whatever carries it, below `warning` if two features do."""
    return ratio < critical or (ratio < warning and few_ratio < warning)


def judge_predictability(
    ratio: float,
    few_ratio: float,
    *,
    wrong: int,
    trivially_wrong: int,
    rows: int,
    critical: float = 0.01,
    warning: float = 0.1,
    alpha: float = 0.05,
) -> Tier:
    """Say how bad a low loss is.

    Parameters
    ----------
    ratio : float
        The loss of all features, as a part of the trivial loss.
    few_ratio : float
        The same of the two features that carry the most.
    wrong, trivially_wrong, rows : int
        Rows classified wrongly by the model, and by the trivial answer, of how many; for a quantity 0 and 0.
    critical, warning : float
        Below `critical` no honest table is expected, whatever carries it. Below `warning` two features that do it by
        themselves are suspicious; many that do it together are a good table.
    alpha : float
        The level of the bound on the error, which must be below a tenth of the trivial error; and `ROWS_TO_TELL` rows
        must be what the trivial answer gets wrong.

    Examples
    --------
    >>> judge_predictability(0.0, 0.0, wrong=0, trivially_wrong=50, rows=150).name
    'CANNOT_TELL'
    >>> judge_predictability(0.0, 0.0, wrong=0, trivially_wrong=200, rows=600).name
    'CRITICAL'
    """
    if not is_low(ratio, few_ratio, critical=critical, warning=warning):
        return Tier.NONE
    if trivially_wrong:
        unproven = share_at_most(wrong, rows, alpha) > 0.1 * trivially_wrong / rows
        if unproven or trivially_wrong < ROWS_TO_TELL:
            return Tier.CANNOT_TELL
    elif rows < ROWS_TO_TELL:
        return Tier.CANNOT_TELL
    return Tier.CRITICAL if ratio < critical else Tier.WARNING
