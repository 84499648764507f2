"""The README's code runs as it stands, on small files of the names that it uses."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import zl_expectations as zl
from zl_expectations.cli.app import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ENGINES = ("add_sqlite", "add_postgres", "add_spark")  # run in tests/engines/test_examples.py
PYTHON = [
    example
    for example in re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    if not any(engine in example for engine in ENGINES)
]
COMMANDS = [
    line
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("zl ")
]


def test_every_picture_is_small_and_says_its_figures() -> None:
    pictures = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", README)
    assert len(pictures) >= 3
    for words, path in pictures:
        assert re.search(r"\d", words), path
        assert (ROOT / path).stat().st_size < 300_000, path


@pytest.fixture
def flights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    """Files that leak: `delay` is missing exactly where a flight was cancelled."""
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    table = pd.DataFrame({"delay": rng.normal(size=1000), "distance": rng.normal(size=1000)})
    table["cancelled"] = rng.random(1000) < 0.4
    table.loc[table["cancelled"], "delay"] = np.nan
    table["time_hour"] = pd.Timestamp("2013-01-01") + pd.to_timedelta(np.arange(1000), unit="h")
    train, test = table[:700], table[700:]
    train.to_parquet("train.parquet")
    test.to_csv("test.csv", index=False)
    (tmp_path / "test").mkdir()
    test.to_parquet("test/0.parquet")
    both = table.assign(
        split=["train"] * 700 + ["test"] * 300, y=table["cancelled"], row_id=range(1000), patient=range(1000)
    )
    both.drop(columns="cancelled").to_parquet("data.parquet")
    return train


def test_the_python_examples_reject_the_leaking_flights(flights: pd.DataFrame) -> None:
    assert len(PYTHON) >= 2
    for example in PYTHON:
        with pytest.raises(zl.TrainingDataRejected, match="delay"):
            exec(compile(example, "README.md", "exec"), {"train_df": flights})


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_reject_the_leaking_flights(command: str, flights: pd.DataFrame) -> None:
    ran = CliRunner().invoke(app, shlex.split(command)[1:])
    assert ran.exit_code == 1, ran.output
    assert "delay" in ran.output


def test_every_door_is_in_the_table_of_tools_and_what_is_in_the_table_is_a_door() -> None:
    section = README.partition("## In other tools")[2].partition("\n## ")[0]
    rows = "\n".join(line for line in section.splitlines() if line.startswith("|"))
    named = {f"{name}.py" for name in re.findall(r"-m doors\.(\w+)", rows)} | set(re.findall(r"doors/([\w.]+)", rows))
    there = {file.name for file in (ROOT / "example_pipeline" / "doors").iterdir() if file.is_file()}
    assert named == there - {"files.py", "gate.py"}
