from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import zl_expectations as zl

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
    assert "tailnum (AUC" not in leaks  # it says nothing but where it is missing
    assert "where tailnum is missing, the target is True in" in leaks
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


def winter() -> dict[str, Any]:
    """The naive flights of two months."""
    sys.path.insert(0, str(RUN.parent))
    from flights import TARGET, TIME, load_flights, prepare_naive

    flights = load_flights()
    splits = prepare_naive(flights[flights["month"] <= 2])
    return {"train": splits.train, "test": splits.test, "target": TARGET, "time_column": TIME}


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> tuple[zl.CheckResult, str]:
    """The naive flights of two months with their impact, and the Data Docs of that check."""
    docs = tmp_path_factory.mktemp("docs")
    result = zl.check(**winter(), impact=True, docs=docs)
    return result, next((docs / "validations").rglob("*.html")).read_text(encoding="utf-8")


def test_the_impact_says_what_the_naive_flights_owe_to_shared_rows_and_to_missing_times(
    measured: tuple[zl.CheckResult, str],
) -> None:
    result, docs = measured
    rows, features = (one for one in result.findings if one.impact)
    assert (rows.expectation, features.expectation) == (
        "expect_rows_to_be_disjoint_across_splits",
        "expect_features_to_not_leak_target",
    )
    assert re.search(
        r"reaches AUC (1|0\.99\S*) .* with the shared rows in train, AUC 0\.[6-9]\d* .*: 0\.\d\d of", rows.impact
    )
    assert set(rows.observed["impact"]["left_out"]) >= set(LEAKS)
    assert re.search(r"AUC 1 .* without the 5 at fault: 0\.[234]\d of the AUC is owed to them\.", features.impact)
    assert re.search(r"alone brings 0\.\d\d, all of it by being missing\.", features.impact)
    page = result.to_html()
    for told in (rows.impact, features.impact):
        assert told in page
        assert told in docs
        assert told in " ".join(line[34:].strip() for line in str(result).splitlines())
    assert "without the 5 at fault, but told whether dep_delay is missing" in docs


def test_the_impact_changes_no_verdict_of_the_flights(measured: tuple[zl.CheckResult, str]) -> None:
    without = zl.check(**winter())
    verdicts = [
        [(one.expectation, one.severity, one.success) for one in found.findings] for found in (measured[0], without)
    ]
    assert verdicts[0] == verdicts[1]
    assert not any(one.impact for one in without.findings)
