"""The flights behind the doors of other tools, each started as its users start it: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from required import unavailable

EXAMPLE = Path(__file__).parents[2] / "example_pipeline"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(autouse=True)
def tools(request: pytest.FixtureRequest) -> None:
    """The tools that the test's marks name are installed."""
    missing = [tool for mark in request.node.iter_markers("door") for tool in mark.args if find_spec(tool) is None]
    if missing:
        unavailable(f"not installed: {', '.join(missing)} (extras: doors, trainers, networks)")


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run Python on the example, in a folder of its own."""
    home = tmp_path_factory.mktemp("project")
    quiet = {
        "DAGSTER_DISABLE_TELEMETRY": "1",
        "DO_NOT_TRACK": "1",
        "PREFECT_HOME": str(home / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "600",
        "MLFLOW_DISABLE_TELEMETRY": "true",
    }

    def started(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        path = os.pathsep.join([str(EXAMPLE), str(EXAMPLE.parent)])
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=home,
            env={**os.environ, "PYTHONPATH": path, "FLIGHTS_PROJECT": str(home), **quiet, **variables},
            capture_output=True,
            text=True,
            check=False,
        )

    return started


@pytest.fixture(scope="session")
def run(python: Run) -> Run:
    """The same, in front of a GX project in which the checkpoint is stored."""
    stored = python("-m", "doors.gate")
    assert stored.returncode == 0, stored.stderr
    return python
