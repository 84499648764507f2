from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.door("dagster")


def materialize(run: Run, form: str, home: Path) -> subprocess.CompletedProcess[str]:
    (home / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    command = ["-m", "dagster", "asset", "materialize", "-m", "doors.dagster_assets", "--select", "*"]
    return run(*command, FLIGHTS_FORM=form, DAGSTER_HOME=str(home))


def test_the_check_blocks_the_model_of_the_naive_flights(run: Run, tmp_path: Path) -> None:
    ran = materialize(run, "naive", tmp_path)
    said = ran.stdout + ran.stderr
    assert ran.returncode == 1, said
    assert "1 blocking asset check failed" in said
    assert "training\n" not in ran.stdout


def test_the_model_of_the_mended_flights_is_trained(run: Run, tmp_path: Path) -> None:
    ran = materialize(run, "mended", tmp_path)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "training\n" in ran.stdout
