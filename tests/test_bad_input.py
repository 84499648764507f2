"""Bad input is never a pass and never a traceback: words that say what must hold, what was got, and what to do.

Each case goes through `zl.check`, through the command, and through a checkpoint of Great Expectations.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import great_expectations as gx
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pytest

import zl_expectations as zl
from zl_expectations.cli import run
from zl_expectations.errors import BadInputError, CouldNotJudgeError

NOON = datetime.datetime(2024, 5, 1, 12)
FLAGS = {
    "target": "--target",
    "split_column": "--split-column",
    "train_split": "--train-split",
    "group_columns": "--group",
    "time_column": "--time",
    "embargo": "--embargo",
    "identifiers": "--identifier",
    "ignore_columns": "--ignore",
    "allow": "--allow",
}


def table(**columns: Any) -> pd.DataFrame:
    """A clean table with both splits, and columns of a case in it."""
    rng = np.random.default_rng(11)
    clean = {"age": rng.normal(size=100), "height": rng.normal(size=100), "label": rng.choice(["no", "yes"], 100)}
    return pd.DataFrame({**clean, "split": ["train"] * 70 + ["test"] * 30, **columns})


def write(frame: pd.DataFrame, path: Path) -> Path:
    """The frame as Parquet, repeated names and all."""
    arrays = [pa.array(frame.iloc[:, place], from_pandas=True) for place in range(frame.shape[1])]
    pyarrow.parquet.write_table(pa.Table.from_arrays(arrays, names=list(map(str, frame.columns))), path)
    return path


@dataclass(frozen=True)
class Bad:
    """A table, the arguments given with it, and the words that must be said about them."""

    words: str
    frame: pd.DataFrame = field(default_factory=table)
    options: Mapping[str, Any] = field(default_factory=dict)
    file: bool = True

    @property
    def arguments(self) -> dict[str, Any]:
        return {"target": "label", **self.options}


def misspelt(role: str, value: Any, name: str, near: str) -> Bad:
    words = (
        rf"`{role}` must be a column of the batch, got '{name}'\. Did you mean '{near}'\? "
        r"Columns: age, height, label(, split)?\."
    )
    return Bad(words, options={role: value})


def twice_named() -> pd.DataFrame:
    frame = table()
    frame.columns = pd.Index(["age", "age", "label", "split"])
    return frame


BAD: dict[str, Bad] = {
    "a misspelt target": misspelt("target", "lable", "lable", "label"),
    "a target in other case": misspelt("target", "Label", "Label", "label"),
    "a misspelt identifier": misspelt("identifiers", ["agee"], "agee", "age"),
    "a misspelt column to ignore": misspelt("ignore_columns", ["age", "hieght"], "hieght", "height"),
    "a misspelt group": misspelt("group_columns", ["agee"], "agee", "age"),
    "a misspelt time": misspelt("time_column", "agee", "agee", "age"),
    "a misspelt split column": misspelt("split_column", "spilt", "spilt", "split"),
    "a column that is nowhere": Bad(
        r"`target` must be a column of the batch, got 'zzz'\. Columns: age, height, label, split\.",
        options={"target": "zzz"},
    ),
    "an unknown train split": Bad(
        r"`train_split` must be a value of the split column 'split', got 'trian'\. Did you mean 'train'\? "
        r"Splits: test, train\.",
        options={"train_split": "trian"},
    ),
    "splits in other case": Bad(
        r"got 'train'\. Did you mean 'TRAIN'\? Splits: TEST, TRAIN\.", table(split=["TRAIN"] * 70 + ["TEST"] * 30)
    ),
    "a constant target": Bad(r"`target` must take at least two values.*got one in 'label'", table(label="yes")),
    "a constant number as target": Bad(r"`target` must take at least two values.*got one in 'label'", table(label=1.5)),
    "a target that is all missing": Bad(
        r"`target` must have values.*got only missing ones in 'label'", table(label=pd.Series([np.nan] * 100))
    ),
    "a target of nulls": Bad(
        r"`target` must have values.*got only missing ones in 'label'", table(label=pd.Series([None] * 100))
    ),
    "a target of lists": Bad(
        r"`target` must hold one value a row, got nested values in 'label'", table(label=[[i % 2] for i in range(100)])
    ),
    "a target of bytes": Bad(
        r"`target` must hold classes that have a name, got binary values in 'label'\. Convert them to text\.",
        table(label=[[b"no", b"yes"][i % 2] for i in range(100)]),
    ),
    "no rows": Bad(r"There must be rows in every split, got none in the data\.", table()[:0]),
    "a single row": Bad(
        r"must be an evaluation split beside the train split, got only 'train'|must take at least two values, got one",
        table()[:1],
    ),
    "the same name twice": Bad(
        r"Column names must differ.*got 'age', 'age' in the data\. Rename or drop one", twice_named()
    ),
    "names that differ in case": Bad(r"Column names must differ.*got 'age', 'Age' in the data", table(Age=1.0)),
    "a split column with missing values": Bad(
        r"Every row must belong to a split, got 10 with a missing value in 'split'\. Fill them in or drop those rows\.",
        table(split=["train"] * 60 + ["test"] * 30 + [None] * 10),
    ),
    "one split only": Bad(
        r"There must be an evaluation split beside the train split, got only 'train' in 'split'", table(split="train")
    ),
    "a split spelt in two ways": Bad(
        r"Names of splits must differ by more than upper and lower case and spaces, got 'train' and 'train ' in "
        r"'split'\. Spell one split in one way\.",
        table(split=["train"] * 50 + ["train "] * 20 + ["test"] * 30),
    ),
    "naive beside aware times": Bad(
        r"Column 'when' in the data must hold times that all have a time zone or all have none, got both\. Give the",
        table(when=[NOON, NOON.replace(tzinfo=datetime.timezone.utc)] * 50),
        file=False,
    ),
    "sets": Bad(
        r"Column 'tags' in the data must hold values of one type.*got set\. Convert it",
        table(tags=[{1}] * 100),
        file=False,
    ),
    "numbers among text": Bad(
        r"Column 'mixed' in the data must hold values of one type.*got int, str\.",
        table(mixed=[1, "a"] * 50),
        file=False,
    ),
    # what a tired person gives
    "every feature ignored": Bad(
        r"must leave at least one column, got all of them taken out", options={"ignore_columns": ["age", "height"]}
    ),
    "a feature named as the split column": Bad(
        r"`split_column` must name at most \d+ splits, got more in 'age'\. Is it the column that says train or test\?",
        pd.concat([table()] * 2, ignore_index=True).assign(age=range(200)),
        options={"split_column": "age"},
    ),
    "an embargo in no unit": Bad(
        r"`embargo` must be a span such as '7 days'.*got '7 dys'",
        table(when=pd.date_range("2024", periods=100)),
        options={"time_column": "when", "embargo": "7 dys"},
    ),
}


def said(check: Callable[[], zl.CheckResult]) -> str:
    """The words of a check that judged nothing, raised or found."""
    try:
        result = check()
    except CouldNotJudgeError as error:
        return str(error)
    assert result.verdict.value == "not_judged"
    assert not result.passed
    with pytest.raises(zl.TrainingDataRejected) as raised:
        result.raise_if_rejected()
    assert raised.value.verdict == "not_judged"
    return "\n".join(one.summary for one in result.findings if not one.judged)


@pytest.mark.parametrize("case", BAD.values(), ids=BAD)
def test_check_says_what_is_wrong_with_a_frame(case: Bad) -> None:
    assert re.search(case.words, said(lambda: zl.check(case.frame, **case.arguments)))


@pytest.mark.parametrize(
    "case", [case for case in BAD.values() if case.file], ids=[name for name, case in BAD.items() if case.file]
)
def test_the_command_says_it_in_one_line_and_exits_with_2(
    case: Bad, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = [
        part
        for name, value in case.arguments.items()
        for one in ([value] if isinstance(value, str) else value)
        for part in (FLAGS[name], one)
    ]
    code = run(["check", str(write(case.frame, tmp_path / "data.parquet")), *options])
    captured = capsys.readouterr()
    assert code == 2
    assert captured.err.startswith("zl: ")
    assert captured.err.count("\n") == 1
    assert re.search(case.words, captured.err)
    assert "Traceback" not in captured.out + captured.err


@pytest.mark.parametrize("case", BAD.values(), ids=BAD)
def test_a_checkpoint_on_a_pandas_data_source_fails_with_the_same_words(
    case: Bad, context: Any, batch_definitions: dict[str, Any]
) -> None:
    name = uuid4().hex
    suite = context.suites.add(zl.pre_training_suite(**case.arguments, name=name))
    definition = gx.ValidationDefinition(name=name, data=batch_definitions["pandas"], suite=suite)
    checkpoint = gx.Checkpoint(
        name=name, validation_definitions=[context.validation_definitions.add(definition)], actions=[]
    )
    result = context.checkpoints.add(checkpoint).run(batch_parameters={"dataframe": case.frame})
    assert not result.success
    unjudged = [one for one in zl.findings_of(result.run_results.values()) if not one.judged]
    assert any(re.search(case.words, one.summary) for one in unjudged), [one.summary for one in unjudged]
    with pytest.raises(zl.TrainingDataRejected):
        zl.HaltPipelineAction().run(result)


# --- files and splits --------------------------------------------------------------------------------------------

Files = Callable[[Path], Mapping[str, Any]]


def named(**contents: Any) -> Files:
    """Files of a folder: text, bytes, a frame, or nothing at all; and the argument that each is given as."""

    def make(folder: Path) -> Mapping[str, Any]:
        given = {}
        for argument, (name, content) in contents.items():
            path = folder / name
            if isinstance(content, pd.DataFrame):
                write(content, path)
            elif isinstance(content, bytes):
                path.write_bytes(content)
            elif isinstance(content, str):
                path.write_text(content)
            elif content is list:
                path.mkdir()
            given[argument] = str(path)
        return given

    return make


GOOD = table().drop(columns="split")
NAIVE, AWARE = (GOOD.assign(when=pd.Series([one] * 100)) for one in (NOON, NOON.replace(tzinfo=datetime.timezone.utc)))

FILES: dict[str, tuple[str, Files]] = {
    "an empty file": (
        r"the data must be a CSV file with rows, got .*data\.csv, which is empty",
        named(data=("data.csv", "")),
    ),
    "an empty Parquet file": (r"which is empty", named(data=("data.parquet", b""))),
    "a file with names only": (r"There must be rows in every split, got none", named(data=("data.csv", "a,label\n"))),
    "a CSV file called Parquet": (
        r"the data must be a readable Parquet file, as its name says, got .*data\.parquet",
        named(data=("data.parquet", "a,label\n1,2\n")),
    ),
    "text called Arrow": (r"readable Arrow file, as its name says", named(data=("data.arrow", "a,label\n1,2\n"))),
    "text called JSON": (r"readable JSON file, as its name says", named(data=("data.jsonl", "a,label\n1,2\n"))),
    "a Parquet file called CSV": (r"got .*data\.csv: it is a Parquet file", named(data=("data.csv", GOOD))),
    "a Parquet file cut short": (r"readable Parquet file", named(data=("data.parquet", b"PAR1" + b"\x00" * 100))),
    "a table of another kind": (r"name ends in one of \.parquet.*got .*data\.xlsx", named(data=("data.xlsx", "a"))),
    "a file that is not there": (r"must name a file.*which is not there", named(data=("nothing.parquet", None))),
    "a folder of no data": (r"must name a folder that holds.*which holds none", named(data=("folder", list))),
    "splits that lack a column": (
        r"Every split must have the same columns, but split 'test' lacks 'height'",
        named(train=("a.parquet", GOOD), test=("b.parquet", GOOD.drop(columns="height"))),
    ),
    "splits whose columns are spelt otherwise": (
        r"split 'train' lacks 'Height'\. Did you mean 'height'\?",
        named(train=("a.parquet", GOOD), test=("b.parquet", GOOD.rename(columns={"height": "Height"}))),
    ),
    "naive times in one split, aware ones in the other": (
        r"Column 'when' must have types that can be compared, got a time without a zone .*in split 'train' and a time "
        r"with a zone .*in split 'test'\. Give the naive ones their zone",
        named(train=("a.parquet", NAIVE), test=("b.parquet", AWARE)),
    ),
    "splits with a split column of their own": (
        r"must not have a column called like the split column, got 'split' in split 'train'",
        named(train=("a.parquet", table()), test=("b.parquet", table())),
    ),
    "an empty test split": (
        r"There must be rows in every split, got none in split 'test'",
        named(train=("a.parquet", GOOD), test=("b.parquet", GOOD[:0])),
    ),
    "text in one split, numbers in the other": (
        r"Column 'age' must have types that can be compared, got a number .*and text",
        named(train=("a.parquet", GOOD), test=("b.parquet", GOOD.astype({"age": str}))),
    ),
}


@pytest.mark.parametrize(("words", "files"), FILES.values(), ids=FILES)
def test_files_that_cannot_be_judged_are_named_with_the_reason(
    words: str, files: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = files(tmp_path)
    with pytest.raises(BadInputError, match=words):
        zl.check(**given, target="label")
    sources = [part for name, path in given.items() for part in ([path] if name == "data" else [f"--{name}", path])]
    assert run(["check", *sources, "--target", "label"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("zl: ")
    assert captured.err.count("\n") == 1
    assert re.search(words, captured.err)


@pytest.mark.parametrize(("words", "files"), FILES.values(), ids=FILES)
def test_a_checkpoint_on_such_files_does_not_pass(words: str, files: Files, tmp_path: Path, context: Any) -> None:
    """The batch cannot be made at all, so that Great Expectations raises the words instead of a result."""
    name = uuid4().hex
    given = dict(files(tmp_path))
    source = context.data_sources.add_duckdb(name)
    asset = source.add_files_asset("files", given["data"]) if "data" in given else source.add_splits_asset("s", given)
    suite = context.suites.add(zl.pre_training_suite(target="label", name=name))
    definition = gx.ValidationDefinition(name=name, data=asset.add_batch_definition_whole_table("all"), suite=suite)
    checkpoint = gx.Checkpoint(name=name, validation_definitions=[context.validation_definitions.add(definition)])
    with pytest.raises(Exception, match=words):
        context.checkpoints.add(checkpoint).run()


# --- arguments that contradict each other ------------------------------------------------------------------------

CONTRADICTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "the split column as target": (
        "`target` and `split_column` must be different columns, got 'split' for both",
        {"target": "split"},
    ),
    "the target as a group": (
        "`target` and `group_columns` must be different columns, got 'label' for both",
        {"group_columns": ["label"]},
    ),
    "the split column as a group": (
        "`split_column` and `group_columns` must be different columns",
        {"group_columns": ["split"]},
    ),
    "an embargo without times": ("`embargo` must have a `time_column` beside it", {"embargo": "7 days"}),
}


@pytest.mark.parametrize(("words", "options"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_arguments_that_contradict_each_other_are_refused(words: str, options: dict[str, Any]) -> None:
    with pytest.raises(BadInputError, match=words):
        zl.check(table(), **{"target": "label", **options})


@pytest.mark.parametrize(
    ("sources", "words"),
    [
        ({}, "got none of them"),
        ({"data": table(), "train": GOOD}, "got more than one of them"),
        ({"train": GOOD}, "must be a train split and an evaluation split, got only 'train'"),
        ({"splits": {}}, "must be a train split and an evaluation split"),
        ({"data": 3}, "must be a pandas or polars frame, an Arrow table .*, got int"),
        ({"data": table()["age"]}, "got Series"),
        ({"data": table().to_numpy()}, "got ndarray"),
    ],
    ids=["nothing", "both", "train alone", "no splits", "a number", "a series", "an array"],
)
def test_sources_that_are_none_are_refused(sources: dict[str, Any], words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        zl.check(**sources, target="label")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"ignore_columns": "age"}, r"`ignore_columns` must be a list of columns, got the text 'age': write \['age'\]"),
        ({"target": ["label"]}, r"`target` must be named by text, got \['label'\]"),
        ({"ignore_columns": [1]}, r"`ignore_columns` must be named by text, got 1"),
        ({"task": "clasification"}, "`task` must be .*got 'clasification'"),
        ({"fail_on": "never"}, "`fail_on` must be .*got 'never'"),
    ],
    ids=["text for a list", "a list for text", "a number for a name", "a misspelt task", "a misspelt severity"],
)
def test_arguments_of_another_kind_are_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        zl.check(table(), **{"target": "label", **options})


@pytest.mark.parametrize("role", ["group_columns", "time_column"])
def test_groups_and_times_are_not_left_out_where_there_is_no_split_column(role: str) -> None:
    options: dict[str, Any] = {role: "age" if role == "time_column" else ["age"]}
    with pytest.raises(BadInputError, match=f"`{role}` compares splits, so there must be a split column"):
        zl.check(GOOD, target="label", **options)


def test_a_split_column_that_was_named_must_be_there() -> None:
    with pytest.raises(BadInputError, match="`split_column` must be a column of the batch, got 'split'"):
        zl.check(GOOD, target="label", split_column="split")
    with pytest.raises(BadInputError, match=r"got 'split'\. Did you mean 'Split'\?"):
        zl.check(table().rename(columns={"split": "Split"}), target="label")


# --- odd, but clear enough to judge ------------------------------------------------------------------------------


@pytest.mark.parametrize("line", [f"{'1,' * 20}1", ",".join(f"name{n}" for n in range(9))])
def test_a_csv_file_with_a_line_of_too_many_fields_is_not_read_from_there_on(tmp_path: Path, line: str) -> None:
    path = tmp_path / "data.csv"
    path.write_text(table().to_csv(index=False) + line + "\n")
    with pytest.raises(BadInputError, match=r"Every line of the data must have as many fields .* got 101 lines"):
        zl.check(path, target="label")


def test_a_title_above_the_names_of_a_csv_file_is_no_row(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("Patients of one ward\n\n" + table().to_csv(index=False))
    assert zl.check(path, target="label").passed


def test_a_csv_file_with_semicolons_is_read(tmp_path: Path) -> None:
    table().to_csv(tmp_path / "data.csv", sep=";", index=False)
    assert zl.check(tmp_path / "data.csv", target="label").passed


def test_a_target_that_is_ignored_as_well_is_refused() -> None:
    with pytest.raises(BadInputError, match="`target` and `ignore_columns` must be different columns, got 'label'"):
        zl.check(table(), target="label", ignore_columns=["label"])


def test_columns_of_nested_values_are_judged_by_value() -> None:
    nested = table(pair=[[i, i] for i in range(100)], both=[{"u": i} for i in range(100)])
    assert zl.check(nested, target="label").passed
    copies = pd.concat([nested, nested[:30].assign(split="test")], ignore_index=True)
    result = zl.check(copies, target="label")
    assert result.verdict.value == "rejected"
    assert result.findings[0].observed["pairs"][0]["shared_rows"] == 30


def test_a_single_test_row_is_judged() -> None:
    assert zl.check(train=GOOD[:99], test=GOOD[99:], target="label").passed


def test_a_single_train_row_does_not_pass() -> None:
    assert not zl.check(train=GOOD[:1], test=GOOD[1:], target="label").passed
