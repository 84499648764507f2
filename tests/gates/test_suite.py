"""The recommended suite, and that it is stored and loaded."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import great_expectations as gx
import pandas as pd
import pytest
from great_expectations.checkpoint.actions import UpdateDataDocsAction

import zl_expectations as zl
from zl_expectations.errors import BadInputError

ALL: dict[str, Any] = {"target": "label", "group_columns": ["city"], "time_column": "age", "embargo": "7 days"}


def kinds(suite: Any) -> dict[str, set[str]]:
    """The severities of each type of expectation."""
    found: dict[str, set[str]] = {}
    for one in suite.expectations:
        found.setdefault(type(one).__name__, set()).add(one.severity.value)
    return found


# --- what it holds -----------------------------------------------------------------------------------------------


def test_each_check_has_both_tiers() -> None:
    both = {"critical", "warning"}
    assert kinds(zl.pre_training_suite(**ALL)) == {
        "ExpectRowsToBeDisjointAcrossSplits": both,
        "ExpectRowsToNotBeNearlySharedAcrossSplits": both,
        "ExpectLabelsToBeConsistent": both,
        "ExpectFeaturesToNotLeakTarget": both,
        "ExpectClassesToNotBeSkewed": both,
        "ExpectClassProportionsToMatchAcrossSplits": both,
        "ExpectGroupsToBeDisjointAcrossSplits": both,
        "ExpectSplitsToBeOrderedInTime": both,
    }


def test_only_what_is_asked_for_is_in_it() -> None:
    assert set(kinds(zl.pre_training_suite(target="label"))) == {
        "ExpectRowsToBeDisjointAcrossSplits",
        "ExpectRowsToNotBeNearlySharedAcrossSplits",
        "ExpectLabelsToBeConsistent",
        "ExpectFeaturesToNotLeakTarget",
        "ExpectClassesToNotBeSkewed",
        "ExpectClassProportionsToMatchAcrossSplits",
    }


def test_without_a_split_column_the_checks_that_compare_splits_are_left_out() -> None:
    assert set(kinds(zl.pre_training_suite(**{**ALL, "split_column": None}))) == {
        "ExpectFeaturesToNotLeakTarget",
        "ExpectLabelsToBeConsistent",
        "ExpectClassesToNotBeSkewed",
    }


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        ({"target": "split"}, "`target` and `split_column` must be different columns, got 'split' for both"),
        (
            {"identifiers": ["id", "label"]},
            "`target` and `identifiers` must be different columns, got 'label' for both",
        ),
        ({"ignore_columns": ["label"]}, "`target` and `ignore_columns`"),
        ({"group_columns": ["label"]}, "`target` and `group_columns`"),
        ({"time_column": "label"}, "`target` and `time_column`"),
        ({"allow": ["label"]}, "`target` and `allow`"),
        ({"group_columns": ["split"]}, "`split_column` and `group_columns` must be different columns, got 'split'"),
        ({"time_column": "split"}, "`split_column` and `time_column`"),
    ],
)
def test_a_column_with_two_roles_is_refused(roles: dict[str, Any], words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        zl.pre_training_suite(**{"target": "label", **roles})


def test_for_a_regression_the_check_on_skew_is_left_out() -> None:
    assert set(kinds(zl.pre_training_suite(target="label", task="regression"))) == {
        "ExpectRowsToBeDisjointAcrossSplits",
        "ExpectRowsToNotBeNearlySharedAcrossSplits",
        "ExpectLabelsToBeConsistent",
        "ExpectFeaturesToNotLeakTarget",
        "ExpectClassProportionsToMatchAcrossSplits",
    }


def test_every_argument_reaches_the_expectations_that_take_it() -> None:
    suite = zl.pre_training_suite(
        **ALL,
        split_column="part",
        train_split="fit",
        identifiers=["id"],
        ignore_columns=["note"],
        allow=["odor"],
        normalize_text=True,
    )
    expectations: list[Any] = suite.expectations
    for one in expectations:
        assert (one.split_column, one.train_split) == ("part", "fit")
        kind = type(one).__name__
        if kind in ("ExpectRowsToBeDisjointAcrossSplits", "ExpectRowsToNotBeNearlySharedAcrossSplits"):
            assert (one.identifiers, one.ignore_columns, one.normalize_text) == (["id"], ["note"], True)
        if kind == "ExpectFeaturesToNotLeakTarget":
            assert (one.identifiers, one.allow) == (["id"], ["odor"])
            assert one.ignore_columns == ["note", "city"], "a group is no feature"
        if kind == "ExpectSplitsToBeOrderedInTime":
            assert one.embargo == "7 days"


@pytest.mark.parametrize("argument", ["group_columns", "identifiers", "ignore_columns", "allow", "masked_columns"])
def test_columns_given_as_a_text_are_an_error(argument: str) -> None:
    arguments: Any = {"target": "label", argument: "city"}
    with pytest.raises(
        zl.CouldNotJudgeError, match=rf"`{argument}` must be a list of columns, got the text 'city': write \['city'\]"
    ):
        zl.pre_training_suite(**arguments)


def test_an_unknown_task_is_an_error() -> None:
    with pytest.raises(zl.CouldNotJudgeError, match="`task` must be"):
        zl.pre_training_suite(target="label", task="ranking")  # type: ignore[arg-type]


# --- stored and loaded -------------------------------------------------------------------------------------------

LOAD = """
import json, sys, warnings
warnings.simplefilter("ignore")
import great_expectations as gx
import zl_expectations
context = gx.get_context(mode="file", project_root_dir=sys.argv[1])
suite, checkpoint = context.suites.get("pre_training"), context.checkpoints.get("gate")
definition = context.validation_definitions.get("all splits")
assert checkpoint.validation_definitions == [definition] and definition.suite == suite
halt = checkpoint.actions[-1]
try:
    checkpoint.run(expectation_parameters={"excess": 0.001})
    message = "passed"
except zl_expectations.TrainingDataRejected as rejection:
    message = str(rejection)
print(json.dumps([suite.to_json_dict(), json.loads(definition.json()), json.loads(checkpoint.json()), message]))
"""

WITHOUT = """
import sys, warnings
warnings.simplefilter("ignore")
import great_expectations as gx
try:
    context = gx.get_context(mode="file", project_root_dir=sys.argv[1])
    print(len(context.suites.get("pre_training").expectations), "expectations")
    context.checkpoints.get("gate")
except Exception as error:
    print(type(error).__name__, error)
"""


def run_python(program: str, root: Path) -> str:
    (root / "program.py").write_text(program)
    command = [sys.executable, str(root / "program.py"), str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def suite() -> Any:
    made: Any = zl.pre_training_suite(target="label", allow=["age"], identifiers=["id"])
    made.expectations[0].max_excess = {"$PARAMETER": "excess"}
    made.expectations[1].notes = "agreed in May"
    made.expectations[1].meta = {"owner": "ml"}
    return made


def test_a_stored_suite_loads_in_another_process_and_rejects_the_same_data(
    tmp_path: Path, copied: pd.DataFrame
) -> None:
    copied["id"] = range(800)
    for name, part in copied.groupby("split"):
        part.drop(columns="split").to_parquet(tmp_path / f"{name}.parquet")
    context = gx.get_context(mode="file", project_root_dir=tmp_path)
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    context.variables.save()
    files = {name: str(tmp_path / f"{name}.parquet") for name in ("train", "test")}
    asset = context.data_sources.add_duckdb("ml").add_splits_asset("people", **files)
    definition = gx.ValidationDefinition(
        name="all splits", data=asset.add_batch_definition_whole_table("all"), suite=context.suites.add(suite())
    )
    checkpoint = context.checkpoints.add(
        gx.Checkpoint(
            name="gate",
            validation_definitions=[context.validation_definitions.add(definition)],
            actions=[UpdateDataDocsAction(name="docs"), zl.HaltPipelineAction(name="stop", fail_on="warning")],
            result_format={"result_format": "COMPLETE", "unexpected_index_column_names": ["id"]},
        )
    )
    with pytest.raises(zl.TrainingDataRejected) as rejected:
        checkpoint.run(expectation_parameters={"excess": 0.001})
    loaded = json.loads(next(line for line in run_python(LOAD, tmp_path).splitlines() if line.startswith("[{")))
    stored = [context.suites.get("pre_training").to_json_dict()]
    stored += [json.loads(one.json()) for one in (context.validation_definitions.get("all splits"), checkpoint)]
    assert loaded[:3] == json.loads(json.dumps(stored))
    assert loaded[2]["actions"][-1] == {"type": "halt_pipeline", "name": "stop", "fail_on": "warning"}
    same = [message.split("  Data Docs")[0] for message in (loaded[3], str(rejected.value))]
    assert same[0] == same[1]
    assert "40 rows of test" in same[0]
    assert "LookupError type duckdb was not found" in run_python(WITHOUT, tmp_path)


def test_before_the_import_a_stored_suite_loses_its_expectations_and_only_the_halting_action_notices(
    tmp_path: Path,
) -> None:
    context = gx.get_context(mode="file", project_root_dir=tmp_path)
    added = context.suites.add(suite())
    assert context.suites.get("pre_training") == added
    asset = context.data_sources.add_pandas("frames").add_dataframe_asset("frame")
    whole = asset.add_batch_definition_whole_dataframe("whole")
    definition = context.validation_definitions.add(gx.ValidationDefinition(name="frame", data=whole, suite=added))
    checkpoint = gx.Checkpoint(name="gate", validation_definitions=[definition], actions=[zl.HaltPipelineAction()])
    context.checkpoints.add(checkpoint)
    said = run_python(WITHOUT, tmp_path)
    assert "0 expectations" in said, "Great Expectations drops what it does not know"
    assert "expect_rows_to_be_disjoint_across_splits not found" in said, "and logs it"
    assert "no action of type halt_pipeline found" in said
