"""Airflow pins too much to live beside the other tools: name the executable of one that has this package beside it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "example_pipeline"
AIRFLOW = os.environ.get("ZL_AIRFLOW", "")

pytestmark = pytest.mark.skipif(not AIRFLOW, reason="ZL_AIRFLOW names no airflow executable")


@pytest.mark.parametrize(("form", "trained"), [("naive", False), ("mended", True)])
def test_a_failed_check_keeps_the_training_task_from_running(tmp_path: Path, form: str, trained: bool) -> None:
    dags = tmp_path / "dags"
    dags.mkdir()
    (dags / "flights_dag.py").write_text((EXAMPLE / "doors" / "airflow_dag.py").read_text())
    env = {
        **os.environ,
        "AIRFLOW_HOME": str(tmp_path),
        "AIRFLOW__CORE__DAGS_FOLDER": str(dags),
        "AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT": "300",  # importing Great Expectations takes seconds
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "FLIGHTS_FOLDER": str(tmp_path),
        "PYTHONPATH": os.pathsep.join([str(EXAMPLE), str(EXAMPLE.parent)]),
    }
    subprocess.run([AIRFLOW, "db", "migrate"], env=env, capture_output=True, check=True)
    command = [AIRFLOW, "dags", "test", "flights", "-c", f'{{"form": "{form}"}}']
    ran = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    said = ran.stdout + ran.stderr
    assert (ran.returncode == 0) == trained, said
    assert ("training\n" in said) == trained
    assert ("Training data rejected" in said) == (not trained)
