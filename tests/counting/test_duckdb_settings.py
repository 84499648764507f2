"""DuckDB's settings follow the environment, and the container where the environment is silent."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest

from zl_expectations.counting import duckdb_settings
from zl_expectations.counting.duckdb_settings import configure, settings
from zl_expectations.errors import BadInputError

VARIABLES = ("ZL_MEMORY_LIMIT", "ZL_THREADS", "ZL_TEMP_DIR")


@pytest.fixture(autouse=True)
def silent_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)


def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ZL_MEMORY_LIMIT", "512MiB")
    monkeypatch.setenv("ZL_THREADS", "1")
    monkeypatch.setenv("ZL_TEMP_DIR", str(tmp_path / "it's new"))
    folder = str(tmp_path / "it's new" / f"zl_expectations_{os.getpid()}")
    assert settings() == {"memory_limit": "512MiB", "threads": 1, "temp_directory": folder}
    with duckdb.connect() as connection:
        configure(connection)
        query = "SELECT current_setting('memory_limit'), current_setting('threads'), current_setting('temp_directory')"
        assert connection.execute(query).fetchall() == [("512.0 MiB", 1, folder)]


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ZL_MEMORY_LIMIT", "much"),
        ("ZL_MEMORY_LIMIT", "4"),
        ("ZL_THREADS", "0"),
        ("ZL_THREADS", "two"),
        ("ZL_TEMP_DIR", "/dev/null/folder"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_the_name_of_its_variable(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(BadInputError, match=f"{variable} must be .*{value}"):
        settings()


def test_the_smaller_of_container_and_machine_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duckdb_settings, "_physical_memory", lambda: 100 * 2**20)
    monkeypatch.setattr(duckdb_settings, "_cgroup_memory", lambda: 50 * 2**20)
    assert settings()["memory_limit"] == "30MiB"
    monkeypatch.setattr(duckdb_settings, "_cgroup_memory", lambda: None)
    assert settings()["memory_limit"] == "60MiB"
    monkeypatch.setattr(duckdb_settings, "_physical_memory", lambda: None)
    assert "memory_limit" not in settings()


def test_threads_stay_within_the_processor_quota(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duckdb_settings, "_cgroup_cpus", lambda: 0.5)
    assert settings()["threads"] == 1


def test_limits_of_both_versions_of_control_groups_are_read(tmp_path: Path) -> None:
    two, one, none = tmp_path / "two", tmp_path / "one", tmp_path / "none"
    for folder in (two, one / "memory", one / "cpu", none):
        folder.mkdir(parents=True)
    (two / "memory.max").write_text("1024\n")
    (two / "cpu.max").write_text("150000 100000\n")
    (one / "memory" / "memory.limit_in_bytes").write_text("2048\n")
    (one / "cpu" / "cpu.cfs_quota_us").write_text("50000\n")
    (one / "cpu" / "cpu.cfs_period_us").write_text("100000\n")
    (none / "memory.max").write_text("max\n")
    (none / "cpu.max").write_text("max 100000\n")
    limits = [(duckdb_settings._cgroup_memory(root), duckdb_settings._cgroup_cpus(root)) for root in (two, one, none)]
    assert limits == [(1024, 1.5), (2048, 0.5), (None, None)]


def test_settings_can_be_applied_again_after_a_spill(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ZL_MEMORY_LIMIT", "100MB")
    monkeypatch.setenv("ZL_TEMP_DIR", str(tmp_path))
    with duckdb.connect() as connection:
        configure(connection)
        spilled = (
            "CREATE TEMP TABLE t AS SELECT i, hash(i) AS h, hash(i + 1) AS g FROM range(6000000) AS r(i) ORDER BY h"
        )
        connection.execute(spilled)
        assert list(tmp_path.iterdir())
        configure(connection)
