"""What scikit-learn is given, features and targets apart, as the one table that a check reads."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as pads

from zl_expectations.counting.relations import as_arrow
from zl_expectations.errors import BadInputError, UnknownColumnError, UnsupportedTypeError


@dataclass(frozen=True)
class LabelledRows:
    """Rows with their target, and where there are any their groups and times.

    Attributes
    ----------
    table : pyarrow.Table
    target : str
        The column that holds y.
    group_columns : tuple of str
    time_column : str or None
    beside : tuple of str
        The groups and times that stand beside X: no features, and no part of what makes two rows the same.
    """

    table: pa.Table
    target: str
    group_columns: tuple[str, ...]
    time_column: str | None
    beside: tuple[str, ...]

    @property
    def split_column(self) -> str:
        """A name for the column that says to which split a row belongs, which no other column has."""
        return free_name("split", self.table.column_names)

    def naming_classes(self) -> LabelledRows:
        """The same rows with the target as text, so that numbers of classes are not taken for a quantity."""
        place = self.table.column_names.index(self.target)
        values = self.table.column(place)
        if pa.types.is_dictionary(values.type):
            values = values.cast(values.type.value_type)
        if pa.types.is_floating(values.type):
            values = pc.add(values, pa.scalar(0, values.type))  # -0.0 is 0.0
        if pa.types.is_integer(values.type) or pa.types.is_floating(values.type):
            values = values.cast(pa.string())
        return replace(self, table=self.table.set_column(place, self.target, values))

    def values(self, column: str) -> Any:
        """The values of one column as an array."""
        return self.table.column(column).to_pandas().to_numpy()


def labelled_rows(
    X: Any, y: Any, *, groups: Any = None, time: Any = None, called: Mapping[str, str] | None = None
) -> LabelledRows:
    """Put X, y, groups and times together, row by row.

    Parameters
    ----------
    X : frame, Arrow table, ndarray or list
        As scikit-learn takes it, but not sparse; columns without a name are called x0, x1, and so on.
    y : series, ndarray or list
        One value a row.
    groups, time : series, ndarray, list or str, optional
        One value a row, or the name of a column of X.
    called : mapping of str to str, optional
        What the columns of ``"y"``, ``"groups"`` and ``"time"`` are called; by default so, and y as it calls itself.

    Raises
    ------
    BadInputError
        When one of them is no column, or they differ in length.

    Examples
    --------
    >>> rows = labelled_rows([[1, 2], [3, 4]], ["a", "b"], groups=[7, 8])
    >>> rows.table.column_names, rows.target, rows.beside
    (['x0', 'x1', 'y', 'groups'], 'y', ('groups',))
    """
    table = _features(X)
    rows = table.num_rows
    if y is None:
        raise BadInputError(
            "`y` must be given, got None: a check asks what the features say about the target. "
            "(requires y to be passed, but the target y is None)"
        )
    names = dict(called or {})
    named = getattr(y, "name", None)
    own = named if isinstance(named, str) and named else "y"
    target = free_name(names.get("y", own), table.column_names)
    table = table.append_column(target, _column(y, "y", rows))
    roles: dict[str, str] = {}
    beside: list[str] = []
    for role, values in (("groups", groups), ("time", time)):
        if isinstance(values, str):
            if values not in table.column_names or values == target:
                raise UnknownColumnError(role, values, [name for name in table.column_names if name != target])
            roles[role] = values
        elif values is not None:
            name = roles[role] = free_name(names.get(role, role), table.column_names)
            beside.append(name)
            table = table.append_column(name, _column(values, role, rows))
    group = roles.get("groups")
    return LabelledRows(table, target, (group,) if group else (), roles.get("time"), tuple(beside))


def free_name(wanted: str, taken: Collection[str]) -> str:
    """The name, with as many underscores behind it as it takes to be no other column's, whatever the case.

    Examples
    --------
    >>> free_name("y", ["x", "Y"])
    'y_'
    """
    lower = {name.lower() for name in taken}
    while wanted.lower() in lower:
        wanted += "_"
    return wanted


def _features(X: Any) -> pa.Table:
    if hasattr(X, "tocsr"):
        raise BadInputError(
            f"X must be dense, got a sparse {type(X).__name__}: a check reads columns one by one. Put the check before "
            "the step that makes X sparse, around the whole pipeline, or give X.toarray()."
        )
    if isinstance(X, pd.Series):
        X = X.to_frame(X.name if X.name is not None else "x0")
    elif not (isinstance(X, pd.DataFrame) or hasattr(X, "__arrow_c_stream__")):
        X = _frame(X)
    try:
        held = as_arrow(X, "X")
    except UnsupportedTypeError as error:
        raise UnsupportedTypeError(
            f"The X argument must be a table whose values are each a string, a number or a time. {error}",
            from_data=error.from_data,
        ) from error
    return held.to_table() if isinstance(held, pads.Dataset) else held


def _frame(X: Any) -> pd.DataFrame:
    """A frame of what has no names of its own."""
    if not isinstance(X, list | tuple):
        X = np.asarray(X)
        if X.ndim not in (1, 2):
            raise BadInputError(f"X must have a row for each sample, and columns, got the shape {X.shape}.")
        if X.ndim == 2 and not X.shape[1]:
            raise BadInputError(
                f"X must have columns, got 0 feature(s) (shape={X.shape}) while a minimum of 1 is required."
            )
        if np.iscomplexobj(X):
            raise UnsupportedTypeError(f"Complex data not supported: X must hold real numbers, got {X.dtype}.")
    try:
        frame = pd.DataFrame(X)
    except (TypeError, ValueError) as error:
        raise BadInputError(
            f"X must be a table that can be read, got {type(X).__name__}: {error}.", from_data=[str(error)]
        ) from error
    if isinstance(frame.columns, pd.RangeIndex):
        frame.columns = pd.Index([f"x{place}" for place in range(frame.shape[1])])
    return frame


def _column(values: Any, role: str, rows: int) -> pa.ChunkedArray:
    """One column with a value for each row of X."""
    if hasattr(values, "to_frame"):
        held = as_arrow(values.to_frame(role), f"`{role}`")
    elif isinstance(values, pd.DataFrame) or hasattr(values, "column_names"):
        held = as_arrow(values, f"`{role}`")
    else:
        array = np.asarray(values, dtype=object) if isinstance(values, list | tuple) else np.asarray(values)
        if array.ndim == 2 and array.shape[1] == 1:
            array = array.ravel()
        if array.ndim != 1:
            raise BadInputError(_one_column(role, str(array.shape)))
        held = as_arrow(pd.DataFrame({role: array}), f"`{role}`")
    if held.num_columns != 1:
        raise BadInputError(_one_column(role, f"({held.num_rows}, {held.num_columns})"))
    if held.num_rows != rows:
        raise BadInputError(f"`{role}` must have a value for each of the {rows:,} rows of X, got {held.num_rows:,}.")
    return held.column(0)


def _one_column(role: str, shape: str) -> str:
    more = " Check each output by itself." if role == "y" else ""
    return f"`{role}` must be one column, got the shape {shape}.{more}"
