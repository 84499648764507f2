"""The fingerprint of the same rows is the same from pandas, Arrow, Parquet, SQLite, PostgreSQL and Spark."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings

from engines.conftest import MakeTable
from engines.test_parity import OTHERS, nasty_tables, table_of_all_kinds
from zl_expectations.counting.fingerprint import count_fingerprints


def digests(make_table: MakeTable, rows: pa.Table, engine: str, split_column: str | None = "split") -> dict[str, str]:
    found = count_fingerprints(make_table(rows, engine), split_column)
    return {name: one.digest for name, one in found.items()}


def powers_and_their_neighbours() -> list[float]:
    """Every power of two that a double holds, the doubles beside it, and others of any bits."""
    powers = [2.0**exponent for exponent in range(-1074, 1024)]
    beside = [math.nextafter(power, toward) for power in powers for toward in (0.0, math.inf)]
    bits = np.random.default_rng(3).integers(-(2**63), 2**63 - 1, 2_000, dtype=np.int64)
    others = [value for value in bits.view(np.float64).tolist() if not math.isnan(value)]
    finite = [value for value in [*powers, *beside, *others] if math.isfinite(value)]
    return [0.0, -0.0, math.inf, -math.inf, 0.1, 1 / 3, *finite, *(-value for value in finite)]


def instants() -> list[dt.datetime | None]:
    start, day = dt.datetime(1, 1, 1), dt.timedelta(days=1, microseconds=999_999)
    some = [start + day * int(n) for n in np.random.default_rng(5).integers(0, 3_650_000, 300)]
    return [None, start, dt.datetime(1969, 12, 31, 23, 59, 59, 999_999), dt.datetime(9999, 12, 31, 23, 59, 59), *some]


COLUMNS: dict[str, tuple[pa.DataType, Sequence[Any]]] = {
    "floats": (pa.float64(), powers_and_their_neighbours()),
    "floats of 32 bits": (pa.float32(), np.random.default_rng(7).normal(size=300).astype("float32").tolist()),
    "integers": (pa.int64(), [None, 0, 1, -1, 2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63)]),
    "bytes": (pa.binary(), [None, b"", b"\x00\xff", b"abc"]),
    "dates": (pa.date32(), [None, dt.date(1, 1, 1), dt.date(1969, 12, 31), dt.date(9999, 12, 31)]),
    "times": (pa.timestamp("us"), instants()),
    "instants": (pa.timestamp("us", "UTC"), instants()),
    "texts": (
        pa.string(),
        [
            None,
            "",
            "~",
            "s1:a",
            "a;",
            "é",
            "e\u0301",
            "\U0001f600",
            "\U0001f468\u200d\U0001f469",
            "'",
            "\\",
            "%s",
            ":p",
        ],
    ),
    "booleans": (pa.bool_(), [None, True, False]),
    "decimals": (
        pa.decimal128(10, 4),
        [None, *map(Decimal, ("0", "-0.5", "1.0000", "0.1", "123456.7891", "0.0001"))],
    ),
    "small decimals": (pa.decimal128(20, 10), [None, *map(Decimal, ("0", "0.0000001", "-0.0000000003", "12"))]),
    "nothing": (pa.int64(), [None, None]),
}


def test_a_fingerprint_is_the_same_on_every_engine(make_table: MakeTable, engine: str) -> None:
    rows = table_of_all_kinds()
    found = digests(make_table, rows, engine)
    assert found == digests(make_table, rows, "arrow")
    assert len(set(found.values())) == 3, "each split has its own"


@pytest.mark.parametrize("kind", COLUMNS)
def test_every_value_has_one_text_on_every_engine(make_table: MakeTable, engine: str, kind: str) -> None:
    column_type, values = COLUMNS[kind]
    rows = pa.table({"number": pa.array(range(len(values))), "column": pa.array(values, column_type)})
    assert digests(make_table, rows, engine, None) == digests(make_table, rows, "arrow", None)


def test_decimals_of_many_digits_are_told_apart(make_table: MakeTable, engine: str) -> None:
    def one(text: str) -> str:
        rows = pa.table({"d": pa.array([Decimal(text)], pa.decimal128(30, 10))})
        return digests(make_table, rows, engine, None)["data"]

    same = one("12345678901234567.1000000001") == one("12345678901234567.1000000002")
    assert same is (engine == "sqlite"), "SQLite keeps decimals as floats"


def test_a_decimal_is_one_value_with_and_without_room_for_a_whole_part(make_table: MakeTable, engine: str) -> None:
    def of(digits: int) -> dict[str, str]:
        values = [Decimal("0.00"), Decimal("-0.25"), Decimal("0.10"), None]
        return digests(make_table, pa.table({"x": pa.array(values, pa.decimal128(digits, 2))}), engine, None)

    assert of(2) == of(3) == of(30)


def test_a_whole_number_is_one_value_in_every_type(make_table: MakeTable, engine: str) -> None:
    def of(kind: pa.DataType, values: Sequence[Any]) -> dict[str, str]:
        return digests(make_table, pa.table({"x": pa.array(values, kind)}), engine, None)

    whole = of(pa.int64(), [0, 1, -7, None])
    assert of(pa.float64(), [-0.0, 1.0, -7.0, math.nan]) == whole
    assert of(pa.float32(), [0.0, 1.0, -7.0, None]) == whole
    assert of(pa.decimal128(5, 2), [Decimal(0), Decimal(1), Decimal(-7), None]) == whole
    assert of(pa.bool_(), [False, True]) == of(pa.int64(), [0, 1])
    assert of(pa.string(), ["0", "1", "-7", None]) != whole
    assert of(pa.int64(), [2**53]) == of(pa.float64(), [2.0**53]) != of(pa.int64(), [2**53 + 1])


@pytest.mark.parametrize(("other", "examples"), OTHERS)
def test_engines_agree_on_the_fingerprints_of_small_nasty_tables(
    make_table: MakeTable, other: str, examples: int
) -> None:
    @settings(
        max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(nasty_tables())
    def agree(rows: pa.Table) -> None:
        assert digests(make_table, rows, other) == digests(make_table, rows, "arrow")

    agree()


def test_a_table_of_hundreds_of_columns_has_one(make_table: MakeTable, engine: str) -> None:
    rows = pa.table({f"c{i}": [i / 7, float(i), None] for i in range(300)})
    assert digests(make_table, rows, engine, None) == digests(make_table, rows, "arrow", None)


def test_a_fingerprint_reads_the_rows_once_and_only_sums_leave_the_engine(make_table: MakeTable, engine: str) -> None:
    table = make_table(table_of_all_kinds(), engine)
    fetched: list[int] = []
    run = type(table).fetch

    def counting_fetch(self: Any, query: Any) -> Any:
        rows = run(self, query)
        fetched.append(len(rows))
        return rows

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(table), "fetch", counting_fetch)
        count_fingerprints(table, "split")
    assert fetched == [3]
