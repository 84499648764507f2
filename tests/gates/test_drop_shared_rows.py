import gzip
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pytest

from zl_expectations import check, drop_shared_rows
from zl_expectations.cli import run
from zl_expectations.counting.duckdb_table import table_of
from zl_expectations.counting.questions import shared_rows
from zl_expectations.errors import BadInputError

TRAIN = pd.DataFrame(
    {"code": ["007", "b", None, "d", "e"], "x": [1.5, 2.0, float("nan"), 4.0, 5.0], "y": [0, 1, 0, 1, 0]},
    index=[10, 11, 12, 13, 14],
)
TEST = pd.DataFrame(
    {"code": ["f", None, "007", "g", "007"], "x": [1.5, float("nan"), 1.5, 0.0, 1.5], "y": [0, 1, 1, 0, 0]},
    index=[20, 21, 22, 23, 24],
)
VALIDATION = pd.DataFrame({"code": ["d", "h"], "x": [4.0, 1.0], "y": [0, 1]})


def test_rows_that_stand_in_train_are_dropped_from_the_evaluation_splits_whatever_their_target() -> None:
    cleaned = drop_shared_rows(train=TRAIN, test=TEST, validation=VALIDATION, target="y")
    assert {name: list(one.index) for name, one in cleaned.data.items()} == {
        "train": [10, 11, 12, 13, 14],
        "test": [20, 23],
        "validation": [1],
    }
    assert cleaned.dropped == {"train": 0, "test": 3, "validation": 1}
    assert str(cleaned).splitlines()[1:] == ["test: 3 rows dropped, 2 kept", "validation: 1 row dropped, 1 kept"]


def test_rows_that_stand_in_any_evaluation_split_are_dropped_from_train() -> None:
    cleaned = drop_shared_rows(train=TRAIN, test=TEST, validation=VALIDATION, target="y", drop_from="train")
    assert list(cleaned.data["train"].index) == [11, 14]
    assert (len(cleaned.data["test"]), len(cleaned.data["validation"])) == (5, 2)


def test_without_a_target_every_column_makes_the_row() -> None:
    assert drop_shared_rows(train=TRAIN, test=TEST).dropped == {"train": 0, "test": 1}


def test_one_table_stays_one_table_with_its_order_types_and_index() -> None:
    table = pd.concat([TEST.assign(part="test"), TRAIN.assign(part="train")]).iloc[[0, 5, 1, 6, 2, 7, 3, 8, 4, 9]]
    table["code"] = table["code"].astype("category")
    cleaned = drop_shared_rows(table, target="y", split_column="part")
    pd.testing.assert_frame_equal(cleaned.data, table.drop(index=[21, 22, 24]))


def test_arrow_tables_keep_their_schema() -> None:
    tables = {
        "train": pa.table({"x": pa.array([1, 2], pa.int8())}),
        "test": pa.table({"x": pa.array([2.0, 3.0], pa.float32())}),
    }
    assert drop_shared_rows(splits=tables).data["test"] == pa.table({"x": pa.array([3.0], pa.float32())})


def test_a_stream_of_batches_that_can_be_read_once_is_cleaned_too() -> None:
    train, test = (pa.table({"x": list(x)}).to_reader() for x in (range(5), range(3, 9)))
    cleaned = drop_shared_rows(train=train, test=test)
    assert cleaned.data["train"]["x"].to_pylist() == [0, 1, 2, 3, 4]
    assert cleaned.data["test"]["x"].to_pylist() == [5, 6, 7, 8]


def test_identifiers_do_not_hide_copies_and_text_may_be_normalised() -> None:
    train = pd.DataFrame({"id": [1, 2], "name": ["Ann ", "Bob"]})
    test = pd.DataFrame({"id": [3, 4], "name": ["ann", "Cid"]})
    cleaned = drop_shared_rows(train=train, test=test, identifiers=["id"], normalize_text=True)
    assert list(cleaned.data["test"]["name"]) == ["Cid"]


def test_what_was_cleaned_shares_no_row_any_more() -> None:
    findings = check(train=TRAIN, test=TEST, target="y").findings
    finding = next(one for one in findings if "rows_to_be" in one.expectation and not one.success)
    namespace: dict[str, Any] = {"train": TRAIN, "test": TEST}
    exec(finding.code, namespace)
    counts = shared_rows(
        table_of({name: namespace[name] for name in ("train", "test")}),
        key_columns=None,
        identifiers=None,
        ignore_columns=None,
        normalize_text=None,
        target="y",
        split_column="split",
        train_split="train",
    )
    assert [(pair.shared_rows, pair.evaluation_rows) for pair in counts] == [(0, 2)]


WRITERS = {
    "parquet": lambda frame, path: frame.to_parquet(path, index=False),
    "csv": lambda frame, path: frame.to_csv(path, index=False),
    "jsonl": lambda frame, path: frame.to_json(path, orient="records", lines=True),
    "arrow": lambda frame, path: feather.write_feather(pa.Table.from_pandas(frame, preserve_index=False), str(path)),
}


@pytest.mark.parametrize("ending", WRITERS)
def test_files_are_written_anew_in_their_own_format_and_are_otherwise_the_same(ending: str, tmp_path: Path) -> None:
    for name, frame in {"a": TRAIN, "b": TEST, "expected": TEST.iloc[[0, 3]]}.items():
        WRITERS[ending](frame, tmp_path / f"{name}.{ending}")
    sources = {"train": tmp_path / f"a.{ending}", "test": str(tmp_path / f"b.{ending}")}
    before = [(tmp_path / f"{name}.{ending}").read_bytes() for name in "ab"]
    cleaned = drop_shared_rows(splits=sources, target="y", write_to=tmp_path / "cleaned")
    written = cleaned.data["test"]
    assert written == tmp_path / "cleaned" / f"test.{ending}"
    if ending == "parquet":
        assert pq.read_table(written).equals(pq.read_table(tmp_path / "expected.parquet"), check_metadata=False)
    elif ending == "arrow":
        assert feather.read_table(written).equals(feather.read_table(tmp_path / "expected.arrow"))
    else:
        assert written.read_text() == (tmp_path / f"expected.{ending}").read_text()
    assert [(tmp_path / f"{name}.{ending}").read_bytes() for name in "ab"] == before
    assert sorted(path.name for path in (tmp_path / "cleaned").iterdir()) == [f"test.{ending}", f"train.{ending}"]
    assert drop_shared_rows(splits=sources, target="y").data["test"].num_rows == 2


@pytest.mark.parametrize("argument", ["key_columns", "identifiers", "ignore_columns"])
def test_columns_given_as_a_text_are_an_error(argument: str) -> None:
    arguments: Any = {"target": "y", argument: "x"}
    with pytest.raises(BadInputError, match=rf"`{argument}` must be a list of columns, got the text 'x'"):
        drop_shared_rows(train=TRAIN, test=TEST, **arguments)


def test_files_with_a_decimal_comma_stay_so(tmp_path: Path) -> None:
    rows = pd.DataFrame({"x": [0.5, 1.25, 2.75, 3.5], "y": [0, 1, 0, 1]})
    for name, some in (("train", rows[:3]), ("test", rows[2:])):
        some.to_csv(tmp_path / f"{name}.csv", index=False, sep=";", decimal=",")
    given = {name: tmp_path / f"{name}.csv" for name in ("train", "test")}
    cleaned = drop_shared_rows(splits=given, target="y", write_to=tmp_path / "out")
    assert cleaned.data["test"].read_text() == "x;y\n3,5;1\n"


@pytest.mark.parametrize(("ending", "between"), [("tsv", "\t"), ("csv", ";")])
def test_words_and_what_separates_them_are_written_as_they_were_read(ending: str, between: str, tmp_path: Path) -> None:
    texts = {"train": ["id v w", "001 NA None", "002 1.50 yes"], "test": ["id v w", "001 NA None", "007 nan no"]}
    files = {name: tmp_path / f"{name}.{ending}" for name in texts}
    for name, lines in texts.items():
        files[name].write_text("\n".join(lines).replace(" ", between) + "\n")
    cleaned = drop_shared_rows(splits=files, write_to=tmp_path / "out")
    written = cleaned.data["test"]
    assert written.name == f"test.{ending}"
    assert written.read_text() == "id v w\n007 nan no\n".replace(" ", between)


def test_several_files_become_one_whose_rows_are_counted_in_their_order(tmp_path: Path) -> None:
    for i in range(3):
        with gzip.open(tmp_path / f"test-{i}.jsonl.gz", "wt") as file:
            file.writelines(json.dumps({"x": 10 * i + j, "z": {"deep": [1.0, "é\n"]}}) + "\n" for j in range(3))
    train = tmp_path / "train.jsonl"
    train.write_text("".join(json.dumps({"x": x, "z": {"deep": [1.0, "é\n"]}}) + "\n" for x in (1, 12, 20, 99)))
    cleaned = drop_shared_rows(train=train, test=str(tmp_path / "test-*.jsonl.gz"), write_to=tmp_path / "out")
    rows = [json.loads(line) for line in cleaned.data["test"].read_text().splitlines()]
    assert rows == [{"x": x, "z": {"deep": [1.0, "é\n"]}} for x in (0, 2, 10, 11, 21, 22)]


@pytest.mark.parametrize("ending", WRITERS)
def test_a_name_with_wildcards_is_the_name_of_one_file(ending: str, tmp_path: Path) -> None:
    for name, frame in {"a": TRAIN, "t[1]*": TEST, "t1x": TRAIN}.items():
        WRITERS[ending](frame, tmp_path / f"{name}.{ending}")
    sources = {"train": tmp_path / f"a.{ending}", "test": tmp_path / f"t[1]*.{ending}"}
    cleaned = drop_shared_rows(splits=sources, target="y", write_to=tmp_path / "out")
    assert drop_shared_rows(splits={"train": TRAIN, "test": cleaned.data["test"]}, target="y").kept["test"] == 2


def test_large_parquet_is_written_batch_by_batch(tmp_path: Path) -> None:
    pq.write_table(pa.table({"x": range(300_000)}), tmp_path / "test.parquet", row_group_size=50_000)
    pq.write_table(pa.table({"x": range(0, 600_000, 1_000)}), tmp_path / "train.parquet")
    cleaned = drop_shared_rows(
        train=tmp_path / "train.parquet", test=tmp_path / "test.parquet", write_to=tmp_path / "out"
    )
    kept = pq.read_table(cleaned.data["test"])["x"].to_pylist()
    assert kept == [x for x in range(300_000) if x % 1_000]


def test_no_file_is_ever_overwritten_and_none_is_left_half_written(tmp_path: Path) -> None:
    for name, frame in {"train": TRAIN, "test": TEST}.items():
        frame.to_parquet(tmp_path / f"{name}.parquet")
    sources = {name: tmp_path / f"{name}.parquet" for name in ("train", "test")}
    with pytest.raises(BadInputError, match="never overwrite a file"):
        drop_shared_rows(splits=sources, write_to=tmp_path)
    with pytest.raises(BadInputError, match="needs paths, got frames"):
        drop_shared_rows(train=TRAIN, test=TEST, write_to=tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["test.parquet", "train.parquet"]


def test_files_of_several_schemas_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    pq.write_table(pa.table({"x": pa.array([1], pa.int64())}), tmp_path / "a.parquet")
    pq.write_table(pa.table({"x": pa.array([2], pa.int8())}), tmp_path / "b.parquet")
    files = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    with pytest.raises(BadInputError, match="'test' must have one schema to be written as one file, got 2"):
        drop_shared_rows(train=files[0], test=files, write_to=tmp_path / "out")


def test_nothing_left_of_a_split_is_refused() -> None:
    with pytest.raises(BadInputError, match="Something must be left of every split, got 'test', all of whose 2 rows"):
        drop_shared_rows(train=TRAIN, test=TRAIN.iloc[:2])


def test_a_side_that_is_none_is_refused() -> None:
    with pytest.raises(BadInputError, match="`drop_from` must be 'evaluation' or 'train', got 'test'"):
        drop_shared_rows(train=TRAIN, test=TEST, drop_from="test")  # type: ignore[arg-type]


def test_zl_fix_writes_the_cleaned_splits_and_says_what_it_did(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    TRAIN.to_csv(tmp_path / "a.csv", index=False)
    TEST.to_csv(tmp_path / "b.csv", index=False)
    out = tmp_path / "cleaned"
    arguments = ["fix", "--train", str(tmp_path / "a.csv"), "--test", str(tmp_path / "b.csv"), "--target", "y"]
    assert run([*arguments, "--out", str(out), "--drop-from", "train"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "train: 2 rows dropped, 3 kept",
        "test: 0 rows dropped, 5 kept",
        f"wrote {out / 'train.csv'}",
        f"wrote {out / 'test.csv'}",
    ]
    assert (out / "train.csv").read_text() == TRAIN.iloc[[1, 3, 4]].to_csv(index=False)
    assert run([*arguments, "--out", str(out)]) == 2
    assert "never overwrite" in capsys.readouterr().err
