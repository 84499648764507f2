"""The evaluation rows that training APIs take beside X and y, under the names that each of them uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zl_expectations.errors import BadInputError

Part = tuple[Any, Any, Any]
"""X, y and groups."""


def evaluation_rows(
    X: Any,
    *,
    groups: Any,
    eval_set: Any,
    eval_groups: Any,
    validation_data: Any,
    others: Mapping[str, Any],
) -> dict[str, Part]:
    """The evaluation splits, by name.

    Parameters
    ----------
    X
        The train rows: an entry of `eval_set` that is the same object and not the last watches the training loss.
    groups, eval_groups
        The groups of the train rows, and of each evaluation split.
    eval_set : list of (X, y), or (X, y)
    validation_data : (X, y)
    others : mapping
        Where `X_val` and `y_val` may be.

    Raises
    ------
    BadInputError
        When an entry is no pair, or groups are there on one side only.

    Examples
    --------
    >>> X, X_val = [[1]], [[2]]
    >>> given = {"groups": None, "eval_groups": None, "validation_data": None, "others": {}}
    >>> evaluation_rows(X, eval_set=[(X, [0]), (X_val, [1])], **given)
    {'validation': ([[2]], [1], None)}
    """
    sets = list(eval_set) if eval_set is not None else []
    if isinstance(eval_set, tuple) and len(sets) == 2 and not isinstance(sets[0], tuple | list):
        sets = [eval_set]
    if validation_data is not None:
        sets.append(validation_data)
    if others.get("X_val") is not None:
        sets.append((others["X_val"], others.get("y_val")))
    pairs = [_pair(one) for one in sets]
    of_each = _of_each(pairs, groups, eval_groups)
    kept = [
        (*pair, group)
        for place, (pair, group) in enumerate(zip(pairs, of_each, strict=True), start=1)
        if pair[0] is not X or place == len(pairs)
    ]
    return {"validation" if len(kept) == 1 else f"validation {n}": part for n, part in enumerate(kept, start=1)}


def _pair(given: Any) -> tuple[Any, Any]:
    if not isinstance(given, tuple | list) or len(given) < 2:
        raise BadInputError(f"Evaluation rows must be given as pairs (X, y), got {type(given).__name__}.")
    return given[0], given[1]


def _of_each(pairs: Sequence[Any], groups: Any, eval_groups: Any) -> list[Any]:
    """The groups of each pair."""
    if groups is None or isinstance(groups, str) or not pairs:
        if eval_groups is not None:
            raise BadInputError("`eval_groups` must have `groups` and evaluation rows beside them, got them alone.")
        return [groups] * len(pairs)
    if eval_groups is None or len(eval_groups) != len(pairs):
        got = "none" if eval_groups is None else len(eval_groups)
        raise BadInputError(
            f"`eval_groups` must be a list with the groups of each of the {len(pairs)} evaluation sets, got {got}: "
            "groups are compared between the train rows and those."
        )
    return list(eval_groups)
