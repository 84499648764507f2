"""Without the memory or the disk to count, the error names the setting, and nothing is left behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

ROWS = 400_000
COUNT = """
import resource, sys
from zl_expectations.counting import questions
from zl_expectations.counting.duckdb_table import table_of
from zl_expectations.errors import CouldNotJudgeError
key = dict.fromkeys(("key_columns", "target", "identifiers", "ignore_columns", "normalize_text"))
try:
    if len(sys.argv) > 2:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
    pairs = questions.shared_rows(table_of(sys.argv[1]), **key, split_column="split", train_split="train")
    print(pairs[0].shared_rows)
except CouldNotJudgeError as error:
    print(error)
"""


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rng = np.random.default_rng(0)
    columns = {f"x{i}": rng.normal(size=ROWS // 2) for i in range(8)}
    twice = {name: np.concatenate([values, values]) for name, values in columns.items()}
    split = np.repeat(["train", "test"], ROWS // 2)
    path = tmp_path_factory.mktemp("rows") / "rows.parquet"
    pq.write_table(pa.table({**twice, "split": split}), path, row_group_size=20_000)
    return path


def counted(rows: Path, spill: Path, memory: str, *arguments: str) -> str:
    """What counting the shared rows prints, in a process with these limits."""
    settings = {"ZL_MEMORY_LIMIT": memory, "ZL_TEMP_DIR": str(spill), "ZL_THREADS": "1"}
    ran = subprocess.run(
        [sys.executable, "-c", COUNT, str(rows), *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **settings},
        check=False,
    )
    assert ran.stderr == ""
    return ran.stdout.strip()


def test_little_memory_spills_and_counts_the_same(rows: Path, tmp_path: Path) -> None:
    assert counted(rows, tmp_path, "40MB") == str(ROWS // 2)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("memory", ["4MB", "1KB", "0MB"])
def test_too_little_memory_is_an_error_that_names_the_setting(rows: Path, tmp_path: Path, memory: str) -> None:
    said = counted(rows, tmp_path, memory)
    assert "Out of Memory" in said
    assert "ZL_MEMORY_LIMIT" in said
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_an_error_that_names_the_setting(rows: Path, tmp_path: Path) -> None:
    said = counted(rows, tmp_path, "40MB", "100000")
    assert "ZL_TEMP_DIR" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kept", [0.5, 0.999])
def test_a_file_cut_short_is_an_error(rows: Path, tmp_path: Path, kept: float) -> None:
    whole = rows.read_bytes()
    cut = tmp_path / "cut.parquet"
    cut.write_bytes(whole[: int(len(whole) * kept)])
    assert "must be a readable Parquet file" in counted(cut, tmp_path / "spill", "1GB")


def test_a_file_whose_middle_is_lost_is_an_error(rows: Path, tmp_path: Path) -> None:
    whole = bytearray(rows.read_bytes())
    middle = len(whole) // 2
    whole[middle : middle + 500_000] = bytes(500_000)
    lost = tmp_path / "lost.parquet"
    lost.write_bytes(whole)
    assert "must be a readable Parquet file" in counted(lost, tmp_path / "spill", "1GB")
