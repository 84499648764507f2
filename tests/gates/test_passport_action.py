"""A checkpoint writes the passport of the batch that passed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import great_expectations as gx
import pandas as pd
import pytest
import sqlalchemy as sa
from great_expectations.expectations.row_conditions import Column

import zl_expectations as zl
from zl_expectations.errors import BadInputError

SOURCES = ("pandas", "duckdb", "sqlite")
Run = Callable[..., Any]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the recommended suite on a frame, from a data source, through a checkpoint with these actions."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]

    def through(frame: pd.DataFrame, source: str, actions: Sequence[Any], times: int = 1) -> Any:
        if source == "pandas":
            asset: Any = context.data_sources.add_pandas(source).add_dataframe_asset("a")
            data = asset.add_batch_definition_whole_dataframe("all")
        elif source == "duckdb":
            data = context.data_sources.add_duckdb(source).add_splits_asset("a").add_batch_definition_whole_table("all")
        else:
            address = f"sqlite:///{tmp_path / 'rows.db'}"
            engine = sa.create_engine(address)
            frame.to_sql("rows", engine, index=False)
            engine.dispose()
            database = context.data_sources.add_sqlite(source, connection_string=address)
            data = database.add_table_asset("a", table_name="rows").add_batch_definition_whole_table("all")
        suite = zl.pre_training_suite(target="label")
        suite.add_expectation(gx.expectations.ExpectColumnValuesToNotBeNull(column="age"))
        context.suites.add(suite)
        definitions = [
            context.validation_definitions.add(gx.ValidationDefinition(name=f"v{i}", data=data, suite=suite))
            for i in range(times)
        ]
        checkpoint = gx.Checkpoint(name=source, validation_definitions=definitions, actions=list(actions))
        given: dict[str, Any] = {} if source == "sqlite" else {"batch_parameters": {"dataframe": frame}}
        return context.checkpoints.add(checkpoint).run(**given)

    return through


@pytest.mark.parametrize("source", SOURCES)
def test_what_passed_is_what_may_be_trained_on(run: Run, clean: pd.DataFrame, source: str, tmp_path: Path) -> None:
    file = tmp_path / "passport.json"
    run(clean, source, [zl.HaltPipelineAction(), zl.WritePassportAction(path=str(file))])
    train, test = (clean[clean["split"] == name].drop(columns="split") for name in ("train", "test"))
    found = zl.require_passport(file, train=train, test=test, target="label")
    assert "expect_column_values_to_not_be_null" in [one.type for one in found.suite]
    with pytest.raises(zl.TrainingDataRejected, match="split 'test' has other values"):
        zl.require_passport(file, train=train, test=test.assign(age=test["age"] + 1))


def test_it_is_the_one_that_a_check_writes(run: Run, clean: pd.DataFrame, tmp_path: Path) -> None:
    run(clean, "duckdb", [zl.WritePassportAction(path=str(tmp_path / "a.json"))])
    assert zl.check(clean, target="label", passport=tmp_path / "b.json").passed
    one, other = (zl.Passport.read(tmp_path / name).dict() for name in ("a.json", "b.json"))
    assert {key: one[key] for key in ("splits", "columns", "split_column", "fail_on", "versions")} == {
        key: other[key] for key in ("splits", "columns", "split_column", "fail_on", "versions")
    }


@pytest.mark.parametrize("order", [1, -1], ids=["before the halt", "after the halt"])
def test_what_was_rejected_gets_none(run: Run, copied: pd.DataFrame, order: int, tmp_path: Path) -> None:
    file = tmp_path / "passport.json"
    file.write_text("an earlier one")
    actions = [zl.WritePassportAction(path=str(file)), zl.HaltPipelineAction()][::order]
    with pytest.raises(zl.TrainingDataRejected):
        run(copied, "pandas", actions)
    assert file.read_text() == "an earlier one"
    assert [path.name for path in tmp_path.iterdir()] == ["passport.json"]


def test_it_rejects_on_what_the_gate_rejects_on(run: Run, clean: pd.DataFrame, tmp_path: Path) -> None:
    file = tmp_path / "passport.json"
    run(clean, "pandas", [zl.WritePassportAction(path=str(file)), zl.HaltPipelineAction(fail_on="warning")])
    assert zl.Passport.read(file).fail_on == "warning"


def test_a_checkpoint_of_several_batches_has_no_one_passport(run: Run, clean: pd.DataFrame, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="A passport is of one batch, got a checkpoint of 2"):
        run(clean, "pandas", [zl.WritePassportAction(path=str(tmp_path / "passport.json"))], times=2)
    assert list(tmp_path.iterdir()) == []


def test_it_is_stored_as_what_it_is() -> None:
    action = zl.WritePassportAction(path="passport.json")
    assert zl.WritePassportAction(**action.dict()) == action


def test_rows_that_a_condition_leaves_out_have_no_passport(clean: pd.DataFrame, tmp_path: Path) -> None:
    context = gx.get_context(mode="ephemeral")
    asset = context.data_sources.add_pandas("p").add_dataframe_asset("a")
    expectation = zl.ExpectRowsToBeDisjointAcrossSplits(target="label", row_condition=Column("age") > 30)
    suite = context.suites.add(gx.ExpectationSuite(name="s", expectations=[expectation]))
    definition = gx.ValidationDefinition(name="v", data=asset.add_batch_definition_whole_dataframe("d"), suite=suite)
    actions: list[Any] = [zl.WritePassportAction(path=str(tmp_path / "passport.json"))]
    checkpoint = gx.Checkpoint(
        name="c", validation_definitions=[context.validation_definitions.add(definition)], actions=actions
    )
    with pytest.raises(BadInputError, match="row_condition"):
        context.checkpoints.add(checkpoint).run(batch_parameters={"dataframe": clean})
    assert list(tmp_path.iterdir()) == []
