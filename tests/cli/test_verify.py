"""`zl verify`: what is trained on is what was judged, told by the exit code."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from zl_expectations.cli import run

EXAMPLE = Path(__file__).parents[2] / "example_pipeline"


@dataclass(frozen=True)
class Zl:
    """The command, and what it wrote."""

    capsys: pytest.CaptureFixture[str]

    def __call__(self, *arguments: object) -> tuple[int, str, str]:
        self.capsys.readouterr()
        code = run(list(map(str, arguments)))
        written = self.capsys.readouterr()
        return code, written.out, written.err


@pytest.fixture
def zl(capsys: pytest.CaptureFixture[str]) -> Zl:
    return Zl(capsys)


@pytest.fixture
def small(tmp_path: Path) -> dict[str, Path]:
    """Two splits with nothing wrong."""
    rng = np.random.default_rng(3)
    rows = pd.DataFrame({"x": rng.normal(size=500), "y": rng.integers(0, 2, 500)})
    files = {"--train": tmp_path / "train.parquet", "--test": tmp_path / "test.csv"}
    rows[:300].to_parquet(files["--train"])
    rows[300:].to_csv(files["--test"], index=False)
    return files


def options(files: dict[str, Path]) -> list[Any]:
    return [part for item in files.items() for part in item]


def test_the_flights_are_trained_on_only_as_they_were_judged(
    zl: Zl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mended flights pass, and get a passport; one changed value of the test split later it is no longer valid."""
    monkeypatch.syspath_prepend(str(EXAMPLE))
    from flights import TARGET, TIME, load_flights, prepare_mended, prepare_naive

    flights = load_flights().sample(20_000, random_state=0)
    files = {f"--{name}": tmp_path / f"{name}.parquet" for name in ("train", "test")}
    passport, suite = tmp_path / "passport.json", ["--target", TARGET, "--time", TIME]

    def prepared(splits: Any) -> None:
        splits.train.to_parquet(files["--train"])
        splits.test.to_parquet(files["--test"])

    prepared(prepare_naive(flights))
    code, _, said = zl("check", *options(files), *suite, "--passport", passport)
    assert (code, passport.exists()) == (1, False)
    assert "zl: note: no passport was written." in said

    prepared(prepare_mended(flights))
    assert zl("check", *options(files), *suite, "--passport", passport)[0] == 0
    code, out, _ = zl("verify", passport, *options(files), *suite)
    assert (code, out.startswith("As judged and passed on 20")) == (0, True)

    test = pd.read_parquet(files["--test"])
    test.loc[test.index[17], "distance"] += 1
    test.to_parquet(files["--test"])
    code, out, said = zl("verify", passport, *options(files))
    assert (code, out) == (1, "")
    assert "split 'test' has other values than were judged" in said


def test_a_file_of_another_format_is_the_same_data(zl: Zl, small: dict[str, Path], tmp_path: Path) -> None:
    passport = tmp_path / "passport.json"
    assert zl("check", *options(small), "--target", "y", "--passport", passport, "--quiet")[0] == 0
    train, test = pd.read_parquet(small["--train"]), pd.read_csv(small["--test"])
    train.to_csv(tmp_path / "train.csv", index=False)
    pd.concat([train.assign(split="train"), test.assign(split="test")])[["split", "y", "x"]].to_parquet(
        tmp_path / "whole.parquet", index=False
    )
    assert zl("verify", passport, "--train", tmp_path / "train.csv", "--test", small["--test"])[0] == 0
    assert zl("verify", passport, tmp_path / "whole.parquet", "--quiet") == (0, "", "")


def test_less_than_is_asked_for_is_refused(zl: Zl, small: dict[str, Path], tmp_path: Path) -> None:
    passport = tmp_path / "passport.json"
    assert zl("check", *options(small), "--target", "y", "--allow", "x", "--passport", passport)[0] == 0
    assert zl("verify", passport, *options(small), "--target", "y", "--allow", "x")[0] == 0
    code, _, said = zl("verify", passport, *options(small), "--target", "y")
    assert code == 1
    assert '`allow` ["x"], asked is null' in said
    assert zl("verify", passport, *options(small), "--fail-on", "warning")[0] == 1


def test_what_cannot_be_compared_is_no_verdict(zl: Zl, small: dict[str, Path], tmp_path: Path) -> None:
    passport = tmp_path / "passport.json"
    assert zl("check", *options(small), "--target", "y", "--passport", passport)[0] == 0
    cut = tmp_path / "cut.json"
    cut.write_text(passport.read_text()[:-20])
    cases: list[tuple[list[Any], str]] = [
        ([cut, *options(small)], "got something else or a part of it"),
        ([tmp_path / "none.json", *options(small)], "The passport must be a file"),
        ([passport], "zl verify passport.json --train"),
        ([passport, "--train", small["--train"], "--test", tmp_path / "none.csv"], "none.csv"),
        ([passport, *options(small), "--thorough"], "give its --target too"),
    ]
    for arguments, words in cases:
        code, out, said = zl("verify", *arguments)
        assert (code, out) == (2, ""), said
        assert words in said


def test_a_passport_that_cannot_be_written_is_no_verdict(zl: Zl, small: dict[str, Path], tmp_path: Path) -> None:
    code, _, said = zl("check", *options(small), "--target", "y", "--passport", tmp_path)
    assert code == 2
    assert "`passport` must name a file that can be written" in said
