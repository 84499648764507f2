"""A table of losses, judged after training as the tripwire judges them meanwhile."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import great_expectations as gx
import numpy as np
import pandas as pd
import pytest
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.expectations.row_conditions import Column

import zl_expectations as zl
from zl_expectations.counting import loss_history
from zl_expectations.expectations._base import exception_message
from zl_expectations.gates.findings import finding_of
from zl_expectations.reporting.pictures.picture import Picture

Expect: Any = zl.ExpectTrainingLossToStayAboveFloor  # severities are given as text here, as people write them
FLOOR: dict[str, Any] = {"floor": 0.3, "trivial": 0.66}
VALIDATED: dict[str, Any] = {**FLOOR, "validation_loss_column": "validation_loss"}


@pytest.fixture
def sound() -> pd.DataFrame:
    """Ten epochs whose training loss comes near its floor of 0.3, and whose validation loss does not."""
    epoch = np.arange(10)
    return pd.DataFrame(
        {
            "epoch": epoch,
            "training_loss": 0.31 + 0.4 * np.exp(-0.4 * epoch),
            "validation_loss": 0.4 + 0.3 * np.exp(-0.5 * epoch),
        }
    )


def with_losses(frame: pd.DataFrame, column: str, losses: dict[int, float]) -> pd.DataFrame:
    changed = frame.copy()
    for row, loss in losses.items():
        changed.loc[row, column] = loss
    return changed


# --- verdicts ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("severity", ["critical", "warning"])
@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_a_run_that_stays_above_its_floor_passes(validate: Any, sound: pd.DataFrame, severity: str, on: str) -> None:
    result = validate(sound, Expect(**VALIDATED, severity=severity), on=on)
    assert result.success
    assert result.result["observed_value"] == pytest.approx(sound["training_loss"].min())
    details = result.result["details"]
    assert (details["tier"], details["columns"], details["too_good"]) == ("none", [], [])
    assert Expect.summary(details) == (
        "The lowest training loss of 10 epochs is 0.321, in epoch 9; the floor is 0.3, the trivial loss 0.66."
    )


@pytest.mark.parametrize("severity", ["critical", "warning"])
@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_a_run_below_its_floor_fails(validate: Any, sound: pd.DataFrame, severity: str, on: str) -> None:
    run = with_losses(sound, "training_loss", {7: 0.2, 8: 0.1})
    result = validate(run, Expect(**VALIDATED, severity=severity), on=on)
    assert not result.success
    assert (result.result["unexpected_count"], result.result["element_count"]) == (2, 10)
    details = result.result["details"]
    assert (details["tier"], details["columns"]) == ("critical", ["training_loss"])
    said = Expect.summary(details)
    assert said.startswith(
        "Epoch 7 has a training loss of 0.2 (validation loss 0.409), below the floor of 0.3 that rows"
    )
    assert said.endswith("1 further epoch is too good.")
    assert Expect.next_step(details).startswith("Look for what the trainer reads")


@pytest.mark.parametrize(
    ("column", "losses", "tier", "words"),
    [
        ("training_loss", {1: 0.005}, "critical", "Epoch 1 has a training loss of 0.005"),
        ("training_loss", {2: 0.005}, "none", "The lowest training loss of 10 epochs is 0.005, in epoch 2"),
        ("validation_loss", {6: 0.005}, "warning", "Epoch 6 has a validation loss of 0.005, under 0.01 of the trivial"),
    ],
)
def test_a_loss_near_zero_is_judged_by_when_it_is_and_on_which_rows(
    details: Any, sound: pd.DataFrame, column: str, losses: dict[int, float], tier: str, words: str
) -> None:
    run = with_losses(sound, column, losses)
    found = details(run, Expect(trivial=0.66, validation_loss_column="validation_loss"))
    assert found["tier"] == tier
    assert Expect.summary(found).startswith(words)
    assert found["columns"] == ([] if tier == "none" else [column])


def test_what_cannot_be_told_is_a_warning(validate: Any, sound: pd.DataFrame) -> None:
    run = with_losses(sound, "training_loss", {9: 0.001})
    assert validate(run, Expect(trivial=0.66)).success
    result = validate(run, Expect(trivial=0.66, severity="warning"))
    assert not result.success
    assert "no validation loss to tell which" in Expect.summary(result.result["details"])


def test_the_words_are_those_of_the_tripwire(details: Any, sound: pd.DataFrame) -> None:
    run = with_losses(sound, "training_loss", {4: 0.25})
    found = details(run, Expect(**FLOOR))
    tripwire = zl.LossTripwire(**FLOOR)
    for loss in run["training_loss"][:4]:
        tripwire.update(loss)
    with pytest.raises(zl.TrainingStopped) as stopped:
        tripwire.update(run["training_loss"][4])
    said = f"{Expect.summary(found)} {Expect.next_step(found)}"
    assert str(stopped.value) == said.replace("Epoch 4", "Pass 5")


def test_training_and_validation_loss_may_stand_in_different_rows_as_loggers_write_them(
    details: Any, sound: pd.DataFrame
) -> None:
    apart = pd.concat([sound.assign(validation_loss=np.nan), sound.assign(training_loss=np.nan)])
    assert details(apart, Expect(**VALIDATED)) == details(sound, Expect(**VALIDATED))


def test_a_run_may_be_validated_every_kth_epoch(details: Any, sound: pd.DataFrame) -> None:
    sparse = sound.assign(validation_loss=sound["validation_loss"].where(sound["epoch"] % 3 == 2))
    assert details(sparse, Expect(**VALIDATED))["validated_epochs"] == 3


def test_a_row_condition_chooses_the_run(validate: Any, sound: pd.DataFrame) -> None:
    fallen = with_losses(sound, "training_loss", {5: 0.01})
    runs = pd.concat([sound.assign(run=1), fallen.assign(run=2)])
    success = {run: validate(runs, Expect(**FLOOR, row_condition=Column("run") == run)).success for run in (1, 2)}
    assert success == {1: True, 2: False}


# --- what cannot be judged ---------------------------------------------------------------------------------------

BAD: dict[str, tuple[Any, str]] = {
    "a loss that is NaN": (
        lambda run: with_losses(run, "training_loss", {4: math.nan}),
        "Every epoch must have a training loss, got none in epoch 4",
    ),
    "a negative loss": (
        lambda run: with_losses(run, "training_loss", {4: -0.1}),
        "The training loss must be a number of at least 0, got -0.1 in epoch 4",
    ),
    "an infinite loss": (
        lambda run: with_losses(run, "validation_loss", {4: math.inf}),
        "The validation loss must be a number of at least 0, got inf in epoch 4",
    ),
    "a validation loss that is NaN": (
        lambda run: with_losses(run, "validation_loss", {4: math.nan}),
        "The validation loss must be there in every epoch or in every k-th, got it in 9 of 10",
    ),
    "no validation loss at all": (
        lambda run: run.assign(validation_loss=np.nan),
        "The validation loss must be there in every epoch or in every k-th, got it in 0 of 10",
    ),
    "an epoch without a number": (
        lambda run: run.assign(epoch=run["epoch"].astype(float).where(run["epoch"] != 3)),
        "Every row must have an epoch, got 1 with a missing one in 'epoch'",
    ),
    "an epoch left out": (lambda run: run.drop(index=3), "got 4 as the one after 2 in 'epoch'. Log every epoch"),
    "the first epochs left out": (lambda run: run[2:], "got 2 as the first in 'epoch'. Log every epoch"),
    "parts of epochs": (lambda run: run.assign(epoch=run["epoch"] / 2), "got 0.5 as the one after 0.0 in 'epoch'"),
    "two runs": (lambda run: pd.concat([run, run]), "An epoch must have one training loss, got 2 in epoch 0"),
    "epochs that are text": (lambda run: run.assign(epoch="a"), "`epoch_column` must hold numbers, got text values"),
    "no such column": (
        lambda run: run.rename(columns={"training_loss": "train_loss"}),
        "`training_loss_column` must be a column of the batch, got 'training_loss'. Did you mean 'train_loss'?",
    ),
}


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
@pytest.mark.parametrize("case", BAD)
def test_a_history_that_is_not_whole_cannot_be_judged(refusal: Any, sound: pd.DataFrame, case: str, on: str) -> None:
    spoil, words = BAD[case]
    assert words in refusal(spoil(sound), Expect(**VALIDATED), on=on)


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_a_history_without_rows_cannot_be_judged(refusal: Any, sound: pd.DataFrame, on: str) -> None:
    none_chosen = Expect(**VALIDATED, row_condition=Column("epoch") > 10)
    said = refusal(sound, none_chosen, on=on)
    assert re.match(r"(The batch must have|There must be) rows.*, got none", said), said


def test_without_a_floor_and_a_trivial_loss_nothing_could_fail_so_nothing_is_judged(
    refusal: Any, sound: pd.DataFrame
) -> None:
    assert "`floor` or `trivial` must be above 0" in refusal(sound, Expect())


def test_a_column_that_is_no_epoch_is_refused_before_its_rows_are_fetched(
    refusal: Any, sound: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loss_history, "MOST_EPOCHS", 9)
    assert "must hold at most 9 epochs, got more in 'epoch'" in refusal(sound, Expect(**FLOOR))


# --- a citizen of Great Expectations -----------------------------------------------------------------------------


def test_it_comes_back_equal_from_its_configuration() -> None:
    expectation = Expect(**VALIDATED, severity="warning")
    back = ExpectationConfiguration(**json.loads(json.dumps(expectation.configuration.to_json_dict()))).to_domain_obj()
    assert back == expectation
    assert set(Expect.success_keys) <= set(Expect.__fields__)


def test_every_limit_may_be_a_suite_parameter(details: Any, sound: pd.DataFrame) -> None:
    limits = {"floor": 0.3, "trivial": 0.66, "near_zero": 0.01, "first": 2, "tolerance": 0.01}
    expectation = Expect(**{name: {"$PARAMETER": name} for name in limits})
    assert details(sound, expectation, expectation_parameters=limits) == details(sound, Expect(**limits))


@pytest.mark.parametrize("result_format", ["BOOLEAN_ONLY", "BASIC", "SUMMARY", "COMPLETE"])
def test_every_result_is_json(validate: Any, sound: pd.DataFrame, result_format: str) -> None:
    run = with_losses(sound, "training_loss", {7: 0.2})
    result = validate(run, Expect(**VALIDATED), result_format=result_format)
    json.dumps(result.to_json_dict(), allow_nan=False)
    assert exception_message(result) is None


def test_the_two_tiers_of_one_run_are_one_finding(batch_definitions: dict[str, Any], sound: pd.DataFrame) -> None:
    run = with_losses(sound, "training_loss", {7: 0.2})
    suite = gx.ExpectationSuite(
        name="after", expectations=[Expect(**VALIDATED, severity=severity) for severity in ("critical", "warning")]
    )
    found = zl.findings_of([batch_definitions["pandas"].get_batch({"dataframe": run}).validate(suite)])
    assert [(one.severity, one.success) for one in found] == [("critical", False)]


def test_a_long_run_leaves_a_short_result_that_holds_what_is_too_good(details: Any) -> None:
    epochs = 30_000
    run = pd.DataFrame({"epoch": np.arange(1, epochs + 1), "training_loss": np.linspace(0.7, 0.31, epochs)})
    found = details(with_losses(run, "training_loss", {12_345: 0.2}), Expect(**FLOOR))
    assert found["epochs"] == epochs
    assert len(found["history"]) < 450
    assert [one["epoch"] for one in found["too_good"]] == [12_346]
    assert 12_346 in [one["epoch"] for one in found["history"]]


def test_it_draws_the_learning_curves_and_marks_what_is_too_good(validate: Any, sound: pd.DataFrame) -> None:
    run = with_losses(sound, "training_loss", {7: 0.2})
    finding = finding_of(validate(run, Expect(**VALIDATED)))
    (picture, table) = finding.evidence
    assert isinstance(picture, Picture)
    assert "training loss from 0.71 in epoch 0 to 0.321 in epoch 9" in picture.alt
    assert "loss floor 0.3; trivial loss 0.66; epoch 7 with 0.2 is too good." in picture.alt
    assert not isinstance(table, Picture)
    assert list(table.rows[0]) == ["epoch 7", "0.2", "0.409", "below floor"]


@pytest.mark.parametrize("private", [{"show_rows": False}, {"masked_columns": ["training_loss"]}])
def test_losses_that_may_not_be_told_decide_and_are_not_told(
    validate: Any, sound: pd.DataFrame, private: dict[str, Any]
) -> None:
    run = with_losses(sound, "training_loss", {7: 0.2345})
    result = validate(run, Expect(**VALIDATED, **private))
    finding = finding_of(result)
    assert not finding.success
    assert finding.summary.startswith("Pass 8 has a training loss, below the floor of 0.3 that rows")
    written = json.dumps([result.to_json_dict(), finding.to_dict(), [vars(one) for one in finding.evidence]])
    assert "0.23" not in written
    assert "0.40" not in written
    passed = finding_of(validate(sound, Expect(**VALIDATED, **private)))
    assert passed.summary.startswith("The lowest training loss of 10 epochs is not too good; the floor is 0.3")


def test_an_error_does_not_tell_the_loss_that_may_not_be_told(refusal: Any, sound: pd.DataFrame) -> None:
    run = with_losses(sound, "training_loss", {4: -0.4321})
    assert "0.43" not in refusal(run, Expect(**VALIDATED, show_rows=False))


def test_a_checkpoint_after_training_halts_before_the_model_is_used(tmp_path: Path, sound: pd.DataFrame) -> None:
    context = gx.get_context(mode="file", project_root_dir=tmp_path)
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    losses = context.data_sources.add_duckdb("runs").add_files_asset("losses", tmp_path / "losses.csv")
    suite = context.suites.add(gx.ExpectationSuite(name="after_training", expectations=[Expect(**VALIDATED)]))
    definition = context.validation_definitions.add(
        gx.ValidationDefinition(name="losses", data=losses.add_batch_definition_whole_table("all"), suite=suite)
    )
    docs = gx.checkpoint.UpdateDataDocsAction(name="docs", site_names=[zl.add_data_docs(context, "uncommitted/docs")])
    checkpoint = context.checkpoints.add(
        gx.Checkpoint(
            name="after_training", validation_definitions=[definition], actions=[docs, zl.HaltPipelineAction()]
        )
    )
    sound.to_csv(tmp_path / "losses.csv", index=False)
    checkpoint.run()
    with_losses(sound, "training_loss", {7: 0.2}).to_csv(tmp_path / "losses.csv", index=False)
    with pytest.raises(zl.TrainingDataRejected, match=r"Epoch 7 has a training loss of 0\.2"):
        checkpoint.run()
    pages = [page.read_text(encoding="utf-8") for page in tmp_path.rglob("validations/**/*.html")]
    assert any("epoch 7 with 0.2 is too good." in page for page in pages)
