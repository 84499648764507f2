"""Which columns a check looks at: the features that are left when everything named is taken out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from zl_expectations.counting.table import Table
from zl_expectations.errors import BadInputError

_PANDAS_INDEX = re.compile(r"__index_level_\d+__")


def columns_with_data(table: Table) -> list[str]:
    """The batch's columns without a nameless index that pandas wrote into a file (``__index_level_0__``): no frame that
    is read back has it as a column.
    """
    return [name for name in table.columns if not _PANDAS_INDEX.fullmatch(name)]


def features_of(
    table: Table,
    chosen: Sequence[str] | None,
    role: str,
    *,
    split_column: str | None,
    target: str | None,
    identifiers: Sequence[str] | None,
    ignore_columns: Sequence[str] | None,
) -> tuple[str, ...]:
    """The chosen columns, or all with data that no role takes out of the features, in the batch's order.

    Parameters
    ----------
    chosen : sequence of str or None
        Explicit columns, given as the argument `role`.
    split_column, target, identifiers, ignore_columns
        What takes columns out of the features.

    Raises
    ------
    UnknownColumnError
        When a named column is not in the batch.
    BadInputError
        When no column is left.
    """
    left_out: Mapping[str, str | Sequence[str] | None] = {
        "split_column": split_column,
        "target": target,
        "identifiers": identifiers,
        "ignore_columns": ignore_columns,
    }
    taken = {
        table.require(argument, name)
        for argument, columns in left_out.items()
        for name in ([columns] if isinstance(columns, str) else columns or ())
    }
    if chosen:
        return tuple(table.require(role, name) for name in chosen)
    left = tuple(name for name in columns_with_data(table) if name not in taken)
    if not left:
        raise BadInputError(
            f"`{role}` must leave at least one column, got all of them taken out as {', '.join(left_out)}."
        )
    return left
