from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.door("kedro")


def test_the_naive_flights_are_stopped_before_the_training_step(run: Run) -> None:
    ran = run("-m", "doors.kedro_pipeline", "naive")
    said = ran.stdout + ran.stderr
    assert ran.returncode == 1, said
    assert "Training data rejected" in said
    assert "training\n" not in ran.stdout


def test_the_mended_flights_go_through_and_train(run: Run) -> None:
    ran = run("-m", "doors.kedro_pipeline", "mended")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "training\n" in ran.stdout
    assert "test_loss" in ran.stdout


def test_a_training_node_without_splits_is_not_run_and_the_error_says_what_it_must_have(run: Run) -> None:
    script = (
        "from kedro.pipeline import Pipeline, node\n"
        "from doors.kedro_pipeline import run\n"
        "run('naive', Pipeline([node(print, 'form', 'model', name='fit', tags='training')]))\n"
    )
    ran = run("-c", script)
    assert ran.returncode == 1
    assert "naive\n" not in ran.stdout
    said = " ".join(ran.stderr.split())
    assert "must have one input that holds the splits, got 0 among the inputs ['form'] of 'fit'" in said
