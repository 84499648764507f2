"""`zl init` as a user meets it: a project, the lines to paste, and a pipeline that they stop."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import great_expectations as gx
import numpy as np
import pandas as pd
import pytest
from great_expectations.core.factory.checkpoint_factory import CheckpointFactory
from great_expectations.core.factory.suite_factory import SuiteFactory
from great_expectations.data_context import FileDataContext

import zl_expectations as zl
from zl_expectations import cli

SPLITS = ["init", "--train", "train.parquet", "--test", "test.parquet", "--target", "y"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the command runs: clean splits, and a test split that shares half of its rows with train."""
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    table = pd.DataFrame(
        {"age": rng.normal(40, 9, 600), "city": rng.choice(list("abcdef"), 600), "y": rng.integers(0, 2, 600)}
    )
    table[:400].to_parquet("train.parquet")
    table[400:].to_parquet("test.parquet")
    table[300:500].to_parquet("naive.parquet")
    table.assign(part=["fit"] * 400 + ["later"] * 200).to_csv("all.csv", index=False)
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def project(folder: Path) -> Any:
    return gx.get_context(mode="file", context_root_dir=folder / "gx")


def pasted(printed: str) -> subprocess.CompletedProcess[str]:
    """A pipeline in a process of its own: the lines that the command printed, and then the training."""
    lines = printed[printed.index("import great_expectations") :] + "\nprint('trained')\n"
    return subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=False)


def test_the_printed_lines_stop_naive_data_and_let_clean_data_through(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert cli.run([*SPLITS[:4], "naive.parquet", *SPLITS[5:]]) == 0
    printed = capfd.readouterr().out
    stopped = pasted(printed)
    assert stopped.returncode == 1
    assert "TrainingDataRejected: Training data rejected" in stopped.stderr
    assert "trained" not in stopped.stdout
    assert list((folder / "gx/uncommitted/docs").rglob("index.html"))

    pd.read_parquet("test.parquet").to_parquet("naive.parquet")
    passed = pasted(printed)
    assert passed.returncode == 0, passed.stderr
    assert "trained" in passed.stdout


def test_a_second_time_changes_nothing_and_says_so(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.run(SPLITS) == 0
    before, first = files(folder), capfd.readouterr().out
    assert cli.run([*SPLITS, "--ignore", "city"]) == 0
    second = capfd.readouterr().out
    assert files(folder) == before
    assert (first.count("added "), first.count("kept ")) == (6, 0)
    assert (second.count("added "), second.count("kept ")) == (0, 6)
    assert "--name adds another" in second
    assert "--name" not in first


def test_one_table_with_a_split_column_and_every_role(folder: Path) -> None:
    roles = ["--split-column", "part", "--train-split", "fit", "--group", "city", "--identifier", "age"]
    assert cli.run(["init", "all.csv", "--target", "y", *roles, "--fail-on", "warning", "--name", "flights"]) == 0
    checkpoint = project(folder).checkpoints.get("flights")
    assert [action.fail_on for action in checkpoint.actions if isinstance(action, zl.HaltPipelineAction)] == ["warning"]
    judged = {type(one): one for one in checkpoint.validation_definitions[0].suite.expectations}
    groups = judged[zl.ExpectGroupsToBeDisjointAcrossSplits]
    assert (groups.split_column, groups.train_split, groups.group_columns) == ("part", "fit", ["city"])
    assert judged[zl.ExpectRowsToBeDisjointAcrossSplits].identifiers == ["age"]
    with pytest.raises(zl.TrainingDataRejected, match="city"):
        checkpoint.run()


def test_another_name_stands_beside_the_first(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.run(SPLITS) == 0
    assert cli.run([*SPLITS, "--name", "second", "--quiet"]) == 0
    assert {one.name for one in project(folder).checkpoints.all()} == {"before_training", "second"}
    assert {asset.name for asset in project(folder).data_sources.get("zl").assets} == {"before_training", "second"}


def test_a_project_that_exists_keeps_what_it_had(folder: Path) -> None:
    context = project(folder)
    context.data_sources.add_pandas("mine").add_csv_asset("table", "all.csv")
    context.suites.add(gx.ExpectationSuite(name="mine"))
    assert cli.run([*SPLITS, "--project", "gx"]) == 0
    context = project(folder)
    assert set(context.data_sources.all()) == {"mine", "zl"}
    assert {suite.name for suite in context.suites.all()} == {"mine", "before_training"}
    assert set(context.get_site_names()) == {"local_site", "zl"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([*SPLITS[:-1], "yy"], "Did you mean 'y'?"),
        ([*SPLITS[:4], "nowhere.parquet", *SPLITS[5:]], "nowhere.parquet"),
        (["init", "--train", "train.parquet", "--target", "y"], "--test"),
        ([*SPLITS, "--group", "patient"], "patient"),
        ([*SPLITS, "--embargo", "3 days"], "time_column"),
    ],
)
def test_what_cannot_be_judged_is_told_before_anything_is_written(
    folder: Path, capfd: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    before = files(folder)
    assert cli.run(arguments) == 2
    assert said in capfd.readouterr().err
    assert files(folder) == before


def add_pandas_source(context: Any) -> None:
    context.data_sources.add_pandas("zl")


def add_bare_suite(context: Any) -> None:
    context.suites.add(gx.ExpectationSuite(name="before_training"))


def add_checkpoint_that_lets_pass(context: Any) -> None:
    asset = context.data_sources.add_pandas("mine").add_csv_asset("table", "all.csv")
    definition = gx.ValidationDefinition(
        name="mine",
        data=asset.add_batch_definition("whole"),
        suite=context.suites.add(zl.pre_training_suite(target="y")),
    )
    context.validation_definitions.add(definition)
    context.checkpoints.add(gx.Checkpoint(name="before_training", validation_definitions=[definition]))


@pytest.mark.parametrize(
    ("add", "said"),
    [
        (add_pandas_source, "data source 'zl'"),
        (add_bare_suite, "suite 'before_training' of the project must hold an expectation of zl_expectations"),
        (add_checkpoint_that_lets_pass, "checkpoint 'before_training' of the project must have a HaltPipelineAction"),
    ],
)
def test_what_is_there_under_the_name_and_would_leave_the_gate_open_is_refused(
    folder: Path, capfd: pytest.CaptureFixture[str], add: Any, said: str
) -> None:
    add(project(folder))
    before = files(folder)
    assert cli.run(SPLITS) == 2
    assert said in capfd.readouterr().err
    assert files(folder) == before


def test_a_project_that_cannot_be_opened_is_told_in_one_line(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "gx").mkdir()
    (folder / "gx/great_expectations.yml").write_text("config_version: [", encoding="utf-8")
    assert cli.run(SPLITS) == 2
    said = capfd.readouterr().err
    assert said.startswith("zl: `project` must hold a project that Great Expectations can open")
    assert "Traceback" not in said


def breaks_at(monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException) -> None:
    """Let one step of the writing fail after all that stand before it."""
    kind, method = {
        "site": (FileDataContext, "add_data_docs_site"),
        "checkpoint": (CheckpointFactory, "add"),
        "suite": (SuiteFactory, "add"),
    }[step]

    def broken(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(kind, method, broken)


@pytest.mark.parametrize("step", ["suite", "site", "checkpoint"])
@pytest.mark.parametrize("where", ["new", "nested", "empty", "there"])
def test_what_fails_midway_leaves_everything_as_it_was(
    folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, step: str, where: str
) -> None:
    at = folder / "a" / "b" if where == "nested" else folder
    if where == "there":
        project(folder).data_sources.add_pandas("mine").add_csv_asset("table", "all.csv")
        (folder / "gx/uncommitted/mine.txt").write_text("mine")
    if where == "empty":
        (folder / "gx").mkdir()
    before, folders = files(folder), {path for path in folder.rglob("*") if path.is_dir()}
    breaks_at(monkeypatch, step, OSError(28, "No space left on device"))
    assert cli.run([*SPLITS, "--project", str(at)]) == 2
    said = capfd.readouterr().err
    assert "No space left on device" in said
    assert "has been taken back" in said
    assert len(said.strip().splitlines()) == 1
    assert files(folder) == before
    assert {path for path in folder.rglob("*") if path.is_dir()} == folders

    monkeypatch.undo()
    monkeypatch.chdir(folder)
    assert cli.run([*SPLITS, "--project", str(at)]) == 0


def test_an_interruption_midway_leaves_everything_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files(folder)
    breaks_at(monkeypatch, "checkpoint", KeyboardInterrupt())
    assert cli.run(SPLITS) == 130
    assert files(folder) == before
    assert not (folder / "gx").exists()


def test_a_project_that_cannot_be_made_is_told_in_one_line(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = files(folder)
    assert cli.run([*SPLITS, "--project", "all.csv"]) == 2
    said = capfd.readouterr().err
    assert said.startswith("zl: `project` must")
    assert "all.csv" in said
    assert files(folder) == before
