"""What of the evidence is at fault, and the order in which it is told.

What matters most comes first, since the rest may not be shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from zl_expectations.expectations._base import tier_of

Value = TypeVar("Value")
Details = TypeVar("Details", bound=Mapping[str, Any])


def at_fault(found: Iterable[Details]) -> list[Details]:
    """Of several details those whose tier is not none."""
    return [one for one in found if one["tier"] != "none"]


def splits_at_fault(train: str, pairs: Iterable[Mapping[str, Any]], others: Iterable[str] = ()) -> list[str]:
    """The train split where an evaluation split is at fault with it, those, and others.

    Examples
    --------
    >>> splits_at_fault("train", [{"evaluation": "b", "tier": "none"}, {"evaluation": "a", "tier": "warning"}])
    ['train', 'a']
    """
    faulty = {one["evaluation"] for one in at_fault(pairs)}
    return list(dict.fromkeys([*([train] if faulty else []), *sorted(faulty.union(others))]))


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
