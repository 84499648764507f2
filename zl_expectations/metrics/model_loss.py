"""The loss that a small cross-fitted model reaches on all features together, and which features carry it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from zl_expectations.counting.table import Table
from zl_expectations.metrics.modelled_rows import modelled_rows
from zl_expectations.models.boosting import CrossFit, Fitted, Task
from zl_expectations.statistics.predictability import is_low

MOST_CARRIERS = 5


@dataclass(frozen=True)
class Carrier:
    """A feature that carries the prediction.

    Attributes
    ----------
    alone : Fitted
        The model of this feature by itself.
    without : Fitted
        The model without this feature and all that stand before it.
    """

    feature: str
    alone: Fitted
    without: Fitted


@dataclass(frozen=True)
class ModelLoss:
    """What all features together reach.

    Attributes
    ----------
    split : str or None
        The split whose rows were looked at.
    rows, sampled : int
        Its rows with a target, and how many of them the model saw.
    task : {"classification", "regression"}
    whole : Fitted
    few : Fitted or None
        The model of the two features that carry the most; None where the loss is too high to ask.
    carriers : tuple of Carrier
        The features that carry it, the first the most.
    """

    split: str | None
    rows: int
    sampled: int
    task: str
    whole: Fitted
    few: Fitted | None
    carriers: tuple[Carrier, ...]


def model_loss(table: Table, critical_below: float, warning_below: float, **asked: Any) -> ModelLoss:
    """Cross-fit a boosted model on rows of the train split, and where its loss is low ask which features carry it.

    Parameters
    ----------
    critical_below, warning_below : float
        The features are asked for where `statistics.predictability.is_low` says so of these parts.
    **asked
        As for `modelled_rows`.
    """
    found = modelled_rows(table, by_rank=True, **asked)
    whole = CrossFit(found.task, found.names)
    few, carriers = _explained(whole, found.task, critical_below, warning_below)
    return ModelLoss(found.split, found.rows, found.sampled, found.kind, whole.fitted, few, carriers)


def _explained(
    whole: CrossFit, task: Task, critical: float, warning: float
) -> tuple[Fitted | None, tuple[Carrier, ...]]:
    """Leave out what carries the most, one after another, until the loss is no longer low."""
    below = max(critical, warning)
    if whole.fitted.ratio >= below:
        return None, ()
    few = CrossFit(task, whole.ranked[:2]).fitted
    if not is_low(whole.fitted.ratio, few.ratio, critical=critical, warning=warning):
        return few, ()
    carriers: list[Carrier] = []
    now = whole
    while now.names and now.fitted.ratio < below and len(carriers) < MOST_CARRIERS:
        most = now.ranked[0]
        now = CrossFit(task, [name for name in now.names if name != most])
        carriers.append(Carrier(most, CrossFit(task, [most]).fitted, now.fitted))
    return few, tuple(carriers)
