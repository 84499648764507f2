from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

RUN = Path(__file__).parents[1] / "example_pipeline" / "run.py"
LEAKS = ("dep_time", "dep_delay", "arr_time", "arr_delay", "air_time")


def run(*arguments: str, project: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(RUN), *arguments, "--project", str(project)], capture_output=True, text=True, check=False
    )


def test_the_naive_pipeline_is_stopped_before_training_and_the_message_names_why(tmp_path: Path) -> None:
    ran = run("naive", project=tmp_path)
    assert ran.returncode == 1, ran.stderr
    assert "Nothing was trained." in ran.stdout
    assert "train loss" not in ran.stdout
    assert re.search(r"rows of test \(50 %\) stand in train too", ran.stdout)
    leaks = next(line for line in ran.stdout.splitlines() if "expect_features_to_not_leak_target" in line)
    assert all(f"{name} (AUC" in leaks for name in LEAKS)
    assert leaks.count("by being missing") == len(LEAKS)
    assert "tailnum" not in leaks
    assert re.search(r"rows of test \(100 %\) are not later than train", ran.stdout)
    docs = re.search(r"Data Docs: file://(\S+)", ran.stdout)
    assert docs is not None
    assert "dep_delay" in Path(docs[1]).read_text(encoding="utf-8")


def test_the_mended_pipeline_passes_with_a_warning_and_trains_to_an_honest_loss(tmp_path: Path) -> None:
    ran = run("mended", project=tmp_path)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "The checkpoint passed." in ran.stdout
    assert "warning: expect_classes_to_not_be_skewed" in ran.stdout
    assert "critical" not in ran.stdout
    scores = re.search(r"test loss (\S+) \(trivial (\S+)\), test AUC (\S+)", ran.stdout)
    assert scores is not None
    loss, trivial, auc = map(float, scores.groups())
    assert 0.05 < loss < trivial
    assert 0.68 < auc < 0.78


def test_without_the_gate_the_naive_pipeline_reaches_an_artificially_perfect_loss(tmp_path: Path) -> None:
    ran = run("naive", "--no-gate", project=tmp_path)
    assert ran.returncode == 0, ran.stderr
    scores = re.search(r"train loss (\S+), test loss (\S+) .*test AUC (\S+)", ran.stdout)
    assert scores is not None
    train, test, auc = map(float, scores.groups())
    assert train < 1e-4
    assert test < 1e-4
    assert auc == 1.0
