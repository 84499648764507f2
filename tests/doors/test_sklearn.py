from __future__ import annotations

import subprocess
from collections.abc import Callable

Run = Callable[..., subprocess.CompletedProcess[str]]


def test_the_naive_flights_are_neither_cross_validated_nor_trained_on(run: Run) -> None:
    ran = run("-m", "doors.sklearn_guard", "naive")
    assert ran.returncode == 1, ran.stderr
    assert "cross_validate was stopped. Training data rejected" in ran.stdout
    assert "train was stopped. Training data rejected" in ran.stdout
    assert "rows of validation (50.6 %) stand in train too" in ran.stdout
    assert ran.stdout.count("dep_delay (AUC 1, by being missing)") == 2
    assert "trained:" not in ran.stdout
    assert "cross-validated:" not in ran.stdout


def test_the_mended_flights_go_through_both(run: Run) -> None:
    ran = run("-m", "doors.sklearn_guard", "mended")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "cross-validated: AUC 0.7" in ran.stdout
    assert "trained: accuracy 0.8" in ran.stdout
