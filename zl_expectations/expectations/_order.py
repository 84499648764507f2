"""The order in which evidence is told: what matters most comes first, since the rest may not be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from zl_expectations.expectations._base import tier_of

Value = TypeVar("Value")


def worst_first(found: Sequence[dict[str, Any]], figure: str) -> list[dict[str, Any]]:
    """Several details, those of the highest tier first, and among those the largest figure; equals keep their order."""
    return sorted(found, key=lambda one: (-tier_of(one), -one[figure]))


def largest_of_each(pairs: Sequence[Mapping[str, Any]], figure: str) -> dict[str, Any]:
    """The largest figure that each evaluation split has with any train split.

    Examples
    --------
    >>> largest_of_each([{"evaluation": "c", "share": 0.1}, {"evaluation": "c", "share": 0.3}], "share")
    {'c': 0.3}
    """
    largest: dict[str, Any] = {}
    for one in pairs:
        largest[one["evaluation"]] = max(one[figure], largest.get(one["evaluation"], 0))
    return largest


def train_first(by_split: Mapping[str, Value], pairs: Sequence[Mapping[str, Any]], figure: str) -> dict[str, Value]:
    """What is known of each split: of train first, then of the evaluation splits by their largest figure.

    The order cannot be kept with the result: JSON, which Data Docs are made from, forgets it.

    Examples
    --------
    >>> pairs = [{"train": "train", "evaluation": name, "share": share} for name, share in (("a", 0.1), ("b", 0.2))]
    >>> train_first({"a": 1, "b": 2, "train": 3}, pairs, "share")
    {'train': 3, 'b': 2, 'a': 1}
    """
    largest, train = largest_of_each(pairs, figure), pairs[0]["train"]
    return dict(sorted(by_split.items(), key=lambda one: (one[0] != train, -largest.get(one[0], 0))))
