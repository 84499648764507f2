from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.door("prefect")


def test_the_naive_flights_are_stopped_before_the_training_step(run: Run) -> None:
    ran = run("-m", "doors.prefect_flow", "naive")
    said = ran.stdout + ran.stderr
    assert ran.returncode == 1, said
    assert "Training data rejected" in said
    assert "training\n" not in ran.stdout


def test_the_mended_flights_go_through_and_train(run: Run) -> None:
    ran = run("-m", "doors.prefect_flow", "mended")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "training\n" in ran.stdout
    assert "test_loss" in ran.stdout
