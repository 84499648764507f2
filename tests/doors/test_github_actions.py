"""The workflow's own commands, run in its order by the shell that GitHub gives a step (``bash -e``)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

EXAMPLE = Path(__file__).parents[2] / "example_pipeline"


@pytest.mark.parametrize(("form", "trained"), [("naive", False), ("mended", True)])
def test_the_job_ends_before_training_where_the_splits_are_rejected(tmp_path: Path, form: str, trained: bool) -> None:
    workflow = YAML(typ="safe").load((EXAMPLE / "doors" / "github_actions.yml").read_text())
    commands = [step["run"] for step in workflow["jobs"]["train"]["steps"] if "run" in step]
    assert commands.pop(0).startswith("pip install")
    script = "\n".join(commands).replace(" mended ", f" {form} ")
    here = Path(sys.executable).parent
    env = {**os.environ, "GITHUB_ACTIONS": "true", "PATH": f"{here}{os.pathsep}{os.environ['PATH']}"}
    env["PYTHONPATH"] = os.pathsep.join([str(EXAMPLE), str(EXAMPLE.parent)])
    ran = subprocess.run(
        ["bash", "-e", "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert (ran.returncode == 0) == trained, ran.stderr
    assert ("training\n" in ran.stdout) == trained
    assert ("::error" in ran.stdout) == (not trained)
    assert (tmp_path / "report.xml").exists()
