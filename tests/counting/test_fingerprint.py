"""The fingerprint changes with any value, row or column, and with nothing else."""

from __future__ import annotations

import hashlib
import random
import struct
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from zl_expectations.counting.dialects import dialect_named
from zl_expectations.counting.duckdb_table import table_of
from zl_expectations.counting.fingerprint import Fingerprint, count_fingerprints
from zl_expectations.counting.kinds import Kind
from zl_expectations.counting.table import Row, SqlTable
from zl_expectations.errors import BadInputError, UnknownColumnError, UnsupportedTypeError


def taken(source: Any, split_column: str | None = None) -> Fingerprint:
    (found,) = count_fingerprints(table_of(source), split_column).values()
    return found


NUMBERS = st.one_of(st.none(), st.floats(allow_nan=False), st.integers(-3, 3).map(float))
TEXTS = st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=4))
ROWS = st.lists(st.tuples(NUMBERS, TEXTS, st.integers(-(2**63), 2**63 - 1)), min_size=1, max_size=8)
KINDS = (pa.float64(), pa.string(), pa.int64())


def table(rows: list[tuple[Any, ...]], names: str = "abc") -> pa.Table:
    arrays = [pa.array(column, kind) for column, kind in zip(zip(*rows, strict=True), KINDS, strict=True)]
    return pa.table(arrays, names=list(names))


@settings(max_examples=40)
@given(ROWS, st.randoms(use_true_random=False), st.data())
def test_it_changes_with_any_value_row_or_name_and_with_no_order(
    rows: list[tuple[Any, ...]], chance: random.Random, data: st.DataObject
) -> None:
    whole = table(rows)
    found = taken(whole)
    shuffled = table(chance.sample(rows, len(rows))).select(chance.sample(["a", "b", "c"], 3))
    assert taken(shuffled) == found

    row, column = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.integers(0, 2))
    other = data.draw((NUMBERS, TEXTS, ROWS.map(lambda some: some[0][2]))[column])
    changed = [tuple(other if (i, j) == (row, column) else x for j, x in enumerate(one)) for i, one in enumerate(rows)]
    same = other == rows[row][column] or sorted(map(repr, changed)) == sorted(map(repr, rows))
    assert (taken(table(changed)) == found) is same

    if len(rows) > 1:
        assert taken(table(rows[:row] + rows[row + 1 :])).digest != found.digest
    assert taken(table([*rows, rows[row]])).digest != found.digest
    assert taken(table(rows, "abd")).digest != found.digest
    assert taken(whole.drop_columns(["a"])).digest != found.digest


def test_two_rows_that_swap_a_value_are_other_rows() -> None:
    assert taken(pa.table({"a": [1, 2], "b": [1, 2]})) != taken(pa.table({"a": [1, 2], "b": [2, 1]}))
    assert taken(pa.table({"a": [1, 2], "b": [3, 4]})) != taken(pa.table({"a": [3, 4], "b": [1, 2]}))


def test_a_row_that_stands_twice_is_not_one_that_is_not_there() -> None:
    """Exclusive or, or a set of rows, would take them for one."""
    some = [taken(pa.table({"a": [0] * one + [1] * other})) for one, other in ((2, 0), (0, 2), (1, 1), (4, 0))]
    assert len({one.digest for one in some}) == 4


@pytest.mark.parametrize(
    ("left", "right"),
    [(["ab", "c"], ["a", "bc"]), (["", "~"], ["~", ""]), ([None, "x"], ["~", "x"]), (["1;", "2"], ["1", ";2"])],
)
def test_no_text_runs_into_the_next_column(left: list[str], right: list[str]) -> None:
    def row(texts: list[str]) -> pa.Table:
        return pa.table({"a": pa.array([texts[0]], pa.string()), "b": pa.array([texts[1]], pa.string())})

    assert taken(row(left)) != taken(row(right))


SAME: dict[str, tuple[Any, Any]] = {
    "missing in many ways": (pd.Series([None, "a"], dtype=object), pd.Series([pd.NA, "a"], dtype="string")),
    "NaN and null": (pd.Series([np.nan, 1.5]), pd.Series([None, 1.5], dtype="Float64")),
    "a category": (pd.Series(["x", None, "y"], dtype="category"), pd.Series(["x", None, "y"], dtype=object)),
    "whole numbers": (pd.Series([1, 2], dtype="int8"), pd.Series([1.0, 2.0])),
    "decimals": (pd.Series([Decimal("1.50"), Decimal(2)]), pd.Series([1.5, 2.0])),
    "floats of two widths": (pd.Series([0.5, -0.0], dtype="float32"), pd.Series([0.5, 0.0])),
    "units of time": (
        pd.Series(pd.to_datetime(["2020-01-01", None])).astype("datetime64[s]"),
        pd.Series(pd.to_datetime(["2020-01-01", None])).astype("datetime64[ns]"),
    ),
    "zones": (
        pd.Series(pd.to_datetime(["2020-01-01 12:00"])).dt.tz_localize("UTC"),
        pd.Series(pd.to_datetime(["2020-01-01 21:00"])).dt.tz_localize("Asia/Tokyo"),
    ),
}


@pytest.mark.parametrize(("left", "right"), SAME.values(), ids=SAME)
def test_equal_values_have_one_fingerprint_whatever_their_type(left: Any, right: Any) -> None:
    assert taken(pd.DataFrame({"x": left})) == taken(pd.DataFrame({"x": right}))


OTHER: dict[str, tuple[Any, Any]] = {
    "nanoseconds": (pd.to_datetime(["2020-01-01 00:00:00.000000001"]), pd.to_datetime(["2020-01-01"])),
    "integers beyond floats": ([2**53], [2**53 + 1]),
    "large unsigned integers": (np.array([2**64 - 1], "uint64"), np.array([2**64 - 2], "uint64")),
    "letters": (["é"], ["e\u0301"]),
    "lists": ([[1, 2]], [[2, 1]]),
    "durations": (pd.to_timedelta([1], "us"), pd.to_timedelta([2], "us")),
    "a number and its text": ([1], ["1"]),
    "missing and empty": ([None, "a"], ["", "a"]),
}


@pytest.mark.parametrize(("left", "right"), OTHER.values(), ids=OTHER)
def test_other_values_have_another_fingerprint(left: Any, right: Any) -> None:
    assert taken(pd.DataFrame({"x": left})) != taken(pd.DataFrame({"x": right}))


def test_each_split_has_its_own_without_the_split_column(tmp_path: Path) -> None:
    train, test = pa.table({"x": [1, 2, 2]}), pa.table({"x": [3]})
    pyarrow.parquet.write_table(test, tmp_path / "test.parquet")
    together = count_fingerprints(table_of({"train": train, "test": str(tmp_path / "test.parquet")}), "split")
    assert together == {"train": taken(train), "test": taken(test)}
    folds = table_of(pa.table({"fold": [7, 7, 7, 8], "x": [2, 1, 2, 3]}))
    assert list(count_fingerprints(folds, "fold").values()) == [taken(train), taken(test)]


def test_hundreds_of_columns_have_one_too() -> None:
    wide = {f"c{i}": [i, i / 2] for i in range(1_200)}
    assert taken(pa.table(wide)) != taken(pa.table({**wide, "c700": [700, 0]}))


def test_its_query_alone_is_planned_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    table, fetch = table_of(pa.table({"x": [0.5, 1.5]})), SqlTable.fetch
    setting: Any = sa.text("SELECT current_setting('disabled_optimizers')")
    seen: list[Row] = []

    def noted(self: SqlTable, query: Any) -> list[Row]:
        seen.extend(fetch(self, setting))
        return fetch(self, query)

    monkeypatch.setattr(SqlTable, "fetch", noted)
    count_fingerprints(table, None)
    assert [set(names.split(",")) for (names,) in seen] == [{"common_subexpressions", "statistics_propagation"}]
    assert fetch(table, setting) == [("",)]


def test_what_no_engine_shares_is_refused() -> None:
    columns = table_of(pa.table({"x": [1]}))
    columns.columns["x"] = Kind.UNKNOWN
    with pytest.raises(UnsupportedTypeError, match=r"unknown values in 'x'\. Convert the column"):
        count_fingerprints(columns, None)
    columns.dialect = dialect_named("mysql")
    with pytest.raises(UnsupportedTypeError, match="can be compared, got mysql"):
        count_fingerprints(columns.reading(columns.source), None)


def test_a_split_column_that_is_none_is_refused() -> None:
    rows = table_of(pa.table({"x": list(range(200)), "split": ["train", None] * 100}))
    with pytest.raises(UnknownColumnError, match="splt"):
        count_fingerprints(rows, "splt")
    with pytest.raises(BadInputError, match="got 100 with a missing value"):
        count_fingerprints(rows, "split")
    with pytest.raises(BadInputError, match="at most 100 splits"):
        count_fingerprints(rows, "x")


def test_it_stays_what_it_was() -> None:
    """A manifest outlives a release: the texts of rows, and what is made of them, change only with its version."""
    rows = pa.table({"b": ["x", "", None], "a": [1.0, 0.1, None], "c": [True, False, None]})
    (bits,) = struct.unpack("<q", struct.pack("<d", 0.1))
    hashes = [hashlib.sha256(text.encode()).digest() for text in ("1;s1:x1;", f"f{bits};s0:0;", "~~~")]
    sums = [sum(int.from_bytes(one[8 * i : 8 * i + 8], "big") for one in hashes) % 2**64 for i in (0, 1)]
    told = f'[["a", "b", "c"], 3, [{sums[0]}, {sums[1]}]]'
    assert taken(rows) == Fingerprint(3, hashlib.sha256(told.encode()).hexdigest())
