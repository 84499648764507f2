from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.door("mlflow")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mlflow")


@pytest.fixture(scope="module")
def server(store: Path) -> Iterator[str]:
    """A tracking server with a SQLite backend."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    backend = ["--backend-store-uri", f"sqlite:///{store / 'runs.db'}", "--artifacts-destination", str(store / "files")]
    command = [sys.executable, "-m", "mlflow", "server", *backend, "--port", port, "--workers", "1"]
    env = {**os.environ, "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
    with (store / "log").open("w") as log, subprocess.Popen(command, env=env, stdout=log, stderr=log) as process:
        try:
            yield _answering(f"http://127.0.0.1:{port}", process, store / "log")
        finally:
            process.terminate()


def _answering(url: str, process: subprocess.Popen[bytes], log: Path) -> str:
    end = time.monotonic() + 300
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{url}/health"):
                return url
        except OSError:
            time.sleep(0.5)
    raise AssertionError(log.read_text())


def asked(store: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(store / "runs.db")) as database:
        return database.execute(query).fetchall()


def test_a_rejected_run_is_tagged_and_holds_the_figures_and_the_reports(run: Run, server: str, store: Path) -> None:
    ran = run("-m", "doors.mlflow_run", "naive", MLFLOW_TRACKING_URI=server)
    assert ran.returncode == 1, ran.stderr
    assert "training\n" not in ran.stdout
    of_run = "FROM {} JOIN runs USING (run_uuid) WHERE runs.name = 'naive'"
    assert asked(store, "SELECT status FROM runs WHERE name = 'naive'") == [("FAILED",)]
    tags: dict[str, str] = dict(asked(store, f"SELECT key, value {of_run.format('tags')}"))
    assert tags["zl.verdict"] == "rejected"
    assert "expect_rows_to_be_disjoint_across_splits" in tags["zl.failed"]
    figures: dict[str, float] = dict(asked(store, f"SELECT key, value {of_run.format('metrics')}"))
    written = json.loads(next(store.glob("files/**/report.json")).read_text(encoding="utf-8"))
    assert written["verdict"] == "rejected"
    for finding in written["findings"]:
        assert figures[f"{finding['expectation']}/observed_value"] == finding["observed"]["observed_value"]
    assert "dep_delay" in next(store.glob("files/**/report.html")).read_text(encoding="utf-8")


def test_a_passed_run_is_logged_beside_its_training(run: Run, server: str, store: Path) -> None:
    ran = run("-m", "doors.mlflow_run", "mended", MLFLOW_TRACKING_URI=server)
    assert ran.returncode == 0, ran.stderr
    assert "training\n" in ran.stdout
    rows = asked(
        store, "SELECT value FROM tags JOIN runs USING (run_uuid) WHERE name = 'mended' AND key = 'zl.verdict'"
    )
    assert rows == [("passed",)]


CHECK = """
import mlflow
from doors.gate import load_splits, check_before_training
import doors.mlflow_run as door
door.store()
{before}
check_before_training(load_splits({form!r}))
"""
SERVER_GONE = "run = mlflow.start_run(); mlflow.set_tracking_uri('http://127.0.0.1:1')"


@pytest.mark.parametrize(("form", "code", "verdict"), [("naive", 1, "rejected"), ("mended", 0, "passed")])
def test_the_gate_decides_when_the_tracking_server_is_gone_and_the_log_is_reported_as_missing(
    run: Run, tmp_path: Path, form: str, code: int, verdict: str
) -> None:
    script = CHECK.format(before=SERVER_GONE, form=form) + "mlflow.set_tracking_uri(None)\n"
    own = f"sqlite:///{tmp_path / 'own.db'}"
    ran = run("-c", script, MLFLOW_TRACKING_URI=own, MLFLOW_HTTP_REQUEST_MAX_RETRIES="0")
    assert f"The verdict ({verdict}) is missing from MLflow: " in ran.stderr
    assert ("TrainingDataRejected" in ran.stderr) == bool(code)
    assert ran.returncode == code, ran.stderr


def test_without_an_active_run_none_is_begun_and_the_log_is_reported_as_missing(run: Run) -> None:
    ran = run("-c", CHECK.format(before="", form="mended"))
    assert ran.returncode == 0, ran.stderr
    assert "is missing from MLflow: there is no active run" in ran.stderr
