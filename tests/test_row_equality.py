"""When two rows are the same, line by line of the rule, through the whole check: frames, Arrow tables and files."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet
import pytest

import zl_expectations as zl
from zl_expectations.errors import BadInputError, UnsupportedTypeError

BIG = 2**53
NOON = datetime.datetime(2024, 5, 1, 12)
NOON_UTC = NOON.replace(tzinfo=datetime.timezone.utc)
NOON_THERE = NOON_UTC.astimezone(datetime.timezone(datetime.timedelta(hours=9)))
TEXTS = [f"word {i}" for i in range(50)]
ROWS = "expect_rows_to_be_disjoint_across_splits"

Rows = Callable[..., Any]


def counted(train: Any, test: Any, **options: Any) -> dict[str, Any]:
    """The figures of train against test."""
    result = zl.check(train=train, test=test, target="y", **options)
    finding = next(one for one in result.findings if one.expectation == ROWS)
    assert finding.judged, finding.summary
    figures: dict[str, Any] = finding.observed["pairs"][0]
    return figures


def shared(train: Any, test: Any, **options: Any) -> int:
    """How many rows of test stand in train."""
    rows = counted(train, test, **options)["shared_rows"]
    assert isinstance(rows, int)
    return rows


def frame(dtype: Any, *values: object) -> pd.DataFrame:
    """A pandas frame of one feature, and a target that varies."""
    return pd.DataFrame({"x": pd.Series(list(values), dtype=dtype), "y": [i % 2 for i in range(len(values))]})


def objects(*values: object) -> pd.DataFrame:
    return frame(object, *values)


def arrow(kind: pa.DataType, *values: object) -> pa.Table:
    return pa.table({"x": pa.array(list(values), kind), "y": [i % 2 for i in range(len(values))]})


@pytest.fixture
def parquet(tmp_path: Path) -> Rows:
    """A Parquet file of an Arrow table."""

    def write(kind: pa.DataType, *values: object) -> Path:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.parquet"
        pyarrow.parquet.write_table(arrow(kind, *values), path)
        return path

    return write


@pytest.fixture
def csv(tmp_path: Path) -> Rows:
    """A CSV file of cells as they stand."""

    def write(*cells: str) -> Path:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.csv"
        path.write_text("x,y\n" + "".join(f"{cell},{i % 2}\n" for i, cell in enumerate(cells)))
        return path

    return write


@pytest.fixture
def json_lines(tmp_path: Path) -> Rows:
    def write(*values: str) -> Path:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.jsonl"
        path.write_text("".join(f'{{"x": {value}, "y": {i % 2}}}\n' for i, value in enumerate(values)))
        return path

    return write


# --- missing equals missing --------------------------------------------------------------------------------------

MISSING: dict[str, tuple[Any, Any]] = {
    "None and NaN": (objects(None, "a"), objects(float("nan"), "a")),
    "None and pd.NA": (objects(None, "a"), frame("string", pd.NA, "a")),
    "NaN and a nullable integer's NA": (frame("float64", np.nan, 1), frame("Int64", pd.NA, 1)),
    "NaN and a nullable float's NA": (frame("float64", np.nan, 1), frame("Float64", pd.NA, 1)),
    "NaT and None": (frame("datetime64[ns]", pd.NaT, NOON), objects(None, NOON)),
    "NaT of a duration and null": (
        frame("timedelta64[ns]", pd.NaT, pd.Timedelta(1, "s")),
        arrow(pa.duration("s"), None, 1),
    ),
    "a category's missing value and None": (frame("category", None, "a"), objects(None, "a")),
    "Arrow's NaN and Arrow's null": (arrow(pa.float64(), float("nan"), 1.0), arrow(pa.float64(), None, 1.0)),
    "a nullable boolean's NA and None": (frame("boolean", pd.NA, True), objects(None, True)),
    "a column with no values and NaN": (objects(None, None), frame("float64", np.nan, 1)),
}


@pytest.mark.parametrize(("train", "test"), MISSING.values(), ids=MISSING)
def test_missing_equals_missing(train: Any, test: Any) -> None:
    missing = int(test["x"].isna().sum()) if isinstance(test, pd.DataFrame) else 1
    assert shared(train, test[:1]) == missing == 1


def test_missing_equals_missing_in_files_too(parquet: Rows, csv: Rows, json_lines: Rows) -> None:
    null, nan = parquet(pa.float64(), None, 2.0), parquet(pa.float64(), float("nan"), 3.0)
    assert shared(null, nan) == 1
    assert shared(null, csv("", "3.5")) == 1
    assert shared(nan, json_lines("null", "3.5")) == 1
    assert shared(csv("", "a"), frame("str", None, "b")) == 1


def test_a_feature_that_gives_the_target_away_by_being_missing_is_found_where_missing_is_nan(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    target = rng.random(500) < 0.4
    table = pa.table({"x": np.where(target, np.nan, rng.normal(size=500)), "y": target})
    pyarrow.parquet.write_table(table, tmp_path / "train.parquet")
    finding = next(one for one in zl.check(tmp_path / "train.parquet", target="y").findings if not one.success)
    assert (finding.expectation, finding.columns) == ("expect_features_to_not_leak_target", ["x"])
    assert "by being missing" in finding.summary


def test_missing_is_no_value() -> None:
    assert shared(frame("float64", np.nan, 1), frame("float64", 0.0, 2)) == 0
    assert shared(objects(None, "a"), objects("", "b")) == 0
    assert shared(objects(None, "a"), objects("None", "nan")) == 0


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_missing_values_and_signed_zeros_of_one_frame_are_the_same_on_every_data_source(validate: Any, on: str) -> None:
    table = pd.DataFrame({"x": [np.nan, 0.0, 1.0, np.nan, -0.0, -1.0], "c": ["a", None, "b"] * 2, "y": [0, 1] * 3})
    table["split"] = ["train"] * 3 + ["test"] * 3
    result = validate(table, zl.ExpectRowsToBeDisjointAcrossSplits(target="y"), on=on)
    assert result.result["unexpected_count"] == 2


# --- zeros -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["float64", "float32", "Float64", "object"])
def test_zeros_of_both_signs_are_the_same(kind: str) -> None:
    assert shared(frame(kind, 0.0, 1.0), frame(kind, -0.0, -1.0)) == 1


def test_zeros_of_both_signs_are_the_same_in_files_too(parquet: Rows, csv: Rows) -> None:
    assert shared(parquet(pa.float32(), 0.0, 1.0), parquet(pa.float64(), -0.0, 2.0)) == 1
    assert shared(csv("-0.0", "1.5"), csv("0.0", "2.5")) == 1
    assert shared(csv("-0.0", "1.5"), frame("int64", 0, 2)) == 1


# --- numbers by value --------------------------------------------------------------------------------------------

NUMBERS: dict[str, tuple[Any, Any]] = {
    "1 and 1.0": (frame("int64", 1, 7), frame("float64", 1.0, 8)),
    "1 and Decimal 1.0": (frame("int64", 1, 7), objects(Decimal("1.0"), Decimal(8))),
    "1.0 and Decimal 1.0": (frame("float64", 1.0, 7), objects(Decimal("1.0"), Decimal(8))),
    "Decimals of other scales": (objects(Decimal("1.50"), Decimal(7)), objects(Decimal("1.5"), Decimal(8))),
    "int8 and int64": (frame("int8", 1, 7), frame("int64", 1, 8)),
    "uint8 and int16": (frame("uint8", 1, 7), frame("int16", 1, 8)),
    "uint64 and int64": (frame("uint64", 2**63 - 1, 7), frame("int64", 2**63 - 1, 8)),
    "a nullable integer and an integer": (frame("Int32", 1, None), frame("int64", 1, 8)),
    "float32 and float64": (frame("float32", 0.5, 7), frame("float64", 0.5, 8)),
    "an integer that became a float for a missing value": (frame("float64", 3, None), frame("int64", 3, 8)),
    "numbers among objects": (objects(1, 2.5), frame("float64", 1.0, 8)),
}


def test_numbers_in_files_are_compared_by_value(parquet: Rows, csv: Rows, json_lines: Rows) -> None:
    one = parquet(pa.int8(), 1, 7)
    for other in (
        parquet(pa.float64(), 1.0, 8.0),
        parquet(pa.decimal128(9, 3), Decimal(1), Decimal(8)),
        arrow(pa.uint64(), 1, 8),
        csv("1.0", "8.5"),
        json_lines("1", "8"),
        json_lines("1.0", "8.5"),
    ):
        assert shared(one, other) == 1


def test_numbers_of_other_values_are_other_rows() -> None:
    assert shared(frame("float64", -1.5, 1.5), frame("float64", 2.5, -2.5)) == 0
    assert shared(frame("float64", -1.5, 2.5), frame("float64", 1.5, -2.5)) == 0
    assert shared(frame("float32", 0.1, 7), frame("float64", 0.1, 8)) == 0
    assert shared(frame("float64", 0.1 + 0.2, 7), frame("float64", 0.3, 8)) == 0


# --- integers beyond 2^53 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["int64", "Int64", "uint64", "object"])
def test_big_integers_are_compared_exactly(kind: str) -> None:
    assert shared(frame(kind, BIG, BIG + 2), frame(kind, BIG + 1, BIG + 3)) == 0
    assert shared(frame(kind, BIG, BIG + 1), frame(kind, BIG + 1, BIG + 3)) == 1


def test_big_integers_beside_floats_are_refused_by_name(parquet: Rows) -> None:
    exact, rounded = [BIG + 1, BIG + 3], [float(BIG), float(BIG + 4)]
    both: tuple[tuple[Any, Any], ...] = (
        (frame("int64", *exact), frame("float64", *rounded)),
        (frame("float64", *rounded), frame("Int64", *exact)),
        (arrow(pa.int64(), *exact), arrow(pa.float64(), *rounded)),
        (parquet(pa.int64(), *exact), parquet(pa.float64(), *rounded)),
        (parquet(pa.uint64(), *exact), frame("float32", *rounded)),
    )
    for train, test in both:
        with pytest.raises(UnsupportedTypeError, match=r"'x' must hold values that a float can tell apart.*2\^53"):
            zl.check(train=train, test=test, target="y")


def test_big_integers_in_files_of_text_keep_every_digit_beside_missing_ones(csv: Rows, json_lines: Rows) -> None:
    assert shared(csv(str(BIG + 1), "1"), csv(str(BIG), "")) == 0
    assert shared(csv(str(BIG + 1), "1"), csv(str(BIG + 1), "")) == 1
    assert shared(json_lines(str(BIG + 1), "1"), json_lines(str(BIG), "null")) == 0


def test_small_integers_beside_floats_are_compared() -> None:
    assert shared(frame("int64", BIG, 7), frame("float64", float(BIG), 8.5)) == 1


# --- text by value -----------------------------------------------------------------------------------------------

TEXT: dict[str, tuple[Any, Any]] = {
    "category and object": (frame("category", "a", "b"), objects("a", "c")),
    "categories in another order": (
        frame(pd.CategoricalDtype(["a", "b", "c"]), "a", "b"),
        frame(pd.CategoricalDtype(["c", "a"], ordered=True), "a", "c"),
    ),
    "string dtypes": (frame("string[python]", "a", "b"), frame("string[pyarrow]", "a", "c")),
    "a dictionary of Arrow's and text": (
        pa.table({"x": pa.array(["a", "b"]).dictionary_encode(), "y": [0, 1]}),
        objects("a", "c"),
    ),
    "dictionaries with other codes": (
        pa.table({"x": pa.array(["b", "a"]).dictionary_encode(), "y": [0, 1]}),
        pa.table({"x": pa.array(["a", "c"]).dictionary_encode(), "y": [0, 1]}),
    ),
    "large strings and views": (arrow(pa.large_string(), "a", "b"), arrow(pa.string_view(), "a", "c")),
    "a category of integers and integers": (frame("category", 1, 2), frame("int64", 1, 3)),
    "a category of times and times": (frame("category", NOON, None), frame("datetime64[us]", NOON, None)[:1]),
}


@pytest.mark.parametrize(("train", "test"), [*NUMBERS.values(), *TEXT.values()], ids=[*NUMBERS, *TEXT])
def test_numbers_categories_and_kinds_of_text_are_compared_by_value(train: Any, test: Any) -> None:
    assert shared(train, test) == 1


def test_categories_in_files_are_compared_by_value(parquet: Rows, csv: Rows, tmp_path: Path) -> None:
    frame("category", "a", "b").to_parquet(tmp_path / "category.parquet")
    pyarrow.feather.write_feather(TEXT["dictionaries with other codes"][0], tmp_path / "dictionary.arrow")
    for train in (tmp_path / "category.parquet", tmp_path / "dictionary.arrow"):
        assert shared(train, csv("a", "c")) == 1
        assert shared(train, parquet(pa.string(), "a", "c")) == 1


# --- instants ----------------------------------------------------------------------------------------------------

INSTANTS: dict[str, tuple[Any, Any]] = {
    "seconds and nanoseconds": (frame("datetime64[s]", NOON, None), frame("datetime64[ns]", NOON, None)),
    "milliseconds and microseconds": (arrow(pa.timestamp("ms"), NOON, None), arrow(pa.timestamp("us"), NOON, None)),
    "UTC and Tokyo": (
        frame("datetime64[ns, UTC]", NOON_UTC, None),
        frame("datetime64[us, Asia/Tokyo]", NOON_UTC, None),
    ),
    "UTC and an offset among objects": (frame("datetime64[ns, UTC]", NOON_UTC, None), objects(NOON_THERE, None)),
    "Arrow's zones": (
        arrow(pa.timestamp("s", "America/New_York"), NOON_UTC, None),
        arrow(pa.timestamp("ns", "UTC"), NOON_THERE, None),
    ),
    "a date and its midnight": (objects(NOON.date(), None), frame("datetime64[s]", "2024-05-01", None)),
}


@pytest.mark.parametrize(("train", "test"), INSTANTS.values(), ids=INSTANTS)
def test_times_of_other_units_or_zones_are_compared_by_instant(train: Any, test: Any) -> None:
    assert shared(train, test) == 2, "the instant, and the missing one"


def test_times_in_files_are_compared_by_instant(parquet: Rows, csv: Rows) -> None:
    naive = parquet(pa.timestamp("ns"), NOON, NOON + datetime.timedelta(1))
    assert shared(naive, csv("2024-05-01 12:00:00", "2024-06-01 12:00:00")) == 1
    aware = parquet(pa.timestamp("ms", "Asia/Tokyo"), NOON_UTC, NOON_UTC + datetime.timedelta(1))
    assert shared(aware, parquet(pa.timestamp("us", "UTC"), NOON_THERE, NOON_THERE + datetime.timedelta(2))) == 1
    assert shared(aware, csv("2024-05-01T12:00:00Z", "2024-06-01T12:00:00Z")) == 1
    assert shared(aware, csv("2024-05-01T21:00:00+09:00", "2024-06-01T12:00:00+09:00")) == 1


def test_times_that_read_the_same_in_other_zones_are_other_rows() -> None:
    wall = frame("datetime64[ns]", NOON, NOON + datetime.timedelta(1))
    utc, tokyo = (wall.assign(x=wall["x"].dt.tz_localize(zone)) for zone in ("UTC", "Asia/Tokyo"))
    assert shared(utc, tokyo) == 0


def test_nanoseconds_count() -> None:
    stamp = pd.Timestamp(NOON).as_unit("ns")
    train, test = frame("datetime64[ns]", stamp, None), frame("datetime64[ns]", stamp + pd.Timedelta(1, "ns"), stamp)
    assert shared(train, test) == 1


def test_naive_beside_aware_times_are_an_error_that_says_so(parquet: Rows, csv: Rows) -> None:
    naive, aware = frame("datetime64[ns]", NOON, None), frame("datetime64[ns, UTC]", NOON_UTC, None)
    both: tuple[tuple[Any, Any], ...] = (
        (naive, aware),
        (aware, naive),
        (objects(NOON, None), objects(NOON_THERE, None)),
        (parquet(pa.timestamp("us"), NOON, None), parquet(pa.timestamp("us", "UTC"), NOON_UTC, None)),
        (parquet(pa.timestamp("us"), NOON, None), csv("2024-05-01T12:00:00Z", "")),
    )
    for train, test in both:
        with pytest.raises(UnsupportedTypeError, match=r"'x'.*without a zone.*with a zone|'x'.*with a zone.*without"):
            zl.check(train=train, test=test, target="y")


# --- text, exactly or normalised ---------------------------------------------------------------------------------

SPELLINGS = {
    "case": ("Straße 1", "STRASSE 1"),
    "outer space": ("Oslo", "  Oslo\t"),
    "inner space": ("New York", "New \u00a0 York"),
    "composed and decomposed": ("caf\u00e9", "cafe\u0301"),
    "full width": ("ABC12", "\uff21\uff22\uff23\uff11\uff12"),
    "a ligature": ("office", "o\ufb03ce"),
}


@pytest.mark.parametrize(("one", "other"), SPELLINGS.values(), ids=SPELLINGS)
def test_spellings_differ_unless_text_is_normalised(one: str, other: str, csv: Rows, parquet: Rows) -> None:
    train, test = objects(one, *TEXTS), objects(other, "further")
    assert shared(train, test) == 0
    assert shared(train, test, normalize_text=True) == 1
    assert shared(parquet(pa.string(), one, *TEXTS), csv(other, "further"), normalize_text=True) == 1


def test_normalised_text_of_other_words_stays_apart() -> None:
    train, test = objects("a b", "résumé", None), objects("ab", "resume", "")
    assert shared(train, test, normalize_text=True) == 0


def test_categories_are_normalised_too() -> None:
    assert shared(frame("category", "Oslo", "Rome"), frame("category", " oslo", "Lima"), normalize_text=True) == 1


# --- lists, structs, bytes ---------------------------------------------------------------------------------------

NESTED: dict[str, tuple[pa.DataType, list[Any], list[Any]]] = {
    "lists": (pa.list_(pa.int64()), [[1, 2], [3]], [[1, 2], [2, 1], [3, None]]),
    "lists of text": (pa.list_(pa.string()), [["a", "b"], ["c"]], [["a", "b"], ["ab"], ["a,b"]]),
    "structs": (
        pa.struct({"u": pa.int64(), "v": pa.string()}),
        [{"u": 1, "v": "a"}, None],
        [{"u": 1, "v": "a"}, {"u": 1, "v": None}],
    ),
    "bytes": (pa.binary(), [b"\x00a", b"b"], [b"\x00a", b"\x00b", b"a"]),
}


@pytest.mark.parametrize(("kind", "train", "test"), NESTED.values(), ids=NESTED)
def test_lists_structs_and_bytes_are_compared_by_value(
    parquet: Rows, kind: pa.DataType, train: list[Any], test: list[Any]
) -> None:
    assert shared(arrow(kind, *train), arrow(kind, *test)) == 1
    assert shared(parquet(kind, *train), parquet(kind, *test)) == 1
    assert shared(objects(*train), objects(*test)) == 1


def test_lists_of_numpy_and_of_python_are_the_same() -> None:
    assert shared(objects(np.array([1, 2]), np.array([3])), objects([1, 2], [4])) == 1


UNCOMPARABLE: dict[str, tuple[Any, Any]] = {
    "lists that could round": (arrow(pa.list_(pa.int64()), [1], [2]), arrow(pa.list_(pa.float64()), [1.0], [3.0])),
    "structs of other fields": (objects({"u": 1}, {"u": 2}), objects({"w": 1}, {"w": 2})),
    "sets": (objects({1}, {2}), objects({1}, {3})),
    "text beside numbers": (objects("1", "2"), frame("int64", 1, 3)),
    "text beside bytes": (objects("a", "b"), objects(b"a", b"c")),
    "booleans beside numbers": (frame("bool", True, False), frame("int64", 1, 0)),
}


@pytest.mark.parametrize(("train", "test"), UNCOMPARABLE.values(), ids=UNCOMPARABLE)
def test_values_that_cannot_be_compared_are_an_error_that_names_the_column(train: Any, test: Any) -> None:
    with pytest.raises(UnsupportedTypeError, match=r"Column 'x'.* must h\w+ .*got"):
        zl.check(train=train, test=test, target="y")


# --- columns by name ---------------------------------------------------------------------------------------------


def by_name(tmp_path: Path, form: str, table: pd.DataFrame, name: str) -> Any:
    if form == "frames":
        return table
    if form == "arrow":
        return pa.Table.from_pandas(table, preserve_index=False)
    write: dict[str, Callable[[Path], Any]] = {
        "csv": lambda path: table.to_csv(path, index=False),
        "parquet": table.to_parquet,
        "jsonl": lambda path: table.to_json(path, orient="records", lines=True),
    }
    write[form](tmp_path / f"{name}.{form}")
    return tmp_path / f"{name}.{form}"


FORMS = ["frames", "arrow", "parquet", "csv", "jsonl"]


@pytest.mark.parametrize("form", FORMS)
def test_the_order_of_columns_does_not_matter(tmp_path: Path, form: str) -> None:
    train = pd.DataFrame({"a": [1, 2, 3], "b": [3, 2, 1], "y": [0, 1, 0]})
    test = pd.DataFrame({"y": [1, 0], "b": [3, 1], "a": [1, 9]})
    assert shared(by_name(tmp_path, form, train, "train"), by_name(tmp_path, form, test, "test")) == 1


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("lacking", ["train", "test"])
def test_a_column_that_one_split_lacks_is_an_error_that_names_it(tmp_path: Path, form: str, lacking: str) -> None:
    whole = pd.DataFrame({"a": [1, 2], "height": [3, 2], "y": [0, 1]})
    tables = {name: whole.drop(columns="height") if name == lacking else whole for name in ("train", "test")}
    with pytest.raises(BadInputError, match=f"split '{lacking}' lacks 'height'"):
        zl.check(**{name: by_name(tmp_path, form, table, name) for name, table in tables.items()}, target="y")


# --- what others get wrong ---------------------------------------------------------------------------------------


def test_values_are_not_joined_with_a_separator() -> None:
    for separator in ("|", ",", "-", "_", "\x1f", "\x00", "'", '"', " "):
        train = pd.DataFrame({"a": [f"x{separator}y", "u"], "b": ["z", f"v{separator}w"], "y": [0, 1]})
        test = pd.DataFrame({"a": ["x", f"u{separator}v"], "b": [f"y{separator}z", "w"], "y": [0, 1]})
        assert shared(train, test) == 0, separator


def test_values_that_changed_places_are_other_rows() -> None:
    train = pd.DataFrame({"a": [1, 2, 3], "b": [2, 1, 3], "y": [0, 1, 0]})
    test = pd.DataFrame({"a": [3, 4], "b": [4, 3], "y": [0, 1]})
    assert shared(train, test) == 0


def test_equal_rows_are_counted_as_rows_and_not_as_pairs() -> None:
    rows = pd.DataFrame({"a": [1.5] * 2000, "b": ["x"] * 2000, "y": [0, 1] * 1000})
    figures = counted(rows, rows)
    assert (figures["shared_rows"], figures["shared_keys"]) == (2000, 1)
    assert figures["share"] == 1.0


def test_nine_copies_in_two_thousand_rows_are_critical() -> None:
    rng = np.random.default_rng(1)
    train = pd.DataFrame(rng.normal(size=(8000, 5)), columns=list("abcde")).assign(y=rng.integers(0, 2, 8000))
    test = pd.DataFrame(rng.normal(size=(2000, 5)), columns=list("abcde")).assign(y=rng.integers(0, 2, 2000))
    assert zl.check(train=train, test=test, target="y").passed
    test.iloc[:9] = train.iloc[100:109].to_numpy()
    result = zl.check(train=train, test=test.astype({"y": int}), target="y")
    assert result.verdict.value == "rejected"
    finding = result.findings[0]
    assert (finding.expectation, finding.severity) == (ROWS, "critical")
    assert finding.observed["pairs"][0]["shared_rows"] == 9


def test_copies_with_the_target_flipped_are_shared_rows_and_conflicts() -> None:
    rng = np.random.default_rng(2)
    train = pd.DataFrame(rng.normal(size=(400, 3)), columns=list("abc")).assign(y=[0, 1] * 200)
    test = train[:100].assign(y=1 - train["y"][:100])
    figures = counted(train, test)
    assert figures["shared_rows"] == 100
    assert figures["label_conflicts"] == 100


def test_an_index_and_other_types_do_not_hide_copies(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    table = pd.DataFrame({"n": rng.integers(0, 10**6, 300), "t": rng.choice(TEXTS, 300), "y": [0, 1] * 150})
    table.to_csv(tmp_path / "train.csv", index=False)
    test = table[100:200].astype({"n": "float64", "t": "category"}).set_index(pd.RangeIndex(5000, 5100))
    assert shared(tmp_path / "train.csv", test) == 100


def test_a_column_may_have_a_long_name() -> None:
    long = "a name that is longer than what PostgreSQL takes for a name of anything at all"
    train = pd.DataFrame({long: range(60), f"{long}, again": range(60), "y": [0, 1] * 30})
    assert shared(train, train.head(30)) == 30
