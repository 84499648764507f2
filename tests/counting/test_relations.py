"""What users have becomes one relation, and two rows are the same exactly when design.md says so."""

from __future__ import annotations

import datetime
import gc
import weakref
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as pads
import pyarrow.feather as feather
import pyarrow.parquet as parquet
import pytest
from sklearn.datasets import load_diabetes

from zl_expectations.counting.relations import (
    PLACE,
    create_relation,
    describe,
    drop_relation,
    is_without_nan,
    placed_twin,
)
from zl_expectations.errors import BadInputError, UnsupportedTypeError

NAIVE = datetime.datetime(2024, 5, 1, 12)
AWARE = NAIVE.replace(tzinfo=datetime.timezone.utc)
BIG = 2**53


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    yield connection
    connection.close()


def objects(*values: object) -> pd.DataFrame:
    return pd.DataFrame({"x": pd.Series(list(values), dtype=object)})


def typed(dtype: Any, *values: object) -> pd.DataFrame:
    return pd.DataFrame({"x": pd.Series(list(values), dtype=dtype)})


def arrow(kind: pa.DataType, *values: object) -> pa.Table:
    return pa.table({"x": pa.array(list(values), kind)})


def parquet_file(folder: Path, table: pa.Table, name: str = "file.parquet") -> Path:
    parquet.write_table(table, folder / name)
    return folder / name


def shared(connection: duckdb.DuckDBPyConnection, train: Any, test: Any) -> int:
    """How many distinct rows of train stand in test, as SQL counts them."""
    view = create_relation(connection, {"train": train, "test": test})
    columns = ", ".join(f'"{name}"' for name in describe(connection, view) if name != "split")
    query = f"SELECT count(*) FROM (SELECT {columns} FROM {view} GROUP BY ALL HAVING count(DISTINCT split) > 1)"
    row = connection.execute(query).fetchone()
    drop_relation(connection, view)
    assert row is not None
    return int(row[0])


SAME: dict[str, tuple[Any, Any]] = {
    "None and NaN": (objects(None), typed("float64", np.nan)),
    "pd.NA and NaT": (typed("Int64", pd.NA), objects(None)),
    "NaT and None beside text": (objects(pd.NaT, "a"), objects(None, "b")),
    "a decimal that is no number beside text": (objects(Decimal("NaN"), "a"), objects(None, "b")),
    "a numpy float that is no number beside text": (objects(np.float32("nan"), "a"), objects(None, "b")),
    "NaT and None beside flags": (objects(pd.NaT, True), objects(None, False)),
    "NaT and None in times": (typed("datetime64[ns]", pd.NaT), objects(None, NAIVE)),
    "a null column and text": (arrow(pa.null(), None), typed("str", None, "a")),
    "a null column and numbers": (objects(None), typed("float64", None, 1.0)),
    "numbers that are all missing and text": (typed("Int64", None), typed("str", None, "a")),
    "zeros of both signs": (typed("float64", 0.0), typed("float64", -0.0)),
    "an int and a float": (typed("int64", 1), typed("float64", 1.0)),
    "an int and a decimal": (typed("int64", 1), objects(Decimal("1.0"))),
    "a decimal and a float": (objects(Decimal("0.1")), typed("float64", 0.1)),
    "decimals of several scales": (objects(Decimal("1.50")), objects(Decimal("1.5"))),
    "int8 and int64": (typed("int8", 1), typed("int64", 1)),
    "uint64 and int64": (typed("uint64", 1), typed("int64", 1)),
    "float32 and float64": (typed("float32", 0.5), typed("float64", 0.5)),
    "float16 and int": (typed("float16", 2), typed("int64", 2)),
    "an int and a float among objects": (objects(1, 2.5), typed("float64", 1.0)),
    "category and string": (typed("category", "a", None), typed("str", "a")),
    "a category of big integers": (typed(pd.CategoricalDtype([BIG + 1]), BIG + 1), typed("int64", BIG + 1)),
    "a category of integers with missing values": (typed("category", 1, None), typed("int64", 1)),
    "a category of times": (typed("category", pd.Timestamp(NAIVE)), typed("datetime64[us]", NAIVE)),
    "categories of an interval": (
        pd.DataFrame({"x": pd.cut(pd.Series([1.0, 2.0]), [0, 1, 2])}),
        objects("(0, 1]"),
    ),
    "string dtypes": (typed("string[python]", "a"), typed("string[pyarrow]", "a")),
    "object and Arrow strings": (objects("a"), typed(pd.ArrowDtype(pa.large_string()), "a")),
    "dictionary-encoded Arrow": (pa.table({"x": pa.array(["a"]).dictionary_encode()}), objects("a")),
    "large_string and string_view": (arrow(pa.large_string(), "a"), arrow(pa.string_view(), "a")),
    "run-end encoded Arrow": (
        pa.table({"x": pa.RunEndEncodedArray.from_arrays(pa.array([1], pa.int32()), pa.array(["a"]))}),
        objects("a"),
    ),
    "seconds and nanoseconds": (typed("datetime64[s]", NAIVE), typed("datetime64[ns]", NAIVE)),
    "nanoseconds and a time that nanoseconds cannot reach": (
        typed("datetime64[ns]", NAIVE),
        objects(NAIVE, datetime.datetime(9999, 12, 31)),
    ),
    "zones of one instant": (
        typed("datetime64[us, UTC]", AWARE),
        typed("datetime64[ns, Asia/Tokyo]", AWARE),
    ),
    "aware objects of several zones": (
        objects(AWARE, AWARE.astimezone(datetime.timezone(datetime.timedelta(hours=2)))),
        typed("datetime64[us, UTC]", AWARE),
    ),
    "a date and its midnight": (objects(NAIVE.date()), objects(datetime.datetime(2024, 5, 1))),
    "dates among datetimes": (objects(NAIVE.date(), NAIVE), objects(NAIVE)),
    "numpy times among objects": (objects(np.datetime64("2024-05-01T12")), objects(NAIVE)),
    "durations": (
        typed("timedelta64[s]", pd.Timedelta(seconds=90)),
        objects(datetime.timedelta(minutes=1, seconds=30)),
    ),
    "times of day": (objects(datetime.time(1, 2)), arrow(pa.time64("ns"), datetime.time(1, 2))),
    "booleans and missing": (typed("bool", True), objects(True, None)),
    "bytes": (objects(b"a"), arrow(pa.binary(), b"a")),
    "lists and arrays": (objects([1, 2]), objects(np.array([1, 2]))),
    "lists of several widths": (arrow(pa.list_(pa.int32()), [1]), arrow(pa.list_(pa.int64()), [1])),
    "structs": (objects({"a": 1}), objects({"a": 1})),
    "UUIDs and their text": (objects(UUID(int=1)), objects(str(UUID(int=1)))),
    "sparse and dense": (pd.DataFrame({"x": pd.arrays.SparseArray([0, 1])}), typed("int64", 1)),
    "big-endian numbers": (pd.DataFrame({"x": np.array([7], dtype=">i8")}), typed("int64", 7)),
    "integers beyond 64 bits": (objects(2**70), objects(2**70)),
    "numpy integers among objects": (objects(np.int64(1), np.uint64(2**63)), typed("int64", 1)),
    "decimals of 256 bits": (arrow(pa.decimal256(50, 1), Decimal("1.5")), objects(Decimal("1.5"))),
    "periods": (pd.DataFrame({"x": pd.period_range("2024", periods=1, freq="M")}), objects("2024-01")),
}


@pytest.mark.parametrize(("train", "test"), SAME.values(), ids=SAME)
def test_the_same_value_is_the_same_row(connection: duckdb.DuckDBPyConnection, train: Any, test: Any) -> None:
    assert shared(connection, train, test) == 1


OTHER: dict[str, tuple[Any, Any]] = {
    "integers beyond 2^53 that differ by one": (typed("int64", BIG + 1), typed("int64", BIG)),
    "integers beyond 2^63 that differ by one": (typed("uint64", 2**63 + 1), typed("uint64", 2**63)),
    "big integers beside small decimals": (typed("int64", BIG + 1), objects(Decimal(BIG))),
    "float32 and float64 of another value": (typed("float32", 0.1), typed("float64", 0.1)),
    "small integers and the floats beside them": (typed("int32", 2**24 + 1), typed("float32", 2**24)),
    "nanoseconds that differ by one": (
        typed("datetime64[ns]", pd.Timestamp("2024-01-01 00:00:00.000000001")),
        typed("datetime64[us]", pd.Timestamp("2024-01-01")),
    ),
    "nanoseconds of objects": (
        objects(pd.Timestamp("2024-01-01 00:00:00.000000001")),
        objects(datetime.datetime(2024, 1, 1)),
    ),
    "strings of other case": (objects("a"), objects("A")),
    "strings with a space": (objects("a"), objects("a ")),
    "an empty string and a missing one": (objects(""), objects(None, "b")),
}


@pytest.mark.parametrize(("train", "test"), OTHER.values(), ids=OTHER)
def test_other_values_are_other_rows(connection: duckdb.DuckDBPyConnection, train: Any, test: Any) -> None:
    assert shared(connection, train, test) == 0


REFUSED: dict[str, tuple[Any, Any, str]] = {
    "text beside numbers": (objects("1"), typed("int64", 1), "'x'.*text.*split 'train'.*a number.*split 'test'"),
    "text beside bytes": (objects("1"), objects(b"1"), "'x'.*text.*bytes"),
    "booleans beside numbers": (typed("bool", True), typed("int64", 1), "'x'.*true or false.*a number"),
    "naive beside aware times": (objects(NAIVE), objects(AWARE), "'x'.*without a zone.*with a zone.*naive"),
    "dates beside aware times": (objects(NAIVE.date()), objects(AWARE), "'x'.*without a zone.*with a zone"),
    "big integers beside floats": (
        typed("int64", BIG + 1),
        typed("float64", 1.5),
        "'x'.*float.*split 'test'.*9007199254740993.*split 'train'",
    ),
    "long decimals beside floats": (objects(Decimal("0.12345678901234567")), typed("float64", 0.5), "'x'.*15 digits"),
    "lists that could round": (arrow(pa.list_(pa.int64()), [1]), arrow(pa.list_(pa.float64()), [1.0]), "'x'.*list"),
    "structs of other fields": (objects({"a": 1}), objects({"b": 1}), "'x'.*STRUCT"),
    "nanoseconds beside a far time": (
        typed("datetime64[ns]", pd.Timestamp("2024-01-01 00:00:00.000000001")),
        objects(datetime.datetime(9999, 12, 31)),
        "'x'.*9999-12-31.*split 'test'.*TIMESTAMP_NS",
    ),
    "decimals that no type holds": (
        objects(Decimal("1" + "0" * 37)),
        objects(Decimal("0." + "0" * 36 + "1")),
        "'x'.*split 'train'.*does not hold",
    ),
}


@pytest.mark.parametrize(("train", "test", "message"), REFUSED.values(), ids=REFUSED)
def test_values_that_cannot_be_compared_exactly_are_refused_by_name(
    connection: duckdb.DuckDBPyConnection, train: Any, test: Any, message: str
) -> None:
    with pytest.raises(UnsupportedTypeError, match=message):
        create_relation(connection, {"train": train, "test": test})


UNREADABLE: dict[str, tuple[pd.DataFrame, str]] = {
    "integers among text": (objects(1, "a", None), "'x'.*int, str"),
    "booleans among integers": (objects(True, 2), "'x'.*bool, int"),
    "floats among decimals": (objects(0.1, Decimal("0.1")), "'x'.*Decimal, float"),
    "a big integer among floats": (objects(BIG + 1, 0.5), "'x'.*9007199254740993"),
    "text among bytes": (objects("a", b"a"), "'x'.*bytes, str"),
    "naive among aware times": (objects(NAIVE, AWARE), "'x'.*time zone"),
    "lists of mixed types": (objects([1, "a"]), "'x'.*list"),
    "sets": (objects({1}), "'x'.*set"),
    "objects of no known type": (objects(object()), "'x'.*object"),
    "complex numbers": (pd.DataFrame({"x": np.array([1j])}), "'x'.*complex128"),
    "integers of more than 38 digits": (objects(10**40), "'x'.*38 digits"),
    "durations of nanoseconds": (pd.DataFrame({"x": pd.to_timedelta([1], unit="ns")}), "'x'.*duration"),
    "seconds beyond any calendar": (pd.DataFrame({"x": np.array([2**60], dtype="datetime64[s]")}), "'x'.*timestamp"),
    "categories of mixed types": (typed(pd.CategoricalDtype([1, "1"]), 1, "1"), "'x'.*int, str"),
    "half a character": (objects("\ud800"), "'x'.*str"),
}


@pytest.mark.parametrize(("frame", "message"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_column_that_has_no_one_type_is_refused_by_name_with_the_types_found(
    connection: duckdb.DuckDBPyConnection, frame: pd.DataFrame, message: str
) -> None:
    with pytest.raises(UnsupportedTypeError, match=message):
        create_relation(connection, frame)


NAMES: dict[str, tuple[Any, str]] = {
    "the same name twice": (pd.DataFrame([[1, 2]], columns=["a", "a"]), "'a', 'a'"),
    "names that differ in case": (pd.DataFrame([[1, 2]], columns=["a", "A"]), "'a', 'A'"),
    "1 and '1'": (pd.DataFrame([[1, 2]], columns=[1, "1"]), "'1', '1'"),
    "no name": (pd.DataFrame([[1]], columns=[""]), "must have a name"),
    "several levels": (pd.DataFrame([[1]], columns=pd.MultiIndex.from_tuples([("a", "b")])), "one level"),
    "no columns": (pd.DataFrame(index=[0, 1]), "must have columns"),
    "an Arrow table with a name twice": (pa.table([pa.array([1]), pa.array([2])], names=["a", "a"]), "'a', 'a'"),
    "no rows": (pd.DataFrame({"a": pd.Series([], dtype="int64")}), "rows"),
    "a series": (pd.Series([1]), "must be a pandas or polars frame.*Series"),
    "a number": (3, "must be a pandas or polars frame.*int"),
}


@pytest.mark.parametrize(("source", "message"), NAMES.values(), ids=NAMES)
def test_a_frame_without_distinct_names_columns_or_rows_is_refused(
    connection: duckdb.DuckDBPyConnection, source: Any, message: str
) -> None:
    with pytest.raises(BadInputError, match=message):
        create_relation(connection, source)


def test_nanoseconds_with_a_zone_are_kept_or_refused(connection: duckdb.DuckDBPyConnection) -> None:
    train = typed("datetime64[ns, UTC]", pd.Timestamp("2024-01-01 00:00:00.000000001", tz="UTC"))
    test = typed("datetime64[ns, UTC]", pd.Timestamp("2024-01-01", tz="UTC"))
    if duckdb.__version__ >= "2":
        assert shared(connection, train, test) == 0
    else:
        with pytest.raises(UnsupportedTypeError, match=r"'x'.*microseconds only"):
            create_relation(connection, train)


def test_names_that_are_not_text_become_text(connection: duckdb.DuckDBPyConnection) -> None:
    assert list(describe(connection, create_relation(connection, pd.DataFrame([[1, 2]], columns=[0, 1])))) == ["0", "1"]


def test_odd_names_are_kept_as_they_are(connection: duckdb.DuckDBPyConnection) -> None:
    names = ["my col", 'q"uote', "sélect", "select", "a.b", "'"]
    frame = pd.DataFrame([range(6)], columns=names)
    assert list(describe(connection, create_relation(connection, {"train": frame, "test": frame}))) == [*names, "split"]


def test_an_index_is_left_out(connection: duckdb.DuckDBPyConnection) -> None:
    frame = pd.DataFrame({"a": [1, 2]}, index=pd.Index([7, 7], name="key"))
    assert describe(connection, create_relation(connection, frame)) == {"a": "BIGINT"}


def test_one_frame_is_shown_as_it_is_with_categories_as_text(connection: duckdb.DuckDBPyConnection) -> None:
    frame = pd.DataFrame({"a": pd.Categorical(["x", None]), "b": [True, False], "c": [None, None]})
    view = create_relation(connection, frame, name="mine")
    assert view == "mine"
    assert describe(connection, view) == {"a": "VARCHAR", "b": "BOOLEAN", "c": "VARCHAR"}
    assert connection.execute("SELECT * FROM mine").fetchall() == [("x", True, None), (None, False, None)]


def test_columns_are_put_together_by_name(connection: duckdb.DuckDBPyConnection) -> None:
    train, test = pd.DataFrame({"a": [1], "b": ["x"]}), pd.DataFrame({"b": ["y"], "a": [2]})
    view = create_relation(connection, {"train": train, "test": test}, split_column="part")
    rows = connection.execute(f"SELECT * FROM {view} ORDER BY a").fetchall()
    assert rows == [(1, "x", "train"), (2, "y", "test")]


def test_a_column_that_a_split_lacks_is_named(connection: duckdb.DuckDBPyConnection) -> None:
    train, test = pd.DataFrame({"age": [1], "b": [1]}), pd.DataFrame({"Age": [1], "b": [2]})
    with pytest.raises(BadInputError, match=r"split 'train' lacks 'Age'\. Did you mean 'age'\?"):
        create_relation(connection, {"train": train, "test": test})


@pytest.mark.parametrize("name", ["split", "SPLIT"])
def test_a_split_with_a_split_column_of_its_own_is_refused(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    frame = pd.DataFrame({"a": [1], name: ["train"]})
    with pytest.raises(BadInputError, match=f"got '{name}' in split 'train'"):
        create_relation(connection, {"train": frame})


def test_an_empty_split_is_refused_by_name(connection: duckdb.DuckDBPyConnection) -> None:
    frame = pd.DataFrame({"a": [1]})
    with pytest.raises(BadInputError, match="none in split 'test'"):
        create_relation(connection, {"train": frame, "test": frame.iloc[:0]})


@pytest.mark.parametrize(("splits", "message"), [({}, "at least one"), ({1: "a.csv"}, "must be text, got 1")])
def test_splits_must_have_names(connection: duckdb.DuckDBPyConnection, splits: Any, message: str) -> None:
    with pytest.raises(BadInputError, match=message):
        create_relation(connection, splits)


def test_any_frame_that_speaks_arrow_is_taken(connection: duckdb.DuckDBPyConnection) -> None:
    class Frame:
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            return pa.table({"a": [1, 2]}).__arrow_c_stream__(requested_schema)

    frame: Any = Frame()
    view = create_relation(connection, frame)
    assert describe(connection, view) == {"a": "BIGINT"}


def test_a_dataset_is_streamed(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    dataset = pads.dataset(parquet_file(tmp_path, pa.table({"a": [1, 2]})))
    assert connection.table(create_relation(connection, dataset)).fetchall() == [(1,), (2,)]


def test_a_result_that_was_left_open_does_not_stand_in_the_way(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("SELECT * FROM range(1000000)").fetchone()
    view = create_relation(connection, pd.DataFrame({"a": [1]}))
    connection.execute("SELECT * FROM range(1000000)").fetchone()
    drop_relation(connection, view)
    with pytest.raises(duckdb.CatalogException, match="does not exist"):
        connection.table(view)


def test_dropping_a_relation_lets_go_of_its_frames(connection: duckdb.DuckDBPyConnection) -> None:
    frame = pd.DataFrame({"a": np.arange(100_000.0)})
    values = weakref.ref(frame)
    before = connection.execute("SELECT count(*) FROM duckdb_views() WHERE temporary").fetchall()
    view = create_relation(connection, {"train": frame, "test": frame})
    drop_relation(connection, view)
    del frame
    gc.collect()
    assert values() is None
    assert connection.execute("SELECT count(*) FROM duckdb_views() WHERE temporary").fetchall() == before
    drop_relation(connection, view)


def test_a_numeric_frame_is_not_copied(connection: duckdb.DuckDBPyConnection) -> None:
    frame = pd.DataFrame({"a": np.arange(1_000_000.0), "b": np.arange(1_000_000)})
    before = pa.total_allocated_bytes()
    create_relation(connection, frame)
    assert pa.total_allocated_bytes() - before < 1_000_000


def test_a_refused_source_leaves_nothing_behind(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text("a,b\n1,2\n")
    with pytest.raises(BadInputError, match="lacks 'b'"):
        create_relation(connection, {"train": tmp_path / "train.csv", "test": pd.DataFrame({"a": [1]})})
    left = "SELECT table_name FROM duckdb_tables() UNION SELECT view_name FROM duckdb_views() WHERE temporary"
    assert [name for (name,) in connection.execute(left).fetchall() if name.startswith("zl_")] == []


# --- files -------------------------------------------------------------------------------------------------------


def write(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text)
    return folder / name


def rows_of(connection: duckdb.DuckDBPyConnection, source: Any) -> list[tuple[Any, ...]]:
    return connection.table(create_relation(connection, source)).fetchall()


def test_every_kind_of_file_gives_the_same_rows(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    table = pa.table({"a": [1, 2], "b": ["x", "y"]})
    frame = table.to_pandas()
    parquet_file(tmp_path, table, "t.parquet")
    frame.to_csv(tmp_path / "t.csv", index=False)
    frame.to_csv(tmp_path / "t.csv.gz", index=False)
    frame.to_csv(tmp_path / "t.tsv", index=False, sep="\t")
    frame.to_json(tmp_path / "t.jsonl", orient="records", lines=True)
    frame.to_json(tmp_path / "t.json", orient="records")
    feather.write_feather(table, tmp_path / "t.feather")
    feather.write_feather(table, tmp_path / "t.arrow", compression="uncompressed")
    with pa.ipc.new_stream(tmp_path / "t.ipc", table.schema) as stream:
        stream.write_table(table)
    for file in sorted(tmp_path.iterdir()):
        assert rows_of(connection, file) == [(1, "x"), (2, "y")], file.name
        assert rows_of(connection, str(file)) == [(1, "x"), (2, "y")], file.name


@pytest.mark.parametrize("unit", ["s", "ms", "us"])
def test_times_of_json_lines_are_times_as_those_of_csv_files_are(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, unit: Any
) -> None:
    times = pd.Series(pd.date_range("2024", periods=4, freq="7min"))
    frame = pd.DataFrame({"t": times, "z": times.dt.tz_localize("UTC"), "w": ["2024", "x", None, "y"]})
    frame.loc[1, "t"] = pd.NaT
    frame.to_json(tmp_path / "t.jsonl", orient="records", lines=True, date_format="iso", date_unit=unit)
    frame.to_csv(tmp_path / "t.csv", index=False)
    types = describe(connection, create_relation(connection, tmp_path / "t.jsonl"))
    assert types == {"t": "TIMESTAMP", "z": "TIMESTAMP WITH TIME ZONE", "w": "VARCHAR"}
    assert shared(connection, tmp_path / "t.csv", tmp_path / "t.jsonl") == 4


@pytest.mark.parametrize("last", ["2024-13-01T00:00:00.000", "2024-01-01T00:00:00.000Z", "soon"])
def test_words_of_json_lines_that_are_not_all_times_of_one_kind_are_text(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, last: str
) -> None:
    lines = "".join(f'{{"t": "{time}"}}\n' for time in ("2024-01-01T00:00:00.000", last))
    assert rows_of(connection, write(tmp_path, "t.jsonl", lines))[1] == (last,)


def test_a_glob_a_list_and_a_folder_name_several_files(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    one = parquet_file(tmp_path, pa.table({"a": [1]}), "p1.parquet")
    two = parquet_file(tmp_path, pa.table({"a": [2]}), "p2.parquet")
    for source in (tmp_path / "*.parquet", [one, str(two)], tmp_path, str(tmp_path / "**" / "p?.parquet")):
        assert sorted(rows_of(connection, source)) == [(1,), (2,)]


def test_a_name_with_wildcards_in_it_is_that_file(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    parquet_file(tmp_path, pa.table({"a": [1]}), "1.parquet")
    odd = parquet_file(tmp_path, pa.table({"a": [2]}), "[1].parquet")
    assert rows_of(connection, odd) == [(2,)]
    assert rows_of(connection, write(tmp_path, "it's *.csv", "a\n3\n")) == [(3,)]


def test_folders_that_carry_values_become_columns(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    for split in ("train", "test"):
        (tmp_path / f"split={split}").mkdir()
        parquet_file(tmp_path / f"split={split}", pa.table({"a": [1]}))
    assert sorted(rows_of(connection, tmp_path)) == [(1, "test"), (1, "train")]


def test_files_of_one_split_in_several_types_are_put_together_exactly(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    parquet_file(tmp_path, pa.table({"a": [BIG + 1], "b": ["x"]}), "1.parquet")
    parquet_file(tmp_path, pa.table({"b": ["y"], "a": pa.array([BIG], pa.uint64())}), "2.parquet")
    assert sorted(rows_of(connection, tmp_path)) == [(BIG, "y"), (BIG + 1, "x")]
    parquet_file(tmp_path, pa.table({"a": [0.5], "b": ["z"]}), "3.parquet")
    with pytest.raises(UnsupportedTypeError, match=r"'a'.*3\.parquet.*9007199254740993.*1\.parquet"):
        create_relation(connection, {"train": tmp_path})


def test_a_column_that_one_file_lacks_is_named(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    parquet_file(tmp_path, pa.table({"a": [1], "b": [1]}), "1.parquet")
    parquet_file(tmp_path, pa.table({"a": [1]}), "2.parquet")
    with pytest.raises(BadInputError, match=r"2\.parquet.*lacks 'b'"):
        create_relation(connection, tmp_path / "*.parquet")
    write(tmp_path, "1.csv", "a,b\n1,2\n")
    write(tmp_path, "2.csv", "a,c\n1,2\n")
    with pytest.raises(BadInputError, match=r"got 'b' in only one of .*1\.csv.* and .*2\.csv"):
        create_relation(connection, tmp_path / "*.csv")


def test_a_late_fraction_in_a_csv_file_is_not_rounded(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    file = write(tmp_path, "late.csv", "a\n" + "1\n" * 30_000 + "1.5\n")
    view = create_relation(connection, file)
    assert connection.execute(f"SELECT max(a) FROM {view}").fetchone() == (1.5,)


@pytest.mark.parametrize(
    ("words", "type_text"),
    [
        (["true", "FALSE", ""], "BOOLEAN"),
        (["yes", "no"], "VARCHAR"),
        (["t", "f"], "VARCHAR"),
        (["2020-05-10", "2020-10-05"], "DATE"),
        (["2020/5/10", "2020/10/5"], "DATE"),
        (["2020-05-10 10:00:00", "2020-05-10T10:00:00.5"], "TIMESTAMP"),
        (["2020-05-10T10:00:00Z"], "TIMESTAMP WITH TIME ZONE"),
        (["05/10/2020", "13/10/2020"], "DATE"),
        (["10/05/2020", "10/13/2020"], "DATE"),
        (["05/10/2020", "06/10/2020"], "VARCHAR"),
        (["5-6-2020 10:00:00", "10-11-2020 13:20:30"], "VARCHAR"),
        (["05/10/20", "31/10/20"], "VARCHAR"),
        (["10-05-20"], "VARCHAR"),
    ],
)
def test_words_of_a_csv_file_are_taken_for_no_more_than_they_say(
    words: list[str], type_text: str, connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    lines = ["a,b", *[f"1,{word}" for word in words]]
    view = create_relation(connection, write(tmp_path, "words.csv", "\n".join(lines) + "\n"))
    assert describe(connection, view)["b"] == type_text


@pytest.mark.parametrize("word", ["", "NA", "NULL", "null", "NaN", "nan", "None", "<NA>", "#N/A N/A"])
def test_the_words_that_pandas_takes_for_missing_are_missing(
    word: str, connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    file = write(tmp_path, "words.csv", f"a,b\n1,{word}\n2,1.5\n3,{word}\n")
    assert pd.read_csv(file)["b"].isna().tolist() == [True, False, True]
    assert rows_of(connection, file) == [(1, None), (2, 1.5), (3, None)]


@pytest.mark.parametrize("word", ["true", "yes"])
def test_words_that_come_late_are_too(word: str, connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    file = write(tmp_path, "late.csv", "a,b\n" + "1,\n" * 30_000 + f"1,{word}\n")
    assert describe(connection, create_relation(connection, file))["b"] == {"true": "BOOLEAN", "yes": "VARCHAR"}[word]


def test_dates_of_csv_files_are_read_alike_in_every_split_and_file(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    train = write(tmp_path, "train.csv", "a,b\n1,10/13/2020\n2,10/05/2020\n")
    test = write(tmp_path, "test.csv", "a,b\n2,10/05/2020\n")
    assert shared(connection, train, test) == 1
    other = write(tmp_path, "validation.csv", "a,b\n2,13/05/2020\n")
    assert shared(connection, [train, test], [other, test]) == 1


def test_numbers_in_one_csv_file_and_text_in_another_are_both_text(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    train, test = write(tmp_path, "train.csv", "a,b\n1,5\n"), write(tmp_path, "test.csv", "a,b\n1,5\nx,6\n")
    view = create_relation(connection, {"train": train, "test": test})
    assert describe(connection, view) == {"a": "VARCHAR", "b": "BIGINT", "split": "VARCHAR"}
    assert shared(connection, train, test) == 1


def european(frame: pd.DataFrame, file: Path) -> Path:
    frame.to_csv(file, index=False, sep=";", decimal=",")
    return file


@pytest.mark.parametrize("of_test", ["comma", "point", "frame"])
def test_numbers_with_a_decimal_comma_are_numbers(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, of_test: str
) -> None:
    train = pd.DataFrame({"a": [0.5, -1.25, 1e-20, 3.0], "n": [1, 2, 3, 4], "b": ["x", "y,z", None, "1,5"]})
    test = train.iloc[[1, 2]]
    source: Any = test
    if of_test != "frame":
        source = european(test, tmp_path / "test.csv")
    if of_test == "point":
        test.to_csv(source, index=False)
    view = create_relation(connection, {"train": european(train, tmp_path / "train.csv"), "test": source})
    assert describe(connection, view) == {"a": "DOUBLE", "n": "BIGINT", "b": "VARCHAR", "split": "VARCHAR"}
    assert shared(connection, tmp_path / "train.csv", source) == 2


def test_the_line_of_names_says_what_separates_fields_where_every_number_has_a_comma(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    frame = load_diabetes(as_frame=True).frame
    assert rows_of(connection, european(frame, tmp_path / "a.csv")) == [tuple(row) for row in frame.to_numpy()]


def test_files_of_one_split_may_be_written_in_two_ways(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": [0.5, 1.25], "n": [1, 2]})
    european(frame, tmp_path / "1.csv")
    frame.to_csv(tmp_path / "2.csv", index=False)
    assert rows_of(connection, tmp_path / "*.csv") == [(0.5, 1), (1.25, 2)] * 2


@pytest.mark.parametrize("text", ["a;b\n1,5;x\nword;y\nother;z\n", 'a,b\n"1,5",x\n"2,5",y\n'])
def test_a_few_commas_in_numbers_make_no_decimal_comma(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, text: str
) -> None:
    assert rows_of(connection, write(tmp_path, "t.csv", text))[0] == ("1,5", "x")


def test_numbers_in_a_parquet_file_and_text_in_a_csv_file_are_refused(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    test = write(tmp_path, "test.csv", "a\nx\n")
    with pytest.raises(UnsupportedTypeError, match=r"'a'.*a number.*'train'.*text.*'test'"):
        create_relation(connection, {"train": pd.DataFrame({"a": [1]}), "test": test})


def test_a_csv_column_with_no_values_fits_any_type(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    train, test = write(tmp_path, "train.csv", "a,b\n1,5\n"), write(tmp_path, "test.csv", "a,b\n,5\n")
    view = create_relation(connection, {"train": train, "test": test})
    assert describe(connection, view) == {"a": "BIGINT", "b": "BIGINT", "split": "VARCHAR"}


def test_a_parquet_column_with_no_values_fits_any_type(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    train = parquet_file(tmp_path, pa.table({"a": pa.nulls(2)}))
    assert shared(connection, train, pd.DataFrame({"a": [None, 1.5]})) == 1


@pytest.mark.parametrize("values", [(1.5, np.nan), (np.nan, 1.5, 2.5), (1.5, 1.5), (np.inf, -np.inf), (None, 1.0)])
def test_a_relation_says_that_it_holds_no_nan_only_where_it_holds_none(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, values: tuple[float, ...]
) -> None:
    table = arrow(pa.float64(), *values)
    there = any(value is not None and np.isnan(value) for value in values)
    for source in (table, parquet_file(tmp_path, table)):
        told = is_without_nan(connection, create_relation(connection, {"train": source, "test": source}))
        assert not (told and there)
        assert told or there or np.inf in values, "infinities of both signs may pass for NaN, which only costs time"


def three_rows(folder: Path) -> dict[str, Any]:
    """The same three rows in every form whose rows know their places."""
    frame = pd.DataFrame({"x": [3, 1, 2]})
    table = pa.Table.from_pandas(frame)
    parquet_file(folder, table.slice(0, 1), "part-0.parquet")
    parquet_file(folder, table.slice(1, 0), "part-1.parquet")
    parquet_file(folder, table.slice(1), "part-2.parquet")
    feather.write_feather(table, folder / "file.arrow")
    with pa.OSFile(str(folder / "stream.arrow"), "wb") as sink, pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return {
        "a frame": frame,
        "an Arrow table": pa.concat_tables([table.slice(0, 2), table.slice(2)]),
        "a Parquet file": parquet_file(folder, table),
        "several Parquet files": str(folder / "part-*.parquet"),
        "a CSV file": write(folder, "file.csv", "x\n3\n1\n2\n"),
        "a JSON file": write(folder, "file.jsonl", '{"x": 3}\n{"x": 1}\n{"x": 2}\n'),
        "an Arrow stream": folder / "stream.arrow",
    }


def test_each_row_knows_its_place_among_the_rows_of_all_splits(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    forms = three_rows(tmp_path)
    name = create_relation(connection, forms)
    twin = placed_twin(connection, name)
    rows = connection.execute(f"SELECT split, {PLACE}, x FROM {twin} ORDER BY {PLACE}").fetchall()
    assert rows == [(form, 3 * i + j, (3, 1, 2)[j]) for i, form in enumerate(forms) for j in range(3)]
    assert PLACE not in describe(connection, name)
    drop_relation(connection, name)
    assert placed_twin(connection, name) is None


@pytest.mark.parametrize("taken", ["zl_place", "ZL_PLACE", "rowid", "file_row_number", "file_index"])
def test_a_column_under_a_name_that_places_need_is_kept_as_it_is(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, taken: str
) -> None:
    table = pa.table({taken: [7, 5]})
    for source in (table, parquet_file(tmp_path, table), write(tmp_path, "file.csv", f"{taken}\n7\n5\n")):
        name = create_relation(connection, source)
        assert describe(connection, name) == {taken: "BIGINT"}
        for relation in (name, placed_twin(connection, name) or name):
            assert connection.execute(f'SELECT "{taken}" FROM {relation}').fetchall() == [(7,), (5,)]
        if (twin := placed_twin(connection, name)) is not None:
            assert connection.execute(f"SELECT {PLACE} FROM {twin}").fetchall() == [(0,), (1,)]


def test_rows_of_a_dataset_do_not_know_their_places(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    file = parquet_file(tmp_path, pa.table({"x": [1]}))
    assert placed_twin(connection, create_relation(connection, pads.dataset(file))) is None


def test_nanoseconds_in_parquet_files_are_kept(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    train = parquet_file(tmp_path, arrow(pa.timestamp("ns"), 1_000, 1_001), "train.parquet")
    test = parquet_file(tmp_path, arrow(pa.timestamp("us"), 1), "test.parquet")
    assert shared(connection, train, test) == 1
    view = create_relation(connection, {"train": train, "test": test})
    assert describe(connection, view)["x"] == "TIMESTAMP_NS"


def test_text_beside_times_with_a_zone_is_not_told_to_mend_its_zone(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(UnsupportedTypeError, match=r"with a zone.*text.*in split 'test'\. Convert one of them"):
        create_relation(connection, {"train": objects(AWARE), "test": objects("2024-05-01")})


@pytest.mark.parametrize("zone", [None, "UTC"])
def test_nanoseconds_that_say_no_more_than_microseconds_are_those(
    zone: str | None, connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    coarse, fine = (parquet_file(tmp_path, arrow(pa.timestamp("ns", zone), n), f"{n}.parquet") for n in (1000, 1001))
    plain = {None: "TIMESTAMP", "UTC": "TIMESTAMP WITH TIME ZONE"}[zone]
    assert describe(connection, create_relation(connection, coarse)) == {"x": plain}
    if zone is None or duckdb.__version__ >= "2":  # before, it reads microseconds with a zone
        assert describe(connection, create_relation(connection, fine)) != {"x": plain}


def test_a_uuid_in_a_parquet_file_is_text(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    file = tmp_path / "uuid.parquet"
    connection.execute(f"COPY (SELECT uuid() AS x) TO '{file}'")
    assert describe(connection, create_relation(connection, file)) == {"x": "VARCHAR"}


def test_times_in_parquet_and_in_frames_are_compared_by_instant(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    train = parquet_file(tmp_path, arrow(pa.timestamp("us", "UTC"), AWARE))
    assert shared(connection, train, typed("datetime64[ns, Asia/Tokyo]", AWARE)) == 1


def test_an_arrow_file_with_types_that_duckdb_would_round_is_cast_first(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    table = pa.table({"x": pa.array([1_000], pa.duration("ns")), "y": pa.array([np.float16(1.5)], pa.float16())})
    feather.write_feather(table, tmp_path / "t.arrow")
    assert rows_of(connection, tmp_path / "t.arrow") == [(datetime.timedelta(microseconds=1), 1.5)]


FILES: dict[str, tuple[str, str, str]] = {
    "text called Parquet": ("t.parquet", "hello", "readable Parquet file"),
    "text called Arrow": ("t.arrow", "hello, this is text", "readable Arrow file"),
    "text called JSON": ("t.jsonl", "hello", "readable JSON file"),
    "JSON that holds no objects": ("t.json", "[1, 2]", "JSON objects"),
    "an empty CSV file": ("t.csv", "", "which is empty"),
    "an empty JSON list": ("t.json", "[]", "rows"),
    "an empty JSON file": ("t.jsonl", "", "which is empty"),
    "a CSV file with names only": ("t.csv", "a,b\n", "rows"),
    "a CSV file with a name twice": ("t.csv", "a,b,a\n1,2,3\n", "'a', 'a'"),
    "a CSV file with names that differ in case": ("t.csv", "a;A\n1;2\n", "'a', 'A'"),
    "JSON with names that differ in case": ("t.jsonl", '{"a": 1, "A": 2}\n', "'[aA]', '[aA]'"),
    "a file of no known compression": ("t.csv.bz2", "a", r"also with \.gz or \.zst after it, such as \.csv\.gz"),
    "a file of no known kind": ("t.xlsx", "a", r"ends in one of \.parquet.*t\.xlsx"),
}


@pytest.mark.parametrize(("name", "text", "message"), FILES.values(), ids=FILES)
def test_a_file_that_is_not_what_its_name_says_is_refused(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, name: str, text: str, message: str
) -> None:
    with pytest.raises(BadInputError, match=message):
        create_relation(connection, write(tmp_path, name, text))


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("lines", [1, 100_000])
@pytest.mark.parametrize("name", ["t.csv", "t.jsonl"])
def test_text_that_is_not_utf_8_is_refused_as_that(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, name: str, lines: int, encoding: str
) -> None:
    line, head = ('{"a": "Zoë", "b": 1}\n', "") if name == "t.jsonl" else ("Zoë,1\n", "a,b\n")
    plain = line.replace("Zoë", "Zoe") * (lines - 1)
    (tmp_path / name).write_bytes((head + plain + line).encode(encoding))
    with pytest.raises(BadInputError, match=rf"{name}.*: it is not text in UTF-8.*save it anew as UTF-8\.$"):
        create_relation(connection, tmp_path / name)


@pytest.mark.parametrize("name", ["t.csv", "t.jsonl"])
def test_a_parquet_file_under_another_name_is_refused(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, name: str
) -> None:
    parquet_file(tmp_path, pa.table({"a": [1]}), name)
    with pytest.raises(BadInputError, match="it is a Parquet file"):
        create_relation(connection, tmp_path / name)


def test_parquet_names_that_differ_only_in_case_are_refused(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    table = pa.table({"n": [{"a": 1, "A": 2}], "b": [1], "B": [1]})
    with pytest.raises(BadInputError, match="'b', 'B' in the data"):
        create_relation(connection, parquet_file(tmp_path, table))


def test_a_name_that_only_looks_renamed_is_taken(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    assert rows_of(connection, write(tmp_path, "t.jsonl", '{"a": 1, "a_1": 2}\n')) == [(1, 2)]


@pytest.mark.parametrize("pattern", ["trian.csv", "nowhere/*.parquet", "*.parquet"])
def test_a_file_that_is_not_there_is_named(connection: duckdb.DuckDBPyConnection, tmp_path: Path, pattern: str) -> None:
    write(tmp_path, "train.csv", "a\n1\n")
    with pytest.raises(BadInputError, match=r"split 'test' must name a file.*not there"):
        create_relation(connection, {"test": tmp_path / pattern})


def test_the_nearest_file_is_suggested(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    write(tmp_path, "train.csv", "a\n1\n")
    with pytest.raises(BadInputError, match=r"Did you mean 'train\.csv'"):
        create_relation(connection, tmp_path / "trian.csv")


def test_files_of_several_formats_in_one_split_are_refused(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    parquet_file(tmp_path, pa.table({"a": [1]}))
    write(tmp_path, "train.csv", "a\n1\n")
    with pytest.raises(BadInputError, match="one format, got CSV, Parquet"):
        create_relation(connection, tmp_path)


def test_files_and_frames_can_be_put_together(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    sources: Mapping[str, Any] = {
        "train": pd.DataFrame({"a": [1, 2], "b": pd.Categorical(["x", "y"])}),
        "validation": write(tmp_path, "validation.csv", "b,a\nx,1\n"),
        "test": parquet_file(tmp_path, pa.table({"a": [2], "b": ["y"]})),
    }
    view = create_relation(connection, sources)
    counts = f"SELECT split, count(*) FROM {view} GROUP BY split ORDER BY split"
    assert connection.execute(counts).fetchall() == [("test", 1), ("train", 2), ("validation", 1)]
