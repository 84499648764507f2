"""Spark frames of several splits as one frame with a split column."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

from zl_expectations.counting.columns import check_columns_of_splits, check_names_of_splits
from zl_expectations.errors import BadInputError, EngineError, MissingDependencyError, first_line

_INTEGERS = ("tinyint", "smallint", "int", "bigint")
_FLOATS = ("float", "double")


def union_splits(frames: Mapping[str, Any], split_column: str = "split") -> Any:
    """Put the Spark frames of several splits together by column name, with a split column.

    Nothing is read or computed: the result is a plan, as every Spark frame is.

    Parameters
    ----------
    frames : mapping of str to pyspark.sql.DataFrame
        The frame of each split, all of one Spark session.
    split_column : str
        The column that the splits' names go into.

    Returns
    -------
    pyspark.sql.DataFrame
        For a dataframe asset of a Spark data source.

    Raises
    ------
    BadInputError
        When a frame lacks a column that another has, has one called like the split column, or has one of another type,
        which Spark would make equal by rounding or by reading it as text.
    EngineError
        When the frames cannot be asked for their columns, because their session was stopped for instance.
    MissingDependencyError
        When PySpark is not installed.

    Examples
    --------
    >>> union_splits({})
    Traceback (most recent call last):
    ...
    zl_expectations.errors.BadInputError: `frames` must name at least one split, got none.
    """
    check_names_of_splits(frames, "`frames`")
    try:
        from pyspark.sql import functions as f
    except ImportError as error:
        raise MissingDependencyError(
            "Spark frames need PySpark, which is not installed: pip install 'zl-expectations[spark]'."
        ) from error
    try:
        types = {split: _types(split, frame) for split, frame in frames.items()}
        check_columns_of_splits([(f"split {split!r}", columns) for split, columns in types.items()], split_column)
        _check_types(types)
        marked = [frame.withColumn(split_column, f.lit(split)) for split, frame in frames.items()]
        return reduce(lambda left, right: left.unionByName(right), marked)
    except BadInputError:
        raise
    except Exception as error:
        reason = first_line(error)
        raise EngineError(f"Spark could not put the splits together: {reason}", from_data=[reason]) from error


def _types(split: str, frame: Any) -> dict[str, str]:
    if not hasattr(frame, "schema") or not hasattr(frame, "unionByName"):
        raise BadInputError(f"Split {split!r} must be a Spark frame, got {type(frame).__name__}.")
    return {field.name: field.dataType.simpleString() for field in frame.schema.fields}


def _check_types(types: Mapping[str, Mapping[str, str]]) -> None:
    for name in next(iter(types.values())):
        seen = {columns[name]: split for split, columns in types.items()}
        if len(seen) > 1 and not (set(seen) <= {*_INTEGERS, "void"} or set(seen) <= {*_FLOATS, "void"}):
            plain = [one for one in seen if one != "void"]
            if len(plain) > 1:
                shown = " and ".join(f"{one} in split {seen[one]!r}" for one in plain)
                raise BadInputError(
                    f"Column {name!r} must have one type in every split, got {shown}. Cast one of them, to a type "
                    "that holds the values of both."
                )
