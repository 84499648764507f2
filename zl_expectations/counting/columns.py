"""Which columns a check looks at: the features that are left when everything named is taken out."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from zl_expectations.counting.table import Table
from zl_expectations.errors import BadInputError, did_you_mean

_PANDAS_INDEX = re.compile(r"__index_level_\d+__")


def is_nameless_index(name: str) -> bool:
    """Whether a column is an index without a name that pandas wrote into a file: no frame that is read back has it.

    Examples
    --------
    >>> is_nameless_index("__index_level_0__")
    True
    """
    return _PANDAS_INDEX.fullmatch(name) is not None


def columns_with_data(table: Table) -> list[str]:
    """The batch's columns without a nameless index."""
    return [name for name in table.columns if not is_nameless_index(name)]


def column_list(role: str, columns: Sequence[str] | None) -> list[str] | None:
    """The columns given as the argument `role` as a list, or None where there are none.

    Raises
    ------
    BadInputError
        For one name that is not in a list: it would be read letter by letter.
    """
    if isinstance(columns, str):
        raise BadInputError(f"`{role}` must be a list of columns, got the text {columns!r}: write [{columns!r}].")
    return list(columns) if columns else None


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
    left_out: Mapping[str, Sequence[str]] = {
        "split_column": [split_column] if split_column is not None else [],
        "target": [target] if target is not None else [],
        "identifiers": identifiers or (),
        "ignore_columns": ignore_columns or (),
    }
    taken = {table.require(argument, name) for argument, columns in left_out.items() for name in columns}
    if chosen:
        return tuple(table.require(role, name) for name in chosen)
    left = tuple(name for name in columns_with_data(table) if name not in taken)
    if not left:
        raise BadInputError(
            f"`{role}` must leave at least one column, got all of them taken out as {', '.join(left_out)}."
        )
    return left


def refuse_two_roles(roles: Mapping[str, str | list[str] | None]) -> None:
    """Refuse a target or split column that is something else as well: half of the checks would see it as that.

    The target may be a key column: it then tells rows apart that are equal but for it.

    Parameters
    ----------
    roles : mapping of str to str, list of str or None
        Columns, by the argument that named them.

    Raises
    ------
    BadInputError
        Naming both arguments and the column.
    """
    named = {role: list(given) if isinstance(given, list) else [given] for role, given in roles.items() if given}
    for one, other in itertools.product(("target", "split_column"), named):
        both = [column for column in named.get(one, ()) if column in named[other]]
        if both and one != other and (one, other) != ("target", "key_columns"):
            raise BadInputError(
                f"`{one}` and `{other}` must be different columns, got {both[0]!r} for both. Leave it out of one."
            )


def check_names_of_splits(splits: Mapping[Any, object], role: str) -> None:
    """Refuse a mapping of splits that names none, or one by what is no text.

    Raises
    ------
    BadInputError
        Calling the mapping by its `role`.
    """
    if not splits:
        raise BadInputError(f"{role} must name at least one split, got none.")
    for split in splits:
        if not isinstance(split, str) or not split:
            raise BadInputError(f"The name of a split must be text, got {split!r}.")


def check_columns_of_splits(columns_of: Sequence[tuple[str, Collection[str]]], split_column: str | None) -> None:
    """Refuse splits of which one lacks a column that another has, or has one that is called like the split column.

    Parameters
    ----------
    columns_of : sequence of (str, collection of str)
        What messages call each split, such as ``"split 'train'"``, and its columns.
    split_column : str or None
        The column that the splits' names go into; None where they are in one already.

    Raises
    ------
    BadInputError
        Naming the first such split and the columns.
    """
    for label, names in columns_of:
        if taken := [name for name in names if split_column is not None and name.lower() == split_column.lower()]:
            raise BadInputError(
                f"A split must not have a column called like the split column, got {taken[0]!r} in {label}. "
                "Drop it, or name the split column otherwise with `split_column`."
            )
    known = list(dict.fromkeys(name for _, names in columns_of for name in names))
    for label, names in columns_of:
        if lacking := [name for name in known if name not in names]:
            shown = ", ".join(map(repr, lacking[:5])) + (f" and {len(lacking) - 5} more" if len(lacking) > 5 else "")
            raise BadInputError(
                f"Every split must have the same columns, but {label} lacks {shown}." + did_you_mean(lacking[0], names)
            )
