"""How far rows with equal keys are no copies of one another: copies of one row all have its target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from zl_expectations.statistics.shares import share_at_most

ALPHA = 0.5  # high, as the judgement of what is left asks for its own proof
FEWEST_MATCHES = 10


@dataclass(frozen=True)
class MatchedTargets:
    """Evaluation rows of one class whose key stands in train.

    Attributes
    ----------
    share : float
        The class's share of the train rows; of a quantity, the probability that two train rows have equal values.
    matches : mapping of (int, int) to int
        Train rows with the row's key, and those of them with its target too, to the number of such evaluation rows.
    """

    share: float
    matches: Mapping[tuple[int, int], int]


def chance_part(classes: Sequence[MatchedTargets]) -> float:
    """The part of the matching rows that are no copies, by how often the train rows they match have another target.

    Returns
    -------
    float
        From 0, where all targets agree, to 1, where they differ as often as those of rows drawn at random.

    Notes
    -----
    Each matching row counts the share of its train rows with another target. Were these other rows that happen to have
    its key, whatever the target, the share with another would be 1 - `share`; among copies it is none. The ratio of
    both, over all classes, is the part. A single class may have been copied (oversampling) while the others repeat by
    nature: the part is at most the least upper bound of the ratio of a class with `FEWEST_MATCHES` (Clopper & Pearson
    1934, at `ALPHA` divided by the number of classes). A few wrong labels among many copies hardly move it. Targets
    that follow from the key make it too low.

    Examples
    --------
    >>> honest = MatchedTargets(0.5, {(4, 2): 60, (2, 1): 40})
    >>> copied = MatchedTargets(0.5, {(3, 3): 100})
    >>> chance_part([honest, honest]), round(chance_part([honest, copied]), 3), chance_part([])
    (1.0, 0.028, 0.0)
    """
    total = [sum(one.matches.values()) for one in classes]
    # By fsum, as sums in each engine's own order would differ in their last digits.
    differing = [fsum(rows * (1 - same / n) for (n, same), rows in one.matches.items()) for one in classes]
    expected = fsum(rows * (1 - one.share) for one, rows in zip(classes, total, strict=True))
    if not expected:
        return 0.0
    bounds = [
        share_at_most(other, rows, ALPHA / len(classes)) / (1 - one.share)
        for one, rows, other in zip(classes, total, differing, strict=True)
        if rows >= FEWEST_MATCHES and other < rows and one.share < 1
    ]
    return min(1.0, fsum(differing) / expected, *bounds)
