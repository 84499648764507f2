from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from required import unavailable

EXAMPLE = Path(__file__).parents[2] / "example_pipeline"


def make(form: str, folder: Path) -> subprocess.CompletedProcess[str]:
    tool = shutil.which("make")
    if tool is None:
        unavailable("make is not installed")
    variables = [f"PYTHON={sys.executable}", f"FORM={form}", f"FOLDER={folder}"]
    command = [tool, "-f", "doors/Makefile", *variables]
    return subprocess.run(command, cwd=EXAMPLE, capture_output=True, text=True, check=False)


def test_nothing_is_made_after_the_naive_flights_are_rejected(tmp_path: Path) -> None:
    ran = make("naive", tmp_path)
    assert ran.returncode != 0
    assert "report.json] Error 1" in ran.stderr
    assert "training\n" not in ran.stdout
    assert not (tmp_path / "report.json").exists(), "a second make must not take the rejected report for done"
    assert make("naive", tmp_path).returncode != 0


def test_the_mended_flights_are_trained_on(tmp_path: Path) -> None:
    ran = make("mended", tmp_path)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "training\n" in ran.stdout
