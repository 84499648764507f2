"""Which losses of a training run are too good for its data."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from numbers import Real

from zl_expectations.errors import BadInputError
from zl_expectations.statistics.tier import Tier


@dataclass(frozen=True)
class LossLimits:
    """What the losses of a run are judged by, all in the unit of the losses.

    Attributes
    ----------
    floor : float
        The lowest mean training loss that the data allows.
    trivial : float or None
        The loss of the best constant answer; without it only the floor is watched.
    near_zero : float
        The part of the trivial loss below which a loss is near zero.
    first : float
        How many passes are early.
    tolerance : float
        The part of the floor that a loss may fall below it: a loss that is averaged while the model learns is not quite
        the loss of one model.

    Raises
    ------
    BadInputError
        When a limit makes no sense, or all of them together could reject nothing.
    """

    floor: float = 0.0
    trivial: float | None = None
    near_zero: float = 0.01
    first: float = 2
    tolerance: float = 0.01

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if value is None and name == "trivial":
                continue
            if not (isinstance(value, Real) and math.isfinite(value) and float(value) >= 0):
                raise BadInputError(f"`{name}` must be a finite number of at least 0, got {value!r}.")
        for name in ("near_zero", "tolerance"):
            if getattr(self, name) >= 1:
                raise BadInputError(f"`{name}` must be a part, below 1, got {getattr(self, name)!r}.")
        if self.trivial is not None and self.floor > self.trivial:
            raise BadInputError(
                f"`floor` must not lie above `trivial`, got {self.floor!r} and {self.trivial!r}: are both in the same "
                "unit?"
            )
        if not self.floor and not self.trivial:
            raise BadInputError(
                f"`floor` or `trivial` must be above 0, got {self.floor!r} and {self.trivial!r}: no loss would be too "
                "good. `zl_expectations.loss_floor` gives both."
            )

    def is_near_zero(self, loss: float | None) -> bool:
        """Whether a loss is a small part of the trivial loss."""
        return loss is not None and self.trivial is not None and loss < self.near_zero * self.trivial


@dataclass(frozen=True)
class Pass:
    """One pass over the train rows, and the mean losses after it.

    Attributes
    ----------
    number : int
        Which pass, from 1.
    name : str
        What it is called, such as ``"epoch 0"``.
    training_loss : float
    validation_loss : float or None

    Raises
    ------
    BadInputError
        When a loss is no finite number of at least 0: nothing could be judged.
    """

    number: int
    name: str
    training_loss: float
    validation_loss: float | None = None

    def __post_init__(self) -> None:
        for which, loss in (("training", self.training_loss), ("validation", self.validation_loss)):
            if loss is not None and not (loss >= 0 and math.isfinite(loss)):
                got = f"got {float(loss)!r} in {self.name}"
                raise BadInputError(
                    f"The {which} loss must be a number of at least 0, {got}: the run has diverged, or the loss is none"
                    " that has a floor.",
                    from_data=[got],
                )


class TooGood(str, Enum):
    """What is too good about a loss, the worst first."""

    BELOW_FLOOR = "below_floor"
    NEAR_ZERO_EARLY = "near_zero_early"
    VALIDATION_NEAR_ZERO = "validation_near_zero"
    JUST_BELOW_FLOOR = "just_below_floor"
    NEAR_ZERO_UNVALIDATED = "near_zero_unvalidated"

    @property
    def tier(self) -> Tier:
        """How bad that is."""
        return _TIERS[self]


_TIERS: Mapping[TooGood, Tier] = {
    TooGood.BELOW_FLOOR: Tier.CRITICAL,
    TooGood.NEAR_ZERO_EARLY: Tier.CRITICAL,
    TooGood.VALIDATION_NEAR_ZERO: Tier.WARNING,
    TooGood.JUST_BELOW_FLOOR: Tier.CANNOT_TELL,
    TooGood.NEAR_ZERO_UNVALIDATED: Tier.CANNOT_TELL,
}


def judge_pass(one: Pass, limits: LossLimits) -> TooGood | None:
    """Say what is too good about one pass, seen by itself; the worst where several things are.

    Examples
    --------
    >>> limits = LossLimits(floor=0.3, trivial=0.6)
    >>> judge_pass(Pass(7, "pass 7", 0.2), limits).value, judge_pass(Pass(7, "pass 7", 0.4), limits)
    ('below_floor', None)
    """
    if one.training_loss < limits.floor * (1 - limits.tolerance):
        return TooGood.BELOW_FLOOR
    near_zero = limits.is_near_zero(one.training_loss)
    if near_zero and one.number <= limits.first:
        return TooGood.NEAR_ZERO_EARLY
    if limits.is_near_zero(one.validation_loss):
        return TooGood.VALIDATION_NEAR_ZERO
    if one.training_loss < limits.floor:
        return TooGood.JUST_BELOW_FLOOR
    if near_zero and one.validation_loss is None:
        return TooGood.NEAR_ZERO_UNVALIDATED
    return None


def judge_passes(passes: Sequence[Pass], limits: LossLimits) -> list[tuple[Pass, TooGood]]:
    """Every pass that is too good, the worst first, and of what is equally bad the earliest first.

    A training loss near zero late in a run is what a memorised table gives; the validation losses tell that from a
    target that is given away, so it counts only where the run has none.

    Examples
    --------
    >>> run = [Pass(1, "epoch 0", 0.5), Pass(2, "epoch 1", 0.1), Pass(3, "epoch 2", 0.001)]
    >>> [(one.name, reason.value) for one, reason in judge_passes(run, LossLimits(trivial=0.6))]
    [('epoch 2', 'near_zero_unvalidated')]
    """
    found = [(one, reason) for one in passes if (reason := judge_pass(one, limits)) is not None]
    if any(one.validation_loss is not None for one in passes):
        found = [(one, reason) for one, reason in found if reason is not TooGood.NEAR_ZERO_UNVALIDATED]
    order = list(TooGood)
    return sorted(found, key=lambda each: (order.index(each[1]), each[0].number))


def is_regular(places: Sequence[int], total: int) -> bool:
    """Whether places among 1 … `total`, in order, are every k-th of them; the last of all may stand beside those.

    Examples
    --------
    >>> is_regular([1, 2, 3], 3), is_regular([2, 4, 5], 5), is_regular([1, 2, 4], 4)
    (True, True, False)
    """
    inner = [place for place in places if place < total]
    has_last = len(inner) < len(places)
    if not inner:
        return has_last
    start = inner[0]
    step = inner[1] - start if len(inner) > 1 else start
    is_last_due = (total - start) % step == 0
    return start <= step and inner == list(range(start, total, step)) and (has_last or not is_last_due)


def thinned(total: int, most: int, kept: Sequence[int] = ()) -> list[int]:
    """About `most` places of 0 … `total` - 1, evenly apart, with the last one and those to be kept.

    Examples
    --------
    >>> thinned(5, 10), thinned(100, 4, kept=[3])
    ([0, 1, 2, 3, 4], [0, 3, 25, 50, 75, 99])
    """
    step = max(1, -(-total // most))
    return sorted({*range(0, total, step), *kept, *([total - 1] if total else [])})
