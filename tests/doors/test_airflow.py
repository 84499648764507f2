"""Airflow pins too much to live beside the other tools, so it has an environment of its own, which the README makes."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from required import unavailable

EXAMPLE = Path(__file__).parents[2] / "example_pipeline"
AIRFLOW = Path(os.environ.get("ZL_AIRFLOW", EXAMPLE.parent / ".venv-airflow" / "bin" / "airflow"))


@pytest.fixture(scope="module")
def airflow(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A folder with the DAG in an Airflow of its own, and the environment that makes it so."""
    if not AIRFLOW.exists():
        unavailable(f"there is no {AIRFLOW}: make it as the README says, or name another Airflow in ZL_AIRFLOW")
    home = tmp_path_factory.mktemp("airflow")
    dags = home / "dags"
    dags.mkdir()
    (dags / "flights_dag.py").write_text((EXAMPLE / "doors" / "airflow_dag.py").read_text())
    env = {
        **os.environ,
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(dags),
        "AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT": "300",  # importing Great Expectations takes seconds
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "FLIGHTS_FOLDER": str(home),
        "PYTHONPATH": os.pathsep.join([str(EXAMPLE), str(EXAMPLE.parent)]),
    }
    made = subprocess.run([AIRFLOW, "db", "migrate"], env=env, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    return home, env


@pytest.mark.parametrize(("form", "trained"), [("naive", False), ("mended", True)])
def test_a_failed_check_keeps_the_training_task_from_running(
    airflow: tuple[Path, dict[str, str]], form: str, trained: bool
) -> None:
    command = [str(AIRFLOW), "dags", "test", "flights", "-c", f'{{"form": "{form}"}}']
    ran = subprocess.run(command, env=airflow[1], capture_output=True, text=True, check=False)
    said = ran.stdout + ran.stderr
    assert (ran.returncode == 0) == trained, said
    assert ("training\n" in said) == trained
    assert ("Training data rejected" in said) == (not trained)
