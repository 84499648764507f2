"""Frames as Arrow tables whose values DuckDB reads exactly: no guessing, no rounding, no copy where the layout allows.

DuckDB reads pandas frames too, but it turns an object column of 1 and "a" into text (so that 1 equals "1"), integer
categories with missing values into floats, and drops nanoseconds; so each column becomes Arrow here, and what cannot be
held exactly is refused by name.
"""

from __future__ import annotations

import contextlib
import datetime
import uuid
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as pads
from pandas.api.types import infer_dtype

from zl_expectations.counting.kinds import EXACT_IN_FLOAT
from zl_expectations.counting.relations.part import check_names
from zl_expectations.errors import BadInputError, UnsupportedTypeError

_TEXT_DTYPES = (pd.IntervalDtype, pd.PeriodDtype)


def frame_to_arrow(frame: pd.DataFrame, label: str) -> pa.Table:
    """A pandas frame as an Arrow table, its index left out and its missing values null.

    Raises
    ------
    BadInputError
        When the columns' names cannot be told apart, or there are none.
    UnsupportedTypeError
        When a column's values cannot be compared exactly; the message names the column.
    """
    if isinstance(frame.columns, pd.MultiIndex):
        raise BadInputError(
            f"Column names must have one level, got {frame.columns.nlevels} levels in {label}. "
            "Join them: frame.columns = ['_'.join(map(str, name)) for name in frame.columns]."
        )
    names = [str(name) for name in frame.columns]
    check_names(names, label)
    arrays = [_column(frame.iloc[:, place], name, label) for place, name in enumerate(names)]
    return pa.Table.from_arrays(arrays, names=names)


def exact_table(table: pa.Table, label: str) -> pa.Table:
    """An Arrow table with the types that DuckDB would round or refuse cast to ones that it holds exactly."""
    check_names(table.column_names, label)
    arrays = [_exact(table.column(place), name, label) for place, name in enumerate(table.column_names)]
    return pa.Table.from_arrays(arrays, names=table.column_names)


def exact_dataset(dataset: pads.Dataset, label: str) -> pads.Dataset | pa.Table:
    """The dataset itself, to be streamed; loaded first only where a type has to be cast to stay exact."""
    check_names(dataset.schema.names, label)
    if any(_needs_cast(field.type) for field in dataset.schema):
        return exact_table(dataset.to_table(), label)
    return dataset


def check_nanoseconds(held: pa.Table | pads.Dataset, columns: Mapping[str, str], label: str) -> None:
    """Refuse nanoseconds with a time zone where DuckDB would drop them (before its version 2).

    Parameters
    ----------
    held : pyarrow.Table or pyarrow.dataset.Dataset
        What DuckDB reads, made exact.
    columns : mapping of str to str
        The types that DuckDB gives its columns.
    """
    for field in held.schema:
        if pa.types.is_timestamp(field.type) and field.type.unit == "ns" and "NS" not in columns[field.name]:
            raise _unsupported(field.name, label, str(field.type), "this version of DuckDB holds microseconds only")


def _column(series: pd.Series[Any], name: str, label: str) -> pa.Array | pa.ChunkedArray:
    dtype = series.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return _categorical(series, name, label)
    if isinstance(dtype, pd.SparseDtype):
        return _column(series.sparse.to_dense(), name, label)
    if isinstance(dtype, _TEXT_DTYPES):
        return pa.array(series.astype(object).map(str, na_action="ignore"), pa.large_string(), from_pandas=True)
    if dtype == np.dtype(object):
        return _exact(_objects(series, name, label), name, label)
    values: Any = series
    kind = None
    if isinstance(dtype, np.dtype) and not dtype.isnative:
        values = series.to_numpy().astype(dtype.newbyteorder("="))
    if isinstance(dtype, pd.DatetimeTZDtype):  # as UTC: pandas warns of what pyarrow before 26 asks it for
        values, kind = series.dt.tz_convert(None), pa.timestamp(dtype.unit, pa.lib.tzinfo_to_string(dtype.tz))
    try:
        array = pa.array(values, from_pandas=True)
        array = array if kind is None else array.cast(kind)
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise _unsupported(name, label, str(dtype)) from error
    return _exact(array, name, label)


def _categorical(series: pd.Series[Any], name: str, label: str) -> pa.Array | pa.ChunkedArray:
    """By value, and no copy of the codes' categories: a dictionary array that DuckDB reads as its values."""
    codes = np.asarray(series.cat.codes)
    categories = _column(pd.Series(series.cat.categories), name, label)
    if isinstance(categories, pa.ChunkedArray):
        categories = categories.combine_chunks()
    if pa.types.is_null(categories.type):
        return pa.nulls(len(series))
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), categories)


_INFERRED = {"string": "str", "bytes": "bytes", "boolean": "bool", "floating": "float"}
_PLAIN_KINDS = {"str": pa.large_string(), "bytes": pa.large_binary(), "bool": pa.bool_(), "float": pa.float64()}


def _objects(series: pd.Series[Any], name: str, label: str) -> pa.Array:
    """Python objects as one Arrow type, or an error that names the types found."""
    found = infer_dtype(series, skipna=True)
    try:
        if found == "empty":
            return pa.nulls(len(series))
        if found in _INFERRED:
            with contextlib.suppress(pa.ArrowException):  # a missing value of a sort that Arrow does not know
                return pa.array(series, _PLAIN_KINDS[_INFERRED[found]], from_pandas=True)
        kinds = _kinds(series)
        if len(kinds) == 1 and (only := _PLAIN_KINDS.get(*kinds)) is not None:
            return pa.array(_values(series), only)
        if kinds <= {"int"}:
            return _integers(series)
        if kinds == {"int", "float"}:
            return _integers_and_floats(series, name, label)
        if kinds <= {"int", "Decimal"}:
            return pa.array([Decimal(int(v)) if isinstance(v, int | np.integer) else v for v in _values(series)])
        if kinds <= {"date", "datetime"}:
            return _instants(series, kinds, name, label)
        if kinds == {"timedelta"}:
            return _durations(series)
        if kinds in ({"UUID"}, {"Interval"}, {"Period"}):
            return pa.array([None if value is None else str(value) for value in _values(series)], pa.large_string())
        if kinds in ({"time"}, {"list"}, {"dict"}):
            return pa.array(_values(series), from_pandas=True)
    except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
        if isinstance(error, BadInputError):
            raise
        raise _unsupported(name, label, ", ".join(sorted(_kinds(series))), str(error)) from error
    raise _unsupported(name, label, ", ".join(sorted(kinds)))


def _values(series: pd.Series[Any]) -> list[Any]:
    """The objects, with every sort of missing as None."""
    missing = series.isna()
    return [None if absent else value for value, absent in zip(series, missing, strict=True)]


def _kinds(series: pd.Series[Any]) -> set[str]:
    """The kinds of the values that are there; numpy's and pandas' own scalars under Python's names."""
    return {_kind(kind) for kind in set(map(type, series[~series.isna()]))}


_KINDS: tuple[tuple[tuple[type, ...], str], ...] = (
    ((bool, np.bool_), "bool"),
    ((int, np.integer), "int"),
    ((float, np.floating), "float"),
    ((str,), "str"),
    ((bytes, bytearray), "bytes"),
    ((datetime.datetime, np.datetime64), "datetime"),
    ((datetime.date,), "date"),
    ((datetime.timedelta, np.timedelta64), "timedelta"),
    ((datetime.time,), "time"),
    ((list, tuple, np.ndarray), "list"),
    ((dict,), "dict"),
    ((uuid.UUID,), "UUID"),
    ((Decimal,), "Decimal"),
    ((pd.Interval,), "Interval"),
    ((pd.Period,), "Period"),
)


def _kind(kind: type) -> str:
    return next((name for types, name in _KINDS if issubclass(kind, types)), kind.__name__)


def _integers(series: pd.Series[Any]) -> pa.Array:
    values = [None if value is None else int(value) for value in _values(series)]
    for integer_type in (pa.int64(), pa.uint64(), pa.decimal128(38, 0)):
        try:
            return pa.array(values, integer_type)
        except (pa.ArrowInvalid, OverflowError):
            continue
    raise ValueError("an integer has more than 38 digits")


def _integers_and_floats(series: pd.Series[Any], name: str, label: str) -> pa.Array:
    values = _values(series)
    big = next((v for v in values if isinstance(v, int | np.integer) and abs(int(v)) > EXACT_IN_FLOAT), None)
    if big is not None:
        raise UnsupportedTypeError(
            f"Column {name!r} in {label} must hold numbers of one type, got floats beside the integer {big}, which a "
            "float would round. Make the column all integers, or all text.",
            from_data=[str(big)],
        )
    return pa.array([None if value is None else float(value) for value in values], pa.float64())


def _instants(series: pd.Series[Any], kinds: Iterable[str], name: str, label: str) -> pa.Array:
    values = _values(series)
    if set(kinds) == {"date"}:
        return pa.array(values, pa.date32())
    stamps = [None if value is None else _timestamp(value) for value in values]
    aware = {stamp.tzinfo is not None for stamp in stamps if stamp is not None}
    if len(aware) > 1:
        raise UnsupportedTypeError(
            f"Column {name!r} in {label} must hold times that all have a time zone or all have none, got both. "
            "Give the naive ones their zone, or take it off the others."
        )
    zone = "UTC" if True in aware else None
    fine = any(getattr(stamp, "nanosecond", 0) for stamp in stamps if stamp is not None)
    return pa.array(stamps, pa.timestamp("ns" if fine else "us", tz=zone))


def _timestamp(value: Any) -> Any:
    if isinstance(value, np.datetime64):
        return pd.Timestamp(value)
    return value if isinstance(value, datetime.datetime) else datetime.datetime(value.year, value.month, value.day)


def _durations(series: pd.Series[Any]) -> pa.Array:
    values = [pd.Timedelta(value) if isinstance(value, np.timedelta64) else value for value in _values(series)]
    if any(getattr(value, "nanoseconds", 0) for value in values if value is not None):
        raise ValueError("a duration is finer than a microsecond")
    return pa.array(values, pa.duration("us"))


def _needs_cast(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _needs_cast(kind.value_type)
    if pa.types.is_timestamp(kind):
        return bool(kind.unit == "ns" and kind.tz is not None)
    return bool(
        pa.types.is_float16(kind)
        or pa.types.is_decimal256(kind)
        or pa.types.is_duration(kind)
        or pa.types.is_time64(kind)
        or pa.types.is_interval(kind)
    )


def _exact(array: pa.Array | pa.ChunkedArray, name: str, label: str) -> pa.Array | pa.ChunkedArray:
    """The array in a type that DuckDB reads exactly: microseconds and 38-digit decimals, where they hold the values."""
    kind = array.type
    if pa.types.is_dictionary(kind):
        return _exact(array.cast(kind.value_type), name, label) if _casts(kind.value_type) else array
    target = _casts(kind)
    if target is None:
        return array
    try:
        return array.cast(target)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        if pa.types.is_timestamp(kind) and kind.unit == "ns":
            return array
        raise _unsupported(name, label, str(kind), "they do not fit into " + str(target)) from error


def _casts(kind: pa.DataType) -> pa.DataType | None:
    if pa.types.is_null(kind):
        return pa.string()
    if pa.types.is_timestamp(kind) and kind.unit != "us":
        return pa.timestamp("us", tz=kind.tz)
    if pa.types.is_duration(kind) and kind.unit != "us":
        return pa.duration("us")
    if pa.types.is_time64(kind) and kind.unit != "us":
        return pa.time64("us")
    if pa.types.is_float16(kind):
        return pa.float32()
    if pa.types.is_decimal256(kind):
        return pa.decimal128(38, kind.scale)
    if pa.types.is_interval(kind):
        return pa.duration("us")
    return None


def _unsupported(name: str, label: str, found: str, because: str = "") -> UnsupportedTypeError:
    detail = f" ({because.splitlines()[0]})" if because else ""
    return UnsupportedTypeError(
        f"Column {name!r} in {label} must hold values of one type that can be compared, got {found}{detail}. "
        "Convert it to one type, for instance to text, or drop it.",
        from_data=[detail.strip()],
    )
