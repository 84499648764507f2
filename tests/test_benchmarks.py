"""The benchmarks run as their page says, on a table that is small enough for a test."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as parquet

MEASURE = Path(__file__).parent / "benchmarks" / "measure.py"
PLANTED = 50


def measured(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(MEASURE), "--table", "small", "--rounds", "1", "--directory", str(folder)]
    return subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)


def test_what_counts_shared_rows_counts_those_that_were_planted(tmp_path: Path) -> None:
    counting = ["shared_rows_parquet", "shared_rows_frame", "pandas_hash", "polars_semi_join", "each_column_left_out"]
    ran = measured(tmp_path, "--only", *counting)
    assert ran.returncode == 0, ran.stderr
    head, *lines = ran.stdout.splitlines()
    assert head == f"small: 20,000 + 5,000 rows, medians of 1; shared rows: {PLANTED}"
    rows = {line.split()[0]: line.split()[1:] for line in lines[1:] if not line.startswith("--")}
    assert list(rows) == ["floor_parquet", "floor_frame", *counting]
    assert all(len(figures) == 7 and all(float(one) > 0 for one in figures) for figures in rows.values())
    splits = parquet.read_table(tmp_path / "small.parquet", columns=["split"])["split"].value_counts().to_pylist()
    assert {one["values"]: one["counts"] for one in splits} == {"train": 20_000, "test": 5_000}


def test_what_fails_or_takes_too_long_is_said_and_the_rest_is_shown(tmp_path: Path) -> None:
    peers = tmp_path / "peers" / "peers" / "bin"
    peers.mkdir(parents=True)
    (peers / "python").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')  # an environment without the peer
    (peers / "python").chmod(0o755)
    ran = measured(tmp_path, "--only", "mlleak", "--peers", str(tmp_path / "peers"))
    assert ran.returncode == 0, ran.stderr
    assert "mlleak                       ModuleNotFoundError: No module named 'mlleak'" in ran.stdout
    ran = measured(tmp_path, "--only", "shared_rows_parquet", "--limit", "0.1")
    assert "shared_rows_parquet          not done after 0.1 s" in ran.stdout
