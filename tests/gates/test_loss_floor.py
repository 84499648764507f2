"""The lowest training loss, in Python and in a shell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import zl_expectations as zl
from zl_expectations.cli import run


@pytest.fixture
def rows() -> pd.DataFrame:
    return pd.DataFrame({"x": [1, 1, 2, 2] * 5, "y": ["a", "b", "b", "b"] * 5, "id": range(20)})


@pytest.mark.parametrize("argument", ["identifiers", "ignore_columns"])
def test_columns_given_as_a_text_are_an_error(argument: str) -> None:
    arguments: Any = {"target": "y", argument: "x"}
    with pytest.raises(zl.CouldNotJudgeError, match=rf"`{argument}` must be a list of columns, got the text 'x'"):
        zl.loss_floor(pd.DataFrame({"x": [1, 2], "y": [0, 1]}), **arguments)


def test_the_floor_is_the_same_for_a_table_and_for_a_train_split(rows: pd.DataFrame) -> None:
    alone = zl.loss_floor(rows, target="y", identifiers=["id"])
    assert alone.losses["error"].floor == 0.25
    assert zl.loss_floor(train=rows, target="y", identifiers=["id"]) == alone
    split = pd.concat([rows.assign(split="train"), rows.assign(split="test", y="a")])
    in_train = zl.loss_floor(split, target="y", identifiers=["id"])
    assert (in_train.split, in_train.losses) == ("train", alone.losses)


@pytest.mark.parametrize(("arguments", "words"), [({}, "got neither"), ({"split_column": "z"}, "Did you mean|must be")])
def test_what_cannot_be_judged_is_an_error(rows: pd.DataFrame, arguments: Any, words: str) -> None:
    given = {"data": rows, **arguments} if arguments else {}
    with pytest.raises(zl.CouldNotJudgeError, match=words):
        zl.loss_floor(**given, target="y")


def test_zl_floor_prints_it_and_writes_json(
    rows: pd.DataFrame, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "rows.parquet"
    rows.to_parquet(file)
    assert run(["floor", str(file), "--target", "y", "--identifier", "id"]) == 0
    assert "10 rows of 20 (50 %) conflict" in capsys.readouterr().out
    assert run(["floor", "--train", str(file), "--target", "y", "--identifier", "id", "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["losses"]["error"]["room"] == 0


def test_zl_floor_ends_with_two_where_it_cannot_judge(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["floor", "--target", "y"]) == 2
    assert "got neither" in capsys.readouterr().err
    assert run(["floor", str(tmp_path / "absent.parquet"), "--target", "y"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
