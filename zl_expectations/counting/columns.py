"""Which columns a check looks at: the features that are left when everything named is taken out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zl_expectations.counting.table import Table
from zl_expectations.errors import BadInputError


def features_of(
    table: Table, chosen: Sequence[str] | None, left_out: Mapping[str, str | Sequence[str] | None], role: str
) -> tuple[str, ...]:
    """The chosen columns, or all that no role takes out of the features, in the batch's order.

    Parameters
    ----------
    chosen : sequence of str or None
        Explicit columns, given as the argument `role`.
    left_out : mapping of str to (str, sequence of str or None)
        Argument name to the columns that it takes out, such as ``{"target": "y", "identifiers": ["id"]}``.

    Raises
    ------
    UnknownColumnError
        When a named column is not in the batch.
    BadInputError
        When no column is left.
    """
    taken: dict[str, str] = {}
    for argument, columns in left_out.items():
        for name in [columns] if isinstance(columns, str) else columns or ():
            taken[table.require(argument, name)] = argument
    if chosen:
        return tuple(table.require(role, name) for name in chosen)
    left = tuple(name for name in table.columns if name not in taken)
    if not left:
        raise BadInputError(
            f"`{role}` must leave at least one column, got all of them taken out as {', '.join(left_out)}."
        )
    return left
